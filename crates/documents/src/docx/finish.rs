//! What the library has no words for: header rows that repeat, descriptions of pictures, title and
//! author. And the package, with the same bytes each time.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};

use docx_rs::XMLDocx;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::face::PARAGRAPH;
use crate::{Bulletin, Chart, DocumentError};

/// The row property that every row has; of the first row of a table it becomes another.
const ROW: &str = "<w:trPr><w:cantSplit /></w:trPr>";
const HEADER_ROW: &str = "<w:trPr><w:cantSplit /><w:tblHeader /></w:trPr>";
const TABLE: &str = "<w:tbl>";
/// What the library says of every picture.
const PICTURE: &str = r#"<wp:docPr id="1" name="Figure" />"#;
const AUTHOR: &str = "<dc:creator>unknown</dc:creator>";
const LAST_AUTHOR: &str = "<cp:lastModifiedBy>unknown</cp:lastModifiedBy>";

pub(super) fn finish(
    mut parts: XMLDocx,
    bulletin: &Bulletin,
    charts: &[&Chart],
) -> Result<Vec<u8>, DocumentError> {
    let document = described(&header_rows(text(&parts.document)?)?, charts)?;
    parts.document = numbered(&document).into_bytes();
    for footer in &mut parts.footers {
        *footer = numbered(text(footer)?).into_bytes();
    }
    parts.doc_props.core = properties(text(&parts.doc_props.core)?, bulletin)?.into_bytes();
    let mut packed = Cursor::new(Vec::new());
    parts.pack(&mut packed).map_err(|error| DocumentError::Docx(error.to_string()))?;
    repacked(packed).map_err(|error| DocumentError::Docx(error.to_string()))
}

fn text(part: &[u8]) -> Result<&str, DocumentError> {
    std::str::from_utf8(part).map_err(|error| DocumentError::Docx(error.to_string()))
}

/// Another version of the library may write other words; then nothing must be left out in silence.
fn missing(what: &str) -> DocumentError {
    DocumentError::Docx(format!("the library no longer writes {what:?}"))
}

fn header_rows(document: &str) -> Result<String, DocumentError> {
    let mut tables = document.split(TABLE);
    let mut done = tables.next().unwrap_or_default().to_owned();
    for table in tables {
        let (before, after) = table.split_once(ROW).ok_or_else(|| missing(ROW))?;
        for part in [TABLE, before, HEADER_ROW, after] {
            done.push_str(part);
        }
    }
    Ok(done)
}

fn described(document: &str, charts: &[&Chart]) -> Result<String, DocumentError> {
    let mut pictures = document.split(PICTURE);
    let mut done = pictures.next().unwrap_or_default().to_owned();
    let mut charts = charts.iter().enumerate();
    for after in pictures {
        let (at, chart) = charts.next().ok_or_else(|| missing("one picture a chart"))?;
        let (number, title) = (at + 1, escaped(&chart.title));
        let description = escaped(&chart.description);
        let _ = write!(
            done,
            r#"<wp:docPr id="{number}" name="Figure {number}" title="{title}" descr="{description}" />{after}"#
        );
    }
    if charts.next().is_some() {
        return Err(missing(PICTURE));
    }
    Ok(done)
}

/// Programs that compare two states of a document know its paragraphs by these numbers.
fn numbered(document: &str) -> String {
    let mut parts = document.split(PARAGRAPH);
    let mut done = parts.next().unwrap_or_default().to_owned();
    for (number, after) in (1..).zip(parts) {
        let _ = write!(done, "{number:08X}{after}");
    }
    done
}

fn properties(core: &str, bulletin: &Bulletin) -> Result<String, DocumentError> {
    let issuer = escaped(&bulletin.issuer);
    let creator = format!(
        "<dc:creator>{issuer}</dc:creator><dc:title>{}</dc:title><dc:language>{}</dc:language>",
        escaped(&bulletin.title),
        bulletin.language
    );
    let author = format!("<cp:lastModifiedBy>{issuer}</cp:lastModifiedBy>");
    let mut core = core.to_owned();
    for (written, wanted) in [(AUTHOR, creator), (LAST_AUTHOR, author)] {
        if !core.contains(written) {
            return Err(missing(written));
        }
        core = core.replacen(written, &wanted, 1);
    }
    Ok(core)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The library stores its parts as they are and with the time of day; here they are compressed and
/// bear no time.
fn repacked(packed: Cursor<Vec<u8>>) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut from = ZipArchive::new(packed)?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name()?.into_owned();
        to.start_file(name, options)?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        to.write_all(&bytes)?;
    }
    Ok(to.finish()?.into_inner())
}
