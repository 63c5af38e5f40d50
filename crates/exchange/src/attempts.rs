//! Contact attempts in our own columns: `id,round,case,unit,mode,at,outcome`.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::Path;

use survey::attempt::{ContactAttempt, Outcome};
use survey::{Code, Round, UnitTree};

use crate::cells::protected;
use crate::error::ExchangeError;
use crate::records::{RecordCells, RecordForm, Records};
use crate::reject::Flaw;

const COLUMNS: [&str; 7] = ["id", "round", "case", "unit", "mode", "at", "outcome"];

/// What attempts are read against.
#[derive(Debug, Clone, Copy)]
pub struct AttemptRules<'a> {
    /// The rounds that attempts may belong to.
    pub rounds: &'a [Round],
    /// The units that attempts may belong to.
    pub units: &'a UnitTree,
    /// The outcome codes in use.
    pub outcomes: &'a [Outcome],
}

/// Opens a file of attempts.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_attempts<'a>(
    path: &Path,
    rules: AttemptRules<'a>,
) -> Result<Records<'a, ContactAttempt>, ExchangeError> {
    let outcomes = rules.outcomes.iter().map(|outcome| &outcome.code).collect();
    Records::open(path, AttemptForm { rules, outcomes })
}

/// Rows of attempts.
struct AttemptForm<'a> {
    rules: AttemptRules<'a>,
    outcomes: HashSet<&'a Code>,
}

impl RecordForm<ContactAttempt> for AttemptForm<'_> {
    fn columns(&self) -> &'static [&'static str] {
        &COLUMNS
    }

    fn read(&self, row: &RecordCells<'_>) -> Result<ContactAttempt, Flaw> {
        Ok(ContactAttempt {
            appointment_at: None,
            by: None,
            id: row.parse(0)?,
            round: row.parse(1)?,
            case: row.parse(2)?,
            unit: row.parse(3)?,
            mode: row.parse(4)?,
            at: row.parse(5)?,
            outcome: row.parse(6)?,
        })
    }

    fn flaws(&self, attempt: &ContactAttempt, _row: &RecordCells<'_>) -> Vec<Flaw> {
        let AttemptRules { rounds, units, .. } = self.rules;
        let round = rounds.iter().find(|round| round.code == attempt.round);
        let unknown = |known: bool, problem, at: usize, code: &Code| {
            let reason = format!("there is no such {}", COLUMNS[at]);
            (!known).then(|| Flaw::new(problem, COLUMNS[at], code.as_str(), reason))
        };
        let not_asked_so = round.filter(|round| !round.modes.contains(&attempt.mode));
        [
            unknown(round.is_some(), "unknown_round", 1, &attempt.round),
            unknown(units.get(attempt.unit.as_str()).is_some(), "unknown_unit", 3, &attempt.unit),
            not_asked_so.map(|round| {
                let reason = format!("round {} does not use it", round.code);
                Flaw::new("mode_not_in_round", COLUMNS[4], attempt.mode.as_str(), reason)
            }),
            unknown(
                self.outcomes.contains(&attempt.outcome),
                "unknown_outcome",
                6,
                &attempt.outcome,
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Writes attempts with the columns that [`open_attempts`] reads.
///
/// # Errors
/// When `writer` does not take the bytes.
pub fn write_attempts(
    writer: impl Write,
    attempts: impl IntoIterator<Item = impl Borrow<ContactAttempt>>,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(COLUMNS)?;
    for attempt in attempts {
        let attempt = attempt.borrow();
        csv.write_record([
            &*protected(&attempt.id.to_string()),
            &*protected(attempt.round.as_str()),
            &*protected(attempt.case.as_str()),
            &*protected(attempt.unit.as_str()),
            attempt.mode.as_str(),
            &attempt.at.to_string(),
            &*protected(attempt.outcome.as_str()),
        ])?;
    }
    csv.flush()
}
