//! `/api/v1/external-results` and `/api/v1/annual/…`: what counts for a year. Some enter, others confirm,
//! and whoever looks after the survey publishes the formulas.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Change, EntryFilter, StoreError, VouchedEntry};
use survey::problem::quoted;
use survey::vouched::{EntryKind, EntryState, ExternalResult, YearEntry};
use survey::{Code, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::issues::{LIMIT_USUAL, limit_of};
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::{id_of, uuid_of};

pub(crate) mod forecast;
pub(crate) mod scores;
pub(crate) mod tables;

/// Longest body, in bytes.
pub(crate) const BYTES_MAX: usize = 64 << 10;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "YearEntries")]
pub(crate) struct Entries {
    /// The oldest first.
    entries: Vec<VouchedEntry>,
    /// Where to go on, as `after`; empty at the end.
    next: Option<Uuid>,
}

/// What was entered, and whether that is new.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EntryEntered")]
pub(crate) struct Entered {
    entry: VouchedEntry,
    /// `new`, or `same` as is there already.
    #[schemars(extend("enum" = ["new", "same"]))]
    outcome: &'static str,
}

/// The next version of an entry.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EntryCorrection")]
pub(crate) struct Correction {
    /// What it is to say.
    entry: YearEntry,
    /// Why.
    reason: String,
}

/// Why something is given up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "EntryWithdrawal")]
pub(crate) struct Withdrawal {
    /// Why.
    pub(super) reason: String,
}

/// `GET /annual/entries`: those of the units within reach.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let names = ["kind", "year", "state", "after", "limit"];
    let mut params = Params::read(request.query_string(), &names);
    let kind = params.parsed("kind", str::parse::<EntryKind>);
    listed(params, kind, state, actor).await
}

/// `GET /external-results`: the same of results of those above.
pub(crate) async fn results(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let params = Params::read(request.query_string(), &["year", "state", "after", "limit"]);
    listed(params, Some(EntryKind::External), state, actor).await
}

async fn listed(
    mut params: Params,
    kind: Option<EntryKind>,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let year = params.parsed("year", year_of);
    let in_state = params.parsed("state", str::parse::<EntryState>);
    let after = params.parsed("after", uuid_of);
    let limit = params.parsed("limit", limit_of).unwrap_or(LIMIT_USUAL);
    params.finish()?;
    let entries = block(move || {
        let scope = actor.scope(Right::ReadAnnual);
        let units = state.reference().units_within(state.store(), &scope)?;
        let filter = EntryFilter { kind, year, state: in_state, units };
        // One more tells whether there are more.
        let most = i64::from(limit) + 1;
        let mut entries = state.store().year_entries_after(&filter, after, most)?;
        let more = entries.len() > limit as usize;
        entries.truncate(limit as usize);
        let next = entries.last().filter(|_| more).map(|entry| entry.id);
        Ok::<_, HttpError>(Entries { entries, next })
    })
    .await??;
    Ok(HttpResponse::Ok().json(entries))
}

/// `GET /annual/entries/{id}`.
pub(crate) async fn one(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let entry = block(move || within_reach(&state, &actor, Right::ReadAnnual, id)).await??;
    Ok(HttpResponse::Ok().json(entry))
}

/// `POST /annual/entries`: enters something, which counts when somebody else confirmed it.
pub(crate) async fn enter(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    entered(state, actor, move || body::parse_object(&body)).await
}

/// `POST /external-results`: the same of a result of those above.
pub(crate) async fn enter_result(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let result = move || Ok(YearEntry::External(body::parse_object::<ExternalResult>(&body)?));
    entered(state, actor, result).await
}

async fn entered(
    state: Data<State>,
    actor: Actor,
    sent: impl FnOnce() -> Result<YearEntry, HttpError> + Send + 'static,
) -> Result<HttpResponse, HttpError> {
    let entered = block(move || {
        let (change, entry) = entered_by(&state, &actor, &sent()?)?;
        let outcome = if change == Change::Added { "new" } else { "same" };
        Ok::<_, HttpError>(Entered { entry, outcome })
    })
    .await??;
    let is_new = entered.outcome == "new";
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(entered))
}

