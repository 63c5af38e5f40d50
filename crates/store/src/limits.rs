//! What an office decides about the ledger: time limits, and which days are worked. The newest version
//! holds, and those before it stay on record.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use survey::{DayKind, IssueRules, Problem, WorkingCalendar};

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{from_json, micros, to_json};
use crate::schema::{issue_rules, working_calendars};
use crate::writer::Written;
use crate::{Change, Store, StoreError};

const RULES: &str = "time limits of the ledger";
const CALENDAR: &str = "a calendar";

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = issue_rules)]
pub(crate) struct IssueRulesRow {
    version: i64,
    body: String,
    published_at: i64,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = working_calendars)]
pub(crate) struct CalendarRow {
    version: i64,
    body: String,
    published_at: i64,
}

impl Authored<'_> {
    /// Puts new time limits in force. They hold for what is assigned from then on. The same again changes
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the rules have problems.
    pub fn put_issue_rules(self, new: &IssueRules) -> Result<Change, StoreError> {
        expect_sound(RULES, new.problems())?;
        let (new, by) = (new.clone(), self.name().to_owned());
        let body = to_json(&new, RULES)?;
        self.store().writer.write(move |conn| {
            if rules(conn)? == new {
                return Ok(Written { value: Change::Unchanged, changed: false });
            }
            let before: i64 = issue_rules::table.count().get_result(conn)?;
            let row = IssueRulesRow {
                version: before + 1,
                body: body.clone(),
                published_at: micros(Timestamp::now()),
            };
            diesel::insert_into(issue_rules::table).values(&row).execute(conn)?;
            let (actor, subject) = (by.clone(), format!("version {}", row.version));
            let (action, detail) = (Action::IssueRulesSet, json!({}));
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            // No figure hangs on it.
            Ok(Written { value: Change::Updated, changed: false })
        })
    }

    /// Puts the years of a calendar in place of those that are there, and keeps the others. The same again
    /// changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the calendar has problems.
    pub fn put_calendar(self, new: &WorkingCalendar) -> Result<Change, StoreError> {
        expect_sound(CALENDAR, new.problems())?;
        let years: Vec<i16> = new.years.iter().map(|year| year.year).collect();
        let new = new.clone();
        self.change_calendar(json!({"years": years}), move |calendar| {
            Ok(calendar.with_years_of(new.clone()))
        })
    }

    /// Makes a day one that is worked, or is off.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when nothing is known of its year.
    pub fn set_working_day(self, day: Date, kind: DayKind) -> Result<Change, StoreError> {
        let detail = json!({"day": day, "kind": kind.as_str()});
        self.change_calendar(detail, move |mut calendar| {
            calendar.set(day, kind)?;
            Ok(calendar)
        })
    }

    fn change_calendar(
        self,
        detail: Value,
        change: impl Fn(WorkingCalendar) -> Result<WorkingCalendar, Problem> + Send + 'static,
    ) -> Result<Change, StoreError> {
        let by = self.name().to_owned();
        self.store().writer.write(move |conn| {
            let old = calendar(conn)?;
            let invalid = |problem| StoreError::Invalid {
                what: CALENDAR.to_owned(),
                problems: vec![problem],
            };
            let new = change(old.clone()).map_err(invalid)?;
            if new == old {
                return Ok(Written { value: Change::Unchanged, changed: false });
            }
            let before: i64 = working_calendars::table.count().get_result(conn)?;
            let row = CalendarRow {
                version: before + 1,
                body: to_json(&new, CALENDAR)?,
                published_at: micros(Timestamp::now()),
            };
            diesel::insert_into(working_calendars::table).values(&row).execute(conn)?;
            let (actor, subject) = (by.clone(), format!("version {}", row.version));
            let (action, detail) = (Action::CalendarSet, detail.clone());
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            // No figure hangs on it.
            Ok(Written { value: Change::Updated, changed: false })
        })
    }
}

impl Store {
    /// The time limits in force: the newest, or those that ship with the product.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn issue_rules(&self) -> Result<IssueRules, StoreError> {
        self.read(rules)
    }

    /// Which days are worked. Without any calendar it knows of no year.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn working_calendar(&self) -> Result<WorkingCalendar, StoreError> {
        self.read(calendar)
    }
}

/// The time limits that were set before an instant, by version.
pub(crate) fn rules_before(
    conn: &mut AnyConnection,
    end: i64,
) -> Result<Vec<(String, IssueRulesRow)>, StoreError> {
    let rows: Vec<IssueRulesRow> = issue_rules::table
        .filter(issue_rules::published_at.lt(end))
        .order(issue_rules::version)
        .select(IssueRulesRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.version.to_string(), row)).collect())
}

/// The calendars that were set before an instant, by version.
pub(crate) fn calendars_before(
    conn: &mut AnyConnection,
    end: i64,
) -> Result<Vec<(String, CalendarRow)>, StoreError> {
    let rows: Vec<CalendarRow> = working_calendars::table
        .filter(working_calendars::published_at.lt(end))
        .order(working_calendars::version)
        .select(CalendarRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.version.to_string(), row)).collect())
}

fn expect_sound(what: &str, problems: Vec<Problem>) -> Result<(), StoreError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(StoreError::Invalid { what: what.to_owned(), problems })
}

pub(crate) fn rules(conn: &mut AnyConnection) -> Result<IssueRules, StoreError> {
    let newest: Option<String> = issue_rules::table
        .order(issue_rules::version.desc())
        .select(issue_rules::body)
        .first(conn)
        .optional()?;
    newest.map_or_else(|| Ok(IssueRules::default()), |body| from_json(&body, RULES))
}

pub(crate) fn calendar(conn: &mut AnyConnection) -> Result<WorkingCalendar, StoreError> {
    let newest: Option<String> = working_calendars::table
        .order(working_calendars::version.desc())
        .select(working_calendars::body)
        .first(conn)
        .optional()?;
    newest.map_or_else(|| Ok(WorkingCalendar::default()), |body| from_json(&body, CALENDAR))
}
