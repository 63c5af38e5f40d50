//! Why there is an order, with the figures that it rests on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Condition;
use crate::{Code, Period};

/// A figure that a rule looks at.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OrderFigure")]
pub enum Figure {
    /// Issues that are past their day and still to be put right.
    OverdueIssues,
    /// Share of them among those that are still to be put right.
    OverdueShare,
    /// Days by which the most overdue of them is past its day.
    DaysOverdue,
    /// Tier of the unit; of so many.
    Tier,
    /// Index (满意度得分).
    Index,
    /// Share of satisfied answers (满意率).
    SatisfactionRate,
    /// A rate of the ledger.
    LedgerRate,
    /// How often the same complaint came up.
    Complaints,
    /// Issues that were opened again.
    ReopenedIssues,
}

named!(Figure, "figure of a rule", 9,
    OverdueIssues => "overdue_issues",
    OverdueShare => "overdue_share",
    DaysOverdue => "days_overdue",
    Tier => "tier",
    Index => "index",
    SatisfactionRate => "satisfaction_rate",
    LedgerRate => "ledger_rate",
    Complaints => "complaints",
    ReopenedIssues => "reopened_issues",
);

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OrderFinding")]
pub struct Found {
    /// Of what.
    pub figure: Figure,
    /// Of when.
    pub period: Period,
    /// How much.
    pub value: f64,
    /// Of how many, for counts, shares and tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Where its interval of 95 % begins, for estimates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Where that ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
}

/// Why there is an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "OrderGround")]
pub enum Ground {
    /// A rule found something.
    Rule {
        /// Code of the rule.
        rule: Code,
        /// The version of the rules.
        version: u32,
        /// What it asks for.
        when: Condition,
        /// What was found.
        found: Vec<Found>,
    },
    /// Somebody says so (临时交办).
    Person {
        /// What they say.
        text: String,
    },
}

impl Found {
    /// A count, or a tier, of so many.
    pub(super) fn count(figure: Figure, period: Period, value: u32, of: Option<u64>) -> Self {
        Self { figure, period, value: f64::from(value), of, low: None, high: None }
    }
}

impl Ground {
    /// The rule and its version, where one found something.
    pub fn rule(&self) -> Option<(&Code, u32)> {
        match self {
            Self::Rule { rule, version, .. } => Some((rule, *version)),
            Self::Person { .. } => None,
        }
    }
}
