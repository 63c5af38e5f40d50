//! A key in lines above the body: a sign, then what it means.

use plotters::style::RGBColor;

use crate::ChartError;
use crate::frame::baseline;
use crate::mark::{Area, Mark, hatch};
use crate::measure::{cut, width};
use crate::palette::{RULE, Sizes};
use crate::sheet::{Sheet, Style};

const LINE: i32 = 22;
const SIGN: i32 = 18;
const BETWEEN: i32 = 16;

/// What a key shows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sign {
    Point(Mark),
    Fill(RGBColor),
    Hatched,
    /// A broken upright line.
    Broken(RGBColor),
    /// A broken level line.
    BrokenLevel(RGBColor),
    /// A level line, thick or thin.
    Level(RGBColor),
    Thin(RGBColor),
    /// Text only.
    Nothing,
}

impl Sign {
    fn width(self) -> i32 {
        match self {
            Self::Nothing => 0,
            _ => SIGN + 5,
        }
    }
}

/// A key, already broken into lines.
pub(crate) struct Legend {
    keys: Vec<(Sign, String, i32, i32)>,
    lines: i32,
    size: i32,
}

impl Legend {
    pub(crate) fn new(keys: Vec<(Sign, String)>, sizes: Sizes) -> Self {
        let mut placed = Vec::with_capacity(keys.len());
        let (mut x, mut line) = (0, 0);
        for (sign, text) in keys {
            let text = cut(&text, sizes.small, sizes.inner() - sign.width());
            let needed = sign.width() + width(&text, sizes.small);
            if x > 0 && x + needed > sizes.inner() {
                (x, line) = (0, line + 1);
            }
            placed.push((sign, text, x, line));
            x += needed + BETWEEN;
        }
        let lines = if placed.is_empty() { 0 } else { line + 1 };
        Self { keys: placed, lines, size: sizes.small }
    }

    /// Height with the space below; nothing for no keys.
    pub(crate) fn height(&self) -> i32 {
        if self.lines == 0 { 0 } else { self.lines * LINE + 8 }
    }

    pub(crate) fn draw(&self, sheet: &Sheet<'_>, left: i32, top: i32) -> Result<(), ChartError> {
        for (sign, text, x, line) in &self.keys {
            let (x, y) = (left + x, top + line * LINE);
            let middle = y + LINE / 2;
            match *sign {
                Sign::Point(mark) => mark.draw(sheet, (x + SIGN / 2, middle))?,
                Sign::Fill(colour) => sheet.rect(x, middle - 6, SIGN, 12, colour)?,
                Sign::Hatched => {
                    let area = Area { left: x, top: middle - 6, width: SIGN, height: 12 };
                    hatch(sheet, area, RULE)?;
                }
                Sign::Broken(colour) => {
                    sheet.dashed_upright(x + SIGN / 2, y + 2, y + 20, colour)?;
                }
                Sign::BrokenLevel(colour) => {
                    sheet.dashed_level(x, x + SIGN, middle, colour)?;
                }
                Sign::Level(colour) => sheet.rect(x, middle - 1, SIGN, 2, colour)?,
                Sign::Thin(colour) => sheet.rect(x, middle, SIGN, 1, colour)?,
                Sign::Nothing => {}
            }
            sheet.text(
                x + sign.width(),
                baseline(y, LINE, self.size),
                text,
                Style::ink(self.size),
            )?;
        }
        Ok(())
    }
}
