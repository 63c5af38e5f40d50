//! The value: frozen once, read for years.

use documents::{Bulletin, Cell, DocumentError, Revision};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::chinese;

#[test]
fn what_is_read_back_is_written_the_same_to_the_byte() {
    let bulletin = chinese();
    let json = bulletin.canonical().expect("nothing against it");
    let read = Bulletin::read(&json).expect("its own JSON");
    assert_eq!(read, bulletin);
    assert_eq!(read.canonical().expect("the same"), json);
    assert_eq!(read.digest().expect("a digest").len(), 64);
}

/// Published bulletins lie in databases for years: another shape needs another format.
#[test]
fn the_shape_is_the_one_that_was_frozen() {
    let mut bulletin = chinese();
    for section in &mut bulletin.sections {
        for chart in &mut section.charts {
            chart.svg = r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#.to_owned();
        }
    }
    bulletin.attachments[0].tables[0].rows.truncate(1);
    insta::assert_snapshot!(bulletin.canonical().expect("nothing against it"));
}

proptest! {
    #[test]
    fn figures_keep_their_last_bit(number in prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL) {
        let mut bulletin = chinese();
        bulletin.sections[1].tables[0].rows[0][1] = Cell::Number(number);
        let json = bulletin.canonical().expect("nothing against it");
        let read = Bulletin::read(&json).expect("its own JSON");
        let Cell::Number(same) = read.sections[1].tables[0].rows[0][1] else {
            panic!("{number} became {:?}", read.sections[1].tables[0].rows[0][1])
        };
        prop_assert_eq!(same.to_bits(), number.to_bits());
        prop_assert_eq!(read.canonical().expect("the same"), json);
    }
}

fn refused(change: impl FnOnce(&mut Value)) -> String {
    let json = chinese().canonical().expect("nothing against it");
    let mut value: Value = serde_json::from_str(&json).expect("JSON");
    change(&mut value);
    Bulletin::read(&value.to_string()).expect_err("refused").to_string()
}

#[test]
fn what_the_program_does_not_know_is_refused() {
    assert!(refused(|v| v["colour"] = "red".into()).contains("colour"));
    assert!(refused(|v| v["format"] = "manyi-bulletin/2".into()).contains("manyi-bulletin/2"));
    assert!(refused(|v| v["language"] = "zh".into()).contains("zh-CN"));
    assert!(refused(|v| v["method"]["seed"] = 1.into()).contains("seed"));
    assert!(refused(|v| v["period"] = "2026-Q5".into()).contains("2026-Q5"));
}

fn codes(change: impl FnOnce(&mut Bulletin)) -> Vec<String> {
    let mut bulletin = chinese();
    change(&mut bulletin);
    bulletin.problems().iter().map(|p| format!("{} {}", p.code, p.path)).collect()
}

#[test]
fn each_problem_has_a_code_and_a_place() {
    assert_eq!(codes(|_| ()), [""; 0]);
    assert_eq!(codes(|b| b.title = " ".into()), ["empty /title"]);
    assert_eq!(codes(|b| b.method.design.clear()), ["empty /method"]);
    assert_eq!(codes(|b| b.preamble.push("a\nb".into())), ["control_character /preamble/1"]);
    let second = Revision { number: 2, reason: None };
    assert_eq!(codes(|b| b.revision = second), ["revision_reason /revision/reason"]);
    let cell = |cell: Cell| codes(|b| b.sections[1].tables[0].rows[0][1] = cell);
    let place = ["cell_kind /sections/1/tables/0/rows/0/1"];
    assert_eq!(cell(Cell::Number(f64::NAN)), place);
    assert_eq!(cell(Cell::from("8")), place);
    assert_eq!(cell(Cell::Count(8)), place);
    assert_eq!(cell(Cell::Withheld), [""; 0]);
    let short = codes(|b| b.sections[1].tables[0].rows[0].truncate(2));
    assert_eq!(short, ["cells /sections/1/tables/0/rows/0"]);
    let svg = codes(|b| b.sections[0].charts[0].svg = "<svg".into());
    assert_eq!(svg, ["svg /sections/0/charts/0/svg"]);
}

#[test]
fn no_renderer_takes_a_bulletin_with_problems() {
    let mut bulletin = chinese();
    bulletin.title.clear();
    let never = |_: &str| panic!("nothing is drawn");
    let errors = [
        documents::html::page(&bulletin).err(),
        documents::docx(&bulletin, &never).err(),
        documents::xlsx(&bulletin).err(),
    ];
    for error in errors {
        assert!(matches!(error, Some(DocumentError::Bulletin(_))), "{error:?}");
    }
}
