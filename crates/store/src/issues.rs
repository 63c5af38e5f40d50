//! The ledger of issues: what bad answers open, and reading it.

use std::collections::HashSet;

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use survey::schema::{Day, Instant};
use survey::{Code, IssueReport, Mode, Response};
use uuid::Uuid;

use crate::connection::AnyConnection;
use crate::row::{count, instant, micros, parse, parse_optional};
use crate::schema::issues;
use crate::{Store, StoreError};

const REGISTERED: &str = "registered";
const WITHDRAWN: &str = "withdrawn";

/// Something to be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Issue {
    /// Made of response and question.
    pub id: Uuid,
    /// Code of the round.
    pub round: Option<Code>,
    /// Code of the unit that has to put it right.
    pub unit: Code,
    /// How it came to light.
    pub mode: Option<Mode>,
    /// The question that was answered badly.
    pub question: Option<Code>,
    /// Category of the questionnaire's scheme.
    pub category: Code,
    /// A reason of the category.
    pub reason: Option<Code>,
    /// In the respondent's words.
    pub description: Option<String>,
    /// Day of the interview.
    #[schemars(with = "Day")]
    pub opened_on: Date,
    /// When it came in.
    #[schemars(with = "Instant")]
    pub opened_at: Timestamp,
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

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = issues, treat_none_as_default_value = false)]
pub(crate) struct IssueRow {
    id: String,
    response_id: Option<String>,
    round: Option<String>,
    unit: String,
    mode: Option<String>,
    question: Option<String>,
    category: String,
    reason: Option<String>,
    description: Option<String>,
    state: String,
    opened_on: String,
    opened_at: i64,
}

impl IssueRow {
    fn of(response: &Response, report: &IssueReport, now: i64) -> Self {
        Self {
            id: Uuid::new_v5(&response.id, report.question.as_str().as_bytes()).to_string(),
            response_id: Some(response.id.to_string()),
            round: Some(response.round.to_string()),
            unit: response.unit.to_string(),
            mode: Some(response.mode.to_string()),
            question: Some(report.question.to_string()),
            category: report.category.to_string(),
            reason: report.reason.as_ref().map(ToString::to_string),
            description: report.text.clone(),
            state: REGISTERED.to_owned(),
            opened_on: response.interviewed_on.to_string(),
            opened_at: now,
        }
    }

    fn into_issue(self) -> Result<Issue, StoreError> {
        let what = format!("issue {}", self.id);
        Ok(Issue {
            id: parse(&self.id, &what)?,
            round: parse_optional(self.round.as_deref(), &what)?,
            unit: parse(&self.unit, &what)?,
            mode: parse_optional(self.mode.as_deref(), &what)?,
            question: parse_optional(self.question.as_deref(), &what)?,
            category: parse(&self.category, &what)?,
            reason: parse_optional(self.reason.as_deref(), &what)?,
            description: self.description,
            opened_on: parse(&self.opened_on, &what)?,
            opened_at: instant(self.opened_at, &what)?,
        })
    }
}

impl Store {
    /// Issues in the order in which they came in, at most so many, from after a place on. `units`
    /// are those that they are of; all without. Those of withdrawn responses are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn issues(
        &self,
        units: Option<&[Code]>,
        after: Option<IssuePlace>,
        most: u32,
    ) -> Result<Vec<Issue>, StoreError> {
        let rows: Vec<IssueRow> = self.read(|conn| {
            let mut query = issues::table
                .filter(issues::state.ne(WITHDRAWN))
                .order((issues::opened_at, issues::id))
                .limit(most.into())
                .select(IssueRow::as_select())
                .into_boxed();
            if let Some(units) = units {
                query = query.filter(issues::unit.eq_any(units.iter().map(Code::as_str)));
            }
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
}

impl Store {
    /// Open issues by unit and category; `rounds` are those that they come from.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_issues(&self, rounds: &[Code]) -> Result<Vec<IssueCount>, StoreError> {
        type Counted = (String, String, i64, Option<String>);
        let counted: Vec<Counted> = self.read(|conn| {
            Ok(issues::table
                .filter(issues::state.ne(WITHDRAWN))
                .filter(issues::round.eq_any(rounds.iter().map(Code::as_str)))
                .group_by((issues::unit, issues::category))
                .select((issues::unit, issues::category, count_star(), min(issues::opened_on)))
                .order((issues::unit, issues::category))
                .load(conn)?)
        })?;
        let issue_count = |(unit, category, open, oldest): Counted| {
            let what = format!("the issues of {unit}");
            Ok(IssueCount {
                unit: parse(&unit, &what)?,
                category: parse(&category, &what)?,
                open: count(open),
                oldest: parse(oldest.as_deref().unwrap_or_default(), &what)?,
            })
        };
        counted.into_iter().map(issue_count).collect()
    }
}

/// Makes the ledger say what a response says: new issues are opened, those that a correction took
/// back are withdrawn.
pub(crate) fn settle(conn: &mut AnyConnection, response: &Response) -> Result<(), StoreError> {
    let id = response.id.to_string();
    let known: HashSet<String> = issues::table
        .filter(issues::response_id.eq(&id))
        .select(issues::id)
        .load::<String>(conn)?
        .into_iter()
        .collect();
    let now = micros(Timestamp::now());
    let mut said = HashSet::new();
    for report in &response.issues {
        let row = IssueRow::of(response, report, now);
        if known.contains(&row.id) {
            diesel::update(issues::table.find(&row.id))
                .set((
                    issues::round.eq(&row.round),
                    issues::unit.eq(&row.unit),
                    issues::mode.eq(&row.mode),
                    issues::opened_on.eq(&row.opened_on),
                    issues::category.eq(&row.category),
                    issues::reason.eq(&row.reason),
                    issues::description.eq(&row.description),
                    issues::state.eq(REGISTERED),
                ))
                .execute(conn)?;
        } else {
            diesel::insert_into(issues::table).values(&row).execute(conn)?;
        }
        said.insert(row.id);
    }
    for gone in known.difference(&said) {
        diesel::update(issues::table.find(gone)).set(issues::state.eq(WITHDRAWN)).execute(conn)?;
    }
    Ok(())
}

/// The issues of a response that is taken out: nothing of what was said is left.
pub(crate) fn withdraw(conn: &mut AnyConnection, response: &str) -> Result<(), StoreError> {
    diesel::update(issues::table.filter(issues::response_id.eq(response)))
        .set((
            issues::state.eq(WITHDRAWN),
            issues::reason.eq(None::<String>),
            issues::description.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}
