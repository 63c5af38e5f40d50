//! Who is better, really? A dot and a whisker per unit, in tiers, with the range of ranks that the
//! data allow.

mod columns;
mod lines;
mod words;

use survey::display::count_or_dash;
use survey::table::RankingRow;

use self::columns::{Columns, columns, index_text, rank_range, shown_index};
use self::lines::{Line, lines};
pub(crate) use self::words::target_name;
use self::words::{description, legend, rank_header, reading};
use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, period_name};
use crate::finding::ranking_finding;
use crate::frame::{Frame, Texts, baseline, check_rows};
use crate::legend::Legend;
use crate::mark::Mark;
use crate::measure::cut;
use crate::palette::{BAND, GREY, GRID, RULE, Sizes, TARGET};
use crate::scale::{Axis, finite};
use crate::sheet::{Sheet, Style};

/// What a ranking shows besides the units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankingOptions {
    /// A score to reach, drawn as a broken line.
    pub target: Option<f64>,
    /// Colour and shape by quarter of the ranking of the order, which leaders are used to; named without praise or blame,
    /// because the order may be chance.
    pub quarters: bool,
}

impl Default for RankingOptions {
    fn default() -> Self {
        Self { target: None, quarters: true }
    }
}

/// Header of the columns.
const HEADER: i32 = 24;
/// Header line of a tier.
const HEADING: i32 = 26;
/// A unit on a page: one line. On a phone: a line of text and the whisker below.
const ROW_PAGE: i32 = 26;
const ROW_PHONE: i32 = 44;
/// Part of a phone row that holds the text.
const PHONE_TEXT: i32 = 24;
/// Longer rankings show the scale again at their end.
const LINES_WITH_ONE_SCALE: usize = 25;

