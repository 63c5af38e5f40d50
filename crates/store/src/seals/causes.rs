//! What the records tell of rows that are not as they were sealed. A row that somebody changed by a way
//! that the program offers has an entry in the audit log since the seal, or came in later; one that was
//! changed behind its back has neither.

use std::collections::HashMap;

use diesel::prelude::*;
use survey::seal::{Cause, Deviation, LineChange, Manifest};
use uuid::Uuid;

use super::check::family;
use crate::audit::{self, Action, AuditEntry};
use crate::connection::AnyConnection;
use crate::row::micros;
use crate::schema::responses;
use crate::{StoreError, issues};

/// Keys per statement.
const KEYS_PER_STATEMENT: usize = 1_000;

/// Actions that change what is sealed.
const TELLING: [Action; 9] = [
    Action::ResponseCorrected,
    Action::ResponseWithdrawn,
    Action::UnitsChanged,
    Action::RoundPut,
    Action::QuestionnairePublished,
    Action::SchemePublished,
    Action::SampleDrawn,
    Action::IssueStepped,
    Action::BulletinPublished,
];

/// What an entry of the audit log says.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) seq: u64,
    pub(super) by: String,
    pub(super) reason: Option<String>,
    /// The digest of what a correction put in place.
    is: Option<String>,
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
        for entry in audit::telling_of(conn, &TELLING, head)? {
            if entry.seq < fault {
                records.take(entry);
            }
        }
        Ok(records)
    }

    fn take(&mut self, entry: AuditEntry) {
        let Some(action) = TELLING.into_iter().find(|action| action.as_str() == entry.action)
        else {
            return;
        };
        let text = |name: &str| entry.detail.get(name)?.as_str().map(str::to_owned);
        let note = Note {
            seq: entry.seq.unsigned_abs(),
            by: entry.actor.clone(),
            reason: text("reason"),
            is: text("is"),
        };
        let is_of_response =
            matches!(action, Action::ResponseCorrected | Action::ResponseWithdrawn);
        if is_of_response && let Ok(id) = entry.subject.parse::<Uuid>() {
            let attempt = Uuid::new_v5(&id, b"attempt").to_string();
            self.attempts.insert(attempt, note.clone());
        }
        let subject = match action {
            Action::BulletinPublished => text("id").unwrap_or_default(),
            _ => entry.subject,
        };
        self.notes.insert((action.as_str(), subject), note);
    }

    fn note(&self, action: Action, subject: &str) -> Option<&Note> {
        self.notes.get(&(action.as_str(), subject.to_owned()))
    }

    /// What the rows of a part that differ say of themselves.
    pub(super) fn rows_of(
        &self,
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
                _ => {}
            }
        }
        Ok(rows)
    }

    pub(super) fn explain(&self, part: &str, deviation: &Deviation, rows: &RowsNow) -> Told {
        let (key, change) = (deviation.key.as_str(), deviation.change);
        let recorded = |action| self.note(action, key).map(Told::recorded);
        let by_rule = |action| self.note(action, key).map(Told::by_rule);
        let added = change == LineChange::Added;
        let told = match family(part) {
            "responses" => self.of_response(key, change, rows),
            "response_versions" => self.of_version(key, change),
            "attempts" if added => Some(Told::late()),
            "attempts" => self.attempts.get(key).map(Told::recorded),
            "units" => self.note(Action::UnitsChanged, "units").map(Told::recorded),
            "rounds" if change != LineChange::Removed => recorded(Action::RoundPut),
            "samples" if added => {
                let round = key.split('/').next().unwrap_or(key);
                self.note(Action::SampleDrawn, round).map(Told::recorded)
            }
            // Later versions change nothing of what was asked and scored before.
            "questionnaires" if added => by_rule(Action::QuestionnairePublished),
            "schemes" if added => by_rule(Action::SchemePublished),
            // A period is sealed first, and its bulletin names the seal.
            "bulletins" if added => by_rule(Action::BulletinPublished),
            "issues" => self.of_issue(key, change, rows),
            _ => None,
        };
        told.unwrap_or_else(|| Told::unexplained("nothing on record tells of it"))
    }

    fn of_response(&self, key: &str, change: LineChange, rows: &RowsNow) -> Option<Told> {
        let now = rows.responses.get(key);
        let corrected = self.note(Action::ResponseCorrected, key);
        let is_as_corrected =
            corrected.zip(now).filter(|(note, (digest, _))| note.is.as_ref() == Some(digest));
        match change {
            LineChange::Changed => is_as_corrected.map(|(note, _)| Told::recorded(note)),
            LineChange::Removed => {
                let withdrawn = self.note(Action::ResponseWithdrawn, key).filter(|_| now.is_none());
                // A correction may move it to another month.
                let moved = is_as_corrected.map(|(note, _)| note);
                withdrawn.or(moved).map(Told::recorded)
            }
            LineChange::Added => {
                let is_late = now.is_some_and(|(_, seq)| *seq > self.last_response);
                let moved = is_as_corrected.map(|(note, _)| Told::recorded(note));
                moved.or_else(|| is_late.then(Told::late))
            }
        }
    }

    fn of_version(&self, key: &str, change: LineChange) -> Option<Told> {
        let response = key.split('/').next().unwrap_or(key);
        let action = match change {
            LineChange::Added => Action::ResponseCorrected,
            LineChange::Removed => Action::ResponseWithdrawn,
            LineChange::Changed => return None,
        };
        // One that a correction moved to another month took its versions along.
        let moved = || self.note(Action::ResponseCorrected, response);
        self.note(action, response).or_else(moved).map(Told::recorded)
    }

    /// The ledger goes on: what is handed to another unit later is no longer what it was.
    fn of_issue(&self, key: &str, change: LineChange, rows: &RowsNow) -> Option<Told> {
        let (opened_at, response) = rows.issues.get(key)?;
        let of_response = |response: &String| {
            let corrected = self.note(Action::ResponseCorrected, response);
            corrected.or_else(|| self.note(Action::ResponseWithdrawn, response))
        };
        match change {
            LineChange::Added => (*opened_at > self.sealed_at).then(Told::late),
            LineChange::Changed => {
                let response = response.as_ref().and_then(of_response).map(Told::recorded);
                response.or_else(|| self.note(Action::IssueStepped, key).map(Told::by_rule))
            }
            LineChange::Removed => {
                // The day on which it was brought forward is that of the interview.
                response.as_ref().and_then(of_response).map(Told::recorded)
            }
        }
    }
}
