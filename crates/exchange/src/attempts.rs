//! Contact attempts in our own columns: `id,round,case,unit,mode,at,outcome`.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::Path;

use csv::StringRecord;
use survey::attempt::{ContactAttempt, Outcome};
use survey::{Code, Round, UnitTree};

use crate::cells::{CellRules, Cells, Header, protected};
use crate::error::ExchangeError;
use crate::mapping::FileForm;
use crate::reject::{Flaw, Reject};
use crate::source::{Progress, Source};

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

/// One row of an attempts file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptRow {
    /// An attempt and its line.
    Accepted(ContactAttempt, u64),
    /// What is wrong with the row: at least one thing.
    Rejected(Vec<Reject>),
}

/// Reads attempts one after another.
pub struct Attempts<'a> {
    source: Source,
    places: [usize; COLUMNS.len()],
    cells: CellRules,
    rules: AttemptRules<'a>,
    outcomes: HashSet<&'a Code>,
    record: StringRecord,
    ended: bool,
}

/// Opens a file of attempts.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_attempts<'a>(
    path: &Path,
    rules: AttemptRules<'a>,
) -> Result<Attempts<'a>, ExchangeError> {
    let source = Source::open(path, &FileForm::default())?;
    Ok(Attempts {
        places: places(&source.header)?,
        source,
        cells: CellRules::new(&[], true),
        rules,
        outcomes: rules.outcomes.iter().map(|outcome| &outcome.code).collect(),
        record: StringRecord::new(),
        ended: false,
    })
}

fn places(header: &Header) -> Result<[usize; COLUMNS.len()], ExchangeError> {
    let mut places = [0; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        *place = header.column(name)?.index;
    }
    Ok(places)
}

impl Attempts<'_> {
    /// How far the reading has come; to be asked between rows.
    pub fn progress(&self) -> Progress {
        self.source.progress()
    }

    fn attempt(&self, cells: &Cells<'_>) -> Result<ContactAttempt, Flaw> {
        Ok(ContactAttempt {
            appointment_at: None,
            by: None,
            id: self.parse(cells, 0)?,
            round: self.parse(cells, 1)?,
            case: self.parse(cells, 2)?,
            unit: self.parse(cells, 3)?,
            mode: self.parse(cells, 4)?,
            at: self.parse(cells, 5)?,
            outcome: self.parse(cells, 6)?,
        })
    }

    fn parse<T>(&self, cells: &Cells<'_>, at: usize) -> Result<T, Flaw>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let text = cells.text(self.places[at]);
        let text = text.ok_or_else(|| Flaw::blank(COLUMNS[at], "the value"))?;
        text.parse().map_err(|e| Flaw::unreadable("bad_value", COLUMNS[at], text, e))
    }

    fn flaws(&self, attempt: &ContactAttempt) -> Vec<Flaw> {
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

    fn read(&mut self) -> Result<Option<AttemptRow>, ExchangeError> {
        let Some(line) = self.source.next(&mut self.record)? else {
            return Ok(None);
        };
        let read = self.attempt(&self.cells.see(&self.record)).map_err(|flaw| vec![flaw]);
        let checked = read.and_then(|attempt| match self.flaws(&attempt) {
            flaws if flaws.is_empty() => Ok(attempt),
            flaws => Err(flaws),
        });
        Ok(Some(match checked {
            Ok(attempt) => AttemptRow::Accepted(attempt, line),
            Err(flaws) => {
                let listed = flaws.into_iter().map(|flaw| flaw.at(&self.source.file, line));
                AttemptRow::Rejected(listed.collect())
            }
        }))
    }
}

impl Iterator for Attempts<'_> {
    type Item = Result<AttemptRow, ExchangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.read().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
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
