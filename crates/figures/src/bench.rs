//! Tables of any rows for a screen: some columns, sorted by any of them, a page at a time.

use std::cmp::Ordering;
use std::ops::Range;

use survey::Language;
use survey::display::rounded;
use survey::table::{Cell, Column, ColumnKind, Flag, Row};

use crate::Figures;
use crate::columns::{column_name, is_change, is_share};
use crate::words::{flag_name, mode_name};

/// A column by which rows are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorting {
    /// Its name.
    pub column: String,
    /// The greatest first.
    pub descending: bool,
}

/// A page of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BenchTable {
    /// Columns: name, words, and whether they hold numbers.
    pub heads: Vec<(&'static str, String, bool)>,
    /// Rows of the page, as people read them.
    pub rows: Vec<Vec<String>>,
    /// What each of those rows is of.
    pub keys: Vec<RowKey>,
    /// Rows of the whole table.
    pub total: usize,
}

/// What a row is of, as far as its table says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowKey {
    /// Code of the unit.
    pub unit: Option<String>,
    /// The period; of a change the later one.
    pub period: Option<String>,
    /// Code of the category or question.
    pub category: Option<String>,
    /// The one mode.
    pub mode: Option<String>,
}

impl RowKey {
    fn of<R: 'static>(row: &R, columns: &[Column<R>]) -> Self {
        let text = |names: &[&str]| {
            let column = columns.iter().find(|column| names.contains(&column.name))?;
            let Cell::Text(text) = column.of(row) else { return None };
            Some(text.into_owned())
        };
        Self {
            unit: text(&["unit_code"]),
            period: text(&["period", "to_period"]),
            category: text(&["category"]),
            mode: text(&["mode"]).filter(|mode| mode != "all"),
        }
    }
}

impl Figures {
    /// Some rows of a table for reading. A column that it doesn't have is left out; what is not there
    /// stands last, however it is sorted.
    pub fn bench<R: Row>(
        &self,
        mut rows: Vec<R>,
        columns: &[&str],
        (sorting, page): (Option<&Sorting>, Range<usize>),
        language: Language,
    ) -> BenchTable {
        let all = R::columns();
        if let Some(sorting) = sorting
            && let Some(by) = all.iter().find(|column| column.name == sorting.column)
        {
            rows.sort_by(|a, b| compare(&by.of(a), &by.of(b), sorting.descending));
        }
        let shown = |name: &&str| all.iter().find(|column| column.name == *name);
        let columns: Vec<&Column<R>> = columns.iter().filter_map(shown).collect();
        let text = |column: &&Column<R>, row: &R| self.cell(column, row, language);
        let row = |row: &R| columns.iter().map(|column| text(column, row)).collect();
        let head = |column: &&Column<R>| {
            let number = column.kind != ColumnKind::Text;
            (column.name, column_name(column.name, language).to_owned(), number)
        };
        let on_page = || rows.iter().skip(page.start).take(page.len());
        BenchTable {
            heads: columns.iter().map(head).collect(),
            total: rows.len(),
            rows: on_page().map(row).collect(),
            keys: on_page().map(|row| RowKey::of(row, &all)).collect(),
        }
    }

    /// A value as people read it.
    fn cell<R: 'static>(&self, column: &Column<R>, row: &R, language: Language) -> String {
        match (column.of(row), column.name) {
            (Cell::Empty, "flag") => String::new(),
            (Cell::Empty, _) => "—".to_owned(),
            (Cell::Text(code), "category") => self.topic_name(&code, language),
            (Cell::Text(code), "mode" | "from_mode" | "to_mode") => {
                mode_name(code.parse().ok(), language).to_owned()
            }
            (Cell::Text(code), "flag") => {
                let known = Flag::ALL.into_iter().find(|flag| flag.as_str() == code);
                known.map_or_else(|| code.to_string(), |flag| flag_name(flag, language).to_owned())
            }
            (Cell::Text(text), _) => text.into_owned(),
            (Cell::Count(count), _) => count.to_string(),
            (Cell::Number(share), name) if is_share(name) => {
                format!("{}%", rounded(share * 100.0, 1))
            }
            (Cell::Number(points), name) if is_change(name) => {
                let sign = if points > 0.0 { "+" } else { "" };
                format!("{sign}{}", rounded(points, 2))
            }
            // A chance is never shown as none.
            (Cell::Number(p), "p" | "p_holm") if p < 0.001 => "< 0.001".to_owned(),
            (Cell::Number(p), "p" | "p_holm") => rounded(p, 3),
            (Cell::Number(number), _) => rounded(number, 2),
        }
    }
}

fn compare(a: &Cell<'_>, b: &Cell<'_>, descending: bool) -> Ordering {
    let turned = |order: Ordering| if descending { order.reverse() } else { order };
    match (a, b) {
        (Cell::Empty, Cell::Empty) => Ordering::Equal,
        (Cell::Empty, _) => Ordering::Greater,
        (_, Cell::Empty) => Ordering::Less,
        (Cell::Text(a), Cell::Text(b)) => turned(a.cmp(b)),
        (Cell::Count(a), Cell::Count(b)) => turned(a.cmp(b)),
        (Cell::Number(a), Cell::Number(b)) => turned(a.total_cmp(b)),
        // Cells of one column are of one kind.
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_stands_last_either_way() {
        let mut cells = vec![Cell::Empty, Cell::Number(2.0), Cell::Number(10.0)];
        cells.sort_by(|a, b| compare(a, b, false));
        assert_eq!(cells, [Cell::Number(2.0), Cell::Number(10.0), Cell::Empty]);
        cells.sort_by(|a, b| compare(a, b, true));
        assert_eq!(cells, [Cell::Number(10.0), Cell::Number(2.0), Cell::Empty]);
    }
}
