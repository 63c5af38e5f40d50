//! Times a new scoring scheme on a cube in memory, as the service holds it: every unit at every
//! level by month, quarter, half-year and year, by category and overall.
//!
//! `rescore CUBE UNITS QUESTIONNAIRE [ROUNDS]` prints the seconds of each round.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use analytics::{Cube, DesignScope, IndexRequest, IndexTable, Intervals, Thresholds};
use survey::period::PeriodKind;
use survey::scoring::Points;
use survey::{Period, ScoringScheme, UnitTree};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [cube, units, questionnaire, rest @ ..] = args.as_slice() else {
        eprintln!("usage: rescore CUBE UNITS QUESTIONNAIRE [ROUNDS]");
        return ExitCode::from(2);
    };
    let rounds = rest.first().map_or(5, |rounds| rounds.parse().expect("a number of rounds"));
    let questionnaire = exchange::read_questionnaire(Path::new(questionnaire));
    let questionnaire = questionnaire.expect("a questionnaire");
    let cube = Cube::read(Path::new(cube), Some(&questionnaire)).expect("a cube");
    let (units, _) = exchange::read_units(Path::new(units)).expect("units");
    let tree = UnitTree::new(units).expect("a tree");
    for round in 0..rounds {
        let start = Instant::now();
        let rows = rescore(&cube, &tree, round);
        println!("{:.4} s, {rows} rows", start.elapsed().as_secs_f64());
    }
    ExitCode::SUCCESS
}

/// Makes the whole result under a scheme that was never used before.
fn rescore(cube: &Cube, tree: &UnitTree, round: u32) -> usize {
    let request = IndexRequest {
        periods: periods(cube),
        design: DesignScope::All,
        intervals: Intervals::None,
        thresholds: Thresholds { shown_from: 0, ..Thresholds::default() },
        ..IndexRequest::default()
    };
    let scheme = ScoringScheme {
        points: Points::Table(vec![100.0, 75.0 + f64::from(round), 50.0, 25.0, 0.0]),
        ..benches::shipped_schemes().swap_remove(0)
    };
    let table = IndexTable::new(cube, tree, &scheme, &request).expect("a scheme that fits");
    let (mut parts, mut spent, mut count) = (table.parts(), Vec::new(), 0);
    while let Some(rows) = parts.next(spent) {
        count += rows.iter().map(Vec::len).sum::<usize>();
        spent = rows;
    }
    count
}

fn periods(cube: &Cube) -> Vec<Period> {
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Half, PeriodKind::Year];
    let of_kind = |kind| {
        let mut periods: Vec<Period> =
            cube.months().into_iter().map(|month| Period::containing(month, kind)).collect();
        periods.dedup();
        periods
    };
    kinds.into_iter().flat_map(of_kind).collect()
}
