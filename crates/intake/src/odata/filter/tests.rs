//! Conditions, read and held against rows.

use proptest::prelude::*;
use survey::table::{Cell, Column, ColumnKind, Row};

use super::Condition;

struct Unit {
    name: &'static str,
    n: u64,
    index: Option<f64>,
}

impl Row for Unit {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("unit_name", ColumnKind::Text, |unit: &Self| unit.name.into()),
            Column::new("n", ColumnKind::Count, |unit: &Self| unit.n.into()),
            Column::new("index", ColumnKind::Number, |unit: &Self| {
                unit.index.map_or(Cell::Empty, Cell::Number)
            }),
        ]
    }
}

const COLUMNS: [(&str, ColumnKind); 3] =
    [("unit_name", ColumnKind::Text), ("n", ColumnKind::Count), ("index", ColumnKind::Number)];

const UNITS: [Unit; 3] = [
    Unit { name: "O'Hara", n: 40, index: Some(81.5) },
    Unit { name: "东河镇", n: 3, index: None },
    Unit { name: "West", n: 90, index: Some(-2.0) },
];

/// Names of the units that a condition lets through.
fn named(condition: &str) -> Vec<&'static str> {
    let condition = Condition::parse(condition, &COLUMNS).expect(condition);
    let columns = Unit::columns();
    UNITS.iter().filter(|unit| condition.holds(*unit, &columns)).map(|unit| unit.name).collect()
}

#[test]
fn conditions_hold_as_the_standard_says() {
    for (condition, names) in [
        ("unit_name eq 'O''Hara'", &["O'Hara"][..]),
        ("n ge 40", &["O'Hara", "West"]),
        ("n ge 40 and not (unit_name eq 'West')", &["O'Hara"]),
        // `and` binds before `or`.
        ("n eq 3 or n eq 90 and index gt 0", &["东河镇"]),
        ("(n eq 3 or n eq 90) and index lt 0", &["West"]),
        ("index eq null", &["东河镇"]),
        ("index ne null", &["O'Hara", "West"]),
        ("null lt index", &[]),
        ("index lt 1e3", &["O'Hara", "West"]),
        ("index eq -2", &["West"]),
        ("index ne 81.5", &["东河镇", "West"]),
        ("contains(unit_name, '河') or startswith(tolower(unit_name),'we')", &["东河镇", "West"]),
        ("endswith(toupper(unit_name), 'RA')", &["O'Hara"]),
    ] {
        assert_eq!(named(condition), names, "{condition}");
    }
}

#[test]
fn what_can_not_be_read_is_told() {
    for (condition, told) in [
        ("", "ends where a value"),
        ("colour eq 'red'", "no column \"colour\"; the columns are unit_name, n, index"),
        ("n eq 'x'", "a text and a number"),
        ("n eq", "ends where a value"),
        ("n like 3", "none of eq"),
        ("n eq 3 3", "after the end"),
        ("n eq 3)", "after the end"),
        ("(n eq 3", "where \")\" belongs"),
        ("unit_name eq 'x", "no closing"),
        ("length(unit_name) gt 3", "no function \"length\""),
        ("contains(n, 'x')", "something else than a text"),
        ("n eq (n eq 3)", "where a value belongs"),
        ("n eq 3 and", "ends where a value"),
        ("n eq NaN", "no column \"NaN\""),
        ("n eq 1e999", "neither a word nor a number"),
    ] {
        let error = Condition::parse(condition, &COLUMNS).expect_err(condition);
        assert!(error.contains(told), "{condition}: {error}");
    }
}

#[test]
fn nesting_and_length_have_an_end() {
    let nested = format!("{}n eq 3{}", "(".repeat(1_000), ")".repeat(1_000));
    assert!(Condition::parse(&nested, &COLUMNS).expect_err("too deep").contains("nested"));
    let denied = format!("{}n eq 3", "not ".repeat(900));
    assert!(Condition::parse(&denied, &COLUMNS).expect_err("too deep").contains("nested"));
    let long = format!("unit_name eq '{}'", "x".repeat(5_000));
    assert!(Condition::parse(&long, &COLUMNS).expect_err("too long").contains("bytes"));
}

#[test]
fn the_texts_of_a_column_are_known_where_the_condition_says_them() {
    for (condition, texts) in [
        ("unit_name eq 'a'", Some(vec!["a"])),
        ("'a' eq unit_name and n gt 3", Some(vec!["a"])),
        ("(unit_name eq 'a' and n gt 3) or unit_name eq 'b'", Some(vec!["a", "b"])),
        ("unit_name eq 'a' or n gt 3", None),
        ("not (unit_name eq 'a')", None),
        ("unit_name ne 'a'", None),
    ] {
        let read = Condition::parse(condition, &COLUMNS).expect(condition);
        assert_eq!(read.texts_of(0), texts, "{condition}");
    }
}

proptest! {
    #[test]
    fn no_text_brings_it_down(text in "[a-z0-9 '(),.eqnot_-]{0,60}|.{0,40}") {
        drop(Condition::parse(&text, &COLUMNS));
    }

    #[test]
    fn a_text_is_found_whatever_stands_in_it(name in ".{0,20}") {
        let condition = format!("unit_name eq '{}'", name.replace('\'', "''"));
        let read = Condition::parse(&condition, &COLUMNS).expect("a condition");
        prop_assert_eq!(read.texts_of(0), Some(vec![name.as_str()]));
    }
}
