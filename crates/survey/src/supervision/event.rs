//! What is done to an order, one step after another, and who may do it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AppealOutcome, Ground, Rung, TimeLimits};
use crate::schema::{Day, day};
use crate::{Counted, Right, Step, WorkingCalendar};

/// A day by which something is to be done, counted in working days.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The day.
    #[serde(deserialize_with = "day")]
    #[schemars(with = "Day")]
    pub on: Date,
    /// Years whose working days were counted by weekends alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_years: Vec<i16>,
}

/// What is done to an order. Days that a rule sets are left out by whoever acts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderEvent {
    /// There is ground for one.
    Propose {
        /// Which.
        ground: Ground,
    },
    /// Somebody decides against it.
    Drop,
    /// The unit gets it, on the lowest rung (提醒).
    Issue {
        /// What the unit is to do.
        demand: String,
        /// By when it is to reply: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_due: Option<Deadline>,
        /// Until when it may appeal: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appeal_until: Option<Deadline>,
    },
    /// The unit replies.
    Reply {
        /// How it came to this.
        explanation: String,
        /// What it does about it.
        measures: String,
        /// What came of that so far.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<String>,
    },
    /// Somebody went to see (现场督办).
    Visit {
        /// When.
        #[serde(deserialize_with = "day")]
        #[schemars(with = "Day")]
        on: Date,
        /// What was found.
        findings: String,
    },
    /// The reply does not do.
    Return {
        /// By when there has to be another: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_due: Option<Deadline>,
    },
    /// The reply does.
    Accept,
    /// It is over.
    Close {
        /// What came of it.
        result: String,
        /// Until when the unit may appeal against that: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appeal_until: Option<Deadline>,
    },
    /// The next rung is taken.
    Escalate {
        /// Which that is.
        to: Rung,
        /// By when the unit is to reply: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_due: Option<Deadline>,
        /// Until when it may appeal: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appeal_until: Option<Deadline>,
    },
    /// The unit has more time to reply.
    Extend {
        /// Until when.
        #[serde(deserialize_with = "day")]
        #[schemars(with = "Day")]
        until: Date,
    },
    /// The unit appeals (申诉) against the order, or its result.
    Appeal {
        /// What it says.
        text: String,
        /// By when that is to be decided: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decide_by: Option<Deadline>,
    },
    /// Somebody else than who issued and judged it decides about the appeal (复核).
    Decide {
        /// How.
        outcome: AppealOutcome,
        /// By when it is to be carried out, unless all stays as it is: by rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        correct_by: Option<Deadline>,
    },
    /// What was decided is carried out (更正).
    Correct {
        /// The new demand; of an order that is over the new result.
        text: String,
    },
    /// It is taken back.
    Withdraw,
}

/// One step of an order.
pub type OrderStep = Step<OrderEvent>;

impl From<Counted<Date>> for Deadline {
    fn from(counted: Counted<Date>) -> Self {
        Self { on: counted.value, unknown_years: counted.unknown_years }
    }
}

impl OrderEvent {
    /// Who may do it: whoever has the right for its unit. Who answers for a unit does not judge it.
    pub fn right(&self) -> Right {
        match self {
            Self::Reply { .. } | Self::Appeal { .. } => Right::AnswerOrders,
            _ => Right::JudgeOrders,
        }
    }

    /// Whether it speaks for the unit.
    pub fn answers(&self) -> bool {
        self.right() == Right::AnswerOrders
    }

    /// Whether it says what the unit has to do, or whether that was done: what may be appealed against.
    pub fn judges(&self) -> bool {
        matches!(
            self,
            Self::Issue { .. }
                | Self::Return { .. }
                | Self::Accept
                | Self::Close { .. }
                | Self::Escalate { .. }
        )
    }

    /// Its name, as on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Propose { .. } => "propose",
            Self::Drop => "drop",
            Self::Issue { .. } => "issue",
            Self::Reply { .. } => "reply",
            Self::Visit { .. } => "visit",
            Self::Return { .. } => "return",
            Self::Accept => "accept",
            Self::Close { .. } => "close",
            Self::Escalate { .. } => "escalate",
            Self::Extend { .. } => "extend",
            Self::Appeal { .. } => "appeal",
            Self::Decide { .. } => "decide",
            Self::Correct { .. } => "correct",
            Self::Withdraw => "withdraw",
        }
    }

    /// The same with the days that follow from time limits, counted from the day on which it is done.
    #[must_use]
    pub fn with_deadlines(
        self,
        limits: &TimeLimits,
        calendar: &WorkingCalendar,
        from: Date,
    ) -> Self {
        self.dated(&|days| Some(calendar.add_working_days(from, days).into()), limits)
    }

    /// The same as whoever acts says it.
    #[must_use]
    pub fn without_deadlines(self) -> Self {
        self.dated(&|_| None, &TimeLimits::default())
    }

    fn dated(mut self, day: &dyn Fn(u16) -> Option<Deadline>, limits: &TimeLimits) -> Self {
        match &mut self {
            Self::Issue { reply_due, appeal_until, .. }
            | Self::Escalate { reply_due, appeal_until, .. } => {
                *reply_due = day(limits.reply_days);
                *appeal_until = day(limits.appeal_days);
            }
            Self::Return { reply_due } => *reply_due = day(limits.reply_days),
            Self::Close { appeal_until, .. } => *appeal_until = day(limits.appeal_days),
            Self::Appeal { decide_by, .. } => *decide_by = day(limits.decide_days),
            Self::Decide { outcome, correct_by } => {
                let stays = *outcome == AppealOutcome::Upheld;
                *correct_by = if stays { None } else { day(limits.correct_days) };
            }
            _ => {}
        }
        self
    }
}
