//! `manyi export answers` and `manyi export codebook`: for statistics programs.

use std::io::Write;

use figures::{AnswerExport, AnswerRequest};
use serde_json::json;
use store::{Action, COMMAND_LINE, Store};
use survey::Code;

use crate::args::{ExportAnswers, Format, Global};
use crate::error::Failure;
use crate::output::{Destination, Talk, write_to};
use crate::progress::CountingBar;

/// Streams: a file of any length is written whole with flat memory, or not at all.
pub(super) fn answers(
    args: &ExportAnswers,
    store: &Store,
    global: &Global,
    talk: &Talk,
) -> Result<(), Failure> {
    let destination = Destination::new(global)?;
    let format = destination.format();
    if !matches!(format, Format::Csv | Format::Parquet) || !global.columns.is_empty() {
        return Err(Failure::Usage(
            "answers are written with all columns as CSV or Parquet: name the file .csv or \
             .parquet, or say --format"
                .to_owned(),
        ));
    }
    let within = args.unit.as_ref().map(|unit| super::below(&store.unit_tree()?, unit));
    let request = AnswerRequest {
        selection: args.selection.selection(),
        period: args.period,
        within: within.transpose()?,
        language: global.lang,
    };
    let export = AnswerExport::new(store, &request)?;
    let expected = export.expected(store)?;
    // On record before anything goes out.
    let detail = json!({"period": args.period, "unit": args.unit});
    store.record_action(COMMAND_LINE, Action::Exported, "answers", detail)?;
    let bar = CountingBar::new(talk, "answers", expected);
    let mut written = figures::Written::default();
    write_to(destination.path(), |writer| -> Result<(), Failure> {
        let progress = |responses| bar.at(responses);
        if format == Format::Parquet {
            written = export.write_parquet(store, writer, progress)?;
            return Ok(());
        }
        destination.encoded(writer, |writer: &mut dyn Write| -> Result<(), Failure> {
            written = export.write_csv(store, writer, progress)?;
            Ok(())
        })
    })?;
    drop(bar);
    talk.say(format!("{} answers of {} responses", written.answers, written.responses));
    Ok(())
}

pub(super) fn codebook(
    questionnaire: Option<&Code>,
    store: &Store,
    global: &Global,
) -> Result<(), Failure> {
    let rows = figures::answer_codebook(store, questionnaire)?;
    let destination = Destination::new(global)?;
    let detail = json!({"questionnaire": questionnaire});
    store.record_action(COMMAND_LINE, Action::Exported, "codebook", detail)?;
    destination.write(rows, |rows| figures::Twin::of_codebook(rows, global.lang))
}
