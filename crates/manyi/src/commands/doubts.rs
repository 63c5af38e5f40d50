//! `manyi mode-effect` and `manyi bounds`: does the way of asking matter, and does silence?

use analytics::{By, IndexRequest, ModeSplit, UnitSelection};
use figures::{BenchTable, Cut, Figures, FiguresError, Twin};
use survey::Period;
use survey::table::Row;

use crate::args::{Bounds, ByArg, Global, ModeEffect};
use crate::error::{Failure, Outcome};
use crate::output::Destination;

/// Columns that a terminal shows.
const EFFECTS: [&str; 10] = [
    "unit_name",
    "period",
    "from_n",
    "to_n",
    "from_index",
    "to_index",
    "change",
    "ci_low",
    "ci_high",
    "p_holm",
];
const BOUNDS: [&str; 11] = [
    "unit_name",
    "period",
    "mode",
    "category",
    "index",
    "index_low",
    "index_high",
    "rate",
    "rate_low",
    "rate_high",
    "silent_share",
];

pub(super) fn mode_effect(args: &ModeEffect, global: &Global) -> Result<Outcome, Failure> {
    if args.from == args.to || args.counting.mode.is_some() {
        return Err(Failure::Usage("give two different modes by --from and --to".to_owned()));
    }
    let destination = Destination::new(global)?;
    let figures = args.counting.load(global)?;
    let cut = Cut {
        level: args.level.clone(),
        unit: args.unit.clone(),
        category: args.category.clone(),
        scheme: args.counting.scheme.clone(),
        weights: args.weights.weights,
        thresholds: args.counting.thresholds(),
        language: global.lang,
        ..Cut::default()
    };
    let periods = periods(&args.period, &figures)?;
    let rows = figures.mode_effects(&cut, periods, [args.from, args.to])?;
    destination.write(rows, |rows| twin(&figures, rows, &EFFECTS, global))?;
    Ok(Outcome::Done)
}

pub(super) fn bounds(args: &Bounds, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let figures = args.counting.load(global)?;
    let request = IndexRequest {
        periods: periods(&args.period, &figures)?,
        units: match (&args.level, &args.unit) {
            (Some(level), _) => UnitSelection::Level(level.clone()),
            (None, Some(unit)) => UnitSelection::One(unit.clone()),
            (None, None) => UnitSelection::All,
        },
        by: if args.by == ByArg::Question { By::Question } else { By::Category },
        modes: match (args.by, args.counting.mode) {
            (_, Some(mode)) => ModeSplit::Only(mode),
            (ByArg::Mode, None) => ModeSplit::Each,
            (ByArg::Category | ByArg::Question, None) => ModeSplit::Together,
        },
        weights: args.weights.weights,
        thresholds: args.counting.thresholds(),
        language: global.lang,
        ..IndexRequest::default()
    };
    let cut = Cut { scheme: args.counting.scheme.clone(), ..Cut::default() };
    let rows = figures.bounds(&cut, &request)?;
    destination.write(rows, |rows| twin(&figures, rows, &BOUNDS, global))?;
    Ok(Outcome::Done)
}

/// The periods that were asked for, or the newest quarter.
fn periods(wanted: &[Period], figures: &Figures) -> Result<Vec<Period>, Failure> {
    if wanted.is_empty() {
        return Ok(vec![figures.newest_period(&Cut::default()).ok_or(FiguresError::NoResponses)?]);
    }
    for period in wanted {
        super::expect_interviews(figures, *period)?;
    }
    Ok(wanted.to_vec())
}

fn twin<R: Row + Clone>(figures: &Figures, rows: &[R], columns: &[&str], global: &Global) -> Twin {
    let all = 0..rows.len();
    let table = figures.bench(rows.to_vec(), columns, (None, all), global.lang);
    let BenchTable { heads, rows, .. } = table;
    let headers = heads.into_iter().map(|(_, text, _)| text).collect();
    Twin { headers, rows, ..Twin::default() }
}
