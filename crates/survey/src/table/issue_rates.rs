//! Rates of the ledger, each with what it is a share of, and their funnel.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Flag, FunnelPlace, Row};
use crate::Period;
use crate::issue::rates::{IssueRate, RateDay};

/// One line of the table of rates: unit × period × category × rate.
///
/// Units hold those below them. Of nothing there is no share: it is empty, and never 1.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct IssueRateRow {
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
    /// Which rate.
    pub measure: IssueRate,
    /// Which day says to which period something belongs.
    pub dated: RateDay,
    /// How many.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
    /// The share, from 0 to 1; empty where there is nothing to have a share of.
    pub share: Option<f64>,
    /// Lower end of Wilson's interval of 95 %: what the share may be in the long run, were these issues a
    /// sample of those that could have come in.
    pub share_low: Option<f64>,
    /// Upper end.
    pub share_high: Option<f64>,
    /// `small_n` where the denominator is small.
    pub flag: Option<Flag>,
}

/// One line of the funnel of a rate: a unit, and the limits for its denominator.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct IssueFunnelRow {
    /// The rate of the unit.
    #[serde(flatten)]
    pub rate: IssueRateRow,
    /// The share of all units in the funnel together; empty for units outside it.
    pub pooled_share: Option<f64>,
    /// (share − pooled share) / standard error at the pooled share, before over-dispersion.
    pub z: Option<f64>,
    /// Over-dispersion φ; the limits are widened by √max(1, φ).
    pub dispersion: Option<f64>,
    /// Lower limit of 95 % at this denominator; it may leave 0 to 1.
    pub inner_low: Option<f64>,
    /// Upper limit of 95 %.
    pub inner_high: Option<f64>,
    /// Lower limit of 99.8 %.
    pub outer_low: Option<f64>,
    /// Upper limit of 99.8 %.
    pub outer_high: Option<f64>,
    /// Where the unit stands; empty for units outside the funnel.
    pub place: Option<FunnelPlace>,
}

impl Row for IssueRateRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("category", Text, |r: &Self| r.category.as_str().into()),
            Column::new("measure", Text, |r: &Self| r.measure.as_str().into()),
            Column::new("dated", Text, |r: &Self| r.dated.as_str().into()),
            Column::new("numerator", Count, |r: &Self| r.numerator.into()),
            Column::new("denominator", Count, |r: &Self| r.denominator.into()),
            Column::new("share", Number, |r: &Self| r.share.into()),
            Column::new("share_low", Number, |r: &Self| r.share_low.into()),
            Column::new("share_high", Number, |r: &Self| r.share_high.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
        ]
    }
}

impl Row for IssueFunnelRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Number, Text};
        let own = IssueRateRow::columns().into_iter();
        let mut columns: Vec<Column<Self>> =
            own.map(|column| column.within(|row: &Self| &row.rate)).collect();
        columns.extend([
            Column::new("pooled_share", Number, |r: &Self| r.pooled_share.into()),
            Column::new("z", Number, |r: &Self| r.z.into()),
            Column::new("dispersion", Number, |r: &Self| r.dispersion.into()),
            Column::new("inner_low", Number, |r: &Self| r.inner_low.into()),
            Column::new("inner_high", Number, |r: &Self| r.inner_high.into()),
            Column::new("outer_low", Number, |r: &Self| r.outer_low.into()),
            Column::new("outer_high", Number, |r: &Self| r.outer_high.into()),
            Column::new("place", Text, |r: &Self| r.place.map_or("", FunnelPlace::as_str).into()),
        ]);
        columns
    }
}
