//! Why something can't be done to an issue.

use std::fmt;

use super::IssueState;
use crate::days::{EARLIEST, YEARS_AHEAD_MAX};

/// Which rule stands against a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueRefusal {
    /// It has not come so far, or further.
    State {
        /// How far it has come; nowhere before it is registered.
        state: Option<IssueState>,
        /// What was to be done.
        event: &'static str,
    },
    /// Nobody judges what they had a hand in.
    OwnWork {
        /// What was to be done.
        event: &'static str,
    },
    /// Some steps have to say why.
    NoReason {
        /// What was to be done.
        event: &'static str,
    },
    /// A text that is missing or too long.
    BadText {
        /// Its field.
        field: &'static str,
    },
    /// Nobody said what is to be done about it.
    NoTriage,
    /// Whoever has owners has a due date.
    NoDueDate,
    /// More time is a later day.
    NotLater,
    /// A day that is too far away.
    OutOfReach,
    /// A try that is yet to come.
    InTheFuture,
    /// Nothing was done since it was opened, or came back.
    NoMeasure,
    /// What was explained was not told to whoever complained.
    NoReply,
    /// Nobody was reached, and no try is on record.
    NoTries,
    /// Whoever complained was not called back with success, and no reason is given.
    NoCallBack,
    /// What another ledger closed has a day of closing, and nothing else has.
    NoClosingDay,
    /// What is shown ends before it begins.
    EndsBeforeItBegins,
    /// What is shown to others tells a person.
    PersonalData,
}

impl IssueRefusal {
    /// All stable names.
    pub const CODES: [&'static str; 16] = [
        "issue_state",
        "own_work",
        "no_reason",
        "bad_text",
        "no_triage",
        "no_due_date",
        "not_later",
        "out_of_range",
        "in_the_future",
        "no_measure",
        "no_reply",
        "no_tries",
        "no_call_back",
        "no_closing_day",
        "ends_before_it_begins",
        "personal_data",
    ];

    /// Stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State { .. } => "issue_state",
            Self::OwnWork { .. } => "own_work",
            Self::NoReason { .. } => "no_reason",
            Self::BadText { .. } => "bad_text",
            Self::NoTriage => "no_triage",
            Self::NoDueDate => "no_due_date",
            Self::NotLater => "not_later",
            Self::OutOfReach => "out_of_range",
            Self::InTheFuture => "in_the_future",
            Self::NoMeasure => "no_measure",
            Self::NoReply => "no_reply",
            Self::NoTries => "no_tries",
            Self::NoCallBack => "no_call_back",
            Self::NoClosingDay => "no_closing_day",
            Self::EndsBeforeItBegins => "ends_before_it_begins",
            Self::PersonalData => "personal_data",
        }
    }
}

impl fmt::Display for IssueRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { state: Some(state), event } => {
                write!(f, "the state of the issue is {state}, from which there is no {event}")
            }
            Self::State { state: None, event } => {
                write!(f, "an issue begins by being registered, and not by {event}")
            }
            Self::OwnWork { event } => write!(
                f,
                "whoever owned an issue or worked on it can't judge it ({event}); have somebody else do it"
            ),
            Self::NoReason { event } => write!(f, "say why: {event} needs a reason"),
            Self::BadText { field } => {
                write!(f, "{field} must say something, in at most {} characters", super::life::TEXT_MAX)
            }
            Self::NoTriage => f.write_str(
                "say what is to be done: handle_now, escalate_policy or explain (triage)",
            ),
            Self::NoDueDate => f.write_str("an issue that has owners has a due date"),
            Self::NotLater => f.write_str("the new due date must be later than the one before"),
            Self::OutOfReach => {
                write!(f, "the day must lie between {EARLIEST} and {YEARS_AHEAD_MAX} years from today")
            }
            Self::InTheFuture => f.write_str("the try is yet to come; record it afterwards"),
            Self::NoMeasure => f.write_str(
                "record what was done (record_measure) before saying that it is put right",
            ),
            Self::NoReply => f.write_str(
                "tell whoever complained (reply) before saying that it is explained",
            ),
            Self::NoTries => f.write_str("name the tries to reach whoever complained"),
            Self::NoCallBack => f.write_str(
                "an issue is closed when whoever complained is satisfied; without that, say why it is \
                 closed all the same",
            ),
            Self::NoClosingDay => f.write_str(
                "what another ledger closed has a day of closing, and nothing else has",
            ),
            Self::EndsBeforeItBegins => f.write_str("the last day lies before the first"),
            Self::PersonalData => f.write_str(
                "what is shown holds a number that may be somebody's telephone or identity; take it out",
            ),
        }
    }
}
