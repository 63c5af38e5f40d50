//! How far and how well people were asked: interviews against quotas, response and contact.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Row};
use crate::{Mode, Period};

/// One line of the table of coverage: a unit in a period.
///
/// Interviews are all that count for the index. Quotas and cases are those of rounds that lie within
/// the period as a whole; where there are none, they are empty and never 0 or 100 %.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CoverageRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Period.
    pub period: Period,
    /// Interviews.
    pub interviews: u64,
    /// Interviews of each mode, in the order of [`Mode::ALL`].
    pub by_mode: [u64; Mode::ALL.len()],
    /// Interviews that it needs at least.
    pub minimum: Option<u64>,
    /// How many of them are missing.
    pub missing: Option<u64>,
    /// Cases that are or may be of the population: what the rates are shares of.
    pub base: Option<u64>,
    /// Of them, complete interviews.
    pub complete: Option<u64>,
    /// Of them, people who were reached.
    pub reached: Option<u64>,
    /// RR1: complete of the base (2.32).
    pub response_rate: Option<f64>,
    /// CON1: reached of the base.
    pub contact_rate: Option<f64>,
}

impl CoverageRow {
    /// Share of the interviews that were made in a mode; nothing without interviews.
    pub fn mode_share(&self, mode: Mode) -> Option<f64> {
        let own = self.by_mode[mode as usize] as f64;
        (self.interviews > 0).then(|| own / self.interviews as f64)
    }
}

impl Row for CoverageRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        let count = |count: Option<u64>| count.map_or(Cell::Empty, Cell::Count);
        let mut columns = vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("interviews", Count, |r: &Self| r.interviews.into()),
        ];
        columns.extend(Mode::ALL.map(|mode| {
            Column::new(mode.as_str(), Count, move |r: &Self| r.by_mode[mode as usize].into())
        }));
        columns.extend([
            Column::new("minimum", Count, move |r: &Self| count(r.minimum)),
            Column::new("missing", Count, move |r: &Self| count(r.missing)),
            Column::new("base", Count, move |r: &Self| count(r.base)),
            Column::new("complete", Count, move |r: &Self| count(r.complete)),
            Column::new("reached", Count, move |r: &Self| count(r.reached)),
            Column::new("response_rate", Number, |r: &Self| r.response_rate.into()),
            Column::new("contact_rate", Number, |r: &Self| r.contact_rate.into()),
        ]);
        columns
    }
}
