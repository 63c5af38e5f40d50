//! `manyi publicity`: what was told to the public.

use figures::{Twin, publicity_counts};
use jiff::Timestamp;
use serde::Serialize;
use store::{COMMAND_LINE, Change, LoggedPublicity, PublicityFilter, Store, StoreError};
use survey::round::in_china;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Language, PublicityItem, PublicityKind, UnitTree};
use uuid::Uuid;

use crate::args::{Global, PublicityAdd, PublicityChoice, PublicityCommand};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

/// Entries read from the database at a time.
const PART: u32 = 1_000;

pub(super) fn run(
    command: &PublicityCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        PublicityCommand::Add(args) => add(args, &store, talk)?,
        PublicityCommand::List(choice) => list(choice, &store, global)?,
        PublicityCommand::Counts(choice) => {
            let filter = filter(choice, &store.unit_tree()?)?;
            let rows = publicity_counts(&store, &filter, global.lang)?;
            let twin = |rows: &[_]| Twin::of_publicity(rows, global.lang);
            Destination::new(global)?.write(rows, twin)?;
            talk.say("counts are information, and no score of a unit");
        }
        PublicityCommand::Remove { id } => remove(*id, &store, talk)?,
    }
    Ok(Outcome::Done)
}

fn add(args: &PublicityAdd, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let today = in_china(Timestamp::now()).date();
    let item = PublicityItem {
        published_on: args.published_on.unwrap_or(today),
        channel: args.channel.clone(),
        kind: args.kind,
        unit: args.unit.clone(),
        topic: args.topic.clone(),
        link: args.link.clone(),
    };
    let problems = item.problems(&store.unit_tree()?, today);
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: "the entry".to_owned(), problems }.into());
    }
    let changes = store.by(COMMAND_LINE).log_publicity(std::slice::from_ref(&item))?;
    let said = if changes == [Change::Added] { "is logged" } else { "is there already" };
    talk.say(format!("entry {} {said}", item.id()));
    Ok(())
}

fn remove(id: Uuid, store: &Store, talk: &Talk) -> Result<(), Failure> {
    if !store.by(COMMAND_LINE).remove_publicity(id)? {
        return Err(Failure::Usage(format!("there is no publicity entry {id}")));
    }
    talk.say(format!("entry {id} is taken back"));
    Ok(())
}

fn filter(choice: &PublicityChoice, tree: &UnitTree) -> Result<PublicityFilter, Failure> {
    let below = |unit: &survey::Code| {
        let top = tree
            .position(unit.as_str())
            .ok_or_else(|| StoreError::UnknownUnit { code: unit.to_string() })?;
        let within =
            (0..tree.units().len()).filter(|place| tree.lineage(*place).any(|at| at == top));
        Ok::<_, Failure>(within.map(|place| tree.units()[place].code.clone()).collect())
    };
    let units = choice.unit.as_ref().map(below).transpose()?;
    Ok(PublicityFilter { units, period: choice.period, kind: choice.kind })
}

fn list(choice: &PublicityChoice, store: &Store, global: &Global) -> Result<(), Failure> {
    let tree = store.unit_tree()?;
    let filter = filter(choice, &tree)?;
    let mut lines: Vec<Line> = Vec::new();
    loop {
        let page = store.publicity(&filter, lines.len() as u64, PART)?;
        if page.entries.is_empty() {
            break;
        }
        lines.extend(page.entries.into_iter().map(|entry| Line::of(entry, &tree, global.lang)));
    }
    Destination::new(global)?.write(lines, |lines: &[Line]| twin(lines, global.lang))
}

#[derive(Serialize)]
struct Line {
    unit_name: String,
    #[serde(flatten)]
    entry: LoggedPublicity,
}

impl Line {
    fn of(entry: LoggedPublicity, tree: &UnitTree, language: Language) -> Self {
        let unit = tree.get(entry.item.unit.as_str());
        let name = unit.map_or(entry.item.unit.as_str(), |unit| unit.name.get(language));
        Self { unit_name: name.to_owned(), entry }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        fn text(name: &'static str, of: fn(&Line) -> String) -> Column<Line> {
            Column::new(name, ColumnKind::Text, move |line: &Line| Cell::Text(of(line).into()))
        }
        vec![
            text("published_on", |line| line.entry.item.published_on.to_string()),
            text("channel", |line| line.entry.item.channel.clone()),
            text("kind", |line| line.entry.item.kind.to_string()),
            text("unit", |line| line.entry.item.unit.to_string()),
            text("unit_name", |line| line.unit_name.clone()),
            text("topic", |line| line.entry.item.topic.clone()),
            text("link", |line| line.entry.item.link.clone().unwrap_or_default()),
            text("logged_by", |line| line.entry.logged_by.clone()),
            text("id", |line| line.entry.id.to_string()),
        ]
    }
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["日期", "渠道", "类型", "单位", "主题", "链接或文号", "编号"],
        ["Day", "Channel", "Kind", "Unit", "Topic", "Link or document", "Id"],
    );
    let row = |line: &Line| {
        let item = &line.entry.item;
        let kind = match item.kind {
            PublicityKind::GoodNews => language.pick("正面报道", "good news"),
            PublicityKind::Exposure => language.pick("反面曝光", "exposure"),
        };
        vec![
            item.published_on.to_string(),
            item.channel.clone(),
            kind.to_owned(),
            line.unit_name.clone(),
            item.topic.clone(),
            item.link.clone().unwrap_or_default(),
            line.entry.id.to_string(),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
