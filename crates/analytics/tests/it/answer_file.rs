//! A Parquet file of answers gives the same figures as the interviews themselves.

use std::path::PathBuf;

use analytics::{
    AnswerColumns, AnswerFileError, DesignScope, Grain, IndexRequest, cube_of_answers, index_table,
};
use survey::table::{Column, ColumnKind, Row};
use survey::{Questionnaire, Response, UnitTree};

use crate::support::{code, county, cube, five, interview, questionnaire};

/// One line of the file.
#[derive(Clone)]
struct Answer([String; 7], f64);

impl Row for Answer {
    fn columns() -> Vec<Column<Self>> {
        let names = [
            "response_id",
            "unit_code",
            "interviewed_on",
            "stratum",
            "psu",
            "question_code",
            "answer",
        ];
        let text = |(at, name): (usize, &'static str)| {
            Column::new(name, ColumnKind::Text, move |row: &Self| row.0[at].as_str().into())
        };
        let mut columns: Vec<Column<Self>> = names.into_iter().enumerate().map(text).collect();
        columns.push(Column::new("weight", ColumnKind::Number, |row: &Self| Some(row.1).into()));
        columns
    }
}

fn lines(response: &Response) -> Vec<Answer> {
    let head = |question: &str, answer: &str| {
        let texts = [
            response.id.to_string(),
            response.unit.to_string(),
            response.interviewed_on.to_string(),
            response.stratum.as_ref().map(ToString::to_string).unwrap_or_default(),
            response.psu.as_ref().map(ToString::to_string).unwrap_or_default(),
            question.to_owned(),
            answer.to_owned(),
        ];
        Answer(texts, response.weight)
    };
    response.answers.iter().map(|(question, answer)| head(question.as_str(), answer)).collect()
}

/// 400 interviews in two towns, three villages each, over four months.
fn interviews() -> Vec<Response> {
    let answers = ["5", "4", "3", "2", "1", "dk", "ref"];
    (0..400)
        .map(|i: usize| {
            let town = if i.is_multiple_of(2) { "a" } else { "b" };
            let day = jiff::civil::date(2026, i8::try_from(7 + i % 4).expect("a month"), 3);
            let picked = [("q1", answers[i * 5 % 7]), ("q2", answers[i * 3 % 5])];
            let mut response = interview(i, town, day, &picked);
            response.stratum = Some(code(town));
            response.psu = Some(code(&format!("{town}{}", i % 3)));
            response.weight = 1.0 + (i % 7) as f64 / 3.0;
            response
        })
        .collect()
}

fn tree() -> UnitTree {
    county(&["a", "b"])
}

fn written(answers: &[Answer]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), analytics::parquet(answers).expect("Parquet")).expect("room");
    file
}

fn failure(answers: &[Answer]) -> String {
    let form = questionnaire(&[("q1", "air"), ("q2", "air")]);
    let file = written(answers);
    let failed = cube_of_answers(file.path(), &AnswerColumns::default(), &form, Grain::Category);
    failed.expect_err("the file is at fault").to_string()
}

#[test]
fn a_file_of_answers_gives_the_figures_of_the_interviews() {
    let form = questionnaire(&[("q1", "air"), ("q2", "air")]);
    let interviews = interviews();
    let answers: Vec<Answer> = interviews.iter().flat_map(lines).collect();
    let file = written(&answers);
    let of_file = cube_of_answers(file.path(), &AnswerColumns::default(), &form, Grain::Category)
        .expect("a cube");
    let of_interviews = cube(&interviews, &form);
    for design in [DesignScope::Period, DesignScope::All] {
        let request = IndexRequest {
            periods: ["2026-07", "2026-Q3", "2026"].map(|p| p.parse().expect("a period")).into(),
            design,
            ..IndexRequest::default()
        };
        let table = |cube| index_table(cube, &tree(), &five(), &request).expect("a table");
        let (a, b) = (table(&of_file), table(&of_interviews));
        // Town b was not visited in July.
        assert_eq!(a.len(), (2 + 3 + 3) * 2);
        for (a, b) in a.iter().zip(&b) {
            assert_eq!(
                (&a.unit_code, a.period, &a.category),
                (&b.unit_code, b.period, &b.category)
            );
            assert_eq!((a.n, a.responses, a.df, a.flag), (b.n, b.responses, b.df, b.flag));
            for (x, y) in [(a.index, b.index), (a.se, b.se), (a.rate_se, b.rate_se)] {
                let (x, y) = (x.expect("a figure"), y.expect("a figure"));
                assert!((x - y).abs() <= 1e-12 * y.abs(), "{x} and {y}");
            }
        }
    }
}

