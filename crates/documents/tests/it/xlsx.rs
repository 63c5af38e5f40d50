//! XLSX: the figures of a bulletin for whoever wants to count again.

use documents::xlsx;

use crate::support::{chinese, part};

#[test]
fn every_table_has_a_sheet_and_every_figure_all_its_digits() {
    let file = xlsx(&chinese()).expect("a workbook");
    let book = part(&file, "xl/workbook.xml");
    let names = book.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    assert_eq!(names.collect::<Vec<_>>(), ["说明", "题项", "排名", "排名图", "回答分布"]);
    let ranking = part(&file, "xl/worksheets/sheet3.xml");
    assert!(ranking.contains("<v>93.245</v>"), "unrounded");
    // The two towns without a rank have a name and a number of interviews, and nothing else.
    let without = ranking.split("<row r=\"26\"").nth(1).and_then(|row| row.split("</row>").next());
    assert_eq!(without.expect("a row").matches("<c ").count(), 3);
}

#[test]
fn the_sheet_on_the_method_holds_all_of_it() {
    let bulletin = chinese();
    let texts = part(&xlsx(&bulletin).expect("a workbook"), "xl/sharedStrings.xml");
    for (label, text) in bulletin.method.entries(bulletin.language) {
        assert!(texts.contains(label) && texts.contains(&text), "{label}: {text}");
    }
    assert!(texts.contains(&bulletin.digest().expect("a digest")));
}

#[test]
fn the_same_bulletin_makes_the_same_bytes() {
    assert_eq!(xlsx(&chinese()).expect("a workbook"), xlsx(&chinese()).expect("a workbook"));
}
