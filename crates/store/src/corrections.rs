//! Corrections and withdrawals: a stored response is never edited.
//!
//! A correction puts new content under the id, and keeps the old as a version with who replaced it
//! and why. A withdrawal takes a response out for good, as people may demand, and leaves only its id,
//! so that a device which sends it again doesn't bring it back. Sums of the months that are touched
//! are counted anew.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::Response;
use uuid::Uuid;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::record::refused;
use crate::row::{ResponseRow, from_json, instant, micros, to_json};
use crate::schema::{month_cubes, quarantine, response_versions, responses, withdrawn_responses};
use crate::writer::Written;
use crate::{Change, Store, StoreError, consequences, issues, photos, revision, verification};

/// What a response was before it was corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct FormerVersion {
    /// 1 is what came in first.
    pub version: u32,
    /// What it said.
    pub response: Response,
    /// SHA-256 of its content, hexadecimal.
    pub digest: String,
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// By whom: the name of a user, or [`crate::COMMAND_LINE`].
    pub replaced_by: String,
    /// Why.
    pub reason: String,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = response_versions)]
pub(crate) struct VersionRow {
    pub(crate) response_id: String,
    pub(crate) version: i64,
    payload: String,
    digest: String,
    replaced_at: i64,
    replaced_by: String,
    reason: String,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = withdrawn_responses)]
pub(crate) struct WithdrawnRow {
    id: String,
    withdrawn_at: i64,
    withdrawn_by: String,
    reason: String,
}

impl Authored<'_> {
    /// Puts new content under the id of a stored response, for a reason. `instead_of` is the digest
    /// of what the corrector has seen. The same content changes nothing.
    ///
    /// Answers are not checked here; see `survey::validate`.
    ///
    /// # Errors
    /// [`StoreError::UnknownResponse`]; [`StoreError::Superseded`] when somebody else corrected it
    /// meanwhile; [`StoreError::UnknownRound`] and [`StoreError::UnknownUnit`].
    pub fn correct(
        self,
        response: &Response,
        instead_of: &str,
        reason: &str,
    ) -> Result<Change, StoreError> {
        let row = ResponseRow::new(response, "", Timestamp::now())?;
        let (by, instead_of, reason) =
            (self.name().to_owned(), instead_of.to_owned(), reason.to_owned());
        self.store().writer.write(move |conn| {
            let value = replace(conn, &row, &instead_of, &by, &reason)?;
            Ok(Written { value, changed: value == Change::Updated })
        })
    }

    /// Takes a response out for good, with its versions and what is in quarantine under its id.
    ///
    /// # Errors
    /// [`StoreError::UnknownResponse`].
    pub fn withdraw(self, id: Uuid, reason: &str) -> Result<(), StoreError> {
        let (by, id, reason) = (self.name().to_owned(), id.to_string(), reason.to_owned());
        let row = WithdrawnRow {
            id,
            withdrawn_at: micros(Timestamp::now()),
            withdrawn_by: by,
            reason: reason.clone(),
        };
        self.store().writer.write(move |conn| {
            take_out(conn, &row)?;
            let (actor, subject) = (row.withdrawn_by.clone(), row.id.clone());
            let detail = json!({"reason": reason});
            let entry = Entry { actor, action: Action::ResponseWithdrawn, subject, detail };
            audit::append(conn, &entry)?;
            Ok(Written { value: (), changed: true })
        })?;
        self.store().empty_log()
    }
}

