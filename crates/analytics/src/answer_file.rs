//! A file with one row an answer → cube, without a database.
//!
//! The row groups of a Parquet file are dealt out to threads in runs, and what the threads counted is
//! added. Sums are exact, so the number of threads changes nothing.

mod coded;
mod codes;
mod columns;
mod counter;
mod csv;
mod dictionary;
mod offers;
mod rows;
mod values;

use std::cell::Cell;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;

use survey::Questionnaire;

pub(crate) use coded::{Coded, RowGroups};
pub(crate) use codes::{Codes, Runs};
pub use columns::AnswerColumns;
use counter::Counter;
pub(crate) use values::NULL;

use crate::{AnswerFileError, Cube, CubeBuilder, Grain};

/// Counts a file of answers into a cube. A file whose name ends in `.csv` is CSV with a header, in
/// UTF-8; any other is Parquet. The file says nothing of modes: in a cube of [`Grain::Question`]
/// all interviews pass for visits.
///
/// # Errors
/// When the file can't be read, lacks a column, has an answer that its question does not offer, a
/// weight that is not a positive number, a PSU in two strata, or answers of one interview that do not
/// stand together.
pub fn cube_of_answers(
    path: &Path,
    columns: &AnswerColumns,
    questionnaire: &Questionnaire,
    grain: Grain,
) -> Result<Cube, AnswerFileError> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return csv::cube(path, columns, (questionnaire, grain));
    }
    let file = sound(|| RowGroups::open(path))?;
    let counters = in_shares(&file, |file, groups| {
        Part { file, columns }.count(groups, (questionnaire, grain))
    });
    let mut counters = counters.into_iter();
    let Some(whole) = counters.next() else { return Ok(CubeBuilder::new().finish()) };
    let mut whole = whole?;
    for counter in counters {
        whole.absorb(counter?);
    }
    whole.finish(columns.nested_psus)
}

/// Deals the row groups of a file to threads, and gives what each made of its share, in order.
pub(crate) fn in_shares<T: Send>(
    file: &RowGroups,
    read: impl Fn(RowGroups, Range<usize>) -> Result<T, AnswerFileError> + Sync,
) -> Vec<Result<T, AnswerFileError>> {
    thread::scope(|scope| {
        let read = &read;
        let shares = shares(file.metadata.row_groups.len());
        let workers: Vec<_> = shares
            .into_iter()
            .map(|groups| scope.spawn(move || sound(|| read(file.again()?, groups))))
            .collect();
        let damaged = |_| Err(AnswerFileError::Damaged);
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(damaged)).collect()
    })
}

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// True while this thread decodes a file. The decoder panics at some damage, which is caught and
/// told as an error: a program's panic hook need not tell it too.
pub fn is_decoding() -> bool {
    DECODING.get()
}

/// Runs what decodes a file.
pub(crate) fn sound<T>(
    decode: impl FnOnce() -> Result<T, AnswerFileError>,
) -> Result<T, AnswerFileError> {
    let before = DECODING.replace(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(before);
    decoded.unwrap_or(Err(AnswerFileError::Damaged))
}

/// Row groups in as many runs as there are threads.
fn shares(groups: usize) -> Vec<Range<usize>> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(groups);
    (0..threads).map(|at| groups * at / threads..groups * (at + 1) / threads).collect()
}

/// What one thread reads.
struct Part<'a> {
    file: RowGroups,
    columns: &'a AnswerColumns,
}

impl Part<'_> {
    /// Counts the interviews that begin in these row groups.
    fn count(
        mut self,
        groups: Range<usize>,
        (questionnaire, grain): (&Questionnaire, Grain),
    ) -> Result<Counter, AnswerFileError> {
        let begun_before = match groups.start.checked_sub(1) {
            Some(before) => self.last_interview(before)?,
            None => None,
        };
        let mut counter = Counter::new(questionnaire, grain, begun_before)?;
        for group in groups.clone() {
            counter.count(&self.rows(group)?)?;
        }
        for group in groups.end..self.file.metadata.row_groups.len() {
            if !counter.count_rest(&self.rows(group)?)? {
                break;
            }
        }
        counter.end();
        Ok(counter)
    }

    fn last_interview(&mut self, group: usize) -> Result<Option<u64>, AnswerFileError> {
        let interviews: Coded<Runs> = self.file.column(group, &self.columns.interview)?;
        let keys = interviews.values.keys(&self.columns.interview)?;
        Ok(interviews.codes.last().and_then(|code| keys.get(code as usize).copied()))
    }

    fn rows(&mut self, group: usize) -> Result<rows::Rows<'_>, AnswerFileError> {
        let columns = self.columns;
        let first_row = self.file.rows_before(group);
        let file = &mut self.file;
        let mut optional = |name: &Option<String>| {
            let column = |name: &String| file.column(group, name);
            name.as_ref().map(column).transpose()
        };
        let (stratum, psu, weight) =
            (optional(&columns.stratum)?, optional(&columns.psu)?, optional(&columns.weight)?);
        rows::Rows::new(
            columns,
            first_row,
            rows::Columns {
                interview: file.column(group, &columns.interview)?,
                unit: file.column(group, &columns.unit)?,
                date: file.column(group, &columns.date)?,
                question: file.column(group, &columns.question)?,
                answer: file.column(group, &columns.answer)?,
                stratum,
                psu,
                weight,
            },
        )
    }
}
