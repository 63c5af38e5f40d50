//! Bulletins from other programs: no larger than an office needs, and with every figure a figure.

use survey::period::PeriodKind;
use survey::problem::Problem;

use super::{Bulletin, BulletinKind, Cell, Chart, ColumnKind, Section, Table};

/// Sections, and attachments.
const SECTIONS_MAX: usize = 100;
/// Paragraphs, charts and tables of a section, each.
const PARTS_MAX: usize = 200;
/// As many as a table of a word processor holds.
const COLUMNS_MAX: usize = 63;
/// The villages of a large district, and several times more.
const ROWS_MAX: usize = 20_000;
/// A sentence may name every unit of a level.
const TEXT_CHARS_MAX: usize = 20_000;
/// Headings, titles, headers and cells.
const LABEL_CHARS_MAX: usize = 500;

impl Bulletin {
    /// What another program sent, as this one would have written it.
    ///
    /// JSON knows one kind of number, and many programs write 90.0 as 90: in a column of figures that is
    /// a figure. What was frozen is read by [`Self::read`], whatever its size.
    ///
    /// # Errors
    /// With everything that stands against it, or that is larger than it may be.
    pub fn received(mut self) -> Result<Self, Vec<Problem>> {
        let mut found = too_large(&self);
        if found.is_empty() {
            self.tables_mut().for_each(whole_figures);
            found = self.problems();
            found.extend(other_kind(&self));
        }
        if found.is_empty() { Ok(self) } else { Err(found) }
    }

    fn tables_mut(&mut self) -> impl Iterator<Item = &mut Table> {
        self.sections.iter_mut().chain(&mut self.attachments).flat_map(|section| {
            let charts = section.charts.iter_mut().map(|chart| &mut chart.table);
            section.tables.iter_mut().chain(charts)
        })
    }
}

fn whole_figures(table: &mut Table) {
    for row in &mut table.rows {
        for (cell, column) in row.iter_mut().zip(&table.columns) {
            if matches!(column.kind, ColumnKind::Text | ColumnKind::Count) {
                continue;
            }
            if let Cell::Count(count) = *cell
                && let Ok(count) = u32::try_from(count)
            {
                *cell = Cell::Number(count.into());
            }
        }
    }
}

fn other_kind(bulletin: &Bulletin) -> Option<Problem> {
    let fits = match bulletin.kind {
        BulletinKind::Month => PeriodKind::Month,
        BulletinKind::Quarter => PeriodKind::Quarter,
        BulletinKind::Half => PeriodKind::Half,
        BulletinKind::Year => PeriodKind::Year,
    };
    (bulletin.period.kind() != fits).then(|| {
        let detail = format!("{:?} is not the kind of {}", bulletin.kind, bulletin.period);
        Problem::new("other_kind", "/kind", detail)
    })
}

fn too_large(bulletin: &Bulletin) -> Vec<Problem> {
    let mut found = Vec::new();
    let labels = [
        ("/issuer", &bulletin.issuer),
        ("/addressee", &bulletin.addressee),
        ("/number", &bulletin.number),
        ("/title", &bulletin.title),
    ];
    found.extend(labels.into_iter().filter_map(|(path, text)| label(text, path)));
    found.extend(bulletin.revision.reason.as_ref().and_then(|why| long(why, "/revision/reason")));
    found.extend(texts(&bulletin.preamble, "/preamble"));
    for (path, sections) in
        [("/sections", &bulletin.sections), ("/attachments", &bulletin.attachments)]
    {
        found.extend(many(sections.len(), SECTIONS_MAX, path));
        for (at, part) in sections.iter().enumerate() {
            found.extend(section(part).into_iter().map(|p| p.under(&format!("{path}/{at}"))));
        }
    }
    let method = bulletin.method.entries(bulletin.language);
    found.extend(method.iter().filter_map(|(_, text)| long(text, "/method")));
    found
}

fn section(section: &Section) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(label(&section.heading, "/heading"));
    found.extend(texts(&section.paragraphs, "/paragraphs"));
    found.extend(many(section.charts.len(), PARTS_MAX, "/charts"));
    found.extend(many(section.tables.len(), PARTS_MAX, "/tables"));
    for (at, Chart { title, description, table, .. }) in section.charts.iter().enumerate() {
        let mut of_chart = tabled(table).map(|p| p.under("/table")).collect::<Vec<_>>();
        of_chart.extend(label(title, "/title"));
        of_chart.extend(long(description, "/description"));
        found.extend(of_chart.into_iter().map(|p| p.under(&format!("/charts/{at}"))));
    }
    for (at, table) in section.tables.iter().enumerate() {
        found.extend(tabled(table).map(|p| p.under(&format!("/tables/{at}"))));
    }
    found
}

fn tabled(table: &Table) -> impl Iterator<Item = Problem> {
    let heads = [
        many(table.columns.len(), COLUMNS_MAX, "/columns"),
        many(table.rows.len(), ROWS_MAX, "/rows"),
        label(&table.sheet, "/sheet"),
        label(&table.title, "/title"),
        long(&table.note, "/note"),
    ];
    let columns = table.columns.iter().enumerate();
    let headers =
        columns.filter_map(|(at, column)| label(&column.header, &format!("/columns/{at}/header")));
    // One cell tells enough: what follows it in the table is as likely too long.
    let cells = table.rows.iter().enumerate().find_map(|(row, cells)| {
        cells.iter().enumerate().find_map(|(at, cell)| match cell {
            Cell::Text(text) => label(text, &format!("/rows/{row}/{at}")),
            _ => None,
        })
    });
    heads.into_iter().flatten().chain(headers).chain(cells)
}

fn texts(texts: &[String], path: &str) -> Vec<Problem> {
    let each = texts.iter().enumerate();
    let each = each.filter_map(|(at, text)| long(text, &format!("{path}/{at}")));
    each.chain(many(texts.len(), PARTS_MAX, path)).collect()
}

fn many(found: usize, most: usize, path: &str) -> Option<Problem> {
    let detail = || format!("{found} stand here, and there may be {most}");
    (found > most).then(|| Problem::new("too_many", path, detail()))
}

fn label(text: &str, path: &str) -> Option<Problem> {
    at_most(text, LABEL_CHARS_MAX, path)
}

fn long(text: &str, path: &str) -> Option<Problem> {
    at_most(text, TEXT_CHARS_MAX, path)
}

fn at_most(text: &str, most: usize, path: &str) -> Option<Problem> {
    let found = text.chars().count();
    let detail = || format!("this is {found} characters long, and may be {most}");
    (found > most).then(|| Problem::new("too_long", path, detail()))
}
