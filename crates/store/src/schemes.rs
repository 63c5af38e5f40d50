//! Scoring schemes: published once, never changed.

use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use survey::ScoringScheme;

use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{from_json, micros, to_json};
use crate::schema::scoring_schemes;
use crate::writer::Written;
use crate::{Change, Store, StoreError};

const WHAT: &str = "scoring scheme";

impl Store {
    /// Publishes a version of a scoring scheme. The same again is fine.
    ///
    /// # Errors
    /// [`StoreError::AlreadyPublished`] when this version stands with other content,
    /// [`StoreError::Invalid`] when the scheme has problems.
    pub fn publish_scoring_scheme(&self, scheme: &ScoringScheme) -> Result<Change, StoreError> {
        let problems = scheme.problems();
        if !problems.is_empty() {
            let what = format!("{WHAT} {}", scheme.code);
            return Err(StoreError::Invalid { what, problems });
        }
        let body = to_json(scheme, WHAT)?;
        let scheme = scheme.clone();
        self.writer.write(move |conn| publish(conn, &scheme, &body))
    }

    /// All versions of all scoring schemes, by code and version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn scoring_schemes(&self) -> Result<Vec<ScoringScheme>, StoreError> {
        let bodies: Vec<String> = self.read(|conn| {
            let query = scoring_schemes::table
                .order((scoring_schemes::code, scoring_schemes::version))
                .select(scoring_schemes::body);
            Ok(query.load(conn)?)
        })?;
        bodies.iter().map(|body| from_json(body, WHAT)).collect()
    }

    /// One version of a scoring scheme.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn scoring_scheme(
        &self,
        code: &str,
        version: u32,
    ) -> Result<Option<ScoringScheme>, StoreError> {
        let body = self.read(|conn| body(conn, code, version))?;
        body.map(|body| from_json(&body, WHAT)).transpose()
    }
}

fn body(conn: &mut AnyConnection, code: &str, version: u32) -> Result<Option<String>, StoreError> {
    let query =
        scoring_schemes::table.find((code, i64::from(version))).select(scoring_schemes::body);
    Ok(query.get_result(conn).optional()?)
}

fn publish(
    conn: &mut AnyConnection,
    new: &ScoringScheme,
    new_body: &str,
) -> Result<Written<Change>, StoreError> {
    if let Some(stored) = body(conn, new.code.as_str(), new.version)? {
        // Compared as values: the text of the same value may differ between program versions.
        if from_json::<ScoringScheme>(&stored, WHAT)? == *new {
            return Ok(Written { value: Change::Unchanged, changed: false });
        }
        let (code, version) = (new.code.clone(), new.version);
        return Err(StoreError::AlreadyPublished { what: WHAT, code, version });
    }
    diesel::insert_into(scoring_schemes::table)
        .values((
            scoring_schemes::code.eq(new.code.as_str()),
            scoring_schemes::version.eq(i64::from(new.version)),
            scoring_schemes::body.eq(new_body),
            scoring_schemes::published_at.eq(micros(Timestamp::now())),
        ))
        .execute(conn)?;
    let subject = format!("{}@{}", new.code, new.version);
    audit::append(conn, &Entry::of_command_line(Action::SchemePublished, &subject, json!({})))?;
    Ok(Written { value: Change::Added, changed: true })
}
