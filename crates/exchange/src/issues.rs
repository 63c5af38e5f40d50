//! Issues of other channels than answers in our own columns:
//! `channel,number,unit,category,reason,description,opened_on,receiver`.

use std::path::Path;

use csv::StringRecord;
use jiff::civil::Date;
use survey::{NewIssue, Questionnaire, UnitTree};

use crate::cells::{CellRules, Cells, Header};
use crate::error::ExchangeError;
use crate::mapping::FileForm;
use crate::reject::{Flaw, Reject};
use crate::source::{Progress, Source};

const COLUMNS: [&str; 8] =
    ["channel", "number", "unit", "category", "reason", "description", "opened_on", "receiver"];

/// One row of a file of issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueRow {
    /// An issue and its line.
    Accepted(NewIssue, u64),
    /// What is wrong with the row: at least one thing.
    Rejected(Vec<Reject>),
}

/// What issues are read against.
#[derive(Debug, Clone, Copy)]
pub struct IssueTerms<'a> {
    /// The units that issues may belong to.
    pub units: &'a UnitTree,
    /// The questionnaires whose categories issues may have.
    pub questionnaires: &'a [Questionnaire],
    /// The day after which nothing has come in yet.
    pub today: Date,
}

/// Reads issues one after another.
pub struct Issues<'a> {
    source: Source,
    places: [usize; COLUMNS.len()],
    cells: CellRules,
    terms: IssueTerms<'a>,
    record: StringRecord,
    ended: bool,
}

/// Opens a file of issues.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_issues<'a>(path: &Path, terms: IssueTerms<'a>) -> Result<Issues<'a>, ExchangeError> {
    let source = Source::open(path, &FileForm::default())?;
    Ok(Issues {
        places: places(&source.header)?,
        source,
        cells: CellRules::new(&[], true),
        terms,
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

impl Issues<'_> {
    /// How far the reading has come; to be asked between rows.
    pub fn progress(&self) -> Progress {
        self.source.progress()
    }

    fn issue(&self, cells: &Cells<'_>) -> Result<NewIssue, Flaw> {
        let text = |at: usize| cells.text(self.places[at]).map(str::to_owned);
        Ok(NewIssue {
            channel: self.parse(cells, 0)?,
            number: self.parse(cells, 1)?,
            unit: self.parse(cells, 2)?,
            category: self.parse(cells, 3)?,
            reason: text(4).map(|_| self.parse(cells, 4)).transpose()?,
            description: self.parse(cells, 5)?,
            opened_on: self.parse(cells, 6)?,
            receiver: text(7),
        })
    }

    fn parse<T>(&self, cells: &Cells<'_>, at: usize) -> Result<T, Flaw>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let text = cells.text(self.places[at]);
        let text = text.ok_or_else(|| Flaw::blank(COLUMNS[at], "the value"))?;
        text.parse().map_err(|error| Flaw::unreadable("bad_value", COLUMNS[at], text, error))
    }

    fn flaws(&self, issue: &NewIssue, cells: &Cells<'_>) -> Vec<Flaw> {
        let IssueTerms { units, questionnaires, today } = self.terms;
        let flaw = |problem: survey::Problem| {
            let column = problem.path.trim_start_matches('/');
            let place = COLUMNS.iter().position(|name| *name == column);
            let value = place.map_or("", |place| cells.raw(self.places[place]));
            Flaw::new(problem.code, column, value, problem.detail)
        };
        issue.problems(units, questionnaires, today).into_iter().map(flaw).collect()
    }

    fn read(&mut self) -> Result<Option<IssueRow>, ExchangeError> {
        let Some(line) = self.source.next(&mut self.record)? else {
            return Ok(None);
        };
        let cells = self.cells.see(&self.record);
        let read = self.issue(&cells).map_err(|flaw| vec![flaw]);
        let checked = read.and_then(|issue| match self.flaws(&issue, &cells) {
            flaws if flaws.is_empty() => Ok(issue),
            flaws => Err(flaws),
        });
        Ok(Some(match checked {
            Ok(issue) => IssueRow::Accepted(issue, line),
            Err(flaws) => {
                let listed = flaws.into_iter().map(|flaw| flaw.at(&self.source.file, line));
                IssueRow::Rejected(listed.collect())
            }
        }))
    }
}

impl Iterator for Issues<'_> {
    type Item = Result<IssueRow, ExchangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.read().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}
