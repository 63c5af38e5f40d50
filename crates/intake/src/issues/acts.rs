//! What is done to an issue, and all that was.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Change, Issue, IssueRecord, NewStep, StoreError};
use survey::{Code, IssueEvent, IssueStep, NewIssue, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

/// Longest body, in bytes.
pub(crate) const BYTES_MAX: usize = 32 << 10;
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "IssueOpened")]
pub(crate) struct Opened {
    issue: Issue,
    /// `new`, or `same` as is there already.
    #[schemars(extend("enum" = ["new", "same"]))]
    outcome: &'static str,
}

/// `POST /issues`: opens what came in by another channel than an answer.
pub(crate) async fn open(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let opened = block(move || {
        let (change, issue) = opened(&state, &actor, &body::parse_object(&body)?)?;
        let outcome = if change == Change::Added { "new" } else { "same" };
        // It may have been handed to a unit of somebody else meanwhile.
        let issue = within_reach(&state, &actor, issue.id)?.issue;
        Ok::<_, HttpError>(Opened { issue, outcome })
    })
    .await??;
    let is_new = opened.outcome == "new";
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(opened))
}

/// Opens an issue for somebody who may.
pub(crate) fn opened(
    state: &State,
    actor: &Actor,
    new: &NewIssue,
) -> Result<(Change, Issue), HttpError> {
    let problems = state.reference().judge_issue(state.store(), new)?;
    let mut faults: Vec<Fault> = problems.into_iter().map(Fault::from).collect();
    if !reaches(state, actor, &[Right::JudgeIssues], &new.unit)? {
        // Of other units not even that there is such a unit is told.
        faults.retain(|fault| fault.code != "unknown_unit");
        faults.push(foreign("/unit"));
    }
    if !faults.is_empty() {
        return Err(ProblemDocument::invalid(faults).into());
    }
    Ok(state.store().by(actor.user().name.as_str()).open_issue(new)?)
}

/// `GET /issues/{id}`: an issue with all its steps.
pub(crate) async fn record(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let record = block(move || {
        let record = within_reach(&state, &actor, id)?;
        shown(&state, &actor, record)
    })
    .await??;
    Ok(HttpResponse::Ok().json(record))
}

/// `POST /issues/{id}/events`: takes a step.
pub(crate) async fn step(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let (id, body) = (id_of(&request)?, body::read(&request, payload, BYTES_MAX).await?);
    let record = block(move || {
        // Of those out of reach not even that is told what is wrong with the step.
        within_reach(&state, &actor, id)?;
        let record = stepped(&state, &actor, id, &body::parse_object(&body)?)?;
        shown(&state, &actor, record)
    })
    .await??;
    Ok(HttpResponse::Ok().json(record))
}

/// Takes a step for somebody who may.
pub(crate) fn stepped(
    state: &State,
    actor: &Actor,
    id: Uuid,
    new: &NewStep,
) -> Result<IssueRecord, HttpError> {
    let unit = within_reach(state, actor, id)?.issue.unit;
    let rights = new.event.rights();
    if !reaches(state, actor, rights, &unit)? {
        let detail = format!("you may not do this to issues of {unit}: {}", new.event.name());
        return Err(ProblemDocument::new(StatusCode::FORBIDDEN, "not_allowed", detail).into());
    }
    if let IssueEvent::HandOff { unit: Some(unit), .. } = &new.event
        && !hands_to(state, actor, rights, unit)?
    {
        return Err(ProblemDocument::invalid(vec![foreign("/event/unit")]).into());
    }
    state.store().by(actor.user().name.as_str()).step_issue(id, new).map_err(HttpError::of_sent)
}

/// Whether there is a unit to which somebody may hand an issue.
fn hands_to(
    state: &State,
    actor: &Actor,
    rights: &[Right],
    unit: &Code,
) -> Result<bool, StoreError> {
    let store = state.store();
    let known = state.reference().places(store, std::iter::once(unit))?;
    let is_known = known.first().is_some_and(|names| !names.is_empty());
    Ok(is_known && reaches(state, actor, rights, unit)?)
}

/// An issue of a unit that somebody may read. Of others not even that there is one is told.
pub(crate) fn within_reach(
    state: &State,
    actor: &Actor,
    id: Uuid,
) -> Result<IssueRecord, HttpError> {
    if let Some(record) = state.store().issue(id)?
        && reaches(state, actor, &[Right::ReadIssues], &record.issue.unit)?
    {
        return Ok(record);
    }
    Err(StoreError::UnknownIssue { id: id.to_string() }.into())
}

/// As much of an issue as somebody may see.
pub(crate) fn shown(
    state: &State,
    actor: &Actor,
    record: IssueRecord,
) -> Result<IssueRecord, HttpError> {
    if reaches(state, actor, &[Right::JudgeIssues], &record.issue.unit)? {
        return Ok(record);
    }
    let steps = record.steps.into_iter().map(IssueStep::without_call_back_notes).collect();
    Ok(IssueRecord { steps, ..record })
}

fn foreign(pointer: &str) -> Fault {
    let detail = "this is no unit of yours".to_owned();
    Fault::at("unit_not_allowed", pointer.to_owned(), detail)
}
