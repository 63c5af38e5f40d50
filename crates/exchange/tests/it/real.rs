//! Three real surveys through their committed mappings, against figures computed elsewhere.
//!
//! The data stand beside the checkout and never in it, so these tests run only where they are.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use exchange::{ExchangeError, Mapping, Target, collect_units, open};
use survey::{OptionKind, Response, UnitTree};

use crate::support::Taken;

/// The shared folder, or `None` with a visible word. With `MANYI_TEST_ALL=1` it must be there.
fn shared() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var_os("MANYI_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    if folder.join("data").is_dir() {
        return Some(folder);
    }
    let everything = std::env::var("MANYI_TEST_ALL").is_ok_and(|value| value == "1");
    assert!(!everything, "MANYI_TEST_ALL=1, but there is no data in {}", folder.display());
    say(&format!("left out: no real data in {}", folder.display()));
    None
}

/// Written past the test harness, which would swallow `eprintln!` of a test that passes.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn import(mapping: &str, files: &[PathBuf]) -> Result<(Mapping, UnitTree, Taken), ExchangeError> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/mappings/");
    let mapping = Mapping::load(&PathBuf::from(format!("{folder}{mapping}")))?;
    let units = UnitTree::new(collect_units(files, &mapping)?).expect("a tree");
    let questionnaire = mapping.questionnaire.as_ref().expect("a questionnaire");
    let target = Target { questionnaire, rounds: &mapping.rounds, units: &units };
    let mut taken = Taken::default();
    for file in files {
        for row in open(file, &mapping, target)? {
            taken.add(row?);
        }
    }
    Ok((mapping, units, taken))
}

/// One row of the expected figures.
#[derive(Debug, Default, Clone, PartialEq)]
struct Cell {
    rows: usize,
    valid: usize,
    dont_know: usize,
    skip_or_missing: usize,
    /// Sum of 0..100 points.
    points: f64,
    top2: usize,
}

type Key = (String, String, String);

/// Counts straight from the responses: no other crate has a part in it.
fn cells(
    mapping: &Mapping,
    responses: &[Response],
    units_of: impl Fn(&Response) -> Vec<String>,
    periods_of: impl Fn(&Response) -> Vec<String>,
) -> BTreeMap<Key, Cell> {
    let questionnaire = mapping.questionnaire.as_ref().expect("a questionnaire");
    let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
    for response in responses {
        for unit in units_of(response) {
            for period in periods_of(response) {
                for question in &questionnaire.questions {
                    let key = (unit.clone(), period.clone(), question.code.to_string());
                    let scale = questionnaire.scale_of(question).expect("a scale");
                    // What matters most has no degrees.
                    if scale.names_priorities() {
                        continue;
                    }
                    let answer = response.answers.get(&question.code);
                    add(cells.entry(key).or_default(), scale, answer);
                }
            }
        }
    }
    cells
}

fn add(cell: &mut Cell, scale: &survey::Scale, answer: Option<&String>) {
    cell.rows += 1;
    let Some(position) = answer.and_then(|answer| scale.position(answer)) else {
        cell.skip_or_missing += 1;
        return;
    };
    if scale.options[position].kind != OptionKind::Substantive {
        cell.dont_know += 1;
        return;
    }
    let steps = scale.steps();
    cell.valid += 1;
    cell.points += 100.0 * ratio(steps - 1 - position, steps - 1);
    cell.top2 += usize::from(position < 2);
}

#[expect(clippy::cast_precision_loss, reason = "counts of some thousand rows")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Compares every expected row and gives the number of rows and the largest difference.
fn compare(expected: &PathBuf, found: &BTreeMap<Key, Cell>, prefix: &str) -> (usize, f64) {
    let mut csv = csv::Reader::from_path(expected).expect("the expected figures");
    let (mut rows, mut largest) = (0, 0.0_f64);
    for record in csv.records() {
        let record = record.expect("a record");
        let question = record[3].strip_prefix(prefix).expect("the prefix").to_owned();
        let key = (record[0].to_owned(), record[1].to_owned(), question);
        let cell = found.get(&key).unwrap_or_else(|| panic!("{key:?} is missing"));
        let count = |at: usize| record[at].parse::<usize>().expect("a count");
        assert_eq!(
            [cell.rows, cell.valid, cell.dont_know, cell.skip_or_missing],
            [count(4), count(5), count(6), count(7)],
            "{key:?}"
        );
        let figure = |at: usize| record[at].parse::<f64>().expect("a figure");
        let mean = cell.points / ratio(cell.valid, 1);
        let top2 = 100.0 * ratio(cell.top2, cell.valid);
        for (ours, theirs) in [(mean, figure(8)), (top2, figure(9))] {
            let difference = (ours - theirs).abs();
            assert!(difference <= 0.5e-4 + 1e-9, "{key:?}: {ours} and {theirs}");
            largest = largest.max(difference);
        }
        rows += 1;
    }
    (rows, largest)
}

