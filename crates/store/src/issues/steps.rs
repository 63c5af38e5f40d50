//! What is done to issues. Whoever acts names the newest step that they saw, so that of two at once one is
//! told to look again.

use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use survey::round::in_china;
use survey::{Channel, Code, IssueEvent, IssueLife, IssueRefusal, IssueStep, Problem, Triage};
use uuid::Uuid;

use super::opening::life;
use super::row::{EventRow, IssueRow};
use super::{IssueRecord, find, record_of};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros, parse};
use crate::schema::{issue_events, issues, users};
use crate::step::{NewStep, expect_in_order};
use crate::writer::Written;
use crate::{StoreError, digest, evidence, limits, units};

impl Authored<'_> {
    /// Takes a step of an issue. The same step again, by the same person, changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownIssue`]; [`StoreError::IssueChanged`] when there are steps that whoever acts
    /// has not seen; [`StoreError::IssueRefused`] with the rule that stands against it;
    /// [`StoreError::UnknownUnit`] and [`StoreError::Invalid`] for what the step names.
    pub fn step_issue(self, id: Uuid, new: &NewStep) -> Result<IssueRecord, StoreError> {
        let (by, id, new) = (self.name().to_owned(), id.to_string(), new.clone());
        self.store().writer.write(move |conn| {
            let row = find(conn, &id)?;
            let mut steps = steps_of(conn, &id)?;
            let before = life(&id, &steps)?;
            if new.is_taken(&steps, &by, without_due_date) {
                let value = record_of(conn, row, steps)?;
                return Ok(Written { value, changed: false });
            }
            if before.seq != new.after {
                return Err(StoreError::IssueChanged { id: id.clone(), at: before.seq });
            }
            let step = filled(conn, &row, &before, &new, &by, Timestamp::now())?;
            check_names(conn, &before, &step)?;
            let shown = evidence::name_in(conn, &id, &step)?;
            let after = append(conn, &id, &before, &step)?;
            let row = row.led(&after);
            diesel::update(issues::table.find(&id)).set(&row).execute(conn)?;
            note(conn, &id, &after, &step, &shown)?;
            steps.push(step);
            let value = record_of(conn, row, steps)?;
            Ok(Written { value, changed: true })
        })
    }
}

fn without_due_date(mut event: IssueEvent) -> IssueEvent {
    if let IssueEvent::Assign { due_on, unknown_years, .. }
    | IssueEvent::Triage { due_on, unknown_years, .. } = &mut event
    {
        *due_on = None;
        unknown_years.clear();
    }
    event
}

fn problems(new: &NewStep) -> Vec<Problem> {
    let mut problems = new.problems(without_due_date);
    if matches!(new.event, IssueEvent::Import { .. }) {
        let detail =
            "what another ledger says comes in with its file: manyi import issues --mapping";
        problems.push(Problem::new("only_by_import", "/event/kind", detail));
    }
    problems
}

/// The step with what rules add to it: by when it is due.
pub(super) fn filled(
    conn: &mut AnyConnection,
    row: &IssueRow,
    life: &IssueLife,
    new: &NewStep,
    by: &str,
    at: Timestamp,
) -> Result<IssueStep, StoreError> {
    let problems = problems(new);
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: "a step of an issue".to_owned(), problems });
    }
    // As it will be read back.
    let at = instant(micros(at), "the clock")?;
    let mut event = new.event.clone();
    let category: Code = parse(&row.category, "the category of an issue")?;
    let mut due = |triage: Triage| {
        let (rules, calendar) = (limits::rules(conn)?, limits::calendar(conn)?);
        Ok::<_, StoreError>(rules.due_on(&calendar, triage, &category, in_china(at).date()))
    };
    match &mut event {
        IssueEvent::Assign { triage, due_on, unknown_years, .. } => {
            if let Some(triage) = triage.or(life.triage) {
                let counted = due(triage)?;
                (*due_on, *unknown_years) = (Some(counted.value), counted.unknown_years);
            }
        }
        IssueEvent::Triage { triage, due_on, unknown_years } if life.owners.is_some() => {
            let counted = due(*triage)?;
            (*due_on, *unknown_years) = (Some(counted.value), counted.unknown_years);
        }
        _ => {}
    }
    let (reason, evidence) = (new.reason.clone(), new.evidence.clone());
    Ok(IssueStep { by: by.to_owned(), at, event, reason, evidence })
}

