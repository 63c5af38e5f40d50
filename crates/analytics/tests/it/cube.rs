//! The cube as a thing of its own: written, read, merged.

use std::io::Write;

use analytics::{
    AnswerColumns, AnswerFileError, Cube, CubeBuilder, Grain, IndexRequest, cube_of_answers,
    index_table,
};
use proptest::prelude::*;
use survey::table::{Cell, Column, ColumnKind, IndexRow, Row};
use survey::{Mode, Questionnaire, Response};

use crate::support::{code, county, cube, five, interview, questionnaire};

fn form() -> Questionnaire {
    questionnaire(&[("q1", "air"), ("q2", "water"), ("q3", "air")])
}

/// Visits in villages and calls to people who were drawn directly.
fn interviews(count: usize) -> Vec<Response> {
    let answers = ["5", "4", "3", "2", "1", "dk", "ref"];
    (0..count)
        .map(|i| {
            let town = if i.is_multiple_of(3) { "a" } else { "b" };
            let day = jiff::civil::date(2026, i8::try_from(7 + i % 4).expect("a month"), 3);
            let picked = [("q1", answers[i * 5 % 7]), ("q2", answers[i * 3 % 5])];
            let mut response = interview(i, town, day, &picked[..=i % 2]);
            response.stratum = Some(code(town));
            response.weight = 1.0 + (i % 11) as f64 / 3.0;
            if i.is_multiple_of(5) {
                response.mode = Mode::Phone;
            } else {
                response.psu = Some(code(&format!("{town}{}", i % 4)));
            }
            response
        })
        .collect()
}

fn bytes(cube: &Cube) -> Vec<u8> {
    let mut bytes = Vec::new();
    cube.write(&mut bytes).expect("it is written");
    bytes
}

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("room");
    file
}

fn read(bytes: &[u8], form: Option<&Questionnaire>) -> Result<Cube, AnswerFileError> {
    Cube::read(file(bytes).path(), form)
}

fn table(cube: &Cube) -> Vec<IndexRow> {
    let request = IndexRequest {
        periods: ["2026-07", "2026-Q3", "2026"].map(|p| p.parse().expect("a period")).into(),
        ..IndexRequest::default()
    };
    index_table(cube, &county(&["a", "b"]), &five(), &request).expect("a table")
}

/// Exact in what is counted, and to the twelfth digit in what is summed.
fn assert_alike(a: &Cube, b: &Cube) {
    let (a, b) = (table(a), table(b));
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(&b) {
        assert_eq!((&a.unit_code, a.period, &a.category), (&b.unit_code, b.period, &b.category));
        assert_eq!((a.n, a.responses, a.df, a.flag), (b.n, b.responses, b.df, b.flag));
        for (x, y) in [(a.index, b.index), (a.se, b.se), (a.rate_se, b.rate_se), (a.deff, b.deff)] {
            assert_eq!(x.is_some(), y.is_some());
            let (x, y) = (x.unwrap_or(1.0), y.unwrap_or(1.0));
            assert!((x - y).abs() <= 1e-12 * y.abs().max(1.0), "{x} and {y}");
        }
    }
}

#[test]
fn a_written_cube_reads_back_byte_for_byte() {
    let whole = cube(&interviews(300), &form());
    let written = bytes(&whole);
    let back = read(&written, None).expect("it reads back");
    assert!(written == bytes(&back), "the bytes differ");
    assert_eq!(table(&back), table(&whole));
    assert_eq!((back.len(), back.interviews()), (whole.len(), 300));
}

