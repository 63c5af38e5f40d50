//! Entries that two people vouch for: results of those above, values, items, letters.

use std::fs::File;
use std::io;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{COMMAND_LINE, Change, EntryFilter, Store, VouchedEntry};
use survey::display::{percent, rounded};
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::vouched::{EntryKind, ExternalResult, YearEntry};
use uuid::Uuid;

use super::plain_twin;
use crate::args::{EntryCommand, ExternalCommand, ExternalFields, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(
    command: &EntryCommand,
    store: &Store,
    global: &Global,
    talk: &Talk,
) -> Result<(), Failure> {
    match command {
        EntryCommand::List(args) => {
            let (kind, year, state) = (args.kind, args.year, args.state);
            list(&EntryFilter { kind, year, state, units: None }, store, global)
        }
        EntryCommand::Enter { file } => enter(&entry_in(file)?, store, talk),
        EntryCommand::Correct { id, file, reason } => {
            correct(*id, &entry_in(file)?, reason, store, talk)
        }
        EntryCommand::Confirm { id } => confirm(*id, store, talk),
        EntryCommand::Withdraw { id, reason } => withdraw(*id, reason, store, talk),
    }
}

pub(in super::super) fn external(
    command: &ExternalCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::super::open(global)?;
    match command {
        ExternalCommand::List { year, state } => {
            let kind = Some(EntryKind::External);
            list(&EntryFilter { kind, year: *year, state: *state, units: None }, &store, global)?;
        }
        ExternalCommand::Enter(fields) => enter(&fields.entry()?, &store, talk)?,
        ExternalCommand::Correct { id, reason, fields } => {
            correct(*id, &fields.entry()?, reason, &store, talk)?;
        }
        ExternalCommand::Confirm { id } => confirm(*id, &store, talk)?,
        ExternalCommand::Withdraw { id, reason } => withdraw(*id, reason, &store, talk)?,
    }
    Ok(Outcome::Done)
}

impl ExternalFields {
    fn entry(&self) -> Result<YearEntry, Failure> {
        let digest = self.document_file.as_deref().map(digest_of).transpose()?;
        Ok(YearEntry::External(ExternalResult {
            issuer: self.issuer.clone(),
            level: self.level.clone(),
            period: self.period,
            unit: self.unit.clone(),
            domain: self.domain.clone(),
            score: self.score,
            rate: self.rate,
            n: self.n,
            rank: self.rank,
            rank_total: self.rank_total,
            doc_no: self.doc_no.clone(),
            document: self.document.clone(),
            document_digest: digest,
        }))
    }
}

fn digest_of(path: &Path) -> Result<String, Failure> {
    let at = |error| Failure::File { path: path.to_owned(), error };
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(path).map_err(at)?, &mut hasher).map_err(at)?;
    Ok(format!("{:x}", hasher.finalize()))
}

fn entry_in(file: &Path) -> Result<YearEntry, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::File { path: file.to_owned(), error })?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))
}

fn enter(entry: &YearEntry, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let (change, entered) = store.by(COMMAND_LINE).enter(entry)?;
    let said = match change {
        Change::Unchanged => "was entered already",
        Change::Added | Change::Updated => "is entered; it counts when somebody else confirmed it",
    };
    talk.say(format!("entry {} {said}", entered.id));
    Ok(())
}

fn correct(
    id: Uuid,
    entry: &YearEntry,
    reason: &str,
    store: &Store,
    talk: &Talk,
) -> Result<(), Failure> {
    let next = store.by(COMMAND_LINE).correct_entry(id, entry, reason)?;
    talk.say(format!(
        "entry {} is version {}; it counts when somebody else confirmed it",
        next.id, next.version
    ));
    Ok(())
}

fn confirm(id: Uuid, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let entry = store.by(COMMAND_LINE).confirm_entry(id)?;
    talk.say(format!("entry {} counts now", entry.id));
    Ok(())
}

