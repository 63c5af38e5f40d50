//! Sessions: where somebody is signed in. They live in the database, so that any of several
//! programs knows them and any of them can end one.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use survey::Right;

use super::{Authored, User, done, find, links, row, second_factor};
use crate::audit::Action;
use crate::connection::AnyConnection;
use crate::row::{from_json, instant, micros, to_json};
use crate::schema::{sessions, users};
use crate::{Store, StoreError};

/// That a session is in use is written down this often.
const TOUCH_SECONDS: i64 = 60;

/// Who holds the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// Someone's browser.
    Browser,
    /// A phone with the visit form.
    Device,
    /// Another system.
    Program,
}

/// A session to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the token, hexadecimal.
    pub digest: String,
    /// Name of the user.
    pub user: String,
    /// Who holds the token.
    pub kind: SessionKind,
    /// Which browser, phone or program, for people.
    pub label: String,
    /// Narrows what the roles give; `None` for all of it.
    pub rights: Option<Vec<Right>>,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, hexadecimal.
    pub digest: String,
    /// Who holds the token.
    pub kind: SessionKind,
    /// Which browser, phone or program, for people.
    pub label: String,
    /// Narrows what the roles give; `None` for all of it.
    pub rights: Option<Vec<Right>>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was used last, within a minute.
    pub used_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

/// A session and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    digest: String,
    user_name: String,
    kind: String,
    label: String,
    rights: Option<String>,
    created_at: i64,
    used_at: i64,
    expires_at: i64,
}

impl SessionKind {
    /// How it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Device => "device",
            Self::Program => "program",
        }
    }

    /// How long it may lie unused.
    fn idle_seconds(self) -> i64 {
        match self {
            Self::Browser => 30 * 60,
            Self::Device => 90 * 86_400,
            Self::Program => i64::MAX / 2_000_000,
        }
    }
}

impl Authored<'_> {
    /// Opens a session without asking for a password: for a token that the office hands out.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn open_session(self, session: &NewSession) -> Result<(), StoreError> {
        let new = SessionRow::new(session, micros(Timestamp::now()))?;
        self.act(Action::TokenMade, &session.user, session.detail(), move |conn| open(conn, &new))
    }

    /// Opens a session for whoever gave the password with this hash. Gives whether it could: not when
    /// meanwhile the password was changed, the account closed or locked, and never where a second
    /// factor is asked for. What it had failed before is forgotten.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn sign_in(self, session: &NewSession, hash: &str) -> Result<bool, StoreError> {
        let now = micros(Timestamp::now());
        let new = SessionRow::new(session, now)?;
        let hash = hash.to_owned();
        self.act_if(Action::SignedIn, &session.user, session.detail(), move |conn| {
            let user = row(conn, &new.user_name)?;
            let locked = user.locked_until.is_some_and(|until| until > now);
            if user.password_hash.as_ref() != Some(&hash)
                || user.disabled_at.is_some()
                || locked
                || second_factor::is_set(conn, &new.user_name)?
            {
                return Ok(false);
            }
            come_in(conn, &new)?;
            Ok(true)
        })
    }

    /// Ends a session of somebody. Gives whether there was one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn end_session(self, user: &str, digest: &str) -> Result<bool, StoreError> {
        let (owner, digest) = (user.to_owned(), digest.to_owned());
        self.act_if(Action::SignedOut, user, json!({}), move |conn| {
            let own = sessions::table.find(&digest).filter(sessions::user_name.eq(&owner));
            Ok(diesel::delete(own).execute(conn)? > 0)
        })
    }

    /// Ends all sessions of a user, on every device, and gives how many there were.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn end_sessions(self, user: &str) -> Result<usize, StoreError> {
        let owner = user.to_owned();
        self.act(Action::SignedOut, user, json!({"everywhere": true}), move |conn| {
            row(conn, &owner)?;
            links::drop_unused(conn, &owner)?;
            end_all(conn, &owner)
        })
    }
}

impl NewSession {
    /// What the audit log tells of it.
    pub(super) fn detail(&self) -> Value {
        json!({"kind": self.kind.as_str(), "label": self.label, "rights": self.rights})
    }
}

