//! What the records tell of rows that are not as they were sealed. A row that somebody changed by a way
//! that the program offers has an entry in the audit log since the seal, or came in later; one that was
//! changed behind its back has neither.

mod acts;
mod explaining;

use std::collections::HashMap;

use diesel::prelude::*;
use survey::seal::{Cause, Manifest};
use uuid::Uuid;

use super::check::family;
use crate::audit::{self, Action, AuditEntry};
use crate::connection::AnyConnection;
use crate::row::micros;
use crate::schema::responses;
use crate::{StoreError, issues, verification};

/// Keys per statement.
const KEYS_PER_STATEMENT: usize = 1_000;

/// Actions that change what is sealed.
const TELLING: &[Action] = &[
    Action::ResponseCorrected,
    Action::ResponseWithdrawn,
    Action::UnitsChanged,
    Action::RoundPut,
    Action::QuestionnairePublished,
    Action::SchemePublished,
    Action::SampleDrawn,
    Action::IssueStepped,
    Action::BulletinPublished,
    Action::AimSet,
    Action::AimRemoved,
    Action::PublicityLogged,
    Action::PublicityRemoved,
    Action::ResponseExcluded,
    Action::ResponseIncluded,
    Action::EntryConfirmed,
    Action::EntrySuperseded,
    Action::FormulaPublished,
    Action::ScoreConfirmed,
    Action::ScoreSuperseded,
];

/// What an entry of the audit log says.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) seq: u64,
    pub(super) by: String,
    pub(super) reason: Option<String>,
    /// The digest of what a correction put in place.
    is: Option<String>,
    /// The digest of the row that an act put in place.
    row: Option<String>,
}

/// What is told of a deviation.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) cause: Cause,
    pub(super) note: Option<Note>,
    pub(super) detail: String,
    /// It is by rule, and nothing that a seal stands against.
    pub(super) goes_on: bool,
}

impl Told {
    pub(super) fn unexplained(detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { cause: Cause::Unexplained, note: None, detail, goes_on: false }
    }

    fn recorded(note: &Note) -> Self {
        let (note, detail) = (Some(note.clone()), String::new());
        Self { cause: Cause::Recorded, note, detail, goes_on: false }
    }

    fn late() -> Self {
        Self { cause: Cause::Late, note: None, detail: String::new(), goes_on: false }
    }

    fn by_rule(note: &Note) -> Self {
        Self { goes_on: true, ..Self::recorded(note) }
    }
}

/// What rows that differ say of themselves now.
#[derive(Debug, Default)]
pub(super) struct RowsNow {
    /// Digest and number of arrival, by response.
    responses: HashMap<String, (String, i64)>,
    /// When it came in and by which response, by issue.
    issues: HashMap<String, (i64, Option<String>)>,
    /// The response, by check.
    checks: HashMap<String, String>,
}

/// The audit log since a seal, as far as it is sound.
#[derive(Debug)]
pub(super) struct Records {
    notes: HashMap<(&'static str, String), Note>,
    /// Ids of the attempts that interviews are, by those that were corrected or withdrawn.
    attempts: HashMap<String, Note>,
    last_response: i64,
    sealed_at: i64,
}

impl Records {
    pub(super) fn after(conn: &mut AnyConnection, manifest: &Manifest) -> Result<Self, StoreError> {
        let fault = audit::verify(conn)?.fault.map_or(i64::MAX, |(seq, _)| seq);
        let head = i64::try_from(manifest.audit.entries).unwrap_or(i64::MAX);
        let mut records = Self {
            notes: HashMap::new(),
            attempts: HashMap::new(),
            last_response: manifest.last_response,
            sealed_at: micros(manifest.sealed_at),
        };
        for entry in audit::telling_of(conn, TELLING, head)? {
            if entry.seq < fault {
                records.take(entry);
            }
        }
        Ok(records)
    }

    fn take(&mut self, entry: AuditEntry) {
        let Some(action) = TELLING.iter().copied().find(|action| action.as_str() == entry.action)
        else {
            return;
        };
        let text = |name: &str| entry.detail.get(name)?.as_str().map(str::to_owned);
        let note = Note {
            seq: entry.seq.unsigned_abs(),
            by: entry.actor.clone(),
            reason: text("reason"),
            is: text("is"),
            row: text("sha256"),
        };
        let is_of_response =
            matches!(action, Action::ResponseCorrected | Action::ResponseWithdrawn);
        if is_of_response && let Ok(id) = entry.subject.parse::<Uuid>() {
            let attempt = Uuid::new_v5(&id, b"attempt").to_string();
            self.attempts.insert(attempt, note.clone());
        }
        let subject = match action {
            Action::BulletinPublished
            | Action::EntryConfirmed
            | Action::EntrySuperseded
            | Action::ScoreConfirmed
            | Action::ScoreSuperseded => text("id").unwrap_or_default(),
            // No key has a space.
            Action::AimSet | Action::AimRemoved => entry.subject.replace(' ', "/"),
            _ => entry.subject,
        };
        self.notes.insert((action.as_str(), subject), note);
    }

    fn note(&self, action: Action, subject: &str) -> Option<&Note> {
        self.notes.get(&(action.as_str(), subject.to_owned()))
    }

    /// What the rows of a part that differ say of themselves.
    pub(super) fn rows_of(
        conn: &mut AnyConnection,
        part: &str,
        keys: &[&str],
    ) -> Result<RowsNow, StoreError> {
        let mut rows = RowsNow::default();
        for keys in keys.chunks(KEYS_PER_STATEMENT) {
            match family(part) {
                "responses" => {
                    let found: Vec<(String, String, i64)> = responses::table
                        .filter(responses::id.eq_any(keys.iter().copied()))
                        .select((responses::id, responses::digest, responses::seq))
                        .load(conn)?;
                    let found = found.into_iter().map(|(id, digest, seq)| (id, (digest, seq)));
                    rows.responses.extend(found);
                }
                "issues" => {
                    let found = issues::origins(conn, keys)?.into_iter();
                    rows.issues.extend(found.map(|(id, at, response)| (id, (at, response))));
                }
                "check_reports" => rows.checks.extend(verification::responses_of(conn, keys)?),
                _ => {}
            }
        }
        Ok(rows)
    }
}
