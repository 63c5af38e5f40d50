//! `manyi issue`: the ledger of issues.

mod rates;

use std::path::{Path, PathBuf};

use figures::Twin;
use jiff::Timestamp;
use store::{COMMAND_LINE, Change, IssueFilter, IssueRecord, NewStep, Store, StoreError};
use survey::round::in_china;
use survey::{IssueLife, IssueState, IssueStep, Language, NewIssue};
use uuid::Uuid;

use super::export::{IssueLine, Ledger};
use super::steps::{StepLine, told};
use crate::args::{Global, IssueCommand, IssueOpen};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk, write_to};

pub(super) fn run(
    command: &IssueCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        IssueCommand::List { unit, state, open, overdue } => {
            let states = if *open {
                IssueState::ALL.into_iter().filter(|state| state.is_open()).collect()
            } else {
                state.clone()
            };
            let overdue_on = overdue.then(|| in_china(Timestamp::now()).date());
            let wanted = IssueFilter { states, overdue_on, ..IssueFilter::default() };
            let ledger = Ledger::of(&store, unit.as_ref(), wanted, global.lang)?;
            let lines = ledger.lines(&store)?;
            Destination::new(global)?.write(lines, |lines| listed(lines, global.lang))?;
        }
        IssueCommand::Show { id } => {
            let record = store.issue(*id)?;
            let unknown = || StoreError::UnknownIssue { id: id.to_string() };
            show(&record.ok_or_else(unknown)?, global, talk)?;
        }
        IssueCommand::Rates(args) => rates::rates(args, &store, global)?,
        IssueCommand::Funnel(args) => rates::funnel(args, &store, global, talk)?,
        IssueCommand::Open(args) => open(args, &store, talk)?,
        IssueCommand::Evidence { id, evidence } => {
            let unknown = || Failure::Usage(format!("issue {id} has no evidence {evidence}"));
            let found = store.evidence(*id, *evidence)?.ok_or_else(unknown)?;
            talk.say(format!("{}, {} bytes", found.evidence.name, found.evidence.bytes));
            let path = global.output.as_deref().filter(|path| *path != Path::new("-"));
            write_to(path, |to| to.write_all(&found.content))?;
        }
        IssueCommand::Step { id, file, evidence } => {
            let mut step = step_in(file)?;
            step.evidence.extend(sent(&store, *id, evidence, talk)?);
            let record = store.by(COMMAND_LINE).step_issue(*id, &step)?;
            show(&record, global, talk)?;
        }
    }
    Ok(Outcome::Done)
}

fn open(args: &IssueOpen, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let today = in_china(Timestamp::now()).date();
    let new = NewIssue {
        channel: args.channel,
        number: args.number.clone(),
        unit: args.unit.clone(),
        category: args.category.clone(),
        reason: args.reason.clone(),
        description: args.description.clone(),
        opened_on: args.opened_on.unwrap_or(today),
        receiver: args.receiver.clone(),
    };
    let problems = new.problems(&store.unit_tree()?, &store.questionnaires()?, today);
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: "the issue".to_owned(), problems }.into());
    }
    let (change, issue) = store.by(COMMAND_LINE).open_issue(&new)?;
    let said = if change == Change::Added { "is opened" } else { "is there already" };
    talk.say(format!("issue {} {said}", issue.id));
    if let Some(first) = issue.repeats {
        talk.say(format!("it repeats issue {first}"));
    }
    Ok(())
}

/// Keeps files as evidence of an issue, and gives their ids.
fn sent(store: &Store, issue: Uuid, files: &[PathBuf], talk: &Talk) -> Result<Vec<Uuid>, Failure> {
    let mut ids = Vec::with_capacity(files.len());
    for path in files {
        let bytes =
            std::fs::read(path).map_err(|error| Failure::File { path: path.clone(), error })?;
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let (_, file) = store.by(COMMAND_LINE).add_evidence(issue, &name, &bytes)?;
        talk.say(format!("{} is evidence {}, SHA-256 {}", file.name, file.id, file.sha256));
        ids.push(file.id);
    }
    Ok(ids)
}

fn step_in(file: &Path) -> Result<NewStep, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::File { path: file.to_owned(), error })?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))
}

fn show(record: &IssueRecord, global: &Global, talk: &Talk) -> Result<(), Failure> {
    let issue = &record.issue;
    let said = |name: &str, value: Option<String>| {
        value.map(|value| format!(", {name} {value}")).unwrap_or_default()
    };
    talk.say(format!(
        "issue {} of {}: {}{}{}{}{}",
        issue.id,
        issue.unit,
        issue.state,
        said("due on", issue.due_on.map(|day| day.to_string())),
        said("first receiver", issue.first_receiver.clone()),
        said("opened again", (issue.reopened > 0).then(|| format!("{} times", issue.reopened))),
        said("repeats", issue.repeats.map(|id| id.to_string())),
    ));
    let lines = steps(record)?;
    Destination::new(global)?.write(lines, |lines| told(lines, global.lang))
}

fn steps(record: &IssueRecord) -> Result<Vec<StepLine>, Failure> {
    let unreadable = |detail: String| StoreError::Unreadable {
        what: format!("issue {}", record.issue.id),
        detail,
    };
    let line = |(place, step): (usize, &IssueStep)| {
        let life = IssueLife::of(&record.steps[..=place])
            .map_err(|refused| unreadable(refused.to_string()))?;
        Ok(StepLine::of(step, (life.seq, step.event.name(), life.state.as_str()))?)
    };
    record.steps.iter().enumerate().map(line).collect()
}

fn listed(lines: &[IssueLine], language: Language) -> Twin {
    let headers = language.pick(
        ["编号", "单位", "类别", "渠道", "状态", "责任人", "登记日", "期限", "重开"],
        ["Id", "Unit", "Category", "Channel", "State", "Person", "Opened", "Due", "Reopened"],
    );
    let row = |line: &IssueLine| {
        let issue = &line.issue;
        let person = issue.owners.as_ref().map(|owners| owners.person.clone());
        vec![
            issue.id.to_string(),
            line.unit_name.clone(),
            issue.category.to_string(),
            issue.channel.to_string(),
            issue.state.to_string(),
            person.unwrap_or_default(),
            issue.opened_on.to_string(),
            issue.due_on.map(|day| day.to_string()).unwrap_or_default(),
            issue.reopened.to_string(),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
