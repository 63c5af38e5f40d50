//! Orders as people read them: what is overdue on top, then the newest, and how many there are.

use diesel::Connection;
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use jiff::Timestamp;
use jiff::civil::Date;
use survey::{Code, OrderState, Period};
use uuid::Uuid;

use super::SupervisionOrder;
use super::row::OrderRow;
use crate::connection::AnyConnection;
use crate::row::{count, micros};
use crate::schema::supervision_orders as orders;
use crate::{Store, StoreError};

/// Which orders are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Those of these units; all without.
    pub units: Option<Vec<Code>>,
    /// Those of these units before they are issued too; all without. Of others that there was a proposal
    /// is not told.
    pub judged: Option<Vec<Code>>,
    /// Those in these states; all where there are none.
    pub states: Vec<OrderState>,
    /// Those of which something is past its day on a day.
    pub overdue_on: Option<Date>,
    /// Those about a period.
    pub period: Option<Period>,
}

/// A part of the orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// The orders.
    pub orders: Vec<SupervisionOrder>,
    /// How many there are in all parts together.
    pub total: u64,
    /// How far those have come that the filter's units leave.
    pub counts: OrderCounts,
}

/// How far orders have come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderCounts {
    /// Those that wait for somebody to issue or drop them.
    pub proposed: u64,
    /// Those that were issued and are not over.
    pub open: u64,
    /// Those of which something is past its day.
    pub overdue: u64,
}

/// Where a page ends, and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderPlace {
    /// When the last order was proposed.
    pub proposed_at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

type AnyQuery<'a> = orders::BoxedQuery<'a, <AnyConnection as Connection>::Backend>;

impl Store {
    /// Orders in the order in which they were proposed, at most so many, from after a place on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn orders(
        &self,
        filter: &OrderFilter,
        after: Option<OrderPlace>,
        most: u32,
    ) -> Result<Vec<SupervisionOrder>, StoreError> {
        let rows: Vec<OrderRow> = self.read(|conn| {
            let mut query = listed(filter)
                .order((orders::proposed_at, orders::id))
                .limit(most.into())
                .select(OrderRow::as_select());
            if let Some(OrderPlace { proposed_at, id }) = after {
                let (at, id) = (micros(proposed_at), id.to_string());
                query = query.filter(
                    orders::proposed_at
                        .gt(at)
                        .or(orders::proposed_at.eq(at).and(orders::id.gt(id))),
                );
            }
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(OrderRow::into_order).collect()
    }

    /// Orders with those on top of which something is past its day, what waits for a decision next, then
    /// the newest: as many as asked for, after as many as are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn order_page(
        &self,
        filter: &OrderFilter,
        on: Date,
        leaving_out: u64,
        most: u32,
    ) -> Result<OrderPage, StoreError> {
        let (rows, total, counts) = self.read(|conn| {
            conn.snapshot(|conn| {
                let first = case_when::<_, _, Integer>(orders::due_on.lt(on.to_string()), 0_i32)
                    .when(orders::state.eq(OrderState::Proposed.as_str()), 1_i32)
                    .when(orders::state.eq_any(in_state(OrderState::is_open)), 2_i32)
                    .otherwise(3_i32);
                let newest = (orders::proposed_at.desc(), orders::id);
                let rows: Vec<OrderRow> = listed(filter)
                    .order((first, newest))
                    .offset(i64::try_from(leaving_out).unwrap_or(i64::MAX))
                    .limit(most.into())
                    .select(OrderRow::as_select())
                    .load(conn)?;
                let total = count(listed(filter).count().get_result(conn)?);
                Ok::<_, StoreError>((rows, total, counts(conn, filter, on)?))
            })
        })?;
        let orders = rows.into_iter().map(OrderRow::into_order).collect::<Result<_, _>>()?;
        Ok(OrderPage { orders, total, counts })
    }

    /// How far the orders have come that the units of a filter leave.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn order_counts(&self, filter: &OrderFilter, on: Date) -> Result<OrderCounts, StoreError> {
        self.read(|conn| conn.snapshot(|conn| counts(conn, filter, on)))
    }
}

fn counts(
    conn: &mut AnyConnection,
    filter: &OrderFilter,
    on: Date,
) -> Result<OrderCounts, StoreError> {
    let wide = OrderFilter {
        units: filter.units.clone(),
        judged: filter.judged.clone(),
        ..OrderFilter::default()
    };
    let of = |filter: OrderFilter, conn: &mut AnyConnection| {
        Ok::<_, StoreError>(count(listed(&filter).count().get_result(conn)?))
    };
    let states = |wanted: fn(OrderState) -> bool| OrderFilter {
        states: OrderState::ALL.into_iter().filter(|state| wanted(*state)).collect(),
        ..wide.clone()
    };
    Ok(OrderCounts {
        proposed: of(states(|state| state == OrderState::Proposed), conn)?,
        open: of(states(OrderState::is_open), conn)?,
        overdue: of(OrderFilter { overdue_on: Some(on), ..wide.clone() }, conn)?,
    })
}

fn in_state(wanted: fn(OrderState) -> bool) -> Vec<&'static str> {
    OrderState::ALL.into_iter().filter(|state| wanted(*state)).map(OrderState::as_str).collect()
}

/// Those that a filter leaves.
fn listed(filter: &OrderFilter) -> AnyQuery<'_> {
    let mut query = orders::table.into_boxed();
    if !filter.states.is_empty() {
        query =
            query.filter(orders::state.eq_any(filter.states.iter().map(|state| state.as_str())));
    }
    if let Some(units) = &filter.units {
        query = query.filter(orders::unit.eq_any(units.iter().map(Code::as_str)));
    }
    if let Some(judged) = &filter.judged {
        let is_issued = orders::state.eq_any(in_state(OrderState::is_seen_by_unit));
        query = query.filter(is_issued.or(orders::unit.eq_any(judged.iter().map(Code::as_str))));
    }
    if let Some(day) = filter.overdue_on {
        query = query.filter(orders::due_on.lt(day.to_string()));
    }
    if let Some(period) = filter.period {
        query = query.filter(orders::period.eq(period.to_string()));
    }
    query
}
