//! The paper: a few marks on plotters' SVG backend, and what plotters leaves out of the SVG.

use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::prelude::{
    Circle, Color, DrawingArea, FontDesc, FontFamily, FontStyle, IntoDrawingArea, PathElement,
    Polygon, RGBColor, Rectangle, SVGBackend,
};
use plotters::style::TextStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use survey::Language;

use crate::ChartError;
use crate::measure::clean;
use crate::palette::{FONT_FAMILY, INK};

/// Stands in each text until the whole list of fonts is written once, on the root element.
const FAMILY_MARK: &str = "manyi";
/// plotters writes the size asked for divided by this.
const PLOTTERS_FONT_RATIO: f64 = 1.24;
/// plotters moves the baseline of a text anchored at its top down by this part of an em. It is the
/// only one of its anchors that doesn't depend on the font.
const TOP_TO_BASELINE_EM: f64 = 0.76;

/// How a text is written.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: i32,
    colour: RGBColor,
    anchor: HPos,
    weight: FontStyle,
}

impl Style {
    pub(crate) fn new(size: i32, colour: RGBColor) -> Self {
        Self { size, colour, anchor: HPos::Left, weight: FontStyle::Normal }
    }

    /// Ordinary text.
    pub(crate) fn ink(size: i32) -> Self {
        Self::new(size, INK)
    }

    pub(crate) fn bold(self) -> Self {
        Self { weight: FontStyle::Bold, ..self }
    }

    /// The text ends where it is put.
    pub(crate) fn end(self) -> Self {
        Self { anchor: HPos::Right, ..self }
    }

    /// The text is centred where it is put.
    pub(crate) fn middle(self) -> Self {
        Self { anchor: HPos::Center, ..self }
    }
}

/// A surface to draw on. Points are whole pixels from the upper left corner.
pub(crate) struct Sheet<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

type Drawn = Result<(), ChartError>;

impl Sheet<'_> {
    /// A filled rectangle. Thin lines are rectangles too: a stroke of one pixel on whole
    /// coordinates straddles two pixels and comes out grey.
    pub(crate) fn rect(&self, x: i32, y: i32, width: i32, height: i32, colour: RGBColor) -> Drawn {
        if width <= 0 || height <= 0 {
            return Ok(());
        }
        let corners = [(x, y), (x + width, y + height)];
        self.area.draw(&Rectangle::new(corners, colour.filled())).map_err(drawing)
    }

    /// A broken upright line, two pixels wide.
    pub(crate) fn dashed_upright(&self, x: i32, top: i32, bottom: i32, colour: RGBColor) -> Drawn {
        let mut y = top;
        while y < bottom {
            self.rect(x - 1, y, 2, 6.min(bottom - y), colour)?;
            y += 10;
        }
        Ok(())
    }

    /// A broken level line, one pixel high.
    pub(crate) fn dashed_level(&self, left: i32, right: i32, y: i32, colour: RGBColor) -> Drawn {
        let mut x = left;
        while x < right {
            self.rect(x, y, 5.min(right - x), 1, colour)?;
            x += 8;
        }
        Ok(())
    }

    pub(crate) fn path(&self, points: &[(i32, i32)], colour: RGBColor, width: u32) -> Drawn {
        let style = colour.stroke_width(width);
        self.area.draw(&PathElement::new(points.to_vec(), style)).map_err(drawing)
    }

    pub(crate) fn polygon(&self, points: &[(i32, i32)], colour: RGBColor) -> Drawn {
        self.area.draw(&Polygon::new(points.to_vec(), colour)).map_err(drawing)
    }

    pub(crate) fn disc(&self, centre: (i32, i32), radius: i32, colour: RGBColor) -> Drawn {
        self.area.draw(&Circle::new(centre, radius, colour.filled())).map_err(drawing)
    }

    /// A text whose baseline runs through `y`.
    pub(crate) fn text(&self, x: i32, y: i32, text: &str, style: Style) -> Drawn {
        let text = clean(text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let size = f64::from(style.size);
        let top = y - crate::scale::pixel(size * TOP_TO_BASELINE_EM);
        let family = FontFamily::Name(FAMILY_MARK);
        let font = FontDesc::new(family, size * PLOTTERS_FONT_RATIO, style.weight);
        let written =
            TextStyle::from(font).color(&style.colour).pos(Pos::new(style.anchor, VPos::Top));
        self.area.draw_text(&text, &written, (x, top)).map_err(drawing)
    }
}

fn drawing(error: impl std::fmt::Display) -> ChartError {
    ChartError::Draw(error.to_string())
}

