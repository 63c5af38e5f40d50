//! PDF: what was asked of it is in the bytes, and these are the same each time.

use std::path::Path;

use documents::DocumentError;
use documents::pdf::{Fonts, pdf};

use crate::support::chinese;

/// The fonts of this machine. Without them a test says that it was left out, or fails where all
/// tests are demanded.
fn fonts(test: &str) -> Option<Fonts> {
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

fn holds(file: &[u8], text: &str) -> bool {
    file.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn it_is_an_archive_file_with_title_language_and_tags_and_always_the_same() {
    let Some(fonts) = fonts("pdf") else { return };
    let file = pdf(&chinese(), &fonts).expect("a PDF");
    for text in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "关于2026年第三季度群众满意度调查情况的通报",
        "2026-10-12T00:00:00",
        "/GTS_PDFA1",
        "/Lang",
        "/StructTreeRoot",
    ] {
        assert!(holds(&file, text), "{text}");
    }
    assert_eq!(pdf(&chinese(), &fonts).expect("a PDF"), file);
}

#[test]
fn characters_that_no_font_has_are_named_before_anything_is_set() {
    let Some(fonts) = fonts("missing glyphs") else { return };
    let mut bulletin = chinese();
    bulletin.preamble.push("\u{10ffff}".to_owned());
    let error = pdf(&bulletin, &fonts).expect_err("no glyph");
    assert!(matches!(error, DocumentError::MissingGlyphs { .. }), "{error}");
    let said = error.to_string();
    assert!(said.contains("U+10FFFF") && said.contains("fonts-noto-cjk"), "{said}");
}

#[test]
fn a_file_that_is_no_font_is_named() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let error = Fonts::find(Some(&path)).expect_err("no font").to_string();
    assert!(error.contains("Cargo.toml"), "{error}");
    let error = Fonts::find(Some(Path::new("/nowhere.ttf"))).expect_err("no file").to_string();
    assert!(error.contains("/nowhere.ttf"), "{error}");
}
