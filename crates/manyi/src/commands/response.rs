//! `manyi response`: looking at a stored response, correcting it, withdrawing it.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use store::{Action, COMMAND_LINE, Change, Store, StoreError};
use survey::Response;
use survey::validate::{Verdict, judge_at};
use uuid::Uuid;

use crate::args::{Global, ResponseCommand};
use crate::error::{Failure, Outcome};
use crate::output::{Talk, write_to};

pub(super) fn run(
    command: &ResponseCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        ResponseCommand::Show { id } => show(*id, &store, global)?,
        ResponseCommand::Correct { file, reason } => correct(file, reason, &store, talk)?,
        ResponseCommand::Withdraw { id, reason } => {
            store.by(COMMAND_LINE).withdraw(*id, reason)?;
            talk.say(format!("response {id} is withdrawn; nothing of its content is left"));
        }
    }
    Ok(Outcome::Done)
}

/// Prints a response and what it was before, as JSON.
fn show(id: Uuid, store: &Store, global: &Global) -> Result<(), Failure> {
    let stored = store.response(id)?;
    let stored = stored.ok_or_else(|| StoreError::UnknownResponse { id: id.to_string() })?;
    store.record_action(COMMAND_LINE, Action::ResponseRead, &id.to_string(), json!({}))?;
    let former: Vec<_> = store
        .former_versions(id)?
        .into_iter()
        .map(|former| {
            json!({
                "version": former.version, "response": former.response,
                "replaced_at": former.replaced_at, "replaced_by": former.replaced_by,
                "reason": former.reason,
            })
        })
        .collect();
    let shown = json!({
        "response": stored.response, "version": former.len() + 1,
        "received_at": stored.received_at, "source": stored.source, "former": former,
    });
    let path = global.output.as_deref().filter(|path| *path != Path::new("-"));
    write_to(path, |writer| -> Result<(), Failure> {
        serde_json::to_writer_pretty(&mut *writer, &shown).map_err(std::io::Error::from)?;
        Ok(writeln!(writer)?)
    })
}

/// A response by itself, or as `manyi response show` prints it.
fn read(file: &Path, text: &str) -> Result<Response, Failure> {
    #[derive(Deserialize)]
    struct Shown {
        response: Response,
    }
    let alone = serde_json::from_str(text);
    alone.or_else(|error| {
        serde_json::from_str::<Shown>(text).map(|shown| shown.response).map_err(|_| {
            Failure::Usage(format!("{}: this is no response: {error}", file.display()))
        })
    })
}

fn correct(file: &Path, reason: &str, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let text =
        fs::read_to_string(file).map_err(|error| Failure::File { path: file.to_owned(), error })?;
    let mut response = read(file, &text)?;
    let stored = store.response(response.id)?;
    // As over HTTP: without a number or a position it keeps those that are stored.
    response.respondent =
        response.respondent.or_else(|| stored.as_ref()?.response.respondent.clone());
    response.position = response.position.or(stored.as_ref().and_then(|s| s.response.position));
    let (rounds, forms, units) = (store.rounds()?, store.questionnaires()?, store.unit_tree()?);
    let verdict = judge_at(&response, &rounds, &forms, &units, Timestamp::now());
    match verdict {
        Verdict::Sound => {}
        Verdict::Faulty(problems) => {
            return Err(Failure::Problems { file: file.to_owned(), problems });
        }
        Verdict::UnknownForm => {
            return Err(Failure::Usage(
                "this version of the questionnaire is not in the database; import it first"
                    .to_owned(),
            ));
        }
    }
    let seen = stored.map(|stored| stored.digest).unwrap_or_default();
    let said = match store.by(COMMAND_LINE).correct(&response, &seen, reason)? {
        Change::Unchanged => "says that already",
        Change::Added | Change::Updated => "is corrected; what it was is kept",
    };
    talk.say(format!("response {} {said}", response.id));
    Ok(())
}
