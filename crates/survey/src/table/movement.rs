//! Ranks over several periods: who moved, and whether the move is real.

use compact_str::CompactString;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Flag, Row};
use crate::Period;

/// One line of the table of movements: a unit in one of the periods.
///
/// What stands in the columns from `change` on is about the whole way, from the first period of the
/// table to the last; it stands in the line of the last.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovementRow {
    /// Unit code.
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    pub unit_name: CompactString,
    /// Level of the unit.
    pub level: CompactString,
    /// Category code, or `overall`.
    pub category: CompactString,
    /// Scoring scheme with its version.
    pub scheme: CompactString,
    /// Mode, or `all`.
    pub mode: CompactString,
    /// Period.
    pub period: Period,
    /// Interviews; empty when withheld.
    pub responses: Option<u64>,
    /// Respondents with a substantive answer; empty when withheld.
    pub n: Option<u64>,
    /// Index, 0 to 100.
    pub index: Option<f64>,
    /// Competition rank among all units of the level; empty when there are too few answers.
    pub rank: Option<u32>,
    /// Best rank that the data allow, jointly for all units at 95 % (3.2).
    pub rank_low: Option<u32>,
    /// Worst rank that the data allow.
    pub rank_high: Option<u32>,
    /// Tier (3.4). 1 is best.
    pub tier: Option<u32>,
    /// Why to read with care.
    pub flag: Option<Flag>,
    /// Index of the last period less that of the first.
    pub change: Option<f64>,
    /// Its standard error, with the covariance of the PSUs of both periods (2.22).
    pub change_se: Option<f64>,
    /// Two-sided p-value, looked at by itself.
    pub change_p: Option<f64>,
    /// The same adjusted by Holm for all units (2.23).
    pub change_p_holm: Option<f64>,
}

impl Row for MovementRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("category", Text, |r: &Self| r.category.as_str().into()),
            Column::new("scheme", Text, |r: &Self| r.scheme.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("responses", Count, |r: &Self| r.responses.into()),
            Column::new("n", Count, |r: &Self| r.n.into()),
            Column::new("index", Number, |r: &Self| r.index.into()),
            Column::new("rank", Count, |r: &Self| r.rank.into()),
            Column::new("rank_low", Count, |r: &Self| r.rank_low.into()),
            Column::new("rank_high", Count, |r: &Self| r.rank_high.into()),
            Column::new("tier", Count, |r: &Self| r.tier.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
            Column::new("change", Number, |r: &Self| r.change.into()),
            Column::new("change_se", Number, |r: &Self| r.change_se.into()),
            Column::new("change_p", Number, |r: &Self| r.change_p.into()),
            Column::new("change_p_holm", Number, |r: &Self| r.change_p_holm.into()),
        ]
    }
}
