//! Which interviews were drawn to be checked, what was found, and the rules that held. What is left out by
//! them stands with the answers.

use survey::Period;

use super::{SealPart, time};
use crate::connection::AnyConnection;
use crate::{StoreError, verification};

pub(super) fn of(conn: &mut AnyConnection, period: Period) -> Result<[SealPart; 4], StoreError> {
    let time = time(period);
    Ok([
        SealPart::of_rows("check_plans", verification::plans_within(conn, &time)?)?,
        SealPart::of_rows("checks", verification::drawn_within(conn, &time)?)?,
        SealPart::of_rows("check_reports", verification::found_within(conn, &time)?)?,
        SealPart::of_rows("check_rules", verification::rules_before(conn, time.end)?)?,
    ])
}
