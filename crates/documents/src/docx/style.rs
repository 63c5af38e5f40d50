//! The paper and the faces: A4 with the margins of GB/T 9704, 仿宋 of size three, 22 lines to a page.

use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run, RunFonts,
    SpecialIndentType, Style, StyleType,
};

use super::footer;
use crate::Bulletin;

/// Twentieths of a point in a millimetre.
const MM: f64 = 1440.0 / 25.4;
/// English metric units in a millimetre.
const EMU_PER_MM: u32 = 36_000;

/// The type area, 156 by 225 mm.
pub(super) const TEXT_WIDTH_MM: u32 = 156;
/// Widest picture.
const PICTURE_WIDTH_EMU: u32 = TEXT_WIDTH_MM * EMU_PER_MM;
/// Highest picture: the type area less its title and a line.
const PICTURE_HEIGHT_EMU: u32 = 200 * EMU_PER_MM;

/// The fonts that official documents are written in.
const FANGSONG: &str = "仿宋_GB2312";
const XIAOBIAOSONG: &str = "方正小标宋简体";
const HEITI: &str = "黑体";
const SONGTI: &str = "宋体";
const LATIN: &str = "Times New Roman";

/// A role that a paragraph plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Issuer,
    Kicker,
    Title,
    Flush,
    Body,
    Heading,
    Caption,
    Picture,
    TableHead,
    TableWords,
    TableFigure,
    Note,
    Signature,
    Ordinal,
    AnnexTitle,
    Method,
    Label,
    PageNumber,
}

/// How a role looks.
struct Look {
    id: &'static str,
    name: &'static str,
    font: &'static str,
    /// In half points.
    size: usize,
    align: AlignmentType,
    /// Between lines, in twentieths of a point; 0 is as high as what stands in it.
    line: i32,
    before: u32,
    after: u32,
    /// First line, in hundredths of a character.
    indent: i32,
}

const LOOK: Look = Look {
    id: "Body",
    name: "Body Text",
    font: FANGSONG,
    size: 32,
    align: AlignmentType::Both,
    line: 579,
    before: 0,
    after: 0,
    indent: 0,
};

impl Face {
    const ALL: [Self; 18] = [
        Self::Issuer,
        Self::Kicker,
        Self::Title,
        Self::Flush,
        Self::Body,
        Self::Heading,
        Self::Caption,
        Self::Picture,
        Self::TableHead,
        Self::TableWords,
        Self::TableFigure,
        Self::Note,
        Self::Signature,
        Self::Ordinal,
        Self::AnnexTitle,
        Self::Method,
        Self::Label,
        Self::PageNumber,
    ];

    fn look(self) -> Look {
        use AlignmentType::{Center, Left, Right};
        let look = |id, name| Look { id, name, ..LOOK };
        let table = |id, name, align| Look { size: 20, line: 300, align, ..look(id, name) };
        match self {
            Self::Issuer => Look {
                font: XIAOBIAOSONG,
                size: 56,
                line: 900,
                align: Center,
                ..look("Issuer", "Issuer")
            },
            Self::Kicker => Look { align: Center, after: 240, ..look("Kicker", "Kicker") },
            Self::Title => Look {
                font: XIAOBIAOSONG,
                size: 44,
                line: 680,
                align: Center,
                before: 340,
                after: 340,
                ..look("Title", "Title")
            },
            Self::Flush => look("Flush", "Salutation"),
            Self::Body => Look { indent: 200, ..look("Body", "Body Text") },
            Self::Heading => {
                Look { font: HEITI, indent: 200, before: 120, ..look("Heading1", "heading 1") }
            }
            Self::Caption => Look {
                font: HEITI,
                size: 24,
                line: 400,
                align: Center,
                before: 200,
                after: 60,
                ..look("Caption", "caption")
            },
            Self::Picture => Look { line: 0, align: Center, ..look("Picture", "Picture") },
            Self::TableHead => Look { font: HEITI, ..table("TableHead", "Table Head", Center) },
            Self::TableWords => table("TableWords", "Table Words", Left),
            Self::TableFigure => table("TableFigure", "Table Figure", Right),
            Self::Note => Look { size: 21, line: 340, before: 60, ..look("Note", "Note") },
            Self::Signature => Look { align: Right, ..look("Signature", "Signature") },
            Self::Ordinal => Look { font: HEITI, ..look("Ordinal", "Ordinal") },
            Self::AnnexTitle => Look {
                font: XIAOBIAOSONG,
                size: 36,
                line: 600,
                align: Center,
                after: 200,
                ..look("AnnexTitle", "Annex Title")
            },
            Self::Method => Look { size: 24, line: 420, after: 60, ..look("Method", "Method") },
            Self::Label => Look { font: HEITI, size: 24, ..look("Label", "Label") },
            Self::PageNumber => Look { font: SONGTI, size: 28, ..look("PageNumber", "footer") },
        }
    }

    /// An empty paragraph in this role.
    pub(super) fn paragraph(self) -> Paragraph {
        // Word numbers paragraphs for merging; a fixed number keeps the bytes the same each time.
        Paragraph::new().id("00000001").style(self.look().id)
    }

    /// Words in this role within a paragraph of another.
    pub(super) fn run(self, text: &str) -> Run {
        let look = self.look();
        Run::new().add_text(text).fonts(fonts(look.font)).size(look.size)
    }

    fn style(self) -> Style {
        let look = self.look();
        let (line, rule) = match look.line {
            0 => (240, LineSpacingType::Auto),
            line => (line, LineSpacingType::Exact),
        };
        let spacing =
            LineSpacing::new().line(line).line_rule(rule).before(look.before).after(look.after);
        let style = Style::new(look.id, StyleType::Paragraph)
            .name(look.name)
            .fonts(fonts(look.font))
            .size(look.size)
            .align(look.align)
            .line_spacing(spacing);
        match look.indent {
            0 => style,
            indent => style.first_line_chars(indent).indent(
                None,
                Some(first_line(look.size, indent)),
                None,
                None,
            ),
        }
    }
}

/// For programs that don't count in characters: the same in twentieths of a point.
fn first_line(size: usize, indent: i32) -> SpecialIndentType {
    let em = i32::try_from(size * 10).unwrap_or_default();
    SpecialIndentType::FirstLine(em * indent / 100)
}

fn fonts(east_asia: &str) -> RunFonts {
    RunFonts::new().east_asia(east_asia).ascii(LATIN).hi_ansi(LATIN).cs(LATIN)
}

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
        .default_fonts(fonts(FANGSONG))
        .default_size(LOOK.size)
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
