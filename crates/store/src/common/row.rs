//! Rows of common issues, their tasks and steps.

use diesel::prelude::*;
use serde::Serialize;
use survey::common::{CommonStep, SelfCheckTask};
use survey::{Code, CommonLife, NewCommonIssue};

use super::CommonIssue;
use crate::StoreError;
use crate::row::{from_json, instant, micros, parse, to_json, version};
use crate::schema::{common_events, common_issues, common_sources, self_check_tasks};

#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = common_issues, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct CommonRow {
    pub(super) id: String,
    pub(super) unit: String,
    pub(super) category: String,
    pub(super) title: String,
    pub(super) look_for: String,
    pub(super) made_by: String,
    pub(super) made_at: i64,
    state: String,
    closed_at: Option<i64>,
    seq: i64,
}

impl CommonRow {
    pub(super) fn new(new: &NewCommonIssue, by: &str, at: i64) -> Self {
        let row = Self {
            id: new.id().to_string(),
            unit: new.unit.to_string(),
            category: new.category.to_string(),
            title: new.title.clone(),
            look_for: new.look_for.clone(),
            made_by: by.to_owned(),
            made_at: at,
            state: String::new(),
            closed_at: None,
            seq: 0,
        };
        row.led(&CommonLife::default())
    }

    /// The same as its steps made it.
    pub(super) fn led(self, life: &CommonLife) -> Self {
        let state = life.state.to_string();
        Self { state, closed_at: life.closed_at.map(micros), seq: life.seq.into(), ..self }
    }

    pub(super) fn into_common(self) -> Result<CommonIssue, StoreError> {
        let what = format!("common issue {}", self.id);
        Ok(CommonIssue {
            id: parse(&self.id, &what)?,
            unit: parse(&self.unit, &what)?,
            category: parse(&self.category, &what)?,
            title: self.title,
            look_for: self.look_for,
            made_by: self.made_by,
            made_at: instant(self.made_at, &what)?,
            state: parse(&self.state, &what)?,
            closed_at: self.closed_at.map(|at| instant(at, &what)).transpose()?,
            seq: version(self.seq, &what)?,
        })
    }
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = common_sources)]
pub(crate) struct SourceRow {
    pub(super) common_id: String,
    pub(super) issue_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = self_check_tasks, treat_none_as_default_value = false)]
pub(crate) struct TaskRow {
    common_id: String,
    unit: String,
    state: String,
    due_on: String,
    finding: Option<String>,
}

impl TaskRow {
    pub(super) fn new(common: &str, unit: &Code, task: &SelfCheckTask) -> Self {
        Self {
            common_id: common.to_owned(),
            unit: unit.to_string(),
            state: task.state.to_string(),
            due_on: task.due_on.to_string(),
            finding: task.finding().map(|finding| finding.to_string()),
        }
    }
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = common_events, treat_none_as_default_value = false)]
pub(crate) struct CommonEventRow {
    pub(super) common_id: String,
    pub(super) seq: i64,
    at: i64,
    made_by: String,
    kind: String,
    event: String,
    reason: Option<String>,
}

impl CommonEventRow {
    pub(super) fn new(common: &str, seq: u32, step: &CommonStep) -> Result<Self, StoreError> {
        Ok(Self {
            common_id: common.to_owned(),
            seq: seq.into(),
            at: micros(step.at),
            made_by: step.by.clone(),
            kind: step.event.name().to_owned(),
            event: to_json(&step.event, "a step of a common issue")?,
            reason: step.reason.clone(),
        })
    }

    pub(super) fn into_step(self) -> Result<CommonStep, StoreError> {
        let what = format!("step {} of common issue {}", self.seq, self.common_id);
        Ok(CommonStep {
            by: self.made_by,
            at: instant(self.at, &what)?,
            event: from_json(&self.event, &what)?,
            reason: self.reason,
        })
    }
}
