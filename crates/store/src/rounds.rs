//! Rounds: may be widened while fieldwork goes on, never turned into another round.

use diesel::prelude::*;
use serde_json::json;
use survey::Round;

use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::RoundRow;
use crate::schema::{questionnaires, rounds};
use crate::writer::Written;
use crate::{Store, StoreError};

/// What storing something did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Not there before.
    Added,
    /// There with the same content.
    Unchanged,
    /// There with other content, now changed.
    Updated,
}

impl Store {
    /// Adds a round, or widens one: later end, earlier start, more modes, another name.
    ///
    /// # Errors
    /// [`StoreError::RoundFixed`] for any other change, [`StoreError::UnknownQuestionnaire`]
    /// when its questionnaire version is not published.
    pub fn put_round(&self, round: &Round) -> Result<Change, StoreError> {
        let (row, round) = (RoundRow::new(round)?, round.clone());
        self.writer.write(move |conn| put(conn, &round, &row))
    }

    /// All rounds, by first day and code.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn rounds(&self) -> Result<Vec<Round>, StoreError> {
        self.read(stored)
    }

    /// One round.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn round(&self, code: &str) -> Result<Option<Round>, StoreError> {
        self.read(|conn| find(conn, code)?.map(RoundRow::into_round).transpose())
    }
}

pub(crate) fn stored(conn: &mut AnyConnection) -> Result<Vec<Round>, StoreError> {
    let rows: Vec<RoundRow> = rounds::table
        .order((rounds::opens, rounds::code))
        .select(RoundRow::as_select())
        .load(conn)?;
    rows.into_iter().map(RoundRow::into_round).collect()
}

fn find(conn: &mut AnyConnection, code: &str) -> Result<Option<RoundRow>, StoreError> {
    Ok(rounds::table.find(code).select(RoundRow::as_select()).get_result(conn).optional()?)
}

fn put(
    conn: &mut AnyConnection,
    round: &Round,
    row: &RoundRow,
) -> Result<Written<Change>, StoreError> {
    let detail = json!({"opens": row.opens, "closes": row.closes});
    let entry = Entry::of_command_line(Action::RoundPut, &row.code, detail);
    let Some(old) = find(conn, &row.code)? else {
        require_questionnaire(conn, round)?;
        diesel::insert_into(rounds::table).values(row).execute(conn)?;
        audit::append(conn, &entry)?;
        return Ok(Written { value: Change::Added, changed: true });
    };
    if old == *row {
        return Ok(Written { value: Change::Unchanged, changed: false });
    }
    if let Some(field) = fixed_field_changed(&old.into_round()?, round) {
        return Err(StoreError::RoundFixed { round: round.code.clone(), field });
    }
    diesel::update(rounds::table.find(&row.code)).set(row).execute(conn)?;
    audit::append(conn, &entry)?;
    Ok(Written { value: Change::Updated, changed: true })
}

/// Answers that were right when they came in must stay right, so dates and modes only grow.
fn fixed_field_changed(old: &Round, new: &Round) -> Option<&'static str> {
    if (&old.questionnaire, old.version) != (&new.questionnaire, new.version) {
        Some("questionnaire")
    } else if old.kind != new.kind {
        Some("kind")
    } else if new.opens > old.opens {
        Some("first day to a later one")
    } else if new.closes < old.closes {
        Some("last day to an earlier one")
    } else if old.modes.iter().any(|mode| !new.modes.contains(mode)) {
        Some("modes to fewer")
    } else {
        None
    }
}

fn require_questionnaire(conn: &mut AnyConnection, round: &Round) -> Result<(), StoreError> {
    let key = (round.questionnaire.as_str(), i64::from(round.version));
    let published = questionnaires::table.find(key).count().get_result::<i64>(conn)?;
    if published == 0 {
        let (code, version) = (round.questionnaire.clone(), round.version);
        return Err(StoreError::UnknownQuestionnaire { code, version });
    }
    Ok(())
}
