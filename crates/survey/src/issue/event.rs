//! What is done to an issue, one step after another, and who may do it.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Channel, LedgerEntry, Owners, Triage};
use crate::schema::{Day, Instant, day};
use crate::{Code, Right, Step};

/// What whoever complained said when called back (回访).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallBack {
    /// It is put right.
    Satisfied,
    /// It is not.
    NotSatisfied,
    /// Nobody was reached.
    Unreachable,
}

/// A try to reach whoever complained.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBackTry {
    /// When.
    #[schemars(with = "Instant")]
    pub at: Timestamp,
    /// How, and what came of it.
    pub note: String,
}

/// What is done to an issue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum IssueEvent {
    /// It comes in (挂号); again where it was withdrawn.
    Register {
        /// How it came to light.
        channel: Channel,
        /// Who was told of it first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<String>,
    },
    /// Somebody says what is to be done about it.
    Triage {
        /// What.
        triage: Triage,
        /// By when, for one that has owners: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<Day>")]
        due_on: Option<Date>,
        /// Years whose working days were counted by weekends alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unknown_years: Vec<i16>,
    },
    /// It gets owners (交办).
    Assign {
        /// Whose it is.
        owners: Owners,
        /// What is to be done, unless that was said before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        triage: Option<Triage>,
        /// By when: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<Day>")]
        due_on: Option<Date>,
        /// Years whose working days were counted by weekends alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unknown_years: Vec<i16>,
    },
    /// Its owners begin.
    TakeUp,
    /// Something was done (整改措施).
    RecordMeasure {
        /// What.
        measure: String,
    },
    /// Others have to see to it (转办).
    HandOff {
        /// Whose it is now.
        owners: Owners,
        /// The unit that they are of, if it is another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Code>,
    },
    /// It is not for its owners, who say so (退办).
    GiveBack,
    /// It is not put right, and goes back to its owners (退回整改).
    Return,
    /// Its owners say that it is put right, or explained.
    Submit {
        /// What came of it.
        result: String,
    },
    /// Somebody else finds that so (验收).
    Accept,
    /// Whoever complained was called back, or was tried to be (回访).
    CallBack {
        /// What they said.
        outcome: CallBack,
        /// The tries, where nobody was reached.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tries: Vec<CallBackTry>,
    },
    /// It is struck off (销号).
    Close,
    /// It is not put right after all.
    Reopen,
    /// What came of it is shown (公示).
    Publish {
        /// Among whom: a class, a school, a village, the district, everybody.
        scope: String,
        /// First day.
        #[serde(deserialize_with = "day")]
        #[schemars(with = "Day")]
        from: Date,
        /// Last day.
        #[serde(deserialize_with = "day")]
        #[schemars(with = "Day")]
        until: Date,
        /// What is shown. Nothing that tells persons.
        text: String,
    },
    /// Whoever complained gets an answer (答复). That closes nothing.
    Reply {
        /// What they were told.
        text: String,
    },
    /// There is more time.
    Extend {
        /// Until when.
        #[serde(deserialize_with = "day")]
        #[schemars(with = "Day")]
        due_on: Date,
    },
    /// Another ledger, from which it comes in, says what became of it there. Nobody here saw it.
    Import {
        /// What that ledger says.
        entry: LedgerEntry,
    },
    /// It was none, or is not to be kept.
    Withdraw,
}

/// One step of an issue.
pub type IssueStep = Step<IssueEvent>;

impl IssueEvent {
    /// Who may do it: whoever has one of these rights for its unit. Who puts things right does not find
    /// them so.
    pub fn rights(&self) -> &'static [Right] {
        match self {
            Self::TakeUp | Self::RecordMeasure { .. } | Self::GiveBack | Self::Submit { .. } => {
                &[Right::WorkIssues]
            }
            Self::Assign { .. } | Self::HandOff { .. } | Self::Reply { .. } => {
                &[Right::WorkIssues, Right::JudgeIssues]
            }
            Self::Register { .. }
            | Self::Triage { .. }
            | Self::Return
            | Self::Accept
            | Self::CallBack { .. }
            | Self::Close
            | Self::Reopen
            | Self::Publish { .. }
            | Self::Extend { .. }
            | Self::Withdraw => &[Right::JudgeIssues],
            // It comes in with its ledger's file, and by nobody's hand.
            Self::Import { .. } => &[],
        }
    }

    /// Whether it judges what others did, or takes it out of what is counted against them, so that nobody
    /// may do it who had a hand in that.
    pub fn judges(&self) -> bool {
        matches!(
            self,
            Self::Accept
                | Self::CallBack { .. }
                | Self::Close
                | Self::Return
                | Self::Extend { .. }
                | Self::Publish { .. }
                | Self::Withdraw
        )
    }

    /// Its name, as on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Register { .. } => "register",
            Self::Triage { .. } => "triage",
            Self::Assign { .. } => "assign",
            Self::TakeUp => "take_up",
            Self::RecordMeasure { .. } => "record_measure",
            Self::HandOff { .. } => "hand_off",
            Self::GiveBack => "give_back",
            Self::Return => "return",
            Self::Submit { .. } => "submit",
            Self::Accept => "accept",
            Self::CallBack { .. } => "call_back",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Publish { .. } => "publish",
            Self::Reply { .. } => "reply",
            Self::Extend { .. } => "extend",
            Self::Import { .. } => "import",
            Self::Withdraw => "withdraw",
        }
    }
}

impl IssueStep {
    /// The same for whoever puts things right: what the one who complained said when called back is for
    /// others.
    #[must_use]
    pub fn without_call_back_notes(mut self) -> Self {
        if let IssueEvent::CallBack { tries, .. } = &mut self.event {
            tries.clear();
            self.reason = None;
            self.evidence.clear();
        }
        self
    }
}
