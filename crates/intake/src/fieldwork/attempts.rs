//! Attempts: what became of a call or a knock.

use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use store::StoreError;
use survey::attempt::ContactAttempt;
use survey::problem::quoted;
use survey::{Right, Scope};

use super::{BYTES_MAX, unknown_case};
use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::receipt::kept;
use crate::responses::{id_of, other_id};

/// `PUT /attempts/{id}`: what became of a call or a knock: 201 new, 200 the same again, 409 different
/// content. One that was made is stored, whoever holds the case by now.
pub(crate) async fn attempt(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let outcome = block(move || {
        let mut attempt: ContactAttempt = body::parse_object(&body)?;
        let mut faults = attempt_faults(&state, &actor, &attempt)?;
        faults.extend(other_id(attempt.id, id));
        if !faults.is_empty() {
            return Err(ProblemDocument::invalid(faults).into());
        }
        attempt.by = Some(actor.user().name.clone());
        let outcomes = state.store().add_attempts(std::slice::from_ref(&attempt))?;
        Ok::<_, HttpError>(outcomes.first().copied().ok_or(StoreError::Stopped)?)
    })
    .await??;
    kept("attempt", id, outcome)
}

/// Everything that is wrong with an attempt. Who made it is whoever sends it.
fn attempt_faults(
    state: &State,
    actor: &Actor,
    attempt: &ContactAttempt,
) -> Result<Vec<Fault>, HttpError> {
    let (store, now) = (state.store(), Timestamp::now());
    let (rules, rounds, units) = (store.fieldwork_rules()?, store.rounds()?, store.unit_tree()?);
    let problems = rules.attempt_problems(attempt, &rounds, &units, now);
    let mut faults: Vec<Fault> = problems.into_iter().map(Fault::from).collect();
    let scope = actor.scope(Right::WorkCases);
    if faults.is_empty() && !state.reference().covers(store, &scope, attempt.unit.as_str())? {
        let detail = format!("you may not work in unit {}", quoted(attempt.unit.as_str()));
        faults.push(Fault::at("unit_not_allowed", "/unit".to_owned(), detail));
    }
    if faults.is_empty() {
        faults.extend(case_fault(state, &scope, attempt)?);
    }
    if attempt.by.as_ref().is_some_and(|by| *by != actor.user().name) {
        let detail = "somebody else made this attempt".to_owned();
        faults.push(Fault::at("not_yours", "/by".to_owned(), detail));
    }
    Ok(faults)
}

/// What is wrong with the case of an attempt: whoever names another unit than its own could close
/// cases that are none of their business, and cases that nobody drew would change the rates. Of cases in
/// which they may not work not even that there are such is told.
fn case_fault(
    state: &State,
    scope: &Scope,
    attempt: &ContactAttempt,
) -> Result<Option<Fault>, HttpError> {
    let fault = |code, path: &str, detail: String| Some(Fault::at(code, path.to_owned(), detail));
    let unknown = || Some(unknown_case(&attempt.round, &attempt.case));
    let (store, reference) = (state.store(), state.reference());
    Ok(match store.case(&attempt.round, &attempt.case)? {
        None => unknown(),
        Some((unit, _)) if !reference.covers(store, scope, unit.as_str())? => unknown(),
        Some((unit, _)) if unit != attempt.unit => {
            fault("other_unit", "/unit", format!("case {} is of another unit", attempt.case))
        }
        Some((_, mode)) if mode != attempt.mode => {
            fault("other_mode", "/mode", format!("case {} is asked by {mode}", attempt.case))
        }
        Some(_) => None,
    })
}
