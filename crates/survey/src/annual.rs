//! The year's score (年底汇总计分): a formula as data, and what it makes of the parts of one unit.
//!
//! A formula is published once and never changes. Everything is computed in points of 100 with all
//! digits; rounding (四舍五入) is for the reader alone, and ranks are of the unrounded totals.

mod check;
mod score;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use self::check::{is_number, not_a_number};
pub use self::score::{Part, UnitScore};
use crate::issue::rates::IssueRate;
use crate::vouched::ExternalMeasure;
use crate::{Code, Label, OVERALL};

/// How the year's score is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnualFormula {
    /// The key, printed with every score.
    pub code: Code,
    /// Counts up from 1.
    pub version: u32,
    /// What people call it.
    pub name: Label,
    /// The document that decides so.
    pub source: String,
    /// Levels whose units are scored. Each is ranked apart: a town does not compete with a school.
    pub levels: Vec<Code>,
    /// What a missing component means, unless it says so itself.
    pub missing: Missing,
    /// What the score is made of. The weights add up to 1.
    pub components: Vec<Component>,
    /// Most that bonus items add together.
    pub bonus_cap: f64,
    /// Most that deduction items take together.
    pub deduction_cap: f64,
    /// Units whose weighted sum is multiplied, for a reason; that of all others is not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coefficients: Vec<Coefficient>,
}

/// One part of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its key within the formula.
    pub code: Code,
    /// What people call it.
    pub name: Label,
    /// Its share of the score, 0 to 1.
    pub weight: f64,
    /// Where its value comes from.
    pub of: Measured,
    /// How the value becomes points; as it is without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<LinearScale>,
    /// Fewest points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<f64>,
    /// Most points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// What it means when it is missing, in place of what the formula says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
}

/// Where the value of a component comes from. Shares count in per cent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Measured {
    /// The index of the unit by our own official rounds.
    Index {
        /// Code of the questionnaire; may be left out while there is only one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        questionnaire: Option<Code>,
        /// Category, or `overall`.
        #[serde(default = "overall")]
        category: String,
        /// Scoring scheme, as `code@version`: it never changes behind the formula's back.
        scheme: String,
        /// Of which answers.
        over: IndexOver,
    },
    /// What an issuer above says of the unit for the year.
    External {
        /// The issuer, as its results name it.
        issuer: Code,
        /// The domain, as its results name it.
        #[serde(default = "Code::overall")]
        domain: Code,
        /// Which of its numbers.
        measure: ExternalMeasure,
    },
    /// A rate of the ledger of issues over the year.
    IssueRate {
        /// Which.
        rate: IssueRate,
        /// Category, or `overall`.
        #[serde(default = "overall")]
        category: String,
    },
    /// Entered by hand, from a document.
    Entered {},
}

/// How an index of the year is made (2.29). Once decided, it is not changed with the results in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndexOver {
    /// All answers of the year together.
    Year,
    /// The mean of the quarters that have interviews; a unit needs each of them.
    Quarters,
}

/// A line through two points: a value of `from[0]` earns `to[0]`, one of `from[1]` earns `to[1]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinearScale {
    /// Two values.
    pub from: [f64; 2],
    /// What they earn.
    pub to: [f64; 2],
}

/// What a missing component means. There is no default: who writes a formula decides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The unit has no score.
    Refuse,
    /// The other components share its weight in proportion to their own.
    Renormalise,
    /// It counts as so many points.
    Points(f64),
}

/// That a unit has it harder than others (难度系数).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coefficient {
    /// Code of the unit.
    pub unit: Code,
    /// What its weighted sum is multiplied by.
    pub value: f64,
    /// Why.
    pub reason: String,
}

fn overall() -> String {
    OVERALL.to_owned()
}

impl AnnualFormula {
    /// As people and commands name it.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.code, self.version)
    }

    /// The weights of the components, in their order.
    pub fn weights(&self) -> Vec<f64> {
        self.components.iter().map(|component| component.weight).collect()
    }

    /// What the weighted sum of a unit is multiplied by.
    pub fn coefficient(&self, unit: &str) -> f64 {
        let own = self.coefficients.iter().find(|own| own.unit == *unit);
        own.map_or(1.0, |own| own.value)
    }

    /// The weights with one of them multiplied, and the others sharing what is left in proportion to
    /// their own, so that all still add up to 1. A component of no weight keeps none, and one that is
    /// everything stays everything.
    pub fn moved_weights(&self, component: usize, factor: f64) -> Vec<f64> {
        let weights = self.weights();
        let Some(own) = weights.get(component).copied() else { return weights };
        let rest: f64 = weights.iter().sum::<f64>() - own;
        if own <= 0.0 || rest <= 0.0 {
            return weights;
        }
        let moved = (own * factor).min(own + rest);
        let share = (own + rest - moved) / rest;
        let place =
            |(at, weight): (usize, f64)| if at == component { moved } else { weight * share };
        weights.into_iter().enumerate().map(place).collect()
    }
}

impl Measured {
    /// Its name in results.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Index { .. } => "index",
            Self::External { .. } => "external",
            Self::IssueRate { .. } => "issue_rate",
            Self::Entered {} => "entered",
        }
    }
}

impl LinearScale {
    /// Points per unit of the value.
    pub fn slope(self) -> f64 {
        (self.to[1] - self.to[0]) / (self.from[1] - self.from[0])
    }
}

#[cfg(test)]
mod tests;
