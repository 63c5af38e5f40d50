//! Common issues and their steps in the form in which a period is sealed.

use std::ops::Range;

use diesel::prelude::*;
use serde::Serialize;

use super::row::{CommonEventRow, CommonRow, TaskRow};
use super::{life, sources_of, steps_of};
use crate::StoreError;
use crate::connection::AnyConnection;
use crate::schema::{common_events, common_issues, self_check_tasks};
use crate::seals::Sealed;

/// What stays of a common issue, whatever units answer. The order of these fields is part of every digest.
#[derive(Serialize)]
pub(crate) struct SealedCommon {
    id: String,
    unit: String,
    category: String,
    title: String,
    look_for: String,
    made_by: String,
    made_at: i64,
    issues: Vec<String>,
}

/// The common issues that were made between two instants, in microseconds. One whose row or tasks are not
/// what its steps made of them is none.
pub(crate) fn made_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<Sealed<SealedCommon>>, StoreError> {
    let rows: Vec<CommonRow> = common_issues::table
        .filter(common_issues::made_at.ge(time.start))
        .filter(common_issues::made_at.lt(time.end))
        .order(common_issues::id)
        .select(CommonRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.id.clone(), sealed(conn, row)))).collect()
}

fn sealed(conn: &mut AnyConnection, row: CommonRow) -> Result<SealedCommon, StoreError> {
    let life = life(&row.id, &steps_of(conn, &row.id)?)?;
    let made: Vec<TaskRow> =
        life.tasks.iter().map(|(unit, task)| TaskRow::new(&row.id, unit, task)).collect();
    let tasks: Vec<TaskRow> = self_check_tasks::table
        .filter(self_check_tasks::common_id.eq(&row.id))
        .order(self_check_tasks::unit)
        .select(TaskRow::as_select())
        .load(conn)?;
    let unlike = |what: String| StoreError::unreadable(what, "it is not what its steps made of it");
    if row.clone().led(&life) != row {
        return Err(unlike(format!("common issue {}", row.id)));
    }
    if tasks != made {
        return Err(unlike(format!("the list of tasks of common issue {}", row.id)));
    }
    Ok(SealedCommon {
        issues: sources_of(conn, &row.id)?,
        id: row.id,
        unit: row.unit,
        category: row.category,
        title: row.title,
        look_for: row.look_for,
        made_by: row.made_by,
        made_at: row.made_at,
    })
}

/// The steps that were taken between two instants, in microseconds, each under common issue and number.
pub(crate) fn steps_within(
    conn: &mut AnyConnection,
    time: &Range<i64>,
) -> Result<Vec<(String, CommonEventRow)>, StoreError> {
    let rows: Vec<CommonEventRow> = common_events::table
        .filter(common_events::at.ge(time.start))
        .filter(common_events::at.lt(time.end))
        .order((common_events::common_id, common_events::seq))
        .select(CommonEventRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (format!("{}/{}", row.common_id, row.seq), row)).collect())
}
