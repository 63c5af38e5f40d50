//! What did people say? Bars that part at the middle option, don't-know kept apart.

use plotters::style::RGBColor;
use survey::Language;
use survey::display::rounded;
use survey::table::AnswerShares;

use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, period_name};
use crate::finding::{answers_finding, favourable_share};
use crate::frame::{Frame, Texts, baseline, check_rows};
use crate::legend::{Legend, Sign};
use crate::measure::{widest, width, wrap};
use crate::palette::{FAVOURABLE, GREY, INK, NEUTRAL, RULE, Sizes, UNFAVOURABLE, text_on};
use crate::scale::{finite, pixel, rows as count};
use crate::sheet::{Sheet, Style};

/// Smaller shares carry no number.
const LABEL_SHARE_MIN: f64 = 0.08;
const HEADER: i32 = 24;
const BAR: i32 = 20;
const TEXT_LINE: i32 = 18;
const PADDING: i32 = 10;
/// Between text and bar.
const PHONE_GAP: i32 = 5;
const GAP: i32 = 14;
const NAME_MAX: i32 = 280;

/// Draws the answers to questions, or of units: one row each, the most favourable first.
///
/// `options` are the labels of the substantive options, best first, as in the rows. The middle one
/// of an odd number is split at zero; of an even number the worse half stands left.
///
/// # Errors
/// [`ChartError::OptionCount`] when a row has shares of another scale; rows without any shares
/// (withheld) are fine.
pub fn answers(
    options: &[String],
    rows: &[AnswerShares],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(rows.len())?;
    if let Some(row) = rows.iter().find(|r| !r.shares.is_empty() && r.shares.len() != options.len())
    {
        return Err(ChartError::OptionCount {
            label: row.label.clone(),
            expected: options.len(),
            found: row.shares.len(),
        });
    }
    let language = canvas.language;
    let texts = Texts {
        finding: answers_finding(options, rows, &caption.level_name, language),
        measure: language
            .pick("各回答占比（%，不含不了解）", "Share of answers (%, without don't know)"),
        period: period_name(caption.period, language),
        reading: reading(options, language),
        description: language.pick(
            format!("分向堆积条形图，{}行。", rows.len()),
            format!("Diverging stacked bars; {} rows.", rows.len()),
        ),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(options, rows, *canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

fn reading(options: &[String], language: Language) -> String {
    let middle = options.get(options.len() / 2).filter(|_| options.len() % 2 == 1);
    let order = language.pick(
        "各行按好评占比从高到低排列，先后不代表差异显著。",
        "Rows by favourable share; their order does not mean that they differ.",
    );
    match (middle, language) {
        (Some(middle), Language::Chinese) => format!("竖线把“{middle}”对半分开。{order}"),
        (Some(middle), Language::English) => {
            format!("The upright line halves \"{middle}\". {order}")
        }
        (None, _) => order.to_owned(),
    }
}

struct Row<'r> {
    shares: &'r AnswerShares,
    name: Vec<String>,
    /// Left of the zero line and right of it; nothing when the shares are withheld.
    sides: Option<(f64, f64)>,
}

struct Chart<'r> {
    colours: Vec<RGBColor>,
    rows: Vec<Row<'r>>,
    canvas: Canvas,
    sizes: Sizes,
    /// Right ends of the don't-know and n columns.
    dont_know: i32,
    n: i32,
    /// Ends of the bars.
    plot: (i32, i32),
    /// Greatest extent to either side.
    sides: (f64, f64),
    legend: Legend,
}

impl<'r> Chart<'r> {
    fn new(options: &[String], rows: &'r [AnswerShares], canvas: Canvas, sizes: Sizes) -> Self {
        let (language, steps) = (canvas.language, options.len());
        let n_texts: Vec<String> = rows.iter().map(|row| row.n.to_string()).collect();
        let n_width = widest(n_texts.iter().map(String::as_str), sizes.text)
            .max(width(n_header(language), sizes.small));
        let n = sizes.right();
        let dont_know = n - n_width - GAP;
        let columns_left = dont_know - width(dont_know_header(language), sizes.small);
        let (name_width, plot) = if canvas.width == Width::Phone {
            (columns_left - GAP - sizes.margin, (sizes.margin, sizes.right()))
        } else {
            let names = widest(rows.iter().map(|row| row.label.as_str()), sizes.text);
            let name = names.clamp(80, NAME_MAX);
            (name, (sizes.margin + name + 20, columns_left - 20))
        };
        let lines_max = if canvas.width == Width::Phone { 3 } else { 2 };
        let colours = colours(steps);
        let mut rows: Vec<Row<'_>> = rows
            .iter()
            .map(|shares| Row {
                shares,
                name: wrap(&shares.label, sizes.text, name_width, lines_max),
                sides: favourable_share(shares, steps).map(|right| sides(shares, right)),
            })
            .collect();
        let favour = |row: &Row<'_>| favourable_share(row.shares, steps).unwrap_or(-1.0);
        rows.sort_by(|a, b| favour(b).total_cmp(&favour(a)));
        let extent = |side: fn((f64, f64)) -> f64| {
            rows.iter().filter_map(|row| row.sides).map(side).fold(0.0, f64::max)
        };
        Self {
            sides: (extent(|sides| sides.0), extent(|sides| sides.1)),
            legend: legend(options, &colours, sizes),
            colours,
            rows,
            canvas,
            sizes,
            dont_know,
            n,
            plot,
        }
    }

    fn row_height(&self, row: &Row<'_>) -> i32 {
        let text = count(row.name.len().max(1)) * TEXT_LINE;
        match self.canvas.width {
            Width::Phone => text + PHONE_GAP + BAR + PADDING,
            Width::Page => text.max(BAR) + PADDING,
        }
    }

    fn height(&self) -> i32 {
        let rows: i32 = self.rows.iter().map(|row| self.row_height(row)).sum();
        let empty = if self.rows.is_empty() { HEADER } else { 0 };
        self.legend.height() + HEADER + rows + empty
    }

    /// The pixel of a share right of the zero line, or left of it when negative.
    fn place(&self, share: f64) -> i32 {
        let (left, right) = self.sides;
        let whole = left + right;
        let at = if whole > 0.0 { (share + left) / whole } else { 0.0 };
        pixel(f64::from(self.plot.0) + at * f64::from(self.plot.1 - self.plot.0))
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let (language, sizes) = (self.canvas.language, self.sizes);
        self.legend.draw(sheet, sizes.margin, top)?;
        let head = top + self.legend.height();
        let style = Style::new(sizes.small, GREY);
        let at = baseline(head, HEADER, sizes.small);
        sheet.text(self.dont_know, at, dont_know_header(language), style.end())?;
        sheet.text(self.n, at, n_header(language), style.end())?;
        let mut y = head + HEADER;
        sheet.rect(sizes.margin, y, sizes.inner(), 1, RULE)?;
        if self.rows.is_empty() {
            let text = language.pick("没有数据", "No data");
            sheet.text(sizes.margin, baseline(y, HEADER, sizes.small), text, style)?;
        }
        for row in &self.rows {
            self.row(sheet, row, y)?;
            y += self.row_height(row);
        }
        Ok(())
    }

    fn row(&self, sheet: &Sheet<'_>, row: &Row<'_>, top: i32) -> Result<(), ChartError> {
        let sizes = self.sizes;
        let height = self.row_height(row);
        let lines = count(row.name.len().max(1)) * TEXT_LINE;
        let phone = self.canvas.width == Width::Phone;
        let text_top = if phone { top + PADDING / 2 } else { top + (height - lines) / 2 };
        let bar_top = if phone { text_top + lines + PHONE_GAP } else { top + (height - BAR) / 2 };
        for (line, name) in (0..).zip(&row.name) {
            let at = baseline(text_top + line * TEXT_LINE, TEXT_LINE, sizes.text);
            sheet.text(sizes.margin, at, name, Style::ink(sizes.text))?;
        }
        let at = if phone {
            baseline(text_top, TEXT_LINE, sizes.text)
        } else {
            baseline(bar_top, BAR, sizes.text)
        };
        let figure = Style::new(sizes.text, GREY).end();
        let withheld = row.sides.is_none();
        let dont_know = finite(Some(row.shares.dont_know_share)).filter(|_| !withheld);
        let dont_know = dont_know.map_or_else(|| "—".to_owned(), percent);
        sheet.text(self.dont_know, at, &dont_know, figure)?;
        sheet.text(self.n, at, &row.shares.n.to_string(), figure)?;
        match row.sides {
            Some(sides) => self.bar(sheet, row.shares, sides, bar_top),
            None => self.withheld(sheet, bar_top),
        }
    }

    fn withheld(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let text = self.canvas.language.pick("样本不足，不公布", "Too few answers to show");
        let at = baseline(top, BAR, self.sizes.small);
        sheet.text(self.plot.0, at, text, Style::new(self.sizes.small, GREY))
    }

    /// Worst option leftmost, so that the favourable ones point right.
    fn bar(
        &self,
        sheet: &Sheet<'_>,
        shares: &AnswerShares,
        sides: (f64, f64),
        top: i32,
    ) -> Result<(), ChartError> {
        let total: f64 = shares.shares.iter().sum();
        let mut at = -sides.0;
        // Behind the bar, so that it crosses no number.
        sheet.rect(self.place(0.0), top - 4, 1, BAR + 8, INK)?;
        for (share, &colour) in shares.shares.iter().zip(&self.colours).rev() {
            let share = share / total;
            let (left, right) = (self.place(at), self.place(at + share));
            at += share;
            // White between neighbours: the shades alone are too close to tell apart.
            let gap = if right - left > 4 { 2 } else { 0 };
            sheet.rect(left, top, right - left - gap, BAR, colour)?;
            let label = percent(share);
            let fits = width(&label, self.sizes.small) + 4 <= right - left;
            if share >= LABEL_SHARE_MIN && fits {
                let style = Style::new(self.sizes.small, text_on(colour)).middle();
                let middle = left + (right - left - gap) / 2;
                sheet.text(middle, baseline(top, BAR, self.sizes.small), &label, style)?;
            }
        }
        Ok(())
    }
}

/// How far a row reaches to the left and right of zero: the middle option lies on both sides.
fn sides(row: &AnswerShares, favourable: f64) -> (f64, f64) {
    let total: f64 = row.shares.iter().sum();
    let steps = row.shares.len();
    let middle = if steps % 2 == 1 { row.shares[steps / 2] } else { 0.0 };
    let right = (favourable + middle / 2.0) / total;
    (1.0 - right, right)
}

/// Strong at the ends, pale towards the middle.
fn colours(steps: usize) -> Vec<RGBColor> {
    let half = steps / 2;
    let shade = |i: usize| if half <= 3 { i } else { i * 2 / (half - 1) };
    let mut colours: Vec<_> = (0..half).map(|i| FAVOURABLE[shade(i).min(2)]).collect();
    if steps % 2 == 1 {
        colours.push(NEUTRAL);
    }
    colours.extend((0..half).map(|i| UNFAVOURABLE[2 - shade(half - 1 - i).min(2)]));
    colours
}

fn legend(options: &[String], colours: &[RGBColor], sizes: Sizes) -> Legend {
    let keys = options.iter().zip(colours).rev();
    Legend::new(keys.map(|(label, &colour)| (Sign::Fill(colour), label.clone())).collect(), sizes)
}

fn percent(share: f64) -> String {
    format!("{}%", rounded(share * 100.0, 0))
}

fn dont_know_header(language: Language) -> &'static str {
    language.pick("不了解", "Don't know")
}

fn n_header(language: Language) -> &'static str {
    language.pick("样本n", "n")
}

#[cfg(test)]
mod tests;
