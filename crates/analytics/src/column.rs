//! Columns of a file, whatever type they are stored in.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use jiff::ToSpan;
use jiff::civil::Date;
use polars::prelude::{DataFrame, DataType, Float64Chunked, Int64Chunked, StringChunked, TimeUnit};
use survey::Month;

use crate::AnswerFileError;

/// Names or numbers that stand for something.
pub(crate) enum Values {
    Numbers(Int64Chunked),
    Texts(StringChunked),
}

impl Values {
    /// # Errors
    /// When the column is missing or holds neither text nor whole numbers.
    pub(crate) fn of(frame: &DataFrame, name: &str) -> Result<Self, AnswerFileError> {
        let column = frame.column(name)?;
        match column.dtype() {
            DataType::String => Ok(Self::Texts(column.str()?.clone())),
            kind if kind.is_integer() => {
                Ok(Self::Numbers(column.cast(&DataType::Int64)?.i64()?.clone()))
            }
            kind => Err(AnswerFileError::column(name, kind, "text or whole numbers")),
        }
    }

    /// A key that tells values apart. Two texts that share one are improbable: 1 in 2⁶⁴.
    pub(crate) fn key(&self, row: usize) -> Option<u64> {
        match self {
            Self::Numbers(numbers) => numbers.get(row).map(i64::cast_unsigned),
            Self::Texts(texts) => texts.get(row).map(|text| FixedState::default().hash_one(text)),
        }
    }

    pub(crate) fn text(&self, row: usize) -> Option<String> {
        match self {
            Self::Numbers(numbers) => numbers.get(row).map(|number| number.to_string()),
            Self::Texts(texts) => texts.get(row).map(str::to_owned),
        }
    }
}

/// Values numbered in order of first appearance, so that rows can be counted by plain addressing.
#[derive(Default)]
pub(crate) struct Numbering {
    numbers: HashMap<i64, u32, FixedState>,
    texts: HashMap<Box<str>, u32, FixedState>,
    names: Vec<String>,
}

/// The number of an empty field.
pub(crate) const EMPTY: u32 = u32::MAX;

impl Numbering {
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// What a number stands for; nothing for [`EMPTY`].
    pub(crate) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }

    pub(crate) fn number(&mut self, values: &Values, row: usize) -> u32 {
        match values {
            Values::Numbers(numbers) => self.of_number(numbers.get(row)),
            Values::Texts(texts) => self.of_text(texts.get(row)),
        }
    }

    /// The numbers of a whole column.
    pub(crate) fn all(&mut self, values: &Values) -> Vec<u32> {
        match values {
            Values::Numbers(numbers) => numbers.iter().map(|n| self.of_number(n)).collect(),
            Values::Texts(texts) => texts.iter().map(|text| self.of_text(text)).collect(),
        }
    }

    fn of_number(&mut self, number: Option<i64>) -> u32 {
        let Some(number) = number else { return EMPTY };
        *self.numbers.entry(number).or_insert_with(|| named(&mut self.names, number.to_string()))
    }

    fn of_text(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return EMPTY };
        if let Some(&number) = self.texts.get(text) {
            return number;
        }
        let number = named(&mut self.names, text.to_owned());
        self.texts.insert(text.into(), number);
        number
    }
}

fn named(names: &mut Vec<String>, name: String) -> u32 {
    names.push(name);
    u32::try_from(names.len() - 1).expect("fewer distinct values than 2^32")
}

/// Days or instants, read as months.
pub(crate) struct Months {
    days: Days,
    last: Option<(i64, i32)>,
}

enum Days {
    Counted(Int64Chunked, i64),
    Written(StringChunked),
}

impl Months {
    pub(crate) fn of(frame: &DataFrame, name: &str) -> Result<Self, AnswerFileError> {
        let column = frame.column(name)?;
        let days = match column.dtype() {
            DataType::String => Days::Written(column.str()?.clone()),
            DataType::Date => Days::Counted(column.cast(&DataType::Int64)?.i64()?.clone(), 1),
            DataType::Datetime(unit, _) => {
                let a_day = 86_400
                    * match unit {
                        TimeUnit::Milliseconds => 1_000,
                        TimeUnit::Microseconds => 1_000_000,
                        TimeUnit::Nanoseconds => 1_000_000_000,
                    };
                Days::Counted(column.cast(&DataType::Int64)?.i64()?.clone(), a_day)
            }
            kind => return Err(AnswerFileError::column(name, kind, "days, instants or text")),
        };
        Ok(Self { days, last: None })
    }

    /// The month of a row; `None` when the field holds no day.
    pub(crate) fn month(&mut self, row: usize) -> Option<i32> {
        match &self.days {
            Days::Written(texts) => {
                let day: Date = texts.get(row)?.get(..10)?.parse().ok()?;
                Some(Month::of(day).index())
            }
            Days::Counted(numbers, a_day) => {
                let day = numbers.get(row)?.div_euclid(*a_day);
                if let Some((_, month)) = self.last.filter(|(last, _)| *last == day) {
                    return Some(month);
                }
                let epoch = Date::constant(1970, 1, 1);
                let date = epoch.checked_add(i32::try_from(day).ok()?.days()).ok()?;
                let month = Month::of(date).index();
                self.last = Some((day, month));
                Some(month)
            }
        }
    }
}

/// Design weights.
pub(crate) struct Weights(Option<Float64Chunked>);

impl Weights {
    /// Without a column everybody weighs 1.
    pub(crate) fn of(frame: &DataFrame, name: Option<&str>) -> Result<Self, AnswerFileError> {
        let Some(name) = name else { return Ok(Self(None)) };
        let column = frame.column(name)?;
        if !column.dtype().is_primitive_numeric() {
            return Err(AnswerFileError::column(name, column.dtype(), "numbers"));
        }
        Ok(Self(Some(column.cast(&DataType::Float64)?.f64()?.clone())))
    }

    /// The weight of a row; the value itself when it is no weight.
    pub(crate) fn weight(&self, row: usize) -> Result<f64, String> {
        let Some(weights) = &self.0 else { return Ok(1.0) };
        match weights.get(row) {
            Some(weight) if weight > 0.0 && weight <= survey::validate::WEIGHT_MAX => Ok(weight),
            Some(weight) => Err(weight.to_string()),
            None => Err(String::new()),
        }
    }
}
