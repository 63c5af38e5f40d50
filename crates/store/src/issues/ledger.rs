//! The ledger as people read it: what is overdue on top, then the oldest, and how many there are.

use diesel::Connection;
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use jiff::ToSpan;
use jiff::civil::Date;
use survey::{Code, IssueState};

use super::row::IssueRow;
use super::{Issue, IssueFilter, awaiting_work};
use crate::connection::AnyConnection;
use crate::row::count;
use crate::schema::issues;
use crate::{Store, StoreError};

/// A part of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerPage {
    /// The issues.
    pub issues: Vec<Issue>,
    /// How many there are in all parts together.
    pub total: u64,
    /// How far those have come that the filter's units, channel and category leave.
    pub counts: LedgerCounts,
}

/// How far issues have come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerCounts {
    /// Those that still have to be seen to by anybody.
    pub open: u64,
    /// Of them, those that are overdue.
    pub overdue: u64,
    /// Of them, those that wait for somebody to judge what was done.
    pub to_judge: u64,
    /// Those that are closed.
    pub closed: u64,
    /// Of those that are open, how many are older than so many days.
    pub older: [(i32, u64); 3],
}

impl LedgerPage {
    /// Days by which the age of open issues is told.
    pub const AGES: [i32; 3] = [30, 90, 180];
}

pub(crate) type AnyQuery<'a> = issues::BoxedQuery<'a, <AnyConnection as Connection>::Backend>;

impl Store {
    /// Issues with those on top that are overdue on a day, and the oldest next: as many as asked for, after
    /// as many as are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn ledger(
        &self,
        filter: &IssueFilter,
        on: Date,
        leaving_out: u64,
        most: u32,
    ) -> Result<LedgerPage, StoreError> {
        let (rows, total, counts) = self.read(|conn| {
            conn.snapshot(|conn| {
                let is_overdue =
                    issues::due_on.lt(on.to_string()).and(issues::state.eq_any(awaiting_work()));
                let first = case_when::<_, _, Integer>(is_overdue, 0_i32).otherwise(1_i32);
                let rows: Vec<IssueRow> = listed(filter)
                    .order((first, issues::opened_on, issues::opened_at, issues::id))
                    .offset(i64::try_from(leaving_out).unwrap_or(i64::MAX))
                    .limit(most.into())
                    .select(IssueRow::as_select())
                    .load(conn)?;
                let total = count(listed(filter).count().get_result(conn)?);
                Ok::<_, StoreError>((rows, total, counts(conn, filter, on)?))
            })
        })?;
        let issues = rows.into_iter().map(IssueRow::into_issue).collect::<Result<_, _>>()?;
        Ok(LedgerPage { issues, total, counts })
    }
}

fn counts(
    conn: &mut AnyConnection,
    filter: &IssueFilter,
    on: Date,
) -> Result<LedgerCounts, StoreError> {
    let wide = IssueFilter {
        units: filter.units.clone(),
        channel: filter.channel,
        category: filter.category.clone(),
        ..IssueFilter::default()
    };
    let of = |filter: IssueFilter, conn: &mut AnyConnection| {
        Ok::<_, StoreError>(count(listed(&filter).count().get_result(conn)?))
    };
    let states = |wanted: fn(IssueState) -> bool| IssueFilter {
        states: IssueState::ALL.into_iter().filter(|state| wanted(*state)).collect(),
        ..wide.clone()
    };
    let mut older = LedgerPage::AGES.map(|days| (days, 0));
    for (days, n) in &mut older {
        let opened_before = Some(on.saturating_sub(i64::from(*days).days()));
        *n = of(IssueFilter { opened_before, ..states(IssueState::is_open) }, conn)?;
    }
    Ok(LedgerCounts {
        open: of(states(IssueState::is_open), conn)?,
        overdue: of(IssueFilter { overdue_on: Some(on), ..wide.clone() }, conn)?,
        to_judge: of(states(|state| state.is_open() && !state.awaits_work()), conn)?,
        closed: of(states(|state| state == IssueState::Closed), conn)?,
        older,
    })
}

/// Those that a filter leaves.
pub(crate) fn listed(filter: &IssueFilter) -> AnyQuery<'_> {
    let mut query = issues::table.into_boxed();
    query = if filter.states.is_empty() {
        query.filter(issues::state.ne(IssueState::Withdrawn.as_str()))
    } else {
        query.filter(issues::state.eq_any(filter.states.iter().map(|state| state.as_str())))
    };
    if let Some(units) = &filter.units {
        query = query.filter(issues::unit.eq_any(units.iter().map(Code::as_str)));
    }
    if let Some(day) = filter.overdue_on {
        query = query
            .filter(issues::due_on.lt(day.to_string()))
            .filter(issues::state.eq_any(awaiting_work()));
    }
    if let Some(channel) = filter.channel {
        query = query.filter(issues::channel.eq(channel.as_str()));
    }
    if let Some(category) = &filter.category {
        query = query.filter(issues::category.eq(category.as_str()));
    }
    if let Some(day) = filter.opened_from {
        query = query.filter(issues::opened_on.ge(day.to_string()));
    }
    if let Some(day) = filter.opened_before {
        query = query.filter(issues::opened_on.lt(day.to_string()));
    }
    query
}
