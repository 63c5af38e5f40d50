//! What stands around the body of every chart: title, subtitle, foot. Heights are known before
//! anything is drawn, because the sheet must be as high as its contents.

use crate::ChartError;
use crate::caption::{Canvas, Caption};
use crate::measure::{BOLD_PERCENT, wrap, wrap_parts};
use crate::palette::{GREY, GRID, MAIN, Sizes};
use crate::sheet::{Sheet, Spoken, Style, draw};

/// More rows make a picture that nobody reads, and in the end one that no program opens.
const ROWS_MAX: usize = 5_000;

const TOP: i32 = 26;
const ABOVE_BODY: i32 = 16;
const BELOW_BODY: i32 = 18;
const BOTTOM: i32 = 20;

/// The texts around a chart.
pub(crate) struct Texts<'t> {
    /// The finding, in a sentence.
    pub(crate) finding: String,
    /// Measure and unit of value.
    pub(crate) measure: &'t str,
    /// Period in words.
    pub(crate) period: String,
    /// How to read the marks.
    pub(crate) reading: String,
    /// For screen readers: what kind of chart, of what.
    pub(crate) description: String,
}

/// Title, subtitle and foot, broken into lines for a width.
pub(crate) struct Frame {
    pub(crate) sizes: Sizes,
    canvas: Canvas,
    finding: String,
    description: String,
    title: Vec<String>,
    subtitle: Vec<String>,
    foot: Vec<String>,
}

impl Frame {
    pub(crate) fn new(texts: Texts<'_>, caption: &Caption, canvas: Canvas) -> Self {
        let sizes = Sizes::of(canvas.width);
        let inner = sizes.inner();
        let title =
            wrap(&texts.finding, sizes.title, inner * 100 / BOLD_PERCENT, sizes.title_lines);
        let subtitle = caption.subtitle(texts.measure, &texts.period);
        let foot = caption.foot(&texts.reading, canvas.language);
        let description =
            format!("{} {}. {}", texts.description, subtitle.join(", "), foot.join(" "));
        Self {
            sizes,
            canvas,
            title,
            subtitle: wrap_parts(&subtitle, " · ", sizes.subtitle, inner),
            foot: foot.iter().flat_map(|line| wrap(line, sizes.small, inner, 6)).collect(),
            finding: texts.finding,
            description,
        }
    }

    fn title_line(&self) -> i32 {
        self.sizes.title * 135 / 100
    }

    fn subtitle_line(&self) -> i32 {
        self.sizes.subtitle * 150 / 100
    }

    fn foot_line(&self) -> i32 {
        self.sizes.small * 150 / 100
    }

    /// Where the body begins.
    fn body_top(&self) -> i32 {
        TOP + crate::scale::rows(self.title.len()) * self.title_line()
            + 4
            + crate::scale::rows(self.subtitle.len()) * self.subtitle_line()
            + ABOVE_BODY
    }

    /// Draws the frame around a body of a height; the body is told where it begins.
    pub(crate) fn around(
        &self,
        body_height: i32,
        body: impl FnOnce(&Sheet<'_>, i32) -> Result<(), ChartError>,
    ) -> Result<String, ChartError> {
        let top = self.body_top();
        let foot_top = top + body_height + BELOW_BODY;
        let foot = 10 + crate::scale::rows(self.foot.len()) * self.foot_line();
        let spoken = Spoken {
            title: &self.finding,
            description: &self.description,
            language: self.canvas.language,
        };
        draw(self.sizes.width, foot_top + foot + BOTTOM, &spoken, |sheet| {
            self.head(sheet)?;
            body(sheet, top)?;
            sheet.rect(self.sizes.margin, foot_top, self.sizes.inner(), 1, GRID)?;
            let style = Style::new(self.sizes.small, GREY);
            self.lines(sheet, &self.foot, foot_top + 10, self.foot_line(), style)
        })
    }

    fn head(&self, sheet: &Sheet<'_>) -> Result<(), ChartError> {
        sheet.rect(self.sizes.margin, 0, 40, 5, MAIN)?;
        let title = Style::ink(self.sizes.title).bold();
        self.lines(sheet, &self.title, TOP, self.title_line(), title)?;
        let below = TOP + crate::scale::rows(self.title.len()) * self.title_line() + 4;
        let subtitle = Style::new(self.sizes.subtitle, GREY);
        self.lines(sheet, &self.subtitle, below, self.subtitle_line(), subtitle)
    }

    fn lines(
        &self,
        sheet: &Sheet<'_>,
        lines: &[String],
        top: i32,
        line_height: i32,
        style: Style,
    ) -> Result<(), ChartError> {
        let mut y = top;
        for line in lines {
            sheet.text(self.sizes.margin, baseline(y, line_height, style.size), line, style)?;
            y += line_height;
        }
        Ok(())
    }
}

/// The baseline that centres a line of text in a height: capitals and digits are about 0.73 em
/// high, Chinese characters reach a little below the line.
pub(crate) fn baseline(top: i32, height: i32, size: i32) -> i32 {
    top + i32::midpoint(height, size * 72 / 100)
}

/// Refuses what can't be drawn whole.
pub(crate) fn check_rows(rows: usize) -> Result<(), ChartError> {
    check_rows_up_to(rows, ROWS_MAX)
}

/// The same for a chart that shows fewer.
pub(crate) fn check_rows_up_to(rows: usize, most: usize) -> Result<(), ChartError> {
    if rows > most { Err(ChartError::TooManyRows { rows, most }) } else { Ok(()) }
}
