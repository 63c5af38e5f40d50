//! `/api/v1/issues`: the ledger of what has to be put right, for those who do so and those who see to it.
//!
//! What respondents said stands here in their words, and who they are does not.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Issue, IssueFilter, IssuePlace};
use survey::period::PeriodKind;
use survey::problem::quoted;
use survey::round::in_china;
use survey::{Code, IssueState, Month, Period, Right, Scope};

use crate::State;
use crate::auth::Actor;
use crate::cursor::{cursor, place_of};
use crate::error::HttpError;
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

pub(crate) mod acts;
pub(crate) mod evidence;
pub(crate) mod funnel;
pub(crate) mod rates;

/// Most issues of one answer, and how many it has where nobody says.
pub(crate) const LIMIT_MAX: u32 = 500;
pub(crate) const LIMIT_USUAL: u32 = 100;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Issues {
    issues: Vec<Issue>,
    /// Where to go on, as `after`; empty at the end.
    next: Option<String>,
}

/// `GET /issues`: those of the units within reach, in the order in which they came in.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let names = ["unit", "state", "overdue", "after", "limit"];
    let mut params = Params::read(request.query_string(), &names);
    let unit = params.parsed("unit", str::parse::<Code>);
    let states = params.parsed("state", states_of).unwrap_or_default();
    let overdue = params.choice("overdue", &[("true", true), ("false", false)]).unwrap_or(false);
    let after = params.parsed("after", place_of);
    let after = after.map(|(opened_at, id)| IssuePlace { opened_at, id });
    let limit = params.parsed("limit", limit_of).unwrap_or(LIMIT_USUAL);
    params.finish()?;
    let issues = block(move || {
        let units = units(&state, &actor.scope(Right::ReadIssues), unit)?;
        let overdue_on = overdue.then(|| in_china(Timestamp::now()).date());
        let filter = IssueFilter { units, states, overdue_on, ..IssueFilter::default() };
        // One more tells whether there are more.
        let mut issues = state.store().issues(&filter, after, limit + 1)?;
        let more = issues.len() > limit as usize;
        issues.truncate(limit as usize);
        let next = issues.last().filter(|_| more).map(|issue| cursor(issue.opened_at, issue.id));
        Ok::<_, HttpError>(Issues { issues, next })
    })
    .await??;
    Ok(HttpResponse::Ok().json(issues))
}

/// The quarter of today, or that of the newest issue within reach where nothing came in since.
pub(crate) fn usual_period(state: &State, scope: &Scope, today: Date) -> Result<Period, HttpError> {
    let units = state.reference().units_within(state.store(), scope)?;
    let newest = state.store().newest_issue_on(units.as_deref())?;
    let day = newest.map_or(today, |newest| newest.min(today));
    Ok(Period::containing(Month::of(day), PeriodKind::Quarter))
}

/// The units whose issues are asked for, as far as they may be seen; none for everything.
pub(crate) fn units(
    state: &State,
    scope: &Scope,
    unit: Option<Code>,
) -> Result<Option<Vec<Code>>, HttpError> {
    let (store, reference) = (state.store(), state.reference());
    let Some(unit) = unit else { return Ok(reference.units_within(store, scope)?) };
    let below = Scope::Units(vec![unit.clone()]);
    let known = reference.covers(store, &below, unit.as_str())?;
    // Of others not even that there is such a unit is told.
    if !known || !reference.covers(store, scope, unit.as_str())? {
        let detail = format!("there is no unit {} within your units", quoted(unit.as_str()));
        refuse_if_any(vec![Fault::parameter("unknown_unit", "unit", detail)])?;
    }
    Ok(reference.units_within(store, &below)?)
}

/// All that have to be seen to by anybody.
pub(crate) const OPEN: &str = "open";

/// A state, or all in which an issue is open.
pub(crate) fn states_of(text: &str) -> Result<Vec<IssueState>, String> {
    if text == OPEN {
        return Ok(IssueState::ALL.into_iter().filter(|state| state.is_open()).collect());
    }
    text.parse().map(|state| vec![state])
}

/// How many at most.
pub(crate) fn limit_of(text: &str) -> Result<u32, String> {
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| format!("{} is no number from 1 to {LIMIT_MAX}", quoted(text)))
}
