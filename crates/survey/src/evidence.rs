//! Evidence (佐证材料) of what was done about an issue: which files are taken, and without what else they tell.
//!
//! What a file is, its content says, and not its name. Pictures lose what cameras and phones write into
//! them: it may tell where somebody was, and the picture shows enough.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

use crate::issue::named;
use crate::wording::{is_blank, says_in_a_line};

pub mod jpeg;
mod package;
mod png;

/// Longest file, in bytes: a picture as phones take them, or some scanned pages.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;
/// Most files of an issue.
pub const FILES_MAX: usize = 100;
/// Longest name of a file, in characters, with its ending.
pub const NAME_MAX: usize = 120;

/// The space of ids that are made of an issue and the content of a file.
const BY_CONTENT: Uuid = uuid!("b6a3f6d4-54d3-4c55-8a3e-6d0e9a6a7f10");
/// What opens every PDF.
const PDF: &[u8] = b"%PDF-";
/// What closes it, somewhere in the last bytes.
const PDF_END: &[u8] = b"%%EOF";
const PDF_END_WITHIN: usize = 1024;

/// What a file is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A picture.
    Jpeg,
    /// A picture.
    Png,
    /// A document.
    Pdf,
    /// A document of Word or WPS.
    Docx,
    /// A workbook of Excel or WPS.
    Xlsx,
}

named!(EvidenceKind, "kind of evidence", 5,
    Jpeg => "jpeg",
    Png => "png",
    Pdf => "pdf",
    Docx => "docx",
    Xlsx => "xlsx",
);

impl EvidenceKind {
    /// As HTTP names it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Ends of names that such files have; the first is the usual one.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &[".jpg", ".jpeg"],
            Self::Png => &[".png"],
            Self::Pdf => &[".pdf"],
            Self::Docx => &[".docx"],
            Self::Xlsx => &[".xlsx"],
        }
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&jpeg::OPENING) {
            return Some(Self::Jpeg);
        }
        if bytes.starts_with(&png::OPENING) {
            return Some(Self::Png);
        }
        if bytes.starts_with(PDF) {
            return Some(Self::Pdf);
        }
        package::kind(bytes)
    }
}

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// What it is called, with an ending that fits.
    pub name: String,
    /// What it is.
    pub kind: EvidenceKind,
    /// Its content, without what a picture need not tell.
    pub content: Vec<u8>,
}

impl EvidenceFile {
    /// Looks at a file that somebody sends.
    ///
    /// # Errors
    /// With the reason for which it is not taken.
    pub fn new(name: &str, bytes: &[u8]) -> Result<Self, EvidenceRefusal> {
        if bytes.is_empty() {
            return Err(EvidenceRefusal::Empty);
        }
        if bytes.len() > BYTES_MAX {
            return Err(EvidenceRefusal::TooLarge);
        }
        let kind = EvidenceKind::of(bytes).ok_or(EvidenceRefusal::Kind)?;
        let content = match kind {
            EvidenceKind::Jpeg => jpeg::alone(bytes),
            EvidenceKind::Png => png::alone(bytes),
            EvidenceKind::Pdf => {
                let end = &bytes[bytes.len().saturating_sub(PDF_END_WITHIN)..];
                let is_whole = end.windows(PDF_END.len()).any(|part| part == PDF_END);
                is_whole.then(|| bytes.to_vec())
            }
            EvidenceKind::Docx | EvidenceKind::Xlsx => Some(bytes.to_vec()),
        };
        // What is left of a picture has to be one.
        let content = content.filter(|content| EvidenceKind::of(content) == Some(kind));
        let content = content.ok_or(EvidenceRefusal::Broken)?;
        Ok(Self { name: fitting_name(name, kind)?, kind, content })
    }
}

/// Its id within an issue, by who sent it and the digest of its content: of each the same file is there once, and
/// nobody learns by sending a file whether others sent the same.
pub fn id(issue: Uuid, sender: &str, sha256: &str) -> Uuid {
    Uuid::new_v5(&BY_CONTENT, format!("{issue}/{sha256}/{sender}").as_bytes())
}

/// A name without folders, which browsers and people send along, and with an ending that fits.
fn fitting_name(name: &str, kind: EvidenceKind) -> Result<String, EvidenceRefusal> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    // An ending alone says nothing of what it is.
    if is_blank(name) {
        return Err(EvidenceRefusal::Name);
    }
    let lower = name.to_lowercase();
    let fits = kind.endings().iter().any(|ending| lower.ends_with(ending));
    let named = if fits { name.to_owned() } else { format!("{name}{}", kind.endings()[0]) };
    if says_in_a_line(&named, NAME_MAX) { Ok(named) } else { Err(EvidenceRefusal::Name) }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceRefusal {
    /// There is nothing in it.
    Empty,
    /// It is too long.
    TooLarge,
    /// It is no file of a kind that is taken.
    Kind,
    /// It says what it is, and is not whole.
    Broken,
    /// It has no name, or no fit one.
    Name,
}

impl EvidenceRefusal {
    /// All stable names.
    pub const CODES: [&'static str; 5] = [
        "evidence_empty",
        "evidence_too_large",
        "evidence_kind",
        "evidence_broken",
        "evidence_name",
    ];

    /// Stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "evidence_empty",
            Self::TooLarge => "evidence_too_large",
            Self::Kind => "evidence_kind",
            Self::Broken => "evidence_broken",
            Self::Name => "evidence_name",
        }
    }
}

impl fmt::Display for EvidenceRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::TooLarge => {
                write!(f, "the file has more than {} MB; send a smaller one", BYTES_MAX >> 20)
            }
            Self::Kind => f.write_str(
                "the file is none of JPEG, PNG, PDF, DOCX and XLSX by its content, or holds macros; save it \
                 as one of these",
            ),
            Self::Broken => f.write_str("the file is not whole; send it again"),
            Self::Name => {
                write!(
                    f,
                    "give the file a name of at most {NAME_MAX} characters with its ending, in one line"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests;
