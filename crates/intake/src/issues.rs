//! `/api/v1/issues`: the ledger of what bad answers brought to light, for those who see to it that it is
//! put right.
//!
//! What respondents said stands here in their words, and who they are does not.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Issue, IssuePlace};
use survey::problem::quoted;
use survey::{Code, Right, Scope};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

/// Most issues of one answer, and how many it has where nobody says.
pub(crate) const LIMIT_MAX: u32 = 500;
pub(crate) const LIMIT_USUAL: u32 = 100;
/// How a place in the ledger is written: for nobody to read anything from.
pub(crate) const CURSOR_PATTERN: &str = "^[0-9a-f]{48}$";

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
    let mut params = Params::read(request.query_string(), &["unit", "after", "limit"]);
    let unit = params.parsed("unit", str::parse::<Code>);
    let after = params.parsed("after", place_of);
    let limit = params.parsed("limit", limit_of).unwrap_or(LIMIT_USUAL);
    params.finish()?;
    let issues = block(move || {
        let units = units(&state, &actor.scope(Right::ReadIssues), unit)?;
        // One more tells whether there are more.
        let mut issues = state.store().issues(units.as_deref(), after, limit + 1)?;
        let more = issues.len() > limit as usize;
        issues.truncate(limit as usize);
        let next = issues.last().filter(|_| more).map(cursor);
        Ok::<_, HttpError>(Issues { issues, next })
    })
    .await??;
    Ok(HttpResponse::Ok().json(issues))
}

/// The units whose issues are asked for, as far as they may be seen; none for everything.
fn units(state: &State, scope: &Scope, unit: Option<Code>) -> Result<Option<Vec<Code>>, HttpError> {
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

fn limit_of(text: &str) -> Result<u32, String> {
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| format!("{} is no number from 1 to {LIMIT_MAX}", quoted(text)))
}

/// The place of an issue.
fn cursor(issue: &Issue) -> String {
    let at = issue.opened_at.as_microsecond().to_be_bytes();
    hex::encode([&at[..], issue.id.as_bytes()].concat())
}

fn place_of(text: &str) -> Result<IssuePlace, String> {
    let unknown = || format!("{} is no place that an answer has given as next", quoted(text));
    // The library takes capitals too; there is one way to write a place.
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(unknown());
    }
    let mut bytes = [0; 24];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| unknown())?;
    let (at, id) = bytes.split_first_chunk::<8>().ok_or_else(unknown)?;
    let at = i64::from_be_bytes(*at);
    // Beyond all times there is nothing, on either side.
    let end = if at < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Ok(IssuePlace {
        opened_at: Timestamp::from_microsecond(at).unwrap_or(end),
        id: Uuid::from_slice(id).map_err(|_| unknown())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again() {
        let issue = Issue {
            id: Uuid::from_u128(7),
            round: None,
            unit: "T1".parse().expect("a code"),
            mode: None,
            question: None,
            category: "air".parse().expect("a code"),
            reason: None,
            description: None,
            opened_on: jiff::civil::date(2026, 9, 3),
            opened_at: Timestamp::from_microsecond(1_788_000_000_123_456).expect("a time"),
        };
        let place = IssuePlace { opened_at: issue.opened_at, id: issue.id };
        assert_eq!(place_of(&cursor(&issue)), Ok(place));
        for odd in ["", "0", &"g".repeat(48), &"A".repeat(48), &"0".repeat(50), "满满"] {
            assert!(place_of(odd).is_err(), "{odd}");
        }
        for far in ["7", "8"] {
            assert!(place_of(&far.repeat(48)).is_ok());
        }
    }
}
