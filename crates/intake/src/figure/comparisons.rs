//! `/api/v1/changes`, `/api/v1/mode-effects` and `/api/v1/bounds`: tables by which an index is held
//! against another one, and doubted.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use survey::problem::quoted;
use survey::{Mode, Period};

use super::cut::{CUT_PARAMETERS, Question, WEIGHTS};
use super::shape::Shape;
use super::tables::{children, index_request, periods, split, write};
use crate::State;
use crate::auth::Actor;
use crate::conditional::conditional;
use crate::error::HttpError;
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

/// `GET /changes`: each unit from each of some periods to the next.
pub(crate) async fn changes(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&CUT_PARAMETERS[..], &["children", WEIGHTS], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let question = asked(&mut params, &actor);
    let several = params.parsed("period", two_or_more);
    if params.text("period").is_none() {
        let detail = "give the periods to compare, separated by commas".to_owned();
        params.refuse(Fault::parameter("missing_parameter", "period", detail));
    }
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        let periods = several.unwrap_or_default();
        let mut faults = question.faults(&figures);
        faults.extend(question.unpublished(&figures, &periods));
        refuse_if_any(faults)?;
        let rows = figures.changes(&question.cut, periods)?;
        write(state, &figures, &question, shape, "changes", &rows)
    })
    .await
}

/// `GET /mode-effects`: the difference that the way of asking makes, unit by unit.
pub(crate) async fn mode_effects(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let cut = CUT_PARAMETERS.into_iter().filter(|name| *name != "mode");
    let allowed: Vec<&str> =
        cut.chain(["modes", "children", WEIGHTS]).chain(Shape::PARAMETERS).collect();
    let mut params = Params::read(request.query_string(), &allowed);
    let question = asked(&mut params, &actor);
    let periods = params.parsed("period", periods).unwrap_or_default();
    let modes = params.parsed("modes", pair).unwrap_or(MODES_USUAL);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        let mut faults = question.faults(&figures);
        faults.extend(question.unpublished(&figures, &periods));
        refuse_if_any(faults)?;
        let mut periods = periods;
        if periods.is_empty() {
            periods.push(figures.period(&question.cut)?);
        }
        let rows = figures.mode_effects(&question.cut, periods, modes)?;
        write(state, &figures, &question, shape, "mode-effects", &rows)
    })
    .await
}

/// `GET /bounds`: between what figures lie, whatever those think who said nothing.
pub(crate) async fn bounds(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let allowed = [&CUT_PARAMETERS[..], &["by", "children", WEIGHTS], &Shape::PARAMETERS].concat();
    let mut params = Params::read(request.query_string(), &allowed);
    let mut question = asked(&mut params, &actor);
    let periods = params.parsed("period", periods).unwrap_or_default();
    let split = split(&mut params);
    let shape = Shape::read(&mut params, &request);
    params.finish()?;
    conditional(&request, &state, shape.variant(), move |state| {
        let figures = state.figures().get(state.store(), &question.selection)?;
        let wanted = question.cut.category.take();
        let request = index_request(&figures, &question, periods, (split, wanted.as_deref()))?;
        let mut rows = figures.bounds(&question.cut, &request)?;
        rows.retain(|row| wanted.as_ref().is_none_or(|wanted| row.category == *wanted));
        write(state, &figures, &question, shape, "bounds", &rows)
    })
    .await
}

/// The cut, as far as somebody may see it.
fn asked(params: &mut Params, actor: &Actor) -> Question {
    let question = Question::read_without_period(params);
    let mut question = question.within(actor.sights());
    question.cut.children = children(params);
    question
}

/// The two ways of asking that most rounds use.
pub(crate) const MODES_USUAL: [Mode; 2] = [Mode::Visit, Mode::Phone];

fn two_or_more(text: &str) -> Result<Vec<Period>, String> {
    let mut periods = periods(text)?;
    // A change of one period is that since the one before.
    if let [only] = periods.as_slice() {
        periods.insert(0, only.previous());
    }
    Ok(periods)
}

/// Two different modes.
fn pair(text: &str) -> Result<[Mode; 2], String> {
    let modes: Vec<Mode> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
    match modes[..] {
        [one, other] if one != other => Ok([one, other]),
        _ => Err(format!("{} is not two different modes, separated by a comma", quoted(text))),
    }
}
