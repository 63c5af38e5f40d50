//! A Parquet file with one row an answer → cube, without a database.
//!
//! The file is read in parts, each by its own thread, and what the parts counted is added. Sums are
//! exact, so the number of threads changes nothing.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::ops::Range;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::{self, ScopedJoinHandle};

use polars::prelude::{DataFrame, SerReader};
use polars_io::parquet::metadata::FileMetadataRef;
use polars_io::parquet::read::{ParallelStrategy, ParquetReader};
use survey::{Code, OptionKind, Questionnaire};

use crate::builder::FormQuestion;
use crate::column::{EMPTY, Months, Numbering, Values, Weights};
use crate::cube::{INTERVIEWED, Site};
use crate::tally::Load;
use crate::{AnalyticsError, AnswerFileError, Cube, CubeBuilder, Grain};

/// Which column holds what.
#[derive(Debug, Clone)]
pub struct AnswerColumns {
    /// Id of the interview: its answers stand together.
    pub interview: String,
    /// Unit code.
    pub unit: String,
    /// Day or instant of the interview.
    pub date: String,
    /// Stratum.
    pub stratum: Option<String>,
    /// PSU within the stratum.
    pub psu: Option<String>,
    /// Design weight.
    pub weight: Option<String>,
    /// Question code.
    pub question: String,
    /// Option code; empty when the question was not answered.
    pub answer: String,
}

impl Default for AnswerColumns {
    fn default() -> Self {
        Self {
            interview: "response_id".into(),
            unit: "unit_code".into(),
            date: "interviewed_on".into(),
            stratum: Some("stratum".into()),
            psu: Some("psu".into()),
            weight: Some("weight".into()),
            question: "question_code".into(),
            answer: "answer".into(),
        }
    }
}

impl AnswerColumns {
    /// Names the column of a field; an empty name says that there is none.
    ///
    /// # Errors
    /// A sentence, when there is no such field or it can't do without a column.
    pub fn set(&mut self, field: &str, name: &str) -> Result<(), String> {
        let optional = (!name.is_empty()).then(|| name.to_owned());
        let always = match field {
            "interview" => &mut self.interview,
            "unit" => &mut self.unit,
            "date" => &mut self.date,
            "question" => &mut self.question,
            "answer" => &mut self.answer,
            "stratum" | "psu" | "weight" => {
                let column = match field {
                    "stratum" => &mut self.stratum,
                    "psu" => &mut self.psu,
                    _ => &mut self.weight,
                };
                *column = optional;
                return Ok(());
            }
            _ => {
                return Err(format!(
                    "there is no field {field:?}: interview, unit, date, stratum, psu, weight, \
                     question, answer"
                ));
            }
        };
        *always = optional.ok_or_else(|| format!("the field {field} needs a column"))?;
        Ok(())
    }

    fn names(&self) -> Vec<String> {
        let always = [&self.interview, &self.unit, &self.date, &self.question, &self.answer];
        let sometimes = [&self.stratum, &self.psu, &self.weight];
        always.into_iter().chain(sometimes.into_iter().flatten()).cloned().collect()
    }
}

/// Counts a Parquet file of answers into a cube of [`Grain::Category`].
///
/// # Errors
/// When the file can't be read, lacks a column, has an answer that its question does not offer, a
/// weight that is not a positive number, or answers of one interview that do not stand together.
pub fn cube_of_answers(
    path: &Path,
    columns: &AnswerColumns,
    questionnaire: &Questionnaire,
) -> Result<Cube, AnswerFileError> {
    let file = AnswerFile::open(path, columns)?;
    let parts = file.parts()?;
    let count = |rows: Range<usize>| -> Result<Counter, AnswerFileError> {
        let mut counter = Counter::new(questionnaire)?;
        for batch in file.batches(rows) {
            counter.count(&file.read(columns.names(), batch.clone())?, columns, batch.start)?;
        }
        counter.close_interview();
        Ok(counter)
    };
    let counters: Vec<Result<Counter, AnswerFileError>> = thread::scope(|scope| {
        let count = &count;
        let workers: Vec<_> =
            parts.into_iter().map(|rows| scope.spawn(move || count(rows))).collect();
        let join = |worker: ScopedJoinHandle<_>| worker.join().unwrap_or_else(|p| resume_unwind(p));
        workers.into_iter().map(join).collect()
    });
    let mut counters = counters.into_iter();
    let Some(whole) = counters.next() else { return Ok(CubeBuilder::new().finish()) };
    let mut whole = whole?;
    for counter in counters {
        whole.absorb(&counter?)?;
    }
    Ok(whole.builder.finish())
}

struct AnswerFile<'a> {
    path: &'a Path,
    columns: &'a AnswerColumns,
    /// Read once: a long file has much of it.
    metadata: FileMetadataRef,
}

