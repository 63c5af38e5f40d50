//! Common issues: what several have in common, and the tasks of units that look whether they have it too.

use std::collections::HashMap;

use diesel::Connection;
use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use survey::common::cluster::groups;
use survey::common::{
    ClusterRules, CommonStep, IssueGroup, ReportedIssue, SelfCheckProgress, SelfCheckTask,
};
use survey::round::in_china;
use survey::schema::Instant;
use survey::{Code, CommonEvent, CommonLife, CommonState, NewIssue};
use uuid::Uuid;

use crate::connection::AnyConnection;
use crate::issues::{IssueFilter, IssueRow, listed};
use crate::row::{count, micros, parse};
use crate::schema::{common_events, common_issues, common_sources, issues, self_check_tasks};
use crate::{Store, StoreError};

mod acts;
mod row;
mod sealed;

pub use acts::NewCommonStep;
pub(crate) use row::{CommonEventRow, CommonRow, SourceRow, TaskRow};
pub(crate) use sealed::{made_within, steps_within};

/// What several issues have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommonIssue {
    /// Made of what it says.
    pub id: Uuid,
    /// The unit within which it lies.
    pub unit: Code,
    /// Its category.
    pub category: Code,
    /// What it is called.
    pub title: String,
    /// What those who get it are to look for.
    pub look_for: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    #[schemars(with = "Instant")]
    pub made_at: Timestamp,
    /// How far it has come.
    pub state: CommonState,
    /// When it was closed.
    #[schemars(with = "Option<Instant>")]
    pub closed_at: Option<Timestamp>,
    /// The number of its newest step.
    pub seq: u32,
}

/// The task of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitTask {
    /// Code of the unit.
    pub unit: Code,
    /// How far it has come.
    #[serde(flatten)]
    pub task: SelfCheckTask,
    /// The issues that its newest answer opened.
    pub opened: Vec<Uuid>,
}

/// A common issue with all that is there of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommonRecord {
    /// The common issue.
    pub common: CommonIssue,
    /// The issues that it rests on.
    pub issues: Vec<Uuid>,
    /// The tasks, by unit.
    pub tasks: Vec<UnitTask>,
    /// What was done, from the first on.
    pub steps: Vec<CommonStep>,
}

/// A common issue in a list, and how far its tasks have come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommonLine {
    /// The common issue.
    #[serde(flatten)]
    pub common: CommonIssue,
    /// Of the tasks within reach.
    pub progress: SelfCheckProgress,
}

/// A part of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommonPage {
    /// The common issues.
    pub lines: Vec<CommonLine>,
    /// How many there are in all parts together.
    pub total: u64,
}

/// Which common issues are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommonFilter {
    /// Those that lie within one of these units, or were sent to one; all without.
    pub units: Option<Vec<Code>>,
    /// Those in a state.
    pub state: Option<CommonState>,
}

/// Where a part of the list ends, and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommonPlace {
    /// When the last one was made.
    pub made_at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

type AnyQuery<'a> = common_issues::BoxedQuery<'a, <AnyConnection as Connection>::Backend>;

impl CommonRecord {
    /// How far its tasks have come on a day.
    pub fn progress(&self, on: Date) -> SelfCheckProgress {
        SelfCheckProgress::of(self.tasks.iter().map(|task| &task.task), on)
    }

    /// As much as concerns some units: no task and no answer of others, and no issue that it rests on.
    #[must_use]
    pub fn only(mut self, is_meant: impl Fn(&Code) -> bool) -> Self {
        self.issues.clear();
        self.tasks.retain(|task| is_meant(&task.unit));
        self.steps.retain(|step| step.event.unit().is_none_or(&is_meant));
        for step in &mut self.steps {
            if let CommonEvent::Send { units, .. } = &mut step.event {
                units.retain(&is_meant);
            }
        }
        self
    }
}

