//! The ledger of issues: what has to be put right, how far that has come, and reading it.

use std::collections::HashMap;

use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use survey::schema::{Day, Instant};
use survey::{Channel, Code, IssueLife, IssueState, IssueStep, Mode, Owners, Period, Triage};
use uuid::Uuid;

use self::steps::steps_of;
use crate::connection::AnyConnection;
use crate::row::{count, micros, parse, parse_optional};
use crate::schema::issues;
use crate::{Store, StoreError, limits};

mod histories;
mod invented;
mod ledger;
mod opening;
mod row;
mod sealed;
mod steps;

pub use histories::IssueHistory;
pub(crate) use invented::invent;
pub use invented::{InventedIssue, InventedStep};
pub(crate) use ledger::listed;
pub use ledger::{LedgerCounts, LedgerPage};
pub(crate) use opening::{settle, take_many, withdraw};
pub(crate) use row::{EventRow, IssueRow};
pub(crate) use sealed::{opened, origins, steps_within};

/// Something to be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Issue {
    /// Made of response and question, or of channel and number.
    pub id: Uuid,
    /// Code of the round.
    pub round: Option<Code>,
    /// Code of the unit that has to put it right.
    pub unit: Code,
    /// How the respondent was asked.
    pub mode: Option<Mode>,
    /// The question that was answered badly.
    pub question: Option<Code>,
    /// Category of the questionnaire's scheme.
    pub category: Code,
    /// A reason of the category.
    pub reason: Option<Code>,
    /// In the respondent's words, or in those of whoever took it in.
    pub description: Option<String>,
    /// Day of the interview, or on which it was brought forward.
    #[schemars(with = "Day")]
    pub opened_on: Date,
    /// When it came in.
    #[schemars(with = "Instant")]
    pub opened_at: Timestamp,
    /// How it came to light.
    pub channel: Channel,
    /// Its number there; none for an answer.
    pub number: Option<String>,
    /// How far it has come.
    pub state: IssueState,
    /// What is to be done about it.
    pub triage: Option<Triage>,
    /// By when.
    #[schemars(with = "Option<Day>")]
    pub due_on: Option<Date>,
    /// Whose it is.
    pub owners: Option<Owners>,
    /// Who had it first, whoever has it now.
    pub first_receiver: Option<String>,
    /// When whoever complained got an answer first.
    #[schemars(with = "Option<Instant>")]
    pub replied_at: Option<Timestamp>,
    /// When it was closed.
    #[schemars(with = "Option<Instant>")]
    pub closed_at: Option<Timestamp>,
    /// How often it was opened again.
    pub reopened: u32,
    /// The first issue with the same complaint about the unit.
    pub repeats: Option<Uuid>,
    /// The number of its newest step.
    pub seq: u32,
}

/// An issue with all its steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IssueRecord {
    /// The issue.
    pub issue: Issue,
    /// What was done, from the first on.
    pub steps: Vec<IssueStep>,
    /// By when whoever complained is to have an answer.
    pub reply_due: ReplyDue,
}

impl IssueRecord {
    /// How far it has come, as its steps tell.
    ///
    /// # Errors
    /// When one of them can't follow on those before it.
    pub fn life(&self) -> Result<IssueLife, StoreError> {
        opening::life(&self.issue.id.to_string(), &self.steps)
    }
}

/// By when whoever complained is to have an answer, by the rules and the calendar of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplyDue {
    /// The day.
    #[schemars(with = "Day")]
    pub on: Date,
    /// Years whose working days were counted by weekends alone.
    pub unknown_years: Vec<i16>,
}

/// Which issues are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueFilter {
    /// Those of these units; all without.
    pub units: Option<Vec<Code>>,
    /// Those in these states; where there are none, all that are not withdrawn.
    pub states: Vec<IssueState>,
    /// Those that are overdue on a day.
    pub overdue_on: Option<Date>,
    /// Those that came by a channel.
    pub channel: Option<Channel>,
    /// Those of a category.
    pub category: Option<Code>,
    /// Those that came to light on a day, or later.
    pub opened_from: Option<Date>,
    /// Those that came to light before a day.
    pub opened_before: Option<Date>,
}

impl IssueFilter {
    /// The same, of those that came to light in a period.
    #[must_use]
    pub fn opened_in(self, period: Period) -> Self {
        let after = period.last_day().tomorrow().unwrap_or(Date::MAX);
        let from = period.months().start.first_day();
        Self { opened_from: Some(from), opened_before: Some(after), ..self }
    }
}

/// How many issues of a unit and a category are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueCount {
    /// Code of the unit that has to put them right.
    pub unit: Code,
    /// Category of the questionnaire's scheme.
    pub category: Code,
    /// How many.
    pub open: u64,
    /// Of them, how many are overdue.
    pub overdue: u64,
    /// Day on which the oldest came to light.
    pub oldest: Date,
}

/// Where a page of the ledger ends, and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuePlace {
    /// When the last issue came in.
    pub opened_at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

