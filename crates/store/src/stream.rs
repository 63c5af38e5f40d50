//! Reading responses, however many, with flat memory.
//!
//! Pages are found by key, month by month and within a month by `seq`, so that every page costs
//! the same, and all of them are read in one snapshot: what is stored meanwhile is not seen.

use std::collections::BTreeMap;
use std::ops::Range;

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use survey::{Code, Month, Round, RoundKind};

use crate::connection::AnyConnection;
use crate::row::{ResponseRow, count};
use crate::schema::responses;
use crate::{Edition, Store, StoreError, StoredResponse, revision, rounds};

/// Responses held in memory at a time.
const PAGE_LEN: i64 = 2_000;

/// Which responses to read. The default is all; each field narrows it down.
#[derive(Debug, Clone, Default)]
pub struct ResponseFilter {
    /// Official or mock rounds. The two must not mix in one number.
    pub kind: Option<RoundKind>,
    /// Codes of rounds.
    pub rounds: Option<Vec<Code>>,
    /// Rounds that ask this questionnaire, in any version.
    pub questionnaire: Option<Code>,
    /// Months, to one past the last: see `survey::Period::months`.
    pub months: Option<Range<Month>>,
    /// Of these months, only what came after the response with this
    /// [`seq`](StoredResponse::seq).
    pub after: BTreeMap<Month, i64>,
}

impl ResponseFilter {
    fn lets_pass(&self, round: &Round) -> bool {
        self.kind.is_none_or(|kind| round.kind == kind)
            && self.rounds.as_ref().is_none_or(|codes| codes.contains(&round.code))
            && self.questionnaire.as_ref().is_none_or(|code| round.questionnaire == *code)
    }

    fn asks_for_rounds(&self) -> bool {
        self.kind.is_some() || self.rounds.is_some() || self.questionnaire.is_some()
    }
}

/// A filter whose rounds have been looked up.
pub(crate) struct Selection {
    /// `None` for all.
    pub(crate) rounds: Option<Vec<String>>,
    pub(crate) months: Range<i32>,
    after: BTreeMap<Month, i64>,
}

impl Store {
    /// Hands every response that the filter lets pass to `visit`, exactly once, by month and in
    /// order of arrival. Gives the edition that was read.
    ///
    /// # Errors
    /// When the database cannot be read, or a row in it makes no sense.
    pub fn for_each_response(
        &self,
        filter: &ResponseFilter,
        mut visit: impl FnMut(StoredResponse),
    ) -> Result<Edition, StoreError> {
        self.try_for_each_response(filter, |response| {
            visit(response);
            Ok::<(), StoreError>(())
        })
    }

    /// As [`Store::for_each_response`], for a visitor that may fail; its first error ends it.
    ///
    /// # Errors
    /// As for [`Store::for_each_response`], and whatever the visitor gives.
    pub fn try_for_each_response<E: From<StoreError>>(
        &self,
        filter: &ResponseFilter,
        mut visit: impl FnMut(StoredResponse) -> Result<(), E>,
    ) -> Result<Edition, E> {
        let mut failure = None;
        let edition = self.read(|conn| {
            conn.snapshot(|conn| {
                let selection = select(conn, filter)?;
                let walked = pages(
                    conn,
                    &selection,
                    page,
                    |stored| stored.seq,
                    |page| page.into_iter().try_for_each(&mut visit),
                )?;
                failure = walked.err();
                Ok(revision::edition(conn)?)
            })
        })?;
        failure.map_or(Ok(edition), Err)
    }

    /// How many responses the filter lets pass.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn count_responses(&self, filter: &ResponseFilter) -> Result<u64, StoreError> {
        self.read(|conn| {
            let selection = select(conn, filter)?;
            let mut query = responses::table
                .filter(responses::month.ge(selection.months.start))
                .filter(responses::month.lt(selection.months.end))
                .select(count_star())
                .into_boxed();
            if let Some(rounds) = &selection.rounds {
                query = query.filter(responses::round.eq_any(rounds));
            }
            Ok(count(query.get_result(conn)?))
        })
    }
}

pub(crate) fn select(
    conn: &mut AnyConnection,
    filter: &ResponseFilter,
) -> Result<Selection, StoreError> {
    let rounds = if filter.asks_for_rounds() {
        let passing = rounds::stored(conn)?.into_iter().filter(|round| filter.lets_pass(round));
        Some(passing.map(|round| round.code.to_string()).collect())
    } else {
        None
    };
    let months = match &filter.months {
        Some(months) => months.start.index()..months.end.index(),
        None => i32::MIN..i32::MAX,
    };
    Ok(Selection { rounds, months, after: filter.after.clone() })
}

/// Reads page after page, month by month. The outer error is the database's, the inner one the
/// visitor's, which ends it.
pub(crate) fn pages<R, E>(
    conn: &mut AnyConnection,
    selection: &Selection,
    page: impl Fn(&mut AnyConnection, &Selection, i32, i64) -> Result<Vec<R>, StoreError>,
    seq_of: impl Fn(&R) -> i64,
    mut visit: impl FnMut(Vec<R>) -> Result<(), E>,
) -> Result<Result<(), E>, StoreError> {
    let mut from = selection.months.start;
    while let Some(month) = next_month(conn, from..selection.months.end)? {
        let mut seq = selection.after.get(&Month::from_index(month)).copied().unwrap_or(0);
        loop {
            let rows = page(conn, selection, month, seq)?;
            let Some(last) = rows.last() else { break };
            seq = seq_of(last);
            if let Err(failure) = visit(rows) {
                return Ok(Err(failure));
            }
        }
        from = month + 1;
    }
    Ok(Ok(()))
}

/// The first month of a range that has responses.
fn next_month(conn: &mut AnyConnection, months: Range<i32>) -> Result<Option<i32>, StoreError> {
    let month = responses::table
        .filter(responses::month.ge(months.start))
        .filter(responses::month.lt(months.end))
        .select(min(responses::month))
        .get_result(conn)?;
    Ok(month)
}

fn page(
    conn: &mut AnyConnection,
    selection: &Selection,
    month: i32,
    after: i64,
) -> Result<Vec<StoredResponse>, StoreError> {
    let rows = wanted(selection, month, after).select(ResponseRow::as_select()).load(conn)?;
    rows.into_iter().map(ResponseRow::into_stored).collect()
}

/// The next page of a month.
pub(crate) fn wanted(
    selection: &Selection,
    month: i32,
    after: i64,
) -> responses::BoxedQuery<'_, <AnyConnection as Connection>::Backend> {
    let mut query = responses::table
        .filter(responses::month.eq(month))
        .filter(responses::seq.gt(after))
        .order(responses::seq)
        .limit(PAGE_LEN)
        .into_boxed();
    if let Some(rounds) = &selection.rounds {
        query = query.filter(responses::round.eq_any(rounds));
    }
    query
}
