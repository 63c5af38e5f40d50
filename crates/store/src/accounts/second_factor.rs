//! The second factor: a secret that the phone shares, codes for whoever lost it, and those who have
//! passed the first step of signing in and still owe a code.
//!
//! What a code should be is computed elsewhere; here is kept which one was used last, so that none
//! lets in twice.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::sessions::SessionRow;
use super::{Authored, NewSession, UserRow, done, links, row, sessions};
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{count, instant, micros};
use crate::schema::{pending_sign_ins, recovery_codes, second_factors};
use crate::{Store, StoreError};

/// The second factor of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// What codes are made from, in Base32.
    pub secret: String,
    /// Since when it is asked for.
    pub added_at: Timestamp,
    /// Recovery codes that nobody has used.
    pub recovery_codes: u64,
}

/// What shows that somebody holds the second factor. It is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A code that the secret gives at a step of time.
    Code {
        /// The secret.
        secret: String,
        /// The step.
        step: i64,
    },
    /// A recovery code.
    Recovery {
        /// Its SHA-256, hexadecimal.
        digest: String,
    },
}

/// How somebody passed the first step of signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstStep {
    /// By the password that belongs to this hash.
    Password(String),
    /// By the link with this digest, which is used up by the second step only.
    Link(String),
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = second_factors)]
pub(crate) struct FactorRow {
    user_name: String,
    secret: String,
    added_at: i64,
    last_step: i64,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = recovery_codes)]
pub(crate) struct RecoveryRow {
    digest: String,
    user_name: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = pending_sign_ins, treat_none_as_default_value = false)]
pub(crate) struct PendingRow {
    digest: String,
    user_name: String,
    password_hash: Option<String>,
    link: Option<String>,
    expires_at: i64,
}

impl Authored<'_> {
    /// Asks for a second factor from now on. `hash` is that of the password that was given, `step`
    /// that of the code, and `recovery` has the digests of the recovery codes. Gives whether it does:
    /// not when the password was changed meanwhile, or there is one already.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn add_second_factor(
        self,
        name: &str,
        hash: &str,
        proof: (&str, i64),
        recovery: &[String],
    ) -> Result<bool, StoreError> {
        let (hash, (secret, last_step)) = (hash.to_owned(), proof);
        let added_at = micros(Timestamp::now());
        let (user_name, secret) = (name.to_owned(), secret.to_owned());
        let new = FactorRow { user_name, secret, added_at, last_step };
        let recovery = recovery.to_vec();
        self.act_if(Action::SecondFactorAdded, name, json!({}), move |conn| {
            let user = row(conn, &new.user_name)?;
            if user.password_hash.as_ref() != Some(&hash) || is_set(conn, &new.user_name)? {
                return Ok(false);
            }
            diesel::insert_into(second_factors::table).values(&new).execute(conn)?;
            for digest in &recovery {
                let (digest, user_name) = (digest.clone(), new.user_name.clone());
                let code = RecoveryRow { digest, user_name };
                diesel::insert_into(recovery_codes::table).values(&code).execute(conn)?;
            }
            Ok(true)
        })
    }

    /// Asks for none any more, on behalf of whoever gave the password with this hash and the proof.
    /// Gives whether it was right.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn remove_second_factor(
        self,
        name: &str,
        hash: &str,
        proof: &Proof,
    ) -> Result<bool, StoreError> {
        let (user, hash, proof) = (name.to_owned(), hash.to_owned(), proof.clone());
        self.act_if(Action::SecondFactorRemoved, name, json!({}), move |conn| {
            let known = row(conn, &user)?;
            if known.password_hash.as_ref() != Some(&hash) || !use_up(conn, &user, &proof)? {
                return Ok(false);
            }
            drop_factor(conn, &user)
        })
    }

    /// Takes away the second factor of somebody who lost it. Gives whether there was one.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn reset_second_factor(self, name: &str) -> Result<bool, StoreError> {
        let user = name.to_owned();
        self.act_if(Action::SecondFactorRemoved, name, json!({"reset": true}), move |conn| {
            row(conn, &user)?;
            drop_factor(conn, &user)
        })
    }
}

