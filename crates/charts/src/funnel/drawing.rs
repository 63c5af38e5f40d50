//! The drawing: units, mean and limits.

use survey::table::FunnelPlace;

use super::labels::Labels;
use super::words::Wording;
use crate::ChartError;
use crate::caption::{Canvas, Width};
use crate::frame::baseline;
use crate::legend::Legend;
use crate::mark::{Area, Mark};
use crate::measure::widest;
use crate::palette::{CONTEXT, GREY, GRID, MAIN, RULE, Sizes};
use crate::scale::{Axis, finite};
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

/// A unit that can be drawn.
pub(super) struct Dot<'r> {
    pub(super) name: &'r str,
    /// How many answers or issues stand behind it.
    pub(super) size: f64,
    pub(super) value: f64,
    pub(super) place: FunnelPlace,
    pub(super) limits: Option<Limits>,
}

/// Where the limits run. Half of their distance shrinks with the root of the size, so that the limits of
/// one unit tell those of every size.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) target: f64,
    /// Half of the distance at a size of one.
    inner: f64,
    outer: f64,
}

pub(super) struct Chart<'r> {
    dots: Vec<Dot<'r>>,
    limits: Option<Limits>,
    outside: usize,
    canvas: Canvas,
    sizes: Sizes,
    x: Axis,
    y: Axis,
    legend: Legend,
    wording: Wording,
}

impl<'r> Chart<'r> {
    /// Of these units among so many.
    pub(super) fn new(
        dots: Vec<Dot<'r>>,
        rows: usize,
        wording: Wording,
        canvas: Canvas,
        sizes: Sizes,
    ) -> Self {
        let limits = dots.iter().find_map(|dot| dot.limits);
        let most = dots.iter().map(|dot| dot.size).fold(0.0, f64::max);
        let fewest = dots.iter().map(|dot| dot.size).fold(f64::INFINITY, f64::min);
        // Up to where the units stand: the curves run out of the drawing left of the first.
        let values: Vec<f64> = dots
            .iter()
            .flat_map(|dot| [dot.value - CLEAR, dot.value + CLEAR])
            .chain(limits.iter().flat_map(|limits| {
                let half = limits.inner / fewest.sqrt();
                [limits.target - half, limits.target + half]
            }))
            .collect();
        let phone = canvas.width == Width::Phone;
        Self {
            outside: rows - dots.len(),
            legend: wording.legend(&dots, limits, sizes),
            x: Axis::from_zero(most, if phone { 4 } else { 8 }),
            y: Axis::covering(&values, if phone { 6 } else { 8 }),
            dots,
            limits,
            canvas,
            sizes,
            wording,
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

    pub(super) fn height(&self) -> i32 {
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

    pub(super) fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
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
        let text = self.wording.outside(self.outside);
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
        let name = self.wording.size;
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
            labels.write(sheet, plot.point(dot), dot.name, style)?;
        }
        Ok(())
    }
}

impl Dot<'_> {
    pub(super) fn mark(&self) -> Mark {
        match self.place {
            FunnelPlace::FarAbove => Mark::Up,
            FunnelPlace::FarBelow => Mark::Down,
            FunnelPlace::Above | FunnelPlace::Below => Mark::Brink,
            FunnelPlace::Inside => Mark::Context,
        }
    }
}

impl Limits {
    /// From the limits at a size.
    pub(super) fn at(
        size: f64,
        target: Option<f64>,
        inner_high: Option<f64>,
        outer_high: Option<f64>,
    ) -> Option<Self> {
        let target = finite(target)?;
        let half = |high: Option<f64>| Some((finite(high)? - target) * size.sqrt());
        Some(Self { target, inner: half(inner_high)?, outer: half(outer_high)? })
    }
}

/// From figures to pixels.
struct Plot {
    area: Area,
    x: Axis,
    y: Axis,
}

impl Plot {
    fn x(&self, size: f64) -> i32 {
        self.x.place(size, self.area.left, self.area.left + self.area.width)
    }

    fn y(&self, value: f64) -> i32 {
        self.y.place(value, self.area.top + self.area.height, self.area.top)
    }

    fn point(&self, dot: &Dot<'_>) -> (i32, i32) {
        (self.x(dot.size), self.y(dot.value))
    }

    /// The size at a pixel.
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