impl Store {
    /// Groups of issues that are alike, of those that a filter leaves and that no open common issue rests on
    /// already.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn issue_groups(
        &self,
        filter: &IssueFilter,
        rules: ClusterRules,
    ) -> Result<Vec<IssueGroup>, StoreError> {
        let rows: Vec<IssueRow> = self.read(|conn| {
            let open = common_sources::table
                .inner_join(
                    common_issues::table.on(common_issues::id.eq(common_sources::common_id)),
                )
                .filter(common_issues::state.ne(CommonState::Closed.as_str()))
                .select(common_sources::issue_id);
            let query =
                listed(filter).filter(issues::id.ne_all(open)).select(IssueRow::as_select());
            Ok(query.load(conn)?)
        })?;
        let reported = |row: IssueRow| {
            let issue = row.into_issue()?;
            Ok(ReportedIssue {
                id: issue.id,
                unit: issue.unit,
                category: issue.category,
                reason: issue.reason,
                question: issue.question,
                description: issue.description,
            })
        };
        let reported = rows.into_iter().map(reported).collect::<Result<Vec<_>, StoreError>>()?;
        Ok(groups(&reported, rules))
    }

    /// Common issues in the order in which they were made, at most so many, from after a place on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn common_issues(
        &self,
        filter: &CommonFilter,
        after: Option<CommonPlace>,
        most: u32,
        on: Date,
    ) -> Result<Vec<CommonLine>, StoreError> {
        self.read(|conn| {
            conn.snapshot(|conn| {
                let mut query = meant(filter)
                    .order((common_issues::made_at, common_issues::id))
                    .limit(most.into())
                    .select(CommonRow::as_select());
                if let Some(CommonPlace { made_at, id }) = after {
                    let (at, id) = (micros(made_at), id.to_string());
                    let same = common_issues::made_at.eq(at).and(common_issues::id.gt(id));
                    query = query.filter(common_issues::made_at.gt(at).or(same));
                }
                let rows = query.load(conn)?;
                lines(conn, rows, filter, on)
            })
        })
    }

    /// The same with the newest first: as many as asked for, after as many as are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn common_page(
        &self,
        filter: &CommonFilter,
        on: Date,
        leaving_out: u64,
        most: u32,
    ) -> Result<CommonPage, StoreError> {
        self.read(|conn| {
            conn.snapshot(|conn| {
                let rows: Vec<CommonRow> = meant(filter)
                    .order((common_issues::made_at.desc(), common_issues::id))
                    .offset(i64::try_from(leaving_out).unwrap_or(i64::MAX))
                    .limit(most.into())
                    .select(CommonRow::as_select())
                    .load(conn)?;
                let total = count(meant(filter).count().get_result(conn)?);
                Ok(CommonPage { lines: lines(conn, rows, filter, on)?, total })
            })
        })
    }

    /// A common issue with all that is there of it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn common_issue(&self, id: Uuid) -> Result<Option<CommonRecord>, StoreError> {
        let id = id.to_string();
        self.read(|conn| {
            conn.snapshot(|conn| {
                let row = common_issues::table.find(&id).select(CommonRow::as_select());
                let Some(row) = row.first(conn).optional()? else { return Ok(None) };
                let steps = steps_of(conn, &id)?;
                record_of(conn, row, steps).map(Some)
            })
        })
    }

    /// The open common issue that rests on an issue, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn common_issue_of(&self, issue: Uuid) -> Result<Option<Uuid>, StoreError> {
        let found: Option<String> = self.read(|conn| resting_on(conn, &issue.to_string()))?;
        found.map(|id| parse(&id, "a common issue")).transpose()
    }
}

/// The open common issue that rests on an issue.
fn resting_on(conn: &mut AnyConnection, issue: &str) -> Result<Option<String>, StoreError> {
    let query = common_sources::table
        .inner_join(common_issues::table.on(common_issues::id.eq(common_sources::common_id)))
        .filter(common_sources::issue_id.eq(issue))
        .filter(common_issues::state.ne(CommonState::Closed.as_str()))
        .order(common_issues::made_at)
        .select(common_issues::id);
    Ok(query.first(conn).optional()?)
}