impl Store {
    /// The second factor of somebody, if one is asked for.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn second_factor(&self, name: &str) -> Result<Option<SecondFactor>, StoreError> {
        let found = self.read(|conn| {
            conn.snapshot(|conn| {
                let factor = second_factors::table.find(name).select(FactorRow::as_select());
                let factor: Option<FactorRow> = factor.get_result(conn).optional()?;
                let left = recovery_codes::table.filter(recovery_codes::user_name.eq(name));
                Ok(factor.zip(Some(left.count().get_result::<i64>(conn)?)))
            })
        })?;
        let Some((factor, left)) = found else { return Ok(None) };
        Ok(Some(SecondFactor {
            added_at: instant(factor.added_at, "a second factor")?,
            secret: factor.secret,
            recovery_codes: count(left),
        }))
    }

    /// Remembers, under the digest of a token, that somebody passed the first step of signing in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn begin_sign_in(
        &self,
        digest: &str,
        user: &str,
        first: FirstStep,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let (password_hash, link) = match first {
            FirstStep::Password(hash) => (Some(hash), None),
            FirstStep::Link(link) => (None, Some(link)),
        };
        let (digest, user_name) = (digest.to_owned(), user.to_owned());
        let expires_at = micros(expires_at);
        let new = PendingRow { digest, user_name, password_hash, link, expires_at };
        let now = micros(Timestamp::now());
        self.writer.write(move |conn| {
            // What nobody finished is swept on the way.
            let late = pending_sign_ins::table.filter(pending_sign_ins::expires_at.le(now));
            diesel::delete(late).execute(conn)?;
            diesel::insert_into(pending_sign_ins::table).values(&new).execute(conn)?;
            Ok(done(()))
        })
    }

    /// Who still owes a code, by the digest of the token.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pending_sign_in(&self, digest: &str) -> Result<Option<String>, StoreError> {
        let now = micros(Timestamp::now());
        self.read(|conn| Ok(pending(conn, digest, now)?.map(|row| row.user_name)))
    }

    /// Finishes signing in: opens the session, whose `user` is the one who owes a code. Gives whether
    /// it could: not with a proof that is wrong or was used before, and not when meanwhile the
    /// password was changed, the link used, the account closed or locked. What it had failed before
    /// is forgotten.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn finish_sign_in(
        &self,
        digest: &str,
        proof: &Proof,
        session: &NewSession,
    ) -> Result<bool, StoreError> {
        let now = micros(Timestamp::now());
        let new = SessionRow::new(session, now)?;
        let (digest, user, proof) = (digest.to_owned(), session.user.clone(), proof.clone());
        let mut entry = Entry {
            actor: user.clone(),
            action: Action::SignedIn,
            subject: user.clone(),
            detail: session.detail(),
        };
        self.writer.write(move |conn| {
            let Some(owed) = pending(conn, &digest, now)?.filter(|owed| owed.user_name == user)
            else {
                return Ok(done(false));
            };
            if !is_welcome(&row(conn, &user)?, &owed, now) || !use_up(conn, &user, &proof)? {
                return Ok(done(false));
            }
            if let Some(link) = &owed.link
                && !links::use_up(conn, link, &user, now)?
            {
                return Ok(done(false));
            }
            diesel::delete(pending_sign_ins::table.find(&digest)).execute(conn)?;
            sessions::come_in(conn, &new)?;
            entry.detail["second_factor"] = proof.name().into();
            entry.detail["by_link"] = owed.link.is_some().into();
            audit::append(conn, &entry)?;
            Ok(done(true))
        })
    }
}

impl Proof {
    /// What the audit log calls it.
    fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::Recovery { .. } => "recovery code",
        }
    }
}

fn pending(
    conn: &mut AnyConnection,
    digest: &str,
    now: i64,
) -> Result<Option<PendingRow>, StoreError> {
    let open = pending_sign_ins::table.find(digest).filter(pending_sign_ins::expires_at.gt(now));
    Ok(open.select(PendingRow::as_select()).get_result(conn).optional()?)
}

/// Whether the first step still counts.
fn is_welcome(user: &UserRow, owed: &PendingRow, now: i64) -> bool {
    let locked = user.locked_until.is_some_and(|until| until > now);
    let stands = owed.link.is_some()
        || owed.password_hash.is_some() && owed.password_hash == user.password_hash;
    stands && !locked && user.disabled_at.is_none()
}

pub(super) fn is_set(conn: &mut AnyConnection, user: &str) -> Result<bool, StoreError> {
    Ok(second_factors::table.find(user).count().get_result::<i64>(conn)? > 0)
}

/// Uses a proof up. Gives whether it was right.
fn use_up(conn: &mut AnyConnection, user: &str, proof: &Proof) -> Result<bool, StoreError> {
    let used = match proof {
        Proof::Code { secret, step } => {
            let fresh = second_factors::table
                .find(user)
                .filter(second_factors::secret.eq(secret))
                .filter(second_factors::last_step.lt(step));
            diesel::update(fresh).set(second_factors::last_step.eq(step)).execute(conn)?
        }
        Proof::Recovery { digest } => {
            let own = recovery_codes::table.find(digest).filter(recovery_codes::user_name.eq(user));
            diesel::delete(own).execute(conn)?
        }
    };
    Ok(used == 1)
}

fn drop_factor(conn: &mut AnyConnection, user: &str) -> Result<bool, StoreError> {
    let codes = recovery_codes::table.filter(recovery_codes::user_name.eq(user));
    diesel::delete(codes).execute(conn)?;
    Ok(diesel::delete(second_factors::table.find(user)).execute(conn)? == 1)
}
