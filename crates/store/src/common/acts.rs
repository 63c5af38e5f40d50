//! What is done about common issues. Whoever acts names the newest step that they saw of what they act on:
//! units that answer at the same time don't stand in each other's way.

use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use survey::common::CommonStep;
use survey::problem::quoted;
use survey::round::in_china;
use survey::{
    Code, CommonEvent, CommonLife, IssueState, LedgerIssue, NewCommonIssue, Problem, Scope,
    UnitTree,
};
use uuid::Uuid;

use super::row::{CommonEventRow, CommonRow, SourceRow, TaskRow};
use super::{CommonIssue, CommonRecord, life, record_of, resting_on, steps_of};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::issues::take_many;
use crate::row::{instant, micros};
use crate::schema::{common_events, common_issues, common_sources, issues, self_check_tasks};
use crate::writer::Written;
use crate::{Change, StoreError, digest, limits, units};

const WHAT: &str = "a common issue";

/// A step to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewCommonIssueStep")]
pub struct NewCommonStep {
    /// Number of the newest step that whoever acts has seen: of the unit's task, where one is about that, or
    /// of all.
    pub after: u32,
    /// What is done. When it is due is left out: the calendar says so.
    pub event: CommonEvent,
    /// Why. Some steps need it.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Authored<'_> {
    /// Makes a common issue of several. The same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] with what is wrong about it: issues that are not there, of another category,
    /// from outside its unit, or on which another open one rests; [`StoreError::UnknownUnit`].
    pub fn make_common_issue(
        self,
        new: &NewCommonIssue,
    ) -> Result<(Change, CommonIssue), StoreError> {
        let (by, new) = (self.name().to_owned(), new.clone());
        self.store().writer.write(move |conn| {
            let row = CommonRow::new(&new, &by, micros(Timestamp::now()));
            let known = common_issues::table.find(&row.id).select(CommonRow::as_select());
            if let Some(known) = known.first(conn).optional()? {
                let value = (Change::Unchanged, known.into_common()?);
                return Ok(Written { value, changed: false });
            }
            units::require(conn, std::iter::once(new.unit.as_str()))?;
            let mut problems = new.problems();
            problems.extend(about_sources(conn, &new)?);
            if !problems.is_empty() {
                return Err(StoreError::Invalid { what: WHAT.to_owned(), problems });
            }
            diesel::insert_into(common_issues::table).values(&row).execute(conn)?;
            for issue in &new.issues {
                let source = SourceRow { common_id: row.id.clone(), issue_id: issue.to_string() };
                diesel::insert_into(common_sources::table).values(&source).execute(conn)?;
            }
            let detail = json!({
                "issues": new.issues.len(), "sha256": digest::of_row(&new, WHAT)?,
            });
            let (actor, action, subject) = (by.clone(), Action::CommonIssueMade, row.id.clone());
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            Ok(Written { value: (Change::Added, row.into_common()?), changed: true })
        })
    }

    /// Takes a step of a common issue. The same step again, by the same person, changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownCommonIssue`]; [`StoreError::CommonIssueChanged`] when there are steps that whoever
    /// acts has not seen; [`StoreError::CommonIssueRefused`] with the rule that stands against it;
    /// [`StoreError::UnknownUnit`] and [`StoreError::Invalid`] for what the step names.
    pub fn step_common_issue(
        self,
        id: Uuid,
        new: &NewCommonStep,
    ) -> Result<CommonRecord, StoreError> {
        let (by, id, new) = (self.name().to_owned(), id.to_string(), new.clone());
        self.store().writer.write(move |conn| {
            let row = common_issues::table.find(&id).select(CommonRow::as_select());
            let row: Option<CommonRow> = row.first(conn).optional()?;
            let row = row.ok_or_else(|| StoreError::UnknownCommonIssue { id: id.clone() })?;
            let mut steps = steps_of(conn, &id)?;
            if is_taken(&steps, &new, &by) {
                let value = record_of(conn, row, steps)?;
                return Ok(Written { value, changed: false });
            }
            let before = life(&id, &steps)?;
            let at = before.newest(&new.event);
            if at != new.after {
                return Err(StoreError::CommonIssueChanged { id: id.clone(), at });
            }
            let common = row.clone().into_common()?;
            let step = filled(conn, &common, &new, &by)?;
            let after = before
                .apply(&step)
                .map_err(|refusal| StoreError::CommonIssueRefused { refusal })?;
            let opened = open_issues(conn, &common, &after, &step)?;
            let row = row.led(&after);
            save(conn, &row, &after, &step)?;
            note(conn, &row.id, &after, &step, &opened)?;
            steps.push(step);
            let value = record_of(conn, row, steps)?;
            Ok(Written { value, changed: true })
        })
    }
}

/// What is wrong with the issues that one is to rest on.
fn about_sources(
    conn: &mut AnyConnection,
    new: &NewCommonIssue,
) -> Result<Vec<Problem>, StoreError> {
    let tree = units::tree(conn)?;
    let mut problems = Vec::new();
    for (place, id) in new.issues.iter().map(Uuid::to_string).enumerate() {
        let mut wrong = |code, detail: String| {
            problems.push(Problem::new(code, format!("/issues/{place}"), detail));
        };
        let source: Option<(String, String)> = issues::table
            .find(&id)
            .filter(issues::state.ne(IssueState::Withdrawn.as_str()))
            .select((issues::unit, issues::category))
            .first(conn)
            .optional()?;
        let Some((unit, category)) = source.filter(|(unit, _)| is_within(&tree, &new.unit, unit))
        else {
            wrong(
                "unknown_issue",
                format!("there is no issue {} within {}", quoted(&id), new.unit),
            );
            continue;
        };
        if category != new.category.as_str() {
            wrong("other_category", format!("issue {id} of {unit} is of category {category}"));
        }
        if let Some(other) = resting_on(conn, &id)? {
            wrong(
                "in_another",
                format!("common issue {other} rests on issue {id}; close that first"),
            );
        }
    }
    Ok(problems)
}

