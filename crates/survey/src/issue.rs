//! The ledger of issues (问题台账): what has to be put right, whose it is, and every step until it is.
//!
//! An issue is what its steps made of it, in their order: nothing is kept that they don't tell. Closed is
//! not fixed: somebody who had no hand in it accepts what was done, and whoever complained is called back,
//! or the record says why that can't be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names, and the way back from them.
macro_rules! named {
    ($type:ident, $what:literal, $count:literal, $($variant:ident => $name:literal),+ $(,)?) => {
        impl $type {
            /// All of them.
            pub const ALL: [Self; $count] = [$(Self::$variant),+];

            /// Its name in files, in the database and on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or_else(|| {
                    let known = Self::ALL.map(Self::as_str).join(", ");
                    format!("there is no {} {}; there are {known}", $what, $crate::problem::quoted(text))
                })
            }
        }
    };
}

pub(crate) use named;

mod event;
mod imported;
mod life;
mod opening;
pub mod rates;
mod refusal;
mod rules;

pub use event::{CallBack, CallBackTry, IssueEvent, IssueStep};
pub use imported::{LedgerEntry, LedgerIssue, LedgerStatus};
pub use life::IssueLife;
pub(crate) use life::{NAME_MAX, TEXT_MAX};
pub use opening::NewIssue;
pub use refusal::IssueRefusal;
pub use rules::{CategoryDays, IssueRules};

/// How an issue came to light (来源渠道).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A bad answer in a survey.
    Answer,
    /// A hotline, such as 12345.
    Hotline,
    /// A petition (信访).
    Petition,
    /// A motion or proposal (议案、提案).
    Proposal,
    /// A mailbox, of paper or not.
    Mailbox,
    /// Anything else.
    Other,
}

/// What is to be done about an issue (分类处置).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Triage {
    /// Within policy: it is put right at once (立行立改).
    HandleNow,
    /// Those above have to decide first (请示汇报).
    EscalatePolicy,
    /// There is no ground for it: that is explained (解释说明).
    Explain,
}

/// How far an issue has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum IssueState {
    /// It has its number (挂号), and nobody yet.
    Registered,
    /// It has its owners and its due date.
    Assigned,
    /// Its owners are at it (整改中).
    Rectifying,
    /// Its owners say that it is put right (提请验收).
    Submitted,
    /// Its owners say why there is nothing to put right.
    Explained,
    /// It waits for those above.
    Escalated,
    /// It was given back: by its owners, who it is not for, or to them, as it is not put right.
    Returned,
    /// Somebody else found it put right (验收).
    Verified,
    /// Struck off (销号).
    Closed,
    /// Was found put right or struck off, and is not.
    Reopened,
    /// It was none, or is not to be kept.
    Withdrawn,
}

/// Whose an issue is (责任领导、责任科室、责任人).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owners {
    /// The leader who answers for it.
    pub leader: String,
    /// The section.
    pub section: String,
    /// The person who sees to it.
    pub person: String,
}

named!(Channel, "channel", 6,
    Answer => "answer",
    Hotline => "hotline",
    Petition => "petition",
    Proposal => "proposal",
    Mailbox => "mailbox",
    Other => "other",
);

named!(Triage, "triage", 3,
    HandleNow => "handle_now",
    EscalatePolicy => "escalate_policy",
    Explain => "explain",
);

named!(IssueState, "state of an issue", 11,
    Registered => "registered",
    Assigned => "assigned",
    Rectifying => "rectifying",
    Submitted => "submitted",
    Explained => "explained",
    Escalated => "escalated",
    Returned => "returned",
    Verified => "verified",
    Closed => "closed",
    Reopened => "reopened",
    Withdrawn => "withdrawn",
);

impl IssueState {
    /// Whether it still has to be seen to by anybody.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn)
    }

    /// Whether something is still to be done about it, and not only to be judged.
    pub fn awaits_work(self) -> bool {
        self.is_open() && !matches!(self, Self::Submitted | Self::Explained | Self::Verified)
    }
}

impl Owners {
    /// The names.
    pub fn names(&self) -> [&str; 3] {
        [&self.leader, &self.section, &self.person]
    }
}

#[cfg(test)]
mod tests;
