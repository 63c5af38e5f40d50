//! Colours, sizes and font names: the look of every chart in one place.
//!
//! Colours of points and lines have at least 3:1 contrast to white, those of text at least 4.5:1.

use plotters::style::RGBColor;

use crate::caption::Width;

/// Fonts that write mainland glyph shapes, by the names they have on Linux, macOS and Windows.
pub(crate) const FONT_FAMILY: &str = "\"Noto Sans CJK SC\",\"Noto Sans SC\",\"Source Han Sans SC\",\
    \"PingFang SC\",\"Microsoft YaHei\",\"WenQuanYi Micro Hei\",sans-serif";

pub(crate) const PAPER: RGBColor = RGBColor(255, 255, 255);
pub(crate) const INK: RGBColor = RGBColor(0x1B, 0x1F, 0x24);
/// Secondary text.
pub(crate) const GREY: RGBColor = RGBColor(0x57, 0x60, 0x6A);
pub(crate) const GRID: RGBColor = RGBColor(0xE1, 0xE5, 0xE9);
/// Lines that carry the eye: under the header, hatches.
pub(crate) const RULE: RGBColor = RGBColor(0xB4, 0xBC, 0xC4);
/// Background of every second tier.
pub(crate) const BAND: RGBColor = RGBColor(0xF1, 0xF5, 0xF9);
pub(crate) const TARGET: RGBColor = RGBColor(0x8A, 0x1C, 0x5C);
/// What is not the point, but tells where the others are.
pub(crate) const CONTEXT: RGBColor = RGBColor(0x7F, 0x89, 0x93);
/// What surely rose or stands out above, and what fell or stands out below.
pub(crate) const UPPER: RGBColor = MAIN;
pub(crate) const LOWER: RGBColor = RGBColor(0xA8, 0x48, 0x00);
/// The few lines that the eye shall follow.
pub(crate) const FOLLOWED: [RGBColor; 3] = [MAIN, LOWER, RGBColor(0x80, 0x16, 0x50)];
/// A series that stands for itself.
pub(crate) const MAIN: RGBColor = RGBColor(0x12, 0x43, 0x6D);
/// The interval around it.
pub(crate) const RIBBON: RGBColor = RGBColor(0xC9, 0xDA, 0xEA);

/// Quarters of the ranking, best first: bluish green and red differ for the colour-blind too.
pub(crate) const QUARTERS: [RGBColor; 4] = [
    RGBColor(0x00, 0x80, 0x6A),
    RGBColor(0x2F, 0x6D, 0xB5),
    RGBColor(0xB8, 0x6E, 0x00),
    RGBColor(0xB3, 0x26, 0x1E),
];

/// Favourable answers, strongest first. Red would mean festive as much as bad, so blue and orange.
pub(crate) const FAVOURABLE: [RGBColor; 3] =
    [RGBColor(0x12, 0x43, 0x6D), RGBColor(0x4F, 0x8F, 0xC4), RGBColor(0xB5, 0xD3, 0xEB)];
pub(crate) const NEUTRAL: RGBColor = RGBColor(0xDC, 0xDF, 0xE3);
/// Unfavourable answers, weakest first.
pub(crate) const UNFAVOURABLE: [RGBColor; 3] =
    [RGBColor(0xFB, 0xD0, 0xA6), RGBColor(0xEE, 0x8F, 0x3B), RGBColor(0xA8, 0x48, 0x00)];

/// Modes of asking, in their order.
pub(crate) const MODES: [RGBColor; 5] = [
    RGBColor(0x2F, 0x6D, 0xB5),
    RGBColor(0xF4, 0x6A, 0x25),
    RGBColor(0x00, 0x80, 0x6A),
    RGBColor(0x80, 0x16, 0x50),
    RGBColor(0x57, 0x60, 0x6A),
];

/// Steps of the heat map, lowest score first: dark draws the eye to where the problem is.
pub(crate) const HEAT: [RGBColor; 7] = [
    RGBColor(0x0B, 0x2E, 0x52),
    RGBColor(0x1B, 0x4F, 0x80),
    RGBColor(0x2F, 0x6E, 0xA6),
    RGBColor(0x6F, 0xA3, 0xCE),
    RGBColor(0x9C, 0xC3, 0xE3),
    RGBColor(0xC6, 0xDE, 0xF1),
    RGBColor(0xE9, 0xF3, 0xFB),
];

/// Sizes in pixels that depend on where the chart is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) width: i32,
    pub(crate) margin: i32,
    pub(crate) title: i32,
    pub(crate) title_lines: usize,
    pub(crate) subtitle: i32,
    pub(crate) text: i32,
    pub(crate) small: i32,
}

const PHONE: Sizes =
    Sizes { width: 390, margin: 16, title: 18, title_lines: 4, subtitle: 13, text: 13, small: 12 };
const PAGE: Sizes =
    Sizes { width: 960, margin: 32, title: 22, title_lines: 3, subtitle: 14, text: 13, small: 12 };

impl Sizes {
    pub(crate) fn of(width: Width) -> Self {
        match width {
            Width::Phone => PHONE,
            Width::Page => PAGE,
        }
    }

    /// Right edge of the contents.
    pub(crate) fn right(self) -> i32 {
        self.width - self.margin
    }

    /// Width of the contents.
    pub(crate) fn inner(self) -> i32 {
        self.width - 2 * self.margin
    }
}

/// Dark or light text, whichever stands out more from a background.
pub(crate) fn text_on(background: RGBColor) -> RGBColor {
    if contrast(INK, background) >= contrast(PAPER, background) { INK } else { PAPER }
}

/// Contrast ratio of WCAG 2.
fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: RGBColor) -> f64 {
    let linear = |byte: u8| {
        let share = f64::from(byte) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_out_from_every_background() {
        let fills =
            HEAT.iter().chain(&FAVOURABLE).chain(&UNFAVOURABLE).chain([&NEUTRAL]).chain(&MODES);
        for &fill in fills {
            let ratio = contrast(text_on(fill), fill);
            assert!(ratio >= 4.5, "{fill:?}: {ratio:.2}");
        }
        for background in [PAPER, BAND] {
            for text in [INK, GREY, TARGET, UPPER, LOWER].into_iter().chain(FOLLOWED) {
                assert!(contrast(text, background) >= 4.5, "{text:?}");
            }
        }
    }

    #[test]
    fn marks_stand_out_from_paper_and_band() {
        for colour in QUARTERS.into_iter().chain([MAIN, TARGET, GREY, CONTEXT]) {
            assert!(contrast(colour, BAND) >= 3.0, "{colour:?}");
        }
    }
}
