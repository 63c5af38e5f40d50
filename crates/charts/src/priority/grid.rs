//! The grid: a numbered point with its intervals for each driver, and the lines that part them.

use survey::table::{Priorities, PriorityRow, Quadrant};

use super::words::quadrant_name;
use super::{mark, point};
use crate::ChartError;
use crate::caption::{Canvas, Width};
use crate::frame::baseline;
use crate::mark::Area;
use crate::measure::width;
use crate::palette::{GREY, GRID, INK, RULE, Sizes, TARGET};
use crate::scale::{Axis, finite};
use crate::sheet::{Sheet, Style};

/// Above the plot, for the name of the upright axis.
const HEAD: i32 = 24;
/// Below it: ticks, and the name of the level axis.
const TICKS: i32 = 22;
const NAME: i32 = 24;
const BELOW: i32 = 14;
const LEFT: i32 = 44;
/// At the upper and lower edge of the plot, for the names of the quadrants.
const STRIP: i32 = 26;

pub(super) struct Grid<'r> {
    rows: &'r [PriorityRow],
    lines: (f64, f64),
    performance: Axis,
    importance: Axis,
    canvas: Canvas,
    sizes: Sizes,
}

/// What stands on the plot already.
#[derive(Default)]
struct Taken(Vec<Area>);

impl Taken {
    fn is_free(&self, area: Area) -> bool {
        self.0.iter().all(|other| {
            area.left + area.width <= other.left
                || other.left + other.width <= area.left
                || area.top + area.height <= other.top
                || other.top + other.height <= area.top
        })
    }
}

impl<'r> Grid<'r> {
    /// `None` where no driver has a place.
    pub(super) fn of(priorities: &'r Priorities, canvas: Canvas, sizes: Sizes) -> Option<Self> {
        let (performance, importance) = priorities.lines?;
        let lines = (finite(Some(performance))?, finite(Some(importance * 100.0))?);
        let placed = || priorities.rows.iter().filter(|row| point(row).is_some());
        let across =
            |row: &PriorityRow| [row.performance_low, row.performance, row.performance_high];
        let up = |row: &PriorityRow| {
            [row.importance_low, row.importance, row.importance_high]
                .map(|share| share.map(|share| share * 100.0))
        };
        let known = |values: Vec<Option<f64>>, line: f64| -> Vec<f64> {
            values.into_iter().flatten().filter(|value| value.is_finite()).chain([line]).collect()
        };
        let steps = if canvas.width == Width::Phone { 5 } else { 8 };
        Some(Self {
            performance: Axis::covering(
                &known(placed().flat_map(across).collect(), lines.0),
                steps,
            ),
            importance: Axis::covering(&known(placed().flat_map(up).collect(), lines.1), 6),
            rows: &priorities.rows,
            lines,
            canvas,
            sizes,
        })
    }

    fn plot_height(&self) -> i32 {
        if self.canvas.width == Width::Phone { 320 } else { 400 }
    }

    pub(super) fn height(&self) -> i32 {
        HEAD + self.plot_height() + TICKS + NAME + BELOW
    }

    fn plot(&self, top: i32) -> Area {
        let left = self.sizes.margin + LEFT;
        let width = self.sizes.right() - left - 8;
        Area { left, top: top + HEAD, width, height: self.plot_height() }
    }

