//! `manyi export`: what the database holds, in the columns that `manyi import` reads; and the ledger of
//! issues, for those who put them right.

mod answers;

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use exchange::TableWriter;
use serde::Serialize;
use serde_json::json;
use store::{
    Action, COMMAND_LINE, Issue, IssueFilter, IssuePlace, ResponseFilter, Store, StoreError,
};
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Code, Language, Owners, Period, Questionnaire, Scope, UnitTree};

use crate::args::{Encoding, Export, Format, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Talk, write_to};

pub(super) fn run(export: &Export, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match export {
        Export::Answers(args) => answers::answers(args, &store, global, talk),
        Export::Codebook { questionnaire } => {
            answers::codebook(questionnaire.as_ref(), &store, global)
        }
        Export::Units => units(&store, file(global)?),
        Export::Responses { questionnaire, period } => {
            responses(&store, questionnaire.as_ref(), *period, file(global)?)
        }
        Export::Issues { unit } => issues(&store, unit.as_ref(), file(global)?, global),
    }?;
    Ok(Outcome::Done)
}

/// Where an export goes that is one thing only.
fn file(global: &Global) -> Result<Option<&Path>, Failure> {
    let other = global.format.is_some_and(|format| format != Format::Csv)
        || global.encoding != Encoding::Utf8;
    if other || !global.columns.is_empty() {
        return Err(Failure::Usage(
            "this export is CSV in UTF-8 with all columns, so that nothing is left out unseen"
                .to_owned(),
        ));
    }
    Ok(global.output.as_deref().filter(|path| *path != Path::new("-")))
}

fn units(store: &Store, path: Option<&Path>) -> Result<(), Failure> {
    let tree = store.unit_tree()?;
    store.record_action(COMMAND_LINE, Action::Exported, "units", json!({}))?;
    write_to(path, |writer| exchange::write_units(writer, tree.units()))
}

fn issues(
    store: &Store,
    unit: Option<&Code>,
    path: Option<&Path>,
    global: &Global,
) -> Result<(), Failure> {
    let ledger = Ledger::of(store, unit, IssueFilter::default(), global.lang)?;
    store.record_action(COMMAND_LINE, Action::Exported, "issues", json!({"unit": unit}))?;
    write_to(path, |writer| ledger.write(store, TableWriter::new(writer, global.bom)?))
}

/// Streams: an export of any length is written whole with flat memory.
fn responses(
    store: &Store,
    questionnaire: Option<&Code>,
    period: Option<Period>,
    path: Option<&Path>,
) -> Result<(), Failure> {
    // On record before anything goes out.
    let detail = json!({"questionnaire": questionnaire, "period": period});
    store.record_action(COMMAND_LINE, Action::Exported, "responses", detail)?;
    let questionnaire = newest(store.questionnaires()?, questionnaire)?;
    let filter = ResponseFilter {
        questionnaire: Some(questionnaire.code.clone()),
        months: period.map(Period::months),
        ..ResponseFilter::default()
    };
    let mut failure = None;
    write_to(path, |writer| {
        let mut csv = exchange::ResponseWriter::new(writer, &questionnaire)?;
        let read = store.try_for_each_response(&filter, |stored| {
            csv.write(&stored.response).map_err(Failure::from)
        });
        failure = read.err();
        csv.flush()
    })?;
    failure.map_or(Ok(()), Err)
}

/// The newest version of the questionnaire that is named, or of the only one.
fn newest(all: Vec<Questionnaire>, wanted: Option<&Code>) -> Result<Questionnaire, Failure> {
    let candidates: Vec<_> =
        all.into_iter().filter(|q| wanted.is_none_or(|code| q.code == *code)).collect();
    if candidates.windows(2).any(|pair| pair[0].code != pair[1].code) {
        return Err(Failure::Usage(
            "the database holds several questionnaires: name one with --questionnaire".to_owned(),
        ));
    }
    candidates
        .into_iter()
        .max_by_key(|q| q.version)
        .ok_or_else(|| Failure::Usage("there is no such questionnaire in the database".to_owned()))
}

/// Issues of one page, of which one at a time is in memory.
const ISSUES_PAGE: u32 = 1_000;

/// Which issues are written, and what their units are called.
pub(super) struct Ledger {
    tree: UnitTree,
    wanted: IssueFilter,
    language: Language,
}

impl Ledger {
    pub(super) fn of(
        store: &Store,
        unit: Option<&Code>,
        wanted: IssueFilter,
        language: Language,
    ) -> Result<Self, Failure> {
        let tree = store.unit_tree()?;
        let units = unit.map(|unit| below(&tree, unit)).transpose()?;
        let wanted = IssueFilter { units, ..wanted };
        Ok(Self { tree, wanted, language })
    }

