//! Moving? Small panels with one scale: a line with its interval for every series.

mod panel;

use survey::table::{Flag, IndexRow};
use survey::{Language, Period};

use self::panel::Panel;
use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, period_name};
use crate::finding::trend_finding;
use crate::frame::{Frame, Texts, baseline, check_rows};
use crate::legend::{Legend, Sign};
use crate::measure::{BOLD_PERCENT, widest, wrap};
use crate::palette::{GREY, RIBBON, Sizes, TARGET};
use crate::ranking::target_name;
use crate::scale::{Axis, finite, rows};
use crate::sheet::{Sheet, Style};

/// One figure of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendPoint {
    /// When.
    pub period: Period,
    /// Satisfaction index; nothing makes a gap.
    pub index: Option<f64>,
    /// Lower end of the 95 % interval.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub ci_high: Option<f64>,
}

impl TrendPoint {
    pub(crate) fn index(&self) -> Option<f64> {
        finite(self.index)
    }

    pub(crate) fn interval(&self) -> Option<(f64, f64)> {
        Some((finite(self.ci_low)?, finite(self.ci_high)?))
    }
}

/// The figures of one unit or category over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What stands above its panel.
    pub name: String,
    /// Its figures, in order of time.
    pub points: Vec<TrendPoint>,
}

impl Series {
    /// A series from rows of the index table, put into order of time. Suppressed rows make gaps.
    pub fn new(name: &str, rows: &[&IndexRow]) -> Self {
        let mut points: Vec<_> = rows
            .iter()
            .map(|row| {
                let open = row.flag != Some(Flag::Suppressed);
                TrendPoint {
                    period: row.period,
                    index: row.index.filter(|_| open),
                    ci_low: row.ci_low.filter(|_| open),
                    ci_high: row.ci_high.filter(|_| open),
                }
            })
            .collect();
        points.sort_by_key(|point| point.period.months().start);
        Self { name: name.to_owned(), points }
    }

    /// One series per unit, in the order in which the units first come up.
    pub fn by_unit(rows: &[IndexRow]) -> Vec<Self> {
        let mut units: Vec<(&str, Vec<&IndexRow>)> = Vec::new();
        for row in rows {
            match units.iter_mut().find(|(code, _)| *code == row.unit_code) {
                Some((_, of_unit)) => of_unit.push(row),
                None => units.push((&row.unit_code, vec![row])),
            }
        }
        // The name may have changed over time: the last one is the one people know.
        units
            .into_iter()
            .map(|(code, rows)| Self::new(rows.last().map_or(code, |row| &row.unit_name), &rows))
            .collect()
    }
}

/// Height of the drawing inside a panel, when there are several and when there is one.
const PLOT: i32 = 92;
const PLOT_ALONE: i32 = 220;
/// A line of the name above; the periods below.
const NAME_LINE: i32 = 18;
const NAME_LINES_MAX: usize = 2;
const PANEL_FOOT: i32 = 20;
const BETWEEN_LINES: i32 = 18;
const NO_DATA: i32 = 24;

