//! Surveys that nobody here made, from the file to the index table, against figures computed
//! independently with pandas and R.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::support::{Desk, shared, workspace};

/// Columns of a CSV by name.
struct Table {
    columns: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn parse(text: &str) -> Self {
        // Neither file quotes: a test that needs no CSV library reads what a shell tool would.
        let mut lines =
            text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let columns = header.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
        Self { columns, rows: lines.collect() }
    }

    fn get<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        &row[self.columns[column]]
    }
}

/// Imports files under a mapping and scores every question.
fn scored(
    data: &Path,
    mapping: &str,
    files: &[&str],
    level: &str,
    periods: &[&str],
) -> (Desk, Table) {
    let desk = Desk::with_database();
    let mapping = workspace().join("fixtures/mappings").join(mapping);
    let files: Vec<PathBuf> = files.iter().map(|file| data.join(file)).collect();
    let mut args = vec!["import", "responses"];
    args.extend(files.iter().map(|file| file.to_str().expect("UTF-8")));
    args.extend(["--mapping", mapping.to_str().expect("UTF-8")]);
    let first = desk.run(&args);
    assert!(matches!(first.code, 0 | 1), "{}", first.stderr);
    let again = desk.run(&args);
    assert!(
        again.stderr.contains("responses: 0 stored"),
        "the same file twice is a no-op: {}",
        again.stderr
    );
    let mut args = vec![
        "score",
        "--level",
        level,
        "--by",
        "question",
        "--scheme",
        "equal_steps",
        "--suppress-below",
        "0",
        "--format",
        "csv",
        "--period",
    ];
    args.extend(periods);
    let table = Table::parse(&desk.done(&args));
    (desk, table)
}

/// Largest difference between our table and the expected rows; panics at a missing cell.
fn largest_difference(
    ours: &Table,
    expected: &Table,
    unit_code: impl Fn(&str) -> Option<String>,
    period: impl Fn(&str) -> Option<String>,
) -> (usize, f64) {
    let by_key: HashMap<(&str, &str, &str), &Vec<String>> = ours
        .rows
        .iter()
        .map(|row| {
            ((ours.get(row, "unit_code"), ours.get(row, "period"), ours.get(row, "category")), row)
        })
        .collect();
    let (mut compared, mut largest) = (0, 0.0_f64);
    for row in &expected.rows {
        let (Some(unit), Some(period)) =
            (unit_code(expected.get(row, "unit")), period(expected.get(row, "period")))
        else {
            continue;
        };
        let question = expected.get(row, "question").trim_start_matches("satisfaction_");
        let valid: u64 = expected.get(row, "n_valid").parse().expect("a count");
        let Some(cell) = by_key.get(&(unit.as_str(), period.as_str(), question)) else {
            assert_eq!(valid, 0, "{unit} {period} {question} is missing");
            continue;
        };
        assert_eq!(
            ours.get(cell, "n").parse::<u64>().expect("n"),
            valid,
            "{unit} {period} {question}"
        );
        if valid == 0 {
            assert_eq!(ours.get(cell, "index"), "", "{unit} {period} {question}");
            continue;
        }
        let number = |table: &Table, row: &[String], column: &str| -> f64 {
            table
                .get(row, column)
                .parse()
                .unwrap_or_else(|_| panic!("{unit} {period} {question}: {column}"))
        };
        let mean = (number(ours, cell, "index") - number(expected, row, "mean_0_100")).abs();
        let top2 = (number(ours, cell, "rate") * 100.0 - number(expected, row, "top2_pct")).abs();
        largest = largest.max(mean).max(top2);
        compared += 1;
    }
    (compared, largest)
}

/// The expected figures are rounded to four decimals.
const ROUNDING: f64 = 0.5e-4 + 1e-9;

/// Shown with `--nocapture`.
#[expect(clippy::print_stdout, reason = "the evidence is asked for by name")]
fn report(survey: &str, compared: usize, largest: f64) {
    println!("{survey}: {compared} cells, largest difference {largest:e}");
}

#[test]
fn kansas_city_meets_the_expected_figures() {
    let Some(shared) = shared() else { return };
    let files = ["kcmo_2021q3_sep.csv", "kcmo_2022q1_mar.csv"];
    let expected =
        std::fs::read_to_string(shared.join("data/expected/kcmo_reference.csv")).expect("a file");
    let expected = Table::parse(&expected);
    let periods = |label: &str| match label {
        "1QSEP2021" => Some("2021-09".to_owned()),
        "3QMAR2022" => Some("2022-03".to_owned()),
        _ => None,
    };
    let (_desk, districts) = scored(
        &shared.join("data/kansas-city"),
        "kansas-city.toml",
        &files,
        "council_district",
        &["2021-09", "2022-03"],
    );
    let code_of = |unit: &str| {
        districts
            .rows
            .iter()
            .map(|row| districts.get(row, "unit_code"))
            .find(|code| code.rsplit('/').next() == Some(unit))
            .map(str::to_owned)
    };
    let (compared, largest) = largest_difference(&districts, &expected, code_of, periods);
    report("kansas-city districts", compared, largest);
    assert!(compared >= 900, "{compared} cells");
    assert!(largest <= ROUNDING, "{largest}");

    let (_desk, city) = scored(
        &shared.join("data/kansas-city"),
        "kansas-city.toml",
        &files,
        "city",
        &["2021-09", "2022-03"],
    );
    let root = city.get(&city.rows[0], "unit_code").to_owned();
    let (compared, largest) =
        largest_difference(&city, &expected, |unit| (unit == "ALL").then(|| root.clone()), periods);
    report("kansas-city city", compared, largest);
    assert!(compared >= 160, "{compared} cells");
    assert!(largest <= ROUNDING, "{largest}");
}

