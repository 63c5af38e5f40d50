//! Index rows as a table of cells: units down, categories across.

use std::collections::HashMap;

use survey::table::{Flag, IndexRow};

use super::CategoryColumn;
use crate::scale::finite;

/// What one cell may show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    /// Nobody was asked.
    Absent,
    /// Too few answers for any number.
    Withheld,
    /// A number to be read with care.
    Small(f64),
    /// A number.
    Solid(f64),
}

impl Cell {
    fn of(row: &IndexRow) -> Self {
        match (finite(row.index), row.flag) {
            (_, Some(Flag::Suppressed)) | (None, _) => Self::Withheld,
            (Some(index), Some(Flag::SmallN)) => Self::Small(index),
            (Some(index), _) => Self::Solid(index),
        }
    }
}

/// A unit with its cells, one per column.
pub(crate) struct UnitCells<'r> {
    pub(crate) name: &'r str,
    pub(crate) cells: Vec<Cell>,
    /// The row behind each cell.
    pub(crate) rows: Vec<Option<&'r IndexRow>>,
}

/// Units in the order in which they first come up; categories that aren't columns are left out.
pub(crate) fn table<'r>(rows: &'r [IndexRow], columns: &[CategoryColumn]) -> Vec<UnitCells<'r>> {
    let column_of: HashMap<&str, usize> =
        columns.iter().enumerate().map(|(i, column)| (column.code.as_str(), i)).collect();
    let mut place: HashMap<&str, usize> = HashMap::new();
    let mut units: Vec<UnitCells<'r>> = Vec::new();
    for row in rows {
        let Some(&column) = column_of.get(row.category.as_str()) else { continue };
        let unit = *place.entry(&row.unit_code).or_insert_with(|| {
            units.push(UnitCells {
                name: &row.unit_name,
                cells: vec![Cell::Absent; columns.len()],
                rows: vec![None; columns.len()],
            });
            units.len() - 1
        });
        units[unit].cells[column] = Cell::of(row);
        units[unit].rows[column] = Some(row);
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::index_row;

    #[test]
    fn absent_withheld_and_small_are_three_things() {
        let column = |code: &str| CategoryColumn { code: code.to_owned(), name: code.to_owned() };
        let row = |category: &str, index, flag| {
            let mut row = index_row("1", "东河镇", index, 2.0);
            row.category = category.into();
            row.flag = flag;
            row
        };
        let rows = [
            row("a", Some(88.0), None),
            row("b", Some(80.0), Some(Flag::SmallN)),
            row("c", Some(70.0), Some(Flag::Suppressed)),
            row("d", Some(f64::NAN), None),
            row("other", Some(1.0), None),
        ];
        let columns: Vec<_> = ["a", "b", "c", "d", "e"].into_iter().map(column).collect();
        let units = table(&rows, &columns);
        assert_eq!(units.len(), 1);
        assert_eq!(
            units[0].cells,
            [Cell::Solid(88.0), Cell::Small(80.0), Cell::Withheld, Cell::Withheld, Cell::Absent]
        );
    }
}
