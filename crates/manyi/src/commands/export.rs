//! `manyi export`: what the database holds, in the columns that `manyi import` reads.

use std::path::Path;

use serde_json::json;
use store::{Action, COMMAND_LINE, ResponseFilter, Store};
use survey::{Code, Period, Questionnaire};

use crate::args::{Export, Format, Global};
use crate::error::{Failure, Outcome};
use crate::output::write_to;

pub(super) fn run(export: &Export, global: &Global) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    if global.format.is_some_and(|format| format != Format::Csv) || !global.columns.is_empty() {
        return Err(Failure::Usage(
            "an export is CSV with all columns, so that `manyi import` reads it back".to_owned(),
        ));
    }
    let path = global.output.as_deref().filter(|path| *path != Path::new("-"));
    match export {
        Export::Units => {
            let tree = store.unit_tree()?;
            store.record_action(COMMAND_LINE, Action::Exported, "units", json!({}))?;
            write_to(path, |writer| exchange::write_units(writer, tree.units()))?;
        }
        Export::Responses { questionnaire, period } => {
            // On record before anything goes out.
            let detail = json!({"questionnaire": questionnaire, "period": period});
            store.record_action(COMMAND_LINE, Action::Exported, "responses", detail)?;
            responses(&store, questionnaire.as_ref(), *period, path)?;
        }
    }
    Ok(Outcome::Done)
}

/// Streams: an export of any length is written whole with flat memory.
fn responses(
    store: &Store,
    questionnaire: Option<&Code>,
    period: Option<Period>,
    path: Option<&Path>,
) -> Result<(), Failure> {
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
