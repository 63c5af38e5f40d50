//! What the workbench shows: the choices, the table, where to go on, and how it was made.

use analytics::{IndexRequest, ModeSplit, UnitSelection};
use figures::{Figures, FiguresError};
use survey::display::sum_of_shown;
use survey::{OVERALL, Period};

use super::PAGE;
use super::asked::{Asked, View};
use super::choices::selects;
use super::downloads::{api_path, downloads};
use super::table::{self, ROWS, ROWS_MAX};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::figure::PERIODS_MAX;
use crate::pages::asking::figures_of;
use crate::pages::chart::trouble_of;
use crate::pages::form::Offer;
use crate::pages::made;
use crate::pages::turning::Turning;
use crate::pages::view::{BenchView, Fact, Trouble};
use crate::words::{Words, fill};

/// The page for what was asked; none without interviews that may be shown.
pub(super) fn found(
    state: &State,
    actor: &Actor,
    asked: &mut Asked,
) -> Result<Option<BenchView>, HttpError> {
    let words = Words::of(asked.locale.language);
    let offer = Offer::load(state, asked.locale.language)?;
    let selection = &mut asked.question.selection;
    let figures = match figures_of(state, &offer, selection, &mut asked.faults) {
        Ok(figures) if !figures.cube().is_empty() => figures,
        Ok(_) | Err(HttpError::Figures(FiguresError::NoResponses)) => return Ok(None),
        Err(error) => return Err(error),
    };
    asked.judge(&figures);
    if asked.question.cut.period.is_none() {
        return Ok(None);
    }
    let periods = asked.periods(&figures);
    let troubles = asked.faults.iter().map(|fault| trouble_of(fault, words)).collect();
    let selects = selects(asked, &offer, &figures, words);
    if !asked.faults.is_empty() {
        return Ok(Some(BenchView { troubles, selects, ..BenchView::default() }));
    }
    if periods.len() > PERIODS_MAX {
        let text = fill(words.bench_too_many_periods, "n", &PERIODS_MAX);
        let troubles = vec![Trouble { text, allowed: None }];
        return Ok(Some(BenchView { troubles, selects, ..BenchView::default() }));
    }
    let view = BenchView {
        selects,
        facts: facts(state, &figures, asked, &periods)?,
        reading: reading(asked.view, words),
        by_topic: asked.view.splits(),
        downloads: downloads(asked, &periods, actor, words),
        api: asked.api(&periods).after(&api_path(asked.view)),
        ..BenchView::default()
    };
    with_rows(view, asked, &figures, &periods).map(Some)
}

/// The page with the rows that it shows, and the ways to the others.
fn with_rows(
    view: BenchView,
    asked: &mut Asked,
    figures: &Figures,
    periods: &[Period],
) -> Result<BenchView, HttpError> {
    let words = Words::of(asked.locale.language);
    let wanted = Turning::to(asked.page, ROWS, ROWS_MAX).rows();
    let mut table = table::table(asked, figures, periods, wanted.clone())?;
    let turning = Turning::to(asked.page, ROWS, table.total);
    if turning.rows().start != wanted.start {
        asked.page = turning.rows().start / ROWS + 1;
        table = table::table(asked, figures, periods, turning.rows())?;
    }
    Ok(BenchView {
        heads: table::heads(asked, &table, words),
        turning: turning.view(&asked.query(), PAGE, words),
        rows: table::rows(asked, table),
        ..view
    })
}

/// How the table was made, and of how many interviews.
fn facts(
    state: &State,
    figures: &Figures,
    asked: &Asked,
    periods: &[Period],
) -> Result<Vec<Fact>, HttpError> {
    let cut = &asked.question.cut;
    let request = IndexRequest {
        periods: periods.to_vec(),
        units: match (&cut.unit, &cut.level) {
            (Some(unit), _) => UnitSelection::One(unit.clone()),
            (None, Some(level)) => UnitSelection::Level(level.clone()),
            (None, None) => UnitSelection::All,
        },
        modes: cut.mode.map(ModeSplit::Only).unwrap_or_default(),
        thresholds: cut.thresholds,
        ..IndexRequest::default()
    };
    let rows = figures.index_table(cut, &request)?;
    let overall = rows.iter().filter(|row| row.category == OVERALL);
    let interviews = sum_of_shown(overall.map(|row| row.responses));
    made::facts(figures, &asked.question, None, interviews, state.version())
}

fn reading(view: View, words: &Words) -> &'static str {
    match view {
        View::Index => words.bench_reading_index,
        View::Changes => words.bench_reading_changes,
        View::ModeEffects => words.bench_reading_modes,
        View::Bounds => words.bench_reading_bounds,
    }
}
