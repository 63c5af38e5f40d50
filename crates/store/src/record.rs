//! Putting responses into the table, once each: what submitting and importing share.
//!
//! Called within a transaction that holds the write lock, so between looking up what is there
//! and inserting what is not, nobody else writes.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use crate::connection::AnyConnection;
use crate::row::ResponseRow;
use crate::schema::{responses, rounds, units};
use crate::{StoreError, corrections, postgres, sqlite};

/// Rows per statement: 18 columns each stay far below SQLite's limit of 32,766 variables.
const ROWS_PER_STATEMENT: usize = 400;

/// What became of something that was sent with an id of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Stored now.
    New,
    /// Already there with the same content. Nothing changed.
    Same,
    /// Already there with other content, which is kept as it was.
    Different,
    /// Was there, and was taken out for good.
    Withdrawn,
    /// Waits for the form by which it was asked, or for a person.
    Held,
}

/// What is there under an id.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub digest: String,
    pub received_at: i64,
}

/// What was corrected since may still be sent again as it was.
fn compare(
    conn: &mut AnyConnection,
    kept_digest: &str,
    row: &ResponseRow,
) -> Result<Outcome, Error> {
    let same = kept_digest == row.digest || corrections::had(conn, &row.id, &row.digest)?;
    Ok(if same { Outcome::Same } else { Outcome::Different })
}

/// Stores those that are new, hundreds in a statement, and says for each what became of it and what
/// stands under its id from now on. Twins among the rows are told apart as if they had come one by
/// one.
pub(crate) fn record_many<'a>(
    conn: &mut AnyConnection,
    rows: impl IntoIterator<Item = &'a mut ResponseRow>,
) -> Result<Vec<(Outcome, Kept)>, StoreError> {
    let mut rows: Vec<&mut ResponseRow> = rows.into_iter().collect();
    let mut records = Vec::with_capacity(rows.len());
    for chunk in rows.chunks_mut(ROWS_PER_STATEMENT) {
        record_chunk(conn, chunk, &mut records)?;
    }
    Ok(records)
}

fn record_chunk(
    conn: &mut AnyConnection,
    rows: &mut [&mut ResponseRow],
    records: &mut Vec<(Outcome, Kept)>,
) -> Result<(), StoreError> {
    let mut kept = kept_under_ids(conn, rows)?;
    let gone = withdrawn(conn, rows, &kept)?;
    let mut seq = last_seq(conn)?;
    let mut fresh: Vec<&ResponseRow> = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(kept) = kept.get(&row.id) {
            records.push((compare(conn, &kept.digest, row)?, kept.clone()));
            continue;
        }
        if let Some(&at) = gone.get(&row.id) {
            let nothing = Kept { digest: String::new(), received_at: at };
            records.push((Outcome::Withdrawn, nothing));
            continue;
        }
        seq += 1;
        row.seq = seq;
        let own = Kept { digest: row.digest.clone(), received_at: row.received_at };
        kept.insert(row.id.clone(), own.clone());
        records.push((Outcome::New, own));
        fresh.push(row);
    }
    insert_responses(conn, &fresh).map_err(|error| explain(conn, error, &fresh))
}

/// Inserts rows that have their numbers.
pub(crate) fn insert_responses(
    conn: &mut AnyConnection,
    rows: &[&ResponseRow],
) -> Result<(), Error> {
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        match conn {
            AnyConnection::Sqlite(conn) => sqlite::insert_responses(conn, rows)?,
            AnyConnection::Postgres(conn) => postgres::insert_responses(conn, rows)?,
        };
    }
    Ok(())
}

/// What is there under the ids of the rows.
fn kept_under_ids(
    conn: &mut AnyConnection,
    rows: &[&mut ResponseRow],
) -> Result<HashMap<String, Kept>, Error> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let found: Vec<(String, String, i64)> = responses::table
        .filter(responses::id.eq_any(ids))
        .select((responses::id, responses::digest, responses::received_at))
        .load(conn)?;
    let kept = |(id, digest, received_at)| (id, Kept { digest, received_at });
    Ok(found.into_iter().map(kept).collect())
}

/// Which of the rows that are not there were, and when they were taken out.
fn withdrawn(
    conn: &mut AnyConnection,
    rows: &[&mut ResponseRow],
    kept: &HashMap<String, Kept>,
) -> Result<HashMap<String, i64>, Error> {
    let new = rows.iter().map(|row| row.id.as_str()).filter(|id| !kept.contains_key(*id));
    let found = corrections::withdrawn(conn, &new.collect::<Vec<_>>())?;
    Ok(found.into_iter().collect())
}

fn last_seq(conn: &mut AnyConnection) -> Result<i64, Error> {
    let last: Option<i64> = responses::table.select(max(responses::seq)).get_result(conn)?;
    Ok(last.unwrap_or(0))
}

fn explain(conn: &mut AnyConnection, error: Error, rows: &[&ResponseRow]) -> StoreError {
    refused(conn, error, rows.iter().map(|row| (row.round.as_str(), row.unit.as_str())))
}

/// Why rows with these rounds and units were refused. That a foreign key failed tells people
/// nothing; which round or unit is missing does.
pub(crate) fn refused<'a>(
    conn: &mut AnyConnection,
    error: Error,
    references: impl Iterator<Item = (&'a str, &'a str)>,
) -> StoreError {
    let Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, info) = &error else {
        return error.into();
    };
    let missing = match conn {
        AnyConnection::Sqlite(_) => missing_reference(conn, references),
        AnyConnection::Postgres(_) => postgres::missing_reference(&**info, references),
    };
    missing.unwrap_or_else(|| error.into())
}

/// The first round or unit that is not there: SQLite does not say which it was.
fn missing_reference<'a>(
    conn: &mut AnyConnection,
    references: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<StoreError> {
    for (round, unit) in references {
        if rounds::table.find(round).count().get_result(conn) == Ok(0_i64) {
            return Some(StoreError::UnknownRound { code: round.to_owned() });
        }
        if units::table.find(unit).count().get_result(conn) == Ok(0_i64) {
            return Some(StoreError::UnknownUnit { code: unit.to_owned() });
        }
    }
    None
}
