//! Links that sign a phone in, once, and soon after they were made.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::sessions::SessionRow;
use super::{Authored, NewSession, done, row, sessions};
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::micros;
use crate::schema::{device_links, users};
use crate::{Store, StoreError};

/// A link that can still be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLink {
    /// Name of the user.
    pub user: String,
    /// Which phone, for people; may be empty.
    pub label: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = device_links, treat_none_as_default_value = false)]
pub(crate) struct DeviceLinkRow {
    digest: String,
    user_name: String,
    label: String,
    created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
}

/// Ends the links of a user that no phone has used.
pub(super) fn drop_unused(conn: &mut AnyConnection, user: &str) -> Result<(), StoreError> {
    let unused = device_links::table
        .filter(device_links::user_name.eq(user))
        .filter(device_links::used_at.is_null());
    diesel::delete(unused).execute(conn)?;
    Ok(())
}

impl Authored<'_> {
    /// Keeps a link for a phone by the digest of its secret. It is the only one of the user then.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn add_device_link(
        self,
        digest: &str,
        user: &str,
        label: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let link = DeviceLinkRow {
            digest: digest.to_owned(),
            user_name: user.to_owned(),
            label: label.to_owned(),
            created_at: micros(Timestamp::now()),
            expires_at: micros(expires_at),
            used_at: None,
        };
        let detail = json!({"kind": "device", "label": label, "expires_at": expires_at});
        self.act(Action::LinkMade, user, detail, move |conn| {
            row(conn, &link.user_name)?;
            drop_unused(conn, &link.user_name)?;
            diesel::insert_into(device_links::table).values(&link).execute(conn)?;
            Ok(())
        })
    }
}

impl Store {
    /// For whom and which phone this link is, if it can still be used.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn device_link(&self, digest: &str) -> Result<Option<DeviceLink>, StoreError> {
        let now = micros(Timestamp::now());
        let found: Option<DeviceLinkRow> = self.read(|conn| {
            let usable = device_links::table
                .find(digest)
                .filter(device_links::used_at.is_null())
                .filter(device_links::expires_at.gt(now));
            Ok(usable.select(DeviceLinkRow::as_select()).get_result(conn).optional()?)
        })?;
        Ok(found.map(|link| DeviceLink { user: link.user_name, label: link.label }))
    }

    /// Uses a link up and opens a session in its place, whose `user` is that of the link. Gives
    /// whether it could: of two phones that come with the same link, one can.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn use_device_link(&self, digest: &str, session: &NewSession) -> Result<bool, StoreError> {
        let now = micros(Timestamp::now());
        let new = SessionRow::new(session, now)?;
        let (digest, user) = (digest.to_owned(), session.user.clone());
        let entry = Entry {
            actor: user.clone(),
            action: Action::SignedIn,
            subject: user.clone(),
            detail: json!({"by_link": true, "session": session.detail()}),
        };
        self.writer.write(move |conn| {
            let usable = device_links::table
                .find(&digest)
                .filter(device_links::user_name.eq(&user))
                .filter(device_links::used_at.is_null())
                .filter(device_links::expires_at.gt(now));
            let used =
                diesel::update(usable).set(device_links::used_at.eq(Some(now))).execute(conn)?;
            let may = users::table.find(&user).filter(users::disabled_at.is_null());
            if used == 0 || may.count().get_result::<i64>(conn)? == 0 {
                return Ok(done(false));
            }
            sessions::open(conn, &new)?;
            sessions::mark_used(conn, &user, now)?;
            audit::append(conn, &entry)?;
            Ok(done(true))
        })
    }
}
