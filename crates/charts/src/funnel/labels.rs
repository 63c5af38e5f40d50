//! Names beside the points of a funnel, none on a point or on another name.

use crate::ChartError;
use crate::mark::Area;
use crate::measure::{BOLD_PERCENT, cut, width};
use crate::palette::Sizes;
use crate::sheet::{Sheet, Style};

/// Longer names are cut.
const NAME_MAX: i32 = 150;
const HEIGHT: i32 = 16;
/// Half of the room of a point.
const POINT: i32 = 6;
/// More names than this nobody reads; the table has them all.
const LABELS_MAX: usize = 24;

/// What is taken already.
pub(super) struct Labels {
    plot: Area,
    size: i32,
    taken: Vec<Area>,
    written: usize,
}

impl Labels {
    pub(super) fn new(plot: Area, sizes: Sizes) -> Self {
        Self { plot, size: sizes.small, taken: Vec::new(), written: 0 }
    }

    /// A point that no name shall cover.
    pub(super) fn keep_clear(&mut self, (x, y): (i32, i32)) {
        let (left, top) = (x - POINT, y - POINT);
        self.taken.push(Area { left, top, width: 2 * POINT, height: 2 * POINT });
    }

    /// Writes a name right of its point, left of it, above or below; where there is no room, not.
    pub(super) fn write(
        &mut self,
        sheet: &Sheet<'_>,
        (x, y): (i32, i32),
        name: &str,
        style: Style,
    ) -> Result<(), ChartError> {
        if self.written == LABELS_MAX {
            return Ok(());
        }
        let name = cut(name, self.size, NAME_MAX);
        let wide = width(&name, self.size) * BOLD_PERCENT / 100 + 2;
        let near = POINT + 3;
        let places = [
            (x + near, y - HEIGHT / 2),
            (x - near - wide, y - HEIGHT / 2),
            (x - wide / 2, y - near - HEIGHT),
            (x - wide / 2, y + near),
        ];
        let areas = places.map(|(left, top)| Area { left, top, width: wide, height: HEIGHT });
        let Some(area) = areas.into_iter().find(|area| self.is_free(*area)) else {
            return Ok(());
        };
        self.taken.push(area);
        self.written += 1;
        let at = crate::frame::baseline(area.top, HEIGHT, self.size);
        sheet.text(area.left, at, &name, style)
    }

    fn is_free(&self, area: Area) -> bool {
        let inside = area.left >= self.plot.left
            && area.top >= self.plot.top
            && area.left + area.width <= self.plot.left + self.plot.width
            && area.top + area.height <= self.plot.top + self.plot.height;
        let apart = |other: &Area| {
            area.left + area.width <= other.left
                || other.left + other.width <= area.left
                || area.top + area.height <= other.top
                || other.top + other.height <= area.top
        };
        inside && self.taken.iter().all(apart)
    }
}
