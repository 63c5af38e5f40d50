//! Both scores of the units where something is left out by rule: with it, as every table shows them, and
//! without.

use figures::{BenchTable, Cut, Figures, LATE_AFTER, QualityRequest, Selection, Source};
use survey::period::PeriodKind;
use survey::{Period, Right};

use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::figure::Question;
use crate::pages::asking::usual_figures;
use crate::pages::view::{CellView, Choice, Head, Select, Table};
use crate::query::refuse_if_any;
use crate::words::Words;

const COLUMNS: [&str; 5] =
    ["unit_name", "interviews", "excluded", "index", "index_without_excluded"];

/// What there is to show of a period.
pub(super) struct Scores {
    pub(super) periods: Select,
    /// Nothing where nothing is left out.
    pub(super) table: Option<Table>,
}

/// The scores of a period; of the newest in which something is left out where none is named. Nothing before
/// anybody was asked.
pub(super) fn scores(
    state: &State,
    actor: &Actor,
    question: &Question,
) -> Result<Option<Scores>, HttpError> {
    let language = question.cut.language;
    let Some(figures) = usual_figures(state, language)? else { return Ok(None) };
    refuse_if_any(question.faults(&figures))?;
    let cut = &question.cut;
    let periods = periods(&figures, cut);
    let Some(period) = cut.period.or(usual(state, &periods)?).or(periods.first().copied()) else {
        return Ok(None);
    };
    let questionnaire = Some(figures.questionnaire().code.clone());
    let selection = Selection { questionnaire, ..Selection::default() };
    let source = Source { store: state.store(), selection: &selection };
    let request = QualityRequest { periods: vec![period], late_after: LATE_AFTER };
    let mut rows = figures.quality(source, cut, &request)?;
    let units = state.reference().units_within(state.store(), &actor.scope(Right::JudgeChecks))?;
    rows.retain(|row| {
        let judged = units
            .as_ref()
            .is_none_or(|units| units.iter().any(|own| row.unit_code == own.as_str()));
        judged && row.excluded.is_some_and(|excluded| excluded > 0)
    });
    let shown = 0..rows.len();
    let table =
        (!rows.is_empty()).then(|| table(figures.bench(rows, &COLUMNS, (None, shown), language)));
    Ok(Some(Scores { periods: select(&periods, period, Words::of(language)), table }))
}

/// Quarters and months, the newest first.
fn periods(figures: &Figures, cut: &Cut) -> Vec<Period> {
    let mut periods = figures.periods(cut, PeriodKind::Quarter);
    periods.extend(figures.periods(cut, PeriodKind::Month));
    periods.sort_by_key(|period| std::cmp::Reverse(period.last_day()));
    periods
}

/// The newest quarter in which something is left out.
fn usual(state: &State, periods: &[Period]) -> Result<Option<Period>, HttpError> {
    let months = state.store().excluded_responses()?;
    let newest = months.into_values().max();
    let quarter = newest.map(|month| Period::containing(month, PeriodKind::Quarter));
    Ok(quarter.filter(|quarter| periods.contains(quarter)))
}

fn select(periods: &[Period], chosen: Period, words: &Words) -> Select {
    let choice = |period: &Period| Choice {
        value: period.to_string(),
        text: period.to_string(),
        selected: *period == chosen,
    };
    Select::plain("period", words.period, periods.iter().map(choice).collect())
}

fn table(bench: BenchTable) -> Table {
    let numbers: Vec<bool> = bench.heads.iter().map(|(_, _, number)| *number).collect();
    let heads = bench.heads.into_iter().map(|(_, text, number)| Head { text, number });
    let row = |row: Vec<String>| {
        let cell = |(at, text): (usize, String)| CellView {
            text,
            number: numbers[at],
            head: at == 0,
            href: None,
        };
        row.into_iter().enumerate().map(cell).collect()
    };
    Table { heads: heads.collect(), rows: bench.rows.into_iter().map(row).collect() }
}
