//! Rows of the tables of verification, and the way from them.

use diesel::prelude::*;
use serde::Serialize;

use super::{NewVerification, VerificationPlan};
use crate::StoreError;
use crate::row::{from_json, instant, kind_of, parse, parse_optional};
use crate::schema::{
    response_exclusions, verification_checks, verification_plans, verification_rules,
};

pub(super) const OPEN: &str = "open";
pub(super) const DONE: &str = "done";
pub(super) const WITHDRAWN: &str = "withdrawn";

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = verification_rules)]
pub(crate) struct VerificationRulesRow {
    pub(super) version: i64,
    pub(super) body: String,
    pub(super) published_at: i64,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = verification_plans, treat_none_as_default_value = false)]
pub(crate) struct PlanRow {
    pub(super) id: String,
    pub(super) questionnaire: String,
    pub(super) kind: String,
    pub(super) period: String,
    pub(super) unit: Option<String>,
    pub(super) level: String,
    pub(super) per_surveyor: i64,
    pub(super) questions: String,
    pub(super) seed: String,
    pub(super) last_seq: i64,
    pub(super) surveyors: String,
    pub(super) digest: String,
    pub(super) drawn_at: i64,
    pub(super) drawn_by: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = verification_checks)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct CheckRow {
    pub(super) id: String,
    pub(super) plan: String,
    pub(super) response_id: String,
    pub(super) surveyor: String,
    pub(super) unit: String,
    pub(super) position: i64,
    pub(super) state: String,
    pub(super) tries: i64,
    pub(super) next_at: i64,
    pub(super) held_by: Option<String>,
    pub(super) held_until: Option<i64>,
    pub(super) checked_by: Option<String>,
    pub(super) checked_at: Option<i64>,
    pub(super) report: Option<String>,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = response_exclusions)]
pub(crate) struct ExclusionRow {
    pub(super) response_id: String,
    pub(super) check_id: String,
    pub(super) rule: String,
    pub(super) rules_version: i64,
    pub(super) reason: String,
    pub(super) excluded_at: i64,
    pub(super) excluded_by: String,
}

impl PlanRow {
    fn what(&self) -> String {
        format!("verification plan {}", self.id)
    }

    /// The plan as it was wanted, with the seed that it was drawn with.
    pub(super) fn wanted(&self) -> Result<NewVerification, StoreError> {
        let what = self.what();
        Ok(NewVerification {
            questionnaire: parse(&self.questionnaire, &what)?,
            kind: kind_of(&self.kind, &what)?,
            period: parse(&self.period, &what)?,
            unit: parse_optional(self.unit.as_deref(), &what)?,
            level: parse(&self.level, &what)?,
            per_surveyor: u32::try_from(self.per_surveyor)
                .map_err(|error| StoreError::unreadable(what.as_str(), error))?,
            questions: from_json(&self.questions, &what)?,
            seed: Some(self.seed.clone()),
        })
    }

    pub(super) fn into_plan(self) -> Result<VerificationPlan, StoreError> {
        let what = self.what();
        Ok(VerificationPlan {
            id: parse(&self.id, &what)?,
            wanted: self.wanted()?,
            surveyors: from_json(&self.surveyors, &what)?,
            drawn_at: instant(self.drawn_at, &what)?,
            digest: self.digest,
            drawn_by: self.drawn_by,
        })
    }
}

impl CheckRow {
    pub(super) fn what(&self) -> String {
        format!("check {}", self.id)
    }
}
