//! PNG, where a Chinese font is installed.

use std::path::Path;

use charts::{ChartError, Fonts, RankingOptions};
use resvg::tiny_skia::Pixmap;

use crate::rows::{PAGE, caption, index_row, ranking};

/// The font of this machine. Without one a test says that it was left out, or fails where all
/// tests are demanded.
fn font(test: &str) -> Option<Fonts> {
    match Fonts::find(None) {
        Ok(fonts) => Some(fonts),
        Err(error) => {
            assert!(std::env::var_os("MANYI_TEST_ALL").is_none_or(|v| v != "1"), "{test}: {error}");
            #[expect(clippy::print_stderr, reason = "a test that isn't run must be seen")]
            {
                eprintln!("left out: {test}: {error}");
            }
            None
        }
    }
}

fn svg() -> String {
    charts::ranking(&ranking(), &RankingOptions::default(), &caption(), &PAGE).expect("draws")
}

#[test]
fn a_picture_has_its_size_and_ink() {
    let Some(fonts) = font("a_picture_has_its_size_and_ink") else { return };
    let png = charts::png(&svg(), &fonts, 2.0).expect("renders");
    let picture = Pixmap::decode_png(&png).expect("a PNG");
    assert_eq!(picture.width(), 1920);
    // The title: from 26 to 56 pixels down, at least a twentieth of its first hundred pixels.
    let dark = (52..112_u32)
        .flat_map(|y| (64..264_u32).map(move |x| (x, y)))
        .filter_map(|(x, y)| picture.pixel(x, y))
        .filter(|pixel| pixel.red() < 100)
        .count();
    assert!(dark > 60 * 200 / 20, "{dark} dark pixels");
}

#[test]
fn the_same_svg_gives_the_same_picture() {
    let Some(fonts) = font("the_same_svg_gives_the_same_picture") else { return };
    let render = || charts::png(&svg(), &fonts, 1.0).expect("renders");
    assert_eq!(render(), render());
}

#[test]
fn a_missing_glyph_is_named_instead_of_drawn_as_a_box() {
    let Some(fonts) = font("a_missing_glyph_is_named_instead_of_drawn_as_a_box") else { return };
    let mut rows = ranking();
    // Private use: no font can know these.
    rows[0].estimate = index_row("2", "西\u{F8B7}山\u{10FFFD}镇", Some(88.0));
    let options = RankingOptions::default();
    let svg = charts::ranking(&rows, &options, &caption(), &PAGE).expect("draws");
    let error = charts::png(&svg, &fonts, 1.0).expect_err("glyphs are missing");
    let ChartError::MissingGlyphs { characters, font } = &error else { panic!("{error}") };
    assert_eq!(characters, &['\u{F8B7}', '\u{10FFFD}']);
    assert_eq!(font, fonts.name());
    assert!(error.to_string().contains("U+F8B7"), "{error}");
}

#[test]
fn the_found_font_says_its_name_and_file() {
    let Some(fonts) = font("the_found_font_says_its_name_and_file") else { return };
    assert!(fonts.path().is_file());
    // Never one of the Japanese, Korean or Taiwanese faces that stand in the same file.
    for wrong in ["JP", "KR", "TC", "HK"] {
        assert!(!fonts.name().ends_with(wrong), "{}", fonts.name());
    }
    let again = Fonts::find(Some(fonts.path())).expect("the same file");
    assert_eq!(again.name(), fonts.name());
}

#[test]
fn a_file_that_is_no_font_is_refused_by_name() {
    for (path, part) in [("/nowhere/none.ttf", "none.ttf"), ("Cargo.toml", "not a TrueType")] {
        let error = Fonts::find(Some(Path::new(path))).expect_err("no font");
        assert!(matches!(error, ChartError::Font { .. }));
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn no_font_names_the_packages() {
    let text = ChartError::NoFont.to_string();
    assert!(text.contains("fonts-noto-cjk") && text.contains("fonts-wqy-microhei"), "{text}");
}

#[test]
fn impossible_scales_are_refused() {
    let Some(fonts) = font("impossible_scales_are_refused") else { return };
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let error = charts::png(&svg(), &fonts, scale).expect_err("no such picture");
        assert!(matches!(error, ChartError::Render(_)), "{error}");
    }
    let error = charts::png(&svg(), &fonts, 1e4).expect_err("too large");
    assert!(matches!(error, ChartError::TooLarge { .. }), "{error}");
    assert!(matches!(charts::png("<svg", &fonts, 1.0), Err(ChartError::Render(_))));
}
