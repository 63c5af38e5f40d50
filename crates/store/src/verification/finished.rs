//! Checks for those who judge them: how far they are, and what was answered first and again.

use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use survey::schema::Instant;
use survey::verification::CheckReport;
use survey::{Code, Response};
use uuid::Uuid;

use super::NewVerification;
use super::rows::{CheckRow, DONE, OPEN, PlanRow, WITHDRAWN};
use crate::row::{ResponseRow, from_json, instant, parse};
use crate::schema::{responses, verification_checks, verification_plans};
use crate::{Store, StoreError};

/// How far a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// To be done.
    Open,
    /// Over.
    Done,
    /// The response was withdrawn, and with it what was said of it.
    Withdrawn,
}

impl CheckState {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => OPEN,
            Self::Done => DONE,
            Self::Withdrawn => WITHDRAWN,
        }
    }
}

/// A check in a list. What was answered is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedCheck {
    /// Its id.
    pub id: Uuid,
    /// Id of the plan.
    pub plan: Uuid,
    /// Who held the interview.
    pub surveyor: Code,
    /// Code of the unit.
    pub unit: Code,
    /// How far it is.
    pub state: CheckState,
    /// How often somebody tried.
    pub tries: u32,
    /// Who tried last.
    pub checked_by: Option<String>,
    /// When.
    #[schemars(with = "Option<Instant>")]
    pub checked_at: Option<Timestamp>,
    /// Whether they were reached.
    pub outcome: Option<survey::verification::Recontact>,
    /// Whether they say that it happened.
    pub happened: Option<survey::verification::Happened>,
}

/// A check that is over, with the interview as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedCheck {
    /// Its id.
    pub id: Uuid,
    /// What it was drawn for.
    pub plan: NewVerification,
    /// Who held the interview.
    pub surveyor: Code,
    /// What was answered first.
    pub response: Response,
    /// What the check found.
    pub report: CheckReport,
}

impl Store {
    /// The checks of a plan, by surveyor and in the order in which they were drawn; without one those of all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn checks(&self, plan: Option<Uuid>) -> Result<Vec<ListedCheck>, StoreError> {
        let rows: Vec<CheckRow> = self.read(|conn| {
            let mut query = verification_checks::table
                .order((
                    verification_checks::plan,
                    verification_checks::surveyor,
                    verification_checks::position,
                ))
                .select(CheckRow::as_select())
                .into_boxed();
            if let Some(plan) = plan {
                query = query.filter(verification_checks::plan.eq(plan.to_string()));
            }
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(CheckRow::into_listed).collect()
    }

    /// The checks that are over, by surveyor, with what was answered first. Whoever checks never gets this.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn finished_checks(&self) -> Result<Vec<FinishedCheck>, StoreError> {
        let rows: Vec<(CheckRow, PlanRow, ResponseRow)> = self.read(|conn| {
            let query = verification_checks::table
                .inner_join(
                    verification_plans::table
                        .on(verification_plans::id.eq(verification_checks::plan)),
                )
                .inner_join(responses::table.on(responses::id.eq(verification_checks::response_id)))
                .filter(verification_checks::state.eq(DONE))
                .order((
                    verification_checks::surveyor,
                    verification_plans::drawn_at,
                    verification_checks::position,
                ))
                .select((CheckRow::as_select(), PlanRow::as_select(), ResponseRow::as_select()));
            Ok(query.load(conn)?)
        })?;
        let finished = |(check, plan, response): (CheckRow, PlanRow, ResponseRow)| {
            let what = check.what();
            let report = check.report.as_deref().unwrap_or_default();
            Ok(FinishedCheck {
                id: parse(&check.id, &what)?,
                plan: plan.wanted()?,
                surveyor: parse(&check.surveyor, &what)?,
                response: response.into_stored()?.response,
                report: from_json(report, &what)?,
            })
        };
        rows.into_iter().map(finished).collect()
    }
}

impl CheckRow {
    fn into_listed(self) -> Result<ListedCheck, StoreError> {
        let what = self.what();
        let report: Option<CheckReport> =
            self.report.as_deref().map(|text| from_json(text, &what)).transpose()?;
        Ok(ListedCheck {
            id: parse(&self.id, &what)?,
            plan: parse(&self.plan, &what)?,
            surveyor: parse(&self.surveyor, &what)?,
            unit: parse(&self.unit, &what)?,
            state: match self.state.as_str() {
                OPEN => CheckState::Open,
                DONE => CheckState::Done,
                WITHDRAWN => CheckState::Withdrawn,
                other => {
                    return Err(StoreError::unreadable(what, format!("no state {other:?}")));
                }
            },
            tries: u32::try_from(self.tries)
                .map_err(|error| StoreError::unreadable(what.as_str(), error))?,
            checked_at: self.checked_at.map(|at| instant(at, &what)).transpose()?,
            outcome: report.as_ref().map(|report| report.recontact),
            happened: report.and_then(|report| report.happened),
            checked_by: self.checked_by,
        })
    }
}
