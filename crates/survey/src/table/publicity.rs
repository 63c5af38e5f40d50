//! How much was told to the public, by month and unit. Counts are information, and no score.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Row};
use crate::Period;

/// One line: a unit in a month. Units count for themselves, without those below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublicityCount {
    /// Month.
    pub month: Period,
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Entries that praise.
    pub good_news: u64,
    /// Entries that show a bad case.
    pub exposures: u64,
}

impl Row for PublicityCount {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("month", Text, |r: &Self| Cell::Text(r.month.to_string().into())),
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("good_news", Count, |r: &Self| r.good_news.into()),
            Column::new("exposures", Count, |r: &Self| r.exposures.into()),
        ]
    }
}
