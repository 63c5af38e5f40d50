//! What is done to entries: one enters, another confirms, and a mistake is put right by the next version.

use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use survey::Problem;
use survey::problem::quoted;
use survey::round::in_china;
use survey::vouched::{EntryKind, EntryState, EntryStep, YearEntry};
use survey::wording::says_in_a_line;
use uuid::Uuid;

use super::entries::{EntryFilter, VouchedEntry, known, newest_version, standing, take};
use super::row::EntryRow;
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::record::Outcome;
use crate::schema::year_entries;
use crate::writer::Written;
use crate::{Change, StoreError, digest};

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 400;

impl Authored<'_> {
    /// Enters something that nothing is entered about yet. The same again gives what is there.
    ///
    /// # Errors
    /// [`StoreError::Invalid`]; [`StoreError::EntryDiffers`] when something else is entered or confirmed
    /// about the same.
    pub fn enter(self, entry: &YearEntry) -> Result<(Change, VouchedEntry), StoreError> {
        self.expect_sound(entry)?;
        let (by, entry) = (self.name().to_owned(), entry.clone());
        self.store().writer.write(move |conn| {
            let (outcome, row) = take(conn, &entry, &by)?;
            let change = match outcome {
                Outcome::New => Change::Added,
                Outcome::Same => Change::Unchanged,
                _ => return Err(StoreError::EntryDiffers { id: row.id.clone() }),
            };
            if change == Change::Added {
                record(conn, Action::EntryEntered, &row, &by)?;
            }
            // Nothing counts it before it is confirmed.
            Ok(Written { value: (change, row.into_vouched()?), changed: false })
        })
    }

    /// Enters the next version of what is confirmed, for a reason.
    ///
    /// # Errors
    /// [`StoreError::Invalid`], also when it is about something else; [`StoreError::UnknownEntry`];
    /// [`StoreError::EntryRefused`] when that is not what is confirmed now; [`StoreError::EntryInWork`].
    pub fn correct_entry(
        self,
        id: Uuid,
        entry: &YearEntry,
        reason: &str,
    ) -> Result<VouchedEntry, StoreError> {
        self.expect_sound(entry)?;
        let (by, entry) = (self.name().to_owned(), entry.clone());
        let (id, reason) = (id.to_string(), checked_reason(reason)?);
        self.store().writer.write(move |conn| {
            let old = known(conn, &id)?.after(EntryStep::Correct, &by, None)?;
            if old.entry_key != entry.key() {
                let detail = format!("a correction is about the same, which is {}", old.entry_key);
                return Err(invalid(Problem::new("another_entry", "", detail)));
            }
            if let Some(open) = standing(conn, &old.entry_key, EntryState::Entered)? {
                return Err(StoreError::EntryInWork { id: open.id });
            }
            let next = newest_version(conn, &old.entry_key)? + 1;
            let row = EntryRow::new(&entry, next, Some(&reason), &by)?;
            diesel::insert_into(year_entries::table).values(&row).execute(conn)?;
            record(conn, Action::EntryEntered, &row, &by)?;
            Ok(Written { value: row.into_vouched()?, changed: false })
        })
    }

    /// Finds that an entry of somebody else says what its document says. From then on it counts, in place
    /// of the version before.
    ///
    /// # Errors
    /// [`StoreError::UnknownEntry`]; [`StoreError::EntryRefused`].
    pub fn confirm_entry(self, id: Uuid) -> Result<VouchedEntry, StoreError> {
        let (by, id) = (self.name().to_owned(), id.to_string());
        self.store().writer.write(move |conn| {
            let old = known(conn, &id)?;
            let row = old.after(EntryStep::Confirm, &by, None)?;
            if let Some(before) = standing(conn, &row.entry_key, EntryState::Confirmed)? {
                let closed = before.after(EntryStep::Supersede, &by, None)?;
                save(conn, &before, &closed)?;
                record(conn, Action::EntrySuperseded, &closed, &by)?;
            }
            save(conn, &old, &row)?;
            record(conn, Action::EntryConfirmed, &row, &by)?;
            Ok(Written { value: row.into_vouched()?, changed: true })
        })
    }

    /// Gives up what is not confirmed, for a reason.
    ///
    /// # Errors
    /// As [`Self::confirm_entry`]; [`StoreError::Invalid`] without a reason.
    pub fn withdraw_entry(self, id: Uuid, reason: &str) -> Result<VouchedEntry, StoreError> {
        let (by, id, reason) = (self.name().to_owned(), id.to_string(), checked_reason(reason)?);
        self.store().writer.write(move |conn| {
            let old = known(conn, &id)?;
            let row = old.after(EntryStep::Withdraw, &by, Some(&reason))?;
            save(conn, &old, &row)?;
            record(conn, Action::EntryWithdrawn, &row, &by)?;
            Ok(Written { value: row.into_vouched()?, changed: false })
        })
    }

    fn expect_sound(self, entry: &YearEntry) -> Result<(), StoreError> {
        let mut problems =
            entry.problems(&self.store().unit_tree()?, in_china(Timestamp::now()).date());
        if let YearEntry::Letter(letter) = entry {
            let confirmed = self.store().year_entries(&EntryFilter {
                kind: Some(EntryKind::Letter),
                year: Some(letter.year),
                state: Some(EntryState::Confirmed),
                units: Some(vec![letter.parent_unit.clone()]),
            })?;
            let above = confirmed.iter().find_map(|own| match &own.entry {
                YearEntry::Letter(above) => Some(above),
                _ => None,
            });
            problems.extend(above.iter().flat_map(|above| letter.shortfalls(above)));
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(StoreError::Invalid { what: "the entry".to_owned(), problems })
    }
}

/// The one place where an entry is written that stands already: in the state in which it was read.
fn save(conn: &mut AnyConnection, old: &EntryRow, new: &EntryRow) -> Result<(), StoreError> {
    let seen = year_entries::table.find(&old.id).filter(year_entries::state.eq(&old.state));
    diesel::update(seen).set(new).execute(conn)?;
    Ok(())
}

fn record(
    conn: &mut AnyConnection,
    action: Action,
    row: &EntryRow,
    by: &str,
) -> Result<(), StoreError> {
    let sha256 = digest::of_row(row, &row.what())?;
    let mut detail = json!({"id": row.id, "digest": row.digest, "sha256": sha256});
    let reason = match action {
        Action::EntryEntered => row.reason.as_deref(),
        Action::EntryWithdrawn => row.closing_reason.as_deref(),
        _ => None,
    };
    if let Some(reason) = reason {
        detail["reason"] = reason.into();
    }
    audit::append(conn, &Entry { actor: by.to_owned(), action, subject: row.what(), detail })
}

fn invalid(problem: Problem) -> StoreError {
    StoreError::Invalid { what: "the entry".to_owned(), problems: vec![problem] }
}

/// Why something is withdrawn or corrected.
pub(super) fn checked_reason(reason: &str) -> Result<String, StoreError> {
    let reason = reason.trim();
    if says_in_a_line(reason, REASON_CHARS_MAX) {
        return Ok(reason.to_owned());
    }
    let detail = format!(
        "{} must be a line that says why, in at most {REASON_CHARS_MAX} characters",
        quoted(reason)
    );
    Err(invalid(Problem::new("bad_text", "/reason", detail)))
}