/// What a screen reader says about the picture.
pub(crate) struct Spoken<'t> {
    pub(crate) title: &'t str,
    pub(crate) description: &'t str,
    pub(crate) language: Language,
}

/// Draws on a white sheet and gives it as SVG.
pub(crate) fn draw(
    width: i32,
    height: i32,
    spoken: &Spoken<'_>,
    contents: impl FnOnce(&Sheet<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let mut svg = String::new();
    {
        let size = (width.unsigned_abs(), height.unsigned_abs());
        let sheet = Sheet { area: SVGBackend::with_string(&mut svg, size).into_drawing_area() };
        sheet.rect(0, 0, width, height, crate::palette::PAPER)?;
        contents(&sheet)?;
        sheet.area.present().map_err(drawing)?;
    }
    Ok(finish(&svg, spoken))
}

/// Font sizes as they were meant: plotters' arithmetic makes 13.000000000000002 of 13.
fn with_whole_sizes(svg: &str) -> String {
    const ATTRIBUTE: &str = " font-size=\"";
    let mut pieces = svg.split(ATTRIBUTE);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (size, rest) = piece.split_once('"').unwrap_or((piece, ""));
        let size = size.parse().map_or(0, crate::scale::pixel);
        // Writing to a string can't fail.
        let _ = write!(whole, "{ATTRIBUTE}{size}\"{rest}");
    }
    whole
}

/// Adds what plotters doesn't write: title, description, language, and the fonts once.
fn finish(svg: &str, spoken: &Spoken<'_>) -> String {
    // No text can hold these attributes: plotters escapes the quotation marks of texts.
    let mut svg = with_whole_sizes(svg).replace(&format!(" font-family=\"{FAMILY_MARK}\""), "");
    // Attributes that say what holds without them make up a fifth of a picture.
    for default in [" opacity=\"1\"", " stroke=\"none\"", " text-anchor=\"start\""] {
        svg = svg.replace(default, "");
    }
    let (open, rest) = svg.split_once('>').unwrap_or((&svg, ""));
    let mut whole = open.to_owned();
    // Several charts may stand on one page, so their ids must differ.
    let id = format!("{:016x}", fnv1a(&format!("{svg}{}", spoken.title)));
    let fonts = FONT_FAMILY.replace('"', "&quot;");
    let _ = write!(
        whole,
        " role=\"img\" aria-labelledby=\"t{id} d{id}\" lang=\"{lang}\" font-family=\"{fonts}\">\n\
         <title id=\"t{id}\">{title}</title>\n<desc id=\"d{id}\">{description}</desc>{rest}",
        lang = spoken.language.tag(),
        title = escaped(spoken.title),
        description = escaped(spoken.description),
    );
    whole
}

/// What a chart says of itself: its title, which is its finding, and its description.
pub fn spoken(svg: &str) -> Option<(String, String)> {
    let part = |tag: &str| {
        let (_, rest) = svg.split_once(&format!("<{tag} "))?;
        let (text, _) = rest.split_once('>')?.1.split_once(&format!("</{tag}>"))?;
        Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    };
    Some((part("title")?, part("desc")?))
}

fn escaped(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A hash that is the same in every version of every program: a chart is compared byte for byte.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> String {
        let spoken = Spoken { title: "a < b & c", description: "d", language: Language::English };
        draw(100, 50, &spoken, |sheet| sheet.text(10, 20, text, Style::ink(13))).expect("draws")
    }

    #[test]
    fn title_description_and_fonts_are_written_once() {
        let svg = sheet("东河镇");
        assert!(svg.contains("role=\"img\" aria-labelledby=\"t"), "{svg}");
        assert!(svg.contains(">a &lt; b &amp; c</title>"), "{svg}");
        assert_eq!(spoken(&svg), Some(("a < b & c".to_owned(), "d".to_owned())));
        assert_eq!(svg.matches("font-family").count(), 1);
        assert!(svg.contains("lang=\"en\""));
    }

    #[test]
    fn font_sizes_come_out_as_asked() {
        for size in 10..30 {
            let spoken = Spoken { title: "", description: "", language: Language::Chinese };
            let svg = draw(9, 9, &spoken, |sheet| sheet.text(0, 0, "x", Style::ink(size)))
                .expect("draws");
            assert!(svg.contains(&format!("font-size=\"{size}\"")), "{svg}");
        }
    }

    #[test]
    fn hostile_names_stay_text() {
        let svg = sheet("<script>\u{0}\"' font-family=\"manyi\"");
        assert!(!svg.contains("<script"), "{svg}");
        assert!(!svg.contains('\u{0}'));
        assert!(svg.contains("&quot;manyi&quot;"), "{svg}");
    }
}
