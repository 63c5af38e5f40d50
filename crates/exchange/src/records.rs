//! Files in our own columns, a thing a row: read one after another, and judged row by row.

use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;

use csv::StringRecord;
use survey::Problem;

use crate::cells::{CellRules, Cells};
use crate::error::ExchangeError;
use crate::mapping::FileForm;
use crate::reject::{Flaw, Reject};
use crate::source::{Progress, Source};

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordRow<T> {
    /// What it is, and its line.
    Accepted(T, u64),
    /// What is wrong with the row: at least one thing.
    Rejected(Vec<Reject>),
}

/// What the rows of a file are, and what they are held against.
pub(crate) trait RecordForm<T> {
    /// The columns, by whose number the cells of a row are asked for.
    fn columns(&self) -> &'static [&'static str];

    /// Reads a row.
    fn read(&self, row: &RecordCells<'_>) -> Result<T, Flaw>;

    /// What is wrong with a row that can be read.
    fn flaws(&self, item: &T, row: &RecordCells<'_>) -> Vec<Flaw>;
}

/// The cells of a row, in the order of the columns that were asked for.
pub(crate) struct RecordCells<'r> {
    columns: &'static [&'static str],
    places: &'r [usize],
    cells: Cells<'r>,
}

impl RecordCells<'_> {
    /// The text of a cell; none of a blank one.
    pub(crate) fn text(&self, at: usize) -> Option<&str> {
        self.cells.text(self.places[at])
    }

    /// The value of a cell that must not be blank.
    pub(crate) fn parse<T: FromStr<Err: Display>>(&self, at: usize) -> Result<T, Flaw> {
        let text = self.text(at).ok_or_else(|| Flaw::blank(self.columns[at], "the value"))?;
        text.parse().map_err(|error| Flaw::unreadable("bad_value", self.columns[at], text, error))
    }

    /// The value of a cell that may be blank.
    pub(crate) fn optional<T: FromStr<Err: Display>>(&self, at: usize) -> Result<Option<T>, Flaw> {
        self.text(at).map(|_| self.parse(at)).transpose()
    }

    /// Problems of what was read, each at the column that its path names.
    pub(crate) fn flaws(&self, problems: Vec<Problem>) -> Vec<Flaw> {
        let flaw = |problem: Problem| {
            let column = problem.path.trim_start_matches('/');
            Flaw::new(problem.code, column, self.raw(column), problem.detail)
        };
        problems.into_iter().map(flaw).collect()
    }

    /// A cell as it stands in the file, by the name of its column.
    pub(crate) fn raw(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|name| *name == column);
        at.map_or("", |at| self.cells.raw(self.places[at]))
    }
}

/// Reads rows one after another. A fault of the file ends it with an error.
pub struct Records<'a, T> {
    form: Box<dyn RecordForm<T> + 'a>,
    source: Source,
    places: Vec<usize>,
    cells: CellRules,
    record: StringRecord,
    ended: bool,
}

impl<'a, T> Records<'a, T> {
    pub(crate) fn open(path: &Path, form: impl RecordForm<T> + 'a) -> Result<Self, ExchangeError> {
        let source = Source::open(path, &FileForm::default())?;
        let place = |name: &&str| source.header.column(name).map(|column| column.index);
        Ok(Self {
            places: form.columns().iter().map(place).collect::<Result<_, _>>()?,
            form: Box::new(form),
            source,
            cells: CellRules::new(&[], true),
            record: StringRecord::new(),
            ended: false,
        })
    }

    /// How far the reading has come; to be asked between rows.
    pub fn progress(&self) -> Progress {
        self.source.progress()
    }

    fn read(&mut self) -> Result<Option<RecordRow<T>>, ExchangeError> {
        let Some(line) = self.source.next(&mut self.record)? else {
            return Ok(None);
        };
        let cells = self.cells.see(&self.record);
        let row = RecordCells { columns: self.form.columns(), places: &self.places, cells };
        let read = self.form.read(&row).map_err(|flaw| vec![flaw]);
        let checked = read.and_then(|item| match self.form.flaws(&item, &row) {
            flaws if flaws.is_empty() => Ok(item),
            flaws => Err(flaws),
        });
        Ok(Some(match checked {
            Ok(item) => RecordRow::Accepted(item, line),
            Err(flaws) => {
                let listed = flaws.into_iter().map(|flaw| flaw.at(&self.source.file, line));
                RecordRow::Rejected(listed.collect())
            }
        }))
    }
}

impl<T> Iterator for Records<'_, T> {
    type Item = Result<RecordRow<T>, ExchangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.read().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}