#[test]
fn the_design_of_all_data_counts_villages_of_other_months() {
    let form = questionnaire(&[("q1", "air"), ("q2", "air")]);
    let mut interviews = interviews();
    for response in &mut interviews {
        let month = response.interviewed_on.month();
        response.psu = response.psu.as_ref().map(|psu| code(&format!("{psu}-{month}")));
    }
    let cube = cube(&interviews, &form);
    let se = |design| {
        let request = IndexRequest {
            periods: vec!["2026-07".parse().expect("a period")],
            design,
            ..IndexRequest::default()
        };
        let table = index_table(&cube, &tree(), &five(), &request).expect("a table");
        table[0].se.expect("a standard error")
    };
    let (period, all) = (se(DesignScope::Period), se(DesignScope::All));
    assert!(period != all, "{period} for both");
}

#[test]
fn faults_of_the_file_are_named() {
    let interviews = interviews();
    let answers: Vec<Answer> = interviews[..10].iter().flat_map(lines).collect();
    let broken = |change: &dyn Fn(&mut Vec<Answer>)| {
        let mut answers = answers.clone();
        change(&mut answers);
        failure(&answers)
    };
    let unknown = broken(&|a| a[3].0[6] = "6".into());
    assert!(unknown.contains("\"6\" is not an option of question"), "{unknown}");
    let weight = broken(&|a| a[4].1 = -1.0);
    assert!(
        weight.contains("row 5") && weight.contains("\"weight\"") && weight.contains("-1"),
        "{weight}"
    );
    let day = broken(&|a| a[2].0[2] = "2026-02-30".into());
    assert!(day.contains("row 3") && day.contains("interviewed_on"), "{day}");
    let scattered = broken(&|a| a.swap(0, 5));
    assert!(scattered.contains("do not stand together"), "{scattered}");
    let psu = broken(&|a| a.iter_mut().for_each(|a| a.0[4] = "village".into()));
    assert!(psu.contains("\"village\"") && psu.contains("\"a\"") && psu.contains("\"b\""), "{psu}");
    let two_units = broken(&|a| a[1].0[1] = "b".into());
    assert!(two_units.contains("row 2") && two_units.contains("another unit_code"), "{two_units}");
    let two_weights = broken(&|a| a[3].1 += 1.0);
    assert!(
        two_weights.contains("row 4") && two_weights.contains("another weight"),
        "{two_weights}"
    );
    let twice = broken(&|a| a[1].0[5] = a[0].0[5].clone());
    assert!(twice.contains("row 2") && twice.contains("\"q1\" is answered twice"), "{twice}");
    let unit = broken(&|a| a[0].0[1] = String::new());
    assert!(unit.contains("row 1") && unit.contains("unit_code"), "{unit}");
}

#[test]
fn psu_names_may_repeat_between_strata_if_that_is_said() {
    let form = questionnaire(&[("q1", "air"), ("q2", "air")]);
    let interviews = interviews();
    let file = |cut: usize| {
        let short = |mut answer: Answer| {
            answer.0[4] = answer.0[4][cut..].to_owned();
            answer
        };
        written(&interviews.iter().flat_map(lines).map(short).collect::<Vec<_>>())
    };
    let nested = AnswerColumns { nested_psus: true, ..AnswerColumns::default() };
    let repeating =
        cube_of_answers(file(1).path(), &nested, &form, Grain::Category).expect("a cube");
    let unique = cube_of_answers(file(0).path(), &AnswerColumns::default(), &form, Grain::Category)
        .expect("a cube");
    let psus = |cube: &analytics::Cube| cube.summary().iter().map(|m| m.psus).collect::<Vec<_>>();
    assert_eq!(psus(&repeating), psus(&unique));
}

