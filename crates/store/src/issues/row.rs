//! Rows of the ledger, and the way from and to the words of the survey.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use survey::{IssueLife, IssueReport, IssueStep, NewIssue, Owners, Response};
use uuid::Uuid;

use super::Issue;
use crate::StoreError;
use crate::row::{from_json, instant, micros, parse, parse_optional, to_json};
use crate::schema::{issue_events, issues};

/// What it is before its first step says more.
const BLANK_STATE: &str = "registered";

#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = issues, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct IssueRow {
    pub(super) id: String,
    pub(super) response_id: Option<String>,
    pub(super) round: Option<String>,
    pub(super) unit: String,
    pub(super) mode: Option<String>,
    pub(super) question: Option<String>,
    pub(super) category: String,
    pub(super) reason: Option<String>,
    pub(super) description: Option<String>,
    pub(super) state: String,
    pub(super) opened_on: String,
    pub(super) opened_at: i64,
    pub(super) channel: String,
    pub(super) source_no: Option<String>,
    pub(super) triage: Option<String>,
    pub(super) due_on: Option<String>,
    pub(super) leader: Option<String>,
    pub(super) section: Option<String>,
    pub(super) person: Option<String>,
    pub(super) first_receiver: Option<String>,
    pub(super) replied_at: Option<i64>,
    pub(super) closed_at: Option<i64>,
    pub(super) reopened: i64,
    pub(super) repeats: Option<String>,
    pub(super) seq: i64,
}

impl IssueRow {
    /// What a bad answer opens.
    pub(super) fn of(response: &Response, report: &IssueReport, now: Timestamp) -> Self {
        Self {
            id: Uuid::new_v5(&response.id, report.question.as_str().as_bytes()).to_string(),
            response_id: Some(response.id.to_string()),
            round: Some(response.round.to_string()),
            unit: response.unit.to_string(),
            mode: Some(response.mode.to_string()),
            question: Some(report.question.to_string()),
            category: report.category.to_string(),
            reason: report.reason.as_ref().map(ToString::to_string),
            description: report.text.clone(),
            opened_on: response.interviewed_on.to_string(),
            ..Self::blank(now)
        }
    }

    /// What comes in by another channel.
    pub(super) fn new(issue: &NewIssue, now: Timestamp) -> Self {
        Self {
            id: issue.id().to_string(),
            unit: issue.unit.to_string(),
            category: issue.category.to_string(),
            reason: issue.reason.as_ref().map(ToString::to_string),
            description: Some(issue.description.clone()),
            opened_on: issue.opened_on.to_string(),
            channel: issue.channel.to_string(),
            source_no: Some(issue.number.clone()),
            ..Self::blank(now)
        }
    }

    fn blank(now: Timestamp) -> Self {
        Self {
            id: String::new(),
            response_id: None,
            round: None,
            unit: String::new(),
            mode: None,
            question: None,
            category: String::new(),
            reason: None,
            description: None,
            state: BLANK_STATE.to_owned(),
            opened_on: String::new(),
            opened_at: micros(now),
            channel: String::new(),
            source_no: None,
            triage: None,
            due_on: None,
            leader: None,
            section: None,
            person: None,
            first_receiver: None,
            replied_at: None,
            closed_at: None,
            reopened: 0,
            repeats: None,
            seq: 0,
        }
    }

    /// The same as its steps made it.
    pub(super) fn led(mut self, life: &IssueLife) -> Self {
        let owner = |name: fn(&Owners) -> &String| life.owners.as_ref().map(name).cloned();
        self.state = life.state.to_string();
        self.channel = life.channel.to_string();
        self.triage = life.triage.map(|triage| triage.to_string());
        self.due_on = life.due_on.map(|day| day.to_string());
        self.leader = owner(|owners| &owners.leader);
        self.section = owner(|owners| &owners.section);
        self.person = owner(|owners| &owners.person);
        self.first_receiver.clone_from(&life.first_receiver);
        self.replied_at = life.replied_at.map(micros);
        self.closed_at = life.closed_at.map(micros);
        self.reopened = life.reopened.into();
        self.seq = life.seq.into();
        if let Some(unit) = &life.handed_to {
            self.unit = unit.to_string();
        }
        self
    }

    pub(crate) fn into_issue(self) -> Result<Issue, StoreError> {
        let what = format!("issue {}", self.id);
        let small = |stored: i64| {
            u32::try_from(stored).map_err(|error| StoreError::unreadable(what.clone(), error))
        };
        let owners = match (self.leader, self.section, self.person) {
            (Some(leader), Some(section), Some(person)) => Some(Owners { leader, section, person }),
            _ => None,
        };
        Ok(Issue {
            id: parse(&self.id, &what)?,
            round: parse_optional(self.round.as_deref(), &what)?,
            unit: parse(&self.unit, &what)?,
            mode: parse_optional(self.mode.as_deref(), &what)?,
            question: parse_optional(self.question.as_deref(), &what)?,
            category: parse(&self.category, &what)?,
            reason: parse_optional(self.reason.as_deref(), &what)?,
            description: self.description,
            opened_on: parse(&self.opened_on, &what)?,
            opened_at: instant(self.opened_at, &what)?,
            channel: parse(&self.channel, &what)?,
            number: self.source_no,
            state: parse(&self.state, &what)?,
            triage: parse_optional(self.triage.as_deref(), &what)?,
            due_on: parse_optional(self.due_on.as_deref(), &what)?,
            owners,
            first_receiver: self.first_receiver,
            replied_at: self.replied_at.map(|at| instant(at, &what)).transpose()?,
            closed_at: self.closed_at.map(|at| instant(at, &what)).transpose()?,
            reopened: small(self.reopened)?,
            repeats: parse_optional(self.repeats.as_deref(), &what)?,
            seq: small(self.seq)?,
        })
    }
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = issue_events, treat_none_as_default_value = false)]
pub(crate) struct EventRow {
    pub(super) issue_id: String,
    pub(super) seq: i64,
    at: i64,
    made_by: String,
    kind: String,
    pub(super) event: String,
    reason: Option<String>,
    evidence: String,
}

impl EventRow {
    pub(super) fn new(issue: &str, seq: u32, step: &IssueStep) -> Result<Self, StoreError> {
        let what = "a step of an issue";
        Ok(Self {
            issue_id: issue.to_owned(),
            seq: seq.into(),
            at: micros(step.at),
            made_by: step.by.clone(),
            kind: step.event.name().to_owned(),
            event: to_json(&step.event, what)?,
            reason: step.reason.clone(),
            evidence: to_json(&step.evidence, what)?,
        })
    }

    pub(super) fn into_step(self) -> Result<IssueStep, StoreError> {
        let what = format!("step {} of issue {}", self.seq, self.issue_id);
        Ok(IssueStep {
            by: self.made_by,
            at: instant(self.at, &what)?,
            event: from_json(&self.event, &what)?,
            reason: self.reason,
            evidence: from_json(&self.evidence, &what)?,
        })
    }
}
