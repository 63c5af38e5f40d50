//! Issues and their steps in the form in which a period is sealed.

use std::ops::Range;

use diesel::prelude::*;
use serde::Serialize;

use super::opening::life;
use super::row::{EventRow, IssueRow};
use super::steps::steps_of;
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::schema::{issue_events, issues};
use crate::seals::Sealed;

/// What stays of an issue, whatever is done about it. The order of these fields is part of every digest.
#[derive(Serialize)]
pub(crate) struct SealedIssue {
    id: String,
    response_id: Option<String>,
    round: Option<String>,
    unit: String,
    mode: Option<String>,
    question: Option<String>,
    category: String,
    reason: Option<String>,
    description: Option<String>,
    opened_on: String,
    opened_at: i64,
    channel: String,
    source_no: Option<String>,
    repeats: Option<String>,
}

/// The issues that were brought forward on some days. One whose row is not what its steps made of it is
/// none.
pub(crate) fn opened(
    conn: &mut AnyConnection,
    [first, last]: &[String; 2],
) -> Result<Vec<Sealed<SealedIssue>>, StoreError> {
    let rows: Vec<IssueRow> = issues::table
        .filter(issues::opened_on.between(first, last))
        .order(issues::id)
        .select(IssueRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.id.clone(), sealed(conn, row)))).collect()
}

fn sealed(conn: &mut AnyConnection, row: IssueRow) -> Result<SealedIssue, StoreError> {
    let steps = steps_of(conn, &row.id)?;
    if row.clone().led(&life(&row.id, &steps)?) != row {
        let what = format!("issue {}", row.id);
        return Err(StoreError::unreadable(what, "it is not what its steps made of it"));
    }
    Ok(SealedIssue {
        id: row.id,
        response_id: row.response_id,
        round: row.round,
        unit: row.unit,
        mode: row.mode,
        question: row.question,
        category: row.category,
        reason: row.reason,
        description: row.description,
        opened_on: row.opened_on,
        opened_at: row.opened_at,
        channel: row.channel,
        source_no: row.source_no,
        repeats: row.repeats,
    })
}

/// The steps that were taken from one instant to another, in microseconds, each under issue and number.
pub(crate) fn steps_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<(String, EventRow)>, StoreError> {
    let rows: Vec<EventRow> = issue_events::table
        .filter(issue_events::at.ge(time.start))
        .filter(issue_events::at.lt(time.end))
        .order((issue_events::issue_id, issue_events::seq))
        .select(EventRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (format!("{}/{}", row.issue_id, row.seq), row)).collect())
}

/// When an issue came in, and by which response.
pub(crate) fn origins(
    conn: &mut AnyConnection,
    ids: &[&str],
) -> Result<Vec<(String, i64, Option<String>)>, StoreError> {
    let query = issues::table.filter(issues::id.eq_any(ids));
    Ok(query.select((issues::id, issues::opened_at, issues::response_id)).load(conn)?)
}
