//! XLSX files, made here part by part.

use std::io::{Cursor, Write};

use exchange::{Mapping, Standard, questionnaire_of};
use zip::write::SimpleFileOptions;

use crate::support::{HEAD, TestFile, mapping, take};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const STYLES: &str = r#"<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#;

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("memory");
        zip.write_all(contents).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// A workbook with a sheet whose rows are given as XML.
fn workbook(rows: &str) -> Vec<u8> {
    workbook_of(&[("数据", rows.to_owned())])
}

/// A workbook with sheets whose rows are given as XML. Its second style is a date.
pub(crate) fn workbook_of(sheets: &[(&str, String)]) -> Vec<u8> {
    let numbered = || (1..).zip(sheets);
    let relation = |id: usize, kind: &str, target: &str| {
        format!(r#"<Relationship Id="r{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
    };
    let relations = |each: &str| {
        format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>"#)
    };
    let name = |(n, (name, _)): (usize, &(&str, String))| {
        format!(r#"<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>"#)
    };
    let names: String = numbered().map(name).collect();
    let targets: String = numbered()
        .map(|(n, _)| relation(n, "worksheet", &format!("worksheets/s{n}.xml")))
        .chain([relation(0, "styles", "styles.xml")])
        .collect();
    let mut parts = vec![
        ("_rels/.rels".to_owned(), relations(&relation(1, "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(&targets)),
        (
            "xl/styles.xml".to_owned(),
            format!(r#"<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>"#),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>"#
            ),
        ),
    ];
    parts.extend(numbered().map(|(n, (_, rows))| {
        let sheet =
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#);
        (format!("xl/worksheets/s{n}.xml"), sheet)
    }));
    let parts: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
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

/// References that no sheet has, in rows, cells and the extent of the sheet.
#[test]
fn references_beyond_all_sheets_are_refused() {
    let far = ["A99999999999", "99999999999", "A4294967296", "ZZZZZZZZZZ3", "A0", "A", "", "é3"];
    for far in far {
        let cell = format!(r#"{}<row r="3">{}</row>"#, header(), text(far, "x"));
        let row = format!(r#"{}<row r="{far}">{}</row>"#, header(), text("A3", "x"));
        for rows in [cell, row] {
            let file = TestFile::new("f.xlsx", workbook(&rows));
            if let Err(error) = take(file.path(), &day_mapping()) {
                assert_eq!(error.code(), "not_xlsx", "{far}");
            }
            let form = questionnaire_of("form.xlsx", &workbook(&rows), Standard::AsAsked);
            let code = form.expect_err("no form").code();
            assert!(["not_xlsx", "bad_settings"].contains(&code), "{far}: {code}");
        }
    }
    let far = format!(r#"{}<row r="3">{}</row>"#, header(), text("A99999999999", "x"));
    let refused = questionnaire_of("form.xlsx", &workbook(&far), Standard::AsAsked);
    assert_eq!(refused.expect_err("refused").code(), "not_xlsx");
}
