//! The paper: A4 with the margins of GB/T 9704, page numbers between dashes.

use docx_rs::{AlignmentType, Docx, Footer, PageMargin, PageNum, Run};

use super::face::{self, Face};
use crate::Bulletin;

/// Twentieths of a point in a millimetre.
const MM: f64 = 1440.0 / 25.4;
/// English metric units in a millimetre.
const EMU_PER_MM: u32 = 36_000;

/// The type area, 156 by 225 mm.
const TEXT_WIDTH_MM: u32 = 156;
/// Widest picture.
const PICTURE_WIDTH_EMU: u32 = TEXT_WIDTH_MM * EMU_PER_MM;
/// Highest picture: the type area less its title and a line.
const PICTURE_HEIGHT_EMU: u32 = 200 * EMU_PER_MM;

/// A document with the paper, the faces and the page numbers, and nothing written.
pub(super) fn blank(bulletin: &Bulletin) -> Docx {
    let made = format!("{}T00:00:00Z", bulletin.dated);
    let margin = PageMargin::new()
        .top(twentieths(37.0))
        .bottom(twentieths(35.0))
        .left(twentieths(28.0))
        .right(twentieths(26.0))
        .footer(twentieths(26.0))
        .header(twentieths(15.0));
    let docx = Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(margin)
        .default_fonts(face::fonts(face::FANGSONG))
        .default_size(face::BODY_SIZE)
        .footer(footer(AlignmentType::Right))
        .even_footer(footer(AlignmentType::Left))
        .created_at(&made)
        .updated_at(&made);
    Face::ALL.into_iter().fold(docx, |docx, face| docx.add_style(face.style()))
}

fn twentieths(mm: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "margins are centimetres")]
    let twentieths = (mm * MM).round() as i32;
    twentieths
}

/// As wide as the text, or as high as a page allows.
pub(super) fn picture_size(width: u32, height: u32) -> (u32, u32) {
    let scaled = |length: u32, by: u32, of: u32| {
        let scaled = u64::from(length) * u64::from(by) / u64::from(of.max(1));
        u32::try_from(scaled).unwrap_or(u32::MAX)
    };
    let down = scaled(height, PICTURE_WIDTH_EMU, width);
    if down <= PICTURE_HEIGHT_EMU {
        return (PICTURE_WIDTH_EMU, down);
    }
    (scaled(width, PICTURE_HEIGHT_EMU, height), PICTURE_HEIGHT_EMU)
}

/// Page numbers between dashes: on odd pages right, on even pages left.
fn footer(alignment: AlignmentType) -> Footer {
    let dash = |text: &str| Run::new().add_text(text);
    Footer::new().add_paragraph(
        Face::PageNumber
            .paragraph()
            .align(alignment)
            .add_run(dash("— "))
            .add_page_num(PageNum::new())
            .add_run(dash(" —")),
    )
}