impl<'a> AnswerFile<'a> {
    fn open(path: &'a Path, columns: &'a AnswerColumns) -> Result<Self, AnswerFileError> {
        let metadata = ParquetReader::new(File::open(path)?).get_metadata()?.clone();
        Ok(Self { path, columns, metadata })
    }

    fn read(&self, columns: Vec<String>, rows: Range<usize>) -> Result<DataFrame, AnswerFileError> {
        let mut reader = ParquetReader::new(File::open(self.path)?)
            .with_columns(Some(columns))
            .with_slice(Some((rows.start, rows.len())));
        reader.set_metadata(self.metadata.clone());
        Ok(reader.read_parallel(ParallelStrategy::None).finish()?)
    }

    /// Row groups, as far as they lie in a range: a group read in two goes is unpacked twice.
    fn batches(&self, rows: Range<usize>) -> Vec<Range<usize>> {
        let groups = self.metadata.row_groups.iter().scan(0, |end, group| {
            let start = *end;
            *end += group.num_rows();
            Some(start..*end)
        });
        groups
            .map(|group| group.start.max(rows.start)..group.end.min(rows.end))
            .filter(|batch| !batch.is_empty())
            .collect()
    }

    /// One range of rows a thread, cut where an interview ends.
    fn parts(&self) -> Result<Vec<Range<usize>>, AnswerFileError> {
        let rows = self.metadata.num_rows;
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = rows.div_ceil(threads).max(1);
        let mut parts = Vec::new();
        let mut start = 0;
        while start < rows {
            let end = self.end_of_interview((start + share).min(rows), rows)?;
            parts.push(start..end);
            start = end;
        }
        Ok(parts)
    }

    /// The first row from `row` on that belongs to another interview than the one before it.
    fn end_of_interview(&self, row: usize, rows: usize) -> Result<usize, AnswerFileError> {
        let mut at = row;
        while at < rows {
            let upto = (at + 1024).min(rows);
            let frame = self.read(vec![self.columns.interview.clone()], at - 1..upto)?;
            let ids = Values::of(&frame, &self.columns.interview)?;
            if let Some(next) = (1..=upto - at).find(|&i| ids.key(i) != ids.key(0)) {
                return Ok(at - 1 + next);
            }
            at = upto;
        }
        Ok(rows)
    }
}

/// Counts the rows of one part.
struct Counter {
    builder: CubeBuilder,
    questions: Numbering,
    answers: Numbering,
    /// Per question and answer, numbered as they came: where to count it. Grows on demand.
    offers: Vec<Vec<Offer>>,
    form: HashMap<String, FormQuestion>,
    units: Numbering,
    strata: Numbering,
    psus: Numbering,
    /// Interviews whose answers were all met.
    closed: HashSet<u64>,
    open: Option<Interview>,
}

/// Whether a question offers an answer.
#[derive(Clone, Copy)]
enum Offer {
    /// Not looked up yet.
    Unknown,
    Option {
        question: u16,
        option: u8,
        answered: u128,
    },
}

struct Interview {
    key: u64,
    site: usize,
    load: Load,
    /// Groups of people that the respondent belongs to, a bit each.
    groups: u128,
}

impl Counter {
    fn new(questionnaire: &Questionnaire) -> Result<Self, AnswerFileError> {
        let mut builder = CubeBuilder::with_grain(Grain::Category);
        let form = builder.learn(questionnaire)?.clone();
        let form = form.questions.into_iter().map(|(code, q)| (code.to_string(), q)).collect();
        Ok(Self {
            builder,
            form,
            questions: Numbering::default(),
            answers: Numbering::default(),
            offers: Vec::new(),
            units: Numbering::default(),
            strata: Numbering::default(),
            psus: Numbering::default(),
            closed: HashSet::new(),
            open: None,
        })
    }

    /// Counts rows that come after those counted before; `first_row` is for messages.
    fn count(
        &mut self,
        frame: &DataFrame,
        columns: &AnswerColumns,
        first_row: usize,
    ) -> Result<(), AnswerFileError> {
        let mut rows = Rows::of(frame, columns, first_row)?;
        let questions = self.questions.all(&Values::of(frame, &columns.question)?);
        let answers = self.answers.all(&Values::of(frame, &columns.answer)?);
        self.offers.resize(self.questions.names().len(), Vec::new());
        for offers in &mut self.offers {
            offers.resize(self.answers.names().len(), Offer::Unknown);
        }
        for (row, (&question, &answer)) in std::iter::zip(&questions, &answers).enumerate() {
            let key =
                rows.interviews.key(row).ok_or_else(|| rows.fault(row, &columns.interview, ""))?;
            if self.open.as_ref().is_none_or(|interview| interview.key != key) {
                self.close_interview();
                self.open = Some(self.interview(key, &mut rows, row)?);
            }
            if answer != EMPTY {
                let offer =
                    self.offer(question, answer).ok_or_else(|| AnalyticsError::UnknownAnswer {
                        interview: rows.interviews.text(row).unwrap_or_default(),
                        question: self.questions.name(question).to_owned(),
                        answer: self.answers.name(answer).to_owned(),
                    })?;
                self.add(offer);
            }
        }
        Ok(())
    }

