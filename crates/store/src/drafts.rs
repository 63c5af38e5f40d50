//! Drafts of questionnaires: uploaded, looked at, then published or discarded.
//!
//! There is one draft of a version at most; a newer file takes its place. What is published is what
//! somebody looked at: whoever publishes names the digest of what they saw.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use survey::{Code, Questionnaire};

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::questionnaires::{self, WHAT};
use crate::row::{from_json, instant, micros, to_json};
use crate::schema::questionnaire_drafts;
use crate::writer::Written;
use crate::{Change, Store, StoreError};

/// A questionnaire that is not published yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it says.
    pub questionnaire: Questionnaire,
    /// Name of the file it came in.
    pub file_name: String,
    /// Who uploaded it: the name of a user, or [`crate::COMMAND_LINE`].
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Timestamp,
    /// SHA-256 of its content as it is stored, hexadecimal.
    pub digest: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = questionnaire_drafts)]
pub(crate) struct DraftRow {
    code: String,
    version: i64,
    payload: String,
    file_name: String,
    uploaded_by: String,
    uploaded_at: i64,
}

impl DraftRow {
    fn digest(&self) -> String {
        hex::encode(Sha256::digest(&self.payload))
    }

    fn questionnaire(&self) -> Result<Questionnaire, StoreError> {
        from_json(&self.payload, &self.subject())
    }

    /// How the audit log calls it.
    fn subject(&self) -> String {
        format!("{}@{}", self.code, self.version)
    }

    fn into_draft(self) -> Result<Draft, StoreError> {
        Ok(Draft {
            questionnaire: self.questionnaire()?,
            digest: self.digest(),
            uploaded_at: instant(self.uploaded_at, &self.subject())?,
            file_name: self.file_name,
            uploaded_by: self.uploaded_by,
        })
    }
}

impl Authored<'_> {
    /// Keeps a questionnaire as a draft, in place of an older draft of the version. The same again
    /// changes nothing, and neither does what is published already.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when something stands against publishing it,
    /// [`StoreError::AlreadyPublished`] when the version stands with other content.
    pub fn upload_draft(
        self,
        questionnaire: &Questionnaire,
        file_name: &str,
    ) -> Result<Change, StoreError> {
        publishable(questionnaire)?;
        let questionnaire = questionnaire.clone();
        let row = DraftRow {
            code: questionnaire.code.to_string(),
            version: i64::from(questionnaire.version),
            payload: to_json(&questionnaire, WHAT)?,
            file_name: file_name.to_owned(),
            uploaded_by: self.name().to_owned(),
            uploaded_at: micros(Timestamp::now()),
        };
        self.store().writer.write(move |conn| {
            let change = keep(conn, &row, &questionnaire)?;
            if change != Change::Unchanged {
                let detail = json!({"file": row.file_name, "digest": row.digest()});
                record(conn, &row.uploaded_by, Action::DraftUploaded, &row, detail)?;
            }
            Ok(Written { value: change, changed: false })
        })
    }

    /// Publishes a draft and takes it off the drafts; from then on it never changes. What is
    /// published already stays as it is. `seen` is the digest of what was looked at.
    ///
    /// # Errors
    /// [`StoreError::UnknownDraft`]; [`StoreError::DraftReplaced`] when another was uploaded meanwhile;
    /// those of [`Self::upload_draft`].
    pub fn publish_draft(
        self,
        code: &Code,
        version: u32,
        seen: Option<&str>,
    ) -> Result<Change, StoreError> {
        let (by, code) = (self.name().to_owned(), code.clone());
        let seen = seen.map(str::to_owned);
        let (store, of) = (self.store(), code.clone());
        let change = store.writer.write(move |conn| {
            let Some(row) = find(conn, code.as_str(), version)? else {
                return match questionnaires::published(conn, code.as_str(), version)? {
                    Some(_) => Ok(Written { value: Change::Unchanged, changed: false }),
                    None => Err(StoreError::UnknownDraft { code: code.clone(), version }),
                };
            };
            if seen.as_ref().is_some_and(|seen| *seen != row.digest()) {
                return Err(StoreError::DraftReplaced { code: code.clone(), version });
            }
            let questionnaire = row.questionnaire()?;
            publishable(&questionnaire)?;
            let written = questionnaires::publish(conn, &questionnaire, &row.payload, &by)?;
            delete(conn, &row)?;
            Ok(written)
        })?;
        if let Some(form) = store.questionnaire(of.as_str(), version)? {
            store.take_in_held_for(&form);
        }
        Ok(change)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`StoreError::UnknownDraft`].
    pub fn discard_draft(self, code: &Code, version: u32) -> Result<(), StoreError> {
        let (by, code) = (self.name().to_owned(), code.clone());
        self.store().writer.write(move |conn| {
            let Some(row) = find(conn, code.as_str(), version)? else {
                return Err(StoreError::UnknownDraft { code: code.clone(), version });
            };
            delete(conn, &row)?;
            record(conn, &by, Action::DraftDiscarded, &row, json!({"digest": row.digest()}))?;
            Ok(Written { value: (), changed: false })
        })
    }
}

impl Store {
    /// All drafts, by code and version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let rows: Vec<DraftRow> = self.read(|conn| {
            let query = questionnaire_drafts::table
                .order((questionnaire_drafts::code, questionnaire_drafts::version))
                .select(DraftRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(DraftRow::into_draft).collect()
    }

    /// The draft of a version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn draft(&self, code: &str, version: u32) -> Result<Option<Draft>, StoreError> {
        self.read(|conn| find(conn, code, version))?.map(DraftRow::into_draft).transpose()
    }
}

fn publishable(questionnaire: &Questionnaire) -> Result<(), StoreError> {
    let problems = questionnaire.publication_problems();
    if problems.is_empty() {
        return Ok(());
    }
    Err(StoreError::Invalid { what: format!("{WHAT} {}", questionnaire.code), problems })
}

fn find(
    conn: &mut AnyConnection,
    code: &str,
    version: u32,
) -> Result<Option<DraftRow>, StoreError> {
    let query =
        questionnaire_drafts::table.find((code, i64::from(version))).select(DraftRow::as_select());
    Ok(query.get_result(conn).optional()?)
}

fn keep(
    conn: &mut AnyConnection,
    row: &DraftRow,
    new: &Questionnaire,
) -> Result<Change, StoreError> {
    if let Some(published) = questionnaires::published(conn, &row.code, new.version)? {
        if published == *new {
            return Ok(Change::Unchanged);
        }
        let (code, version) = (new.code.clone(), new.version);
        return Err(StoreError::AlreadyPublished { what: WHAT, code, version });
    }
    match find(conn, &row.code, new.version)? {
        // Compared as values: the text of the same value may differ between program versions.
        Some(old) if old.questionnaire()? == *new => Ok(Change::Unchanged),
        Some(_) => {
            diesel::update(questionnaire_drafts::table.find((&row.code, row.version)))
                .set(row)
                .execute(conn)?;
            Ok(Change::Updated)
        }
        None => {
            diesel::insert_into(questionnaire_drafts::table).values(row).execute(conn)?;
            Ok(Change::Added)
        }
    }
}

fn delete(conn: &mut AnyConnection, row: &DraftRow) -> Result<(), StoreError> {
    diesel::delete(questionnaire_drafts::table.find((&row.code, row.version))).execute(conn)?;
    Ok(())
}

fn record(
    conn: &mut AnyConnection,
    by: &str,
    action: Action,
    row: &DraftRow,
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    let (actor, subject) = (by.to_owned(), row.subject());
    audit::append(conn, &Entry { actor, action, subject, detail })
}
