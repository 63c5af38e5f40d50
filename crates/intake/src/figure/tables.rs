//! `/api/v1/indices` and `/api/v1/rankings`: figures as JSON or CSV.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use analytics::{By, IndexRequest, ModeSplit, UnitSelection};
use figures::{About, Figures};
use schemars::JsonSchema;
use serde::Serialize;
use survey::problem::quoted;
use survey::table::{IndexRow, Row};
use survey::{OVERALL, Period};

use super::cut::{CUT_PARAMETERS, Question, WEIGHTS};
use super::shape::{Shape, workbook};
use crate::State;
use crate::auth::Actor;
use crate::conditional::{Made, conditional};
use crate::error::HttpError;
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

/// Periods in one index table.
pub(crate) const PERIODS_MAX: usize = 36;

/// What the rows of an index table are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Split {
    #[default]
    Category,
    Question,
    Mode,
}

/// A table in JSON: the rows, and what they were made from.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{R}s")]
pub(crate) struct Table<'a, R> {
    questionnaire: &'a str,
    questionnaire_version: u32,
    kind: survey::RoundKind,
    /// Counts the changes of the data.
    revision: i64,
    /// Version of the program.
    program: &'a str,
    rows: &'a [R],
}

/// `GET /indices`.
pub(crate) async fn indices(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&CUT_PARAMETERS[..], &["by", "children", WEIGHTS], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let mut question = Question::read_without_period(&mut params).within(actor.sights());
    question.cut.children = children(&mut params);
    let periods = params.parsed("period", periods).unwrap_or_default();
    let split = split(&mut params);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        let rows = index_rows(&figures, question.clone(), periods, split)?;
        if shape.is_workbook() {
            let about = About { rows: &rows, kind: question.selection.kind, cut: &question.cut };
            let bytes = figures.workbook(&about, state.version())?;
            return Ok(workbook("indices", figures.revision(), bytes));
        }
        write(state, &figures, &question, shape, "indices", &rows)
    })
    .await
}

/// `GET /rankings`.
pub(crate) async fn rankings(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let cut = CUT_PARAMETERS.into_iter().filter(|name| *name != "unit");
    let allowed: Vec<&str> =
        cut.chain(["top", "target", WEIGHTS]).chain(Shape::PARAMETERS).collect();
    let mut params = Params::read(request.query_string(), &allowed);
    let mut question = Question::read(&mut params).within(actor.sights());
    question.cut.top = params.parsed("top", best);
    question.cut.target = params.number("target", 0.0..=100.0);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        refuse_if_any(question.faults(&figures))?;
        let rows = figures.ranking(&question.cut)?;
        write(state, &figures, &question, shape, "rankings", &rows)
    })
    .await
}

/// Among how many best.
fn best(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|k| *k > 0);
    number.ok_or_else(|| format!("{} is no number from 1 on", quoted(text)))
}

/// Periods separated by commas.
pub(crate) fn periods(text: &str) -> Result<Vec<Period>, String> {
    let periods: Vec<Period> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
    if periods.len() > PERIODS_MAX {
        return Err(format!("{} periods at once, at most {PERIODS_MAX}", periods.len()));
    }
    Ok(periods)
}

/// Whether a unit comes with those right below it.
pub(crate) fn children(params: &mut Params) -> bool {
    params.choice("children", &[("true", true), ("false", false)]).unwrap_or(false)
}

/// What rows are split by.
pub(crate) fn split(params: &mut Params) -> Split {
    let splits =
        [("category", Split::Category), ("question", Split::Question), ("mode", Split::Mode)];
    params.choice("by", &splits).unwrap_or_default()
}

pub(crate) fn index_rows(
    figures: &Figures,
    mut question: Question,
    periods: Vec<Period>,
    split: Split,
) -> Result<Vec<IndexRow>, HttpError> {
    let wanted = question.cut.category.take();
    let request = index_request(figures, &question, periods, (split, wanted.as_deref()))?;
    let mut rows = figures.index_table(&question.cut, &request)?;
    if let Some(wanted) = wanted {
        rows.retain(|row| row.category == wanted);
    }
    Ok(rows)
}

/// What is asked of an index table, and faults of what does not fit. The category is given apart,
/// because by question it is a question.
pub(crate) fn index_request(
    figures: &Figures,
    question: &Question,
    mut periods: Vec<Period>,
    (split, wanted): (Split, Option<&str>),
) -> Result<IndexRequest, HttpError> {
    let cut = &question.cut;
    let mut faults = question.faults(figures);
    if cut.level.is_some() && cut.unit.is_some() {
        let detail = "give level or unit, not both".to_owned();
        faults.push(Fault::parameter("level_and_unit", "unit", detail));
    }
    faults.extend(wanted.and_then(|code| topic_fault(figures, split, code)));
    faults.extend(question.unpublished(figures, &periods));
    refuse_if_any(faults)?;
    if periods.is_empty() {
        periods.push(figures.period(cut)?);
    }
    let units = match (&cut.level, &cut.unit) {
        (Some(level), _) => UnitSelection::Level(level.clone()),
        (None, Some(unit)) if cut.children => UnitSelection::Family(unit.clone()),
        (None, Some(unit)) => UnitSelection::One(unit.clone()),
        (None, None) => UnitSelection::All,
    };
    let modes = match (split, cut.mode) {
        (_, Some(mode)) => ModeSplit::Only(mode),
        (Split::Mode, None) => ModeSplit::Each,
        (Split::Category | Split::Question, None) => ModeSplit::Together,
    };
    Ok(IndexRequest {
        periods,
        units,
        by: if split == Split::Question { By::Question } else { By::Category },
        modes,
        weights: cut.weights,
        thresholds: cut.thresholds,
        language: cut.language,
        ..IndexRequest::default()
    })
}

/// A category, or by question a question, that is not there.
fn topic_fault(figures: &Figures, split: Split, wanted: &str) -> Option<Fault> {
    let mut known: Vec<&str> = vec![OVERALL];
    if split == Split::Question {
        known = figures.questionnaire().questions.iter().map(|q| q.code.as_str()).collect();
    } else {
        known.extend(figures.cube().categories().map(|(code, _)| code.as_str()));
    }
    let fault = || {
        let detail = format!("there is no category {}", quoted(wanted));
        Fault::parameter("unknown_category", "category", detail).allowing(&known)
    };
    (!known.contains(&wanted)).then(fault)
}

pub(crate) fn write<R: Row + Serialize + Sync>(
    state: &State,
    figures: &Figures,
    question: &Question,
    shape: Shape,
    name: &str,
    rows: &[R],
) -> Result<Made, HttpError> {
    let revision = figures.revision();
    if shape.is_file() {
        return shape.file(name, revision, rows);
    }
    let questionnaire = figures.questionnaire();
    let body = Table {
        questionnaire: questionnaire.code.as_str(),
        questionnaire_version: questionnaire.version,
        kind: question.selection.kind,
        revision,
        program: state.version(),
        rows,
    };
    Made::json(revision, &body)
}
