//! What must hold of a bulletin before anybody renders or publishes it.

use survey::problem::{Problem, quoted};

use super::picture::unsafe_part;
use super::{Bulletin, Cell, Chart, ColumnKind, Plot, Section, Table};

/// Decimals that a figure may be shown with.
const DECIMALS_MAX: u8 = 6;
/// Cells at fault that are told of one table. A column of another kind is at fault in every row.
const CELLS_TOLD_MAX: usize = 20;

pub(super) fn problems(bulletin: &Bulletin) -> Vec<Problem> {
    let mut found = head(bulletin);
    found.extend(texts(&bulletin.preamble, "/preamble"));
    for (name, sections) in
        [("sections", &bulletin.sections), ("attachments", &bulletin.attachments)]
    {
        for (at, part) in sections.iter().enumerate() {
            found.extend(section(part).into_iter().map(|p| p.under(&format!("/{name}/{at}"))));
        }
    }
    for (label, text) in bulletin.method.entries(bulletin.language) {
        found.extend(required(&text, "/method", label));
    }
    if bulletin.method.to < bulletin.method.from {
        found.push(Problem::new("method_dates", "/method/to", "fieldwork ends before it begins"));
    }
    found
}

fn head(bulletin: &Bulletin) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(required(&bulletin.title, "/title", "title"));
    found.extend(required(&bulletin.issuer, "/issuer", "issuer"));
    found.extend(control(&bulletin.addressee, "/addressee"));
    found.extend(control(&bulletin.number, "/number"));
    let reason = bulletin.revision.reason.as_deref();
    let says_why = reason.is_some_and(|reason| !survey::wording::is_blank(reason));
    match bulletin.revision.number {
        0 => found.push(Problem::new("revision", "/revision/number", "editions count from 1")),
        1 => {}
        _ if says_why => {}
        number => found.push(Problem::new(
            "revision_reason",
            "/revision/reason",
            format!("edition {number} corrects an earlier one and must say why"),
        )),
    }
    found.extend(reason.and_then(|reason| control(reason, "/revision/reason")));
    found
}

fn section(section: &Section) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(required(&section.heading, "/heading", "heading"));
    found.extend(texts(&section.paragraphs, "/paragraphs"));
    for (at, chart) in section.charts.iter().enumerate() {
        found.extend(charted(chart).into_iter().map(|p| p.under(&format!("/charts/{at}"))));
    }
    for (at, table) in section.tables.iter().enumerate() {
        found.extend(tabled(table).into_iter().map(|p| p.under(&format!("/tables/{at}"))));
    }
    found
}

fn charted(chart: &Chart) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(required(&chart.title, "/title", "title"));
    found.extend(required(&chart.description, "/description", "description"));
    let pictures = [("/svg", Some(&chart.svg)), ("/phone", chart.phone.as_ref())];
    for (path, svg) in pictures {
        let reason = svg.and_then(|svg| unsafe_part(svg));
        found.extend(reason.map(|reason| Problem::new("svg", path, reason)));
    }
    found.extend(tabled(&chart.table).into_iter().map(|problem| problem.under("/table")));
    found
}

fn tabled(table: &Table) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(required(&table.sheet, "/sheet", "name of the sheet"));
    found.extend(required(&table.title, "/title", "title"));
    found.extend(control(&table.note, "/note"));
    if table.columns.is_empty() {
        found.push(Problem::new("no_columns", "/columns", "a table has at least one column"));
    }
    for (at, column) in table.columns.iter().enumerate() {
        let path = format!("/columns/{at}");
        found.extend(required(&column.header, &path, "header"));
        if decimals(column.kind) > DECIMALS_MAX {
            let detail = format!("at most {DECIMALS_MAX} decimals are shown");
            found.push(Problem::new("decimals", path, detail));
        }
    }
    let rows = table.rows.iter().enumerate();
    let in_rows = rows.flat_map(|(at, row)| {
        cells(table, row).into_iter().map(move |p| p.under(&format!("/rows/{at}")))
    });
    found.extend(in_rows.take(CELLS_TOLD_MAX));
    found.extend(table.plot.and_then(|plot| plotted(table, plot)));
    found
}

fn decimals(kind: ColumnKind) -> u8 {
    match kind {
        ColumnKind::Text | ColumnKind::Count => 0,
        ColumnKind::Number { decimals }
        | ColumnKind::Change { decimals }
        | ColumnKind::Percent { decimals } => decimals,
    }
}

fn cells(table: &Table, row: &[Cell]) -> Vec<Problem> {
    let (found, expected) = (row.len(), table.columns.len());
    if found != expected {
        let detail = format!("{found} cells stand under {expected} columns");
        return vec![Problem::new("cells", "", detail)];
    }
    let pairs = row.iter().zip(&table.columns).enumerate();
    pairs
        .filter_map(|(at, (cell, column))| {
            let path = format!("/{at}");
            let fits = match (cell, column.kind) {
                (Cell::Text(text), ColumnKind::Text) => return control(text, &path),
                (Cell::Withheld, _) | (Cell::Count(_), ColumnKind::Count) => true,
                (Cell::Number(number), kind) => {
                    number.is_finite() && !matches!(kind, ColumnKind::Text | ColumnKind::Count)
                }
                (Cell::Count(_) | Cell::Text(_), _) => false,
            };
            let header = quoted(&column.header);
            let detail = format!("{cell:?} doesn't fit column {header}: {:?}", column.kind);
            (!fits).then(|| Problem::new("cell_kind", path, detail))
        })
        .collect()
}

fn plotted(table: &Table, plot: Plot) -> Option<Problem> {
    let kind = |at: usize| table.columns.get(at).map(|column| column.kind);
    let figures = [plot.value, plot.low, plot.high]
        .into_iter()
        .all(|at| kind(at).is_some_and(|kind| !matches!(kind, ColumnKind::Text)));
    let fits = figures && kind(plot.label) == Some(ColumnKind::Text);
    let detail = "a plot needs a column of words and three of figures";
    (!fits).then(|| Problem::new("plot", "/plot", detail))
}

fn texts(texts: &[String], path: &str) -> Vec<Problem> {
    let each = texts.iter().enumerate();
    each.filter_map(|(at, text)| required(text, &format!("{path}/{at}"), "paragraph")).collect()
}

fn required(text: &str, path: &str, what: &str) -> Option<Problem> {
    if survey::wording::is_blank(text) {
        return Some(Problem::new("empty", path, format!("{what} is empty")));
    }
    control(text, path)
}

/// Office files can't hold control characters, and a line break within a sentence is a slip.
fn control(text: &str, path: &str) -> Option<Problem> {
    let at_fault = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().any(at_fault).then(|| {
        let detail = format!("line breaks and control characters can't stand in {}", quoted(text));
        Problem::new("control_character", path, detail)
    })
}
