//! `/api/v1/common-issues`: what several issues have in common, and the tasks of units that look for the same.
//!
//! A unit sees its own task, and never what others answered.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::{
    Change, CommonFilter, CommonIssue, CommonLine, CommonPlace, CommonRecord, IssueFilter,
    NewCommonStep, StoreError,
};
use survey::common::{ClusterRules, IssueGroup};
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::{Code, CommonEvent, CommonState, Month, NewCommonIssue, Period, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::bulletins::reaches;
use crate::cursor::{cursor, place_of};
use crate::error::HttpError;
use crate::issues::{LIMIT_USUAL, limit_of, units};
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

/// Longest body, in bytes: it names some hundred issues, or some hundred units.
pub(crate) const BYTES_MAX: usize = 64 << 10;

#[derive(Serialize, JsonSchema)]
pub(crate) struct CommonIssues {
    common_issues: Vec<CommonLine>,
    /// Where to go on, as `after`; empty at the end.
    next: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct IssueGroups {
    /// When issues are taken to be alike, and how many make a group.
    rules: ClusterRules,
    groups: Vec<IssueGroup>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct CommonIssueMade {
    common_issue: CommonIssue,
    /// `new`, or `same` as is there already.
    #[schemars(extend("enum" = ["new", "same"]))]
    outcome: &'static str,
}

/// `GET /common-issues`: those that lie within reach, or were sent there, in the order in which they were made.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["state", "after", "limit"]);
    let wanted = params.parsed("state", str::parse::<CommonState>);
    let after = params.parsed("after", place_of);
    let after = after.map(|(made_at, id)| CommonPlace { made_at, id });
    let limit = params.parsed("limit", limit_of).unwrap_or(LIMIT_USUAL);
    params.finish()?;
    let list = block(move || {
        let units = units(&state, &actor.scope(Right::ReadIssues), None)?;
        let filter = CommonFilter { units, state: wanted };
        let today = in_china(Timestamp::now()).date();
        // One more tells whether there are more.
        let mut lines = state.store().common_issues(&filter, after, limit + 1, today)?;
        let more = lines.len() > limit as usize;
        lines.truncate(limit as usize);
        let last = lines.last().filter(|_| more);
        let next = last.map(|line| cursor(line.common.made_at, line.common.id));
        Ok::<_, HttpError>(CommonIssues { common_issues: lines, next })
    })
    .await??;
    Ok(HttpResponse::Ok().json(list))
}

/// Which groups are asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    pub(crate) period: Option<Period>,
    pub(crate) unit: Option<Code>,
    pub(crate) rules: ClusterRules,
}

/// `GET /common-issues/groups`: proposals, of the issues within reach.
pub(crate) async fn proposals(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let names = ["period", "unit", "similarity", "least_issues", "least_units"];
    let mut params = Params::read(request.query_string(), &names);
    let usual = ClusterRules::default();
    let number = |text: &str| text.parse::<u32>().map_err(|_| "write a whole number".to_owned());
    let percent = |text: &str| text.parse::<u8>().map_err(|_| "write a whole number".to_owned());
    let search = Search {
        period: params.parsed("period", str::parse),
        unit: params.parsed("unit", str::parse),
        rules: ClusterRules {
            similarity: params.parsed("similarity", percent).unwrap_or(usual.similarity),
            least_issues: params.parsed("least_issues", number).unwrap_or(usual.least_issues),
            least_units: params.parsed("least_units", number).unwrap_or(usual.least_units),
        },
    };
    params.finish()?;
    let rules = search.rules;
    let groups = block(move || proposed(&state, &actor, search)).await??;
    Ok(HttpResponse::Ok().json(IssueGroups { rules, groups }))
}

/// Groups of the issues that somebody judges, of a period, or of this quarter.
pub(crate) fn proposed(
    state: &State,
    actor: &Actor,
    search: Search,
) -> Result<Vec<IssueGroup>, HttpError> {
    let parameter = |path: String| path.trim_start_matches('/').to_owned();
    let faults =
        search.rules.problems().into_iter().map(|problem| {
            Fault::parameter(problem.code, &parameter(problem.path), problem.detail)
        });
    crate::query::refuse_if_any(faults.collect())?;
    let units = units(state, &actor.scope(Right::JudgeIssues), search.unit)?;
    let this_quarter = || {
        let today = in_china(Timestamp::now()).date();
        Period::containing(Month::of(today), PeriodKind::Quarter)
    };
    let filter = IssueFilter { units, ..IssueFilter::default() };
    let filter = filter.opened_in(search.period.unwrap_or_else(this_quarter));
    Ok(state.store().issue_groups(&filter, search.rules)?)
}

/// `POST /common-issues`: makes one.
pub(crate) async fn make(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BYTES_MAX).await?;
    let (change, common_issue) =
        block(move || made(&state, &actor, &body::parse_object(&body)?)).await??;
    let is_new = change == Change::Added;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let outcome = if is_new { "new" } else { "same" };
    Ok(HttpResponse::build(status).json(CommonIssueMade { common_issue, outcome }))
}