/// Those that a filter leaves.
fn meant(filter: &CommonFilter) -> AnyQuery<'_> {
    let mut query = common_issues::table.into_boxed();
    if let Some(units) = &filter.units {
        let codes: Vec<&str> = units.iter().map(Code::as_str).collect();
        let sent = self_check_tasks::table
            .filter(self_check_tasks::common_id.eq(common_issues::id))
            .filter(self_check_tasks::unit.eq_any(codes.clone()));
        query = query.filter(common_issues::unit.eq_any(codes).or(exists(sent)));
    }
    if let Some(state) = filter.state {
        query = query.filter(common_issues::state.eq(state.as_str()));
    }
    query
}

fn lines(
    conn: &mut AnyConnection,
    rows: Vec<CommonRow>,
    filter: &CommonFilter,
    on: Date,
) -> Result<Vec<CommonLine>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let events: Vec<CommonEventRow> = common_events::table
        .filter(common_events::common_id.eq_any(ids))
        .order((common_events::common_id, common_events::seq))
        .select(CommonEventRow::as_select())
        .load(conn)?;
    let mut steps: HashMap<String, Vec<CommonStep>> = HashMap::new();
    for row in events {
        steps.entry(row.common_id.clone()).or_default().push(row.into_step()?);
    }
    let line = |row: CommonRow| {
        let life = life(&row.id, steps.get(&row.id).map_or(&[], Vec::as_slice))?;
        let is_meant = |unit: &Code| filter.units.as_ref().is_none_or(|units| units.contains(unit));
        let tasks = life.tasks.iter().filter(|(unit, _)| is_meant(unit)).map(|(_, task)| task);
        let progress = SelfCheckProgress::of(tasks, on);
        Ok(CommonLine { common: row.into_common()?, progress })
    };
    rows.into_iter().map(line).collect()
}

fn record_of(
    conn: &mut AnyConnection,
    row: CommonRow,
    steps: Vec<CommonStep>,
) -> Result<CommonRecord, StoreError> {
    let what = format!("common issue {}", row.id);
    let sources = sources_of(conn, &row.id)?;
    let life = life(&row.id, &steps)?;
    let common = row.into_common()?;
    let tasks = life.tasks.into_iter().map(|(unit, task)| UnitTask {
        opened: opened(&common, &unit, &task),
        unit,
        task,
    });
    Ok(CommonRecord {
        tasks: tasks.collect(),
        issues: sources.iter().map(|id| parse(id, &what)).collect::<Result<_, _>>()?,
        common,
        steps,
    })
}

/// The issues that one rests on.
fn sources_of(conn: &mut AnyConnection, id: &str) -> Result<Vec<String>, StoreError> {
    Ok(common_sources::table
        .filter(common_sources::common_id.eq(id))
        .order(common_sources::issue_id)
        .select(common_sources::issue_id)
        .load(conn)?)
}

/// The issues that the newest answer of a unit opened.
fn opened(common: &CommonIssue, unit: &Code, task: &SelfCheckTask) -> Vec<Uuid> {
    let Some(signed) = &task.answer else { return Vec::new() };
    let (of, day) = ((common.id, &common.category), in_china(signed.at).date());
    let opened = signed.answer.issues(of, unit, task.answer_seq, day);
    opened.iter().map(NewIssue::id).collect()
}

fn life(id: &str, steps: &[CommonStep]) -> Result<CommonLife, StoreError> {
    CommonLife::of(steps).map_err(|refused| {
        StoreError::unreadable(format!("the steps of common issue {id}"), refused)
    })
}

fn steps_of(conn: &mut AnyConnection, id: &str) -> Result<Vec<CommonStep>, StoreError> {
    let rows: Vec<CommonEventRow> = common_events::table
        .filter(common_events::common_id.eq(id))
        .order(common_events::seq)
        .select(CommonEventRow::as_select())
        .load(conn)?;
    if let Some((place, row)) = (1..).zip(&rows).find(|(place, row)| row.seq != *place) {
        let what = format!("step {place} of common issue {id}");
        return Err(StoreError::unreadable(what, format!("step {} stands there", row.seq)));
    }
    rows.into_iter().map(CommonEventRow::into_step).collect()
}
