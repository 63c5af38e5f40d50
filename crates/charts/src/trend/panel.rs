//! One panel of a trend.

use survey::display::rounded;
use survey::{Language, Period};

use super::{NAME_LINE, Series, TrendPoint};
use crate::ChartError;
use crate::frame::baseline;
use crate::measure::width;
use crate::palette::{GREY, GRID, INK, MAIN, PAPER, RIBBON, Sizes, TARGET};
use crate::scale::{Axis, pixel, rows};
use crate::sheet::{Sheet, Style};

/// Where a panel stands and what it shares with the others.
pub(super) struct Panel {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) plot_top: i32,
    pub(super) plot_bottom: i32,
    pub(super) axis: Axis,
    pub(super) time: (Period, Period),
    pub(super) target: Option<f64>,
    pub(super) sizes: Sizes,
    pub(super) language: Language,
}

/// A figure with its place.
type Placed = (TrendPoint, i32, i32);

impl Panel {
    pub(super) fn draw(
        &self,
        sheet: &Sheet<'_>,
        series: &Series,
        name: &[String],
    ) -> Result<(), ChartError> {
        let style = Style::ink(self.sizes.text).bold();
        // The last line stands on the drawing, whatever room the other panels need.
        let mut y = self.plot_top - 8 - rows(name.len()) * NAME_LINE;
        for line in name {
            sheet.text(self.left, baseline(y, NAME_LINE, style.size), line, style)?;
            y += NAME_LINE;
        }
        let runs = self.runs(series);
        for run in &runs {
            self.ribbon(sheet, run)?;
        }
        self.grid(sheet)?;
        for run in &runs {
            line(sheet, run)?;
        }
        self.ends(sheet, &runs)
    }

    /// First and last values stand beside the line, so that they never cover it.
    fn gutter(&self) -> i32 {
        width("100.0", self.sizes.small) + 8
    }

    fn plot(&self) -> (i32, i32) {
        (self.left + self.gutter(), self.right - self.gutter())
    }

    fn x(&self, period: Period) -> i32 {
        let (left, right) = self.plot();
        // A period stands at its middle, in half months.
        let middle = |p: Period| f64::from(p.months().start.index() + p.months().end.index());
        let (from, to) = (middle(self.time.0), middle(self.time.1));
        if to <= from {
            return i32::midpoint(left, right);
        }
        let share = ((middle(period) - from) / (to - from)).clamp(0.0, 1.0);
        pixel(f64::from(left) + share * f64::from(right - left))
    }

    fn y(&self, value: f64) -> i32 {
        self.axis.place(value, self.plot_bottom, self.plot_top)
    }

    /// Figures of neighbouring periods; a period without a figure parts them.
    fn runs(&self, series: &Series) -> Vec<Vec<Placed>> {
        let mut runs: Vec<Vec<Placed>> = Vec::new();
        for point in &series.points {
            let Some(index) = point.index() else { continue };
            let placed = (*point, self.x(point.period), self.y(index));
            match runs.last_mut() {
                Some(run) if run.last().is_some_and(|l| l.0.period == point.period.previous()) => {
                    run.push(placed);
                }
                _ => runs.push(vec![placed]),
            }
        }
        runs
    }

    fn ribbon(&self, sheet: &Sheet<'_>, run: &[Placed]) -> Result<(), ChartError> {
        let ends: Vec<_> = run.iter().filter_map(|p| p.0.interval().map(|i| (p.1, i))).collect();
        match ends.as_slice() {
            [] => Ok(()),
            // A lone figure has no line for a ribbon to follow.
            [(x, (low, high))] => {
                let (top, bottom) = (self.y(*high), self.y(*low));
                sheet.rect(x - 3, top, 7, bottom - top, RIBBON)
            }
            _ => {
                let upper = ends.iter().map(|(x, i)| (*x, self.y(i.1)));
                let lower = ends.iter().rev().map(|(x, i)| (*x, self.y(i.0)));
                sheet.polygon(&upper.chain(lower).collect::<Vec<_>>(), RIBBON)
            }
        }
    }

    fn grid(&self, sheet: &Sheet<'_>) -> Result<(), ChartError> {
        for tick in self.axis.ticks() {
            sheet.rect(self.left, self.y(tick), self.right - self.left, 1, GRID)?;
        }
        if let Some(target) = self.target {
            sheet.dashed_level(self.left, self.right, self.y(target), TARGET)?;
        }
        let style = Style::new(self.sizes.small, GREY).middle();
        let at = baseline(self.plot_bottom + 2, 18, style.size);
        sheet.text(self.x(self.time.0), at, &self.time.0.to_string(), style)?;
        if self.time.1 != self.time.0 {
            sheet.text(self.x(self.time.1), at, &self.time.1.to_string(), style)?;
        }
        Ok(())
    }

    fn ends(&self, sheet: &Sheet<'_>, runs: &[Vec<Placed>]) -> Result<(), ChartError> {
        let first = runs.first().and_then(|run| run.first());
        let last = runs.last().and_then(|run| run.last());
        match (first, last) {
            (Some(first), Some(last)) if first.0.period != last.0.period => {
                self.figure(sheet, first, false)?;
                self.figure(sheet, last, true)
            }
            (_, Some(only)) => self.figure(sheet, only, true),
            _ => self.nothing(sheet),
        }
    }

    /// The value beside its point, left of the first and right of the last, on quiet ground.
    fn figure(&self, sheet: &Sheet<'_>, placed: &Placed, last: bool) -> Result<(), ChartError> {
        let (point, x, y) = placed;
        let text = rounded(point.index.unwrap_or(f64::NAN), 1);
        let style = Style::new(self.sizes.small, INK);
        let ground = width(&text, style.size) + 4;
        // No stump of a line between the figure and a near edge.
        let to_edge = |end: i32, edge: i32| if (edge - end).abs() <= 12 { edge } else { end };
        let (left, right) = if last {
            (x + 5, to_edge(x + 5 + ground, self.right))
        } else {
            (to_edge(x - 5 - ground, self.left), x - 5)
        };
        sheet.rect(left, y - 8, right - left, 16, PAPER)?;
        let at = baseline(y - 8, 16, style.size);
        if last {
            sheet.text(x + 7, at, &text, style.bold())
        } else {
            sheet.text(x - 7, at, &text, style.end())
        }
    }

    fn nothing(&self, sheet: &Sheet<'_>) -> Result<(), ChartError> {
        let style = Style::new(self.sizes.small, GREY).middle();
        let text = self.language.pick("样本不足，无得分", "Too few answers");
        let x = i32::midpoint(self.left, self.right);
        let y = i32::midpoint(self.plot_top, self.plot_bottom);
        let ground = width(text, style.size) + 8;
        sheet.rect(x - ground / 2, y - 9, ground, 18, PAPER)?;
        sheet.text(x, baseline(y - 9, 18, style.size), text, style)
    }
}

fn line(sheet: &Sheet<'_>, run: &[Placed]) -> Result<(), ChartError> {
    if run.len() > 1 {
        let points: Vec<_> = run.iter().map(|p| (p.1, p.2)).collect();
        sheet.path(&points, MAIN, 2)?;
    }
    run.iter().try_for_each(|p| sheet.disc((p.1, p.2), 3, MAIN))
}
