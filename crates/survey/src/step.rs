//! A step in the history of something that is led through states, such as an issue: it is kept as it was
//! taken, and what it was taken on is what all steps made of it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::schema::Instant;

/// One step: who did what, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "{E}Step")]
pub struct Step<E> {
    /// Who.
    pub by: String,
    /// When.
    #[schemars(with = "Instant")]
    pub at: Timestamp,
    /// What.
    pub event: E,
    /// Why.
    pub reason: Option<String>,
    /// Ids of what shows it (佐证材料).
    pub evidence: Vec<Uuid>,
}
