//! Who stands out, given how many answers there are? Units by effective number of answers and score,
//! between limits that open where there are few.

mod labels;
mod words;

use survey::table::{FunnelPlace, FunnelRow};

use self::labels::Labels;
use self::words::{description, legend, outside, reading};
use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, period_name};
use crate::finding::funnel_finding;
use crate::frame::{Frame, Texts, baseline, check_rows};
use crate::legend::Legend;
use crate::mark::{Area, Mark};
use crate::measure::widest;
use crate::palette::{CONTEXT, GREY, GRID, MAIN, RULE, Sizes};
use crate::scale::{Axis, finite, pixel};
use crate::sheet::{Sheet, Style};

/// Height of the drawing.
const PLOT_PAGE: i32 = 420;
const PLOT_PHONE: i32 = 330;
/// Ticks and name of the horizontal axis.
const BELOW: i32 = 42;
/// A line of text under the drawing, or instead of it.
const LINE: i32 = 24;
/// Points between a unit and the edge of the drawing.
const CLEAR: f64 = 0.5;
/// Pixels between two points of a curve.
const CURVE_STEP: usize = 4;
/// Points of a curve in a dash, and in a dash with the gap after it.
const DASH: usize = 4;
const DASH_AND_GAP: usize = 5;

/// Draws the funnel of the units of a level.
///
/// # Errors
/// Only when there are more rows than a chart can show.
pub fn funnel(
    rows: &[FunnelRow],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    check_rows(rows.len())?;
    let language = canvas.language;
    let texts = Texts {
        finding: funnel_finding(rows, &caption.level_name, language),
        measure: language.pick(
            "满意度得分（0—100分）对有效样本量",
            "Satisfaction index (0–100) by effective sample size",
        ),
        period: period_name(caption.period, language),
        reading: reading(rows, language),
        description: description(rows, language),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(rows, *canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

/// A unit that can be drawn.
struct Dot<'r> {
    row: &'r FunnelRow,
    n_eff: f64,
    index: f64,
    place: FunnelPlace,
}

/// Where the limits run. Half of their distance shrinks with the root of the effective size, so that
/// the limits of one unit tell those of every size.
#[derive(Clone, Copy)]
struct Limits {
    target: f64,
    /// Half of the distance at an effective size of one.
    inner: f64,
    outer: f64,
}

struct Chart<'r> {
    dots: Vec<Dot<'r>>,
    limits: Option<Limits>,
    outside: usize,
    canvas: Canvas,
    sizes: Sizes,
    x: Axis,
    y: Axis,
    legend: Legend,
}

impl<'r> Chart<'r> {
    fn new(rows: &'r [FunnelRow], canvas: Canvas, sizes: Sizes) -> Self {
        let dots: Vec<Dot<'_>> = rows.iter().filter_map(Dot::of).collect();
        let limits = dots.iter().find_map(Dot::limits);
        let most = dots.iter().map(|dot| dot.n_eff).fold(0.0, f64::max);
        let fewest = dots.iter().map(|dot| dot.n_eff).fold(f64::INFINITY, f64::min);
        // Up to where the units stand: the curves run out of the drawing left of the first.
        let values: Vec<f64> = dots
            .iter()
            .flat_map(|dot| [dot.index - CLEAR, dot.index + CLEAR])
            .chain(limits.iter().flat_map(|limits| {
                let half = limits.inner / fewest.sqrt();
                [limits.target - half, limits.target + half]
            }))
            .collect();
        let phone = canvas.width == Width::Phone;
        Self {
            outside: rows.len() - dots.len(),
            legend: legend(&dots, limits, canvas.language, sizes),
            x: Axis::from_zero(most, if phone { 4 } else { 8 }),
            y: Axis::covering(&values, if phone { 6 } else { 8 }),
            dots,
            limits,
            canvas,
            sizes,
        }
    }

    fn plot_height(&self) -> i32 {
        match self.canvas.width {
            _ if self.dots.is_empty() => 0,
            Width::Phone => PLOT_PHONE + BELOW,
            Width::Page => PLOT_PAGE + BELOW,
        }
    }

    fn has_note(&self) -> bool {
        self.outside > 0 || self.dots.is_empty()
    }

    fn height(&self) -> i32 {
        self.legend.height() + self.plot_height() + if self.has_note() { LINE } else { 0 }
    }

    /// The drawing: left, right, top, bottom.
    fn plot(&self, top: i32) -> Area {
        let ticks: Vec<String> = self.y.ticks().iter().map(|tick| self.y.label(*tick)).collect();
        let strip = widest(ticks.iter().map(String::as_str), self.sizes.small) + 8;
        let left = self.sizes.margin + strip;
        let last = self.x.label(self.x.high);
        let half = widest([last.as_str()], self.sizes.small) / 2 + 1;
        Area {
            left,
            top: top + 8,
            width: self.sizes.right() - half - left,
            height: self.plot_height() - BELOW - 8,
        }
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        self.legend.draw(sheet, self.sizes.margin, top)?;
        let top = top + self.legend.height();
        if !self.dots.is_empty() {
            let plot = Plot { area: self.plot(top), x: self.x, y: self.y };
            self.axes(sheet, &plot)?;
            if let Some(limits) = self.limits {
                curves(sheet, &plot, limits)?;
            }
            self.units(sheet, &plot)?;
        }
        if !self.has_note() {
            return Ok(());
        }
        let text = outside(self.outside, self.canvas.language);
        let style = Style::new(self.sizes.small, GREY);
        let at = baseline(top + self.plot_height(), LINE, style.size);
        sheet.text(self.sizes.margin, at, &text, style)
    }

    fn axes(&self, sheet: &Sheet<'_>, plot: &Plot) -> Result<(), ChartError> {
        let Area { left, top, width, height } = plot.area;
        let bottom = top + height;
        let style = Style::new(self.sizes.small, GREY);
        for tick in self.y.ticks() {
            let y = plot.y(tick);
            sheet.rect(left, y, width, 1, GRID)?;
            sheet.text(
                left - 6,
                baseline(y - 8, 16, style.size),
                &self.y.label(tick),
                style.end(),
            )?;
        }
        sheet.rect(left, bottom, width, 1, RULE)?;
        for tick in self.x.ticks() {
            let x = plot.x(tick);
            sheet.rect(x, bottom, 1, 5, RULE)?;
            let at = baseline(bottom + 4, 18, style.size);
            sheet.text(x, at, &self.x.label(tick), style.middle())?;
        }
        let name = self.canvas.language.pick("有效样本量", "Effective sample size");
        sheet.text(left + width, baseline(bottom + 22, 18, style.size), name, style.end())
    }

    /// Those inside first, so that none of them covers one that stands out.
    fn units(&self, sheet: &Sheet<'_>, plot: &Plot) -> Result<(), ChartError> {
        let (inside, out): (Vec<&Dot<'_>>, Vec<&Dot<'_>>) =
            self.dots.iter().partition(|dot| dot.place == FunnelPlace::Inside);
        for dot in inside.iter().chain(&out) {
            dot.mark().draw(sheet, plot.point(dot))?;
        }
        let mut labels = Labels::new(plot.area, self.sizes);
        for dot in &self.dots {
            labels.keep_clear(plot.point(dot));
        }
        // Whoever is on the brink may be there by chance, and is not put on the spot.
        for dot in out.iter().filter(|dot| dot.place.is_far()) {
            let style = Style::new(self.sizes.small, dot.mark().colour()).bold();
            labels.write(sheet, plot.point(dot), &dot.row.unit_name, style)?;
        }
        Ok(())
    }
}

impl<'r> Dot<'r> {
    /// `None` for a unit outside the funnel.
    fn of(row: &'r FunnelRow) -> Option<Self> {
        let n_eff = finite(row.n_eff).filter(|n_eff| *n_eff > 0.0)?;
        Some(Self { row, n_eff, index: finite(row.index)?, place: row.place? })
    }

    fn mark(&self) -> Mark {
        match self.place {
            FunnelPlace::FarAbove => Mark::Up,
            FunnelPlace::FarBelow => Mark::Down,
            FunnelPlace::Above | FunnelPlace::Below => Mark::Brink,
            FunnelPlace::Inside => Mark::Context,
        }
    }

    fn limits(&self) -> Option<Limits> {
        let target = finite(self.row.target)?;
        let half = |high: Option<f64>| Some((finite(high)? - target) * self.n_eff.sqrt());
        Some(Limits {
            target,
            inner: half(self.row.inner_high)?,
            outer: half(self.row.outer_high)?,
        })
    }
}

/// From figures to pixels.
struct Plot {
    area: Area,
    x: Axis,
    y: Axis,
}

impl Plot {
    fn x(&self, n_eff: f64) -> i32 {
        self.x.place(n_eff, self.area.left, self.area.left + self.area.width)
    }

    fn y(&self, index: f64) -> i32 {
        self.y.place(index, self.area.top + self.area.height, self.area.top)
    }

    fn point(&self, dot: &Dot<'_>) -> (i32, i32) {
        (self.x(dot.n_eff), self.y(dot.index))
    }

    /// The effective size at a pixel.
    fn size_at(&self, x: i32) -> f64 {
        f64::from(x - self.area.left) / f64::from(self.area.width) * self.x.high
    }
}

/// The mean, the limits of 95 % broken, those of 99.8 % whole.
fn curves(sheet: &Sheet<'_>, plot: &Plot, limits: Limits) -> Result<(), ChartError> {
    let Area { left, width, .. } = plot.area;
    for side in [-1.0, 1.0] {
        let curve = |half: f64| -> Vec<(i32, i32)> {
            let value = |x: i32| limits.target + side * half / plot.size_at(x).sqrt();
            (left + 1..=left + width)
                .step_by(CURVE_STEP)
                .filter(|&x| (plot.y.low..=plot.y.high).contains(&value(x)))
                .map(|x| (x, plot.y(value(x))))
                .collect()
        };
        let outer = curve(limits.outer);
        if outer.len() > 1 {
            sheet.path(&outer, GREY, 1)?;
        }
        let inner = curve(limits.inner);
        for dash in inner.chunks(DASH_AND_GAP).filter(|dash| dash.len() >= DASH) {
            sheet.path(&dash[..DASH], CONTEXT, 1)?;
        }
    }
    sheet.rect(left, plot.y(limits.target) - 1, width, 2, MAIN)
}

/// φ, where the limits are wider for it.
fn widened(rows: &[FunnelRow]) -> Option<f64> {
    rows.iter()
        .find_map(|row| finite(row.dispersion))
        .filter(|dispersion| pixel(dispersion * 10.0) > 10)
}

#[cfg(test)]
mod tests;
