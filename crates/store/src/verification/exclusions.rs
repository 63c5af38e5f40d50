//! Interviews that are left out of the second score, by a rule and by a person. The first score keeps them.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use survey::schema::Instant;
use survey::verification::CheckReport;
use survey::{Code, Month};
use uuid::Uuid;

use super::checking::find;
use super::rows::{CheckRow, DONE, ExclusionRow};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::row::{from_json, instant, micros, parse, version};
use crate::schema::{response_exclusions, responses};
use crate::writer::Written;
use crate::{Change, Store, StoreError, digest, revision};

/// An interview that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exclusion {
    /// Id of the response.
    pub response: Uuid,
    /// Id of the check that found what the rule asks for.
    pub check: Uuid,
    /// Code of the rule.
    pub rule: Code,
    /// Version of the rules; 0 for those that ship with the product.
    pub rules_version: u32,
    /// Why, in the words of whoever did so.
    pub reason: String,
    /// When.
    #[schemars(with = "Instant")]
    pub excluded_at: Timestamp,
    /// By whom.
    pub excluded_by: String,
}

impl Authored<'_> {
    /// Leaves the interview of a check out of the second score, by a rule and for a reason. Nothing is
    /// deleted, and the first score stays what it is. Again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownCheck`]; [`StoreError::OwnExclusion`]; [`StoreError::UnknownRule`]; [`StoreError::RuleNotMet`] when the check
    /// did not find what the rule asks for.
    pub fn exclude_response(
        self,
        check: Uuid,
        rule: &Code,
        reason: &str,
    ) -> Result<Change, StoreError> {
        let (by, check) = (self.name().to_owned(), check.to_string());
        let (rule, reason) = (rule.to_string(), reason.to_owned());
        let now = micros(Timestamp::now());
        self.store().writer.write(move |conn| {
            let row = find(conn, &check)?;
            expect_of_others(&row, &by)?;
            let (rules_version, rules) = super::rules(conn)?;
            let known = rules.exclusion(&rule).ok_or_else(|| StoreError::UnknownRule {
                rule: rule.clone(),
                known: rules.exclusions.iter().map(|rule| rule.code.to_string()).collect(),
            })?;
            let report: Option<CheckReport> =
                row.report.as_deref().map(|text| from_json(text, &row.what())).transpose()?;
            let met = report.is_some_and(|report| known.ground.is_met(&report));
            if row.state != DONE || !met {
                return Err(StoreError::RuleNotMet { id: check.clone(), rule: rule.clone() });
            }
            let there = response_exclusions::table.find(&row.response_id);
            if there.count().get_result::<i64>(conn)? > 0 {
                return Ok(Written { value: Change::Unchanged, changed: false });
            }
            let exclusion = ExclusionRow {
                response_id: row.response_id.clone(),
                check_id: check.clone(),
                rule: rule.clone(),
                rules_version: rules_version.into(),
                reason: reason.clone(),
                excluded_at: now,
                excluded_by: by.clone(),
            };
            diesel::insert_into(response_exclusions::table).values(&exclusion).execute(conn)?;
            revision::bump_corrections(conn)?;
            let detail = json!({
                "rule": rule, "rules_version": rules_version, "check": check, "reason": reason,
                "sha256": digest::of_row(&exclusion, "an exclusion")?,
            });
            let (actor, subject) = (by.clone(), row.response_id);
            let action = Action::ResponseExcluded;
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            Ok(Written { value: Change::Added, changed: true })
        })
    }

    /// Takes an interview in again, for a reason, and says whether it was left out.
    ///
    /// # Errors
    /// [`StoreError::OwnExclusion`]; when the database cannot be written.
    pub fn include_response(self, response: Uuid, reason: &str) -> Result<bool, StoreError> {
        let (by, response) = (self.name().to_owned(), response.to_string());
        let reason = reason.to_owned();
        self.store().writer.write(move |conn| {
            let there = response_exclusions::table.find(&response);
            let check: Option<String> =
                there.select(response_exclusions::check_id).get_result(conn).optional()?;
            if let Some(check) = check {
                expect_of_others(&find(conn, &check)?, &by)?;
            }
            let gone = diesel::delete(there).execute(conn)?;
            if gone > 0 {
                revision::bump_corrections(conn)?;
                let detail = json!({"reason": reason});
                let (actor, subject) = (by.clone(), response.clone());
                let action = Action::ResponseIncluded;
                audit::append(conn, &Entry { actor, action, subject, detail })?;
            }
            Ok(Written { value: gone > 0, changed: gone > 0 })
        })
    }
}

impl Store {
    /// All interviews that are left out, in the order in which that was done.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn exclusions(&self) -> Result<Vec<Exclusion>, StoreError> {
        let rows: Vec<ExclusionRow> = self.read(|conn| {
            let order = (response_exclusions::excluded_at, response_exclusions::response_id);
            let query = response_exclusions::table.order(order);
            Ok(query.select(ExclusionRow::as_select()).load(conn)?)
        })?;
        rows.into_iter().map(Exclusion::of).collect()
    }

    /// Ids of the responses that are left out, and the months they count for.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn excluded_responses(&self) -> Result<HashMap<Uuid, Month>, StoreError> {
        let rows: Vec<(String, i32)> = self.read(|conn| {
            let query = response_exclusions::table.inner_join(
                responses::table.on(responses::id.eq(response_exclusions::response_id)),
            );
            Ok(query.select((responses::id, responses::month)).load(conn)?)
        })?;
        let what = "a response that is left out";
        let month = |(id, month): (String, i32)| Ok((parse(&id, what)?, Month::from_index(month)));
        rows.into_iter().map(month).collect()
    }
}

/// Whoever held an interview, or checked it, is not the one who decides about it.
fn expect_of_others(row: &CheckRow, by: &str) -> Result<(), StoreError> {
    if row.surveyor == by || row.checked_by.as_deref() == Some(by) {
        return Err(StoreError::OwnExclusion { id: row.id.clone() });
    }
    Ok(())
}

impl Exclusion {
    fn of(row: ExclusionRow) -> Result<Self, StoreError> {
        let what = format!("the exclusion of {}", row.response_id);
        Ok(Self {
            response: parse(&row.response_id, &what)?,
            check: parse(&row.check_id, &what)?,
            rule: parse(&row.rule, &what)?,
            rules_version: version(row.rules_version, &what)?,
            excluded_at: instant(row.excluded_at, &what)?,
            reason: row.reason,
            excluded_by: row.excluded_by,
        })
    }
}