/// Makes a common issue for somebody who may.
pub(crate) fn made(
    state: &State,
    actor: &Actor,
    new: &NewCommonIssue,
) -> Result<(Change, CommonIssue), HttpError> {
    if !reaches(state, actor, &[Right::JudgeIssues], &new.unit)? {
        let detail = "this is no unit of yours".to_owned();
        let fault = Fault::at("unit_not_allowed", "/unit".to_owned(), detail);
        return Err(ProblemDocument::invalid(vec![fault]).into());
    }
    let by = state.store().by(actor.user().name.as_str());
    by.make_common_issue(new).map_err(HttpError::of_sent)
}

/// `GET /common-issues/{id}`: one with the tasks within reach.
pub(crate) async fn record(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let record = block(move || within_reach(&state, &actor, id)).await??;
    Ok(HttpResponse::Ok().json(record))
}

/// `POST /common-issues/{id}/events`: takes a step.
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
        stepped(&state, &actor, id, &body::parse_object(&body)?)
    })
    .await??;
    Ok(HttpResponse::Ok().json(record))
}

/// Takes a step for somebody who may: a unit answers for itself, and whoever judges within all of it does the
/// rest.
pub(crate) fn stepped(
    state: &State,
    actor: &Actor,
    id: Uuid,
    new: &NewCommonStep,
) -> Result<CommonRecord, HttpError> {
    let common = within_reach(state, actor, id)?.common;
    let unit = match &new.event {
        CommonEvent::Answer { unit, .. } => unit,
        _ => &common.unit,
    };
    if !reaches(state, actor, &[new.event.right()], unit)? {
        let detail = format!("you may not do this for {unit}: {}", new.event.name());
        return Err(ProblemDocument::new(StatusCode::FORBIDDEN, "not_allowed", detail).into());
    }
    let by = state.store().by(actor.user().name.as_str());
    by.step_common_issue(id, new).map_err(HttpError::of_sent)?;
    within_reach(state, actor, id)
}

/// As much of a common issue as somebody may see: all of it within their units, else the tasks of those. Of
/// others not even that there is one is told.
pub(crate) fn within_reach(
    state: &State,
    actor: &Actor,
    id: Uuid,
) -> Result<CommonRecord, HttpError> {
    let unknown = || StoreError::UnknownCommonIssue { id: id.to_string() };
    let record = state.store().common_issue(id)?.ok_or_else(unknown)?;
    if reaches(state, actor, &[Right::ReadIssues], &record.common.unit)? {
        return Ok(record);
    }
    let within = units(state, &actor.scope(Right::ReadIssues), None)?.unwrap_or_default();
    let within: HashSet<Code> = within.into_iter().collect();
    let own = record.only(|unit| within.contains(unit));
    if own.tasks.is_empty() { Err(unknown().into()) } else { Ok(own) }
}
