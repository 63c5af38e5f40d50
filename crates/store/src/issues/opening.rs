//! How issues come in: by what a response says, or by another channel.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use survey::{
    Channel, IssueEvent, IssueLife, IssueRules, IssueState, IssueStep, LedgerEntry, LedgerIssue,
    NewIssue, Response,
};

use super::row::IssueRow;
use super::steps::{append, steps_of};
use super::{Issue, find};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::record::Outcome;
use crate::row::parse;
use crate::schema::issues;
use crate::writer::Written;
use crate::{Change, StoreError, limits, units};

/// Who opens what a bad answer says. Whoever asked is not named: the rated unit reads the steps.
const SURVEY: &str = "survey";
/// Why an issue is withdrawn that a response no longer says.
const NO_LONGER_SAID: &str = "答卷已更正或撤回";

impl Authored<'_> {
    /// Opens an issue that came in by another channel than an answer. The same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownUnit`]; [`StoreError::IssueDiffers`] when its number stands for something else.
    pub fn open_issue(self, new: &NewIssue) -> Result<(Change, Issue), StoreError> {
        let (by, new) = (self.name().to_owned(), new.clone());
        self.store().writer.write(move |conn| {
            units::require(conn, std::iter::once(new.unit.as_str()))?;
            let id = new.id().to_string();
            let change = match take(conn, &new, &by)? {
                Outcome::New => Change::Added,
                Outcome::Same => Change::Unchanged,
                _ => return Err(StoreError::IssueDiffers { id }),
            };
            let is_new = change == Change::Added;
            if is_new {
                let detail = json!({"channel": new.channel, "number": new.number});
                let (actor, action) = (by.clone(), Action::IssueOpened);
                audit::append(conn, &Entry { actor, action, subject: id.clone(), detail })?;
            }
            let value = (change, find(conn, &id)?.into_issue()?);
            Ok(Written { value, changed: is_new })
        })
    }
}

/// Takes issues in that come in by other channels, with what their ledger says became of them.
pub(crate) fn take_many(
    conn: &mut AnyConnection,
    new: &[LedgerIssue],
    by: &str,
) -> Result<Vec<Outcome>, StoreError> {
    units::require(conn, new.iter().map(|it| it.issue.unit.as_str()))?;
    let take_one = |it: &LedgerIssue| {
        let taken = take(conn, &it.issue, by)?;
        match (&it.entry, taken) {
            (Some(entry), Outcome::New | Outcome::Same) => {
                let id = it.issue.id().to_string();
                Ok(take_over(conn, &id, entry, by)?.unwrap_or(taken))
            }
            _ => Ok(taken),
        }
    };
    new.iter().map(take_one).collect()
}

/// Lets an issue stand as another ledger has it, unless that is how it stands; nothing then. Once anybody
/// here has done anything, a ledger that says something else is another one.
fn take_over(
    conn: &mut AnyConnection,
    id: &str,
    entry: &LedgerEntry,
    by: &str,
) -> Result<Option<Outcome>, StoreError> {
    let life = life_of(conn, id)?;
    if life.imported.as_ref() == Some(entry) {
        return Ok(None);
    }
    if life.is_led_here {
        return Ok(Some(Outcome::Different));
    }
    let led = append(conn, id, &life, &step(by, Timestamp::now(), entry.import()))?;
    let row = find(conn, id)?.led(&led);
    save(conn, &row)?;
    Ok(Some(Outcome::New))
}

fn take(conn: &mut AnyConnection, new: &NewIssue, by: &str) -> Result<Outcome, StoreError> {
    let now = Timestamp::now();
    let row = IssueRow::new(new, now);
    let known: Option<IssueRow> =
        issues::table.find(&row.id).select(IssueRow::as_select()).first(conn).optional()?;
    let Some(known) = known else {
        let rules = limits::rules(conn)?;
        open(conn, row, &step(by, now, new.register()), &rules)?;
        return Ok(Outcome::New);
    };
    if known.state == IssueState::Withdrawn.as_str() {
        return Ok(Outcome::Withdrawn);
    }
    // One that was handed to another unit is still the one that came in.
    let unit = if known.unit == row.unit || life_of(conn, &known.id)?.handed_to.is_none() {
        row.unit.clone()
    } else {
        known.unit.clone()
    };
    let same = known.unit == unit
        && known.category == row.category
        && known.reason == row.reason
        && known.description == row.description
        && known.opened_on == row.opened_on;
    Ok(if same { Outcome::Same } else { Outcome::Different })
}

