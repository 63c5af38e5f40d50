//! Tables by which an index is doubted: does the way of asking matter, does silence matter, were the
//! interviews sound?

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Flag, Row};
use crate::{Period, Weights};

/// One line of the table of mode effects: two ways of asking in a unit and period (2.28).
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ModeEffectRow {
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
    /// Category code, or `overall`.
    #[schemars(with = "String")]
    pub category: CompactString,
    /// Scoring scheme with its version.
    #[schemars(with = "String")]
    pub scheme: CompactString,
    /// The one mode.
    pub from_mode: &'static str,
    /// The other mode.
    pub to_mode: &'static str,
    /// Respondents of the one mode with a substantive answer.
    pub from_n: Option<u64>,
    /// Those of the other.
    pub to_n: Option<u64>,
    /// Index of the one mode, 0 to 100.
    pub from_index: Option<f64>,
    /// Index of the other.
    pub to_index: Option<f64>,
    /// The other less the one, in points.
    pub change: Option<f64>,
    /// Its standard error, with the covariance of PSUs that both modes reached.
    pub se: Option<f64>,
    /// Degrees of freedom after Satterthwaite.
    pub df: Option<f64>,
    /// Lower end of the 95 % interval of the difference, looked at by itself.
    pub ci_low: Option<f64>,
    /// Upper end of that interval.
    pub ci_high: Option<f64>,
    /// Two-sided p-value, looked at by itself.
    pub p: Option<f64>,
    /// The same adjusted by Holm for all rows of the table (2.23).
    pub p_holm: Option<f64>,
    /// Number of differences in the family.
    pub family: Option<u64>,
    /// Why to read with care: the graver reason of both modes.
    pub flag: Option<Flag>,
    /// What interviews weigh: their design weights, or all the same.
    pub weights: Weights,
}

impl Row for ModeEffectRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("category", Text, |r: &Self| r.category.as_str().into()),
            Column::new("scheme", Text, |r: &Self| r.scheme.as_str().into()),
            Column::new("from_mode", Text, |r: &Self| r.from_mode.into()),
            Column::new("to_mode", Text, |r: &Self| r.to_mode.into()),
            Column::new("from_n", Count, |r: &Self| r.from_n.into()),
            Column::new("to_n", Count, |r: &Self| r.to_n.into()),
            Column::new("from_index", Number, |r: &Self| r.from_index.into()),
            Column::new("to_index", Number, |r: &Self| r.to_index.into()),
            Column::new("change", Number, |r: &Self| r.change.into()),
            Column::new("se", Number, |r: &Self| r.se.into()),
            Column::new("df", Number, |r: &Self| r.df.into()),
            Column::new("ci_low", Number, |r: &Self| r.ci_low.into()),
            Column::new("ci_high", Number, |r: &Self| r.ci_high.into()),
            Column::new("p", Number, |r: &Self| r.p.into()),
            Column::new("p_holm", Number, |r: &Self| r.p_holm.into()),
            Column::new("family", Count, |r: &Self| r.family.map_or(Cell::Empty, Cell::Count)),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
            Column::new("weights", Text, |r: &Self| r.weights.as_str().into()),
        ]
    }
}

/// One line of the table of bounds: between what figures lie, whatever those think who didn't know or
/// wouldn't say.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BoundsRow {
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
    /// Category code, question code, or `overall`.
    #[schemars(with = "String")]
    pub category: CompactString,
    /// Scoring scheme with its version.
    #[schemars(with = "String")]
    pub scheme: CompactString,
    /// Mode, or `all`.
    #[schemars(with = "String")]
    pub mode: CompactString,
    /// Respondents with a substantive answer.
    pub n: Option<u64>,
    /// Weighted share of don't-know and refusals among all answers given.
    pub silent_share: Option<f64>,
    /// Index under the scheme as it is, 0 to 100.
    pub index: Option<f64>,
    /// Index if all of them gave the worst answer.
    pub index_low: Option<f64>,
    /// Index if all of them gave the best answer.
    pub index_high: Option<f64>,
    /// Lower end of the 95 % interval of `index_low`.
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval of `index_high`.
    pub ci_high: Option<f64>,
    /// Rate under the scheme as it is, 0 to 1.
    pub rate: Option<f64>,
    /// Rate if none of them is satisfied.
    pub rate_low: Option<f64>,
    /// Rate if all of them are satisfied.
    pub rate_high: Option<f64>,
    /// Why to read with care.
    pub flag: Option<Flag>,
    /// What interviews weigh: their design weights, or all the same.
    pub weights: Weights,
}

impl Row for BoundsRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("category", Text, |r: &Self| r.category.as_str().into()),
            Column::new("scheme", Text, |r: &Self| r.scheme.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.as_str().into()),
            Column::new("n", Count, |r: &Self| r.n.into()),
            Column::new("silent_share", Number, |r: &Self| r.silent_share.into()),
            Column::new("index", Number, |r: &Self| r.index.into()),
            Column::new("index_low", Number, |r: &Self| r.index_low.into()),
            Column::new("index_high", Number, |r: &Self| r.index_high.into()),
            Column::new("ci_low", Number, |r: &Self| r.ci_low.into()),
            Column::new("ci_high", Number, |r: &Self| r.ci_high.into()),
            Column::new("rate", Number, |r: &Self| r.rate.into()),
            Column::new("rate_low", Number, |r: &Self| r.rate_low.into()),
            Column::new("rate_high", Number, |r: &Self| r.rate_high.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
            Column::new("weights", Text, |r: &Self| r.weights.as_str().into()),
        ]
    }
}
