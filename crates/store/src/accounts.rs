//! Accounts: people and programs that may sign in, what they may do, and where they are signed in.
//!
//! Passwords come here hashed, tokens as digests: what is stored lets nobody in. Every change has an
//! author, and an entry in the audit log: see [`Store::by`].

mod devices;
mod links;
mod rules;
mod second_factor;
mod sessions;

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use survey::person::compared;
use survey::{Code, Grant};

pub use devices::DeviceLink;
pub(crate) use devices::DeviceLinkRow;
pub(crate) use links::LinkRow;
pub use rules::AccountRule;
pub(crate) use second_factor::{FactorRow, PendingRow, RecoveryRow};
pub use second_factor::{FirstStep, Proof, SecondFactor};
pub(crate) use sessions::SessionRow;
pub use sessions::{NewSession, Session, SessionKind, SignedIn};

use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros, parse};
use crate::schema::{sessions as session_table, user_roles, users};
use crate::writer::Written;
use crate::{Store, StoreError};

/// Failed sign-ins in a row after which an account is locked.
pub const FAILURES_MAX: i64 = 5;
/// For how long.
pub const LOCKED_SECONDS: i64 = 15 * 60;

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name to sign in with.
    pub name: Code,
    /// The name for people.
    pub display_name: String,
    /// Argon2 hash of the password, as a PHC string.
    pub password_hash: Option<String>,
    /// The password was set by someone else and must be changed first.
    pub must_change: bool,
    /// Until when no password is taken.
    pub locked_until: Option<Timestamp>,
    /// Since when nobody may sign in under the name.
    pub disabled_at: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was used last, within a minute.
    pub used_at: Option<Timestamp>,
    /// A password alone does not let in.
    pub second_factor: bool,
    /// Roles, sorted.
    pub grants: Vec<Grant>,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The name to sign in with.
    pub name: Code,
    /// The name for people.
    pub display_name: String,
    /// Roles.
    pub grants: Vec<Grant>,
    /// A password must be chosen at the first sign-in.
    pub must_change: bool,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct UserRow {
    name: String,
    display_name: String,
    password_hash: Option<String>,
    must_change: i64,
    failures: i64,
    locked_until: Option<i64>,
    disabled_at: Option<i64>,
    created_at: i64,
    used_at: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = user_roles)]
pub(crate) struct RoleRow {
    user_name: String,
    role: String,
    unit: String,
}

/// A store on which somebody acts.
#[derive(Debug, Clone, Copy)]
pub struct Authored<'a> {
    store: &'a Store,
    by: &'a str,
    /// An administrator, whose acts keep to [`AccountRule`].
    bound: bool,
}

impl Store {
    /// The store, on which somebody acts: the name of a user, or [`crate::COMMAND_LINE`].
    pub fn by<'a>(&'a self, who: &'a str) -> Authored<'a> {
        Authored { store: self, by: who, bound: false }
    }

    /// The store, on which an administrator acts who signed in: only on accounts that lie wholly
    /// within the units of the role, and never on the own one. Acts that are not allowed fail with
    /// [`StoreError::AgainstRule`].
    pub fn administered_by<'a>(&'a self, who: &'a str) -> Authored<'a> {
        Authored { store: self, by: who, bound: true }
    }
}

impl<'a> Authored<'a> {
    /// The store that is acted on.
    pub(crate) fn store(self) -> &'a Store {
        self.store
    }

    /// Who acts.
    pub(crate) fn name(self) -> &'a str {
        self.by
    }
}

