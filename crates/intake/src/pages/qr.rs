//! QR codes as pictures that are part of a page.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::error::HttpError;

/// Width that a picture has at least, in pixels: phones read it from a screen at arm's length.
const WIDTH_MIN: u32 = 240;

/// A text as an SVG element.
pub(super) fn picture(text: &str) -> Result<String, HttpError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| HttpError::Unwritable(format!("a QR code: {error}")))?;
    let file = code.render::<svg::Color>().min_dimensions(WIDTH_MIN, WIDTH_MIN).build();
    // In a page there is no place for what stands before the element in a file.
    Ok(file[file.find("<svg").unwrap_or_default()..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_an_element_without_style() {
        let picture = picture("http://127.0.0.1:8080/device?link=0123").expect("it fits");
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"), "{picture}");
        assert!(!picture.contains("style"));
        assert_ne!(picture, super::picture("otpauth://totp/x").expect("it fits"));
        assert!(super::picture(&"x".repeat(4_000)).is_err());
    }
}
