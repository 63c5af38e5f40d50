//! Orders, their steps and rules in the form in which a period is sealed.

use std::ops::Range;

use diesel::prelude::*;
use serde::Serialize;

use super::row::{OrderEventRow, OrderRow};
use super::rules::SupervisionRulesRow;
use super::steps::{life, steps_of};
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::schema::{supervision_events, supervision_orders, supervision_rules};
use crate::seals::Sealed;

/// What stays of an order, whatever is done about it. The order of these fields is part of every digest.
#[derive(Serialize)]
pub(crate) struct SealedOrder {
    id: String,
    unit: String,
    period: String,
    rule: Option<String>,
    rules_version: Option<i64>,
    proposed_at: i64,
}

/// The orders that were proposed between two instants, in microseconds. One whose row is not what its steps
/// made of it is none.
pub(crate) fn proposed_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<Sealed<SealedOrder>>, StoreError> {
    let rows: Vec<OrderRow> = supervision_orders::table
        .filter(supervision_orders::proposed_at.ge(time.start))
        .filter(supervision_orders::proposed_at.lt(time.end))
        .order(supervision_orders::id)
        .select(OrderRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.id.clone(), sealed(conn, row)))).collect()
}

fn sealed(conn: &mut AnyConnection, row: OrderRow) -> Result<SealedOrder, StoreError> {
    let steps = steps_of(conn, &row.id)?;
    if row.clone().led(&life(&row.id, &steps)?) != row {
        let what = format!("order {}", row.id);
        return Err(StoreError::unreadable(what, "it is not what its steps made of it"));
    }
    Ok(SealedOrder {
        id: row.id,
        unit: row.unit,
        period: row.period,
        rule: row.rule,
        rules_version: row.rules_version,
        proposed_at: row.proposed_at,
    })
}

/// The steps that were taken between two instants, in microseconds, each under order and number.
pub(crate) fn steps_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<(String, OrderEventRow)>, StoreError> {
    let rows: Vec<OrderEventRow> = supervision_events::table
        .filter(supervision_events::at.ge(time.start))
        .filter(supervision_events::at.lt(time.end))
        .order((supervision_events::order_id, supervision_events::seq))
        .select(OrderEventRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (format!("{}/{}", row.order_id, row.seq), row)).collect())
}

/// The rules that were set before an instant, by version.
pub(crate) fn rules_before(
    conn: &mut AnyConnection,
    end: i64,
) -> Result<Vec<(String, SupervisionRulesRow)>, StoreError> {
    let rows: Vec<SupervisionRulesRow> = supervision_rules::table
        .filter(supervision_rules::published_at.lt(end))
        .order(supervision_rules::version)
        .select(SupervisionRulesRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.version.to_string(), row)).collect())
}
