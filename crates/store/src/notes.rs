//! Notes about a case: what whoever called or came leaves for the next one.
//!
//! They may tell persons, so they are sealed with the key of contacts and deleted with them.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use survey::Code;
use uuid::Uuid;

use crate::accounts::Authored;
use crate::connection::AnyConnection;
use crate::contacts::expect_key;
use crate::row::{instant, micros, parse};
use crate::schema::{case_notes, cases};
use crate::writer::Written;
use crate::{ContactKey, Outcome, StoreError};

/// Longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 500;

/// A note on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// Made where the note was written, as for responses.
    pub id: Uuid,
    /// Code of the round.
    pub round: Code,
    /// Number of the case.
    pub case: Code,
    /// What it says.
    pub text: String,
}

/// A note that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNote {
    /// When it came in.
    pub written_at: Timestamp,
    /// Name of the account.
    pub written_by: String,
    /// What it says.
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = case_notes)]
pub(crate) struct NoteRow {
    id: String,
    round: String,
    case_no: String,
    key_id: String,
    sealed: Vec<u8>,
    written_at: i64,
    written_by: String,
    digest: String,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    text: String,
}

impl Authored<'_> {
    /// Keeps a note, once by its id. The same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownCase`] where the round has no such case; [`StoreError::OtherKey`] when
    /// contacts are there that were sealed with another key.
    pub fn add_note(self, note: &NewNote, key: &ContactKey) -> Result<Outcome, StoreError> {
        let id = note.id.to_string();
        let content = format!("{}\n{}\n{}", note.round, note.case, note.text);
        let row = NoteRow {
            sealed: key.seal(&sealed_as(&id), &Sealed { text: note.text.clone() })?,
            digest: key.hash("note", &content)?,
            round: note.round.to_string(),
            case_no: note.case.to_string(),
            key_id: key.id().to_owned(),
            written_at: micros(Timestamp::now()),
            written_by: self.name().to_owned(),
            id,
        };
        self.store().writer.write(move |conn| {
            let value = keep(conn, &row)?;
            Ok(Written { value, changed: value == Outcome::New })
        })
    }
}

fn sealed_as(id: &str) -> String {
    format!("note {id}")
}

fn keep(conn: &mut AnyConnection, row: &NoteRow) -> Result<Outcome, StoreError> {
    expect_key(conn, &row.key_id)?;
    let kept: Option<String> =
        case_notes::table.find(&row.id).select(case_notes::digest).get_result(conn).optional()?;
    if let Some(kept) = kept {
        return Ok(if kept == row.digest { Outcome::Same } else { Outcome::Different });
    }
    let there: i64 = cases::table.find((&row.round, &row.case_no)).count().get_result(conn)?;
    if there == 0 {
        return Err(StoreError::UnknownCase { case: row.case_no.clone() });
    }
    diesel::insert_into(case_notes::table).values(row).execute(conn)?;
    Ok(Outcome::New)
}

/// The notes about cases of a round, oldest first. One that can't be opened is left out: the work goes
/// on without it.
pub(crate) fn of_cases(
    conn: &mut AnyConnection,
    round: &str,
    numbers: &[&str],
    key: &ContactKey,
) -> Result<HashMap<String, Vec<CaseNote>>, StoreError> {
    let rows: Vec<NoteRow> = case_notes::table
        .filter(case_notes::round.eq(round))
        .filter(case_notes::case_no.eq_any(numbers))
        .order((case_notes::written_at, case_notes::id))
        .select(NoteRow::as_select())
        .load(conn)?;
    let mut notes: HashMap<String, Vec<CaseNote>> = HashMap::new();
    for row in rows {
        let Ok(Sealed { text }) = key.open(&sealed_as(&row.id), &row.sealed) else { continue };
        let what = format!("note {}", row.id);
        notes.entry(row.case_no).or_default().push(CaseNote {
            written_at: instant(row.written_at, &what)?,
            written_by: parse(&row.written_by, &what)?,
            text,
        });
    }
    Ok(notes)
}