/// A file of this folder.
fn given(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/files").join(name)
}

#[test]
fn instants_are_read_in_the_unit_that_they_are_stored_in() {
    // Stored in milliseconds, while a note of the writer says microseconds; PSUs above 2⁶³.
    let form = questionnaire(&[("q1", "air"), ("q2", "air")]);
    let file = given("other_units_of_time.parquet");
    let cube =
        cube_of_answers(&file, &AnswerColumns::default(), &form, Grain::Category).expect("a cube");
    let months: Vec<String> = cube.summary().iter().map(|month| month.month.to_string()).collect();
    assert_eq!(months, ["2026-07", "2026-08"]);
    assert!(cube.summary().iter().all(|month| month.psus == 1), "{:?}", cube.summary());
}

#[test]
fn a_small_file_takes_no_large_memory() {
    // 1,568 bytes that claim eight thousand million rows.
    let form = questionnaire(&[("q1", "air")]);
    let mut columns = AnswerColumns::default();
    for (field, name) in
        [("unit", "unit_id"), ("date", "collected_at"), ("question", "question_id")]
    {
        columns.set(field, name).expect("a field");
    }
    let error = cube_of_answers(&given("bomb.parquet"), &columns, &form, Grain::Category)
        .expect_err("refused");
    assert!(matches!(error, AnswerFileError::HugeGroup { .. }), "{error}");
}

#[test]
fn more_categories_than_bits_are_refused() {
    let names: Vec<(String, String)> =
        (0..127).map(|i| (format!("q{i}"), format!("c{i}"))).collect();
    let names: Vec<(&str, &str)> = names.iter().map(|(q, c)| (q.as_str(), c.as_str())).collect();
    let answers: Vec<Answer> = interviews()[..3].iter().flat_map(lines).collect();
    let file = written(&answers);
    let refused = |form: &Questionnaire| {
        cube_of_answers(file.path(), &AnswerColumns::default(), form, Grain::Category)
    };
    refused(&questionnaire(&names[..126])).expect("as many as there are bits");
    let error = refused(&questionnaire(&names)).expect_err("refused").to_string();
    assert!(error.contains("too many categories") && error.contains("126"), "{error}");
}

#[test]
fn what_is_no_parquet_file_is_refused() {
    let form = questionnaire(&[("q1", "air")]);
    let refused = |path: PathBuf, columns: &AnswerColumns| {
        cube_of_answers(&path, columns, &form, Grain::Category).expect_err("refused")
    };
    let answers: Vec<Answer> = interviews()[..3].iter().flat_map(lines).collect();
    let whole = analytics::parquet(&answers).expect("Parquet");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in
        [("text", b"id,unit\n1,a\n".as_slice()), ("cut", &whole[..whole.len() / 2]), ("empty", b"")]
    {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("room");
        let error = refused(path, &AnswerColumns::default());
        assert!(matches!(error, AnswerFileError::Parquet(_)), "{name}: {error}");
    }
    let missing = refused(folder.path().join("none"), &AnswerColumns::default());
    assert!(matches!(missing, AnswerFileError::Unreadable(_)), "{missing}");
    let mut columns = AnswerColumns::default();
    columns.set("unit", "town").expect("a field");
    let file = written(&answers);
    let lacking = refused(file.path().to_owned(), &columns);
    assert!(lacking.to_string().contains("town"), "{lacking}");
    assert!(columns.set("colour", "x").is_err() && columns.set("unit", "").is_err());
}
