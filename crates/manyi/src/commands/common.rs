//! `manyi common`: what several issues have in common, and whether it is elsewhere too.

mod lines;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use store::{
    COMMAND_LINE, Change, CommonFilter, CommonRecord, IssueFilter, NewCommonStep, Store, StoreError,
};
use survey::common::{ClusterRules, IssueGroup, SelfCheckAnswer};
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::{Code, CommonEvent, CommonLife, Month, NewCommonIssue, Period};
use uuid::Uuid;

use super::export::below;
use crate::args::{CommonAnswer, CommonCommand, CommonMake, CommonSearch, CommonSend, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

use lines::{CommonLine, GroupLine, TaskLine};

pub(super) fn run(
    command: &CommonCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        CommonCommand::Cluster(args) => cluster(args, &store, global)?,
        CommonCommand::Make(args) => make(args, &store, talk)?,
        CommonCommand::Send(args) => {
            let event = send(args, &store)?;
            show(&step(&store, args.id, event, None)?, global, talk)?;
        }
        CommonCommand::List { unit, state } => {
            let tree = store.unit_tree()?;
            let units = unit.as_ref().map(|unit| below(&tree, unit)).transpose()?;
            let filter = CommonFilter { units, state: *state };
            let lines = store.common_page(&filter, today(), 0, u32::MAX)?.lines;
            let lines = lines.into_iter().map(CommonLine).collect::<Vec<_>>();
            Destination::new(global)?
                .write(lines, |lines| lines::commons(lines, &tree, global.lang))?;
        }
        CommonCommand::Show { id } => show(&find(&store, *id)?, global, talk)?,
        CommonCommand::Answer(args) => {
            show(&step(&store, args.id, answer(args), None)?, global, talk)?;
        }
        CommonCommand::Return { id, unit, reason } => {
            let event = CommonEvent::Return { unit: unit.clone() };
            show(&step(&store, *id, event, Some(reason.clone()))?, global, talk)?;
        }
        CommonCommand::Close { id, reason } => {
            show(&step(&store, *id, CommonEvent::Close, reason.clone())?, global, talk)?;
        }
    }
    Ok(Outcome::Done)
}

fn today() -> Date {
    in_china(Timestamp::now()).date()
}

fn cluster(args: &CommonSearch, store: &Store, global: &Global) -> Result<(), Failure> {
    let CommonSearch { similarity, least_issues, least_units, .. } = *args;
    let rules = ClusterRules { similarity, least_issues, least_units };
    let groups = proposed(store, args.period, args.unit.as_ref(), rules)?;
    let lines = groups.into_iter().map(GroupLine).collect::<Vec<_>>();
    let tree = store.unit_tree()?;
    Destination::new(global)?.write(lines, |lines| lines::groups(lines, &tree, global.lang))
}

fn proposed(
    store: &Store,
    period: Option<Period>,
    unit: Option<&Code>,
    rules: ClusterRules,
) -> Result<Vec<IssueGroup>, Failure> {
    let problems = rules.problems();
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: "a search".to_owned(), problems }.into());
    }
    let tree = store.unit_tree()?;
    let units = unit.map(|unit| below(&tree, unit)).transpose()?;
    let this_quarter = || Period::containing(Month::of(today()), PeriodKind::Quarter);
    let filter = IssueFilter { units, ..IssueFilter::default() };
    let filter = filter.opened_in(period.unwrap_or_else(this_quarter));
    Ok(store.issue_groups(&filter, rules)?)
}

fn make(args: &CommonMake, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let issues: BTreeSet<Uuid> = match args.like {
        None => args.issue.iter().copied().collect(),
        Some(like) => {
            let groups = proposed(store, args.period, Some(&args.unit), ClusterRules::default())?;
            let group = groups.into_iter().find(|group| group.issues.contains(&like));
            let none = || {
                Failure::Usage(format!(
                    "no proposed group of {} holds issue {like}; see `manyi common cluster --unit {}`",
                    args.unit, args.unit
                ))
            };
            group.ok_or_else(none)?.issues.into_iter().collect()
        }
    };
    let first = issues.first().copied().unwrap_or_default();
    let unknown = || StoreError::UnknownIssue { id: first.to_string() };
    let new = NewCommonIssue {
        title: args.title.clone(),
        category: store.issue(first)?.ok_or_else(unknown)?.issue.category,
        unit: args.unit.clone(),
        look_for: args.look_for.clone(),
        issues,
    };
    let (change, common) = store.by(COMMAND_LINE).make_common_issue(&new)?;
    let said = if change == Change::Added { "is made" } else { "is there already" };
    talk.say(format!("common issue {} {said}; it rests on {} issues", common.id, new.issues.len()));
    talk.say(format!("send it: manyi common send {} --level LEVEL", common.id));
    Ok(())
}

fn find(store: &Store, id: Uuid) -> Result<CommonRecord, Failure> {
    let unknown = || StoreError::UnknownCommonIssue { id: id.to_string() };
    Ok(store.common_issue(id)?.ok_or_else(unknown)?)
}

/// Takes a step after the newest one about the same.
fn step(
    store: &Store,
    id: Uuid,
    event: CommonEvent,
    reason: Option<String>,
) -> Result<CommonRecord, Failure> {
    let record = find(store, id)?;
    let life = CommonLife::of(&record.steps)
        .map_err(|refusal| StoreError::CommonIssueRefused { refusal })?;
    let new = NewCommonStep { after: life.newest(&event), event, reason };
    Ok(store.by(COMMAND_LINE).step_common_issue(id, &new)?)
}

fn send(args: &CommonSend, store: &Store) -> Result<CommonEvent, Failure> {
    let units = match &args.level {
        None => args.unit.clone(),
        Some(level) => {
            let (record, tree) = (find(store, args.id)?, store.unit_tree()?);
            let mut units = below(&tree, &record.common.unit)?;
            units.retain(|unit| tree.get(unit.as_str()).is_some_and(|of| of.level == **level));
            units
        }
    };
    Ok(CommonEvent::Send { units, days: args.days, due_on: None, unknown_years: Vec::new() })
}

fn answer(args: &CommonAnswer) -> CommonEvent {
    let answer = SelfCheckAnswer {
        finding: args.finding,
        places: args.places,
        measures: args.measures.clone(),
        statement: args.statement.clone(),
        signatory: args.signatory.clone(),
        open: args.open.clone(),
    };
    CommonEvent::Answer { unit: args.unit.clone(), answer }
}

fn show(record: &CommonRecord, global: &Global, talk: &Talk) -> Result<(), Failure> {
    let (common, progress) = (&record.common, record.progress(today()));
    talk.say(format!(
        "common issue {} of {}: {}, {}; it rests on {} issues",
        common.id,
        common.unit,
        common.title,
        common.state,
        record.issues.len()
    ));
    talk.say(format!(
        "of {} units {} found it in {} places, {} did not find it, {} did not answer ({} overdue)",
        progress.tasks,
        progress.found,
        progress.places,
        progress.not_found,
        progress.unanswered,
        progress.overdue
    ));
    let lines: Vec<TaskLine> = record.tasks.iter().cloned().map(TaskLine).collect();
    Destination::new(global)?.write(lines, |lines| lines::tasks(lines, global.lang))
}