fn is_within(tree: &UnitTree, top: &Code, unit: &str) -> bool {
    Scope::Units(vec![top.clone()]).covers(unit, tree)
}

/// Whether the step was taken already, by the same person: asked again after a lost answer.
fn is_taken(steps: &[CommonStep], new: &NewCommonStep, by: &str) -> bool {
    let about = new.event.unit();
    let seen = usize::try_from(new.after).unwrap_or(usize::MAX);
    let mut since = steps.iter().skip(seen);
    let next = since.find(|step| about.is_none() || step.event.unit() == about);
    next.is_some_and(|next| {
        next.by == by
            && next.reason == new.reason
            && without_due_date(next.event.clone()) == new.event
    })
}

fn without_due_date(mut event: CommonEvent) -> CommonEvent {
    if let CommonEvent::Send { due_on, unknown_years, .. } = &mut event {
        *due_on = None;
        unknown_years.clear();
    }
    event
}

/// The step with what the calendar adds to it. Only units within that of the common issue are asked.
fn filled(
    conn: &mut AnyConnection,
    common: &CommonIssue,
    new: &NewCommonStep,
    by: &str,
) -> Result<CommonStep, StoreError> {
    let mut problems = Vec::new();
    if without_due_date(new.event.clone()) != new.event {
        let detail = "the calendar says when it is due; give the working days and leave it out";
        problems.push(Problem::new("due_by_rule", "/event/due_on", detail));
    }
    // As it will be read back.
    let at = instant(micros(Timestamp::now()), "the clock")?;
    let mut event = new.event.clone();
    if let CommonEvent::Send { units: chosen, days, due_on, unknown_years } = &mut event {
        units::require(conn, chosen.iter().map(Code::as_str))?;
        let tree = units::tree(conn)?;
        for (place, unit) in chosen.iter().enumerate() {
            if !is_within(&tree, &common.unit, unit.as_str()) {
                let detail = format!("{unit} does not lie within {}", common.unit);
                let path = format!("/event/units/{place}");
                problems.push(Problem::new("outside_unit", path, detail));
            }
        }
        let due = limits::calendar(conn)?.add_working_days(in_china(at).date(), *days);
        (*due_on, *unknown_years) = (Some(due.value), due.unknown_years);
    }
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: format!("a step of {WHAT}"), problems });
    }
    Ok(CommonStep { by: by.to_owned(), at, event, reason: new.reason.clone() })
}

/// Opens what a unit found and can't put right at once.
fn open_issues(
    conn: &mut AnyConnection,
    common: &CommonIssue,
    life: &CommonLife,
    step: &CommonStep,
) -> Result<Vec<Uuid>, StoreError> {
    let CommonEvent::Answer { unit, answer } = &step.event else { return Ok(Vec::new()) };
    let (of, day) = ((common.id, &common.category), in_china(step.at).date());
    let new = answer.issues(of, unit, life.seq, day);
    let ids = new.iter().map(survey::NewIssue::id).collect();
    let new: Vec<LedgerIssue> =
        new.into_iter().map(|issue| LedgerIssue { issue, entry: None }).collect();
    take_many(conn, &new, &step.by)?;
    Ok(ids)
}

/// Writes the step, and what it makes of the common issue and of the tasks that it is about.
fn save(
    conn: &mut AnyConnection,
    row: &CommonRow,
    life: &CommonLife,
    step: &CommonStep,
) -> Result<(), StoreError> {
    let event = CommonEventRow::new(&row.id, life.seq, step)?;
    diesel::insert_into(common_events::table).values(&event).execute(conn)?;
    diesel::update(common_issues::table.find(&row.id)).set(row).execute(conn)?;
    for (unit, task) in life.tasks.iter().filter(|(_, task)| task.seq == life.seq) {
        diesel::delete(self_check_tasks::table.find((&row.id, unit.as_str()))).execute(conn)?;
        let task = TaskRow::new(&row.id, unit, task);
        diesel::insert_into(self_check_tasks::table).values(&task).execute(conn)?;
    }
    Ok(())
}

/// The audit log holds the digest of what a step says, and not its words.
fn note(
    conn: &mut AnyConnection,
    id: &str,
    life: &CommonLife,
    step: &CommonStep,
    opened: &[Uuid],
) -> Result<(), StoreError> {
    let row = CommonEventRow::new(id, life.seq, step)?;
    let mut detail = json!({
        "seq": life.seq, "kind": step.event.name(), "state": life.state,
        "sha256": digest::of_row(&row, WHAT)?,
    });
    if let Some(unit) = step.event.unit() {
        detail["unit"] = json!(unit);
    }
    if !opened.is_empty() {
        detail["opened"] = json!(opened);
    }
    let (actor, action, subject) = (step.by.clone(), Action::CommonIssueStepped, id.to_owned());
    audit::append(conn, &Entry { actor, action, subject, detail })
}
