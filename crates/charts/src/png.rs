//! SVG → PNG, with a font that is known to hold every character of it.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree, roxmltree};

use crate::{ChartError, Fonts};

/// Pixels of the largest picture, 4 bytes each.
const PIXELS_MAX: u64 = 100_000_000;

/// Renders a chart at a scale: 1 gives the size of the SVG, 2 is sharp on most screens and paper.
///
/// # Errors
/// [`ChartError::MissingGlyphs`] before anything is rendered, so that no picture has empty boxes;
/// [`ChartError::TooLarge`] and [`ChartError::Render`] when there can be no picture.
pub fn png(svg: &str, fonts: &Fonts, scale: f32) -> Result<Vec<u8>, ChartError> {
    let missing = fonts.missing(&texts(svg)?);
    if !missing.is_empty() {
        return Err(ChartError::MissingGlyphs {
            font: fonts.name().to_owned(),
            characters: missing,
        });
    }
    let options = Options {
        fontdb: fonts.database(),
        // The list of families in the SVG is for browsers; here the found font writes everything.
        font_resolver: FontResolver {
            select_font: Box::new(|font, _| Some(fonts.face(font.weight()))),
            select_fallback: Box::new(|_, _, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(rendering)?;
    render(&tree, scale)
}

/// All the writing of the picture. Title and description aren't drawn.
fn texts(svg: &str) -> Result<String, ChartError> {
    let document = roxmltree::Document::parse(svg).map_err(rendering)?;
    let written = document.descendants().filter(|node| node.has_tag_name((SVG, "text")));
    Ok(written.filter_map(|node| node.text()).collect())
}

const SVG: &str = "http://www.w3.org/2000/svg";

fn render(tree: &Tree, scale: f32) -> Result<Vec<u8>, ChartError> {
    if !(scale.is_finite() && scale > 0.0) {
        return Err(ChartError::Render(format!("scale {scale} is not a positive number")));
    }
    let (width, height) =
        (pixels(tree.size().width() * scale), pixels(tree.size().height() * scale));
    let too_large = || ChartError::TooLarge { width: width.into(), height: height.into() };
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(too_large());
    }
    let mut pixmap = Pixmap::new(width, height).ok_or_else(too_large)?;
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(rendering)
}

fn pixels(length: f32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and lengths are positive"
    )]
    let pixels = length.ceil().max(1.0) as u32;
    pixels
}

fn rendering(error: impl std::fmt::Display) -> ChartError {
    ChartError::Render(error.to_string())
}