impl Store {
    /// What a response was before it was corrected, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn former_versions(&self, id: Uuid) -> Result<Vec<FormerVersion>, StoreError> {
        let id = id.to_string();
        let rows: Vec<VersionRow> = self.read(|conn| {
            let query = response_versions::table
                .filter(response_versions::response_id.eq(&id))
                .order(response_versions::version)
                .select(VersionRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(VersionRow::into_version).collect()
    }
}

impl VersionRow {
    fn into_version(self) -> Result<FormerVersion, StoreError> {
        let what = format!("version {} of response {}", self.version, self.response_id);
        Ok(FormerVersion {
            version: crate::row::version(self.version, &what)?,
            response: from_json(&self.payload, &what)?,
            replaced_at: instant(self.replaced_at, &what)?,
            digest: self.digest,
            replaced_by: self.replaced_by,
            reason: self.reason,
        })
    }
}

/// Puts the content of a row in place of what stands under its id.
pub(crate) fn replace(
    conn: &mut AnyConnection,
    row: &ResponseRow,
    instead_of: &str,
    by: &str,
    reason: &str,
) -> Result<Change, StoreError> {
    let old = stored(conn, &row.id)?;
    if old.digest == row.digest {
        return Ok(Change::Unchanged);
    }
    if old.digest != instead_of {
        return Err(StoreError::Superseded { id: row.id.clone() });
    }
    let version = keep_former(conn, &old, by, reason)?;
    let corrected = ResponseRow {
        seq: old.seq,
        received_at: old.received_at,
        source: old.source.clone(),
        ..row.clone()
    };
    diesel::update(responses::table.find(old.seq)).set(&corrected).execute(conn).map_err(
        |error| refused(conn, error, [(row.round.as_str(), row.unit.as_str())].into_iter()),
    )?;
    touched(conn, &[old.month, row.month])?;
    let source = corrected.source.clone();
    consequences::follow(conn, &corrected.into_stored()?.response, &source)?;
    let detail = json!({
        "reason": reason, "version": version + 1, "was": old.digest, "is": row.digest
    });
    let (actor, subject) = (by.to_owned(), row.id.clone());
    audit::append(conn, &Entry { actor, action: Action::ResponseCorrected, subject, detail })?;
    Ok(Change::Updated)
}

/// Keeps what stood as a version, and gives its number.
fn keep_former(
    conn: &mut AnyConnection,
    old: &ResponseRow,
    by: &str,
    reason: &str,
) -> Result<i64, StoreError> {
    let before: i64 = response_versions::table
        .filter(response_versions::response_id.eq(&old.id))
        .count()
        .get_result(conn)?;
    let former = VersionRow {
        response_id: old.id.clone(),
        version: before + 1,
        payload: to_json(&old.clone().into_stored()?.response, "a version of a response")?,
        digest: old.digest.clone(),
        replaced_at: micros(Timestamp::now()),
        replaced_by: by.to_owned(),
        reason: reason.to_owned(),
    };
    diesel::insert_into(response_versions::table).values(&former).execute(conn)?;
    Ok(former.version)
}

/// Refuses an id from now on, and deletes the photos that came for it, unless something is stored
/// under it.
pub(crate) fn leave_out(
    conn: &mut AnyConnection,
    id: &str,
    by: &str,
    reason: &str,
) -> Result<(), StoreError> {
    match stored(conn, id) {
        Ok(_) => return Ok(()),
        Err(StoreError::UnknownResponse { .. }) => {}
        Err(error) => return Err(error),
    }
    photos::delete_of(conn, id)?;
    let row = WithdrawnRow {
        id: id.to_owned(),
        withdrawn_at: micros(Timestamp::now()),
        withdrawn_by: by.to_owned(),
        reason: reason.to_owned(),
    };
    let there = withdrawn_responses::table.find(id).count().get_result::<i64>(conn)?;
    if there == 0 {
        diesel::insert_into(withdrawn_responses::table).values(&row).execute(conn)?;
    }
    Ok(())
}

/// Takes out what was said. That somebody was there and asked is no answer: the attempt stays among
/// those of the case as the record of a contact that was made, and the case stays closed.
fn take_out(conn: &mut AnyConnection, row: &WithdrawnRow) -> Result<(), StoreError> {
    let id = row.id.as_str();
    let waiting = quarantine::table.filter(quarantine::response_id.eq(id));
    let old = match stored(conn, id) {
        // What never counted can be demanded back too.
        Err(StoreError::UnknownResponse { .. }) if waiting.count().get_result::<i64>(conn)? > 0 => {
            diesel::delete(waiting).execute(conn)?;
            return leave_out(conn, id, &row.withdrawn_by, &row.reason);
        }
        stored => stored?,
    };
    diesel::delete(response_versions::table.filter(response_versions::response_id.eq(id)))
        .execute(conn)?;
    diesel::delete(waiting).execute(conn)?;
    issues::withdraw(conn, id)?;
    photos::delete_of(conn, id)?;
    verification::forget(conn, id)?;
    diesel::delete(responses::table.find(old.seq)).execute(conn)?;
    diesel::insert_into(withdrawn_responses::table).values(row).execute(conn)?;
    touched(conn, &[old.month])
}

fn stored(conn: &mut AnyConnection, id: &str) -> Result<ResponseRow, StoreError> {
    responses::table
        .filter(responses::id.eq(id))
        .select(ResponseRow::as_select())
        .get_result(conn)
        .optional()?
        .ok_or_else(|| StoreError::UnknownResponse { id: id.to_owned() })
}

/// Sums that hold what was are thrown away.
fn touched(conn: &mut AnyConnection, months: &[i32]) -> Result<(), StoreError> {
    diesel::delete(month_cubes::table.filter(month_cubes::month.eq_any(months))).execute(conn)?;
    Ok(revision::bump_corrections(conn)?)
}

/// Whether a response had this content once: who sends that again is honest.
pub(crate) fn had(
    conn: &mut AnyConnection,
    id: &str,
    digest: &str,
) -> Result<bool, diesel::result::Error> {
    let versions = response_versions::table
        .filter(response_versions::response_id.eq(id))
        .filter(response_versions::digest.eq(digest));
    Ok(versions.count().get_result::<i64>(conn)? > 0)
}

/// Which of these ids were withdrawn, and when.
pub(crate) fn withdrawn(
    conn: &mut AnyConnection,
    ids: &[&str],
) -> Result<Vec<(String, i64)>, diesel::result::Error> {
    withdrawn_responses::table
        .filter(withdrawn_responses::id.eq_any(ids))
        .select((withdrawn_responses::id, withdrawn_responses::withdrawn_at))
        .load(conn)
}