impl Store {
    /// The session with a token's digest, if it is still open and its user may sign in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn session(&self, digest: &str) -> Result<Option<SignedIn>, StoreError> {
        let now = micros(Timestamp::now());
        let found = self.read(|conn| {
            conn.snapshot(|conn| {
                let row: Option<SessionRow> = sessions::table
                    .find(digest)
                    .select(SessionRow::as_select())
                    .get_result(conn)
                    .optional()?;
                let Some(row) = row else { return Ok(None) };
                let user = find(conn, &row.user_name)?;
                Ok(user.map(|user| (row, user)))
            })
        })?;
        let Some((row, user)) = found else { return Ok(None) };
        let used_at = row.used_at;
        let session = row.into_session()?;
        let idle = session.kind.idle_seconds().saturating_mul(1_000_000);
        if now >= micros(session.expires_at) || now - used_at >= idle || user.disabled_at.is_some()
        {
            return Ok(None);
        }
        if now - used_at >= TOUCH_SECONDS * 1_000_000 {
            self.touch(digest, user.name.as_str(), now)?;
        }
        Ok(Some(SignedIn { session, user }))
    }

    fn touch(&self, digest: &str, user: &str, now: i64) -> Result<(), StoreError> {
        let (digest, user) = (digest.to_owned(), user.to_owned());
        self.writer.write(move |conn| {
            diesel::update(sessions::table.find(&digest))
                .set(sessions::used_at.eq(now))
                .execute(conn)?;
            mark_used(conn, &user, now)?;
            Ok(done(()))
        })
    }

    /// The sessions of a user, used last first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sessions(&self, user: &str) -> Result<Vec<Session>, StoreError> {
        let rows: Vec<SessionRow> = self.read(|conn| {
            Ok(sessions::table
                .filter(sessions::user_name.eq(user))
                .order((sessions::used_at.desc(), sessions::digest))
                .select(SessionRow::as_select())
                .load(conn)?)
        })?;
        rows.into_iter().map(SessionRow::into_session).collect()
    }
}

/// Opens a session for somebody who is there, and forgets what had failed before.
pub(super) fn come_in(conn: &mut AnyConnection, new: &SessionRow) -> Result<(), StoreError> {
    open(conn, new)?;
    diesel::update(users::table.find(&new.user_name))
        .set((users::failures.eq(0), users::locked_until.eq(None::<i64>)))
        .execute(conn)?;
    mark_used(conn, &new.user_name, new.created_at)
}

pub(super) fn mark_used(conn: &mut AnyConnection, user: &str, now: i64) -> Result<(), StoreError> {
    diesel::update(users::table.find(user)).set(users::used_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

pub(super) fn open(conn: &mut AnyConnection, new: &SessionRow) -> Result<(), StoreError> {
    row(conn, &new.user_name)?;
    // What ended long ago is swept on the way.
    diesel::delete(sessions::table.filter(sessions::expires_at.le(new.created_at)))
        .execute(conn)?;
    diesel::insert_into(sessions::table).values(new).execute(conn)?;
    Ok(())
}

pub(super) fn end_all(conn: &mut AnyConnection, user: &str) -> Result<usize, StoreError> {
    Ok(diesel::delete(sessions::table.filter(sessions::user_name.eq(user))).execute(conn)?)
}

impl SessionRow {
    pub(super) fn new(new: &NewSession, now: i64) -> Result<Self, StoreError> {
        let rights = new.rights.as_ref().map(|rights| to_json(rights, "the rights of a session"));
        Ok(Self {
            digest: new.digest.clone(),
            user_name: new.user.clone(),
            kind: new.kind.as_str().to_owned(),
            label: new.label.clone(),
            rights: rights.transpose()?,
            created_at: now,
            used_at: now,
            expires_at: micros(new.expires_at),
        })
    }

    fn into_session(self) -> Result<Session, StoreError> {
        let what = "a session";
        let kind = match self.kind.as_str() {
            "browser" => SessionKind::Browser,
            "device" => SessionKind::Device,
            "program" => SessionKind::Program,
            other => return Err(StoreError::unreadable(what, format!("kind {other:?}"))),
        };
        Ok(Session {
            kind,
            rights: self.rights.as_deref().map(|text| from_json(text, what)).transpose()?,
            created_at: instant(self.created_at, what)?,
            used_at: instant(self.used_at, what)?,
            expires_at: instant(self.expires_at, what)?,
            digest: self.digest,
            label: self.label,
        })
    }
}
