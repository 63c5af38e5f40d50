//! What is done to a common issue, and what a unit answers that has looked for it.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::CommonRefusal;
use crate::issue::{NAME_MAX, TEXT_MAX, named};
use crate::schema::{Day, Instant};
use crate::wording::{says, says_in_a_line};
use crate::{Channel, Code, NewIssue, Right};

/// Most places that an answer counts.
const PLACES_MAX: u32 = 10_000;
/// Most issues that an answer opens.
pub(super) const OPENED_MAX: usize = 20;

/// Whether a unit has what it looked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It has.
    Found,
    /// It looked, and has not: as good an answer as the other.
    NotFound,
}

named!(Finding, "finding", 2,
    Found => "found",
    NotFound => "not_found",
);

/// What a unit answers. Whoever signs stands in for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfCheckAnswer {
    /// Whether it has what it looked for.
    pub finding: Finding,
    /// In how many places.
    #[serde(default)]
    pub places: u32,
    /// What is done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = TEXT_MAX))]
    pub measures: Option<String>,
    /// What was looked at, and how.
    #[schemars(length(min = 1, max = TEXT_MAX))]
    pub statement: String,
    /// Who signs.
    #[schemars(length(min = 1, max = NAME_MAX))]
    pub signatory: String,
    /// What is wrong in places that can't be put right at once: each opens an issue of the unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = OPENED_MAX))]
    pub open: Vec<String>,
}

impl SelfCheckAnswer {
    /// The issues that it opens of a unit, as the step of a common issue that holds it. Their numbers name
    /// all three, and so lead back.
    pub fn issues(
        &self,
        (common, category): (Uuid, &Code),
        unit: &Code,
        seq: u32,
        on: Date,
    ) -> Vec<NewIssue> {
        let common = common.simple().to_string();
        let issue = |(place, description): (usize, &String)| NewIssue {
            channel: Channel::Other,
            number: format!("zc-{}-{unit}-{seq}.{}", &common[..12], place + 1),
            unit: unit.clone(),
            category: category.clone(),
            reason: None,
            description: description.clone(),
            opened_on: on,
            receiver: Some(self.signatory.clone()),
        };
        self.open.iter().enumerate().map(issue).collect()
    }

    /// # Errors
    /// With what is missing in it, or too much.
    pub(super) fn check(&self) -> Result<(), CommonRefusal> {
        let text = |field, text: &str, most| {
            if says(text, most) { Ok(()) } else { Err(CommonRefusal::BadText { field }) }
        };
        text("statement", &self.statement, TEXT_MAX)?;
        if !says_in_a_line(&self.signatory, NAME_MAX) {
            return Err(CommonRefusal::BadText { field: "signatory" });
        }
        match (self.finding, &self.measures) {
            (Finding::Found, measures) => {
                text("measures", measures.as_deref().unwrap_or_default(), TEXT_MAX)?;
                self.open.iter().try_for_each(|wrong| text("open", wrong, TEXT_MAX))?;
                let most = usize::try_from(self.places).unwrap_or(usize::MAX).min(OPENED_MAX);
                if !(1..=PLACES_MAX).contains(&self.places) || self.open.len() > most {
                    return Err(CommonRefusal::BadPlaces);
                }
                Ok(())
            }
            (Finding::NotFound, None) if self.places == 0 && self.open.is_empty() => Ok(()),
            (Finding::NotFound, _) => Err(CommonRefusal::NothingFound),
        }
    }
}

/// What is done to a common issue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CommonEvent {
    /// Units are to look whether they have it.
    Send {
        /// Their codes.
        units: Vec<Code>,
        /// Working days that they have for it.
        days: u16,
        /// By when: by the calendar.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<Day>")]
        due_on: Option<Date>,
        /// Years whose working days were counted by weekends alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unknown_years: Vec<i16>,
    },
    /// A unit answers.
    Answer {
        /// Its code.
        unit: Code,
        /// What.
        answer: SelfCheckAnswer,
    },
    /// The answer of a unit does not do.
    Return {
        /// Its code.
        unit: Code,
    },
    /// Everybody answered, or a reason says why that is enough.
    Close,
}

/// One step of a common issue: who did what, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommonStep {
    /// Who.
    pub by: String,
    /// When.
    #[schemars(with = "Instant")]
    pub at: Timestamp,
    /// What.
    pub event: CommonEvent,
    /// Why.
    pub reason: Option<String>,
}

impl CommonEvent {
    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Send { .. } => "send",
            Self::Answer { .. } => "answer",
            Self::Return { .. } => "return",
            Self::Close => "close",
        }
    }

    /// The unit that it is about, where it is about one.
    pub fn unit(&self) -> Option<&Code> {
        match self {
            Self::Answer { unit, .. } | Self::Return { unit } => Some(unit),
            Self::Send { .. } | Self::Close => None,
        }
    }

    /// Who may do it. Who answers does not find the answer good.
    pub fn right(&self) -> Right {
        match self {
            Self::Answer { .. } => Right::WorkIssues,
            Self::Send { .. } | Self::Return { .. } | Self::Close => Right::JudgeIssues,
        }
    }
}
