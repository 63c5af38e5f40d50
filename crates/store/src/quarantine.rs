//! Quarantine: what came in under a known id with other content.
//!
//! It is never lost and never counts by itself. A person looks at both and settles it.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::Response;
use uuid::Uuid;

use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{ResponseRow, from_json, instant, micros, parse, to_json};
use crate::schema::quarantine;
use crate::writer::Written;
use crate::{Store, StoreError};

/// One response that differs from the one kept under its id.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineEntry {
    /// What was sent.
    pub response: Response,
    /// SHA-256 of its content, hexadecimal.
    pub digest: String,
    /// SHA-256 of the response that was kept.
    pub kept_digest: String,
    /// The way it came in.
    pub source: String,
    /// When it came in for the first time.
    pub received_at: Timestamp,
    /// When someone decided about it.
    pub settled_at: Option<Timestamp>,
    /// What they decided, and why.
    pub settlement: Option<String>,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = quarantine, treat_none_as_default_value = false)]
pub(crate) struct QuarantineRow {
    response_id: String,
    digest: String,
    kept_digest: String,
    payload: String,
    source: String,
    received_at: i64,
    settled_at: Option<i64>,
    settlement: Option<String>,
}

/// Keeps a differing response, the same content once. Gives when this content first came in, and
/// whether that was now.
pub(crate) fn keep(
    conn: &mut AnyConnection,
    row: &ResponseRow,
    kept_digest: &str,
) -> Result<(i64, bool), StoreError> {
    let first: Option<i64> = quarantine::table
        .find((&row.id, &row.digest))
        .select(quarantine::received_at)
        .get_result(conn)
        .optional()?;
    if let Some(received_at) = first {
        return Ok((received_at, false));
    }
    let response = row.clone().into_stored()?.response;
    let entry = QuarantineRow {
        response_id: row.id.clone(),
        digest: row.digest.clone(),
        kept_digest: kept_digest.to_owned(),
        payload: to_json(&response, "a response for quarantine")?,
        source: row.source.clone(),
        received_at: row.received_at,
        settled_at: None,
        settlement: None,
    };
    diesel::insert_into(quarantine::table).values(&entry).execute(conn)?;
    Ok((row.received_at, true))
}

impl Store {
    /// Everything in quarantine, what waits for a decision first, then by time of receipt.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quarantine_list(&self) -> Result<Vec<QuarantineEntry>, StoreError> {
        let rows: Vec<QuarantineRow> = self.read(|conn| {
            let query = quarantine::table
                .order((
                    quarantine::settled_at.is_not_null(),
                    quarantine::received_at,
                    quarantine::response_id,
                    quarantine::digest,
                ))
                .select(QuarantineRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(QuarantineRow::into_entry).collect()
    }

    /// Puts on record what somebody decided about an entry. Gives whether there was such an entry and
    /// it waited for a decision: the first decision stands.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn settle_quarantine(
        &self,
        response: Uuid,
        digest: &str,
        settlement: &str,
        by: &str,
    ) -> Result<bool, StoreError> {
        let key = (response.to_string(), digest.to_owned());
        let settlement = settlement.to_owned();
        let now = micros(Timestamp::now());
        let detail = json!({"digest": digest});
        let (actor, subject) = (by.to_owned(), response.to_string());
        let entry = Entry { actor, action: Action::QuarantineSettled, subject, detail };
        self.writer.write(move |conn| {
            let waiting =
                quarantine::table.find(key.clone()).filter(quarantine::settled_at.is_null());
            let settled = diesel::update(waiting)
                .set((quarantine::settled_at.eq(now), quarantine::settlement.eq(&settlement)))
                .execute(conn)?;
            if settled > 0 {
                audit::append(conn, &entry)?;
            }
            Ok(Written { value: settled > 0, changed: settled > 0 })
        })
    }
}

impl QuarantineRow {
    fn into_entry(self) -> Result<QuarantineEntry, StoreError> {
        let what = format!("quarantined response {}", self.response_id);
        let response: Response = from_json(&self.payload, &what)?;
        if response.id != parse::<Uuid>(&self.response_id, &what)? {
            return Err(StoreError::unreadable(what, "its payload has another id"));
        }
        Ok(QuarantineEntry {
            response,
            received_at: instant(self.received_at, &what)?,
            settled_at: self.settled_at.map(|micros| instant(micros, &what)).transpose()?,
            digest: self.digest,
            kept_digest: self.kept_digest,
            source: self.source,
            settlement: self.settlement,
        })
    }
}
