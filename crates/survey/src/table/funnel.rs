//! The funnel: who stands out, given how many answers there are.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Flag, Row};
use crate::Period;

/// Where a unit stands in its funnel (3.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FunnelPlace {
    /// Below the limits of 99.8 %.
    FarBelow,
    /// Below those of 95 %.
    Below,
    /// Within both.
    Inside,
    /// Above those of 95 %.
    Above,
    /// Above those of 99.8 %.
    FarAbove,
}

impl FunnelPlace {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FarBelow => "far_below",
            Self::Below => "below",
            Self::Inside => "inside",
            Self::Above => "above",
            Self::FarAbove => "far_above",
        }
    }

    /// Beyond the limits of 99.8 %.
    pub fn is_far(self) -> bool {
        matches!(self, Self::FarBelow | Self::FarAbove)
    }
}

/// One line of the funnel table: a unit, and the limits for its effective number of answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FunnelRow {
    /// Unit code.
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    pub unit_name: CompactString,
    /// Level of the unit.
    pub level: CompactString,
    /// Period.
    pub period: Period,
    /// Category code, or `overall`.
    pub category: CompactString,
    /// Scoring scheme with its version.
    pub scheme: CompactString,
    /// Mode, or `all`.
    pub mode: CompactString,
    /// Respondents with a substantive answer; empty when withheld.
    pub n: Option<u64>,
    /// Independent answers that would give the same standard error (2.11), at most as many as there
    /// are; empty for units outside the funnel.
    pub n_eff: Option<f64>,
    /// Index, 0 to 100.
    pub index: Option<f64>,
    /// The mean of the units in the funnel, weighted by `n_eff`; empty for units outside it.
    pub target: Option<f64>,
    /// (index − target) / standard error at the target, before over-dispersion.
    pub z: Option<f64>,
    /// Over-dispersion φ; the limits are widened by √max(1, φ).
    pub dispersion: Option<f64>,
    /// Lower limit of 95 % at this `n_eff`; it may leave 0 to 100.
    pub inner_low: Option<f64>,
    /// Upper limit of 95 %.
    pub inner_high: Option<f64>,
    /// Lower limit of 99.8 %.
    pub outer_low: Option<f64>,
    /// Upper limit of 99.8 %.
    pub outer_high: Option<f64>,
    /// Where the unit stands; empty for units outside the funnel.
    pub place: Option<FunnelPlace>,
    /// Why to read with care.
    pub flag: Option<Flag>,
}

impl Row for FunnelRow {
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
            Column::new("n_eff", Number, |r: &Self| r.n_eff.into()),
            Column::new("index", Number, |r: &Self| r.index.into()),
            Column::new("target", Number, |r: &Self| r.target.into()),
            Column::new("z", Number, |r: &Self| r.z.into()),
            Column::new("dispersion", Number, |r: &Self| r.dispersion.into()),
            Column::new("inner_low", Number, |r: &Self| r.inner_low.into()),
            Column::new("inner_high", Number, |r: &Self| r.inner_high.into()),
            Column::new("outer_low", Number, |r: &Self| r.outer_low.into()),
            Column::new("outer_high", Number, |r: &Self| r.outer_high.into()),
            Column::new("place", Text, |r: &Self| r.place.map_or("", FunnelPlace::as_str).into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
        ]
    }
}
