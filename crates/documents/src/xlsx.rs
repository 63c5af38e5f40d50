//! XLSX: the annex of a bulletin. Every table and the figures of every chart, as real numbers.

use survey::table;

use crate::words::{self, Words};
use crate::workbook::{About, Bars, Sheet, Workbook};
use crate::{Bulletin, Cell, DocumentError, Plot, Table};

/// The workbook of a bulletin.
///
/// # Errors
/// [`DocumentError::Bulletin`] when the bulletin has problems, else as [`Workbook`].
pub fn xlsx(bulletin: &Bulletin) -> Result<Vec<u8>, DocumentError> {
    let bulletin = bulletin.checked()?;
    let words = words::words(bulletin.language);
    let mut book = Workbook::new(&About {
        title: &bulletin.title,
        author: &bulletin.issuer,
        dated: bulletin.dated,
        language: bulletin.language,
    })?;
    let mut tables: Vec<&Table> = Vec::new();
    for table in bulletin.tables() {
        // A chart often shows what a table beside it holds.
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    book.notes(words.about, &bulletin.title, about(bulletin, &tables)?)?;
    for table in tables {
        sheets(&mut book, table, &words)?;
    }
    book.bytes()
}

fn about(bulletin: &Bulletin, tables: &[&Table]) -> Result<Vec<(String, String)>, DocumentError> {
    let pick = |zh: &str, en: &str| bulletin.language.pick(zh, en).to_owned();
    let mut entries = vec![
        (pick("通报", "Bulletin"), words::kicker(bulletin)),
        (pick("单位", "Issued by"), bulletin.issuer.clone()),
        (
            pick("周期", "Period"),
            bulletin.language.pick(bulletin.period.chinese(), bulletin.period.to_string()),
        ),
        (pick("截至", "As of"), bulletin.as_of.to_string()),
    ];
    if let Some(reason) = &bulletin.revision.reason {
        entries.push((pick("更正原因", "Reason for the correction"), reason.clone()));
    }
    entries
        .extend(words::method(bulletin)?.into_iter().map(|(label, text)| (label.to_owned(), text)));
    for table in tables {
        let note = words::note(&table.note, bulletin.language).unwrap_or_default();
        let text = [table.title.as_str(), &note].join(" ").trim_end().to_owned();
        entries.push((table.sheet.clone(), text));
    }
    Ok(entries)
}

fn sheets(book: &mut Workbook, table: &Table, words: &Words) -> Result<(), DocumentError> {
    let sheet = Sheet { name: &table.sheet, title: &table.title, columns: &table.columns };
    book.table(&sheet, table.rows.iter().map(|row| row.iter().map(plain)))?;
    let Some(plot) = table.plot else { return Ok(()) };
    let name = format!("{}{}", table.sheet, words.bars);
    let header = |at: usize| table.columns.get(at).map_or("", |column| column.header.as_str());
    let Some(value) = table.columns.get(plot.value) else { return Ok(()) };
    book.bars(&Bars {
        name: &name,
        title: &table.title,
        description: &table.title,
        label: header(plot.label),
        value: header(plot.value),
        bars: table.rows.iter().filter_map(|row| bar(row, plot)).collect(),
        kind: value.kind,
    })
}

/// What can be drawn of a row; withheld figures can't.
fn bar(row: &[Cell], plot: Plot) -> Option<(String, f64, f64, f64)> {
    let figure = |at: usize| match row.get(at) {
        Some(Cell::Number(number)) => Some(*number),
        Some(Cell::Count(count)) => Some(*count as f64),
        _ => None,
    };
    let Some(Cell::Text(label)) = row.get(plot.label) else { return None };
    Some((label.clone(), figure(plot.value)?, figure(plot.low)?, figure(plot.high)?))
}

fn plain(cell: &Cell) -> table::Cell<'_> {
    match cell {
        Cell::Withheld => table::Cell::Empty,
        Cell::Count(count) => table::Cell::Count(*count),
        Cell::Number(number) => table::Cell::Number(*number),
        Cell::Text(text) => text.as_str().into(),
    }
}
