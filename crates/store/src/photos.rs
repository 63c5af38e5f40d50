//! Photos of interviews. They show people and their homes, so they are sealed as contacts are.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use survey::Code;
use uuid::Uuid;

use crate::accounts::Authored;
use crate::audit::Action;
use crate::connection::AnyConnection;
use crate::row::{micros, parse};
use crate::schema::{photos, response_photos, responses, withdrawn_responses};
use crate::writer::Written;
use crate::{ContactKey, Outcome, Store, StoreError};

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = photos)]
pub(crate) struct PhotoRow {
    pub(crate) id: String,
    key_id: String,
    sealed: Vec<u8>,
    digest: String,
    received_at: i64,
    sent_by: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = response_photos)]
pub(crate) struct MentionRow {
    photo_id: String,
    response_id: String,
}

impl Authored<'_> {
    /// Keeps a photo, once by its id. One whose response was withdrawn is not kept.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn add_photo(
        self,
        id: Uuid,
        response: Uuid,
        picture: &[u8],
        key: &ContactKey,
    ) -> Result<Outcome, StoreError> {
        let id = id.to_string();
        let row = PhotoRow {
            sealed: key.seal_bytes(&sealed_as(&id), picture)?,
            digest: key.hash("photo", &hex::encode(Sha256::digest(picture)))?,
            key_id: key.id().to_owned(),
            received_at: micros(Timestamp::now()),
            sent_by: self.name().to_owned(),
            id,
        };
        let response = response.to_string();
        self.store().writer.write(move |conn| {
            let value = keep(conn, &row, &response)?;
            Ok(Written { value, changed: value == Outcome::New })
        })
    }

    /// A photo that a stored response says it has, as a JPEG. That it was seen is on record.
    ///
    /// # Errors
    /// [`StoreError::OtherKey`] when it was sealed with another key.
    pub fn see_photo(self, id: Uuid, key: &ContactKey) -> Result<Option<Vec<u8>>, StoreError> {
        let (id, key_id, by) = (id.to_string(), key.id().to_owned(), self.name().to_owned());
        let row: Option<PhotoRow> = self.store().read(|conn| {
            Ok(photos::table.find(&id).select(PhotoRow::as_select()).get_result(conn).optional()?)
        })?;
        let Some(row) = row else { return Ok(None) };
        if row.key_id != key_id {
            return Err(StoreError::OtherKey { sealed_with: row.key_id });
        }
        self.store().record_action(&by, Action::PhotoRead, &row.id, json!({}))?;
        key.open_bytes(&sealed_as(&row.id), &row.sealed).map(Some)
    }
}

impl Store {
    /// The unit whose response a photo belongs to, if a stored one says so.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn unit_of_photo(&self, id: Uuid) -> Result<Option<Code>, StoreError> {
        let unit: Option<String> = self.read(|conn| {
            let response: Option<String> = response_photos::table
                .find(id.to_string())
                .select(response_photos::response_id)
                .get_result(conn)
                .optional()?;
            let Some(response) = response else { return Ok(None) };
            let stored = responses::table.filter(responses::id.eq(response));
            Ok(stored.select(responses::unit).get_result(conn).optional()?)
        })?;
        unit.map(|unit| parse(&unit, "the unit of a photo")).transpose()
    }
}

fn sealed_as(id: &str) -> String {
    format!("photo {id}")
}

fn keep(conn: &mut AnyConnection, row: &PhotoRow, response: &str) -> Result<Outcome, StoreError> {
    let gone: i64 = withdrawn_responses::table.find(response).count().get_result(conn)?;
    if gone > 0 {
        return Ok(Outcome::Withdrawn);
    }
    let kept: Option<String> =
        photos::table.find(&row.id).select(photos::digest).get_result(conn).optional()?;
    if let Some(kept) = kept {
        return Ok(if kept == row.digest { Outcome::Same } else { Outcome::Different });
    }
    diesel::insert_into(photos::table).values(row).execute(conn)?;
    Ok(Outcome::New)
}

/// Deletes the photos of a response that is taken out.
pub(crate) fn delete_of(conn: &mut AnyConnection, response: &str) -> Result<(), StoreError> {
    let mentions = || response_photos::table.filter(response_photos::response_id.eq(response));
    let ids: Vec<String> = mentions().select(response_photos::photo_id).load(conn)?;
    diesel::delete(photos::table.filter(photos::id.eq_any(ids))).execute(conn)?;
    diesel::delete(mentions()).execute(conn)?;
    Ok(())
}

/// Deletes photos that nobody needs any more: of responses that came in before a time, and those that
/// no response has named since. Counts them; a rehearsal deletes nothing.
pub(crate) fn delete_before(
    conn: &mut AnyConnection,
    before: i64,
    rehearsal: bool,
) -> Result<u64, StoreError> {
    let over = || photos::table.filter(photos::received_at.lt(before));
    if rehearsal {
        return Ok(over().count().get_result::<i64>(conn)?.unsigned_abs());
    }
    Ok(diesel::delete(over()).execute(conn)? as u64)
}

/// A page of photos after an id, for copies.
pub(crate) fn after(conn: &mut AnyConnection, id: &str) -> Result<Vec<PhotoRow>, StoreError> {
    const PAGE_LEN: i64 = 16;
    let query = photos::table
        .filter(photos::id.gt(id))
        .order(photos::id)
        .limit(PAGE_LEN)
        .select(PhotoRow::as_select());
    Ok(query.load(conn)?)
}
