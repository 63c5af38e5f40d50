//! Result tables as CSV.

use std::io::{self, Write};

use survey::table::{Cell, Column, Row};

use crate::cells::protected;

/// What makes Excel and WPS read a file as UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes a table row by row. Numbers keep all their digits, empty cells are empty, and texts that a
/// spreadsheet would run as a formula get a leading apostrophe.
pub struct TableWriter<R, W: Write> {
    columns: Vec<Column<R>>,
    csv: csv::Writer<W>,
}

impl<R: Row, W: Write> TableWriter<R, W> {
    /// Writes the header, after a byte-order mark if wanted.
    ///
    /// # Errors
    /// When `writer` does not take the bytes.
    pub fn new(writer: W, bom: bool) -> io::Result<Self> {
        Self::of_columns(writer, bom, R::columns())
    }

    /// The same for some columns.
    ///
    /// # Errors
    /// When `writer` does not take the bytes.
    pub fn of_columns(mut writer: W, bom: bool, columns: Vec<Column<R>>) -> io::Result<Self> {
        if bom {
            writer.write_all(BYTE_ORDER_MARK)?;
        }
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(columns.iter().map(|column| column.name)).map_err(written)?;
        Ok(Self { columns, csv })
    }

    /// Writes rows.
    ///
    /// # Errors
    /// When the writer does not take the bytes.
    pub fn write(&mut self, rows: &[R]) -> io::Result<()> {
        for row in rows {
            for column in &self.columns {
                match column.of(row) {
                    Cell::Empty => self.csv.write_field(""),
                    Cell::Text(text) => self.csv.write_field(&*protected(&text)),
                    Cell::Count(count) => self.csv.write_field(count.to_string()),
                    Cell::Number(number) => self.csv.write_field(number.to_string()),
                }
                .map_err(written)?;
            }
            self.csv.write_record(None::<&[u8]>).map_err(written)?;
        }
        Ok(())
    }

    /// Hands on what is still held.
    ///
    /// # Errors
    /// When the writer does not take the bytes.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

/// The fault of the writer as it was: whoever reads from a pipe may have seen enough.
fn written(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// Writes a whole table, as [`TableWriter`] does.
///
/// # Errors
/// When `writer` does not take the bytes.
pub fn write_table<R: Row>(writer: impl Write, rows: &[R], bom: bool) -> io::Result<()> {
    let mut table = TableWriter::new(writer, bom)?;
    table.write(rows)?;
    table.finish()
}

#[cfg(test)]
mod tests {
    use survey::table::ColumnKind;

    use super::*;

    struct Town(&'static str, f64);

    impl Row for Town {
        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::new("name", ColumnKind::Text, |town: &Self| town.0.into()),
                Column::new("index", ColumnKind::Number, |town: &Self| Some(town.1).into()),
                Column::new("rank", ColumnKind::Count, |_| Cell::Empty),
            ]
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