fn withdraw(id: Uuid, reason: &str, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let entry = store.by(COMMAND_LINE).withdraw_entry(id, reason)?;
    talk.say(format!("entry {} is withdrawn", entry.id));
    Ok(())
}

#[derive(Serialize)]
struct Line {
    id: Uuid,
    kind: &'static str,
    about: String,
    says: String,
    version: u32,
    state: &'static str,
    document: String,
    entered_by: String,
    confirmed_by: String,
    reason: String,
}

impl Line {
    fn of(entry: VouchedEntry, global: &Global) -> Self {
        Self {
            id: entry.id,
            kind: entry.entry.kind().as_str(),
            about: entry.entry.key(),
            says: says(&entry.entry),
            version: entry.version,
            state: super::state_name(entry.vouched.state, global.lang),
            document: document(&entry.entry),
            entered_by: entry.vouched.entered.by,
            confirmed_by: entry.vouched.confirmed.map(|act| act.by).unwrap_or_default(),
            reason: entry.reason.or(entry.vouched.closing_reason).unwrap_or_default(),
        }
    }
}

/// Its numbers, as they are read.
fn says(entry: &YearEntry) -> String {
    match entry {
        YearEntry::External(own) => {
            let place = own.rank.map(|rank| match own.rank_total {
                Some(all) => format!("#{rank}/{all}"),
                None => format!("#{rank}"),
            });
            let score = own.score.map(|score| rounded(score, 2));
            let rate = own.rate.map(|rate| percent(rate, 2));
            score.into_iter().chain(rate).chain(place).collect::<Vec<_>>().join(" ")
        }
        YearEntry::Value(own) => rounded(own.value, 2),
        YearEntry::Adjustment(own) => format!("{} {}", rounded(own.points, 2), own.reason),
        YearEntry::Letter(own) => {
            let goals = own.goals.iter().map(|goal| format!("{}: {goal}", goal.domain));
            goals.collect::<Vec<_>>().join("; ")
        }
    }
}

fn document(entry: &YearEntry) -> String {
    match entry {
        YearEntry::External(own) => {
            let number = own.doc_no.iter().map(String::as_str);
            number.chain([own.document.as_str()]).collect::<Vec<_>>().join(" ")
        }
        YearEntry::Value(own) => own.source.document.clone(),
        YearEntry::Adjustment(own) => own.source.document.clone(),
        YearEntry::Letter(own) => own.source.document.clone(),
    }
}

fn list(filter: &EntryFilter, store: &Store, global: &Global) -> Result<(), Failure> {
    let entries = store.year_entries(filter)?;
    let lines = entries.into_iter().map(|entry| Line::of(entry, global)).collect();
    let headers = global.lang.pick(
        ["编号", "种类", "对象", "内容", "版本", "状态", "文件", "录入人", "确认人", "原因"],
        [
            "Id",
            "Kind",
            "About",
            "Says",
            "Version",
            "State",
            "Document",
            "Entered by",
            "Confirmed by",
            "Reason",
        ],
    );
    Destination::new(global)?.write(lines, |lines| plain_twin(lines, &headers))
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("id", Text, |line: &Self| Cell::Text(line.id.to_string().into())),
            Column::new("kind", Text, |line: &Self| line.kind.into()),
            Column::new("about", Text, |line: &Self| line.about.as_str().into()),
            Column::new("says", Text, |line: &Self| line.says.as_str().into()),
            Column::new("version", Count, |line: &Self| Cell::Count(line.version.into())),
            Column::new("state", Text, |line: &Self| line.state.into()),
            Column::new("document", Text, |line: &Self| line.document.as_str().into()),
            Column::new("entered_by", Text, |line: &Self| line.entered_by.as_str().into()),
            Column::new("confirmed_by", Text, |line: &Self| line.confirmed_by.as_str().into()),
            Column::new("reason", Text, |line: &Self| line.reason.as_str().into()),
        ]
    }
}
