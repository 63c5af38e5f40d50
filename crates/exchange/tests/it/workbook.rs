//! XLSX files, made here part by part.

use std::io::{Cursor, Write};

use exchange::Mapping;
use zip::write::SimpleFileOptions;

use crate::support::{HEAD, TestFile, mapping, take};

const PARTS: [(&str, &str); 5] = [
    (
        "_rels/.rels",
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/styles.xml",
        r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
    ),
];

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("memory");
        zip.write_all(contents).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// A workbook with one sheet whose rows are given as XML.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let mut parts: Vec<(&str, &[u8])> = PARTS.iter().map(|(n, c)| (*n, c.as_bytes())).collect();
    parts.push(("xl/worksheets/sheet1.xml", sheet.as_bytes()));
    archive(&parts)
}

fn text(at: &str, value: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>"#)
}

fn header() -> String {
    let names = ["id", "unit", "q1", "q2", "why", "day"];
    let cells = names.iter().zip('A'..).map(|(name, at)| text(&format!("{at}2"), name));
    format!(r#"<row r="2">{}</row>"#, cells.collect::<String>())
}

fn day_mapping() -> Mapping {
    mapping(
        &HEAD
            .replace("{ value = \"2026-03-15\" }", "{ column = 'day', format = '%m/%d/%Y' }")
            .replace("[fields]", "[file]\nsheet = '数据'\nskip_lines = 1\n\n[fields]"),
    )
}

#[test]
fn numbers_dates_gaps_and_titles_of_a_sheet_are_read() {
    let rows = format!(
        r#"<row r="1">{}</row>{}<row r="3"><c r="A3"><v>1</v></c>{}<c r="D3"><v>2</v></c><c r="F3" s="1"><v>46090</v></c></row><row r="4"><c r="F4" s="1"/></row><row r="7"><c r="A7"><v>2</v></c>{}{}<c r="F7" s="1"><v>46090</v></c></row>"#,
        text("A1", "满意度调查"),
        header(),
        text("B3", "t1"),
        text("B7", "t1"),
        text("C7", "splendid"),
    );
    let file = TestFile::new("f.xlsx", workbook(&rows));
    let taken = take(file.path(), &day_mapping()).expect("rows");
    assert_eq!(taken.answers(0), "q2=2 why!");
    assert_eq!(taken.responses[0].interviewed_on.to_string(), "2026-03-09");
    assert_eq!(taken.faults(), [(7, "q1", "unknown_option")]);
}

#[test]
fn faults_of_workbooks_are_named() {
    let named = |bytes: Vec<u8>, mapping: &Mapping| {
        let file = TestFile::new("f.xlsx", bytes);
        take(file.path(), mapping).expect_err("refused").code()
    };
    assert_eq!(named(b"id,unit\n1,t1\n".to_vec(), &day_mapping()), "not_xlsx");
    assert_eq!(named(archive(&[("a", b"b")]), &day_mapping()), "not_xlsx");
    let mut other = day_mapping();
    other.file.sheet = Some("Sheet9".to_owned());
    assert_eq!(named(workbook(&header()), &other), "missing_sheet");
    let wide = format!(r#"{}<row r="3">{}</row>"#, header(), text("Z3", "beyond the header"));
    assert_eq!(named(workbook(&wide), &day_mapping()), "unequal_fields");
    assert_eq!(named(workbook(""), &day_mapping()), "empty_file");
}