/// Share naming a service × (1 − share satisfied), counted straight from the file: whoever named
/// something or said that they name nothing is in the base.
#[test]
fn kansas_city_names_the_priorities_that_the_file_holds() {
    let Some(shared) = shared() else { return };
    let files = ["kcmo_2021q3_sep.csv"];
    let data = shared.join("data/kansas-city");
    let periods = ["2021-09"];
    let (desk, city) = scored(&data, "kansas-city.toml", &files, "city", &periods);
    let text = std::fs::read_to_string(data.join(files[0])).expect("a file");
    let people = Table::parse(&text);
    let picks = |row: &Vec<String>| -> Vec<String> {
        let picks = ["q4_01", "q4_02", "q4_03"].map(|column| people.get(row, column).to_owned());
        picks.into_iter().filter(|pick| pick != "NA").collect()
    };
    let asked = people.rows.iter().filter(|row| !picks(row).is_empty()).count();
    let root = city.get(&city.rows[0], "unit_code").to_owned();
    let args = ["priority", "--unit", &root, "--period", "2021-09", "--scheme", "equal_steps"];
    let ours = Table::parse(&desk.done(&[&args[..], &["--format", "csv"]].concat()));
    let mut compared = 0;
    for row in &ours.rows {
        let Some(service) = ours.get(row, "driver").strip_prefix("service_") else { continue };
        let number: u32 = service.parse().expect("a number");
        let naming = people.rows.iter().filter(|row| picks(row).contains(&number.to_string()));
        let share = naming.count() as f64 / asked as f64;
        let satisfied = city
            .rows
            .iter()
            .find(|row| city.get(row, "category") == format!("q3_{service}"))
            .map(|row| city.get(row, "rate").parse::<f64>().expect("a rate"))
            .expect("the question of the service");
        let figure = |name| ours.get(row, name).parse::<f64>().expect("a figure");
        assert_eq!(ours.get(row, "asked"), asked.to_string());
        assert!((figure("named_share") - share).abs() < 1e-12, "{service}");
        assert!((figure("priority_rating") - share * (1.0 - satisfied)).abs() < 1e-12);
        compared += 1;
    }
    assert_eq!(compared, 16);
    // The streets, which most people name and few are satisfied with.
    assert_eq!(ours.get(&ours.rows[0], "driver"), "service_03");
}

#[test]
fn malawi_meets_the_expected_figures() {
    let Some(shared) = shared() else { return };
    let data = shared.join("data/malawi-water");
    let expected =
        std::fs::read_to_string(shared.join("data/expected/malawi_reference.csv")).expect("a file");
    let expected = Table::parse(&expected);
    let (_desk, ours) = scored(
        &data,
        "malawi-water.toml",
        &["waterconsumersurvey.csv"],
        "traditional_authority",
        &["2021-09"],
    );
    let code_of = |unit: &str| {
        ours.rows
            .iter()
            .map(|row| ours.get(row, "unit_code"))
            .find(|code| code.rsplit('/').next() == Some(unit))
            .map(str::to_owned)
    };
    let (compared, largest) =
        largest_difference(&ours, &expected, code_of, |period| Some(period.to_owned()));
    report("malawi-water", compared, largest);
    assert_eq!(compared, 50);
    assert!(largest <= ROUNDING, "{largest}");
}

#[test]
fn somerville_comes_in_with_its_errors_listed() {
    let Some(shared) = shared() else { return };
    let (desk, wards) = scored(
        &shared.join("data/somerville"),
        "somerville.toml",
        &["somerville_2011_2013_2015.csv"],
        "ward",
        &["2013", "2015"],
    );
    assert!(wards.rows.len() > 100, "{} rows", wards.rows.len());
    let rejects = std::fs::read_to_string(desk.path("rejects.csv")).expect("a list of rejects");
    assert!(rejects.starts_with("file,line,column,value,code,reason\n"), "{}", &rejects[..80]);
    assert!(rejects.lines().any(|line| line.contains(",33,")), "the 33 of a 1–10 item is listed");
}
