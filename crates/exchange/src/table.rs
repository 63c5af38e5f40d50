//! Result tables as CSV.

use std::io::{self, Write};

use survey::table::{Cell, Row};

use crate::cells::protected;

/// What makes Excel and WPS read a file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes rows with the header of their type. Numbers keep all their digits, empty cells are empty,
/// and texts that a spreadsheet would run as a formula get a leading apostrophe.
///
/// # Errors
/// When `writer` does not take the bytes.
pub fn write_table<R: Row>(mut writer: impl Write, rows: &[R], bom: bool) -> io::Result<()> {
    if bom {
        writer.write_all(BYTE_ORDER_MARK)?;
    }
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(R::columns().iter().map(|(name, _)| *name))?;
    for row in rows {
        for cell in row.cells() {
            match cell {
                Cell::Empty => csv.write_field("")?,
                Cell::Text(text) => csv.write_field(&*protected(&text))?,
                Cell::Count(count) => csv.write_field(count.to_string())?,
                Cell::Number(number) => csv.write_field(number.to_string())?,
            }
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()
}

#[cfg(test)]
mod tests {
    use survey::table::{Column, ColumnKind};

    use super::*;

    struct Town(&'static str, f64);

    impl Row for Town {
        fn columns() -> Vec<Column> {
            vec![
                ("name", ColumnKind::Text),
                ("index", ColumnKind::Number),
                ("rank", ColumnKind::Count),
            ]
        }

        fn cells(&self) -> Vec<Cell> {
            vec![Cell::Text(self.0.to_owned()), Cell::Number(self.1), Cell::Empty]
        }
    }

    #[test]
    fn digits_are_kept_and_formulas_disarmed() {
        let mut out = Vec::new();
        write_table(&mut out, &[Town("东河镇", 0.1 + 0.2), Town("=1+1", -3.0)], true)
            .expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "\u{feff}name,index,rank\n东河镇,0.30000000000000004,\n'=1+1,-3,\n");
    }
}
