//! The files: CSV in canonical columns, TOML for questionnaire and rounds.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use survey::attempt::ContactAttempt;
use survey::{Questionnaire, Response, Round, Unit};

use crate::District;
use crate::issues::Issue;
use crate::rounds::QUESTIONNAIRE_TOML;

const UNIT_COLUMNS: [&str; 7] =
    ["code", "name", "name_en", "level", "parent", "valid_from", "valid_to"];
const RESPONSE_COLUMNS: [&str; 11] = [
    "id",
    "round",
    "unit",
    "mode",
    "interviewed_on",
    "started_at",
    "ended_at",
    "respondent",
    "stratum",
    "psu",
    "weight",
];
const ATTEMPT_COLUMNS: [&str; 7] = ["id", "round", "case", "unit", "mode", "at", "outcome"];
/// Stands in a question's column where a skip rule left it out; an empty cell is unanswered.
const NOT_ASKED: &str = "-";

/// Rows written to each file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows of `units.csv`.
    pub units: u64,
    /// Rounds in `rounds.toml`.
    pub rounds: u64,
    /// Rows of `responses.csv`.
    pub responses: u64,
    /// Rows of `attempts.csv`.
    pub attempts: u64,
    /// Rows of `issues.csv`.
    pub issues: u64,
}

/// Writes all files of a district into a folder, which is made where it does not exist.
///
/// # Errors
/// What the file system answers.
pub fn write_all(district: &District, folder: &Path) -> io::Result<Rows> {
    fs::create_dir_all(folder)?;
    let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    fs::write(folder.join("questionnaire.toml"), QUESTIONNAIRE_TOML)?;
    let issues = district.issues();
    Ok(Rows {
        units: write_units(district.units(), create("units.csv")?)?,
        rounds: write_rounds(district.rounds(), create("rounds.toml")?)?,
        responses: write_responses(
            district.questionnaire(),
            district.responses(),
            create("responses.csv")?,
        )?,
        attempts: write_attempts(district.attempts(), create("attempts.csv")?)?,
        issues: write_issues(&issues, create("issues.csv")?)?,
    })
}

/// Writes `units.csv` and counts its rows.
///
/// # Errors
/// What the writer answers.
pub fn write_units(units: &[Unit], out: impl Write) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(UNIT_COLUMNS)?;
    for unit in units {
        csv.write_record([
            unit.code.as_str(),
            &unit.name.zh,
            unit.name.en.as_deref().unwrap_or_default(),
            unit.level.as_str(),
            &text(unit.parent.as_ref()),
            &text(unit.valid_from.as_ref()),
            &text(unit.valid_to.as_ref()),
        ])?;
    }
    csv.flush()?;
    Ok(units.len() as u64)
}

/// Writes `rounds.toml` and counts its rounds.
///
/// # Errors
/// What the writer answers.
pub fn write_rounds(rounds: &[Round], mut out: impl Write) -> io::Result<u64> {
    #[derive(Serialize)]
    struct Rounds<'a> {
        rounds: &'a [Round],
    }
    let text = toml::to_string(&Rounds { rounds }).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(rounds.len() as u64)
}

/// Writes `responses.csv` while it reads the responses, and counts its rows.
///
/// # Errors
/// What the writer answers.
pub fn write_responses(
    questionnaire: &Questionnaire,
    responses: impl Iterator<Item = Response>,
    out: impl Write,
) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    let questions = questionnaire.questions.iter().map(|question| question.code.as_str());
    csv.write_record(RESPONSE_COLUMNS.into_iter().chain(questions))?;
    let mut count = 0;
    for response in responses {
        write_header(&mut csv, &response)?;
        for question in &questionnaire.questions {
            let answer = response.answers.get(&question.code).map_or("", String::as_str);
            let skipped = response.not_asked.contains(&question.code);
            csv.write_field(if skipped { NOT_ASKED } else { answer })?;
        }
        csv.write_record(None::<&[u8]>)?;
        count += 1;
    }
    csv.flush()?;
    Ok(count)
}

/// The columns before the answers.
fn write_header(csv: &mut csv::Writer<impl Write>, response: &Response) -> csv::Result<()> {
    csv.write_field(response.id.to_string())?;
    csv.write_field(response.round.as_str())?;
    csv.write_field(response.unit.as_str())?;
    csv.write_field(response.mode.as_str())?;
    csv.write_field(response.interviewed_on.to_string())?;
    csv.write_field(text(response.started_at.as_ref()))?;
    csv.write_field(text(response.ended_at.as_ref()))?;
    csv.write_field(text(response.respondent.as_ref()))?;
    csv.write_field(text(response.stratum.as_ref()))?;
    csv.write_field(text(response.psu.as_ref()))?;
    csv.write_field(response.weight.to_string())
}

/// Writes `attempts.csv` while it reads the attempts, and counts its rows.
///
/// # Errors
/// What the writer answers.
pub fn write_attempts(
    attempts: impl Iterator<Item = ContactAttempt>,
    out: impl Write,
) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(ATTEMPT_COLUMNS)?;
    let mut count = 0;
    for attempt in attempts {
        csv.write_record([
            &attempt.id.to_string(),
            attempt.round.as_str(),
            attempt.case.as_str(),
            attempt.unit.as_str(),
            attempt.mode.as_str(),
            &attempt.at.to_string(),
            attempt.outcome.as_str(),
        ])?;
        count += 1;
    }
    csv.flush()?;
    Ok(count)
}

/// Writes `issues.csv` and counts its rows.
///
/// # Errors
/// What the writer answers.
pub fn write_issues(issues: &[Issue], out: impl Write) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    for issue in issues {
        csv.serialize(issue)?;
    }
    csv.flush()?;
    Ok(issues.len() as u64)
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}
