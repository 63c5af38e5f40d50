//! Survey rounds: one wave of fieldwork.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::response::Mode;
use crate::schema::Day;
use crate::{Code, Label};

/// Official rounds make the published numbers; mock rounds (模拟调查) rehearse an outside survey.
/// The two never mix in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundKind {
    /// Counts for the published index.
    #[default]
    Official,
    /// A rehearsal.
    Mock,
}

/// One wave of fieldwork with one questionnaire version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// The key.
    pub code: Code,
    /// What people call it.
    pub name: Label,
    /// Questionnaire code.
    pub questionnaire: Code,
    /// Questionnaire version.
    pub version: u32,
    /// Official or mock.
    #[serde(default)]
    pub kind: RoundKind,
    /// Ways of asking that this round uses.
    pub modes: Vec<Mode>,
    /// First day of fieldwork.
    #[schemars(with = "Day")]
    pub opens: Date,
    /// Last day of fieldwork.
    #[schemars(with = "Day")]
    pub closes: Date,
}
