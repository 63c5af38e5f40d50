//! How far and how well did we ask? Interviews against quotas, the mix of modes, response and
//! contact, unit by unit.

mod cells;
mod words;

use survey::Mode;
use survey::table::CoverageRow;

use self::cells::{Columns, columns};
use self::words::{description, legend, mode_name, reading};
use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, period_name};
use crate::finding::coverage_finding;
use crate::frame::{Frame, Texts, baseline, check_rows};
use crate::legend::Legend;
use crate::measure::{cut, width};
use crate::palette::{GREY, GRID, INK, MAIN, MODES, RULE, Sizes, text_on};
use crate::scale::{pixel, rows as count};
use crate::sheet::{Sheet, Style};

const HEADER: i32 = 24;
const ROW_PAGE: i32 = 30;
/// On a phone: name and figures, bar of interviews, bar of modes with the rates.
const ROW_PHONE: i32 = 84;
const LINE: i32 = 24;
const BAR: i32 = 16;

/// Draws the coverage of the units of a level, in their order.
///
/// # Errors
/// Only when there are more units than a chart can show.
pub fn coverage(
    rows: &[CoverageRow],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(rows.len())?;
    let language = canvas.language;
    let texts = Texts {
        finding: coverage_finding(rows, &caption.level_name, language),
        measure: language.pick("答卷、应答率与接触率", "Interviews, response and contact rates"),
        period: period_name(caption.period, language),
        reading: reading(rows, language),
        description: description(rows, language),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(rows, *canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

struct Chart<'r> {
    rows: &'r [CoverageRow],
    canvas: Canvas,
    sizes: Sizes,
    columns: Columns,
    /// The most interviews of a unit, made or needed.
    most: u64,
    legend: Legend,
}

impl<'r> Chart<'r> {
    fn new(rows: &'r [CoverageRow], canvas: Canvas, sizes: Sizes) -> Self {
        let most = rows.iter().flat_map(|row| [Some(row.interviews), row.minimum]).flatten().max();
        Self {
            columns: columns(rows, canvas, sizes),
            most: most.unwrap_or(0).max(1),
            legend: legend(rows, canvas.language, sizes),
            rows,
            canvas,
            sizes,
        }
    }

    fn is_phone(&self) -> bool {
        self.canvas.width == Width::Phone
    }

    fn row_height(&self) -> i32 {
        if self.is_phone() { ROW_PHONE } else { ROW_PAGE }
    }

    fn header(&self) -> i32 {
        if self.is_phone() { 6 } else { HEADER }
    }

    fn height(&self) -> i32 {
        let rows = count(self.rows.len().max(1)) * self.row_height();
        self.legend.height() + self.header() + rows
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        self.legend.draw(sheet, self.sizes.margin, top)?;
        let mut y = top + self.legend.height();
        if !self.is_phone() && !self.rows.is_empty() {
            self.heads(sheet, y)?;
        }
        y += self.header();
        sheet.rect(self.sizes.margin, y, self.sizes.inner(), 1, RULE)?;
        if self.rows.is_empty() {
            let text = self.canvas.language.pick("没有数据", "No data");
            let style = Style::new(self.sizes.small, GREY);
            sheet.text(self.sizes.margin, baseline(y, HEADER, style.size), text, style)?;
        }
        for (at, row) in self.rows.iter().enumerate() {
            if self.is_phone() {
                self.on_phone(sheet, at, row, y)?;
            } else {
                self.on_page(sheet, at, row, y)?;
            }
            y += self.row_height();
            sheet.rect(self.sizes.margin, y, self.sizes.inner(), 1, GRID)?;
        }
        Ok(())
    }

    fn heads(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let language = self.canvas.language;
        let style = Style::new(self.sizes.small, GREY);
        let at = baseline(top, HEADER, style.size);
        let columns = &self.columns;
        sheet.text(self.sizes.margin, at, language.pick("单位", "Unit"), style)?;
        sheet.text(columns.bar.0, at, language.pick("答卷", "Interviews"), style)?;
        sheet.text(columns.mix.0, at, language.pick("方式构成", "Modes"), style)?;
        for column in &columns.figures {
            sheet.text(column.right, at, column.head, style.end())?;
        }
        Ok(())
    }

    fn on_page(
        &self,
        sheet: &Sheet<'_>,
        at: usize,
        row: &CoverageRow,
        top: i32,
    ) -> Result<(), ChartError> {
        let (columns, size) = (&self.columns, self.sizes.text);
        let line = baseline(top, ROW_PAGE, size);
        let name = cut(&row.unit_name, size, columns.name);
        sheet.text(self.sizes.margin, line, &name, Style::ink(size))?;
        let bar_top = top + (ROW_PAGE - BAR) / 2;
        self.interviews(sheet, row, bar_top)?;
        self.mix(sheet, row, bar_top)?;
        for column in &columns.figures {
            sheet.text(column.right, line, &column.texts[at], Style::new(size, GREY).end())?;
        }
        Ok(())
    }

    fn on_phone(
        &self,
        sheet: &Sheet<'_>,
        at: usize,
        row: &CoverageRow,
        top: i32,
    ) -> Result<(), ChartError> {
        let Sizes { margin, text, small, .. } = self.sizes;
        let [interviews, others @ ..] = &self.columns.figures[..] else { return Ok(()) };
        let line = baseline(top + 4, LINE, text);
        let own = &interviews.texts[at];
        let room = self.sizes.inner() - width(own, text) - 12;
        sheet.text(margin, line, &cut(&row.unit_name, text, room), Style::ink(text))?;
        sheet.text(interviews.right, line, own, Style::ink(text).end())?;
        self.interviews(sheet, row, top + LINE + 5)?;
        self.mix(sheet, row, top + LINE + BAR + 9)?;
        let texts: Vec<String> =
            others.iter().map(|column| format!("{} {}", column.head, column.texts[at])).collect();
        let rates = cut(&texts.join(" · "), small, self.sizes.inner());
        let line = baseline(top + LINE + 2 * BAR + 10, 18, small);
        sheet.text(margin, line, &rates, Style::new(small, GREY))
    }

    fn place(&self, interviews: u64) -> i32 {
        let (left, right) = self.columns.bar;
        let share = interviews as f64 / self.most as f64;
        pixel(f64::from(left) + share * f64::from(right - left - 4))
    }

    /// A bar from 0, and an upright at what is needed.
    fn interviews(&self, sheet: &Sheet<'_>, row: &CoverageRow, top: i32) -> Result<(), ChartError> {
        let left = self.columns.bar.0;
        sheet.rect(left, top + 2, self.place(row.interviews) - left, BAR - 4, MAIN)?;
        if let Some(minimum) = row.minimum {
            sheet.rect(self.place(minimum), top - 2, 2, BAR + 4, INK)?;
        }
        Ok(())
    }

    fn mix(&self, sheet: &Sheet<'_>, row: &CoverageRow, top: i32) -> Result<(), ChartError> {
        let (left, right) = self.columns.mix;
        let (mut share_before, mut from) = (0.0, left);
        for (mode, colour) in Mode::ALL.into_iter().zip(MODES) {
            let Some(share) = row.mode_share(mode).filter(|share| *share > 0.0) else { continue };
            share_before += share;
            let to = pixel(f64::from(left) + share_before * f64::from(right - left));
            let wide = to - from - if to - from > 4 { 2 } else { 0 };
            sheet.rect(from, top, wide, BAR, colour)?;
            let percent = cells::percent(share, 0);
            let named = format!("{} {percent}", mode_name(mode, self.canvas.language));
            let small = self.sizes.small;
            let fits = |text: &&String| width(text, small) + 6 <= wide;
            if let Some(text) = [&named, &percent].into_iter().find(fits) {
                let style = Style::new(small, text_on(colour)).middle();
                sheet.text(from + wide / 2, baseline(top, BAR, small), text, style)?;
            }
            from = to;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
