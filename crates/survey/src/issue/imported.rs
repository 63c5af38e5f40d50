//! What another ledger says became of an issue. Nobody here saw it: it is no acceptance and no call-back.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::life::NAME_MAX;
use super::{IssueEvent, IssueRefusal, IssueState, NewIssue};
use crate::days::{EARLIEST, YEARS_AHEAD_MAX, last_due_day};
use crate::schema::Day;
use crate::{Problem, Questionnaire, UnitTree};

/// How far an issue has come in another ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LedgerStatus {
    /// It came in, and that is all.
    Open,
    /// Somebody is at it.
    Underway,
    /// It is struck off there.
    Closed,
}

named!(LedgerStatus, "status of another ledger", 3,
    Open => "open",
    Underway => "underway",
    Closed => "closed",
);

impl LedgerStatus {
    /// Where that leaves the issue here. Whoever is at it there is no owner here.
    pub fn state(self) -> IssueState {
        match self {
            Self::Open | Self::Underway => IssueState::Registered,
            Self::Closed => IssueState::Closed,
        }
    }
}

/// An entry of another ledger. Its days are those of that ledger's clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerEntry {
    /// Name of the ledger.
    pub ledger: String,
    /// How far it has come there.
    pub status: LedgerStatus,
    /// By when it was to be put right there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    pub due_on: Option<Date>,
    /// When whoever complained got an answer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    pub replied_on: Option<Date>,
    /// When it was struck off there, as far as the ledger says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    pub closed_on: Option<Date>,
}

/// An issue that comes in from another ledger, with what that says became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerIssue {
    /// What comes in.
    pub issue: NewIssue,
    /// What became of it, where the ledger says anything.
    pub entry: Option<LedgerEntry>,
}

impl LedgerEntry {
    /// What is wrong with the entry of an issue that was brought forward on a day.
    pub fn problems(&self, opened_on: Date, today: Date) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |code, path: &str, detail: String| {
            problems.push(Problem::new(code, path, detail));
        };
        if !self.says_when_it_closed() {
            let refusal = IssueRefusal::NoClosingDay;
            let detail = format!("the status is {}: {refusal}", self.status);
            wrong(refusal.code(), "/closed_on", detail);
        }
        if let Some(due_on) = self.due_on
            && !(EARLIEST..=last_due_day(today)).contains(&due_on)
        {
            let detail = format!(
                "{due_on} is not between {EARLIEST} and {YEARS_AHEAD_MAX} years from today"
            );
            wrong("out_of_range", "/due_on", detail);
        }
        for (path, day) in [("/closed_on", self.closed_on), ("/replied_on", self.replied_on)] {
            match day {
                Some(day) if day < opened_on => {
                    let detail = format!("{day} lies before {opened_on}, when it was opened");
                    wrong("before_it_began", path, detail);
                }
                Some(day) if day > today => {
                    wrong("in_the_future", path, format!("{day} is yet to come"));
                }
                _ => {}
            }
        }
        problems
    }

    /// Whether it has a day of closing if it is closed, and only then.
    pub(super) fn says_when_it_closed(&self) -> bool {
        (self.status == LedgerStatus::Closed) == self.closed_on.is_some()
    }

    /// The step that it is.
    pub fn import(&self) -> IssueEvent {
        IssueEvent::Import { entry: self.clone() }
    }
}

impl From<NewIssue> for LedgerIssue {
    fn from(issue: NewIssue) -> Self {
        Self { issue, entry: None }
    }
}

impl LedgerIssue {
    /// Everything that is wrong with it.
    pub fn problems(
        &self,
        units: &UnitTree,
        questionnaires: &[Questionnaire],
        today: Date,
    ) -> Vec<Problem> {
        let mut problems = self.issue.problems(units, questionnaires, today);
        let entry = self.entry.iter();
        problems.extend(entry.flat_map(|entry| entry.problems(self.issue.opened_on, today)));
        problems
    }
}

/// Longest name of a ledger, in characters.
pub(super) const LEDGER_MAX: usize = NAME_MAX;

/// The first moment of a day in China: of days that other ledgers name, the hour is not known.
pub(super) fn first_moment(day: Date) -> Option<Timestamp> {
    TimeZone::fixed(offset(8)).to_timestamp(day.at(0, 0, 0, 0)).ok()
}
