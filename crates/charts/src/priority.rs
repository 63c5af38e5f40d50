//! What to fix first? Importance against performance, with the table of the drivers below.

mod grid;
mod table;
mod words;

use survey::Language;
use survey::table::{Priorities, PriorityRow, Quadrant};

use self::grid::Grid;
use self::table::Table;
pub use self::words::quadrant_name;
use self::words::{description, lacking, legend, reading};
use crate::ChartError;
use crate::caption::{Canvas, Caption, period_name};
use crate::finding::priority_finding;
use crate::frame::{Frame, Texts, baseline};
use crate::mark::Mark;
use crate::measure::wrap;
use crate::palette::GREY;
use crate::scale::{finite, rows as count};
use crate::sheet::Style;

const LINE: i32 = 20;
/// More points than this can't be told apart in the grid.
const DRIVERS_MAX: usize = 200;

/// Draws the drivers of one unit between the lines of the grid, and lists them below in their order.
/// Without importance there is the list alone, and the reason why.
///
/// # Errors
/// Only when there are more drivers than a chart can show.
pub fn priority(
    priorities: &Priorities,
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    let rows = priorities.rows.len();
    if rows > DRIVERS_MAX {
        return Err(ChartError::TooManyRows { rows, most: DRIVERS_MAX });
    }
    let language = canvas.language;
    let texts = Texts {
        finding: priority_finding(priorities, language),
        measure: measure(priorities, language),
        period: period_name(caption.period, language),
        reading: reading(priorities, language),
        description: description(priorities, language),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let sizes = frame.sizes;
    let grid = Grid::of(priorities, *canvas, sizes);
    let table = Table::new(&priorities.rows, *canvas, sizes);
    let reason = priorities.derivation.lacking.map(|reason| lacking(reason, language));
    let reason: Vec<String> =
        reason.map_or_else(Vec::new, |text| wrap(&text, sizes.text, sizes.inner(), 4));
    let keys = legend(&priorities.rows, language, sizes);
    let above = count(reason.len()) * LINE;
    let grid_height = grid.as_ref().map_or(0, Grid::height);
    let height = above + keys.height() + grid_height + table.height();
    frame.around(height, |sheet, top| {
        let mut y = top;
        for line in &reason {
            let at = baseline(y, LINE, sizes.text);
            sheet.text(sizes.margin, at, line, Style::new(sizes.text, GREY))?;
            y += LINE;
        }
        keys.draw(sheet, sizes.margin, y)?;
        y += keys.height();
        if let Some(grid) = &grid {
            grid.draw(sheet, y)?;
        }
        table.draw(sheet, y + grid_height)
    })
}

fn measure(priorities: &Priorities, language: Language) -> &'static str {
    if priorities.lines.is_some() {
        return language.pick(
            "重要性（与总体满意的关联）与满意度得分，95%区间",
            "Importance (association with overall satisfaction) and index, 95% intervals",
        );
    }
    language.pick("满意度得分（0—100分）与95%区间", "Satisfaction index (0–100), 95% interval")
}

/// The sign of a row: hollow where the data don't say.
fn mark(row: &PriorityRow) -> Mark {
    match row.quadrant {
        Some(Quadrant::KeepUp) => Mark::Quarter(0),
        Some(Quadrant::PossibleOverkill) => Mark::Quarter(1),
        Some(Quadrant::LowPriority) => Mark::Quarter(2),
        Some(Quadrant::ConcentrateHere) => Mark::Quarter(3),
        Some(Quadrant::Undetermined) | None => Mark::Hollow,
    }
}

/// Importance in percent and index, where both are known.
fn point(row: &PriorityRow) -> Option<(f64, f64)> {
    let importance = finite(row.importance)?;
    Some((finite(row.performance)?, importance * 100.0))
}

#[cfg(test)]
mod tests;
