//! Supervision orders: proposing them, leading them to their end, and reading them.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use survey::schema::{Day, Instant};
use survey::supervision::DueKind;
use survey::{Code, OrderLife, OrderState, OrderStep, Period, Rung};
use uuid::Uuid;

use self::steps::{life, steps_of};
use crate::connection::AnyConnection;
use crate::schema::supervision_orders;
use crate::{Store, StoreError};

mod list;
mod proposing;
mod row;
mod rules;
mod sealed;
mod steps;

pub use list::{OrderCounts, OrderFilter, OrderPage, OrderPlace};
pub(crate) use row::{OrderEventRow, OrderRow};
pub use rules::RulesInForce;
pub(crate) use rules::SupervisionRulesRow;
pub(crate) use sealed::{proposed_within, rules_before, steps_within};

/// What a unit is told to do about what it stays behind in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SupervisionOrder {
    /// Made of unit, period and ground.
    pub id: Uuid,
    /// Code of the unit.
    pub unit: Code,
    /// The period that it is about.
    pub period: Period,
    /// Code of the rule that proposed it; none where a person did.
    pub rule: Option<Code>,
    /// The version of the rules.
    pub rules_version: Option<u32>,
    /// How far it has come.
    pub state: OrderState,
    /// How strong it is.
    pub rung: Option<Rung>,
    /// What is due next.
    pub due_what: Option<DueKind>,
    /// By when.
    #[schemars(with = "Option<Day>")]
    pub due_on: Option<Date>,
    /// When it was proposed.
    #[schemars(with = "Instant")]
    pub proposed_at: Timestamp,
    /// When the unit got it.
    #[schemars(with = "Option<Instant>")]
    pub issued_at: Option<Timestamp>,
    /// When it was closed.
    #[schemars(with = "Option<Instant>")]
    pub closed_at: Option<Timestamp>,
    /// How often the unit appealed.
    pub appeals: u32,
    /// The number of its newest step.
    pub seq: u32,
}

/// An order with all its steps.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OrderRecord {
    /// The order.
    pub order: SupervisionOrder,
    /// What was done, from the first on.
    pub steps: Vec<OrderStep>,
}

impl SupervisionOrder {
    /// Whether something is past its day.
    pub fn is_overdue(&self, on: Date) -> bool {
        self.due_on.is_some_and(|due| due < on)
    }
}

impl OrderRecord {
    /// How far it has come, as its steps tell.
    ///
    /// # Errors
    /// When one of them can't follow on those before it.
    pub fn life(&self) -> Result<OrderLife, StoreError> {
        life(&self.order.id.to_string(), &self.steps)
    }
}

impl Store {
    /// An order with all its steps.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn order(&self, id: Uuid) -> Result<Option<OrderRecord>, StoreError> {
        let id = id.to_string();
        self.read(|conn| {
            conn.snapshot(|conn| {
                let Some(row) = known(conn, &id)? else { return Ok(None) };
                let steps = steps_of(conn, &id)?;
                Ok::<_, StoreError>(Some(OrderRecord { order: row.into_order()?, steps }))
            })
        })
    }
}

fn known(conn: &mut AnyConnection, id: &str) -> Result<Option<OrderRow>, StoreError> {
    let order = supervision_orders::table.find(id).select(OrderRow::as_select());
    Ok(order.first(conn).optional()?)
}
