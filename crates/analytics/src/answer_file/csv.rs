//! CSV rows → the columns that the counter takes, some rows at a time.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use csv::StringRecord;
use foldhash::fast::FixedState;
use survey::Questionnaire;

use super::coded::Coded;
use super::codes::{Codes, Runs};
use super::columns::AnswerColumns;
use super::counter::Counter;
use super::rows::{Columns, Rows};
use super::values::{NULL, Values};
use crate::{AnswerFileError, Cube, Grain};

/// Rows held at a time.
const BATCH_ROWS: usize = 1 << 18;

pub(crate) fn cube(
    path: &Path,
    columns: &AnswerColumns,
    (questionnaire, grain): (&Questionnaire, Grain),
) -> Result<Cube, AnswerFileError> {
    let mut file = csv::Reader::from_reader(File::open(path)?);
    let header = file.headers()?.clone();
    let places = Places::new(columns, &header)?;
    let mut counter = Counter::new(questionnaire, grain, None)?;
    let mut first_row = 0;
    loop {
        let (rows, batch) = places.read(&mut file)?;
        if rows == 0 {
            break;
        }
        counter.count(&Rows::new(columns, first_row, batch)?)?;
        first_row += rows;
    }
    counter.end();
    counter.finish(columns.nested_psus)
}

/// Positions of the columns in the file.
struct Places {
    interview: usize,
    unit: usize,
    date: usize,
    question: usize,
    answer: usize,
    stratum: Option<usize>,
    psu: Option<usize>,
    weight: Option<usize>,
}

impl Places {
    fn new(columns: &AnswerColumns, header: &StringRecord) -> Result<Self, AnswerFileError> {
        let place = |name: &String| {
            // A byte order mark sticks to the first name.
            let same = |field: &str| field.trim_start_matches('\u{feff}') == name;
            header.iter().position(same).ok_or_else(|| AnswerFileError::MissingColumn {
                column: name.clone(),
                columns: header.iter().collect::<Vec<_>>().join(", "),
            })
        };
        let optional = |name: &Option<String>| name.as_ref().map(place).transpose();
        Ok(Self {
            interview: place(&columns.interview)?,
            unit: place(&columns.unit)?,
            date: place(&columns.date)?,
            question: place(&columns.question)?,
            answer: place(&columns.answer)?,
            stratum: optional(&columns.stratum)?,
            psu: optional(&columns.psu)?,
            weight: optional(&columns.weight)?,
        })
    }

    /// How many rows there were, and their columns.
    fn read(&self, file: &mut csv::Reader<File>) -> Result<(usize, Columns), AnswerFileError> {
        let mut record = StringRecord::new();
        let mut batch = Batch::default();
        let mut rows = 0;
        while rows < BATCH_ROWS && file.read_record(&mut record)? {
            let field = |place: usize| record.get(place).unwrap_or_default();
            batch.interview.push(field(self.interview));
            batch.unit.push(field(self.unit));
            batch.date.push(field(self.date));
            batch.question.push(field(self.question));
            batch.answer.push(field(self.answer));
            batch.stratum.push(self.stratum.map_or("", field));
            batch.psu.push(self.psu.map_or("", field));
            batch.weight.push(self.weight.map_or("", field));
            rows += 1;
        }
        let columns = Columns {
            interview: batch.interview.texts(),
            unit: batch.unit.texts(),
            date: batch.date.texts(),
            question: batch.question.texts(),
            answer: batch.answer.texts(),
            stratum: self.stratum.map(|_| batch.stratum.texts()),
            psu: self.psu.map(|_| batch.psu.texts()),
            weight: self.weight.map(|_| batch.weight.numbers()),
        };
        Ok((rows, columns))
    }
}

#[derive(Default)]
struct Batch {
    interview: Column<Runs>,
    unit: Column<Runs>,
    date: Column<Runs>,
    question: Column<Vec<u32>>,
    answer: Column<Vec<u32>>,
    stratum: Column<Runs>,
    psu: Column<Runs>,
    weight: Column<Runs>,
}

/// The distinct texts of a column, and the one of each row.
#[derive(Default)]
struct Column<C> {
    codes: C,
    texts: Vec<Box<str>>,
    known: HashMap<Box<str>, u32, FixedState>,
    last: u32,
}

impl<C: Codes> Column<C> {
    fn push(&mut self, text: &str) {
        // Most fields repeat the row before.
        if self.texts.get(self.last as usize).is_none_or(|last| **last != *text) {
            self.last = self.code(text);
        }
        self.codes.push(self.last, 1);
    }

    fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return NULL;
        }
        if let Some(&code) = self.known.get(text) {
            return code;
        }
        let code = u32::try_from(self.texts.len()).expect("a batch has fewer than 2^32 rows");
        self.texts.push(text.into());
        self.known.insert(text.into(), code);
        code
    }

    fn texts(self) -> Coded<C> {
        Coded { codes: self.codes, values: Values::Texts(self.texts) }
    }

    /// What is no number is kept as one that no weight can be.
    fn numbers(self) -> Coded<C> {
        let numbers = self.texts.iter().map(|text| text.trim().parse().unwrap_or(f64::NAN));
        Coded { codes: self.codes, values: Values::Reals(numbers.collect()) }
    }
}
