//! What an office decides about fieldwork: outcome codes with what follows them, and quotas.

use std::collections::HashSet;

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::fieldwork::FieldworkRules;
use survey::{Code, Problem};

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{count, from_json, micros, parse, to_json};
use crate::schema::{fieldwork_rules, quotas, rounds};
use crate::writer::Written;
use crate::{Change, Store, StoreError, units};

const WHAT: &str = "rules of fieldwork";

/// How many interviews a unit needs at least in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Code of the unit.
    pub unit: Code,
    /// The minimum.
    pub minimum: u64,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = fieldwork_rules)]
pub(crate) struct RulesRow {
    version: i64,
    body: String,
    published_at: i64,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = quotas)]
pub(crate) struct QuotaRow {
    round: String,
    unit: String,
    minimum: i64,
}

impl Authored<'_> {
    /// Puts new rules in force; the former ones stay on record. The same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the rules have problems.
    pub fn put_fieldwork_rules(self, new: &FieldworkRules) -> Result<Change, StoreError> {
        let problems = new.problems();
        if !problems.is_empty() {
            return Err(StoreError::Invalid { what: WHAT.to_owned(), problems });
        }
        let (new, by) = (new.clone(), self.name().to_owned());
        let body = to_json(&new, WHAT)?;
        self.store().writer.write(move |conn| {
            if rules(conn)? == new {
                return Ok(Written { value: Change::Unchanged, changed: false });
            }
            let before: i64 = fieldwork_rules::table.count().get_result(conn)?;
            let row = RulesRow {
                version: before + 1,
                body: body.clone(),
                published_at: micros(Timestamp::now()),
            };
            diesel::insert_into(fieldwork_rules::table).values(&row).execute(conn)?;
            let (actor, subject) = (by.clone(), format!("version {}", row.version));
            let action = Action::FieldworkRulesSet;
            audit::append(conn, &Entry { actor, action, subject, detail: json!({}) })?;
            Ok(Written { value: Change::Updated, changed: true })
        })
    }

    /// Sets the quotas of a round, in place of those that units had.
    ///
    /// # Errors
    /// [`StoreError::UnknownRound`] and [`StoreError::UnknownUnit`]; [`StoreError::Invalid`] for a unit
    /// that is there twice or a minimum of more than a million.
    pub fn put_quotas(self, round: &Code, wanted: &[Quota]) -> Result<(), StoreError> {
        let problems = quota_problems(wanted);
        if !problems.is_empty() {
            return Err(StoreError::Invalid { what: "quotas".to_owned(), problems });
        }
        let (round, wanted, by) = (round.to_string(), wanted.to_vec(), self.name().to_owned());
        self.store().writer.write(move |conn| {
            if rounds::table.find(&round).count().get_result::<i64>(conn)? == 0 {
                return Err(StoreError::UnknownRound { code: round.clone() });
            }
            units::require(conn, wanted.iter().map(|quota| quota.unit.as_str()))?;
            diesel::delete(quotas::table.filter(quotas::round.eq(&round))).execute(conn)?;
            for quota in &wanted {
                let row = QuotaRow {
                    round: round.clone(),
                    unit: quota.unit.to_string(),
                    minimum: i64::try_from(quota.minimum)
                        .map_err(|error| StoreError::unreadable("a quota", error))?,
                };
                diesel::insert_into(quotas::table).values(&row).execute(conn)?;
            }
            let detail = json!({"units": wanted.len()});
            let (actor, subject) = (by.clone(), round.clone());
            audit::append(conn, &Entry { actor, action: Action::QuotasSet, subject, detail })?;
            Ok(Written { value: (), changed: true })
        })
    }
}

impl Store {
    /// The rules in force: the newest, or those that ship with the product.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn fieldwork_rules(&self) -> Result<FieldworkRules, StoreError> {
        self.read(rules)
    }

    /// The quotas of a round, by unit.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quotas(&self, round: &Code) -> Result<Vec<Quota>, StoreError> {
        let rows: Vec<QuotaRow> = self.read(|conn| {
            let query = quotas::table
                .filter(quotas::round.eq(round.as_str()))
                .order(quotas::unit)
                .select(QuotaRow::as_select());
            Ok(query.load(conn)?)
        })?;
        let quota = |row: QuotaRow| {
            Ok(Quota { unit: parse(&row.unit, "a quota")?, minimum: count(row.minimum) })
        };
        rows.into_iter().map(quota).collect()
    }
}

/// No unit of a survey needs more.
const MINIMUM_MAX: u64 = 1_000_000;

fn quota_problems(wanted: &[Quota]) -> Vec<Problem> {
    let mut seen = HashSet::new();
    let mut problems = Vec::new();
    for (place, quota) in wanted.iter().enumerate() {
        let at = |field: &str| format!("/{place}/{field}");
        if !seen.insert(&quota.unit) {
            let detail = format!("unit {} is there twice", quota.unit);
            problems.push(Problem::new("duplicate_unit", at("unit"), detail));
        }
        if quota.minimum > MINIMUM_MAX {
            let detail = format!("{} is more than {MINIMUM_MAX}", quota.minimum);
            problems.push(Problem::new("out_of_range", at("minimum"), detail));
        }
    }
    problems
}

pub(crate) fn rules(conn: &mut AnyConnection) -> Result<FieldworkRules, StoreError> {
    let newest: Option<String> = fieldwork_rules::table
        .order(fieldwork_rules::version.desc())
        .select(fieldwork_rules::body)
        .first(conn)
        .optional()?;
    newest.map_or_else(|| Ok(FieldworkRules::default()), |body| from_json(&body, WHAT))
}