#[test]
fn an_empty_cube_is_a_cube() {
    let mut builder = CubeBuilder::with_grain(Grain::Category);
    builder.add_questionnaire(&form()).expect("a questionnaire");
    let back = read(&bytes(&builder.finish()), None).expect("it reads back");
    assert!(back.is_empty());
    assert!(Cube::merged(Vec::new()).expect("nothing").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_interviews_leaves_no_trace(order in Just(interviews(60)).prop_shuffle()) {
        prop_assert!(bytes(&cube(&order, &form())) == bytes(&cube(&interviews(60), &form())));
    }

    #[test]
    fn parts_add_up_to_the_whole(parts in prop::collection::vec(0..4_usize, 120)) {
        let part = |which: usize| {
            let mine = interviews(120).into_iter().zip(&parts).filter(|(_, part)| **part == which);
            cube(&mine.map(|(interview, _)| interview).collect::<Vec<_>>(), &form())
        };
        let merged = |parts: Vec<Cube>| Cube::merged(parts).expect("alike");
        let at_once = merged((0..4).map(part).collect());
        let backwards = merged((0..4).rev().map(part).collect());
        prop_assert!(bytes(&at_once) == bytes(&backwards));
        let left = merged(vec![merged(vec![part(0), part(1)]), merged(vec![part(2), part(3)])]);
        let right = merged(vec![part(0), merged(vec![part(1), merged(vec![part(2), part(3)])])]);
        let whole = cube(&interviews(120), &form());
        for other in [&left, &right, &at_once] {
            assert_alike(other, &whole);
        }
    }
}

#[test]
fn cubes_of_different_grain_do_not_add() {
    let coarse = CubeBuilder::with_grain(Grain::Category).finish();
    let error = Cube::merged(vec![cube(&interviews(3), &form()), coarse]).expect_err("unlike");
    assert!(error.to_string().contains("build them alike"), "{error}");
}

#[test]
fn questions_with_other_options_stay_apart() {
    let mut other = form();
    other.scales[0].options.remove(2);
    let parts = vec![cube(&interviews(40), &form()), cube(&interviews(1), &other)];
    let merged = Cube::merged(parts).expect("they add");
    let written = bytes(&merged);
    assert!(written == bytes(&read(&written, None).expect("it reads back")));
}

/// A row as another engine would write it.
#[derive(Clone)]
struct Foreign {
    texts: [&'static str; 8],
    numbers: [f64; 3],
}

const NAMES: [&str; 8] =
    ["month", "stratum", "psu", "unit_code", "mode", "counted", "question_code", "option_code"];

impl Row for Foreign {
    fn columns() -> Vec<Column<Self>> {
        let text = |(at, name): (usize, &'static str)| {
            Column::new(name, ColumnKind::Text, move |row: &Self| row.texts[at].into())
        };
        let mut columns: Vec<Column<Self>> = NAMES.into_iter().enumerate().map(text).collect();
        for name in ["respondent", "option_list"] {
            columns.push(Column::new(name, ColumnKind::Count, |_| Cell::Empty));
        }
        columns.push(Column::new("category", ColumnKind::Text, |_| Cell::Empty));
        for (at, name) in ["count", "weight", "weight_squared"].into_iter().enumerate() {
            columns.push(Column::new(name, ColumnKind::Number, move |row: &Self| {
                Some(row.numbers[at]).filter(|n| n.is_finite()).into()
            }));
        }
        columns
    }
}

fn foreign() -> Vec<Foreign> {
    let texts =
        |counted, question, option| ["2026-09", "s", "p", "a", "visit", counted, question, option];
    vec![
        Foreign { texts: texts("interviews", "", ""), numbers: [2.0, f64::NAN, f64::NAN] },
        Foreign { texts: texts("respondents", "", ""), numbers: [2.0, f64::NAN, f64::NAN] },
        Foreign { texts: texts("answers", "q1", "5"), numbers: [1.0, 1.5, 2.25] },
        Foreign { texts: texts("answers", "q1", "3"), numbers: [1.0, 0.5, 0.25] },
    ]
}

#[test]
fn another_engine_can_make_a_cube() {
    let written = analytics::parquet(&foreign()).expect("Parquet");
    let error = read(&written, None).expect_err("no questions");
    assert!(error.to_string().contains("give the questionnaire"), "{error}");
    let rows = table(&read(&written, Some(&form())).expect("a cube"));
    let overall = rows.iter().find(|row| row.category == "overall").expect("a row");
    assert_eq!(
        (overall.n, overall.responses, overall.index),
        (None, None, None),
        "two are too few"
    );
}

#[test]
fn impossible_sums_are_refused_by_row_and_column() {
    let refused = |row: usize, change: &dyn Fn(&mut Foreign), column: &str| {
        let mut rows = foreign();
        change(&mut rows[row]);
        let written = analytics::parquet(&rows).expect("Parquet");
        let error = read(&written, Some(&form())).expect_err(column).to_string();
        assert!(error.contains(&format!("row {}", row + 1)), "{error}");
        assert!(error.contains(column), "{error}");
    };
    refused(0, &|r| r.texts[0] = "2026-13", "month");
    refused(0, &|r| r.texts[2] = "", "psu");
    refused(0, &|r| r.texts[3] = "", "unit_code");
    refused(0, &|r| r.texts[4] = "pigeon", "mode");
    refused(1, &|r| r.texts[5] = "rumours", "counted");
    refused(2, &|r| r.texts[6] = "q9", "option_code");
    refused(2, &|r| r.texts[7] = "6", "option_code");
    refused(2, &|r| r.numbers[0] = 0.5, "count");
    refused(2, &|r| r.numbers[0] = -1.0, "count");
    refused(2, &|r| r.numbers[1] = f64::NAN, "weight");
    refused(2, &|r| r.numbers[1] = -1.5, "weight");
    // More than one weight that is everything, less than two that are equal.
    refused(2, &|r| r.numbers[2] = 2.5, "weight_squared");
    refused(3, &|r| r.numbers = [2.0, 2.0, 1.5], "weight_squared");
}

#[test]
fn sums_of_nobody_are_refused() {
    let refused = |change: &dyn Fn(&mut Vec<Foreign>), what: &str| {
        let mut rows = foreign();
        change(&mut rows);
        let written = analytics::parquet(&rows).expect("Parquet");
        let error = read(&written, Some(&form())).expect_err(what).to_string();
        assert!(error.contains("2026-09") && error.contains(what), "{error}");
    };
    let without = |at: usize| {
        move |rows: &mut Vec<Foreign>| {
            rows.remove(at);
        }
    };
    refused(&without(0), "no row that counts interviews");
    refused(&without(1), "no row that counts respondents");
    refused(&|rows| rows[1].numbers[0] = 3.0, "more respondents than interviews");
}

#[test]
fn damage_is_an_error_and_not_a_panic() {
    let whole = bytes(&cube(&interviews(60), &form()));
    for length in [0, 3, whole.len() / 3, whole.len() - 1] {
        assert!(read(&whole[..length], None).is_err());
    }
    for at in (0..whole.len()).step_by(whole.len() / 97) {
        let mut torn = whole.clone();
        torn[at] ^= 0x55;
        // Some damage can't be told from other sums; none may end the program.
        drop(read(&torn, None));
    }
}

fn csv(interviews: &[Response], bom: bool) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    let mark = if bom { "\u{feff}" } else { "" };
    let names = "response_id,unit_code,interviewed_on,stratum,psu,question_code,answer,weight";
    writeln!(file, "{mark}{names}").expect("room");
    for i in interviews {
        for (question, answer) in &i.answers {
            let stratum = i.stratum.as_ref().map_or("", |s| s.as_str());
            let psu = i.psu.as_ref().map_or("", |p| p.as_str());
            let (id, unit, day, weight) = (i.id, &i.unit, i.interviewed_on, i.weight);
            writeln!(file, "{id},{unit},{day},{stratum},{psu},{question},{answer},{weight}")
                .expect("room");
        }
    }
    file
}

#[test]
fn answers_in_csv_make_the_same_cube() {
    let interviews = interviews(300);
    let mut builder = CubeBuilder::with_grain(Grain::Category);
    builder.add_questionnaire(&form()).expect("a questionnaire");
    for interview in &interviews {
        builder.add(interview, &form()).expect("a valid interview");
    }
    let wanted = bytes(&builder.finish());
    for bom in [false, true] {
        let file = csv(&interviews, bom);
        let cube =
            cube_of_answers(file.path(), &AnswerColumns::default(), &form(), Grain::Category);
        assert!(wanted == bytes(&cube.expect("a cube")));
    }
}

#[test]
fn a_csv_file_at_fault_is_named_by_row_and_column() {
    let failure = |change: &dyn Fn(&mut Vec<Response>)| {
        let mut interviews = interviews(9);
        change(&mut interviews);
        let file = csv(&interviews, false);
        let failed =
            cube_of_answers(file.path(), &AnswerColumns::default(), &form(), Grain::Category);
        failed.expect_err("the file is at fault").to_string()
    };
    let weight = failure(&|i| i[0].weight = -2.0);
    assert!(weight.contains("row 1") && weight.contains("weight"), "{weight}");
    let answer = failure(&|i| drop(i[1].answers.insert(code("q1"), "9".into())));
    assert!(answer.contains("\"9\" is not an option"), "{answer}");
    let twice = failure(&|i| i[8].id = i[0].id);
    assert!(twice.contains("do not stand together"), "{twice}");
    let mut short = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    writeln!(short, "response_id,unit_code\n1,a").expect("room");
    let missing =
        cube_of_answers(short.path(), &AnswerColumns::default(), &form(), Grain::Category);
    let missing = missing.expect_err("a column is missing").to_string();
    assert!(missing.contains("interviewed_on"), "{missing}");
}