    fn add(&mut self, (question, option, answered): (u16, u8, u128)) {
        if let Some(interview) = &mut self.open {
            interview.groups |= answered;
            self.builder.tallies.add_answers(interview.site, question, option, interview.load);
        }
    }

    fn offer(&mut self, question: u32, answer: u32) -> Option<(u16, u8, u128)> {
        if question == EMPTY {
            return None;
        }
        let known = &mut self.offers[question as usize][answer as usize];
        if let Offer::Option { question, option, answered } = *known {
            return Some((question, option, answered));
        }
        let form = self.form.get(self.questions.name(question))?;
        let answer: Code = self.answers.name(answer).parse().ok()?;
        let &(option, kind) = form.options.get(&answer)?;
        let groups = if kind == OptionKind::Substantive { form.answered.as_slice() } else { &[] };
        let answered = groups.iter().fold(0, |groups, group| groups | 1_u128 << group);
        *known = Offer::Option { question: form.number, option, answered };
        Some((form.number, option, answered))
    }

    fn interview(
        &mut self,
        key: u64,
        rows: &mut Rows<'_>,
        row: usize,
    ) -> Result<Interview, AnswerFileError> {
        if self.closed.contains(&key) {
            return Err(rows.scattered(row));
        }
        let names = rows.columns;
        let month = rows.months.month(row).ok_or_else(|| rows.fault(row, &names.date, "no day"))?;
        let weight = rows
            .weights
            .weight(row)
            .map_err(|value| rows.fault(row, names.weight.as_deref().unwrap_or(""), &value))?;
        let unit = self.units.number(&rows.units, row);
        if unit == EMPTY {
            return Err(rows.fault(row, &names.unit, ""));
        }
        let dimensions = &mut self.builder.dimensions;
        let stratum = rows.strata.as_ref().map_or(EMPTY, |values| self.strata.number(values, row));
        let stratum = dimensions.strata.number(self.strata.name(stratum));
        let psu = rows.psus.as_ref().map_or(EMPTY, |values| self.psus.number(values, row));
        let psu = (psu != EMPTY).then(|| self.psus.name(psu));
        let psu = dimensions.psu(stratum, psu);
        let unit = dimensions.units.number(self.units.name(unit));
        let site = self.builder.tallies.site(Site { month, psu, unit, mode: 0 });
        Ok(Interview { key, site, load: Load::new(weight), groups: 1 << INTERVIEWED })
    }

    fn close_interview(&mut self) {
        let Some(interview) = self.open.take() else { return };
        self.closed.insert(interview.key);
        let mut groups = interview.groups;
        while groups != 0 {
            let group = groups.trailing_zeros();
            let group = u16::try_from(group).expect("a group is one of 128 bits");
            self.builder.tallies.add_people(interview.site, group, 1);
            groups &= groups - 1;
        }
    }

    /// Adds another part of the same file.
    fn absorb(&mut self, other: &Self) -> Result<(), AnswerFileError> {
        if other.closed.iter().any(|key| self.closed.contains(key)) {
            return Err(AnswerFileError::ScatteredInterview { row: None });
        }
        self.closed.extend(&other.closed);
        self.builder.absorb(&other.builder);
        Ok(())
    }
}

/// The columns of some rows that stay the same during an interview.
struct Rows<'a> {
    columns: &'a AnswerColumns,
    first_row: usize,
    interviews: Values,
    units: Values,
    months: Months,
    strata: Option<Values>,
    psus: Option<Values>,
    weights: Weights,
}

impl<'a> Rows<'a> {
    fn of(
        frame: &DataFrame,
        columns: &'a AnswerColumns,
        first_row: usize,
    ) -> Result<Self, AnswerFileError> {
        let optional =
            |name: &Option<String>| name.as_deref().map(|name| Values::of(frame, name)).transpose();
        Ok(Self {
            columns,
            first_row,
            interviews: Values::of(frame, &columns.interview)?,
            units: Values::of(frame, &columns.unit)?,
            months: Months::of(frame, &columns.date)?,
            strata: optional(&columns.stratum)?,
            psus: optional(&columns.psu)?,
            weights: Weights::of(frame, columns.weight.as_deref())?,
        })
    }

    fn fault(&self, row: usize, column: &str, value: &str) -> AnswerFileError {
        AnswerFileError::BadField {
            row: self.first_row + row + 1,
            column: column.to_owned(),
            value: value.to_owned(),
        }
    }

    fn scattered(&self, row: usize) -> AnswerFileError {
        AnswerFileError::ScatteredInterview { row: Some(self.first_row + row + 1) }
    }
}