impl Store {
    /// Issues in the order in which they came in, at most so many, from after a place on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn issues(
        &self,
        filter: &IssueFilter,
        after: Option<IssuePlace>,
        most: u32,
    ) -> Result<Vec<Issue>, StoreError> {
        let rows: Vec<IssueRow> = self.read(|conn| {
            let mut query = listed(filter)
                .order((issues::opened_at, issues::id))
                .limit(most.into())
                .select(IssueRow::as_select());
            if let Some(IssuePlace { opened_at, id }) = after {
                let (at, id) = (micros(opened_at), id.to_string());
                query = query.filter(
                    issues::opened_at.gt(at).or(issues::opened_at.eq(at).and(issues::id.gt(id))),
                );
            }
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(IssueRow::into_issue).collect()
    }

    /// An issue with all its steps, withdrawn or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn issue(&self, id: Uuid) -> Result<Option<IssueRecord>, StoreError> {
        let id = id.to_string();
        self.read(|conn| {
            conn.snapshot(|conn| {
                let row: Option<IssueRow> =
                    issues::table.find(&id).select(IssueRow::as_select()).first(conn).optional()?;
                let Some(row) = row else { return Ok(None) };
                let steps = steps_of(conn, &id)?;
                record_of(conn, row, steps).map(Some)
            })
        })
    }

    /// The day on which the newest issue of some units came to light; of all without.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn newest_issue_on(&self, units: Option<&[Code]>) -> Result<Option<Date>, StoreError> {
        let newest: Option<String> = self.read(|conn| {
            let kept = issues::table.filter(issues::state.ne(IssueState::Withdrawn.as_str()));
            let newest = kept.select(max(issues::opened_on));
            Ok(match units {
                Some(units) => newest
                    .filter(issues::unit.eq_any(units.iter().map(Code::as_str)))
                    .get_result(conn)?,
                None => newest.get_result(conn)?,
            })
        })?;
        parse_optional(newest.as_deref(), "the newest issue")
    }

    /// Open issues by unit and category, and how many are overdue on a day: those of some rounds, and those
    /// of other channels that are of one of some categories.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_issues(
        &self,
        rounds: &[Code],
        categories: &[Code],
        on: Date,
    ) -> Result<Vec<IssueCount>, StoreError> {
        type Counted = (String, String, i64, Option<String>);
        let (open, overdue) = self.read(|conn| {
            conn.snapshot(|conn| {
                let of_rounds = issues::round.eq_any(rounds.iter().map(Code::as_str));
                let of_channels = issues::round
                    .is_null()
                    .and(issues::category.eq_any(categories.iter().map(Code::as_str)));
                let counted = issues::table
                    .filter(of_rounds.or(of_channels))
                    .group_by((issues::unit, issues::category))
                    .select((issues::unit, issues::category, count_star(), min(issues::opened_on)))
                    .order((issues::unit, issues::category));
                let open =
                    counted.clone().filter(issues::state.eq_any(in_state(IssueState::is_open)));
                let overdue = counted
                    .filter(issues::state.eq_any(awaiting_work()))
                    .filter(issues::due_on.lt(on.to_string()));
                Ok((open.load::<Counted>(conn)?, overdue.load::<Counted>(conn)?))
            })
        })?;
        let overdue: HashMap<(String, String), i64> =
            overdue.into_iter().map(|(unit, category, n, _)| ((unit, category), n)).collect();
        let issue_count = |(unit, category, open, oldest): Counted| {
            let what = format!("the issues of {unit}");
            Ok(IssueCount {
                open: count(open),
                oldest: parse(oldest.as_deref().unwrap_or_default(), &what)?,
                overdue: overdue.get(&(unit.clone(), category.clone())).map_or(0, |n| count(*n)),
                unit: parse(&unit, &what)?,
                category: parse(&category, &what)?,
            })
        };
        open.into_iter().map(issue_count).collect()
    }
}

fn record_of(
    conn: &mut AnyConnection,
    row: IssueRow,
    steps: Vec<IssueStep>,
) -> Result<IssueRecord, StoreError> {
    let issue = row.into_issue()?;
    let (rules, calendar) = (limits::rules(conn)?, limits::calendar(conn)?);
    let due = rules.reply_due_on(&calendar, issue.opened_on);
    let reply_due = ReplyDue { on: due.value, unknown_years: due.unknown_years };
    Ok(IssueRecord { issue, steps, reply_due })
}

fn awaiting_work() -> Vec<&'static str> {
    in_state(IssueState::awaits_work)
}

fn in_state(wanted: fn(IssueState) -> bool) -> Vec<&'static str> {
    IssueState::ALL.into_iter().filter(|state| wanted(*state)).map(IssueState::as_str).collect()
}

pub(crate) fn find(conn: &mut AnyConnection, id: &str) -> Result<IssueRow, StoreError> {
    let row = issues::table.find(id).select(IssueRow::as_select()).first(conn).optional()?;
    row.ok_or_else(|| StoreError::UnknownIssue { id: id.to_owned() })
}
