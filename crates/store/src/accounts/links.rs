//! Links that sign in once: for the first administrator, for a new colleague.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::sessions::SessionRow;
use super::{Authored, NewSession, devices, done, row, second_factor, sessions};
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::micros;
use crate::schema::{sign_in_links, users};
use crate::{Store, StoreError};

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_links, treat_none_as_default_value = false)]
pub(crate) struct LinkRow {
    digest: String,
    user_name: String,
    created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
}

/// Ends the links of a user that nobody has used, those for phones too.
pub(super) fn drop_unused(conn: &mut AnyConnection, user: &str) -> Result<(), StoreError> {
    let unused = sign_in_links::table
        .filter(sign_in_links::user_name.eq(user))
        .filter(sign_in_links::used_at.is_null());
    diesel::delete(unused).execute(conn)?;
    devices::drop_unused(conn, user)
}

/// Uses a link up. Gives whether it could be used.
pub(super) fn use_up(
    conn: &mut AnyConnection,
    digest: &str,
    user: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let usable = sign_in_links::table
        .find(digest)
        .filter(sign_in_links::user_name.eq(user))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now));
    let used = diesel::update(usable).set(sign_in_links::used_at.eq(Some(now))).execute(conn)?;
    Ok(used == 1)
}

impl Authored<'_> {
    /// Keeps a link by the digest of its token. It is the only one of the user then.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn add_link(
        self,
        digest: &str,
        user: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let link = LinkRow {
            digest: digest.to_owned(),
            user_name: user.to_owned(),
            created_at: micros(Timestamp::now()),
            expires_at: micros(expires_at),
            used_at: None,
        };
        self.act(Action::LinkMade, user, json!({"expires_at": expires_at}), move |conn| {
            row(conn, &link.user_name)?;
            drop_unused(conn, &link.user_name)?;
            diesel::insert_into(sign_in_links::table).values(&link).execute(conn)?;
            Ok(())
        })
    }
}

impl Store {
    /// Whose link this is, if it can still be used.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn link(&self, digest: &str) -> Result<Option<String>, StoreError> {
        let now = micros(Timestamp::now());
        self.read(|conn| {
            let usable = sign_in_links::table
                .find(digest)
                .filter(sign_in_links::used_at.is_null())
                .filter(sign_in_links::expires_at.gt(now));
            Ok(usable.select(sign_in_links::user_name).get_result(conn).optional()?)
        })
    }

    /// Uses a link up and opens a session in its place, whose `user` is that of the link. Gives
    /// whether it could: of two who come with the same link, one can. Where a second factor is asked
    /// for, a link alone is not enough.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn use_link(&self, digest: &str, session: &NewSession) -> Result<bool, StoreError> {
        let digest = digest.to_owned();
        let now = micros(Timestamp::now());
        let new = SessionRow::new(session, now)?;
        let user = session.user.clone();
        let entry = Entry {
            actor: user.clone(),
            action: Action::SignedIn,
            subject: user.clone(),
            detail: json!({"by_link": true, "session": session.detail()}),
        };
        self.writer.write(move |conn| {
            let may = users::table.find(&user).filter(users::disabled_at.is_null());
            if may.count().get_result::<i64>(conn)? == 0
                || second_factor::is_set(conn, &user)?
                || !use_up(conn, &digest, &user, now)?
            {
                return Ok(done(false));
            }
            sessions::open(conn, &new)?;
            sessions::mark_used(conn, &user, now)?;
            audit::append(conn, &entry)?;
            Ok(done(true))
        })
    }
}