/// Draws the ranking of the units of a level.
///
/// # Errors
/// Only when there are more rows than a chart can show.
pub fn ranking(
    rows: &[RankingRow],
    options: &RankingOptions,
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(rows.len())?;
    let language = canvas.language;
    let texts = Texts {
        finding: ranking_finding(rows, &caption.level_name, language),
        measure: language
            .pick("满意度得分（0—100分）与95%区间", "Satisfaction index (0–100), 95% interval"),
        period: period_name(caption.period, language),
        reading: reading(language).to_owned(),
        description: description(rows, language),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(rows, *options, *canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

struct Chart<'r> {
    lines: Vec<Line<'r>>,
    options: RankingOptions,
    canvas: Canvas,
    sizes: Sizes,
    columns: Columns,
    axis: Axis,
    legend: Legend,
}

impl<'r> Chart<'r> {
    fn new(rows: &'r [RankingRow], options: RankingOptions, canvas: Canvas, sizes: Sizes) -> Self {
        // Without units there is nothing that a target could be held against.
        let target = finite(options.target).filter(|_| !rows.is_empty());
        let options = RankingOptions { target, ..options };
        let lines = lines(rows, options.quarters, canvas.language);
        let steps_max = if canvas.width == Width::Phone { 5 } else { 8 };
        let values: Vec<f64> = rows
            .iter()
            .map(|row| &row.estimate)
            .flat_map(|e| [finite(e.index), finite(e.ci_low), finite(e.ci_high)])
            .chain([options.target])
            .flatten()
            .collect();
        Self {
            legend: legend(&lines, options.target, canvas.language, sizes),
            columns: columns(rows, canvas, sizes),
            axis: Axis::covering(&values, steps_max),
            lines,
            options,
            canvas,
            sizes,
        }
    }

    fn is_phone(&self) -> bool {
        self.canvas.width == Width::Phone
    }

    /// The header; on a phone the ticks need a line of their own.
    fn header_height(&self) -> i32 {
        match self.canvas.width {
            _ if self.is_empty() => 0,
            Width::Phone => 2 * HEADER - 6,
            Width::Page => HEADER,
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self.lines.as_slice(), [Line::Empty(_)])
    }

    fn line_height(&self, line: &Line<'_>) -> i32 {
        match line {
            Line::Tier(_) | Line::Unranked(_) | Line::Empty(_) => HEADING,
            Line::Unit { .. } if self.is_phone() => ROW_PHONE,
            Line::Unit { .. } => ROW_PAGE,
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
        let first = head + self.header_height();
        self.bands(sheet, first)?;
        self.header(sheet, head)?;
        self.grid(sheet, first)?;
        let mut y = first;
        for line in &self.lines {
            match line {
                Line::Tier(text) | Line::Unranked(text) | Line::Empty(text) => {
                    let style = Style::new(self.sizes.small, GREY).bold();
                    let text = cut(text, self.sizes.small, self.sizes.inner() - 16);
                    let at = baseline(y, HEADING, self.sizes.small);
                    sheet.text(self.sizes.margin + 8, at, &text, style)?;
                }
                Line::Unit { row, mark, .. } => self.unit(sheet, row, *mark, y)?,
            }
            y += self.line_height(line);
        }
        if self.footer_height() > 0 { self.scale(sheet, y) } else { Ok(()) }
    }

    /// The shades behind the tiers: every second one.
    fn bands(&self, sheet: &Sheet<'_>, first: i32) -> Result<(), ChartError> {
        let mut y = first;
        let mut shaded = false;
        for line in &self.lines {
            let height = self.line_height(line);
            match line {
                Line::Tier(_) => shaded = !shaded,
                Line::Unranked(_) | Line::Empty(_) => shaded = false,
                Line::Unit { .. } => {}
            }
            if shaded {
                sheet.rect(self.sizes.margin, y, self.sizes.inner(), height, BAND)?;
            }
            if matches!(line, Line::Tier(_) | Line::Unranked(_)) {
                sheet.rect(self.sizes.margin, y, self.sizes.inner(), 1, RULE)?;
            }
            y += height;
        }
        Ok(())
    }

    fn header(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        if self.is_empty() {
            return Ok(());
        }
        let (language, columns) = (self.canvas.language, &self.columns);
        let style = Style::new(self.sizes.small, GREY);
        let at = baseline(top, HEADER, self.sizes.small);
        sheet.text(columns.rank_right, at, rank_header(language), style.end())?;
        sheet.text(columns.name, at, language.pick("单位", "Unit"), style)?;
        sheet.text(columns.index_right, at, language.pick("得分", "Index"), style.end())?;
        sheet.text(columns.n_right, at, language.pick("样本n", "n"), style.end())?;
        self.scale(sheet, top + self.header_height() - HEADER)
    }

    fn scale(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let style = Style::new(self.sizes.small, GREY).middle();
        let at = baseline(top, HEADER, style.size);
        for tick in self.axis.ticks() {
            sheet.text(self.place(tick), at, &self.axis.label(tick), style)?;
        }
        Ok(())
    }

    fn grid(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let mut y = top;
        for line in &self.lines {
            let height = self.line_height(line);
            if matches!(line, Line::Unit { .. }) {
                // On a phone the grid stands behind the whiskers only, not behind the names.
                let from = if self.is_phone() { y + PHONE_TEXT } else { y };
                for tick in self.axis.ticks() {
                    sheet.rect(self.place(tick), from, 1, y + height - from, GRID)?;
                }
                if let Some(target) = self.options.target {
                    sheet.dashed_upright(self.place(target), from, y + height, TARGET)?;
                }
            }
            y += height;
        }
        Ok(())
    }

    fn place(&self, value: f64) -> i32 {
        self.axis.place(value, self.columns.plot.0, self.columns.plot.1)
    }

    fn unit(
        &self,
        sheet: &Sheet<'_>,
        row: &RankingRow,
        mark: Mark,
        top: i32,
    ) -> Result<(), ChartError> {
        let (columns, size) = (&self.columns, self.sizes.text);
        let text_height = if self.is_phone() { PHONE_TEXT } else { ROW_PAGE };
        let at = baseline(top, text_height, size);
        let faint = Style::new(size, GREY);
        let estimate = &row.estimate;
        sheet.text(columns.rank_right, at, &rank_range(row), faint.end())?;
        let name = cut(&estimate.unit_name, size, columns.name_width);
        sheet.text(columns.name, at, &name, Style::ink(size))?;
        let index = index_text(row);
        sheet.text(columns.index_right, at, &index, Style::ink(size).end())?;
        sheet.text(columns.n_right, at, &count_or_dash(estimate.n), faint.end())?;
        let middle = if self.is_phone() { top + PHONE_TEXT + 8 } else { top + ROW_PAGE / 2 };
        self.whisker(sheet, row, mark, middle)
    }

    fn whisker(
        &self,
        sheet: &Sheet<'_>,
        row: &RankingRow,
        mark: Mark,
        y: i32,
    ) -> Result<(), ChartError> {
        let estimate = &row.estimate;
        let Some(index) = shown_index(row) else { return Ok(()) };
        if let (Some(low), Some(high)) = (finite(estimate.ci_low), finite(estimate.ci_high)) {
            let (left, right) = (self.place(low), self.place(high));
            sheet.rect(left, y - 1, right - left, 2, mark.colour())?;
            // An interval that runs off the scale has no end to show.
            for (x, value) in [(left, low), (right - 1, high)] {
                if (0.0..=100.0).contains(&value) {
                    sheet.rect(x, y - 4, 2, 8, mark.colour())?;
                }
            }
        }
        mark.draw(sheet, (self.place(index), y))
    }
}

#[cfg(test)]
mod tests;
