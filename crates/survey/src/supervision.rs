//! Supervision (督办): rules propose orders to units that stay behind, and persons issue, judge and close
//! them, or drop them.
//!
//! An order is what its steps made of it, as an issue is. It goes to a unit and never to a person. No
//! program decides: what a rule found is a proposal, with the figures that it rests on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod checks;
mod event;
mod ground;
mod life;
mod proposal;
mod refusal;
mod rules;

pub use event::{Deadline, OrderEvent, OrderStep};
pub use ground::{Figure, Found, Ground};
pub use life::{Appeal, Due, OrderLife};
pub use proposal::NewOrder;
pub use refusal::OrderRefusal;
pub use rules::{Condition, SupervisionRule, SupervisionRules, TierFacts, TimeLimits, UnitFacts};

/// How far an order has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// A rule or a person says that there is ground for one.
    Proposed,
    /// Somebody decided against it.
    Dropped,
    /// The unit has it, and has to reply.
    Issued,
    /// The unit replied.
    Replied,
    /// The reply does not do, and there has to be another.
    Returned,
    /// The reply does.
    Accepted,
    /// It is over, with a result.
    Closed,
    /// It was taken back.
    Withdrawn,
    /// It was set aside upon an appeal.
    Cancelled,
}

/// How strong an order is: the ladder is climbed a step at a time, by decision of a person.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// 提醒.
    Reminder,
    /// 督办通知.
    Notice,
    /// 约谈.
    Talk,
    /// 通报批评.
    Criticism,
}

/// What comes of an appeal (申诉).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AppealOutcome {
    /// The order stands as it is (维持).
    Upheld,
    /// It stands with another demand or result (变更).
    Changed,
    /// It does not stand (撤销).
    Cancelled,
}

/// What is due in an order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// The unit replies.
    Reply,
    /// Somebody decides about an appeal.
    Decision,
    /// What was decided upon an appeal is carried out.
    Correction,
}

named!(OrderState, "state of an order", 9,
    Proposed => "proposed",
    Dropped => "dropped",
    Issued => "issued",
    Replied => "replied",
    Returned => "returned",
    Accepted => "accepted",
    Closed => "closed",
    Withdrawn => "withdrawn",
    Cancelled => "cancelled",
);

named!(Rung, "rung of the ladder", 4,
    Reminder => "reminder",
    Notice => "notice",
    Talk => "talk",
    Criticism => "criticism",
);

named!(AppealOutcome, "outcome of an appeal", 3,
    Upheld => "upheld",
    Changed => "changed",
    Cancelled => "cancelled",
);

named!(DueKind, "thing to be due", 3,
    Reply => "reply",
    Decision => "decision",
    Correction => "correction",
);

impl OrderState {
    /// Whether it was issued and is not over.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Issued | Self::Replied | Self::Returned | Self::Accepted)
    }

    /// Whether the unit has to reply.
    pub fn awaits_reply(self) -> bool {
        matches!(self, Self::Issued | Self::Returned)
    }

    /// Whether the unit may see it: nobody is told of what was not issued.
    pub fn is_seen_by_unit(self) -> bool {
        !matches!(self, Self::Proposed | Self::Dropped)
    }
}

impl Rung {
    /// The next one, if there is one above.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| *rung > self)
    }
}

#[cfg(test)]
mod tests;
