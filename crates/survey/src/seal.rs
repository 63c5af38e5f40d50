//! Seals (封账): what a period was when it was closed, in a form that anybody can compute again.
//!
//! A seal is a manifest: for each part of the period (its answers, its units, its figures) the digest of
//! a [`Listing`], which names every row with a digest of its own. The digest of the seal is that of the
//! manifest, and each manifest holds the digest of the one before: seals are a chain. What comes in
//! late makes the next revision; the one before stays as it is.

mod finding;
mod listing;
mod part;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Period;
use crate::schema::Instant;

pub use finding::{Cause, Finding};
pub use listing::{BadListing, Deviation, LineChange, Listing};
pub use part::part_name;

/// Raised when the form of manifests or of the rows that are digested must change.
pub const FORM: u32 = 1;

/// Stands before the first seal of a chain, as the digest of the one before.
pub const NO_DIGEST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a seal says. The order of these fields is part of every digest ever published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SealManifest")]
pub struct Manifest {
    /// Of what form this is: [`FORM`].
    pub form: u32,
    /// Place in the chain: 1, 2, 3 and so on.
    pub number: u32,
    /// Digest of the seal before it; 64 zeros for the first.
    pub previous: String,
    /// The period.
    pub period: Period,
    /// 1 is the first seal of the period.
    pub revision: u32,
    /// Digest of the revision that this one replaces.
    pub replaces: Option<String>,
    /// Why there is another revision.
    pub reason: Option<String>,
    /// When.
    #[schemars(with = "Instant")]
    pub sealed_at: Timestamp,
    /// By whom: the name of a user, or `command line`.
    pub sealed_by: String,
    /// Version of the program that computed the figures.
    pub program: String,
    /// How far the audit log had come.
    pub audit: AuditHead,
    /// Number of the last response that had come in, of whatever period.
    pub last_response: i64,
    /// What was not decided yet.
    pub waiting: Waiting,
    /// What was sealed, by name.
    pub parts: Vec<PartDigest>,
    /// How it differs from the revision that it replaces: parts that do, by name.
    pub changes: Vec<PartChange>,
    /// Files that were written with it, by name.
    pub files: Vec<FileDigest>,
}

/// How far the audit log had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditHead {
    /// Number of its last entry.
    pub entries: u64,
    /// Digest of that.
    pub digest: String,
}

/// What does not count as long as nobody decides. A period is sealed all the same, and says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// Responses of the period in quarantine.
    pub quarantine: u64,
    /// Of these, responses by a questionnaire that is not published here.
    pub unknown_form: u64,
}

/// One part of what was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartDigest {
    /// Its name, e.g. `responses/2026-07`.
    pub name: String,
    /// Rows in it.
    pub rows: u64,
    /// SHA-256 of its listing, hexadecimal.
    pub digest: String,
}

/// How a part differs from that of the revision before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartChange {
    /// Its name.
    pub name: String,
    /// Rows that were not there.
    pub added: u64,
    /// Rows with other content.
    pub changed: u64,
    /// Rows that are no longer there.
    pub removed: u64,
}

/// A file that was written with a seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileDigest {
    /// Its name within the folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of it, hexadecimal.
    pub digest: String,
}

/// Why a period is not sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealRefusal {
    /// It still runs.
    NotOver {
        /// The period.
        period: Period,
    },
    /// It is sealed, and another revision has to say why.
    NoReason {
        /// The period.
        period: Period,
        /// The revision that stands.
        revision: u32,
    },
    /// It is sealed, and nothing is different.
    Unchanged {
        /// The period.
        period: Period,
        /// The revision that stands.
        revision: u32,
    },
    /// Nobody was asked in it.
    Empty {
        /// The period.
        period: Period,
    },
}

impl SealRefusal {
    /// Stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOver { .. } => "period_not_over",
            Self::NoReason { .. } => "seal_needs_reason",
            Self::Unchanged { .. } => "seal_unchanged",
            Self::Empty { .. } => "period_empty",
        }
    }
}

impl std::fmt::Display for SealRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotOver { period } => {
                write!(
                    f,
                    "{period} is not over before {}: seal it then",
                    period.months().end.first_day()
                )
            }
            Self::NoReason { period, revision } => write!(
                f,
                "{period} is sealed, revision {revision}: say why there is to be another, as by --reason"
            ),
            Self::Unchanged { period, revision } => write!(
                f,
                "{period} is sealed, revision {revision}, and nothing is different since: there is \
                 nothing to revise"
            ),
            Self::Empty { period } => {
                write!(f, "there are no responses in {period}: there is nothing to seal")
            }
        }
    }
}

/// Whether a period may be sealed on a day.
///
/// # Errors
/// [`SealRefusal::NotOver`].
pub fn expect_over(period: Period, today: Date) -> Result<(), SealRefusal> {
    if today > period.last_day() { Ok(()) } else { Err(SealRefusal::NotOver { period }) }
}

impl Manifest {
    /// A part by its name.
    pub fn part(&self, name: &str) -> Option<&PartDigest> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// How it is called: period and revision.
    pub fn what(&self) -> String {
        format!("{} r{}", self.period, self.revision)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_is_sealed_from_the_day_after_its_last() {
        let period: Period = "2026-Q3".parse().expect("a period");
        assert_eq!(expect_over(period, date(2026, 10, 1)), Ok(()));
        let early = expect_over(period, date(2026, 9, 30)).expect_err("refused");
        assert_eq!(early.code(), "period_not_over");
        assert_eq!(early.to_string(), "2026-Q3 is not over before 2026-10-01: seal it then");
    }
}
