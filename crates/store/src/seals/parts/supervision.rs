//! Orders to units that stay behind, their steps, and the rules that proposed them.

use survey::Period;

use super::{SealPart, time};
use crate::connection::AnyConnection;
use crate::{StoreError, supervision};

pub(super) fn of(conn: &mut AnyConnection, period: Period) -> Result<[SealPart; 3], StoreError> {
    let time = time(period);
    Ok([
        SealPart::of_sealed("orders", supervision::proposed_within(conn, &time)?)?,
        SealPart::of_rows("order_events", supervision::steps_within(conn, &time)?)?,
        SealPart::of_rows("order_rules", supervision::rules_before(conn, time.end)?)?,
    ])
}
