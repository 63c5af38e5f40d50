//! What was said in a period, how often somebody tried, and what is left out of the second score.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use survey::{Month, Period};

use super::{SealPart, indices, time};
use crate::connection::AnyConnection;
use crate::corrections::VersionRow;
use crate::row::{AttemptRow, ResponseRow};
use crate::schema::{attempts, response_versions, responses};
use crate::seals::rows::of_response;
use crate::stream::{ResponseFilter, pages, select, wanted};
use crate::{StoreError, verification};

/// A part for each month, and the rounds that the responses came in by.
pub(super) fn of_responses(
    conn: &mut AnyConnection,
    period: Period,
) -> Result<(Vec<SealPart>, BTreeSet<String>), StoreError> {
    let name = |month: i32| format!("responses/{}", Period::Month(Month::from_index(month)));
    let mut months: BTreeMap<i32, SealPart> =
        indices(period).map(|month| (month, SealPart::new(name(month)))).collect();
    let mut asked = BTreeSet::new();
    let filter = ResponseFilter { months: Some(period.months()), ..ResponseFilter::default() };
    let selection = select(conn, &filter)?;
    pages(
        conn,
        &selection,
        |conn, selection, month, after| {
            Ok(wanted(selection, month, after).select(ResponseRow::as_select()).load(conn)?)
        },
        |row: &ResponseRow| row.seq,
        |rows| {
            for row in rows {
                if let Some(part) = months.get_mut(&row.month) {
                    part.add_told(row.id.clone(), of_response(&row))?;
                }
                asked.insert(row.round);
            }
            Ok::<(), StoreError>(())
        },
    )??;
    Ok((months.into_values().collect(), asked))
}

/// What is told of the responses of a period, and the attempts of it.
pub(super) fn beside(
    conn: &mut AnyConnection,
    period: Period,
) -> Result<[SealPart; 3], StoreError> {
    let excluded = verification::excluded_within(conn, &indices(period))?;
    Ok([
        of_versions(conn, period)?,
        of_attempts(conn, period)?,
        SealPart::of_rows("exclusions", excluded)?,
    ])
}

fn of_versions(conn: &mut AnyConnection, period: Period) -> Result<SealPart, StoreError> {
    let months = indices(period);
    let within = responses::table
        .filter(responses::month.ge(months.start))
        .filter(responses::month.lt(months.end))
        .select(responses::id);
    let rows: Vec<VersionRow> = response_versions::table
        .filter(response_versions::response_id.eq_any(within))
        .select(VersionRow::as_select())
        .load(conn)?;
    let key = |row: &VersionRow| format!("{}/{}", row.response_id, row.version);
    SealPart::of_rows("response_versions", rows.into_iter().map(|row| (key(&row), row)))
}

fn of_attempts(conn: &mut AnyConnection, period: Period) -> Result<SealPart, StoreError> {
    let time = time(period);
    let rows: Vec<AttemptRow> = attempts::table
        .filter(attempts::attempted_at.ge(time.start))
        .filter(attempts::attempted_at.lt(time.end))
        .select(AttemptRow::as_select())
        .load(conn)?;
    SealPart::of_rows("attempts", rows.into_iter().map(|row| (row.id.clone(), row)))
}
