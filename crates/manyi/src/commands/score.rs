//! `manyi score` and `manyi rank`: tables.

use analytics::{By, DesignScope, Grain, IndexRequest, Intervals, ModeSplit, UnitSelection};
use figures::{About, Cut, Figures, FiguresError};
use survey::table::IndexRow;
use survey::{Period, UnitTree};

use crate::args::{ByArg, Compare, DesignArg, Global, PeriodArg, Rank, Score, ScoreFileArgs};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, write_to};

use super::init::shipped_schemes;

/// Columns that intervals are made for.
const INTERVAL_COLUMNS: [&str; 4] = ["ci_low", "ci_high", "rate_ci_low", "rate_ci_high"];

pub(super) fn score(args: &Score, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    // Only a table by question needs the questions apart, which take more room. A file of answers
    // tells no modes.
    let by_question = args.by == ByArg::Question && args.counting.mode.is_none();
    let grain = if by_question { Grain::Question } else { Grain::Category };
    let figures = match args.files.load(grain)? {
        Some(figures) => figures,
        None => args.counting.load(global)?,
    };
    let request = IndexRequest {
        periods: periods(&args.period, &figures)?,
        units: units(args),
        by: if args.by == ByArg::Question { By::Question } else { By::Category },
        modes: match (args.by, args.counting.mode) {
            (_, Some(mode)) => ModeSplit::Only(mode),
            (ByArg::Mode, None) => ModeSplit::Each,
            (ByArg::Category | ByArg::Question, None) => ModeSplit::Together,
        },
        design: match args.design {
            DesignArg::Period => DesignScope::Period,
            DesignArg::File => DesignScope::All,
        },
        lonely: args.lonely.into(),
        intervals: match args.rate_interval {
            _ if !destination.shows(&INTERVAL_COLUMNS) => Intervals::None,
            Some(method) => Intervals::Rates(method.into()),
            None => Intervals::Suitable,
        },
        weights: args.weights.weights,
        thresholds: args.counting.thresholds(),
        language: global.lang,
    };
    // With all columns the workbook says too how they were made.
    if destination.is_workbook() && global.columns.is_empty() {
        return book(args, &figures, &request, (&destination, global));
    }
    let table = figures.index_parts(args.counting.scheme.as_deref(), &request)?;
    let mut parts = table.parts();
    let twin = |rows: &[IndexRow]| figures.index_twin(rows, global.lang);
    destination.write_parts(|spent| parts.next(spent), twin)?;
    Ok(Outcome::Done)
}

/// The index table as a workbook.
fn book(
    args: &Score,
    figures: &Figures,
    request: &IndexRequest,
    (destination, global): (&Destination, &Global),
) -> Result<Outcome, Failure> {
    let cut = Cut {
        level: args.level.clone(),
        unit: args.unit.clone(),
        mode: args.counting.mode,
        scheme: args.counting.scheme.clone(),
        weights: args.weights.weights,
        thresholds: args.counting.thresholds(),
        language: global.lang,
        ..Cut::default()
    };
    let rows = figures.index_table(&cut, request)?;
    let kind = args.counting.selection.selection().kind;
    let bytes =
        figures.workbook(&About { rows: &rows, kind, cut: &cut }, env!("CARGO_PKG_VERSION"))?;
    write_to(destination.path(), |writer| -> Result<(), Failure> {
        Ok(writer.write_all(&bytes)?)
    })?;
    Ok(Outcome::Done)
}

pub(super) fn rank(args: &Rank, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let figures = args.cut.counting.load(global)?;
    super::expect_points(args.target)?;
    let (top, target, weights) = (args.top, args.target, args.weights.weights);
    let cut = Cut { top, target, weights, ..args.cut.cut(None, global) };
    if let Some(period) = cut.period {
        super::expect_interviews(&figures, period)?;
    }
    let rows = figures.ranking(&cut)?;
    destination.write(rows, |rows| figures::Twin::of_ranking(rows, global.lang))?;
    Ok(Outcome::Done)
}

pub(super) fn compare(args: &Compare, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let figures = args.counting.load(global)?;
    let cut = Cut {
        level: args.level.clone(),
        unit: args.unit.clone(),
        category: args.category.clone(),
        mode: args.counting.mode,
        scheme: args.counting.scheme.clone(),
        weights: args.weights.weights,
        thresholds: args.counting.thresholds(),
        language: global.lang,
        ..Cut::default()
    };
    for period in &args.periods {
        super::expect_interviews(&figures, *period)?;
    }
    let rows = figures.changes(&cut, args.periods.clone())?;
    destination.write(rows, |rows| figures::Twin::of_changes(rows, global.lang))?;
    Ok(Outcome::Done)
}

impl ScoreFileArgs {
    /// Figures of a file; nothing when the database is meant.
    fn load(&self, grain: Grain) -> Result<Option<Figures>, Failure> {
        let cube = match (&self.cube, &self.answers.answers) {
            (Some(cube), _) => super::cube::read(cube, self.answers.form.as_deref())?,
            (None, Some(_)) => self.answers.cube(grain)?,
            (None, None) => return Ok(None),
        };
        let (Some(units), Some(form)) = (&self.units, &self.answers.form) else {
            return Err(Failure::Usage(
                "without a database the units and the questionnaire are needed too: \
                 --units U.csv --form Q.toml"
                    .to_owned(),
            ));
        };
        let (rows, rejects) = exchange::read_units(units)?;
        if !rejects.is_empty() {
            return Err(Failure::Rejected(rejects));
        }
        let tree = UnitTree::new(rows)
            .map_err(|problems| Failure::Problems { file: units.clone(), problems })?;
        let questionnaire = exchange::read_questionnaire(form)?;
        Ok(Some(Figures::of_cube(cube, tree, questionnaire, shipped_schemes()?)))
    }
}

/// The periods that were asked for, or the newest quarter.
fn periods(wanted: &[PeriodArg], figures: &Figures) -> Result<Vec<Period>, Failure> {
    let newest = figures.newest_period(&Cut::default()).ok_or(FiguresError::NoResponses)?;
    if wanted.is_empty() {
        return Ok(vec![newest]);
    }
    for period in wanted {
        if let PeriodArg::One(period) = period {
            super::expect_interviews(figures, *period)?;
        }
    }
    let periods = wanted
        .iter()
        .flat_map(|period| match period {
            PeriodArg::One(period) => vec![*period],
            PeriodArg::All(kind) => {
                let mut periods = figures.periods(&Cut::default(), *kind);
                periods.reverse();
                periods
            }
        })
        .collect();
    Ok(periods)
}

fn units(args: &Score) -> UnitSelection {
    match (&args.level, &args.unit) {
        (Some(level), _) => UnitSelection::Level(level.clone()),
        (None, Some(unit)) => UnitSelection::One(unit.clone()),
        (None, None) => UnitSelection::All,
    }
}