/// What only the database can tell: units, and by what other name an owner goes.
fn check_names(
    conn: &mut AnyConnection,
    life: &IssueLife,
    step: &IssueStep,
) -> Result<(), StoreError> {
    match &step.event {
        IssueEvent::HandOff { unit: Some(unit), .. } => {
            units::require(conn, std::iter::once(unit.as_str()))?;
        }
        // What a response said comes back only when it says so again.
        IssueEvent::Register { channel, .. }
            if *channel != life.channel || *channel == Channel::Answer =>
        {
            let refusal = IssueRefusal::State { state: Some(life.state), event: step.event.name() };
            return Err(StoreError::IssueRefused { refusal });
        }
        _ => {}
    }
    let shown: Option<String> =
        users::table.find(&step.by).select(users::display_name).first(conn).optional()?;
    let Some(shown) = shown.filter(|shown| *shown != step.by) else { return Ok(()) };
    // Owners may be named as people call them.
    let called = IssueStep { by: shown, ..step.clone() };
    life.apply(&called).map(drop).map_err(|refusal| StoreError::IssueRefused { refusal })
}

/// Adds a step to those of an issue, and gives what it makes of it.
pub(super) fn append(
    conn: &mut AnyConnection,
    id: &str,
    life: &IssueLife,
    step: &IssueStep,
) -> Result<IssueLife, StoreError> {
    let next = life.apply(step).map_err(|refusal| StoreError::IssueRefused { refusal })?;
    record(conn, id, next.seq, step)?;
    Ok(next)
}

pub(super) fn record(
    conn: &mut AnyConnection,
    id: &str,
    seq: u32,
    step: &IssueStep,
) -> Result<(), StoreError> {
    let row = EventRow::new(id, seq, step)?;
    diesel::insert_into(issue_events::table).values(&row).execute(conn)?;
    Ok(())
}

/// The audit log holds the digests of what a step says and of the files that it names, and not their words.
pub(super) fn note(
    conn: &mut AnyConnection,
    id: &str,
    life: &IssueLife,
    step: &IssueStep,
    shown: &[String],
) -> Result<(), StoreError> {
    let row = EventRow::new(id, life.seq, step)?;
    let mut detail = json!({
        "seq": life.seq, "kind": step.event.name(), "state": life.state,
        "sha256": digest::of_row(&row, "a step of an issue")?,
    });
    if !shown.is_empty() {
        detail["evidence"] = json!(shown);
    }
    let (actor, action, subject) = (step.by.clone(), Action::IssueStepped, id.to_owned());
    audit::append(conn, &Entry { actor, action, subject, detail })
}

/// The steps of an issue, from the first on.
pub(super) fn steps_of(conn: &mut AnyConnection, id: &str) -> Result<Vec<IssueStep>, StoreError> {
    let rows: Vec<EventRow> = issue_events::table
        .filter(issue_events::issue_id.eq(id))
        .order(issue_events::seq)
        .select(EventRow::as_select())
        .load(conn)?;
    in_order(id, rows)
}

/// Rows of one issue as steps, of which none is missing.
pub(super) fn in_order(id: &str, rows: Vec<EventRow>) -> Result<Vec<IssueStep>, StoreError> {
    expect_in_order("issue", id, rows.iter().map(|row| row.seq))?;
    rows.into_iter().map(EventRow::into_step).collect()
}
