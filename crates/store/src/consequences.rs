//! What follows from a response, in the transaction that stores or corrects it: its case is closed, bad
//! answers open issues.

use diesel::prelude::*;
use jiff::Timestamp;
use survey::attempt::{ContactAttempt, OutcomeGroup};
use survey::{Code, Completion, Response};
use uuid::Uuid;

use crate::connection::AnyConnection;
use crate::row::{AttemptRow, ResponseRow, instant, parse};
use crate::schema::{attempts, cases, responses};
use crate::{StoreError, fieldwork, issues};

/// What stands before the name of whoever sent a response, in its source.
pub const SENT_BY: &str = "api:";

/// Whether anything follows: most of what programs send is answers and no more.
pub(crate) fn are_there(response: &Response) -> bool {
    response.completion.is_some() || !response.issues.is_empty()
}

/// Does what follows from a response as it is stored now, for the first time or in place of other
/// content.
pub(crate) fn follow(
    conn: &mut AnyConnection,
    response: &Response,
    source: &str,
) -> Result<(), StoreError> {
    issues::settle(conn, response)?;
    settle_attempt(conn, response, source)
}

/// Makes the attempts say what a response says: that there was an interview, or no more so.
fn settle_attempt(
    conn: &mut AnyConnection,
    response: &Response,
    source: &str,
) -> Result<(), StoreError> {
    // An id of its own, made of the response's. Whatever else stands under it was put there to be in
    // the way, and gives way.
    let id = Uuid::new_v5(&response.id, b"attempt");
    let kept: Option<AttemptRow> = attempts::table
        .find(id.to_string())
        .select(AttemptRow::as_select())
        .get_result(conn)
        .optional()?;
    let kept_at = kept.as_ref().map(|row| instant(row.attempted_at, "an attempt")).transpose()?;
    let outcome = outcome(conn, response)?;
    let made = outcome.zip(response.respondent.clone()).map(|(outcome, case)| {
        Ok::<_, StoreError>(ContactAttempt {
            id,
            round: response.round.clone(),
            case,
            unit: response.unit.clone(),
            mode: response.mode,
            at: response.started_at.or(kept_at).unwrap_or_else(Timestamp::now),
            outcome,
            appointment_at: None,
            by: sender(source)?,
        })
    });
    match (kept, made.transpose()?) {
        (Some(kept), made) => crate::attempts::replace(conn, &kept, made.as_ref()),
        (None, Some(made)) => crate::attempts::record(conn, &[made]).map(drop),
        (None, None) => Ok(()),
    }
}

/// Who sent a response, by its source.
pub(crate) fn sender(source: &str) -> Result<Option<Code>, StoreError> {
    source.strip_prefix(SENT_BY).map(|name| parse(name, "a sender")).transpose()
}

/// The outcome of an attempt that an interview is. A respondent who is no case of the round, or one of
/// another unit or way of asking, closes nothing: the answers count all the same.
fn outcome(conn: &mut AnyConnection, response: &Response) -> Result<Option<Code>, StoreError> {
    let Some(completion) = response.completion else { return Ok(None) };
    if case_of(conn, response)?.is_none() {
        return Ok(None);
    }
    let group = match completion {
        Completion::Complete => OutcomeGroup::Complete,
        Completion::Partial => OutcomeGroup::Partial,
    };
    let rules = fieldwork::rules(conn)?;
    Ok(rules.outcomes.into_iter().find(|rule| rule.group == group).map(|rule| rule.code))
}

/// The case that a response is of.
struct Case {
    outcome: Option<String>,
}

fn case_of(conn: &mut AnyConnection, response: &Response) -> Result<Option<Case>, StoreError> {
    let Some(respondent) = &response.respondent else { return Ok(None) };
    let known: Option<(String, String, Option<String>)> = cases::table
        .find((response.round.as_str(), respondent.as_str()))
        .select((cases::unit, cases::mode, cases::outcome))
        .get_result(conn)
        .optional()?;
    Ok(known
        .filter(|(unit, mode, _)| response.unit == *unit.as_str() && response.mode.as_str() == mode)
        .map(|(_, _, outcome)| Case { outcome }))
}

/// Whether a response is an interview of a case of which another response is a complete one.
pub(crate) fn is_second(conn: &mut AnyConnection, response: &Response) -> Result<bool, StoreError> {
    let Some(respondent) = response.respondent.as_ref().filter(|_| is_interview(response)) else {
        return Ok(false);
    };
    let outcome = case_of(conn, response)?.and_then(|case| case.outcome);
    let Some(outcome) = outcome else { return Ok(false) };
    let rules = fieldwork::rules(conn)?;
    let complete = |code: &str| {
        rules.outcomes.iter().any(|rule| rule.code == *code && rule.group == OutcomeGroup::Complete)
    };
    // Most cases are asked once: only for others are the responses looked through.
    if !complete(&outcome) {
        return Ok(false);
    }
    let others: Vec<ResponseRow> = responses::table
        .filter(responses::round.eq(response.round.as_str()))
        .filter(responses::respondent.eq(respondent.as_str()))
        .filter(responses::id.ne(response.id.to_string()))
        .select(ResponseRow::as_select())
        .load(conn)?;
    for other in others {
        let other = other.into_stored()?.response;
        if is_interview(&other) && other.unit == response.unit && other.mode == response.mode {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether it is a complete interview of a case.
pub(crate) fn is_interview(response: &Response) -> bool {
    response.completion == Some(Completion::Complete) && response.respondent.is_some()
}
