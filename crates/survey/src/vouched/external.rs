//! Results of surveys that others made (上级调查结果): they come as numbers, not as responses.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::Wrong;
use crate::problem::quoted;
use crate::{Code, Period};

/// More than any survey can ask: the people of the country.
const RESPONDENTS_MAX: u64 = 1_500_000_000;

/// What those above say of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalResult {
    /// Who says so, such as 青岛市生态环境局.
    pub issuer: Code,
    /// The level of the issuer, such as province or city.
    pub level: Code,
    /// What it is about: a month, quarter, half-year, semester or year.
    pub period: Period,
    /// Code of the unit.
    pub unit: Code,
    /// Field or category as the issuer calls it, such as 生态环境; `overall` for everything.
    pub domain: Code,
    /// Satisfaction index (满意度得分), 0 to 100.
    pub score: Option<f64>,
    /// Satisfaction rate (满意率), 0 to 1.
    pub rate: Option<f64>,
    /// Respondents, where they were published.
    pub n: Option<u64>,
    /// Its place.
    pub rank: Option<u32>,
    /// Of so many.
    pub rank_total: Option<u32>,
    /// Number of the document (文号).
    pub doc_no: Option<String>,
    /// Name of the document.
    pub document: String,
    /// SHA-256 of the document as a file, hexadecimal.
    pub document_digest: Option<String>,
}

/// Which of its numbers is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExternalMeasure {
    /// The index, 0 to 100.
    Score,
    /// The rate, in per cent.
    Rate,
}

impl ExternalMeasure {
    /// Its name in formulas.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Rate => "rate",
        }
    }
}

impl fmt::Display for ExternalMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ExternalMeasure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Score, Self::Rate]
            .into_iter()
            .find(|measure| measure.as_str() == text)
            .ok_or_else(|| format!("{} is neither score nor rate", quoted(text)))
    }
}

impl ExternalResult {
    /// One of its numbers, in points of 100.
    pub fn points(&self, measure: ExternalMeasure) -> Option<f64> {
        match measure {
            ExternalMeasure::Score => self.score,
            ExternalMeasure::Rate => self.rate.map(|rate| rate * 100.0),
        }
    }

    pub(super) fn check(&self, wrong: &mut Wrong) {
        if self.score.is_none() && self.rate.is_none() && self.rank.is_none() {
            wrong.say("missing", "score", "name a score, a rate or a rank".to_owned());
        }
        wrong.range("score", self.score, 100.0);
        wrong.range("rate", self.rate, 1.0);
        wrong.period(self.period);
        match self.n {
            Some(0) => wrong.say("out_of_range", "n", "nobody was asked".to_owned()),
            Some(n) if n > RESPONDENTS_MAX => {
                wrong.say("out_of_range", "n", format!("{n} is more than there are people"));
            }
            _ => {}
        }
        wrong.place(("rank", self.rank), ("rank_total", self.rank_total));
        wrong.text("doc_no", self.doc_no.as_deref());
        wrong.document("", &self.document, self.document_digest.as_deref());
    }
}
