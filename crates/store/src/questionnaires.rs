//! Questionnaires: published once, never changed.

use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use survey::Questionnaire;

use crate::audit::{self, Action, COMMAND_LINE, Entry};
use crate::connection::AnyConnection;
use crate::row::{from_json, instant, micros, to_json};
use crate::schema::questionnaires;
use crate::writer::Written;
use crate::{Change, Store, StoreError};

pub(crate) const WHAT: &str = "questionnaire";

impl Store {
    /// Publishes a version of a questionnaire, and takes in what was [held](Store::hold) for it. The
    /// same again is fine.
    ///
    /// # Errors
    /// [`StoreError::AlreadyPublished`] when this version stands with other content,
    /// [`StoreError::Invalid`] when the questionnaire has problems.
    pub fn publish_questionnaire(
        &self,
        questionnaire: &Questionnaire,
    ) -> Result<Change, StoreError> {
        let problems = questionnaire.problems();
        if !problems.is_empty() {
            let what = format!("{WHAT} {}", questionnaire.code);
            return Err(StoreError::Invalid { what, problems });
        }
        let body = to_json(questionnaire, WHAT)?;
        let questionnaire = questionnaire.clone();
        let form = questionnaire.clone();
        let change =
            self.writer.write(move |conn| publish(conn, &questionnaire, &body, COMMAND_LINE))?;
        self.take_in_held_for(&form);
        Ok(change)
    }

    /// All versions of all questionnaires, by code and version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn questionnaires(&self) -> Result<Vec<Questionnaire>, StoreError> {
        self.read(stored)
    }

    /// One version of a questionnaire.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn questionnaire(
        &self,
        code: &str,
        version: u32,
    ) -> Result<Option<Questionnaire>, StoreError> {
        self.read(|conn| published(conn, code, version))
    }

    /// Codes, versions and titles of what is published, by code and version, and since when.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn publications(&self) -> Result<Vec<Publication>, StoreError> {
        let rows: Vec<(String, i64)> = self.read(|conn| {
            let query = questionnaires::table
                .order((questionnaires::code, questionnaires::version))
                .select((questionnaires::body, questionnaires::published_at));
            Ok(query.load(conn)?)
        })?;
        rows.iter()
            .map(|(body, at)| {
                let questionnaire = from_json(body, WHAT)?;
                Ok(Publication { questionnaire, published_at: instant(*at, WHAT)? })
            })
            .collect()
    }
}

/// A published version and since when it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// What it says.
    pub questionnaire: Questionnaire,
    /// When it was published.
    pub published_at: Timestamp,
}

pub(crate) fn stored(conn: &mut AnyConnection) -> Result<Vec<Questionnaire>, StoreError> {
    let bodies: Vec<String> = questionnaires::table
        .order((questionnaires::code, questionnaires::version))
        .select(questionnaires::body)
        .load(conn)?;
    bodies.iter().map(|body| from_json(body, WHAT)).collect()
}

/// One version of a questionnaire.
pub(crate) fn published(
    conn: &mut AnyConnection,
    code: &str,
    version: u32,
) -> Result<Option<Questionnaire>, StoreError> {
    let query = questionnaires::table.find((code, i64::from(version))).select(questionnaires::body);
    let body: Option<String> = query.get_result(conn).optional()?;
    body.map(|body| from_json(&body, WHAT)).transpose()
}

/// Publishes a version on behalf of somebody.
pub(crate) fn publish(
    conn: &mut AnyConnection,
    new: &Questionnaire,
    new_body: &str,
    by: &str,
) -> Result<Written<Change>, StoreError> {
    if let Some(stored) = published(conn, new.code.as_str(), new.version)? {
        // Compared as values: the text of the same value may differ between program versions.
        if stored == *new {
            return Ok(Written { value: Change::Unchanged, changed: false });
        }
        let (code, version) = (new.code.clone(), new.version);
        return Err(StoreError::AlreadyPublished { what: WHAT, code, version });
    }
    diesel::insert_into(questionnaires::table)
        .values((
            questionnaires::code.eq(new.code.as_str()),
            questionnaires::version.eq(i64::from(new.version)),
            questionnaires::body.eq(new_body),
            questionnaires::published_at.eq(micros(Timestamp::now())),
        ))
        .execute(conn)?;
    let subject = format!("{}@{}", new.code, new.version);
    let (actor, action) = (by.to_owned(), Action::QuestionnairePublished);
    audit::append(conn, &Entry { actor, action, subject, detail: json!({}) })?;
    Ok(Written { value: Change::Added, changed: true })
}