/// Enters something for somebody who may.
pub(crate) fn entered_by(
    state: &State,
    actor: &Actor,
    entry: &YearEntry,
) -> Result<(Change, VouchedEntry), HttpError> {
    expect_reach(state, actor, entry.unit(), "/unit")?;
    let by = state.store().by(actor.user().name.as_str());
    by.enter(entry).map_err(HttpError::of_sent)
}

/// `POST /annual/entries/{id}/corrections`: enters the next version of what is confirmed.
pub(crate) async fn correct(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let next = block(move || {
        within_reach(&state, &actor, Right::EnterResults, id)?;
        let sent: Correction = body::parse_object(&body)?;
        corrected(&state, &actor, id, ("/entry/unit", &sent.entry), &sent.reason)
    })
    .await??;
    Ok(HttpResponse::Created().json(next))
}

/// Enters the next version of an entry for somebody who may; a unit out of reach is told at a pointer.
pub(crate) fn corrected(
    state: &State,
    actor: &Actor,
    id: Uuid,
    (pointer, entry): (&str, &YearEntry),
    reason: &str,
) -> Result<VouchedEntry, HttpError> {
    within_reach(state, actor, Right::EnterResults, id)?;
    expect_reach(state, actor, entry.unit(), pointer)?;
    let by = state.store().by(actor.user().name.as_str());
    by.correct_entry(id, entry, reason).map_err(HttpError::of_sent)
}

/// `POST /annual/entries/{id}/confirmation`: finds that it says what its document says.
pub(crate) async fn confirm(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let entry = block(move || confirmed(&state, &actor, id)).await??;
    Ok(HttpResponse::Ok().json(entry))
}

/// Confirms an entry for somebody who may.
pub(crate) fn confirmed(state: &State, actor: &Actor, id: Uuid) -> Result<VouchedEntry, HttpError> {
    within_reach(state, actor, Right::ConfirmResults, id)?;
    let by = state.store().by(actor.user().name.as_str());
    by.confirm_entry(id).map_err(HttpError::of_sent)
}

/// `POST /annual/entries/{id}/withdrawal`: gives up what is not confirmed.
pub(crate) async fn withdraw(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let entry = block(move || {
        within_reach(&state, &actor, Right::EnterResults, id)?;
        let sent: Withdrawal = body::parse_object(&body)?;
        withdrawn(&state, &actor, id, &sent.reason)
    })
    .await??;
    Ok(HttpResponse::Ok().json(entry))
}

/// Gives an entry up for somebody who may.
pub(crate) fn withdrawn(
    state: &State,
    actor: &Actor,
    id: Uuid,
    reason: &str,
) -> Result<VouchedEntry, HttpError> {
    within_reach(state, actor, Right::EnterResults, id)?;
    let by = state.store().by(actor.user().name.as_str());
    by.withdraw_entry(id, reason).map_err(HttpError::of_sent)
}

/// An entry about a unit for which somebody has a right. Of others not even that there is one is told.
pub(crate) fn within_reach(
    state: &State,
    actor: &Actor,
    right: Right,
    id: Uuid,
) -> Result<VouchedEntry, HttpError> {
    if let Some(entry) = state.store().year_entry(id)?
        && reaches(state, actor, &[right], entry.entry.unit())?
    {
        return Ok(entry);
    }
    Err(StoreError::UnknownEntry { id: id.to_string() }.into())
}

fn expect_reach(state: &State, actor: &Actor, unit: &Code, pointer: &str) -> Result<(), HttpError> {
    if reaches(state, actor, &[Right::EnterResults], unit)? {
        return Ok(());
    }
    let detail = "this is no unit of yours".to_owned();
    let fault = Fault::at("unit_not_allowed", pointer.to_owned(), detail);
    Err(ProblemDocument::invalid(vec![fault]).into())
}

/// A calendar year.
pub(crate) fn year_of(text: &str) -> Result<i32, String> {
    let year = text.parse().ok().filter(|year| (1..=crate::aims::YEAR_MAX).contains(year));
    year.ok_or_else(|| format!("{} is no year such as 2026", quoted(text)))
}
