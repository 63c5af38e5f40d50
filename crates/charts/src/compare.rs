//! Who changed? A dot and an interval per unit around zero, in the order of the changes.

mod columns;
mod words;

use survey::table::ChangeRow;

use self::columns::{Columns, change_text, index_text, interval, period_text};
use self::words::{description, legend, reading, uncompared};
use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, way_name};
use crate::finding::{compare_finding, moved};
use crate::frame::{Frame, Texts, baseline, check_rows};
use crate::legend::Legend;
use crate::mark::Mark;
use crate::measure::cut;
use crate::palette::{GREY, GRID, RULE, Sizes};
use crate::scale::{Axis, finite, signed};
use crate::sheet::{Sheet, Style};

/// Header of the columns.
const HEADER: i32 = 24;
/// Header line of the units that can't be compared.
const HEADING: i32 = 26;
/// A unit on a page: one line. On a phone: a line of text and the interval below.
const ROW_PAGE: i32 = 26;
const ROW_PHONE: i32 = 44;
/// Part of a phone row that holds the text.
const PHONE_TEXT: i32 = 24;
/// Longer charts show the scale again at their end.
const LINES_WITH_ONE_SCALE: usize = 25;

/// Draws the change of each unit from one period to another.
///
/// # Errors
/// Only when there are more rows than a chart can show.
pub fn compare(
    rows: &[ChangeRow],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(rows.len())?;
    let language = canvas.language;
    let ends = rows.first().map(|row| (row.from_period, row.to_period));
    let texts = Texts {
        finding: compare_finding(rows, &caption.level_name, language),
        measure: language.pick(
            "满意度得分的变化（分）与95%区间",
            "Change of the satisfaction index (points), 95% interval",
        ),
        period: way_name(ends, caption.period, language),
        reading: reading(rows, language),
        description: description(rows, language),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(rows, *canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

/// One line of the chart.
enum Line<'r> {
    /// Opens the units that can't be compared, or says that there is nothing.
    Heading(String),
    /// A unit.
    Unit(&'r ChangeRow),
}

struct Chart<'r> {
    lines: Vec<Line<'r>>,
    canvas: Canvas,
    sizes: Sizes,
    columns: Columns,
    axis: Axis,
    legend: Legend,
}

impl<'r> Chart<'r> {
    fn new(rows: &'r [ChangeRow], canvas: Canvas, sizes: Sizes) -> Self {
        let steps_max = if canvas.width == Width::Phone { 5 } else { 8 };
        let values: Vec<f64> = rows
            .iter()
            .flat_map(|row| [finite(row.change), finite(row.ci_low), finite(row.ci_high)])
            .flatten()
            .collect();
        Self {
            lines: lines(rows, canvas),
            legend: legend(rows, canvas.language, sizes),
            columns: Columns::of(rows, canvas, sizes),
            axis: Axis::with_zero(&values, steps_max),
            canvas,
            sizes,
        }
    }

    fn is_phone(&self) -> bool {
        self.canvas.width == Width::Phone
    }

    fn is_empty(&self) -> bool {
        matches!(self.lines.as_slice(), [Line::Heading(_)])
    }

    /// The header; on a phone the ticks need a line of their own.
    fn header_height(&self) -> i32 {
        match self.canvas.width {
            _ if self.is_empty() => 0,
            Width::Phone => 2 * HEADER - 6,
            Width::Page => HEADER,
        }
    }

    fn line_height(&self, line: &Line<'_>) -> i32 {
        match line {
            Line::Heading(_) => HEADING,
            Line::Unit(row) if finite(row.change).is_some() && self.is_phone() => ROW_PHONE,
            Line::Unit(_) => ROW_PAGE,
        }
    }

    fn height(&self) -> i32 {
        let lines: i32 = self.lines.iter().map(|line| self.line_height(line)).sum();
        self.legend.height() + self.header_height() + lines + self.footer_height()
    }

    fn footer_height(&self) -> i32 {
        if self.lines.len() > LINES_WITH_ONE_SCALE { HEADER } else { 0 }
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        self.legend.draw(sheet, self.sizes.margin, top)?;
        let head = top + self.legend.height();
        self.header(sheet, head)?;
        let mut y = head + self.header_height();
        for line in &self.lines {
            match line {
                Line::Heading(text) => {
                    let style = Style::new(self.sizes.small, GREY).bold();
                    let text = cut(text, self.sizes.small, self.sizes.inner() - 16);
                    let at = baseline(y, HEADING, self.sizes.small);
                    sheet.text(self.sizes.margin + 8, at, &text, style)?;
                }
                Line::Unit(row) => self.unit(sheet, row, y)?,
            }
            y += self.line_height(line);
        }
        if self.footer_height() > 0 { self.scale(sheet, y) } else { Ok(()) }
    }

    fn header(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let Some(Line::Unit(row)) = self.lines.iter().find(|line| matches!(line, Line::Unit(_)))
        else {
            return Ok(());
        };
        let (language, columns) = (self.canvas.language, &self.columns);
        let style = Style::new(self.sizes.small, GREY);
        let at = baseline(top, HEADER, self.sizes.small);
        sheet.text(columns.name, at, language.pick("单位", "Unit"), style)?;
        sheet.text(columns.change_right, at, language.pick("变化", "Change"), style.end())?;
        sheet.text(columns.from_right, at, &period_text(row.from_period), style.end())?;
        sheet.text(columns.to_right, at, &period_text(row.to_period), style.end())?;
        self.scale(sheet, top + self.header_height() - HEADER)
    }

    fn scale(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let style = Style::new(self.sizes.small, GREY).middle();
        let at = baseline(top, HEADER, style.size);
        let decimals = u32::from(self.axis.step.fract() > 0.0);
        for tick in self.axis.ticks() {
            sheet.text(self.place(tick), at, &signed(tick, decimals), style)?;
        }
        Ok(())
    }

    fn place(&self, value: f64) -> i32 {
        self.axis.place(value, self.columns.plot.0, self.columns.plot.1)
    }

    fn unit(&self, sheet: &Sheet<'_>, row: &ChangeRow, top: i32) -> Result<(), ChartError> {
        let (columns, size) = (&self.columns, self.sizes.text);
        let text_height = if self.is_phone() { PHONE_TEXT } else { ROW_PAGE };
        let at = baseline(top, text_height, size);
        let name = cut(&row.unit_name, size, columns.name_width);
        sheet.text(columns.name, at, &name, Style::ink(size))?;
        let change = change_text(row);
        let sure = moved(row).is_some();
        let style =
            if sure { Style::new(size, mark(row).colour()).bold() } else { Style::ink(size) };
        sheet.text(columns.change_right, at, &change, style.end())?;
        let faint = Style::new(size, GREY).end();
        sheet.text(columns.from_right, at, &index_text(row.from_index), faint)?;
        sheet.text(columns.to_right, at, &index_text(row.to_index), faint)?;
        let Some(change) = finite(row.change) else { return Ok(()) };
        // On a phone the grid stands behind the intervals only, not behind the names.
        let from = if self.is_phone() { top + PHONE_TEXT } else { top };
        let height = if self.is_phone() { ROW_PHONE - PHONE_TEXT } else { ROW_PAGE };
        for tick in self.axis.ticks() {
            let colour = if tick.abs() < 1e-9 { RULE } else { GRID };
            sheet.rect(self.place(tick), from, 1, height, colour)?;
        }
        let middle = if self.is_phone() { from + 8 } else { top + ROW_PAGE / 2 };
        self.whisker(sheet, row, middle)?;
        mark(row).draw(sheet, (self.place(change), middle))
    }

    fn whisker(&self, sheet: &Sheet<'_>, row: &ChangeRow, y: i32) -> Result<(), ChartError> {
        let Some((low, high)) = interval(row) else { return Ok(()) };
        let (left, right) = (self.place(low), self.place(high));
        let colour = mark(row).colour();
        sheet.rect(left, y - 1, right - left, 2, colour)?;
        // An interval that runs off the scale has no end to show.
        for (x, value) in [(left, low), (right - 1, high)] {
            if (self.axis.low..=self.axis.high).contains(&value) {
                sheet.rect(x, y - 4, 2, 8, colour)?;
            }
        }
        Ok(())
    }
}

/// Filled by direction where the change is sure, else hollow.
fn mark(row: &ChangeRow) -> Mark {
    match moved(row) {
        Some(true) => Mark::Up,
        Some(false) => Mark::Down,
        None => Mark::Hollow,
    }
}

/// Units by change, the greatest rise first; after them those that can't be compared, by code.
fn lines(rows: &[ChangeRow], canvas: Canvas) -> Vec<Line<'_>> {
    if rows.is_empty() {
        let text = canvas.language.pick("没有数据", "No data");
        return vec![Line::Heading(text.to_owned())];
    }
    let (mut compared, mut others): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| finite(row.change).is_some());
    let change = |row: &ChangeRow| row.change.unwrap_or_default();
    compared.sort_by(|a, b| {
        change(b).total_cmp(&change(a)).then_with(|| a.unit_code.cmp(&b.unit_code))
    });
    others.sort_by(|a, b| a.unit_code.cmp(&b.unit_code));
    let heading = (!others.is_empty()).then(|| uncompared(others.len(), canvas.language));
    compared
        .into_iter()
        .map(Line::Unit)
        .chain(heading.map(Line::Heading))
        .chain(others.into_iter().map(Line::Unit))
        .collect()
}

#[cfg(test)]
mod tests;
