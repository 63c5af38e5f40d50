//! Input made by chance or malice never panics, and nothing is lost on the way.

use std::path::Path;

use exchange::{ExchangeError, Mapping, collect_units};
use proptest::prelude::*;
use survey::UnitTree;

use crate::support::{HEAD, TestFile, mapping, take, take_in};

const FIELDS: usize = 7;

/// A mapping that uses most features.
fn broad() -> Mapping {
    let text = HEAD
        .replace("mode = { value = \"visit\" }", "mode = { column = 'mode' }")
        .replace(
            "date = { value = \"2026-03-15\" }",
            "date = { column = 'day', skip = 1, format = '%Y-%m-%d' }",
        )
        .replace(
            "unit = { column = \"unit\" }",
            "unit = { levels = [{ column = 'unit', level = 'town' }], blank_level = 'reject' }\n\
             weight = { column = 'weight', if_blank = '1' }",
        );
    mapping(&format!("invalid_answer = 'reject_answer'\n{text}\n[answers]\nabsent = ['why']"))
}

fn csv_of(rows: &[[String; FIELDS]]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["id", "mode", "day", "unit", "weight", "q1", "q2"]).expect("memory");
    for row in rows {
        csv.write_record(row).expect("memory");
    }
    csv.into_inner().expect("memory")
}

/// Often something sensible, often something near it, sometimes anything.
fn a_field() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "1", "2", "3", "a", "b", "满意", "visit", "phone", "x2026-03-02", "=1+1", "", " ", "t1",
            "-1", "NaN", "1e999", "不 了解", "\"", "a,b", "'", "2026-03-02", "x2026-02-30",
        ])
        .prop_map(str::to_owned),
        1 => "[^\0]{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_bytes_end_in_rows_or_a_named_error(bytes in prop::collection::vec(any::<u8>(), 0..400), gb in any::<bool>()) {
        let mut mapping = broad();
        if gb {
            mapping.file.encoding = exchange::mapping::Encoding::Gb18030;
        }
        let file = TestFile::new("f.csv", &bytes);
        if let Err(error) = take(file.path(), &mapping) {
            prop_assert!(matches!(&error, ExchangeError::Fault(fault) if !fault.code.is_empty()));
            prop_assert!(error.to_string().contains("f.csv"));
        }
        let workbook = TestFile::new("f.xlsx", &bytes);
        prop_assert!(take(workbook.path(), &mapping).is_err());
    }

    #[test]
    fn any_bytes_after_a_good_header_end_in_rows_or_a_named_error(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut contents = csv_of(&[]);
        contents.extend(bytes);
        let file = TestFile::new("f.csv", &contents);
        if let Err(error) = take(file.path(), &broad()) {
            prop_assert!(matches!(error, ExchangeError::Fault(fault) if fault.line.is_some()));
        }
    }

    #[test]
    fn every_row_is_accepted_or_rejected(
        rows in prop::collection::vec(prop::array::uniform7(a_field()), 0..12),
    ) {
        let file = TestFile::new("f.csv", csv_of(&rows));
        let mapping = broad();
        let units = collect_units(&[file.path()], &mapping).expect("units");
        let tree = UnitTree::new(units).expect("a tree");
        let taken = take_in(file.path(), &mapping, &tree).expect("a sound file");
        prop_assert_eq!(taken.responses.len() + taken.rejected_rows, rows.len());
        prop_assert!(taken.rejects.len() >= taken.rejected_rows);
        let mut list = Vec::new();
        exchange::write_rejects(&mut list, &taken.rejects).expect("memory");
        for field in csv::Reader::from_reader(&*list).records().flatten().flat_map(|r| r.iter().map(str::to_owned).collect::<Vec<_>>()) {
            prop_assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field:?}");
        }
    }

    #[test]
    fn any_text_as_a_mapping_never_panics(text in "\\PC{0,200}") {
        let _ = Mapping::parse(&text, "m.toml", Path::new("/nowhere"));
    }

    #[test]
    fn a_mapping_with_any_value_in_any_place_never_panics(
        key in prop::sample::select(vec![
            "source", "file", "file.delimiter", "file.skip_lines", "file.blank", "fields", "fields.id",
            "fields.id.key", "fields.mode", "fields.date.format", "fields.date.skip", "fields.date.month",
            "fields.unit.levels", "fields.unit.lookup", "fields.weight", "answers.scales.x.aliases",
            "answers.questions", "rounds", "questionnaire", "questionnaire.scales", "nonsense.a.b",
        ]),
        value in prop_oneof![
            Just("1".to_owned()), Just("-1".to_owned()), Just("1e400".to_owned()), Just("[]".to_owned()),
            Just("[[], {}]".to_owned()), Just("{}".to_owned()), Just("{ a = { b = [1, {}] } }".to_owned()),
            Just("true".to_owned()), Just("2026-03-01".to_owned()),
            "[%A-Za-z0-9 .:;=-]{0,10}".prop_map(|s| format!("'{s}'")),
        ],
    ) {
        let text = format!("{key} = {value}");
        let error = Mapping::parse(&text, "m.toml", Path::new("/nowhere")).expect_err("never whole");
        let named = matches!(&error, ExchangeError::Settings { problems, .. } if !problems.is_empty());
        prop_assert!(named, "{error}");
    }
}
