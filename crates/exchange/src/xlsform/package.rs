//! The smallest workbook that Excel, WPS and LibreOffice open: sheets of text.
//!
//! Every cell is formatted as text, so that a program does not turn a code such as 01 into a number
//! when somebody edits it.

use std::io::{self, Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sheet to be written; the first row holds its headings.
pub(super) struct SheetText {
    pub(super) name: &'static str,
    pub(super) rows: Vec<Vec<String>>,
}

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Widths of columns in characters: of those with words, and of those with codes.
const WORDS_WIDTH: usize = 48;
const CODES_WIDTH: usize = 18;
/// From so many characters on a column holds words.
const WORDS_FROM: usize = 16;

/// Style of a heading and of a cell below, by their place in [`styles`].
const HEADING: usize = 1;
const TEXT: usize = 0;

/// Writes a workbook.
///
/// # Errors
/// When a text holds a character that XML has no way to write.
pub(super) fn workbook(sheets: &[SheetText]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, contents: String| -> io::Result<()> {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(contents.as_bytes())
    };
    part("[Content_Types].xml", content_types(sheets.len()))?;
    part("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml".to_owned())]))?;
    part("xl/workbook.xml", contents(sheets))?;
    let mut parts: Vec<(&str, String)> =
        (1..=sheets.len()).map(|n| ("worksheet", format!("worksheets/sheet{n}.xml"))).collect();
    parts.push(("styles", "styles.xml".to_owned()));
    part("xl/_rels/workbook.xml.rels", relations(&parts))?;
    part("xl/styles.xml", styles())?;
    for (n, sheet) in (1..).zip(sheets) {
        part(&format!("xl/worksheets/sheet{n}.xml"), worksheet(sheet)?)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types(sheets: usize) -> String {
    let part = |name: String, what: &str| {
        format!(r#"<Override PartName="/xl/{name}.xml" ContentType="{TYPES}.{what}+xml"/>"#)
    };
    let mut text = format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#
    );
    text.push_str(&part("workbook".to_owned(), "sheet.main"));
    text.push_str(&part("styles".to_owned(), "styles"));
    text.extend((1..=sheets).map(|n| part(format!("worksheets/sheet{n}"), "worksheet")));
    text + "</Types>"
}

fn relations(targets: &[(&str, String)]) -> String {
    let mut text = format!(r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">"#);
    text.extend((1..).zip(targets).map(|(n, (kind, target))| {
        format!(r#"<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
    }));
    text + "</Relationships>"
}

fn contents(sheets: &[SheetText]) -> String {
    let mut text =
        format!(r#"{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>"#);
    text.extend((1..).zip(sheets).map(|(n, sheet)| {
        format!(r#"<sheet name="{}" sheetId="{n}" r:id="rId{n}"/>"#, sheet.name)
    }));
    text + "</sheets></workbook>"
}

/// Number format 49 is text. Excel wants the first two fills to be these.
fn styles() -> String {
    let cell = |font: usize, fill: usize| {
        format!(
            r#"<xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>"#
        )
    };
    format!(
        r#"{DECLARATION}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2">{}{}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
        cell(0, 0),
        cell(1, 2)
    )
}

fn worksheet(sheet: &SheetText) -> io::Result<String> {
    let mut text = format!(
        r#"{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>"#
    );
    let columns = sheet.rows.first().map_or(0, Vec::len);
    text.extend((0..columns).map(|at| column(sheet, at)));
    text.push_str("</cols><sheetData>");
    for (line, cells) in (1..).zip(&sheet.rows) {
        text.push_str(&row(line, cells)?);
    }
    Ok(text + "</sheetData></worksheet>")
}

fn column(sheet: &SheetText, at: usize) -> String {
    let length = |row: &Vec<String>| row.get(at).map_or(0, |text| text.chars().count());
    let longest = sheet.rows.iter().skip(1).map(length).max().unwrap_or(0);
    let width = if longest >= WORDS_FROM { WORDS_WIDTH } else { CODES_WIDTH };
    let n = at + 1;
    format!(r#"<col min="{n}" max="{n}" width="{width}" style="{TEXT}" customWidth="1"/>"#)
}

fn row(line: usize, cells: &[String]) -> io::Result<String> {
    let style = if line == 1 { HEADING } else { TEXT };
    let written = |(at, cell): (usize, &String)| {
        let (name, words) = (letter(at), escaped(cell)?);
        Ok(format!(
            r#"<c r="{name}{line}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>"#
        ))
    };
    let cells = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let cells: String = cells.map(written).collect::<io::Result<_>>()?;
    Ok(format!(r#"<row r="{line}">{cells}</row>"#))
}

/// No sheet of ours has as many columns as there are letters.
fn letter(column: usize) -> char {
    u8::try_from(column).ok().and_then(|at| b'A'.checked_add(at)).map_or('A', char::from)
}

fn escaped(text: &str) -> io::Result<String> {
    let allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n');
    if let Some(c) = text.chars().find(|c| !allowed(*c) || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        let why = format!("the character {c:?} can't stand in a workbook");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    Ok(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}