/// Draws the course of the index, one panel per series.
///
/// # Errors
/// Only when there are more series than a chart can show.
pub fn trend(
    series: &[Series],
    target: Option<f64>,
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(series.len())?;
    let language = canvas.language;
    let texts = Texts {
        finding: trend_finding(series, &caption.level_name, language),
        measure: language.pick("满意度得分（0—100分）与95%区间", "Satisfaction index (0–100), 95% interval"),
        period: span(series, caption.period, language),
        reading: language
            .pick(
                "线为得分，阴影为95%区间；首末两期区间不重叠才算变化；没有数据的时期断开。各图纵轴相同。",
                "Line: index; shade: 95% interval. A change is called one only if the first and last \
                 interval lie apart. Gaps: no data. All panels share one scale.",
            )
            .to_owned(),
        description: language.pick(
            format!("折线小图{}幅。", series.len()),
            format!("{} small line charts.", series.len()),
        ),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(series, finite(target), *canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

fn periods(series: &[Series]) -> impl Iterator<Item = Period> + '_ {
    series.iter().flat_map(|series| series.points.iter().map(|point| point.period))
}

/// From the first period to the last.
fn span(series: &[Series], otherwise: Period, language: Language) -> String {
    let first = periods(series).min_by_key(|p| p.months().start).unwrap_or(otherwise);
    let last = periods(series).max_by_key(|p| p.months().end).unwrap_or(otherwise);
    if first == last {
        return period_name(first, language);
    }
    let dash = language.pick("至", " to ");
    format!("{}{dash}{}", period_name(first, language), period_name(last, language))
}

struct Chart<'s> {
    series: &'s [Series],
    target: Option<f64>,
    canvas: Canvas,
    sizes: Sizes,
    axis: Axis,
    /// Ends of the time that all panels share, in months.
    time: (Period, Period),
    columns: usize,
    /// Room for the numbers of the y axis.
    strip: i32,
    legend: Legend,
}

impl<'s> Chart<'s> {
    fn new(series: &'s [Series], target: Option<f64>, canvas: Canvas, sizes: Sizes) -> Self {
        let language = canvas.language;
        let values: Vec<f64> = series
            .iter()
            .flat_map(|series| &series.points)
            .flat_map(|p| [p.index(), p.interval().map(|i| i.0), p.interval().map(|i| i.1)])
            .chain([target])
            .flatten()
            .collect();
        let axis = Axis::covering(&values, 4);
        let labels: Vec<String> = axis.ticks().into_iter().map(|tick| axis.label(tick)).collect();
        let mut keys =
            vec![(Sign::Fill(RIBBON), language.pick("95%区间", "95% interval").to_owned())];
        if let Some(target) = target {
            keys.push((Sign::BrokenLevel(TARGET), target_name(target, language)));
        }
        let today = Period::Year(0);
        Self {
            time: (
                periods(series).min_by_key(|p| p.months().start).unwrap_or(today),
                periods(series).max_by_key(|p| p.months().start).unwrap_or(today),
            ),
            strip: widest(labels.iter().map(String::as_str), sizes.small) + 6,
            columns: columns(series.len(), canvas.width),
            legend: Legend::new(keys, sizes),
            series,
            target,
            canvas,
            sizes,
            axis,
        }
    }

    fn plot_height(&self) -> i32 {
        if self.series.len() <= 1 { PLOT_ALONE } else { PLOT }
    }

    /// Room for the longest name of a line of panels.
    fn head(&self, line: &[Series]) -> i32 {
        rows(line.iter().map(|series| self.name(series).len()).max().unwrap_or(1)) * NAME_LINE + 8
    }

    fn name(&self, series: &Series) -> Vec<String> {
        let room = self.panel_width() * 100 / BOLD_PERCENT;
        wrap(&series.name, self.sizes.text, room, NAME_LINES_MAX)
    }

    fn between(&self) -> i32 {
        if self.canvas.width == Width::Phone { 10 } else { 22 }
    }

    fn panel_width(&self) -> i32 {
        let columns = rows(self.columns);
        (self.sizes.inner() - self.strip - (columns - 1) * self.between()) / columns
    }

    /// A line of panels with its space below.
    fn line_height(&self, line: &[Series]) -> i32 {
        self.head(line) + self.plot_height() + PANEL_FOOT + BETWEEN_LINES
    }

    fn height(&self) -> i32 {
        let lines: i32 = self.series.chunks(self.columns).map(|line| self.line_height(line)).sum();
        self.legend.height() + (lines - BETWEEN_LINES).max(NO_DATA)
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        self.legend.draw(sheet, self.sizes.margin, top)?;
        let mut y = top + self.legend.height();
        if self.series.is_empty() {
            let text = self.canvas.language.pick("没有数据", "No data");
            let style = Style::new(self.sizes.small, GREY);
            return sheet.text(self.sizes.margin, baseline(y, NO_DATA, style.size), text, style);
        }
        for line in self.series.chunks(self.columns) {
            self.scale(sheet, y + self.head(line))?;
            for (column, series) in (0..).zip(line) {
                let panel = self.panel(column, y, self.head(line));
                panel.draw(sheet, series, &self.name(series))?;
            }
            y += self.line_height(line);
        }
        Ok(())
    }

    fn panel(&self, column: i32, top: i32, head: i32) -> Panel {
        let left = self.sizes.margin + self.strip + column * (self.panel_width() + self.between());
        Panel {
            left,
            right: left + self.panel_width(),
            plot_top: top + head,
            plot_bottom: top + head + self.plot_height(),
            axis: self.axis,
            time: self.time,
            target: self.target,
            sizes: self.sizes,
            language: self.canvas.language,
        }
    }

    /// Numbers of the y axis, left of the first panel of a line.
    fn scale(&self, sheet: &Sheet<'_>, plot_top: i32) -> Result<(), ChartError> {
        let style = Style::new(self.sizes.small, GREY).end();
        for tick in self.axis.ticks() {
            let y = self.axis.place(tick, plot_top + self.plot_height(), plot_top);
            let at = baseline(y - 8, 16, style.size);
            let right = self.sizes.margin + self.strip - 6;
            sheet.text(right, at, &self.axis.label(tick), style)?;
        }
        Ok(())
    }
}

fn columns(series: usize, width: Width) -> usize {
    let most = match width {
        Width::Phone => 2,
        Width::Page if series <= 9 => 3,
        Width::Page => 4,
    };
    series.clamp(1, most)
}

#[cfg(test)]
mod tests;
