//! Why something can't be done to an order.

use std::fmt;

use super::{OrderState, Rung};
use crate::days::{EARLIEST, YEARS_AHEAD_MAX};
use crate::issue::TEXT_MAX;

/// Which rule stands against a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderRefusal {
    /// It has not come so far, or further.
    State {
        /// How far it has come; nowhere before it is proposed.
        state: Option<OrderState>,
        /// What was to be done.
        event: &'static str,
    },
    /// Nobody judges what they answered for, nor answers for what they judged.
    BothSides {
        /// What was to be done.
        event: &'static str,
    },
    /// Nobody decides about an appeal against what they did.
    OwnDecision,
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
    /// A step that sets a day has none.
    NoDeadline,
    /// More time is a later day.
    NotLater,
    /// A day that is too far away.
    OutOfReach,
    /// A visit that is yet to come.
    InTheFuture,
    /// The ladder is climbed a rung at a time.
    NotTheNextRung {
        /// Which would be.
        next: Option<Rung>,
    },
    /// The unit appealed, and that is not settled.
    AppealPending,
    /// There is nothing to appeal against, or no longer.
    NoAppeal,
    /// There is no appeal to decide about, or nothing to be carried out.
    NothingToDecide,
}

impl OrderRefusal {
    /// All stable names.
    pub const CODES: [&'static str; 13] = [
        "order_state",
        "both_sides",
        "own_decision",
        "no_reason",
        "bad_text",
        "no_deadline",
        "not_later",
        "out_of_range",
        "in_the_future",
        "not_the_next_rung",
        "appeal_pending",
        "no_appeal",
        "nothing_to_decide",
    ];

    /// Stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State { .. } => "order_state",
            Self::BothSides { .. } => "both_sides",
            Self::OwnDecision => "own_decision",
            Self::NoReason { .. } => "no_reason",
            Self::BadText { .. } => "bad_text",
            Self::NoDeadline => "no_deadline",
            Self::NotLater => "not_later",
            Self::OutOfReach => "out_of_range",
            Self::InTheFuture => "in_the_future",
            Self::NotTheNextRung { .. } => "not_the_next_rung",
            Self::AppealPending => "appeal_pending",
            Self::NoAppeal => "no_appeal",
            Self::NothingToDecide => "nothing_to_decide",
        }
    }
}

impl fmt::Display for OrderRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { state: Some(state), event } => {
                write!(f, "the state of the order is {state}, from which there is no {event}")
            }
            Self::State { state: None, event } => {
                write!(f, "an order begins by being proposed, and not by {event}")
            }
            Self::BothSides { event } => write!(
                f,
                "whoever judged an order can't answer for its unit, nor the other way round ({event}); \
                 have somebody else do it"
            ),
            Self::OwnDecision => f.write_str(
                "whoever issued or judged an order can't decide about an appeal against it; have \
                 somebody else do it",
            ),
            Self::NoReason { event } => write!(f, "say why: {event} needs a reason"),
            Self::BadText { field } => {
                write!(f, "{field} must say something, in at most {TEXT_MAX} characters")
            }
            Self::NoDeadline => f.write_str("a step that something is due after names the day"),
            Self::NotLater => f.write_str("the new day must be later than the one before"),
            Self::OutOfReach => {
                write!(
                    f,
                    "the day must lie between {EARLIEST} and {YEARS_AHEAD_MAX} years from today"
                )
            }
            Self::InTheFuture => f.write_str("the visit is yet to come; record it afterwards"),
            Self::NotTheNextRung { next: Some(next) } => {
                write!(f, "the ladder is climbed a rung at a time: the next one is {next}")
            }
            Self::NotTheNextRung { next: None } => {
                f.write_str("the order is on the highest rung already")
            }
            Self::AppealPending => f.write_str(
                "the unit appealed: decide about that, and carry it out, before going on",
            ),
            Self::NoAppeal => f.write_str(
                "there is nothing to appeal against: the time for it is over, or it was done",
            ),
            Self::NothingToDecide => {
                f.write_str("there is no appeal to decide about, or nothing to be carried out")
            }
        }
    }
}