    pub(super) fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let plot = self.plot(top);
        self.axes(sheet, plot, top)?;
        let mut taken = self.corners(sheet, plot)?;
        self.dividers(sheet, plot)?;
        for row in self.rows {
            self.crosses(sheet, row, plot)?;
        }
        let places: Vec<Option<(i32, i32)>> =
            self.rows.iter().map(|row| self.place(row, plot)).collect();
        let around = |&(x, y): &(i32, i32)| Area { left: x - 6, top: y - 6, width: 12, height: 12 };
        taken.0.extend(places.iter().flatten().map(around));
        for (row, place) in self.rows.iter().zip(&places) {
            if let Some(place) = place {
                mark(row).draw(sheet, *place)?;
            }
        }
        for (number, place) in (1..).zip(&places) {
            if let Some(place) = place {
                self.number(sheet, number, *place, plot, &mut taken)?;
            }
        }
        Ok(())
    }

    fn x(&self, value: f64, plot: Area) -> i32 {
        self.performance.place(value, plot.left, plot.left + plot.width)
    }

    fn y(&self, value: f64, plot: Area) -> i32 {
        self.importance.place(value, plot.top + plot.height - STRIP, plot.top + STRIP)
    }

    fn place(&self, row: &PriorityRow, plot: Area) -> Option<(i32, i32)> {
        let (performance, importance) = point(row)?;
        Some((self.x(performance, plot), self.y(importance, plot)))
    }

    fn axes(&self, sheet: &Sheet<'_>, plot: Area, top: i32) -> Result<(), ChartError> {
        let (language, size) = (self.canvas.language, self.sizes.small);
        let style = Style::new(size, GREY);
        let bottom = plot.top + plot.height;
        for edge in [plot.top, bottom] {
            sheet.rect(plot.left, edge, plot.width, 1, GRID)?;
        }
        for tick in self.performance.ticks() {
            let x = self.x(tick, plot);
            sheet.rect(x, plot.top, 1, plot.height, GRID)?;
            let at = baseline(bottom, TICKS, size);
            sheet.text(x, at, &self.performance.label(tick), style.middle())?;
        }
        for tick in self.importance.ticks() {
            let y = self.y(tick, plot);
            sheet.rect(plot.left, y, plot.width, 1, GRID)?;
            let label = format!("{}%", self.importance.label(tick));
            sheet.text(plot.left - 6, baseline(y - 8, 16, size), &label, style.end())?;
        }
        let up = language.pick("↑ 重要性", "↑ Importance");
        sheet.text(self.sizes.margin, baseline(top, HEAD - 8, size), up, style)?;
        let across = language.pick("满意度得分 →", "Satisfaction index →");
        let at = baseline(bottom + TICKS, NAME, size);
        sheet.text(plot.left + plot.width, at, across, style.end())
    }

    /// Broken lines at the means, each with its value.
    fn dividers(&self, sheet: &Sheet<'_>, plot: Area) -> Result<(), ChartError> {
        let (x, y) = (self.x(self.lines.0, plot), self.y(self.lines.1, plot));
        sheet.dashed_upright(x, plot.top, plot.top + plot.height, TARGET)?;
        sheet.dashed_level(plot.left, plot.left + plot.width, y, TARGET)?;
        let size = self.sizes.small;
        let (score, share) = (crate::scale::short(self.lines.0), crate::scale::short(self.lines.1));
        let names = self.canvas.language.pick(
            format!("虚线：得分均值{score}，重要性均值{share}%"),
            format!("Means: index {score}, importance {share}%"),
        );
        let at = baseline(plot.top - HEAD, HEAD - 8, size);
        let style = Style::new(size, TARGET);
        sheet.text(plot.left + plot.width, at, &names, style.end())
    }

    /// The names of the quadrants, each in its corner.
    fn corners(&self, sheet: &Sheet<'_>, plot: Area) -> Result<Taken, ChartError> {
        let (language, size) = (self.canvas.language, self.sizes.small);
        let (left, right) = (plot.left + 8, plot.left + plot.width - 8);
        let (top, bottom) = (plot.top + 4, plot.top + plot.height - STRIP + 4);
        let mut taken = Taken::default();
        for (quadrant, x, y) in [
            (Quadrant::ConcentrateHere, left, top),
            (Quadrant::KeepUp, right, top),
            (Quadrant::LowPriority, left, bottom),
            (Quadrant::PossibleOverkill, right, bottom),
        ] {
            let name = quadrant_name(quadrant, language);
            let wide = width(name, size);
            let style = Style::new(size, GREY).bold();
            let style = if x == right { style.end() } else { style };
            sheet.text(x, baseline(y, 18, size), name, style)?;
            let from = if x == right { x - wide } else { x };
            taken.0.push(Area { left: from - 4, top: y, width: wide + 12, height: 20 });
        }
        Ok(taken)
    }

    fn crosses(&self, sheet: &Sheet<'_>, row: &PriorityRow, plot: Area) -> Result<(), ChartError> {
        let Some((x, y)) = self.place(row, plot) else { return Ok(()) };
        let colour = mark(row).colour();
        if let Some((low, high)) = finite(row.performance_low).zip(finite(row.performance_high)) {
            let (from, to) = (self.x(low, plot), self.x(high, plot));
            sheet.rect(from, y, to - from, 1, colour)?;
        }
        if let Some((low, high)) = finite(row.importance_low).zip(finite(row.importance_high)) {
            let percent = |share: f64| self.y(share * 100.0, plot);
            let (from, to) = (percent(high), percent(low));
            sheet.rect(x, from, 1, to - from, colour)?;
        }
        Ok(())
    }

    /// Puts the number of a point where nothing stands yet, the nearer the better; where that is not
    /// beside the point, a line leads there.
    fn number(
        &self,
        sheet: &Sheet<'_>,
        number: usize,
        (x, y): (i32, i32),
        plot: Area,
        taken: &mut Taken,
    ) -> Result<(), ChartError> {
        const AROUND: [(i32, i32); 8] =
            [(1, -1), (-1, -1), (1, 1), (-1, 1), (1, 0), (-1, 0), (0, -1), (0, 1)];
        let text = number.to_string();
        let size = self.sizes.text;
        let (wide, high) = (width(&text, size) + 4, size + 4);
        let area = |distance: i32, (across, down): (i32, i32)| Area {
            left: (x + across * distance - wide / 2)
                .clamp(plot.left, plot.left + plot.width - wide),
            top: (y + down * distance - high / 2).clamp(plot.top, plot.top + plot.height - high),
            width: wide,
            height: high,
        };
        let distances = (0..60).map(|step| 13 + 4 * step);
        let candidates =
            distances.flat_map(|distance| AROUND.map(|way| (distance, area(distance, way))));
        let free = candidates.into_iter().find(|(_, area)| taken.is_free(*area));
        // Where the plot is full the list below has to do.
        let Some((distance, area)) = free else { return Ok(()) };
        if distance > 17 {
            let end = (area.left + area.width / 2, area.top + area.height / 2);
            sheet.path(&[(x, y), end], RULE, 1)?;
            sheet.rect(area.left, area.top, area.width, area.height, crate::palette::PAPER)?;
        }
        taken.0.push(area);
        let at = baseline(area.top, area.height, size);
        sheet.text(area.left + 2, at, &text, Style::new(size, INK).bold())
    }
}
