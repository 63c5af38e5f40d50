//! What is left out of the second score by rule, by those who judge.

use std::collections::HashMap;

use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Change, Exclusion, ListedCheck};
use survey::Code;
use uuid::Uuid;

use super::judging::checks_of;
use super::{BYTES_MAX, unknown_check};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

/// Longest reason, in characters.
pub(crate) const REASON_CHARS_MAX: usize = 500;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Exclusions")]
pub(crate) struct ExclusionList {
    exclusions: Vec<Exclusion>,
}

/// By which rule an interview is left out, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewExclusion")]
pub(crate) struct ExclusionBody {
    /// Code of the rule; empty to take the interview in again.
    #[serde(default)]
    rule: Option<Code>,
    #[schemars(length(min = 1, max = REASON_CHARS_MAX))]
    reason: String,
}

/// Whether an interview is left out now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Excluded {
    pub(crate) excluded: bool,
    /// Whether that was different before.
    pub(crate) changed: bool,
}

/// `POST /checks/{id}/exclusion`: leaves the interview of a check out of the second score by a rule, or
/// takes it in again.
pub(crate) async fn exclude(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let excluded = block(move || {
        let new: ExclusionBody = body::parse_object(&body)?;
        excluded(&state, &actor, id, new.rule.as_ref(), &new.reason)
    })
    .await??;
    Ok(HttpResponse::Ok().json(excluded))
}

/// Leaves an interview out by a rule, or without one takes it in again, for somebody who may.
pub(crate) fn excluded(
    state: &State,
    actor: &Actor,
    check: Uuid,
    rule: Option<&Code>,
    reason: &str,
) -> Result<Excluded, HttpError> {
    let reason = reason.trim();
    if survey::wording::is_blank(reason) || reason.chars().count() > REASON_CHARS_MAX {
        let detail = format!("say why, in at most {REASON_CHARS_MAX} characters");
        let fault = Fault::at("bad_reason", "/reason".to_owned(), detail);
        return Err(ProblemDocument::invalid(vec![fault]).into());
    }
    if !checks_of(state, actor, None)?.iter().any(|own| own.id == check) {
        return Err(unknown_check());
    }
    let by = state.store().by(actor.user().name.as_str());
    if let Some(rule) = rule {
        let changed = by.exclude_response(check, rule, reason)? == Change::Added;
        return Ok(Excluded { excluded: true, changed });
    }
    let changed = include(by, state.store(), check, reason)?;
    Ok(Excluded { excluded: false, changed })
}

/// Takes the interview of a check in again, and gives whether it was left out.
fn include(
    by: store::Authored<'_>,
    store: &store::Store,
    check: Uuid,
    reason: &str,
) -> Result<bool, HttpError> {
    let excluded = store.exclusions()?.into_iter().find(|exclusion| exclusion.check == check);
    match excluded {
        Some(exclusion) => Ok(by.include_response(exclusion.response, reason)?),
        None => Ok(false),
    }
}

/// `GET /checks/exclusions`: what is left out, by which rule, by whom and why.
pub(crate) async fn exclusions(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let exclusions = block(move || exclusions_of(&state, &actor)).await??;
    let exclusions = exclusions.into_iter().map(|(exclusion, _)| exclusion).collect();
    Ok(HttpResponse::Ok().json(ExclusionList { exclusions }))
}

/// What is left out of the units that somebody judges, with the checks that found it.
pub(crate) fn exclusions_of(
    state: &State,
    actor: &Actor,
) -> Result<Vec<(Exclusion, ListedCheck)>, HttpError> {
    let checks = checks_of(state, actor, None)?;
    let mut checks: HashMap<Uuid, ListedCheck> =
        checks.into_iter().map(|check| (check.id, check)).collect();
    let exclusions = state.store().exclusions()?.into_iter();
    Ok(exclusions.filter_map(|own| checks.remove(&own.check).map(|check| (own, check))).collect())
}
