//! What an administrator may do to whose account. It is checked in the transaction of the act, by
//! the roles and the units of that moment.

use diesel::prelude::*;
use survey::{Grant, Right, Role, Scope, access};

use super::find;
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::schema::{user_roles, users};
use crate::units::tree;

/// A rule that an act on an account would break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountRule {
    /// Nobody gives themselves roles, or closes the door behind themselves.
    #[error("nobody manages their own account; ask another administrator")]
    OwnAccount,
    /// The account reaches beyond what the administrator looks after.
    #[error(
        "the account has roles outside the units that you manage, or none; ask an administrator of \
         the whole survey"
    )]
    OutsideUnits,
    /// A role would reach beyond it.
    #[error("give at least one role, and each for a unit among those that you manage")]
    GivesTooMuch,
    /// Nobody would be left who manages all accounts.
    #[error("this is the last administrator of the whole survey; make another one first")]
    LastAdministrator,
    /// Whoever acts has lost the role meanwhile.
    #[error("you don't manage accounts any more")]
    NotAdministrator,
}

impl AccountRule {
    /// Stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::OwnAccount => "own_account",
            Self::OutsideUnits => "account_outside_units",
            Self::GivesTooMuch => "role_outside_units",
            Self::LastAdministrator => "last_administrator",
            Self::NotAdministrator => "not_administrator",
        }
    }
}

impl From<AccountRule> for StoreError {
    fn from(rule: AccountRule) -> Self {
        Self::AgainstRule { rule }
    }
}

/// Whether somebody may change an account. One that there is not yet lies nowhere.
pub(super) fn may_manage(
    conn: &mut AnyConnection,
    actor: &str,
    name: &str,
) -> Result<(), StoreError> {
    if actor == name {
        return Err(AccountRule::OwnAccount.into());
    }
    let scope = managed(conn, actor)?;
    let Some(user) = find(conn, name)? else { return Ok(()) };
    if holds(conn, &scope, &user.grants)? { Ok(()) } else { Err(AccountRule::OutsideUnits.into()) }
}

/// Whether somebody may give these roles.
pub(super) fn may_give(
    conn: &mut AnyConnection,
    actor: &str,
    grants: &[Grant],
) -> Result<(), StoreError> {
    let scope = managed(conn, actor)?;
    if holds(conn, &scope, grants)? { Ok(()) } else { Err(AccountRule::GivesTooMuch.into()) }
}

/// Where somebody manages accounts, now.
fn managed(conn: &mut AnyConnection, actor: &str) -> Result<Scope, StoreError> {
    let user = find(conn, actor)?.filter(|user| user.disabled_at.is_none());
    match user.map(|user| access::scope(&user.grants, Right::ManageAccounts)) {
        None | Some(Scope::Nothing) => Err(AccountRule::NotAdministrator.into()),
        Some(scope) => Ok(scope),
    }
}

fn holds(conn: &mut AnyConnection, scope: &Scope, grants: &[Grant]) -> Result<bool, StoreError> {
    Ok(*scope == Scope::Everything || scope.holds(grants, &tree(conn)?))
}

/// Does something after which there must still be an administrator of everything, if there was one.
pub(super) fn keeping_an_administrator(
    conn: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let before = administrators(conn)?;
    work(conn)?;
    if before > 0 && administrators(conn)? == 0 {
        return Err(AccountRule::LastAdministrator.into());
    }
    Ok(())
}

fn administrators(conn: &mut AnyConnection) -> Result<i64, StoreError> {
    let of_everything: Vec<String> = user_roles::table
        .filter(user_roles::role.eq(Role::Administrator.as_str()))
        .filter(user_roles::unit.eq(""))
        .select(user_roles::user_name)
        .load(conn)?;
    Ok(users::table
        .filter(users::disabled_at.is_null())
        .filter(users::name.eq_any(of_everything))
        .count()
        .get_result(conn)?)
}
