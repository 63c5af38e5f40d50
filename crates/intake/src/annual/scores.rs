//! Formulas, and the scores that are kept.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{find_formula, gather, new_score};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{AnnualScore, Change};
use survey::annual::AnnualFormula;
use survey::round::in_china;
use survey::{Right, Scope};
use uuid::Uuid;

use super::{BYTES_MAX, Withdrawal, year_of};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Formulas {
    /// By code and version.
    formulas: Vec<AnnualFormula>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct AnnualScores {
    /// The oldest first.
    scores: Vec<AnnualScore>,
}

/// A score that is to be computed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ScoreWanted")]
pub(crate) struct Wanted {
    /// Calendar year.
    year: i32,
    /// The formula, `code@version`.
    formula: String,
}

/// `GET /annual/formulas`.
pub(crate) async fn formulas(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let formulas = block(move || state.store().formulas()).await??;
    Ok(HttpResponse::Ok().json(Formulas { formulas }))
}

/// `POST /annual/formulas`: publishes a version.
pub(crate) async fn publish(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let (change, formula) = block(move || {
        expect_everything(&actor, Right::ManageSurvey)?;
        let formula: AnnualFormula = body::parse_object(&body)?;
        let by = state.store().by(actor.user().name.as_str());
        let change = by.publish_formula(&formula).map_err(HttpError::of_sent)?;
        Ok::<_, HttpError>((change, formula))
    })
    .await??;
    let status = if change == Change::Added { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(formula))
}

/// `GET /annual/scores?year=`: what is kept, without what it says.
pub(crate) async fn scores(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["year"]);
    let year = wanted_year(&mut params);
    params.finish()?;
    let scores = block(move || state.store().annual_scores(year)).await??;
    Ok(HttpResponse::Ok().json(AnnualScores { scores }))
}

/// The year that is asked for, which must be named.
pub(super) fn wanted_year(params: &mut Params) -> i32 {
    if params.text("year").is_none() {
        let detail = "say which year".to_owned();
        params.refuse(Fault::parameter("missing_parameter", "year", detail));
    }
    params.parsed("year", year_of).unwrap_or_default()
}

/// `POST /annual/scores`: computes the score of a year and keeps it until somebody else confirms it.
pub(crate) async fn compute(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let kept = block(move || {
        expect_everything(&actor, Right::EnterResults)?;
        let Wanted { year, formula } = body::parse_object(&body)?;
        computed(&state, &actor, year, &formula)
    })
    .await??;
    Ok(HttpResponse::Created().json(kept))
}

/// Computes and keeps a score for somebody who may.
pub(crate) fn computed(
    state: &State,
    actor: &Actor,
    year: i32,
    formula: &str,
) -> Result<AnnualScore, HttpError> {
    expect_everything(actor, Right::EnterResults)?;
    let store = state.store();
    let formula = find_formula(store, formula)?;
    let revision = store.revision()?;
    let today = in_china(Timestamp::now()).date();
    let new = new_score(&gather(store, &formula, year, today)?, revision)?;
    store.by(actor.user().name.as_str()).enter_score(&new).map_err(HttpError::of_sent)
}

/// `POST /annual/scores/{id}/confirmation`.
pub(crate) async fn confirm(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let kept = block(move || confirmed(&state, &actor, id)).await??;
    Ok(HttpResponse::Ok().json(kept))
}

/// Confirms a score for somebody who may.
pub(crate) fn confirmed(state: &State, actor: &Actor, id: Uuid) -> Result<AnnualScore, HttpError> {
    expect_everything(actor, Right::ConfirmResults)?;
    let by = state.store().by(actor.user().name.as_str());
    by.confirm_score(id).map_err(HttpError::of_sent)
}

/// `POST /annual/scores/{id}/withdrawal`.
pub(crate) async fn withdraw(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let kept = block(move || {
        expect_everything(&actor, Right::EnterResults)?;
        let sent: Withdrawal = body::parse_object(&body)?;
        let by = state.store().by(actor.user().name.as_str());
        by.withdraw_score(id, &sent.reason).map_err(HttpError::of_sent)
    })
    .await??;
    Ok(HttpResponse::Ok().json(kept))
}

/// A score is of all units, and so is whoever answers for it.
fn expect_everything(actor: &Actor, right: Right) -> Result<(), HttpError> {
    if actor.scope(right) == Scope::Everything {
        return Ok(());
    }
    let detail = format!("this is about all units, and you have {} for some only", right.as_str());
    Err(ProblemDocument::new(StatusCode::FORBIDDEN, "not_allowed", detail).into())
}
