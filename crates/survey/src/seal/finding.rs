//! What checking a seal finds, and how far the records explain it.

use serde::Serialize;

use super::LineChange;
use crate::Period;
use crate::table::{Cell, Column, ColumnKind, Row};

/// How something came to differ from what was sealed, as far as the records tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Nothing on record tells of it.
    Unexplained,
    /// The audit log tells of it.
    Recorded,
    /// It came in after the seal.
    Late,
    /// It follows from what else differs.
    Follows,
    /// Another version of the program computed it.
    Program,
}

impl Cause {
    /// Its name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unexplained => "unexplained",
            Self::Recorded => "recorded",
            Self::Late => "late",
            Self::Follows => "follows",
            Self::Program => "program",
        }
    }
}

/// Something that is not as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The period; none for what concerns all seals.
    pub period: Option<Period>,
    /// The revision of the seal.
    pub revision: Option<u32>,
    /// The part: `responses/2026-07`, `files`, `chain`, `audit_log`, …
    pub part: String,
    /// The row within it; blank for the part as a whole.
    pub key: String,
    /// How it differs.
    #[serde(serialize_with = "change_name")]
    pub change: LineChange,
    /// How that came about.
    pub cause: Cause,
    /// The entry of the audit log that tells of it.
    pub entry: Option<u64>,
    /// Who did it, as that entry says.
    pub by: Option<String>,
    /// Why, as that entry says.
    pub reason: Option<String>,
    /// What is wrong, where nothing tells of it.
    pub detail: String,
}

impl Finding {
    /// That something is wrong with the seals themselves, and nothing tells why.
    pub fn fault(part: &str, key: String, change: LineChange, detail: impl Into<String>) -> Self {
        Self {
            period: None,
            revision: None,
            part: part.to_owned(),
            key,
            change,
            cause: Cause::Unexplained,
            entry: None,
            by: None,
            reason: None,
            detail: detail.into(),
        }
    }

    /// The same of a revision of a period.
    #[must_use]
    pub fn of(self, period: Period, revision: u32) -> Self {
        Self { period: Some(period), revision: Some(revision), ..self }
    }
}

fn text(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Empty, |text| Cell::Text(text.into()))
}

fn change_name<S: serde::Serializer>(change: &LineChange, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(change.as_str())
}

impl Row for Finding {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("period", Text, |found: &Self| {
                found.period.map_or(Cell::Empty, |period| Cell::Text(period.to_string().into()))
            }),
            Column::new("revision", Count, |found: &Self| found.revision.into()),
            Column::new("part", Text, |found: &Self| found.part.as_str().into()),
            Column::new("key", Text, |found: &Self| found.key.as_str().into()),
            Column::new("change", Text, |found: &Self| found.change.as_str().into()),
            Column::new("cause", Text, |found: &Self| found.cause.as_str().into()),
            Column::new("entry", Count, |found: &Self| found.entry.into()),
            Column::new("by", Text, |found: &Self| text(found.by.as_deref())),
            Column::new("reason", Text, |found: &Self| text(found.reason.as_deref())),
            Column::new("detail", Text, |found: &Self| found.detail.as_str().into()),
        ]
    }
}