impl Authored<'_> {
    /// Who must be allowed to do this to an account.
    fn guard(self) -> Option<String> {
        self.bound.then(|| self.by.to_owned())
    }

    /// Does something together with its entry in the audit log.
    fn act<T: Send + 'static>(
        self,
        action: Action,
        subject: &str,
        detail: Value,
        mut work: impl FnMut(&mut AnyConnection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (actor, subject) = (self.by.to_owned(), subject.to_owned());
        let entry = Entry { actor, action, subject, detail };
        let guard = self.guard();
        self.store.writer.write(move |conn| {
            if let Some(actor) = &guard {
                rules::may_manage(conn, actor, &entry.subject)?;
            }
            let value = work(conn)?;
            audit::append(conn, &entry)?;
            Ok(done(value))
        })
    }

    /// The same for what may turn out to be nothing, and then has no entry.
    fn act_if(
        self,
        action: Action,
        subject: &str,
        detail: Value,
        mut work: impl FnMut(&mut AnyConnection) -> Result<bool, StoreError> + Send + 'static,
    ) -> Result<bool, StoreError> {
        let (actor, subject) = (self.by.to_owned(), subject.to_owned());
        let entry = Entry { actor, action, subject, detail };
        let guard = self.guard();
        self.store.writer.write(move |conn| {
            if let Some(actor) = &guard {
                rules::may_manage(conn, actor, &entry.subject)?;
            }
            let did = work(conn)?;
            if did {
                audit::append(conn, &entry)?;
            }
            Ok(done(did))
        })
    }

    /// Makes an account without a password.
    ///
    /// # Errors
    /// [`StoreError::UserExists`]; [`StoreError::UnknownUnit`] for a role in a unit that there is
    /// not.
    pub fn add_user(self, user: &NewUser) -> Result<(), StoreError> {
        let user = user.clone();
        let name = user.name.to_string();
        let row = UserRow {
            name: name.clone(),
            display_name: user.display_name.clone(),
            password_hash: None,
            must_change: user.must_change.into(),
            failures: 0,
            locked_until: None,
            disabled_at: None,
            created_at: micros(Timestamp::now()),
            used_at: None,
        };
        let guard = self.guard();
        let detail = json!({"roles": user.grants});
        self.act(Action::UserAdded, &name.clone(), detail, move |conn| {
            expect_new_name(conn, &name)?;
            if let Some(actor) = &guard {
                rules::may_give(conn, actor, &user.grants)?;
            }
            diesel::insert_into(users::table).values(&row).execute(conn)?;
            put_grants(conn, &name, &user.grants)
        })
    }

    /// Gives a user these roles and no others. Ends their links and their phones.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`] and [`StoreError::UnknownUnit`]; [`StoreError::AgainstRule`] where
    /// no administrator of everything would be left.
    pub fn set_grants(self, name: &str, grants: &[Grant]) -> Result<(), StoreError> {
        let (user, grants, guard) = (name.to_owned(), grants.to_vec(), self.guard());
        self.act(Action::RolesSet, name, json!({"roles": grants}), move |conn| {
            row(conn, &user)?;
            if let Some(actor) = &guard {
                rules::may_give(conn, actor, &grants)?;
            }
            rules::keeping_an_administrator(conn, |conn| put_grants(conn, &user, &grants))?;
            // Whoever had a link or a phone by the old roles may not be whom the new ones are for.
            end_devices(conn, &user)?;
            links::drop_unused(conn, &user)
        })
    }

    /// Sets a password by its hash, in place of the one that is there (`old`), on behalf of whoever
    /// is signed in with a session. Unlocks the account, ends its sessions in browsers and its links.
    /// Gives whether it did: not when the password was changed meanwhile, or the session ended.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn change_password(
        self,
        name: &str,
        old: Option<&str>,
        new: &str,
        session: &str,
    ) -> Result<bool, StoreError> {
        let (user, new, session) = (name.to_owned(), new.to_owned(), session.to_owned());
        let old = old.map(str::to_owned);
        self.act_if(Action::PasswordSet, name, json!({}), move |conn| {
            let stands = row(conn, &user)?.password_hash == old;
            let open = session_table::table
                .find(&session)
                .filter(session_table::user_name.eq(&user))
                .count()
                .get_result::<i64>(conn)?;
            if !stands || open == 0 {
                return Ok(false);
            }
            put_password(conn, &user, Some(&new))?;
            Ok(true)
        })
    }

    /// Takes the password away, so that only a link lets in, to choose another. Ends the sessions in
    /// browsers, and links that were made before.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn demand_password(self, name: &str) -> Result<(), StoreError> {
        let user = name.to_owned();
        self.act(Action::PasswordSet, name, json!({"demanded": true}), move |conn| {
            row(conn, &user)?;
            put_password(conn, &user, None)
        })
    }

    /// Lets nobody sign in under a name any more, or lets them again. Whoever is signed in is signed
    /// out everywhere.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`]; [`StoreError::AgainstRule`] where no administrator of everything
    /// would be left.
    pub fn disable_user(self, name: &str, disabled: bool) -> Result<(), StoreError> {
        let user = name.to_owned();
        let since = disabled.then(|| micros(Timestamp::now()));
        let action = if disabled { Action::UserDisabled } else { Action::UserEnabled };
        self.act(action, name, json!({}), move |conn| {
            row(conn, &user)?;
            rules::keeping_an_administrator(conn, |conn| {
                let closed = diesel::update(users::table.find(&user));
                closed.set(users::disabled_at.eq(since)).execute(conn)?;
                Ok(())
            })?;
            if disabled {
                sessions::end_all(conn, &user)?;
                links::drop_unused(conn, &user)?;
            }
            Ok(())
        })
    }

    /// Counts a wrong password. After [`FAILURES_MAX`] in a row none is taken for
    /// [`LOCKED_SECONDS`], and then the count begins anew.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub fn count_failure(self, name: &str) -> Result<(), StoreError> {
        let user = name.to_owned();
        let until = micros(Timestamp::now()) + LOCKED_SECONDS * 1_000_000;
        self.act(Action::SignInFailed, name, json!({}), move |conn| {
            let failures = row(conn, &user)?.failures + 1;
            let locks = failures >= FAILURES_MAX;
            diesel::update(users::table.find(&user))
                .set(users::failures.eq(if locks { 0 } else { failures }))
                .execute(conn)?;
            if locks {
                diesel::update(users::table.find(&user))
                    .set(users::locked_until.eq(Some(until)))
                    .execute(conn)?;
            }
            Ok(())
        })
    }
}

