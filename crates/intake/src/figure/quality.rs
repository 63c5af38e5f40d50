//! `/api/v1/quality` and `/api/v1/question-quality`: what stands behind an index.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use figures::{Figures, LATE_AFTER, QualityRequest, Source};
use survey::Period;
use survey::problem::quoted;

use super::cut::{CUT_PARAMETERS, Question};
use super::shape::Shape;
use super::tables::{children, periods, write};
use crate::State;
use crate::auth::Actor;
use crate::conditional::conditional;
use crate::error::HttpError;
use crate::query::{Params, refuse_if_any};

/// Later than after a year nobody asks.
pub(crate) const LATE_AFTER_MAX: u32 = 366;

/// `GET /quality`: each unit in each period.
pub(crate) async fn quality(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &allowed(&["late_after"]));
    let (question, periods) = asked(&mut params, &actor);
    let late_after = params.parsed("late_after", days).unwrap_or(LATE_AFTER);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        let periods = judged(&figures, &question, periods)?;
        let source = Source { store: state.store(), selection: &question.selection };
        let rows =
            figures.quality(source, &question.cut, &QualityRequest { periods, late_after })?;
        write(state, &figures, &question, shape, "quality", &rows)
    })
    .await
}

/// `GET /question-quality`: each question of each unit in each period.
pub(crate) async fn question_quality(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &allowed(&[]));
    let (question, periods) = asked(&mut params, &actor);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        let periods = judged(&figures, &question, periods)?;
        let source = Source { store: state.store(), selection: &question.selection };
        let rows = figures.question_quality(source, &question.cut, &periods)?;
        write(state, &figures, &question, shape, "question-quality", &rows)
    })
    .await
}

/// All answers stand behind an index, whatever they are about.
fn allowed(more: &[&'static str]) -> Vec<&'static str> {
    let cut = CUT_PARAMETERS.into_iter().filter(|name| *name != "category");
    cut.chain(["children"]).chain(more.iter().copied()).chain(Shape::PARAMETERS).collect()
}

fn asked(params: &mut Params, actor: &Actor) -> (Question, Vec<Period>) {
    let mut question = Question::read_without_period(params).within(actor.sights());
    question.cut.children = children(params);
    (question, params.parsed("period", periods).unwrap_or_default())
}

/// The periods of the table, where what was asked for fits the data.
fn judged(
    figures: &Figures,
    question: &Question,
    mut periods: Vec<Period>,
) -> Result<Vec<Period>, HttpError> {
    let mut faults = question.faults(figures);
    // A row of noughts for every unit reads like a result.
    faults.extend(periods.iter().filter_map(|period| question.period_fault(figures, *period)));
    refuse_if_any(faults)?;
    if periods.is_empty() {
        periods.push(figures.period(&question.cut)?);
    }
    Ok(periods)
}

fn days(text: &str) -> Result<u32, String> {
    let days = text.parse().ok().filter(|days| *days <= LATE_AFTER_MAX);
    days.ok_or_else(|| format!("{} is no number of days up to {LATE_AFTER_MAX}", quoted(text)))
}
