//! What was put right: issues, their steps and evidence, what several have in common, and the limits that
//! held.

use survey::Period;

use super::{SealPart, days, time};
use crate::connection::AnyConnection;
use crate::{StoreError, common, evidence, issues, limits};

pub(super) fn of(conn: &mut AnyConnection, period: Period) -> Result<[SealPart; 7], StoreError> {
    let time = time(period);
    Ok([
        SealPart::of_sealed("issues", issues::opened(conn, &days(period))?)?,
        SealPart::of_rows("issue_events", issues::steps_within(conn, &time)?)?,
        SealPart::of_sealed("issue_evidence", evidence::named_within(conn, &time)?)?,
        SealPart::of_sealed("common_issues", common::made_within(conn, &time)?)?,
        SealPart::of_rows("common_events", common::steps_within(conn, &time)?)?,
        SealPart::of_rows("issue_rules", limits::rules_before(conn, time.end)?)?,
        SealPart::of_rows("calendars", limits::calendars_before(conn, time.end)?)?,
    ])
}
