//! How orders come in: a rule or a person proposes them.

use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use survey::round::in_china;
use survey::supervision::NewOrder;
use survey::{OrderLife, OrderStep};

use super::row::OrderRow;
use super::steps::record;
use super::{SupervisionOrder, known};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros};
use crate::schema::supervision_orders;
use crate::writer::Written;
use crate::{Change, StoreError, units};

impl Authored<'_> {
    /// Proposes orders, all of them or none. One that is there already stays as it is, and is not proposed
    /// again.
    ///
    /// # Errors
    /// [`StoreError::UnknownUnit`]; [`StoreError::OrderRefused`] when a text says too little;
    /// [`StoreError::Invalid`] about a period that is yet to come.
    pub fn propose_orders(
        self,
        new: &[NewOrder],
    ) -> Result<Vec<(Change, SupervisionOrder)>, StoreError> {
        let today = in_china(Timestamp::now()).date();
        let problems: Vec<_> = new.iter().filter_map(|new| new.period_problem(today)).collect();
        if !problems.is_empty() {
            return Err(StoreError::Invalid { what: "the order".to_owned(), problems });
        }
        let (by, new) = (self.name().to_owned(), new.to_vec());
        self.store().writer.write(move |conn| {
            units::require(conn, new.iter().map(|order| order.unit.as_str()))?;
            let value: Vec<(Change, SupervisionOrder)> =
                new.iter().map(|order| propose(conn, order, &by)).collect::<Result<_, _>>()?;
            let changed = value.iter().any(|(change, _)| *change == Change::Added);
            Ok(Written { value, changed })
        })
    }
}

fn propose(
    conn: &mut AnyConnection,
    new: &NewOrder,
    by: &str,
) -> Result<(Change, SupervisionOrder), StoreError> {
    let id = new.id().to_string();
    if let Some(row) = known(conn, &id)? {
        return Ok((Change::Unchanged, row.into_order()?));
    }
    // As it will be read back.
    let at = instant(micros(Timestamp::now()), "the clock")?;
    let (by, event) = (by.to_owned(), new.propose());
    let step = OrderStep { by, at, event, reason: None, evidence: Vec::new() };
    let life = OrderLife::open(&step).map_err(|refusal| StoreError::OrderRefused { refusal })?;
    let row = OrderRow::new(new, &life, at);
    diesel::insert_into(supervision_orders::table).values(&row).execute(conn)?;
    record(conn, &id, life.seq, &step)?;
    let rule = new.ground.rule();
    let detail = json!({
        "unit": new.unit, "period": new.period.to_string(),
        "rule": rule.map(|(rule, _)| rule), "rules_version": rule.map(|(_, version)| version),
    });
    let (actor, action) = (step.by, Action::OrderProposed);
    audit::append(conn, &Entry { actor, action, subject: id, detail })?;
    Ok((Change::Added, row.into_order()?))
}
