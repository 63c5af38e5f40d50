//! Why something can't be done to a common issue.

use std::fmt;

use super::{CommonState, TaskState};
use crate::Code;

/// Which rule stands against a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommonRefusal {
    /// It is closed, or was never sent.
    State {
        /// How far it has come.
        state: CommonState,
        /// What was to be done.
        event: &'static str,
    },
    /// It was not sent to the unit.
    NoTask {
        /// Code of the unit.
        unit: Code,
    },
    /// The unit answered already, or not yet.
    Task {
        /// Code of the unit.
        unit: Code,
        /// How far its task has come.
        state: TaskState,
        /// What was to be done.
        event: &'static str,
    },
    /// It was sent to the unit already: nobody is asked twice.
    SentAlready {
        /// Code of the unit.
        unit: Code,
    },
    /// It goes to nobody.
    NoUnits,
    /// There is no time for it, or too much.
    BadDays,
    /// Whoever has a task has a due date.
    NoDueDate,
    /// A text that is missing or too long.
    BadText {
        /// Its field.
        field: &'static str,
    },
    /// What was found is in some places, and opens no more issues than those.
    BadPlaces,
    /// Nothing was found, and there is something to it.
    NothingFound,
    /// Some steps have to say why.
    NoReason {
        /// What was to be done.
        event: &'static str,
    },
    /// Some units did not answer, and no reason says why that is enough.
    Unanswered {
        /// How many.
        units: usize,
    },
}

impl CommonRefusal {
    /// All stable names.
    pub const CODES: [&'static str; 12] = [
        "common_state",
        "no_task",
        "task_state",
        "sent_already",
        "no_units",
        "bad_days",
        "no_due_date",
        "bad_text",
        "bad_places",
        "nothing_found",
        "no_reason",
        "unanswered",
    ];

    /// Stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State { .. } => "common_state",
            Self::NoTask { .. } => "no_task",
            Self::Task { .. } => "task_state",
            Self::SentAlready { .. } => "sent_already",
            Self::NoUnits => "no_units",
            Self::BadDays => "bad_days",
            Self::NoDueDate => "no_due_date",
            Self::BadText { .. } => "bad_text",
            Self::BadPlaces => "bad_places",
            Self::NothingFound => "nothing_found",
            Self::NoReason { .. } => "no_reason",
            Self::Unanswered { .. } => "unanswered",
        }
    }
}

impl fmt::Display for CommonRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { state, event } => {
                write!(
                    f,
                    "the state of the common issue is {state}, from which there is no {event}"
                )
            }
            Self::NoTask { unit } => {
                write!(f, "the common issue was not sent to {unit}; send it there first")
            }
            Self::Task { unit, state, event } => {
                write!(f, "the task of {unit} is {state}, from which there is no {event}")
            }
            Self::SentAlready { unit } => {
                write!(
                    f,
                    "it was sent to {unit} already, and nobody is asked twice; leave that unit out"
                )
            }
            Self::NoUnits => f.write_str("name the units that are to look"),
            Self::BadDays => {
                write!(f, "give from 1 to {} working days for it", super::life::DAYS_MAX)
            }
            Self::NoDueDate => f.write_str("a task has a due date"),
            Self::BadText { field } => write!(
                f,
                "{field} must say something, in at most {} characters",
                if *field == "signatory" { crate::issue::NAME_MAX } else { crate::issue::TEXT_MAX }
            ),
            Self::BadPlaces => write!(
                f,
                "say in how many places it was found, and open at most {} issues, no more than places",
                super::event::OPENED_MAX
            ),
            Self::NothingFound => f.write_str(
                "where nothing was found there are no places, no measures and no issues to open",
            ),
            Self::NoReason { event } => write!(f, "say why: {event} needs a reason"),
            Self::Unanswered { units } => write!(
                f,
                "{units} units did not answer; wait for them, or say why it is closed all the same"
            ),
        }
    }
}
