//! The year's score: what goes in is gathered from the store once, and everything else is made of that
//! alone. So a score that is kept with its inputs comes out again to the byte, whatever the database holds
//! by then.

mod candidates;
mod goals;
mod inputs;
mod progress;
mod score;
mod sensitivity;
mod twin;
mod verify;
mod words;

use serde::{Deserialize, Serialize};
use survey::annual::AnnualFormula;
use survey::table::{AnnualPartRow, AnnualScoreRow, SpreadRow};
use survey::{Code, Label};
use uuid::Uuid;

pub use self::candidates::{candidates, not_an_award};
pub use self::goals::{GoalRow, goals_of};
pub use self::inputs::{find_formula, gather};
pub use self::progress::{ProgressRow, progress};
pub use self::score::annual_result;
pub use self::sensitivity::{MOVED_BY, sensitivity};
pub use self::verify::{ScoreCheck, new_score, standing_score, verify_scores};

/// All that a score is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnnualInputs {
    /// Calendar year.
    pub year: i32,
    /// The formula, whole.
    pub formula: AnnualFormula,
    /// The units, level by level.
    pub levels: Vec<LevelInputs>,
}

/// The units of a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelInputs {
    /// The level.
    pub level: Code,
    /// In the order of the tree.
    pub units: Vec<UnitInputs>,
    /// Covariances of our own indices that are not 0: two places `unit × components + component`, the
    /// first not before the second, and the covariance.
    pub covariances: Vec<(usize, usize, f64)>,
}

/// What goes into the score of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitInputs {
    /// Its code.
    pub unit: Code,
    /// Its name.
    pub name: Label,
    /// By component; nothing where it is missing.
    pub readings: Vec<Option<Reading>>,
    /// Bonus and deduction items that two people vouched for.
    pub adjustments: Vec<Item>,
}

/// The value of a component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// In points of 100, shares in per cent.
    pub value: f64,
    /// Respondents, or of how many it is a share.
    pub n: Option<u64>,
    /// What is known of its error.
    pub error: ReadingError,
    /// The entry that says so.
    pub entry: Option<Uuid>,
}

/// What is known of the error of a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingError {
    /// From our own survey.
    Sampled {
        /// Standard error.
        se: f64,
        /// Degrees of freedom.
        df: u32,
    },
    /// A complete count, or a number from a document.
    Counted,
    /// Published by others without an error.
    Published {
        /// What its variance would be by the size of the sample, where that was published.
        variance: Option<f64>,
    },
}

/// A bonus or deduction item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The entry that says so.
    pub entry: Uuid,
    /// Its number.
    pub number: Code,
    /// Above 0 a bonus, below a deduction.
    pub points: f64,
    /// Why.
    pub reason: String,
}

/// The scores of a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnnualResult {
    /// Units by level and rank, then code; those without a score last.
    pub scores: Vec<AnnualScoreRow>,
    /// Their components, in the same order.
    pub parts: Vec<AnnualPartRow>,
    /// What makes the units differ.
    pub spread: Vec<SpreadRow>,
}
