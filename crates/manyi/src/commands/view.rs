//! `manyi view`: cuts of the figures under a name.

mod equal;

use figures::Twin;
use serde::Serialize;
use store::{COMMAND_LINE, NewView, SavedView, Store, StoreError};
use survey::Language;
use survey::table::{Cell, Column, ColumnKind, Row};
use uuid::Uuid;

use crate::args::{Global, ViewCommand, ViewSave};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(command: &ViewCommand, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    match command {
        ViewCommand::List => list(global),
        ViewCommand::Save(args) => save(args, &super::open(global)?, talk),
        ViewCommand::Show { id } => show(*id, global),
        ViewCommand::Delete { id } => {
            let gone = super::open(global)?.by(COMMAND_LINE).delete_view(*id)?;
            talk.say(format!("view {id} “{}” of {}: deleted", gone.name, gone.owner));
            Ok(Outcome::Done)
        }
    }
}

fn save(args: &ViewSave, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let query = intake::view_choices(&args.page, &args.query)
        .map_err(|problems| Failure::Usage(problems.join("\n")))?;
    let view = NewView { name: args.name.clone(), page: args.page.clone(), query, shared: true };
    let saved = store.by(COMMAND_LINE).save_view(&view)?;
    talk.say(format!("view {} “{}”: saved, at views/{}", saved.id, saved.name, saved.id));
    Ok(Outcome::Done)
}

fn list(global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let views = super::open(global)?.saved_views(None)?;
    let lines = views.into_iter().map(Line::of).collect();
    destination.write(lines, |lines: &[Line]| listed(lines, global.lang))?;
    Ok(Outcome::Done)
}

fn show(id: Uuid, global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let view = super::open(global)?.saved_view(id)?;
    let view = view.ok_or_else(|| StoreError::UnknownView { id: id.to_string() })?;
    destination.write(vec![Line::of(view)], |lines: &[Line]| told(lines, global.lang))?;
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    page: String,
    query: String,
    owner: String,
    shared: bool,
    saved_at: String,
    address: String,
    /// What prints the same; empty where no single command does.
    command: String,
}

impl Line {
    fn of(view: SavedView) -> Self {
        Self {
            address: format!("{}?{}", view.page, view.query),
            command: equal::command(&view.page, &view.query).unwrap_or_default(),
            id: view.id.to_string(),
            name: view.name,
            page: view.page,
            query: view.query,
            owner: view.owner,
            shared: view.shared,
            saved_at: view.saved_at.to_string(),
        }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        let shared = |line: &Self| if line.shared { "true" } else { "false" };
        vec![
            Column::new("id", Text, |line: &Self| line.id.as_str().into()),
            Column::new("name", Text, |line: &Self| line.name.as_str().into()),
            Column::new("page", Text, |line: &Self| line.page.as_str().into()),
            Column::new("query", Text, |line: &Self| line.query.as_str().into()),
            Column::new("owner", Text, |line: &Self| line.owner.as_str().into()),
            Column::new("shared", Text, move |line: &Self| Cell::Text(shared(line).into())),
            Column::new("saved_at", Text, |line: &Self| line.saved_at.as_str().into()),
            Column::new("address", Text, |line: &Self| line.address.as_str().into()),
            Column::new("command", Text, |line: &Self| line.command.as_str().into()),
        ]
    }
}

fn listed(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["编号", "名称", "地址", "保存人", "共享"],
        ["Id", "Name", "Address", "Owner", "Shared"],
    );
    let shared = |line: &Line| {
        if line.shared { language.pick("是", "yes") } else { language.pick("否", "no") }
    };
    let row = |line: &Line| {
        let texts = [&line.id, &line.name, &line.address, &line.owner];
        texts.map(String::clone).into_iter().chain([shared(line).to_owned()]).collect()
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

/// One view, a line for each thing that is known of it.
fn told(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(["视图", ""], ["View", ""]);
    let row = |label: &str, text: &str| vec![label.to_owned(), text.to_owned()];
    let rows = |line: &Line| {
        vec![
            row(language.pick("名称", "Name"), &line.name),
            row(language.pick("保存人", "Owner"), &line.owner),
            row(language.pick("地址", "Address"), &line.address),
            row(language.pick("命令", "Command"), &line.command),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().flat_map(rows).collect(),
        ..Twin::default()
    }
}
