//! The roles that paragraphs play and how each looks: 仿宋 of size three, 22 lines to a page.

use docx_rs::{
    AlignmentType, BorderType, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType, Style, StyleType,
};

/// The library would number paragraphs through all documents that it makes; `finish` numbers those of
/// one, so that the same bulletin gives the same bytes. No text can hold this character.
pub(super) const PARAGRAPH: &str = "\u{fffe}";

/// The fonts that official documents are written in.
pub(super) const FANGSONG: &str = "仿宋_GB2312";
const XIAOBIAOSONG: &str = "方正小标宋简体";
const HEITI: &str = "黑体";
const SONGTI: &str = "宋体";
/// The red of a letterhead and the rule below it.
const RED: &str = "B3261E";
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
    /// Stands on the page of what follows.
    leads: bool,
}

/// Letters of the body, in half points.
pub(super) const BODY_SIZE: usize = 32;

const LOOK: Look = Look {
    id: "Body",
    name: "Body Text",
    font: FANGSONG,
    size: BODY_SIZE,
    align: AlignmentType::Both,
    line: 579,
    before: 0,
    after: 0,
    indent: 0,
    leads: false,
};

impl Face {
    pub(super) const ALL: [Self; 18] = [
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
            Self::Heading => Look {
                font: HEITI,
                indent: 200,
                before: 120,
                leads: true,
                ..look("Heading1", "heading 1")
            },
            Self::Caption => Look {
                font: HEITI,
                size: 24,
                line: 400,
                align: Center,
                before: 200,
                after: 60,
                leads: true,
                ..look("Caption", "caption")
            },
            Self::Picture => Look { line: 0, align: Center, ..look("Picture", "Picture") },
            Self::TableHead => Look { font: HEITI, ..table("TableHead", "Table Head", Center) },
            Self::TableWords => table("TableWords", "Table Words", Left),
            Self::TableFigure => table("TableFigure", "Table Figure", Right),
            Self::Note => Look { size: 21, line: 340, before: 60, ..look("Note", "Note") },
            Self::Signature => Look { align: Right, ..look("Signature", "Signature") },
            Self::Ordinal => Look { font: HEITI, leads: true, ..look("Ordinal", "Ordinal") },
            Self::AnnexTitle => Look {
                font: XIAOBIAOSONG,
                size: 36,
                line: 600,
                align: Center,
                after: 200,
                leads: true,
                ..look("AnnexTitle", "Annex Title")
            },
            Self::Method => {
                Look { size: 24, line: 420, after: 60, align: Left, ..look("Method", "Method") }
            }
            Self::Label => Look { font: HEITI, size: 24, ..look("Label", "Label") },
            Self::PageNumber => Look { font: SONGTI, size: 28, ..look("PageNumber", "footer") },
        }
    }

    /// An empty paragraph in this role.
    pub(super) fn paragraph(self) -> Paragraph {
        Paragraph::new().id(PARAGRAPH).style(self.look().id)
    }

    /// Words in this role within a paragraph of another.
    pub(super) fn run(self, text: &str) -> Run {
        let look = self.look();
        Run::new().add_text(text).fonts(fonts(look.font)).size(look.size)
    }

    pub(super) fn style(self) -> Style {
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
        let mut style = if self == Self::Issuer { style.color(RED) } else { style };
        style.paragraph_property =
            style.paragraph_property.keep_next(look.leads).keep_lines(look.leads);
        if self == Self::Kicker {
            let rule = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
                .val(BorderType::Single)
                .size(12)
                .space(6)
                .color(RED);
            let below = ParagraphBorders::with_empty().set(rule);
            style.paragraph_property = style.paragraph_property.set_borders(below);
        }
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

pub(super) fn fonts(east_asia: &str) -> RunFonts {
    RunFonts::new().east_asia(east_asia).ascii(LATIN).hi_ansi(LATIN).cs(LATIN)
}
