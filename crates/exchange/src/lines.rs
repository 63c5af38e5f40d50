//! Parts of lines, made once and written many times: for tables of tens of millions of lines.

use std::borrow::Cow;

use survey::table::{Cell, Column, Row};

use crate::cells::protected;

/// Writes some cells of a line as [`crate::TableWriter`] would, with commas between them and nothing
/// around them.
pub fn write_cells<R: Row>(line: &mut Vec<u8>, columns: &[Column<R>], row: &R) {
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            line.push(b',');
        }
        match column.of(row) {
            Cell::Empty => {}
            Cell::Text(text) => write_text(line, &protected(&text)),
            Cell::Count(count) => line.extend_from_slice(count.to_string().as_bytes()),
            Cell::Number(number) => line.extend_from_slice(number.to_string().as_bytes()),
        }
    }
}

/// Quoted only where a reader would else see two cells or two lines.
fn write_text(line: &mut Vec<u8>, text: &str) {
    let quoted: Cow<'_, str> = if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    };
    line.extend_from_slice(quoted.as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use survey::table::ColumnKind;

    use super::*;
    use crate::write_table;

    struct Texts(String, String, f64);

    impl Row for Texts {
        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::new("a", ColumnKind::Text, |row: &Self| row.0.as_str().into()),
                Column::new("b", ColumnKind::Text, |row: &Self| row.1.as_str().into()),
                Column::new("c", ColumnKind::Number, |row: &Self| Some(row.2).into()),
            ]
        }
    }

    proptest! {
        /// Whoever reads both kinds of files must not be able to tell them apart.
        #[test]
        fn a_line_is_that_of_a_table(
            a in "[-=+'a,\"\r\n 满]{0,6}", b in "\\PC{0,8}", c in -1e9..1e9f64
        ) {
            let row = Texts(a, b, c);
            let mut table = Vec::new();
            let mut line = b"a,b,c\n".to_vec();
            write_cells(&mut line, &Texts::columns(), &row);
            line.push(b'\n');
            write_table(&mut table, &[row], false).expect("memory");
            prop_assert_eq!(String::from_utf8(line), String::from_utf8(table));
        }
    }
}
