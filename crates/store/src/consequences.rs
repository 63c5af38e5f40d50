//! What follows from a response, in the transaction that stores it: its case is closed, bad answers
//! open issues, photos are its own.

use diesel::prelude::*;
use jiff::Timestamp;
use survey::attempt::{ContactAttempt, OutcomeGroup};
use survey::{Code, Completion, Response};

use crate::connection::AnyConnection;
use crate::row::parse;
use crate::schema::{cases, response_photos};
use crate::{StoreError, attempts, fieldwork, issues};

/// What stands before the name of whoever sent a response, in its source.
pub const SENT_BY: &str = "api:";

/// Whether anything follows: most of what programs send is answers and no more.
pub(crate) fn are_there(response: &Response) -> bool {
    response.completion.is_some() || !response.issues.is_empty() || !response.photos.is_empty()
}

/// Does what follows from a response that is stored now.
pub(crate) fn follow(
    conn: &mut AnyConnection,
    response: &Response,
    source: &str,
) -> Result<(), StoreError> {
    if let Some(completion) = response.completion {
        close_case(conn, response, completion, source)?;
    }
    amend(conn, response)
}

/// Does what follows from other content in its place.
pub(crate) fn amend(conn: &mut AnyConnection, response: &Response) -> Result<(), StoreError> {
    issues::settle(conn, response)?;
    let id = response.id.to_string();
    diesel::delete(response_photos::table.filter(response_photos::response_id.eq(&id)))
        .execute(conn)?;
    for photo in &response.photos {
        let photo = photo.id.to_string();
        let of_another: i64 = response_photos::table.find(&photo).count().get_result(conn)?;
        if of_another == 0 {
            let mention =
                (response_photos::photo_id.eq(&photo), response_photos::response_id.eq(&id));
            diesel::insert_into(response_photos::table).values(mention).execute(conn)?;
        }
    }
    Ok(())
}

/// Records the interview among the attempts, under its own id. A respondent who is no case of the
/// round, or one of another unit, closes nothing: the answers count all the same.
fn close_case(
    conn: &mut AnyConnection,
    response: &Response,
    completion: Completion,
    source: &str,
) -> Result<(), StoreError> {
    let Some(case) = &response.respondent else { return Ok(()) };
    let known: Option<(String, String)> = cases::table
        .find((response.round.as_str(), case.as_str()))
        .select((cases::unit, cases::mode))
        .get_result(conn)
        .optional()?;
    let of_case = known.is_some_and(|(unit, mode)| {
        response.unit == *unit.as_str() && response.mode.as_str() == mode
    });
    let group = match completion {
        Completion::Complete => OutcomeGroup::Complete,
        Completion::Partial => OutcomeGroup::Partial,
    };
    let rules = fieldwork::rules(conn)?;
    let Some(rule) = rules.outcomes.iter().find(|rule| of_case && rule.group == group) else {
        return Ok(());
    };
    let by: Option<Code> =
        source.strip_prefix(SENT_BY).map(|name| parse(name, "a sender")).transpose()?;
    let attempt = ContactAttempt {
        id: response.id,
        round: response.round.clone(),
        case: case.clone(),
        unit: response.unit.clone(),
        mode: response.mode,
        at: response.started_at.unwrap_or_else(Timestamp::now),
        outcome: rule.code.clone(),
        appointment_at: None,
        by,
    };
    attempts::record(conn, &[attempt]).map(drop)
}
