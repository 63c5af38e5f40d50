//! What an external survey will find, as far as a mock survey tells.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Row};
use crate::Period;

/// What the interval of a forecast holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ForecastBasis {
    /// Only the sampling error of the mock survey: too few earlier results are known to tell by how much
    /// the other survey differs.
    SamplingOnly,
    /// Also by how much earlier results differed from what the mock surveys had found.
    PastResults,
}

impl ForecastBasis {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SamplingOnly => "sampling_only",
            Self::PastResults => "past_results",
        }
    }
}

/// One line: a unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ForecastRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Level of the unit.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Period.
    pub period: Period,
    /// The external survey; empty where all mock rounds are meant.
    #[schemars(with = "String")]
    pub survey: CompactString,
    /// Respondents of the mock rounds with a substantive answer; empty when withheld.
    pub n: Option<u64>,
    /// Index of the mock rounds, 0 to 100.
    pub mock_index: Option<f64>,
    /// Its standard error.
    pub mock_se: Option<f64>,
    /// Earlier results of the unit that have a mock index beside them.
    pub past: u64,
    /// Mean of external minus mock among them; empty where they are too few.
    pub bias: Option<f64>,
    /// Standard deviation of external minus mock among them.
    pub spread: Option<f64>,
    /// What the external survey will find.
    pub forecast: Option<f64>,
    /// Lower end of the prediction interval of 95 %.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What the interval holds; empty where there is none.
    pub basis: Option<ForecastBasis>,
}

impl Row for ForecastRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("survey", Text, |r: &Self| r.survey.as_str().into()),
            Column::new("n", Count, |r: &Self| r.n.into()),
            Column::new("mock_index", Number, |r: &Self| r.mock_index.into()),
            Column::new("mock_se", Number, |r: &Self| r.mock_se.into()),
            Column::new("past", Count, |r: &Self| r.past.into()),
            Column::new("bias", Number, |r: &Self| r.bias.into()),
            Column::new("spread", Number, |r: &Self| r.spread.into()),
            Column::new("forecast", Number, |r: &Self| r.forecast.into()),
            Column::new("low", Number, |r: &Self| r.low.into()),
            Column::new("high", Number, |r: &Self| r.high.into()),
            Column::new("basis", Text, |r: &Self| r.basis.map_or("", ForecastBasis::as_str).into()),
        ]
    }
}

/// What a past result does for a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PastState {
    /// It has a mock index beside it.
    Paired,
    /// What a mock survey found then is not known, or withheld.
    NoMock,
}

impl PastState {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paired => "paired",
            Self::NoMock => "no_mock",
        }
    }
}

/// A past result that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PastResultRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// The period that it is about.
    pub period: Period,
    /// What the external survey found.
    pub external: f64,
    /// What the mock survey had found.
    pub mock_index: Option<f64>,
    /// Its standard error.
    pub mock_se: Option<f64>,
    /// External minus mock.
    pub difference: Option<f64>,
    /// Whether the forecast rests on it.
    pub state: PastState,
    /// Who published it; empty for a line of a file.
    pub issuer: String,
    /// Id of the confirmed entry; empty for a line of a file.
    pub entry: String,
    /// The document behind it, or the file and its line.
    pub document: String,
}

impl Row for PastResultRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("external", Number, |r: &Self| Some(r.external).into()),
            Column::new("mock_index", Number, |r: &Self| r.mock_index.into()),
            Column::new("mock_se", Number, |r: &Self| r.mock_se.into()),
            Column::new("difference", Number, |r: &Self| r.difference.into()),
            Column::new("state", Text, |r: &Self| r.state.as_str().into()),
            Column::new("issuer", Text, |r: &Self| r.issuer.as_str().into()),
            Column::new("entry", Text, |r: &Self| r.entry.as_str().into()),
            Column::new("document", Text, |r: &Self| r.document.as_str().into()),
        ]
    }
}
