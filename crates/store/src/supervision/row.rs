//! Rows of orders, and the way from and to the words of the survey.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use survey::supervision::NewOrder;
use survey::{OrderLife, OrderStep};

use super::SupervisionOrder;
use crate::StoreError;
use crate::row::{from_json, instant, micros, parse, parse_optional, to_json};
use crate::schema::{supervision_events, supervision_orders};

#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(
    table_name = supervision_orders, treat_none_as_default_value = false, treat_none_as_null = true
)]
pub(crate) struct OrderRow {
    pub(super) id: String,
    pub(super) unit: String,
    pub(super) period: String,
    pub(super) rule: Option<String>,
    pub(super) rules_version: Option<i64>,
    state: String,
    rung: Option<String>,
    due_what: Option<String>,
    due_on: Option<String>,
    pub(super) proposed_at: i64,
    issued_at: Option<i64>,
    closed_at: Option<i64>,
    appeals: i64,
    seq: i64,
}

impl OrderRow {
    /// One that is proposed.
    pub(super) fn new(new: &NewOrder, life: &OrderLife, now: Timestamp) -> Self {
        let (rule, version) = new.ground.rule().unzip();
        let row = Self {
            id: new.id().to_string(),
            unit: new.unit.to_string(),
            period: new.period.to_string(),
            rule: rule.map(ToString::to_string),
            rules_version: version.map(i64::from),
            state: String::new(),
            rung: None,
            due_what: None,
            due_on: None,
            proposed_at: micros(now),
            issued_at: None,
            closed_at: None,
            appeals: 0,
            seq: 0,
        };
        row.led(life)
    }

    /// The same as its steps made it.
    pub(super) fn led(mut self, life: &OrderLife) -> Self {
        let next = life.dues().first().copied();
        self.state = life.state.to_string();
        self.rung = life.rung.map(|rung| rung.to_string());
        self.due_what = next.map(|due| due.what.to_string());
        self.due_on = next.map(|due| due.on.to_string());
        self.issued_at = life.issued_at.map(micros);
        self.closed_at = life.closed_at.map(micros);
        self.appeals = life.appeals.into();
        self.seq = life.seq.into();
        self
    }

    pub(super) fn into_order(self) -> Result<SupervisionOrder, StoreError> {
        let what = format!("order {}", self.id);
        let small = |stored: i64| {
            u32::try_from(stored).map_err(|error| StoreError::unreadable(what.clone(), error))
        };
        Ok(SupervisionOrder {
            id: parse(&self.id, &what)?,
            unit: parse(&self.unit, &what)?,
            period: parse(&self.period, &what)?,
            rule: parse_optional(self.rule.as_deref(), &what)?,
            rules_version: self.rules_version.map(small).transpose()?,
            state: parse(&self.state, &what)?,
            rung: parse_optional(self.rung.as_deref(), &what)?,
            due_what: parse_optional(self.due_what.as_deref(), &what)?,
            due_on: parse_optional(self.due_on.as_deref(), &what)?,
            proposed_at: instant(self.proposed_at, &what)?,
            issued_at: self.issued_at.map(|at| instant(at, &what)).transpose()?,
            closed_at: self.closed_at.map(|at| instant(at, &what)).transpose()?,
            appeals: small(self.appeals)?,
            seq: small(self.seq)?,
        })
    }
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = supervision_events, treat_none_as_default_value = false)]
pub(crate) struct OrderEventRow {
    pub(super) order_id: String,
    pub(super) seq: i64,
    at: i64,
    made_by: String,
    kind: String,
    event: String,
    reason: Option<String>,
    evidence: String,
}

impl OrderEventRow {
    pub(super) fn new(order: &str, seq: u32, step: &OrderStep) -> Result<Self, StoreError> {
        let what = "a step of an order";
        Ok(Self {
            order_id: order.to_owned(),
            seq: seq.into(),
            at: micros(step.at),
            made_by: step.by.clone(),
            kind: step.event.name().to_owned(),
            event: to_json(&step.event, what)?,
            reason: step.reason.clone(),
            evidence: to_json(&step.evidence, what)?,
        })
    }

    pub(super) fn into_step(self) -> Result<OrderStep, StoreError> {
        let what = format!("step {} of order {}", self.seq, self.order_id);
        Ok(OrderStep {
            by: self.made_by,
            at: instant(self.at, &what)?,
            event: from_json(&self.event, &what)?,
            reason: self.reason,
            evidence: from_json(&self.evidence, &what)?,
        })
    }
}
