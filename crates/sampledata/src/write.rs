//! The files: CSV in the columns that `manyi import` reads, TOML for questionnaire and rounds.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use survey::Round;

use crate::District;
use crate::histories::IssueHistory;
use crate::rounds::QUESTIONNAIRE_TOML;

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
    let mut rows = Rows::default();
    let units = district.units().iter().inspect(|_| rows.units += 1);
    exchange::write_units(create("units.csv")?, units)?;
    rows.rounds = write_rounds(district.rounds(), create("rounds.toml")?)?;
    let responses = district.responses().inspect(|_| rows.responses += 1);
    exchange::write_responses(create("responses.csv")?, district.questionnaire(), responses)?;
    let attempts = district.attempts().inspect(|_| rows.attempts += 1);
    exchange::write_attempts(create("attempts.csv")?, attempts)?;
    let issues = district.issues();
    rows.issues = write_issues(&issues, create("issues.csv")?)?;
    write_histories(&issues, create("issue_histories.jsonl")?)?;
    Ok(rows)
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

/// Writes `issues.csv` and counts its rows.
///
/// # Errors
/// What the writer answers.
pub fn write_issues(issues: &[IssueHistory], out: impl Write) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    for history in issues {
        csv.serialize(&history.issue)?;
    }
    csv.flush()?;
    Ok(issues.len() as u64)
}

/// Writes `issue_histories.jsonl`: an issue with its steps a line.
///
/// # Errors
/// What the writer answers.
pub fn write_histories(issues: &[IssueHistory], mut out: impl Write) -> io::Result<()> {
    for history in issues {
        serde_json::to_writer(&mut out, history)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
