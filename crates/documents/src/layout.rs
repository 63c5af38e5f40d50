//! What paper needs to know before setting: how wide columns are to each other, how a title breaks.

use unicode_width::UnicodeWidthStr;

use crate::Table;

/// Longest text that a column is made wider for; longer ones break.
const WIDTH_MAX: usize = 24;
/// Narrowest column.
const WIDTH_MIN: usize = 4;
/// A header of more breaks into lines.
const HEADER_MAX: usize = 8;

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
    widths.into_iter().map(|width| width.clamp(WIDTH_MIN, WIDTH_MAX) + 2).collect()
}

/// Points of a letterhead that stands on one line, if letters of `least` points allow it.
pub(crate) fn one_line(text: &str, width: usize, most: usize, least: usize) -> usize {
    // Two half em to a point size; a little is left on both sides.
    let fitting = width * 2 * 96 / (100 * text.width().max(1));
    fitting.clamp(least, most)
}

/// How much narrower, in points, the lines of a title must be so that all are about as long: a last
/// line of two characters looks like a slip.
pub(crate) fn narrower(text: &str, width: usize, size: usize) -> usize {
    let length = text.width() * size / 2;
    let lines = length.div_ceil(width.max(1)).max(1);
    // A line more than the mean by two characters, for breaks don't come just where one wants them.
    if lines == 1 { 0 } else { width.saturating_sub(length / lines + 2 * size) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letterhead_shrinks_to_one_line_and_a_title_breaks_in_the_middle() {
        assert_eq!(one_line("示例区", 442, 28, 18), 28);
        assert_eq!(one_line(&"区".repeat(17), 442, 28, 18), 24);
        assert_eq!(one_line(&"区".repeat(60), 442, 28, 18), 18);
        assert_eq!(narrower("通报", 442, 22), 0);
        // 24 characters of 22 points: two lines of 12, with room for two more.
        assert_eq!(narrower(&"报".repeat(24), 442, 22), 442 - 264 - 44);
    }
}