/// Makes the ledger say what a response says: new issues are opened, those that a correction took
/// back are withdrawn.
pub(crate) fn settle(conn: &mut AnyConnection, response: &Response) -> Result<(), StoreError> {
    let mut known = of_response(conn, &response.id.to_string())?;
    if known.is_empty() && response.issues.is_empty() {
        return Ok(());
    }
    let (rules, now) = (limits::rules(conn)?, Timestamp::now());
    let register = || IssueEvent::Register { channel: Channel::Answer, receiver: None };
    for report in &response.issues {
        let said = IssueRow::of(response, report, now);
        let Some(old) = known.remove(&said.id) else {
            open(conn, said, &step(SURVEY, now, register()), &rules)?;
            continue;
        };
        let kept = IssueRow { repeats: old.repeats, opened_at: old.opened_at, ..said };
        let steps = steps_of(conn, &kept.id)?;
        let life = life(&kept.id, &steps)?;
        // What a person took out stays out.
        let came_back = life.state == IssueState::Withdrawn
            && steps.last().is_some_and(|last| last.by == SURVEY);
        let life = if came_back {
            append(conn, &kept.id, &life, &step(SURVEY, now, register()))?
        } else {
            life
        };
        save(conn, &kept.led(&life))?;
    }
    for gone in known.into_values() {
        take_back(conn, gone, now)?;
    }
    Ok(())
}

/// The issues of a response that is taken out: nothing of what was said is left.
pub(crate) fn withdraw(conn: &mut AnyConnection, response: &str) -> Result<(), StoreError> {
    let now = Timestamp::now();
    for row in of_response(conn, response)?.into_values() {
        take_back(conn, IssueRow { reason: None, description: None, ..row }, now)?;
    }
    Ok(())
}

fn take_back(conn: &mut AnyConnection, row: IssueRow, now: Timestamp) -> Result<(), StoreError> {
    let mut life = life_of(conn, &row.id)?;
    if life.state != IssueState::Withdrawn {
        let reason = Some(NO_LONGER_SAID.to_owned());
        let withdraw = IssueStep { reason, ..step(SURVEY, now, IssueEvent::Withdraw) };
        life = append(conn, &row.id, &life, &withdraw)?;
    }
    save(conn, &row.led(&life))
}

fn of_response(
    conn: &mut AnyConnection,
    response: &str,
) -> Result<HashMap<String, IssueRow>, StoreError> {
    let rows: Vec<IssueRow> = issues::table
        .filter(issues::response_id.eq(response))
        .select(IssueRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

pub(super) fn open(
    conn: &mut AnyConnection,
    row: IssueRow,
    register: &IssueStep,
    rules: &IssueRules,
) -> Result<(), StoreError> {
    let life = IssueLife::open(register).map_err(|refusal| StoreError::IssueRefused { refusal })?;
    let repeats = first_of_its_kind(conn, &row, rules)?;
    let row = IssueRow { repeats, ..row }.led(&life);
    diesel::insert_into(issues::table).values(&row).execute(conn)?;
    super::steps::record(conn, &row.id, life.seq, register)
}

/// The first issue with the same complaint about the same unit, where there is one that is not too old.
fn first_of_its_kind(
    conn: &mut AnyConnection,
    row: &IssueRow,
    rules: &IssueRules,
) -> Result<Option<String>, StoreError> {
    let day: Date = parse(&row.opened_on, "the day of an issue")?;
    let mut same = issues::table
        .filter(issues::unit.eq(&row.unit))
        .filter(issues::category.eq(&row.category))
        .filter(issues::opened_on.between(rules.repeats_from(day).to_string(), &row.opened_on))
        .filter(issues::state.ne(IssueState::Withdrawn.as_str()))
        .filter(issues::id.ne(&row.id))
        .order((issues::opened_on, issues::opened_at, issues::id))
        .select((issues::id, issues::repeats))
        .into_boxed();
    same = match (&row.question, &row.reason) {
        (Some(question), Some(reason)) => {
            same.filter(issues::question.eq(question).or(issues::reason.eq(reason)))
        }
        (Some(question), None) => same.filter(issues::question.eq(question)),
        (None, Some(reason)) => same.filter(issues::reason.eq(reason)),
        // Only a category in common: there is no telling whether it is the same.
        (None, None) => return Ok(None),
    };
    if let Some(response) = &row.response_id {
        let other = issues::response_id.is_null().or(issues::response_id.ne(response));
        same = same.filter(other);
    }
    let first: Option<(String, Option<String>)> = same.first(conn).optional()?;
    Ok(first.map(|(id, repeats)| repeats.unwrap_or(id)))
}

pub(super) fn save(conn: &mut AnyConnection, row: &IssueRow) -> Result<(), StoreError> {
    diesel::update(issues::table.find(row.id.clone())).set(row).execute(conn)?;
    Ok(())
}

fn life_of(conn: &mut AnyConnection, id: &str) -> Result<IssueLife, StoreError> {
    let steps = steps_of(conn, id)?;
    life(id, &steps)
}

pub(super) fn life(id: &str, steps: &[IssueStep]) -> Result<IssueLife, StoreError> {
    IssueLife::of(steps)
        .map_err(|refused| StoreError::unreadable(format!("the steps of issue {id}"), refused))
}

pub(super) fn step(by: &str, at: Timestamp, event: IssueEvent) -> IssueStep {
    IssueStep { by: by.to_owned(), at, event, reason: None, evidence: Vec::new() }
}
