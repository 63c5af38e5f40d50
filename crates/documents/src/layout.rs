//! What paper needs to know of a table before setting it: how wide its columns are to each other.

use unicode_width::UnicodeWidthStr;

use crate::Table;

/// Longest text that a column is made wider for; longer ones break.
const WIDTH_MAX: usize = 24;
/// Narrowest column.
const WIDTH_MIN: usize = 4;
/// A header of more breaks into lines.
const HEADER_MAX: usize = 6;

/// Width of each column in half em: of its longest value, and of a part of its header.
pub(crate) fn widths(table: &Table) -> Vec<usize> {
    let mut widths: Vec<usize> =
        table.columns.iter().map(|column| column.header.width().min(HEADER_MAX)).collect();
    for row in table.shown() {
        for (width, text) in widths.iter_mut().zip(&row) {
            *width = (*width).max(text.width());
        }
    }
    // The space beside the text is as wide for all.
    widths.into_iter().map(|width| width.clamp(WIDTH_MIN, WIDTH_MAX) + 1).collect()
}
