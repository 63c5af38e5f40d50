//! `manyi seal`: closes a period.

mod folder;

use std::io;
use std::path::Path;

use figures::{FiguresError, SealRequest, Twin, seal_period};
use jiff::Timestamp;
use serde::Serialize;
use store::{COMMAND_LINE, Seal, Store, StoreError};
use survey::Period;
use survey::round::in_china;
use survey::table::{Cell, Column, ColumnKind, Row};

use crate::args::{Global, MakeSeal, SealArgs, SealCommand};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk, write_to};

use folder::Folder;
pub(super) use folder::check as check_folder;

/// Digits of a digest that tell it apart on a screen.
const SHORT: usize = 16;

pub(super) fn run(args: &SealArgs, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match (&args.command, args.make.period) {
        (Some(SealCommand::List), _) => list(&store, global)?,
        (Some(SealCommand::Show { period, revision }), _) => {
            let seal = known(&store, *period, *revision)?;
            let path = global.output.as_deref().filter(|path| path.as_os_str() != "-");
            write_to(path, |writer| -> Result<(), Failure> {
                Ok(writer.write_all(seal.json.as_bytes())?)
            })?;
        }
        (None, Some(period)) => make(&store, &args.make, period, talk)?,
        (None, None) => return Err(Failure::Usage("name a period, such as 2026-Q3".to_owned())),
    }
    Ok(Outcome::Done)
}

/// A seal that is there.
pub(super) fn known(store: &Store, period: Period, revision: Option<u32>) -> Result<Seal, Failure> {
    let seal = store.seal(period, revision)?;
    Ok(seal.ok_or(StoreError::UnknownSeal { period, revision })?)
}

fn make(store: &Store, args: &MakeSeal, period: Period, talk: &Talk) -> Result<(), Failure> {
    let request = SealRequest {
        period,
        by: COMMAND_LINE,
        reason: args.reason.as_deref(),
        program: env!("CARGO_PKG_VERSION"),
    };
    let next = store.seal(period, None)?.map_or(1, |seal| seal.manifest.revision + 1);
    let mut folder = None;
    let seal = seal_period(store, &request, |draft| match &args.folder {
        None => Ok(Vec::new()),
        Some(path) => {
            let begun = folder.insert(Folder::begin(path, period, next)?);
            draft.files(store)?.iter().map(|file| begun.add(store, file)).collect()
        }
    })?;
    tell(&seal, talk);
    if let Some(folder) = folder {
        let at = folder.finish(store, &seal)?;
        talk.say(format!("{}: {} files", at.display(), seal.manifest.files.len()));
    }
    Ok(())
}

fn tell(seal: &Seal, talk: &Talk) {
    let manifest = &seal.manifest;
    talk.say(format!("sealed {}: SHA-256 {}", manifest.what(), seal.digest));
    for change in &manifest.changes {
        let survey::seal::PartChange { name, added, changed, removed } = change;
        talk.say(format!("  {name}: {added} added, {changed} changed, {removed} removed"));
    }
    let waiting = manifest.waiting;
    if waiting.quarantine > 0 {
        talk.say(format!(
            "not decided: {} responses of the period are in quarantine ({} by a questionnaire that is \
             not published) and are not sealed; what is decided later needs another revision",
            waiting.quarantine, waiting.unknown_form
        ));
    }
    talk.say("publish the digest: whoever has it can tell whether this is what was sealed");
}

/// A seal as a row.
#[derive(Serialize)]
struct Line {
    number: u32,
    period: Period,
    revision: u32,
    responses: u64,
    sealed_at: Timestamp,
    sealed_by: String,
    program: String,
    reason: Option<String>,
    digest: String,
}

impl From<Seal> for Line {
    fn from(seal: Seal) -> Self {
        let manifest = seal.manifest;
        let of_responses = manifest.parts.iter().filter(|part| part.name.starts_with("responses/"));
        Self {
            responses: of_responses.map(|part| part.rows).sum(),
            number: manifest.number,
            period: manifest.period,
            revision: manifest.revision,
            sealed_at: manifest.sealed_at,
            sealed_by: manifest.sealed_by,
            program: manifest.program,
            reason: manifest.reason,
            digest: seal.digest,
        }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        vec![
            Column::new("number", Count, |line: &Self| Some(line.number).into()),
            Column::new("period", Text, |line: &Self| Cell::Text(line.period.to_string().into())),
            Column::new("revision", Count, |line: &Self| Some(line.revision).into()),
            Column::new("responses", Count, |line: &Self| line.responses.into()),
            Column::new("sealed_at", Text, |line: &Self| {
                Cell::Text(line.sealed_at.to_string().into())
            }),
            Column::new("sealed_by", Text, |line: &Self| line.sealed_by.as_str().into()),
            Column::new("program", Text, |line: &Self| line.program.as_str().into()),
            Column::new("reason", Text, |line: &Self| {
                line.reason.as_deref().map_or(Cell::Empty, |reason| Cell::Text(reason.into()))
            }),
            Column::new("digest", Text, |line: &Self| line.digest.as_str().into()),
        ]
    }
}

fn list(store: &Store, global: &Global) -> Result<(), Failure> {
    let lines: Vec<Line> = store.seals()?.into_iter().map(Line::from).collect();
    let headers = global.lang.pick(
        ["序号", "时期", "版次", "答卷", "封账时间", "封账人", "摘要（前16位）"],
        ["No.", "Period", "Revision", "Responses", "Sealed", "By", "Digest (first 16)"],
    );
    Destination::new(global)?.write(lines, |lines| {
        let row = |line: &Line| {
            vec![
                line.number.to_string(),
                line.period.to_string(),
                line.revision.to_string(),
                line.responses.to_string(),
                in_china(line.sealed_at).strftime("%Y-%m-%d %H:%M").to_string(),
                line.sealed_by.clone(),
                line.digest.chars().take(SHORT).collect(),
            ]
        };
        Twin {
            headers: headers.map(str::to_owned).to_vec(),
            rows: lines.iter().map(row).collect(),
            ..Twin::default()
        }
    })
}

/// That a file of a folder can't be read or written.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    move |error| Failure::File { path: path.to_owned(), error }
}

/// As [`at`], for what figures write.
fn figures_at(path: &Path) -> impl FnOnce(FiguresError) -> Failure + '_ {
    move |error| match error {
        FiguresError::Output(error) => Failure::File { path: path.to_owned(), error },
        error => error.into(),
    }
}
