//! Plans, checks and what is left out, in the form in which a period is sealed.

use std::ops::Range;

use diesel::prelude::*;
use serde::Serialize;

use super::rows::{CheckRow, DONE, ExclusionRow, PlanRow, VerificationRulesRow};
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::schema::{
    response_exclusions, responses, verification_checks, verification_plans, verification_rules,
};

/// What stays of a check, however often it is tried. The order of these fields is part of every digest.
#[derive(Serialize)]
pub(crate) struct SealedCheck {
    id: String,
    plan: String,
    response_id: String,
    surveyor: String,
    unit: String,
    position: i64,
}

/// What a check that is over found. The order of these fields is part of every digest.
#[derive(Serialize)]
pub(crate) struct SealedReport {
    id: String,
    tries: i64,
    checked_by: Option<String>,
    checked_at: Option<i64>,
    report: Option<String>,
}

/// The plans that were drawn between two instants, in microseconds.
pub(crate) fn plans_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<(String, PlanRow)>, StoreError> {
    let rows: Vec<PlanRow> = verification_plans::table
        .filter(verification_plans::drawn_at.ge(time.start))
        .filter(verification_plans::drawn_at.lt(time.end))
        .order(verification_plans::id)
        .select(PlanRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// The checks of these plans.
pub(crate) fn drawn_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<(String, SealedCheck)>, StoreError> {
    let plans = verification_plans::table
        .filter(verification_plans::drawn_at.ge(time.start))
        .filter(verification_plans::drawn_at.lt(time.end))
        .select(verification_plans::id);
    let rows: Vec<CheckRow> = verification_checks::table
        .filter(verification_checks::plan.eq_any(plans))
        .order(verification_checks::id)
        .select(CheckRow::as_select())
        .load(conn)?;
    let sealed = |row: CheckRow| {
        let CheckRow { id, plan, response_id, surveyor, unit, position, .. } = row;
        (id.clone(), SealedCheck { id, plan, response_id, surveyor, unit, position })
    };
    Ok(rows.into_iter().map(sealed).collect())
}

/// What was found between two instants, in microseconds, each under its check.
pub(crate) fn found_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<(String, SealedReport)>, StoreError> {
    let rows: Vec<CheckRow> = verification_checks::table
        .filter(verification_checks::state.eq(DONE))
        .filter(verification_checks::checked_at.ge(time.start))
        .filter(verification_checks::checked_at.lt(time.end))
        .order(verification_checks::id)
        .select(CheckRow::as_select())
        .load(conn)?;
    let sealed = |row: CheckRow| {
        let CheckRow { id, tries, checked_by, checked_at, report, .. } = row;
        (id.clone(), SealedReport { id, tries, checked_by, checked_at, report })
    };
    Ok(rows.into_iter().map(sealed).collect())
}

/// The rules that were set before an instant, by version.
pub(crate) fn rules_before(
    conn: &mut AnyConnection,
    end: i64,
) -> Result<Vec<(String, VerificationRulesRow)>, StoreError> {
    let rows: Vec<VerificationRulesRow> = verification_rules::table
        .filter(verification_rules::published_at.lt(end))
        .order(verification_rules::version)
        .select(VerificationRulesRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.version.to_string(), row)).collect())
}

/// The responses of some months that are left out of the second score.
pub(crate) fn excluded_within(
    conn: &mut AnyConnection,
    months: &Range<i32>,
) -> Result<Vec<(String, ExclusionRow)>, StoreError> {
    let rows: Vec<ExclusionRow> = response_exclusions::table
        .inner_join(responses::table.on(responses::id.eq(response_exclusions::response_id)))
        .filter(responses::month.ge(months.start))
        .filter(responses::month.lt(months.end))
        .order(response_exclusions::response_id)
        .select(ExclusionRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.response_id.clone(), row)).collect())
}

/// The responses of some checks.
pub(crate) fn responses_of(
    conn: &mut AnyConnection,
    checks: &[&str],
) -> Result<Vec<(String, String)>, StoreError> {
    let query = verification_checks::table.filter(verification_checks::id.eq_any(checks));
    Ok(query.select((verification_checks::id, verification_checks::response_id)).load(conn)?)
}
