//! Contact attempts: stored once by id, counted by outcome.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use survey::attempt::ContactAttempt;
use survey::{Code, Mode};

use crate::connection::AnyConnection;
use crate::record::{Outcome, refused};
use crate::row::{AttemptRow, count, parse};
use crate::schema::attempts;
use crate::writer::Written;
use crate::{Store, StoreError, cases, postgres, sqlite};

/// Rows per statement: 9 columns each stay far below SQLite's limit of 32,766 variables.
const ROWS_PER_STATEMENT: usize = 1_000;

/// How often an outcome was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptCount {
    /// Code of the round.
    pub round: Code,
    /// Code of the unit.
    pub unit: Code,
    /// The way of asking.
    pub mode: Mode,
    /// AAPOR outcome code.
    pub outcome: Code,
    /// Number of attempts.
    pub attempts: u64,
}

impl Store {
    /// Stores attempts, each once by its id, and says for each, in order, what became of it. One
    /// that differs from what is there is left out. All or none.
    ///
    /// # Errors
    /// As for [`Store::submit`].
    pub fn add_attempts(&self, attempts: &[ContactAttempt]) -> Result<Vec<Outcome>, StoreError> {
        let attempts = attempts.to_vec();
        self.writer.write(move |conn| {
            let value = record(conn, &attempts)?;
            let changed = value.contains(&Outcome::New);
            Ok(Written { value, changed })
        })
    }

    /// Attempts by round, unit, mode and outcome: what response rates are made of.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn attempt_counts(&self) -> Result<Vec<AttemptCount>, StoreError> {
        use attempts::{mode, outcome, round, unit};
        let rows: Vec<(String, String, String, String, i64)> = self.read(|conn| {
            let query = attempts::table
                .group_by((round, unit, mode, outcome))
                .select((round, unit, mode, outcome, count_star()))
                .order((round, unit, mode, outcome));
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(attempt_count).collect()
    }
}

fn attempt_count(
    (round, unit, mode, outcome, attempts): (String, String, String, String, i64),
) -> Result<AttemptCount, StoreError> {
    let what = format!("an attempt in round {round}");
    Ok(AttemptCount {
        round: parse(&round, &what)?,
        unit: parse(&unit, &what)?,
        mode: parse(&mode, &what)?,
        outcome: parse(&outcome, &what)?,
        attempts: count(attempts),
    })
}

/// Stores those that are new and moves their cases on, in a transaction that holds the write lock.
pub(crate) fn record(
    conn: &mut AnyConnection,
    attempts: &[ContactAttempt],
) -> Result<Vec<Outcome>, StoreError> {
    let mut outcomes = Vec::with_capacity(attempts.len());
    for chunk in attempts.chunks(ROWS_PER_STATEMENT) {
        let rows: Vec<AttemptRow> = chunk.iter().map(AttemptRow::new).collect();
        let from = outcomes.len();
        record_chunk(conn, &rows, &mut outcomes)?;
        let new = chunk.iter().zip(&outcomes[from..]).filter(|(_, made)| **made == Outcome::New);
        cases::follow(conn, new.map(|(attempt, _)| attempt))?;
    }
    Ok(outcomes)
}

/// Puts what is known by now in place of an attempt, or takes it back, and finds out anew how far the
/// cases are that it was and is of.
pub(crate) fn replace(
    conn: &mut AnyConnection,
    old: &AttemptRow,
    new: Option<&ContactAttempt>,
) -> Result<(), StoreError> {
    let new = new.map(AttemptRow::new);
    if new.as_ref() == Some(old) {
        return Ok(());
    }
    diesel::delete(attempts::table.find(&old.id)).execute(conn)?;
    if let Some(new) = &new {
        record_chunk(conn, std::slice::from_ref(new), &mut Vec::new())?;
    }
    for row in [Some(old), new.as_ref()].into_iter().flatten() {
        cases::recount(conn, &row.round, &row.case_no)?;
    }
    Ok(())
}

fn record_chunk(
    conn: &mut AnyConnection,
    rows: &[AttemptRow],
    outcomes: &mut Vec<Outcome>,
) -> Result<(), StoreError> {
    let stored = stored_like(conn, rows)?;
    let mut known: HashMap<&str, &AttemptRow> =
        stored.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut fresh = Vec::with_capacity(rows.len());
    for row in rows {
        outcomes.push(match known.get(row.id.as_str()) {
            Some(kept) if *kept == row => Outcome::Same,
            Some(_) => Outcome::Different,
            None => {
                known.insert(&row.id, row);
                fresh.push(row);
                Outcome::New
            }
        });
    }
    let inserted = match conn {
        _ if fresh.is_empty() => Ok(0),
        AnyConnection::Sqlite(conn) => sqlite::insert_attempts(conn, fresh.clone()),
        AnyConnection::Postgres(conn) => postgres::insert_attempts(conn, fresh.clone()),
    };
    inserted.map(drop).map_err(|error| {
        refused(conn, error, fresh.iter().map(|row| (row.round.as_str(), row.unit.as_str())))
    })
}

/// The attempts that are there under the ids of the rows.
fn stored_like(
    conn: &mut AnyConnection,
    rows: &[AttemptRow],
) -> Result<Vec<AttemptRow>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let query = attempts::table.filter(attempts::id.eq_any(ids)).select(AttemptRow::as_select());
    Ok(query.load(conn)?)
}
