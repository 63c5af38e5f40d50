//! Photos of interviews. They show people and their homes, so they are sealed as contacts are.
//!
//! A photo belongs to the response that it was sent for, whoever else mentions it, and goes with it.
//! It may come first: it is shown only when that response is stored and names it.

use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use survey::Code;
use survey::response::PHOTOS_MAX;
use uuid::Uuid;

use crate::accounts::Authored;
use crate::audit::Action;
use crate::connection::AnyConnection;
use crate::contacts::expect_key;
use crate::row::{ResponseRow, micros};
use crate::schema::{photos, quarantine, responses, withdrawn_responses};
use crate::writer::Written;
use crate::{ContactKey, Outcome, Store, StoreError};

/// Most photos of one sender whose responses are not stored: a day of visits in which only photos
/// came through, and nothing that fills a disk.
const WAITING_OF_SENDER: i64 = 200;

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = photos)]
pub(crate) struct PhotoRow {
    pub(crate) id: String,
    response_id: String,
    key_id: String,
    sealed: Vec<u8>,
    digest: String,
    received_at: i64,
    sent_by: String,
}

impl Authored<'_> {
    /// Keeps a photo, once by its id. One whose response was withdrawn is not kept.
    ///
    /// # Errors
    /// [`StoreError::OtherKey`] when contacts are there that were sealed with another key;
    /// [`StoreError::TooManyPhotos`] when the response has as many as it may have, or too many of
    /// whoever sends wait for their responses.
    pub fn add_photo(
        self,
        id: Uuid,
        response: Uuid,
        picture: &[u8],
        key: &ContactKey,
    ) -> Result<Outcome, StoreError> {
        let id = id.to_string();
        let row = PhotoRow {
            response_id: response.to_string(),
            sealed: key.seal_bytes(&sealed_as(&id), picture)?,
            digest: key.hash("photo", &hex::encode(Sha256::digest(picture)))?,
            key_id: key.id().to_owned(),
            received_at: micros(Timestamp::now()),
            sent_by: self.name().to_owned(),
            id,
        };
        self.store().writer.write(move |conn| {
            let value = keep(conn, &row)?;
            Ok(Written { value, changed: value == Outcome::New })
        })
    }

    /// A photo that the stored response which it came for names, as a JPEG. That it was seen is on
    /// record.
    ///
    /// # Errors
    /// [`StoreError::OtherKey`] when it was sealed with another key.
    pub fn see_photo(self, id: Uuid, key: &ContactKey) -> Result<Option<Vec<u8>>, StoreError> {
        let (key_id, by) = (key.id().to_owned(), self.name().to_owned());
        let found = self.store().read(|conn| {
            if unit_of(conn, id)?.is_none() {
                return Ok(None);
            }
            let query = photos::table.find(id.to_string()).select(PhotoRow::as_select());
            Ok(query.get_result(conn).optional()?)
        })?;
        let Some(row) = found else { return Ok(None) };
        if row.key_id != key_id {
            return Err(StoreError::OtherKey { sealed_with: row.key_id });
        }
        self.store().record_action(&by, Action::PhotoRead, &row.id, json!({}))?;
        key.open_bytes(&sealed_as(&row.id), &row.sealed).map(Some)
    }
}

impl Store {
    /// The unit whose response a photo belongs to, if that is stored and names it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn unit_of_photo(&self, id: Uuid) -> Result<Option<Code>, StoreError> {
        self.read(|conn| unit_of(conn, id))
    }
}

fn unit_of(conn: &mut AnyConnection, id: Uuid) -> Result<Option<Code>, StoreError> {
    let came_for: Option<String> = photos::table
        .find(id.to_string())
        .select(photos::response_id)
        .get_result(conn)
        .optional()?;
    let Some(response) = came_for else { return Ok(None) };
    let row: Option<ResponseRow> = responses::table
        .filter(responses::id.eq(response))
        .select(ResponseRow::as_select())
        .get_result(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let response = row.into_stored()?.response;
    Ok(response.photos.iter().any(|photo| photo.id == id).then_some(response.unit))
}

fn sealed_as(id: &str) -> String {
    format!("photo {id}")
}

fn keep(conn: &mut AnyConnection, row: &PhotoRow) -> Result<Outcome, StoreError> {
    let gone: i64 = withdrawn_responses::table.find(&row.response_id).count().get_result(conn)?;
    if gone > 0 {
        return Ok(Outcome::Withdrawn);
    }
    expect_key(conn, &row.key_id)?;
    let kept: Option<(String, String)> = photos::table
        .find(&row.id)
        .select((photos::response_id, photos::digest))
        .get_result(conn)
        .optional()?;
    if let Some((response, digest)) = kept {
        let same = response == row.response_id && digest == row.digest;
        return Ok(if same { Outcome::Same } else { Outcome::Different });
    }
    expect_room(conn, row)?;
    diesel::insert_into(photos::table).values(row).execute(conn)?;
    Ok(Outcome::New)
}

/// Whether there is room for one more.
fn expect_room(conn: &mut AnyConnection, row: &PhotoRow) -> Result<(), StoreError> {
    let of_response: i64 =
        photos::table.filter(photos::response_id.eq(&row.response_id)).count().get_result(conn)?;
    let stored = responses::table.filter(responses::id.eq(photos::response_id));
    let waiting: i64 = photos::table
        .filter(photos::sent_by.eq(&row.sent_by))
        .filter(diesel::dsl::not(exists(stored)))
        .count()
        .get_result(conn)?;
    if of_response.unsigned_abs() >= PHOTOS_MAX as u64 {
        return Err(StoreError::TooManyPhotos { response: row.response_id.clone() });
    }
    if waiting >= WAITING_OF_SENDER {
        return Err(StoreError::PhotosWaiting { most: WAITING_OF_SENDER.unsigned_abs() });
    }
    Ok(())
}

/// Deletes the photos of a response that is taken out or never comes in.
pub(crate) fn delete_of(conn: &mut AnyConnection, response: &str) -> Result<(), StoreError> {
    diesel::delete(photos::table.filter(photos::response_id.eq(response))).execute(conn)?;
    Ok(())
}

/// Deletes photos that nobody needs any more: those that came in before a time, and those that came
/// in before another and whose response neither is stored nor waits. Counts them; a rehearsal deletes
/// nothing.
pub(crate) fn delete_before(
    conn: &mut AnyConnection,
    before: i64,
    alone_before: i64,
    rehearsal: bool,
) -> Result<u64, StoreError> {
    let over = || {
        let stored = responses::table.filter(responses::id.eq(photos::response_id));
        let waits = quarantine::table
            .filter(quarantine::response_id.eq(photos::response_id))
            .filter(quarantine::settled_at.is_null());
        let alone = photos::received_at
            .lt(alone_before)
            .and(diesel::dsl::not(exists(stored)))
            .and(diesel::dsl::not(exists(waits)));
        photos::table.filter(photos::received_at.lt(before).or(alone))
    };
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
