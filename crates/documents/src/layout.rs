//! What paper needs to know before setting: how wide columns are to each other, how a title breaks.

use unicode_width::UnicodeWidthStr;

use crate::Table;

/// Longest text that a column is made wider for; longer ones break.
const WIDTH_MAX: usize = 24;
/// Narrowest column.
const WIDTH_MIN: usize = 4;
/// A header of more breaks into lines.
const HEADER_MAX: usize = 8;

/// Width of the type area in twentieths of a point: 156 mm.
pub(crate) const TEXT_WIDTH: usize = 8_844;
/// Twentieths of a point.
pub(crate) const POINT: usize = 20;

/// How a table stands on paper. Lengths are in twentieths of a point.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Size of the letters, in points.
    pub(crate) letters: usize,
    /// Space left and right of what a cell holds.
    pub(crate) padding: usize,
    /// Width of each column with its padding; together the type area.
    pub(crate) widths: Vec<usize>,
}

#[cfg(any(feature = "pdf", test))]
impl Columns {
    /// Whether every cell of a row stands on one line. `measured` tells the width of a text in hundredths
    /// of an em, where it knows.
    pub(crate) fn hold_on_one_line(
        &self,
        row: &[String],
        measured: impl Fn(&str) -> Option<usize>,
    ) -> bool {
        row.iter().zip(&self.widths).all(|(text, width)| {
            let room = width.saturating_sub(2 * self.padding);
            measured(text).is_some_and(|ems| ems * self.letters * POINT <= room * 100)
        })
    }
}

/// Letters as large as the table allows, each column as wide as what it holds.
pub(crate) fn columns(table: &Table) -> Columns {
    let contents = contents(table);
    let (whole, count): (usize, usize) = (contents.iter().sum(), contents.len());
    // Points of letters and of padding; the last is taken also where lines must break.
    let sizes = [(10, 5), (10, 3), (9, 3), (8, 2)];
    let needed = |letters: usize, padding: usize| whole * letters / 2 + count * 2 * padding;
    let fitting = sizes.into_iter().find(|(l, p)| needed(*l, *p) * POINT <= TEXT_WIDTH);
    let (letters, padding) = fitting.unwrap_or((8, 2));
    let padding = padding * POINT;
    let free = TEXT_WIDTH.saturating_sub(count * 2 * padding);
    let share = |content: &usize| 2 * padding + content * free / whole.max(1);
    Columns { letters, padding, widths: contents.iter().map(share).collect() }
}

/// What each column holds, in half em: its longest value, and a part of its header.
fn contents(table: &Table) -> Vec<usize> {
    let mut widths: Vec<usize> =
        table.columns.iter().map(|column| column.header.width().min(HEADER_MAX)).collect();
    for row in table.shown() {
        for (width, text) in widths.iter_mut().zip(&row) {
            *width = (*width).max(text.width());
        }
    }
    widths.into_iter().map(|width| width.clamp(WIDTH_MIN, WIDTH_MAX)).collect()
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
    use crate::{Column, ColumnKind};

    fn table(headers: &[&str]) -> Table {
        let columns = headers.iter().map(|header| Column::new(*header, ColumnKind::Text)).collect();
        Table {
            sheet: "表".to_owned(),
            title: "表".to_owned(),
            columns,
            rows: vec![headers.iter().map(|header| (*header).into()).collect()],
            note: String::new(),
            plot: None,
        }
    }

    #[test]
    fn columns_share_the_paper_by_what_they_hold() {
        let two = columns(&table(&["镇街", "满意度得分"]));
        // 442.2 points less 4 paddings of 5, shared 4 to 10.
        assert_eq!(two, Columns { letters: 10, padding: 100, widths: vec![2_612, 6_231] });
        let many = columns(&table(&["名次上限"; 12]));
        assert_eq!((many.letters, many.padding), (8, 40));
        assert!(many.widths.iter().sum::<usize>() <= TEXT_WIDTH);
    }

    /// Room of 4 em of 10 points.
    #[test]
    fn a_row_stands_on_one_line_where_every_cell_surely_does() {
        let room = Columns { letters: 10, padding: 40, widths: vec![880, 880] };
        let measured = |text: &str| text.is_ascii().then(|| 55 * text.len());
        let holds =
            |text: &str| room.hold_on_one_line(&["1".to_owned(), text.to_owned()], measured);
        assert!(holds("") && holds("+90.251"));
        assert!(!holds("+90.2510"), "4.4 em");
        assert!(!holds("镇"), "nobody knows how wide");
    }

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
