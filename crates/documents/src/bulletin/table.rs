//! Tables of a bulletin: real values and how each column shows them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use survey::display::{percent, rounded};

/// What a column holds and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "BulletinColumnKind")]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Counts and ranks.
    Count,
    /// Figures with so many decimals.
    Number {
        /// Decimals shown.
        decimals: u8,
    },
    /// Differences: as figures, with their sign.
    Change {
        /// Decimals shown.
        decimals: u8,
    },
    /// Shares from 0 to 1, shown in per cent.
    Percent {
        /// Decimals shown.
        decimals: u8,
    },
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinColumn")]
pub struct Column {
    /// Header.
    pub header: String,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// A column.
    pub fn new(header: impl Into<String>, kind: ColumnKind) -> Self {
        Self { header: header.into(), kind }
    }
}

/// One value, unrounded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "BulletinCell")]
pub enum Cell {
    /// Withheld, or not there. Shown as a dash, never as 0.
    Withheld,
    /// A count or a rank.
    Count(u64),
    /// A figure with all its digits.
    Number(f64),
    /// Words.
    Text(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Withheld, Self::Number)
    }
}

impl From<Option<u32>> for Cell {
    fn from(count: Option<u32>) -> Self {
        count.map_or(Self::Withheld, |count| Self::Count(count.into()))
    }
}

impl From<Option<u64>> for Cell {
    fn from(count: Option<u64>) -> Self {
        count.map_or(Self::Withheld, Self::Count)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

/// Which columns a spreadsheet draws as bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinPlot")]
pub struct Plot {
    /// Column with the names.
    pub label: usize,
    /// Column with the values.
    pub value: usize,
    /// Column with the lower ends of the intervals.
    pub low: usize,
    /// Column with the upper ends.
    pub high: usize,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinTable")]
pub struct Table {
    /// What its sheet is called in a workbook, e.g. `排名`.
    pub sheet: String,
    /// What stands over it.
    pub title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// What stands below it; may be empty.
    pub note: String,
    /// What a spreadsheet draws of it.
    pub plot: Option<Plot>,
}

impl Table {
    /// The rows as readers see them.
    pub fn shown(&self) -> impl Iterator<Item = Vec<String>> {
        self.rows.iter().map(|row| {
            row.iter().zip(&self.columns).map(|(cell, column)| shown(cell, column.kind)).collect()
        })
    }
}

const DASH: &str = "—";

/// A value as readers see it.
fn shown(cell: &Cell, kind: ColumnKind) -> String {
    match (cell, kind) {
        (Cell::Withheld, _) => DASH.to_owned(),
        (Cell::Text(text), _) => text.clone(),
        (Cell::Count(count), _) => count.to_string(),
        (Cell::Number(share), ColumnKind::Percent { decimals }) => percent(*share, decimals.into()),
        (Cell::Number(number), ColumnKind::Change { decimals }) => signed(*number, decimals.into()),
        (Cell::Number(number), ColumnKind::Number { decimals }) => {
            rounded(*number, decimals.into())
        }
        // `problems` refuses figures in other columns.
        (Cell::Number(number), ColumnKind::Text | ColumnKind::Count) => number.to_string(),
    }
}

/// A difference with its sign; what rounds to nothing has none.
fn signed(number: f64, decimals: u32) -> String {
    let text = rounded(number, decimals);
    let positive = number > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c));
    if positive { format!("+{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_their_column_says() {
        let number = |kind, value| shown(&Cell::Number(value), kind);
        assert_eq!(number(ColumnKind::Number { decimals: 2 }, 84.885), "84.89");
        assert_eq!(number(ColumnKind::Change { decimals: 2 }, 1.0), "+1.00");
        assert_eq!(number(ColumnKind::Change { decimals: 2 }, -1.005), "-1.01");
        assert_eq!(number(ColumnKind::Change { decimals: 1 }, 0.04), "0.0");
        assert_eq!(number(ColumnKind::Change { decimals: 1 }, -0.04), "0.0");
        assert_eq!(number(ColumnKind::Percent { decimals: 2 }, 0.00035), "0.04%");
        assert_eq!(shown(&Cell::Withheld, ColumnKind::Percent { decimals: 1 }), "—");
        assert_eq!(shown(&Cell::from(3_u64), ColumnKind::Count), "3");
    }
}
