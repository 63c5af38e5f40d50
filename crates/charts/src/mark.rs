//! Marks that differ by shape as well as by colour, and hatching.

use plotters::style::RGBColor;

use crate::ChartError;
use crate::palette::{CONTEXT, FOLLOWED, GREY, LOWER, PAPER, QUARTERS, UPPER};
use crate::sheet::Sheet;

/// Half the width of a mark.
const RADIUS: i32 = 5;
/// Pixels between two lines of a hatch.
const HATCH_GAP: i32 = 6;

/// The point of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Of a quarter of the ranking, 0 is best.
    Quarter(usize),
    /// Of a ranking too short to be quartered, or of a series.
    Plain,
    /// Of a unit with too few answers, or of what may be nothing.
    Hollow,
    /// Of what surely rose, or stands out above.
    Up,
    /// Of what surely fell, or stands out below.
    Down,
    /// Of what is on the brink of standing out.
    Brink,
    /// Of what only tells where the others are.
    Context,
    /// Of one of the few that the eye shall follow.
    Followed(usize),
}

impl Mark {
    pub(crate) fn colour(self) -> RGBColor {
        match self {
            Self::Quarter(quarter) => QUARTERS[quarter.min(QUARTERS.len() - 1)],
            Self::Plain => crate::palette::MAIN,
            Self::Hollow | Self::Brink => GREY,
            Self::Up => UPPER,
            Self::Down => LOWER,
            Self::Context => CONTEXT,
            Self::Followed(number) => FOLLOWED[number.min(FOLLOWED.len() - 1)],
        }
    }

    /// Draws the mark around a point.
    pub(crate) fn draw(self, sheet: &Sheet<'_>, (x, y): (i32, i32)) -> Result<(), ChartError> {
        let colour = self.colour();
        let r = RADIUS;
        match self {
            Self::Quarter(0) | Self::Plain | Self::Followed(0) => sheet.disc((x, y), r, colour),
            Self::Quarter(1) | Self::Followed(1) => {
                sheet.rect(x - r + 1, y - r + 1, 2 * r - 2, 2 * r - 2, colour)
            }
            Self::Quarter(2) | Self::Followed(_) | Self::Brink => {
                let r = r + 1;
                sheet.polygon(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)], colour)
            }
            Self::Quarter(_) | Self::Down => sheet
                .polygon(&[(x - r - 1, y - r + 1), (x + r + 1, y - r + 1), (x, y + r + 1)], colour),
            Self::Up => sheet
                .polygon(&[(x - r - 1, y + r - 1), (x + r + 1, y + r - 1), (x, y - r - 1)], colour),
            Self::Hollow => {
                sheet.disc((x, y), r, colour)?;
                sheet.disc((x, y), r - 2, PAPER)
            }
            Self::Context => sheet.disc((x, y), r - 2, colour),
        }
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// Fills an area with slanting lines; plotters knows no patterns and no clipping.
pub(crate) fn hatch(sheet: &Sheet<'_>, area: Area, colour: RGBColor) -> Result<(), ChartError> {
    for line in hatch_lines(area) {
        sheet.path(&line, colour, 1)?;
    }
    Ok(())
}

/// Lines where x + y is constant, cut to the area.
fn hatch_lines(area: Area) -> Vec<[(i32, i32); 2]> {
    let Area { left, top, width, height } = area;
    let mut lines = Vec::new();
    let mut offset = HATCH_GAP;
    while offset < width + height {
        let from = (left + offset.min(width), top + (offset - width).max(0));
        let to = (left + (offset - height).max(0), top + offset.min(height));
        lines.push([from, to]);
        offset += HATCH_GAP;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_inside() {
        let area = Area { left: 10, top: 20, width: 37, height: 22 };
        let lines = hatch_lines(area);
        assert!(!lines.is_empty());
        for (x, y) in lines.concat() {
            assert!((area.left..=area.left + area.width).contains(&x), "{x}");
            assert!((area.top..=area.top + area.height).contains(&y), "{y}");
        }
    }
}