    fn write(
        &self,
        store: &Store,
        mut table: TableWriter<IssueLine, impl Write>,
    ) -> Result<(), Failure> {
        self.each_page(store, |lines| Ok(table.write(&lines)?))?;
        Ok(table.finish()?)
    }

    /// All of them at once.
    pub(super) fn lines(&self, store: &Store) -> Result<Vec<IssueLine>, Failure> {
        let mut all = Vec::new();
        self.each_page(store, |lines| {
            all.extend(lines);
            Ok(())
        })?;
        Ok(all)
    }

    fn each_page(
        &self,
        store: &Store,
        mut take: impl FnMut(Vec<IssueLine>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut last = None;
        loop {
            let page = store.issues(&self.wanted, last, ISSUES_PAGE)?;
            let Some(end) = page.last() else { return Ok(()) };
            last = Some(IssuePlace { opened_at: end.opened_at, id: end.id });
            take(page.into_iter().map(|issue| self.line(issue)).collect())?;
        }
    }

    fn line(&self, issue: Issue) -> IssueLine {
        let unit_name = self.tree.name(issue.unit.as_str(), self.language).to_owned();
        IssueLine { issue, unit_name }
    }
}

/// A unit and all below it.
pub(super) fn below(tree: &UnitTree, unit: &Code) -> Result<Vec<Code>, Failure> {
    let scope = Scope::Units(vec![unit.clone()]);
    let within = tree.units().iter().filter(|one| scope.covers(one.code.as_str(), tree));
    let units: Vec<Code> = within.map(|one| one.code.clone()).collect();
    if units.is_empty() {
        return Err(StoreError::UnknownUnit { code: unit.to_string() }.into());
    }
    Ok(units)
}

/// An issue, and what its unit is called.
#[derive(Serialize)]
pub(super) struct IssueLine {
    #[serde(flatten)]
    pub(super) issue: Issue,
    pub(super) unit_name: String,
}

impl IssueLine {
    fn owner(&self, name: fn(&Owners) -> &String) -> Option<Cow<'_, str>> {
        self.issue.owners.as_ref().map(|owners| name(owners).as_str().into())
    }
}

impl Row for IssueLine {
    fn columns() -> Vec<Column<Self>> {
        let text = |name, of: fn(&Self) -> Option<Cow<'_, str>>| {
            Column::new(name, ColumnKind::Text, move |line: &Self| {
                of(line).map_or(Cell::Empty, Cell::Text)
            })
        };
        vec![
            text("unit_code", |line| Some(line.issue.unit.as_str().into())),
            text("unit_name", |line| Some(line.unit_name.as_str().into())),
            text("round", |line| line.issue.round.as_ref().map(|code| code.as_str().into())),
            text("mode", |line| line.issue.mode.map(|mode| mode.as_str().into())),
            text("question", |line| line.issue.question.as_ref().map(|code| code.as_str().into())),
            text("category", |line| Some(line.issue.category.as_str().into())),
            text("reason", |line| line.issue.reason.as_ref().map(|code| code.as_str().into())),
            text("description", |line| line.issue.description.as_deref().map(Cow::Borrowed)),
            text("opened_on", |line| Some(line.issue.opened_on.to_string().into())),
            text("opened_at", |line| Some(line.issue.opened_at.to_string().into())),
            text("state", |line| Some(line.issue.state.as_str().into())),
            text("channel", |line| Some(line.issue.channel.as_str().into())),
            text("number", |line| line.issue.number.as_deref().map(Cow::Borrowed)),
            text("triage", |line| line.issue.triage.map(|triage| triage.as_str().into())),
            text("due_on", |line| line.issue.due_on.map(|day| day.to_string().into())),
            text("leader", |line| line.owner(|owners| &owners.leader)),
            text("section", |line| line.owner(|owners| &owners.section)),
            text("person", |line| line.owner(|owners| &owners.person)),
            text("first_receiver", |line| line.issue.first_receiver.as_deref().map(Cow::Borrowed)),
            text("replied_at", |line| line.issue.replied_at.map(|at| at.to_string().into())),
            text("closed_at", |line| line.issue.closed_at.map(|at| at.to_string().into())),
            Column::new("reopened", ColumnKind::Count, |line: &Self| {
                Some(line.issue.reopened).into()
            }),
            text("id", |line| Some(line.issue.id.to_string().into())),
            text("repeats", |line| line.issue.repeats.map(|id| id.to_string().into())),
        ]
    }
}