impl Store {
    /// The account with a name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        self.read(|conn| conn.snapshot(|conn| find(conn, name)))
    }

    /// All accounts by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn users(&self) -> Result<Vec<User>, StoreError> {
        self.read(|conn| {
            conn.snapshot(|conn| {
                let rows: Vec<UserRow> =
                    users::table.order(users::name).select(UserRow::as_select()).load(conn)?;
                rows.into_iter().map(|row| with_grants(conn, row)).collect()
            })
        })
    }
}

/// Names that stand for nobody in the audit log.
const RESERVED: [&str; 5] = ["nobody", "import", "survey", "system", "anonymous"];

/// A name that can't be taken for another: no blanks or signs that are not seen, and no other name
/// that is written for the same person.
fn expect_new_name(conn: &mut AnyConnection, name: &str) -> Result<(), StoreError> {
    let plain = name.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c));
    if !plain || RESERVED.contains(&compared(name).as_str()) {
        return Err(StoreError::BadName { name: name.to_owned() });
    }
    let known: Vec<String> = users::table.select(users::name).load(conn)?;
    if known.iter().any(|known| compared(known) == compared(name)) {
        return Err(StoreError::UserExists { name: name.to_owned() });
    }
    Ok(())
}

/// Sets a password, or takes it away, and ends whatever got in by another.
fn put_password(
    conn: &mut AnyConnection,
    user: &str,
    hash: Option<&str>,
) -> Result<(), StoreError> {
    diesel::update(users::table.find(user))
        .set((
            users::password_hash.eq(hash),
            users::must_change.eq(i64::from(hash.is_none())),
            users::failures.eq(0),
            users::locked_until.eq(None::<i64>),
        ))
        .execute(conn)?;
    let browsers = session_table::table
        .filter(session_table::user_name.eq(user))
        .filter(session_table::kind.eq(SessionKind::Browser.as_str()));
    diesel::delete(browsers).execute(conn)?;
    end_devices(conn, user)?;
    links::drop_unused(conn, user)
}

/// Ends the sessions of phones, and links for them.
fn end_devices(conn: &mut AnyConnection, user: &str) -> Result<(), StoreError> {
    let phones = session_table::table
        .filter(session_table::user_name.eq(user))
        .filter(session_table::kind.eq(SessionKind::Device.as_str()));
    diesel::delete(phones).execute(conn)?;
    devices::drop_unused(conn, user)
}

/// Accounts are no data of the survey: no figure changes with them, and so no revision.
fn done<T>(value: T) -> Written<T> {
    Written { value, changed: false }
}

fn row(conn: &mut AnyConnection, name: &str) -> Result<UserRow, StoreError> {
    let row = users::table.find(name).select(UserRow::as_select()).get_result(conn).optional()?;
    row.ok_or_else(|| StoreError::UnknownUser { name: name.to_owned() })
}

pub(crate) fn find(conn: &mut AnyConnection, name: &str) -> Result<Option<User>, StoreError> {
    match row(conn, name) {
        Ok(row) => with_grants(conn, row).map(Some),
        Err(StoreError::UnknownUser { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn put_grants(conn: &mut AnyConnection, name: &str, grants: &[Grant]) -> Result<(), StoreError> {
    diesel::delete(user_roles::table.filter(user_roles::user_name.eq(name))).execute(conn)?;
    let mut grants = grants.to_vec();
    grants.sort();
    grants.dedup();
    for Grant { role, unit } in grants {
        if let Some(unit) = &unit {
            use crate::schema::units;
            let known = units::table.find(unit.as_str()).count().get_result::<i64>(conn)?;
            if known == 0 {
                return Err(StoreError::UnknownUnit { code: unit.to_string() });
            }
        }
        let row = RoleRow {
            user_name: name.to_owned(),
            role: role.to_string(),
            unit: unit.map(|unit| unit.to_string()).unwrap_or_default(),
        };
        diesel::insert_into(user_roles::table).values(&row).execute(conn)?;
    }
    Ok(())
}

fn with_grants(conn: &mut AnyConnection, row: UserRow) -> Result<User, StoreError> {
    let what = format!("user {}", row.name);
    let roles: Vec<RoleRow> = user_roles::table
        .filter(user_roles::user_name.eq(&row.name))
        .order((user_roles::role, user_roles::unit))
        .select(RoleRow::as_select())
        .load(conn)?;
    let grant = |role: RoleRow| {
        let unit = Some(role.unit.as_str()).filter(|unit| !unit.is_empty());
        Ok(Grant {
            role: parse(&role.role, &what)?,
            unit: unit.map(|unit| parse(unit, &what)).transpose()?,
        })
    };
    let mut grants: Vec<Grant> = roles.into_iter().map(grant).collect::<Result<_, StoreError>>()?;
    grants.sort();
    let optional = |micros: Option<i64>| micros.map(|m| instant(m, &what)).transpose();
    Ok(User {
        name: parse(&row.name, &what)?,
        second_factor: second_factor::is_set(conn, &row.name)?,
        must_change: row.must_change != 0,
        locked_until: optional(row.locked_until)?,
        disabled_at: optional(row.disabled_at)?,
        created_at: instant(row.created_at, &what)?,
        used_at: optional(row.used_at)?,
        display_name: row.display_name,
        password_hash: row.password_hash,
        grants,
    })
}
