//! The rules of supervision: the newest version holds, and those before it stay, since orders name theirs.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::SupervisionRules;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{from_json, micros, to_json, version};
use crate::schema::supervision_rules;
use crate::writer::Written;
use crate::{Change, Store, StoreError};

const RULES: &str = "the rules of supervision";

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = supervision_rules)]
pub(crate) struct SupervisionRulesRow {
    pub(super) version: i64,
    body: String,
    published_at: i64,
}

/// Rules with their version; version 0 has no rule, and the time limits that ship with the product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RulesInForce {
    /// The version.
    pub version: u32,
    /// The rules.
    pub rules: SupervisionRules,
}

impl Authored<'_> {
    /// Puts new rules in force, as a version of their own. The same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the rules have problems.
    pub fn put_supervision_rules(self, new: &SupervisionRules) -> Result<Change, StoreError> {
        let problems = new.problems();
        if !problems.is_empty() {
            return Err(StoreError::Invalid { what: RULES.to_owned(), problems });
        }
        let (new, by) = (new.clone(), self.name().to_owned());
        let body = to_json(&new, RULES)?;
        self.store().writer.write(move |conn| {
            let newest = in_force(conn)?;
            if newest.version > 0 && newest.rules == new {
                return Ok(Written { value: Change::Unchanged, changed: false });
            }
            let row = SupervisionRulesRow {
                version: i64::from(newest.version) + 1,
                body: body.clone(),
                published_at: micros(Timestamp::now()),
            };
            diesel::insert_into(supervision_rules::table).values(&row).execute(conn)?;
            let (actor, subject) = (by.clone(), format!("version {}", row.version));
            let (action, detail) = (Action::SupervisionRulesSet, json!({}));
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            // No figure hangs on it.
            Ok(Written { value: Change::Updated, changed: false })
        })
    }
}

impl Store {
    /// The rules in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn supervision_rules(&self) -> Result<RulesInForce, StoreError> {
        self.read(in_force)
    }

    /// The rules of a version, where there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn supervision_rules_of(
        &self,
        version: u32,
    ) -> Result<Option<SupervisionRules>, StoreError> {
        self.read(|conn| {
            let body: Option<String> = supervision_rules::table
                .find(i64::from(version))
                .select(supervision_rules::body)
                .first(conn)
                .optional()?;
            body.map(|body| from_json(&body, RULES)).transpose()
        })
    }
}

pub(super) fn in_force(conn: &mut AnyConnection) -> Result<RulesInForce, StoreError> {
    let newest: Option<SupervisionRulesRow> = supervision_rules::table
        .order(supervision_rules::version.desc())
        .select(SupervisionRulesRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = newest else { return Ok(RulesInForce::default()) };
    Ok(RulesInForce { version: version(row.version, RULES)?, rules: from_json(&row.body, RULES)? })
}
