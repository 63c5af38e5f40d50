//! Issues of a district that is invented, with their steps at times of the past: what a demonstration or a
//! test needs and nobody else may have. Each step passes the rules as if it was taken then.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Deserialize;
use survey::{IssueEvent, IssueStep, NewIssue};

use super::row::IssueRow;
use super::steps::{filled, note};
use super::{find, opening};
use crate::connection::AnyConnection;
use crate::record::Outcome;
use crate::schema::issues;
use crate::{NewStep, StoreError, limits, units};

/// An issue that nobody brought forward.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InventedIssue {
    /// What comes in.
    pub issue: NewIssue,
    /// When, and by whom it is registered.
    pub at: Timestamp,
    /// See above.
    pub by: String,
    /// What is done about it, one after another.
    pub steps: Vec<InventedStep>,
}

/// A step that nobody took.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InventedStep {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What. When it is due is left out: a rule says so.
    pub event: IssueEvent,
    /// Why. Some steps need it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Takes invented issues in. One that is there is left as it is.
pub(crate) fn invent(
    conn: &mut AnyConnection,
    invented: &[InventedIssue],
) -> Result<Vec<Outcome>, StoreError> {
    units::require(conn, invented.iter().map(|it| it.issue.unit.as_str()))?;
    invented.iter().map(|it| invent_one(conn, it)).collect()
}

fn invent_one(conn: &mut AnyConnection, it: &InventedIssue) -> Result<Outcome, StoreError> {
    let id = it.issue.id().to_string();
    let known: i64 = issues::table.find(&id).count().get_result(conn)?;
    if known > 0 {
        return Ok(Outcome::Same);
    }
    let register = opening::step(&it.by, it.at, it.issue.register());
    let rules = limits::rules(conn)?;
    opening::open(conn, IssueRow::new(&it.issue, it.at), &register, &rules)?;
    let mut row = find(conn, &id)?;
    let mut life = opening::life(&id, &[register])?;
    for step in &it.steps {
        let step = dated(conn, &row, &life, step)?;
        life = super::steps::append(conn, &id, &life, &step)?;
        row = row.led(&life);
        note(conn, &id, &life, &step, &[])?;
    }
    opening::save(conn, &row)?;
    Ok(Outcome::New)
}

fn dated(
    conn: &mut AnyConnection,
    row: &IssueRow,
    life: &survey::IssueLife,
    step: &InventedStep,
) -> Result<IssueStep, StoreError> {
    let (event, reason) = (step.event.clone(), step.reason.clone());
    let new = NewStep { after: life.seq, event, reason, evidence: Vec::new() };
    filled(conn, row, life, &new, &step.by, step.at)
}
