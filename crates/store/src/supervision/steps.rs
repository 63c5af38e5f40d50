//! What is done to orders. Whoever acts names the newest step that they saw, so that of two at once one is
//! told to look again.

use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use survey::round::in_china;
use survey::{OrderEvent, OrderLife, OrderStep};
use uuid::Uuid;

use super::row::OrderEventRow;
use super::rules::in_force;
use super::{OrderRecord, known};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros};
use crate::schema::{supervision_events, supervision_orders};
use crate::step::{NewStep, expect_in_order};
use crate::writer::Written;
use crate::{StoreError, digest, limits};

impl Authored<'_> {
    /// Takes a step of an order. The same step again, by the same person, changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownOrder`]; [`StoreError::OrderChanged`] when there are steps that whoever acts
    /// has not seen; [`StoreError::OrderRefused`] with the rule that stands against it;
    /// [`StoreError::Invalid`] for what the step names.
    pub fn step_order(
        self,
        id: Uuid,
        new: &NewStep<OrderEvent>,
    ) -> Result<OrderRecord, StoreError> {
        let (by, id, new) = (self.name().to_owned(), id.to_string(), new.clone());
        self.store().writer.write(move |conn| {
            let unknown = || StoreError::UnknownOrder { id: id.clone() };
            let row = known(conn, &id)?.ok_or_else(unknown)?;
            let mut steps = steps_of(conn, &id)?;
            let before = life(&id, &steps)?;
            if new.is_taken(&steps, &by, OrderEvent::without_deadlines) {
                let value = OrderRecord { order: row.into_order()?, steps };
                return Ok(Written { value, changed: false });
            }
            if before.seq != new.after {
                return Err(StoreError::OrderChanged { id: id.clone(), at: before.seq });
            }
            let step = filled(conn, &new, &by)?;
            let refused = |refusal| StoreError::OrderRefused { refusal };
            let after = before.apply(&step).map_err(refused)?;
            let digest = record(conn, &id, after.seq, &step)?;
            let row = row.led(&after);
            diesel::update(supervision_orders::table.find(&id)).set(&row).execute(conn)?;
            note(conn, &id, &after, &step, &digest)?;
            steps.push(step);
            let value = OrderRecord { order: row.into_order()?, steps };
            Ok(Written { value, changed: true })
        })
    }
}

/// The step with the days that follow from the rules in force.
fn filled(
    conn: &mut AnyConnection,
    new: &NewStep<OrderEvent>,
    by: &str,
) -> Result<OrderStep, StoreError> {
    let problems = new.problems(OrderEvent::without_deadlines);
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: "a step of an order".to_owned(), problems });
    }
    // As it will be read back.
    let at = instant(micros(Timestamp::now()), "the clock")?;
    let (limits, calendar) = (in_force(conn)?.rules.limits, limits::calendar(conn)?);
    let event = new.event.clone().with_deadlines(&limits, &calendar, in_china(at).date());
    let (reason, evidence) = (new.reason.clone(), new.evidence.clone());
    Ok(OrderStep { by: by.to_owned(), at, event, reason, evidence })
}

/// Adds a step to those of an order, and gives its digest.
pub(super) fn record(
    conn: &mut AnyConnection,
    id: &str,
    seq: u32,
    step: &OrderStep,
) -> Result<String, StoreError> {
    let row = OrderEventRow::new(id, seq, step)?;
    diesel::insert_into(supervision_events::table).values(&row).execute(conn)?;
    digest::of_row(&row, "a step of an order")
}

/// The audit log holds the digest of what a step says, and not its words.
fn note(
    conn: &mut AnyConnection,
    id: &str,
    life: &OrderLife,
    step: &OrderStep,
    digest: &str,
) -> Result<(), StoreError> {
    let detail = json!({
        "seq": life.seq, "kind": step.event.name(), "state": life.state, "sha256": digest,
    });
    let (actor, action, subject) = (step.by.clone(), Action::OrderStepped, id.to_owned());
    audit::append(conn, &Entry { actor, action, subject, detail })
}

/// The steps of an order, from the first on.
pub(super) fn steps_of(conn: &mut AnyConnection, id: &str) -> Result<Vec<OrderStep>, StoreError> {
    let rows: Vec<OrderEventRow> = supervision_events::table
        .filter(supervision_events::order_id.eq(id))
        .order(supervision_events::seq)
        .select(OrderEventRow::as_select())
        .load(conn)?;
    expect_in_order("order", id, rows.iter().map(|row| row.seq))?;
    rows.into_iter().map(OrderEventRow::into_step).collect()
}

pub(super) fn life(id: &str, steps: &[OrderStep]) -> Result<OrderLife, StoreError> {
    OrderLife::of(steps)
        .map_err(|refused| StoreError::unreadable(format!("the steps of order {id}"), refused))
}
