//! What the template is given: finished words, so that it has nothing to compute.

use serde::Serialize;

use super::Fonts;
use crate::layout::{Columns, POINT, TEXT_WIDTH};
use crate::words::{self, words};
use crate::{Bulletin, Chart, ColumnKind, DocumentError, Section, Table, layout};

/// Letters of the title, in points, as the template has them.
const TITLE_SIZE: usize = 22;

#[derive(Serialize)]
struct View<'a> {
    lang: &'static str,
    region: Option<&'static str>,
    body_font: &'a str,
    title_font: &'a str,
    heading_font: &'a str,
    issuer: &'a str,
    issuer_size: usize,
    kicker: String,
    title: &'a str,
    title_side: usize,
    salutation: Option<String>,
    preamble: &'a [String],
    sections: Vec<Part<'a>>,
    dated: String,
    attachments: Vec<Part<'a>>,
    method_heading: &'static str,
    colon: &'static str,
    method: Vec<(&'static str, String)>,
    data_heading: &'static str,
    data: Vec<Grid<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    ordinal: Option<String>,
    heading: &'a str,
    paragraphs: &'a [String],
    charts: Vec<Picture<'a>>,
    tables: Vec<Grid<'a>>,
}

#[derive(Serialize)]
struct Picture<'a> {
    title: &'a str,
    description: &'a str,
    svg: &'a str,
}

#[derive(Serialize)]
struct Grid<'a> {
    title: &'a str,
    /// In points; the other lengths of a table in twentieths of one.
    letters: usize,
    padding: usize,
    widths: Vec<usize>,
    /// Whether each column holds words, which begin at the left.
    words: Vec<bool>,
    headers: Vec<&'a str>,
    rows: Vec<Vec<String>>,
    /// Whether each row surely stands on one line.
    #[serde(rename = "one-line")]
    one_line: Vec<bool>,
    note: Option<String>,
}

pub(super) fn json(bulletin: &Bulletin, fonts: &Fonts) -> Result<String, DocumentError> {
    let language = bulletin.language;
    let part = |section, ordinal| part((bulletin, fonts), section, ordinal);
    let attachments = (1..).zip(&bulletin.attachments);
    let view = View {
        lang: language.pick("zh", "en"),
        region: language.pick(Some("cn"), None),
        body_font: &fonts.body,
        title_font: &fonts.title,
        heading_font: &fonts.heading,
        issuer: &bulletin.issuer,
        issuer_size: layout::one_line(&bulletin.issuer, TEXT_WIDTH / POINT, 28, 18),
        kicker: words::kicker(bulletin),
        title: &bulletin.title,
        title_side: layout::narrower(&bulletin.title, TEXT_WIDTH / POINT, TITLE_SIZE) / 2,
        salutation: words::salutation(bulletin),
        preamble: &bulletin.preamble,
        sections: bulletin.sections.iter().map(|section| part(section, None)).collect(),
        dated: words::day(bulletin.dated, language),
        attachments: attachments
            .map(|(number, section)| part(section, Some(words::attachment(number, language))))
            .collect(),
        method_heading: words(language).method,
        colon: language.pick("：", ": "),
        method: words::method(bulletin)?,
        data_heading: words(language).data_of_charts,
        data: bulletin.figures_of_charts().map(|table| grid(bulletin, table, fonts)).collect(),
    };
    serde_json::to_string(&view).map_err(DocumentError::Json)
}

fn part<'a>(
    (bulletin, fonts): (&Bulletin, &Fonts),
    section: &'a Section,
    ordinal: Option<String>,
) -> Part<'a> {
    Part {
        ordinal,
        heading: &section.heading,
        paragraphs: &section.paragraphs,
        charts: section.charts.iter().map(picture).collect(),
        tables: section.tables.iter().map(|table| grid(bulletin, table, fonts)).collect(),
    }
}

fn picture(chart: &Chart) -> Picture<'_> {
    Picture { title: &chart.title, description: &chart.description, svg: &chart.svg }
}

fn grid<'a>(bulletin: &Bulletin, table: &'a Table, fonts: &Fonts) -> Grid<'a> {
    let columns = layout::columns(table);
    let rows: Vec<Vec<String>> = table.shown().collect();
    let measured = fonts.ruler();
    let one_line = rows.iter().map(|row| columns.hold_on_one_line(row, &measured)).collect();
    let Columns { letters, padding, widths } = columns;
    Grid {
        title: &table.title,
        letters,
        padding,
        widths,
        words: table.columns.iter().map(|column| column.kind == ColumnKind::Text).collect(),
        headers: table.columns.iter().map(|column| column.header.as_str()).collect(),
        rows,
        one_line,
        note: words::note(&table.note, bulletin.language),
    }
}
