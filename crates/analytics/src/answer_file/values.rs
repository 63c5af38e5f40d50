//! What the codes of a column stand for, and one numbering of it for all row groups.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use jiff::ToSpan;
use jiff::civil::Date;
use survey::Month;
use survey::validate::{WEIGHT_MAX, WEIGHT_MIN};

use super::coded::Coded;
use super::codes::Codes;
use crate::AnswerFileError;

/// The code of an empty field, and the number of what stands for nothing.
pub(crate) const NULL: u32 = u32::MAX;

/// Distinct values of a column, whatever type they are stored in.
#[derive(Debug)]
pub(crate) enum Values {
    Numbers(Vec<i64>),
    /// Beyond the others, as hashes are.
    Unsigned(Vec<u64>),
    Reals(Vec<f64>),
    Texts(Vec<Box<str>>),
    /// Days or instants since 1970, in ticks of which a day has so many.
    Days {
        ticks: Vec<i64>,
        a_day: i64,
    },
}

impl Values {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Unsigned(numbers) => numbers.len(),
            Self::Reals(reals) => reals.len(),
            Self::Texts(texts) => texts.len(),
            Self::Days { ticks, .. } => ticks.len(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Numbers(_) | Self::Unsigned(_) => "whole numbers",
            Self::Reals(_) => "fractions",
            Self::Texts(_) => "text",
            Self::Days { .. } => "days or instants",
        }
    }

    fn error(&self, column: &str, wanted: &'static str) -> AnswerFileError {
        AnswerFileError::ColumnType {
            column: column.to_owned(),
            found: self.kind().to_owned(),
            wanted,
        }
    }

    /// A key for each value that tells it from others, also in other row groups. Two texts that
    /// share one are improbable: 1 in 2⁶⁴.
    pub(crate) fn keys(&self, column: &str) -> Result<Vec<u64>, AnswerFileError> {
        match self {
            Self::Numbers(numbers) => Ok(numbers.iter().map(|n| n.cast_unsigned()).collect()),
            Self::Unsigned(numbers) => Ok(numbers.clone()),
            Self::Texts(texts) => {
                Ok(texts.iter().map(|text| FixedState::default().hash_one(text)).collect())
            }
            _ => Err(self.error(column, "text or whole numbers")),
        }
    }

    /// Each value as a month; `None` where it is no day.
    pub(crate) fn months(&self, column: &str) -> Result<Vec<Option<i32>>, AnswerFileError> {
        match self {
            Self::Texts(texts) => Ok(texts.iter().map(|text| month_of_text(text)).collect()),
            Self::Days { ticks, a_day } => {
                let mut last = (i64::MIN, None);
                let month = |tick: &i64| {
                    let day = tick.div_euclid(*a_day);
                    if last.0 != day {
                        last = (day, month_of_day(day));
                    }
                    last.1
                };
                Ok(ticks.iter().map(month).collect())
            }
            _ => Err(self.error(column, "days, instants or text")),
        }
    }

    /// Each value as a design weight, or the value itself where it is none.
    pub(crate) fn weights(&self, column: &str) -> Result<Vec<Result<f64, f64>>, AnswerFileError> {
        let weight = |real: f64| {
            let usable = (WEIGHT_MIN..=WEIGHT_MAX).contains(&real);
            if usable { Ok(real) } else { Err(real) }
        };
        Ok(self.numbers(column)?.into_iter().map(weight).collect())
    }

    /// Each value as a number.
    pub(crate) fn numbers(&self, column: &str) -> Result<Vec<f64>, AnswerFileError> {
        match self {
            Self::Reals(reals) => Ok(reals.clone()),
            Self::Numbers(numbers) => Ok(numbers.iter().map(|&n| n as f64).collect()),
            Self::Unsigned(numbers) => Ok(numbers.iter().map(|&n| n as f64).collect()),
            _ => Err(self.error(column, "numbers")),
        }
    }

    /// A value as it is written.
    pub(crate) fn text(&self, at: usize) -> Cow<'_, str> {
        match self {
            Self::Numbers(numbers) => numbers[at].to_string().into(),
            Self::Unsigned(numbers) => numbers[at].to_string().into(),
            Self::Reals(reals) => reals[at].to_string().into(),
            Self::Texts(texts) => Cow::Borrowed(&texts[at]),
            Self::Days { ticks, .. } => ticks[at].to_string().into(),
        }
    }
}

/// A day, or an instant that begins with one.
fn month_of_text(text: &str) -> Option<i32> {
    let (day, time) = text.split_at_checked(10)?;
    if !(time.is_empty() || time.starts_with(['T', 't', ' '])) {
        return None;
    }
    month_of(day.parse().ok()?)
}

fn month_of_day(day: i64) -> Option<i32> {
    let epoch = Date::constant(1970, 1, 1);
    // Far beyond all days there are, and within what can be added.
    let day = i32::try_from(day).ok().filter(|day| day.unsigned_abs() < 1_000_000)?;
    month_of(epoch.checked_add(day.days()).ok()?)
}

/// Nobody interviewed before or after; such a day is a slip or another unit of time.
fn month_of(day: Date) -> Option<i32> {
    (1900..2200).contains(&day.year()).then(|| Month::of(day).index())
}

/// Values numbered in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    numbers: HashMap<i64, u32, FixedState>,
    texts: HashMap<Box<str>, u32, FixedState>,
    /// Per code of the row group: its number, once it was looked up.
    by_code: Vec<Option<u32>>,
}

impl Numbering {
    /// What comes next has codes of its own.
    pub(crate) fn next_group(&mut self) {
        self.by_code.clear();
    }

    /// The number of the value of a row; [`NULL`] for an empty field. `number` numbers a new value.
    pub(crate) fn of(
        &mut self,
        column: &Coded<impl Codes>,
        row: usize,
        name: &str,
        number: impl FnOnce(&str) -> u32,
    ) -> Result<u32, AnswerFileError> {
        let code = column.codes.get(row);
        if code == NULL {
            return Ok(NULL);
        }
        if self.by_code.is_empty() {
            self.by_code.resize(column.values.len(), None);
        }
        match &mut self.by_code[code as usize] {
            Some(known) => Ok(*known),
            new => {
                let number = match &column.values {
                    Values::Numbers(numbers) => {
                        let value = numbers[code as usize];
                        *self.numbers.entry(value).or_insert_with(|| number(&value.to_string()))
                    }
                    Values::Unsigned(numbers) => {
                        let text = numbers[code as usize].to_string();
                        *self.texts.entry(text.as_str().into()).or_insert_with(|| number(&text))
                    }
                    Values::Texts(texts) => match &texts[code as usize] {
                        text if text.is_empty() => NULL,
                        text => *self.texts.entry(text.clone()).or_insert_with(|| number(text)),
                    },
                    values => return Err(values.error(name, "text or whole numbers")),
                };
                *new = Some(number);
                Ok(number)
            }
        }
    }
}

/// The distinct ones of some values in order of appearance, and the position of each value there.
pub(crate) fn distinct<T: Copy + Eq + Hash>(
    values: impl Iterator<Item = Option<T>>,
) -> (Vec<u32>, Vec<T>) {
    let mut known: HashMap<T, u32, FixedState> = HashMap::default();
    let mut distinct = Vec::new();
    let code = |value: Option<T>| {
        let Some(value) = value else { return NULL };
        let next = u32::try_from(distinct.len()).expect("a row group has fewer than 2^32 values");
        match known.entry(value) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                distinct.push(value);
                *new.insert(next)
            }
        }
    };
    let codes = values.map(code).collect();
    (codes, distinct)
}