#[test]
fn kansas_city_meets_its_reference() {
    let Some(shared) = shared() else { return };
    let data = shared.join("data");
    let files = ["kcmo_2021q3_sep.csv", "kcmo_2022q1_mar.csv"];
    let files = files.map(|name| data.join("kansas-city").join(name));
    let (mapping, units, taken) = import("kansas-city.toml", &files).expect("an import");
    assert_eq!((taken.responses.len(), taken.rejects.len()), (2017, 0));
    assert_eq!(units.units().len(), 7, "a city and six districts");
    let found = cells(
        &mapping,
        &taken.responses,
        |r| vec![r.unit.as_str().trim_start_matches("kcmo/").to_owned(), "ALL".to_owned()],
        |r| {
            let first = r.round == *"kcmo-2021-09";
            assert_eq!(r.interviewed_on.to_string(), format!("{}-01", &r.round.as_str()[5..]));
            vec![if first { "1QSEP2021" } else { "3QMAR2022" }.to_owned(), "ALL".to_owned()]
        },
    );
    let (rows, largest) = compare(&data.join("expected/kcmo_reference.csv"), &found, "");
    assert_eq!((rows, found.len()), (1743, 1743));
    say(&format!("kansas-city: {rows} reference rows, largest difference {largest:.2e}"));
}

#[test]
fn malawi_meets_its_reference() {
    let Some(shared) = shared() else { return };
    let data = shared.join("data");
    let files = [data.join("malawi-water/waterconsumersurvey.csv")];
    let (mapping, units, taken) = import("malawi-water.toml", &files).expect("an import");
    assert_eq!((taken.responses.len(), taken.rejects.len()), (423, 0));
    let levels: Vec<_> = units.levels().into_iter().map(survey::Code::as_str).collect();
    assert_eq!(levels, ["country", "district", "traditional_authority", "village"]);
    let found = cells(
        &mapping,
        &taken.responses,
        |r| {
            let authority = r.unit.as_str().split('/').nth(2).expect("a traditional authority");
            vec![authority.to_owned(), "ALL".to_owned()]
        },
        |r| vec![r.interviewed_on.to_string()[..7].to_owned()],
    );
    let reference = data.join("expected/malawi_reference.csv");
    let (rows, largest) = compare(&reference, &found, "satisfaction_");
    assert_eq!((rows, found.len()), (55, 55));
    say(&format!("malawi-water: {rows} reference rows, largest difference {largest:.2e}"));
}

/// Per question in the order of the questionnaire: valid answers, not asked, rejected answers, sum
/// of the valid codes. Counted once by a plain Python script that knows nothing of the mapping: a
/// value is valid when it is one of the scale's whole numbers, not asked when it is `NA`, missing
/// when it is blank or one of the letters R, F, X, n, e in either case, and else at fault.
const SOMERVILLE: [(usize, usize, usize, u32); 24] = [
    (6_361, 0, 63, 47_575),
    (6_361, 0, 62, 48_637),
    (6_227, 0, 50, 47_405),
    (5_949, 378, 57, 39_850),
    (5_947, 378, 70, 38_855),
    (376, 6_167, 2, 2_941),
    (182, 6_363, 0, 1_491),
    (182, 6_363, 0, 772),
    (5_647, 378, 17, 16_723),
    (374, 6_170, 1, 1_024),
    (4_265, 378, 31, 13_539),
    (280, 6_264, 1, 944),
    (5_820, 378, 71, 18_496),
    (191, 6_352, 2, 661),
    (5_542, 193, 20, 20_494),
    (180, 6_365, 0, 676),
    (191, 6_353, 1, 642),
    (184, 6_361, 0, 649),
    (361, 6_182, 2, 1_489),
    (189, 6_353, 3, 1_421),
    (183, 6_362, 0, 1_428),
    (371, 6_171, 3, 2_591),
    (189, 6_355, 1, 1_388),
    (182, 6_363, 0, 1_397),
];

#[test]
fn somerville_meets_an_independent_count() {
    let Some(shared) = shared() else { return };
    let files = [shared.join("data/somerville/somerville_2011_2013_2015.csv")];
    let (mapping, units, taken) = import("somerville.toml", &files).expect("an import");
    assert_eq!((taken.responses.len(), taken.rejected_rows), (6_545, 0));
    assert_eq!(taken.rejects.len(), 457);
    assert!(taken.rejects.iter().all(|reject| reject.code == "unknown_option"));
    let value = |value: &str| taken.rejects.iter().filter(|r| r.value == value).count();
    assert_eq!((value("33"), value("62"), value("3f")), (7, 1, 3));
    assert_eq!(units.units().len(), 8, "a city and seven wards");
    let city = taken.responses.iter().filter(|r| r.unit == *"somerville").count();
    assert_eq!(city, 6_167 + 2 + 6, "no ward in 2011, and eight without one later");
    let ward = taken
        .responses
        .iter()
        .filter(|r| r.unit == *"somerville/3" && r.interviewed_on.to_string() == "2015-06-01");
    assert_eq!(ward.count(), 42);
    let questionnaire = mapping.questionnaire.as_ref().expect("a questionnaire");
    for (question, expected) in questionnaire.questions.iter().zip(SOMERVILLE) {
        let name = mapping.answers.questions[&question.code].name.as_deref().expect("a name");
        let answers = taken.responses.iter().filter_map(|r| r.answers.get(&question.code));
        let codes: Vec<u32> = answers.map(|code| code.parse().expect("a number")).collect();
        let closed = taken.responses.iter().filter(|r| r.not_asked.contains(&question.code));
        let rejected = taken.rejects.iter().filter(|reject| reject.column == name);
        let found = (codes.len(), closed.count(), rejected.count(), codes.iter().sum());
        assert_eq!(found, expected, "{}", question.code);
    }
    say("somerville: 24 questions, every count equal, 457 answers rejected");
}
