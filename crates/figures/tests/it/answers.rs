//! Files of single answers.

use analytics::{AnswerColumns, Grain, IndexRequest, cube_of_answers};
use figures::{
    AnswerExport, AnswerRequest, Figures, FiguresError, Selection, Written, answer_codebook,
};
use jiff::civil::date;
use survey::RoundKind::{Mock, Official};
use survey::table::{AnswerRow, CodebookRow, Entry, Row};

use crate::support::{Survey, code};

fn csv(survey: &Survey, request: &AnswerRequest) -> (String, Written) {
    let export = AnswerExport::new(&survey.store, request).expect("an export");
    let mut bytes = Vec::new();
    let mut told = Vec::new();
    let progress = |responses| told.push(responses);
    let written = export.write_csv(&survey.store, &mut bytes, progress).expect("it is written");
    assert!(told.is_sorted() && told.last().is_none_or(|last| *last == written.responses));
    (String::from_utf8(bytes).expect("UTF-8"), written)
}

/// More than one page of official interviews in two months, and mock ones.
fn survey() -> Survey {
    let survey = Survey::new("a", 5);
    survey.more_interviews("a", Official, 0..30, "5", date(2026, 7, 3));
    survey.more_interviews("a", Official, 30..2_100, "3", date(2026, 8, 3));
    survey.more_interviews("a", Mock, 0..9, "1", date(2026, 8, 3));
    survey
}

#[test]
fn each_answer_is_a_line_in_order_of_arrival() {
    let survey = survey();
    let (text, written) = csv(&survey, &AnswerRequest::default());
    assert_eq!(written, Written { responses: 2_100, answers: 2_100 });
    let lines: Vec<&str> = text.lines().collect();
    let names: Vec<_> = AnswerRow::columns().iter().map(|column| column.name).collect();
    assert_eq!(lines[0], names.join(","));
    let id = |number: u128| uuid::Uuid::from_u128(number);
    assert_eq!(
        lines[1],
        format!("{},a-Official,t1,visit,2026-07-03,,,1,air,air,5,5,substantive", id(0))
    );
    for number in 0..2_100 {
        assert!(lines[number + 1].starts_with(&id(number as u128).to_string()), "{number}");
    }
    assert_eq!(lines.len(), 2_101);
}

#[test]
fn a_request_narrows_it_down() {
    let survey = survey();
    let count = |request: AnswerRequest| csv(&survey, &request).1.answers;
    let july = Some("2026-07".parse().expect("a period"));
    let within = |unit| Some(vec![code(unit)]);
    assert_eq!(count(AnswerRequest { period: july, ..AnswerRequest::default() }), 30);
    assert_eq!(count(AnswerRequest { within: within("t1"), ..AnswerRequest::default() }), 700);
    assert_eq!(count(AnswerRequest { within: within("city"), ..AnswerRequest::default() }), 2_100);
    assert_eq!(count(AnswerRequest { within: Some(vec![]), ..AnswerRequest::default() }), 0);
    let selection = Selection { kind: Mock, ..Selection::default() };
    let mock = AnswerRequest { selection, ..AnswerRequest::default() };
    assert_eq!(count(mock.clone()), 9);
    let export = AnswerExport::new(&survey.store, &mock).expect("an export");
    assert_eq!(export.expected(&survey.store).expect("a count"), 9);
}

/// Scoring a file gives the figures that scoring the database gives.
#[test]
fn both_formats_are_scored_as_the_database_is() {
    let survey = survey();
    let (text, written) = csv(&survey, &AnswerRequest::default());
    let export = AnswerExport::new(&survey.store, &AnswerRequest::default()).expect("an export");
    let mut parquet = Vec::new();
    let same = export.write_parquet(&survey.store, &mut parquet, |_| {}).expect("it is written");
    assert_eq!(same, written);
    let stored = Figures::load(&survey.store, &Selection::default()).expect("figures");
    let rows = |figures: &Figures| {
        let periods = ["2026-07", "2026-Q3"].map(|period| period.parse().expect("a period"));
        let request = IndexRequest { periods: periods.to_vec(), ..IndexRequest::default() };
        figures.index_table(&figures::Cut::default(), &request).expect("a table")
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [("answers.csv", text.into_bytes()), ("answers.parquet", parquet)] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let form = stored.questionnaire();
        let columns = AnswerColumns::default();
        let cube = cube_of_answers(&path, &columns, form, Grain::Question).expect("a cube");
        let (tree, form) = (stored.tree().clone(), form.clone());
        let filed = Figures::of_cube(cube, tree, form, stored.schemes().to_vec());
        assert_eq!(rows(&filed), rows(&stored), "{name}");
    }
}

#[test]
fn a_full_disk_is_an_error_and_ends_the_reading() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let survey = survey();
    let export = AnswerExport::new(&survey.store, &AnswerRequest::default()).expect("an export");
    let failed = export.write_csv(&survey.store, &mut Full(50_000), |_| {});
    assert!(matches!(failed, Err(FiguresError::Output(error)) if
        error.kind() == std::io::ErrorKind::StorageFull));
}

#[test]
fn the_codebook_explains_every_code() {
    let survey = survey();
    let rows = answer_codebook(&survey.store, None).expect("a codebook");
    let of = |entry| {
        let rows = rows.iter().filter(|row: &&CodebookRow| row.entry == entry);
        rows.map(|row| row.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of(Entry::Question), ["air"]);
    assert_eq!(of(Entry::Option), ["5", "4", "3", "2", "1"]);
    assert_eq!(of(Entry::Unit), ["city", "t1", "t2", "t3"]);
    assert_eq!(of(Entry::Column).len(), AnswerRow::columns().len());
    assert!(answer_codebook(&survey.store, Some(&code("b"))).is_err());
}
