//! `$filter`: the part of the language that Excel and BI tools send.
//!
//! Comparisons, `and`, `or`, `not`, parentheses, `contains`, `startswith`, `endswith`, `tolower` and
//! `toupper`, over columns, numbers, texts and `null`. The crates for it either know no one-letter
//! names and no doubled quotation marks, or give `or` the rank of `and`.

mod reader;

use std::cmp::Ordering;

use survey::table::{Cell, Column, ColumnKind, Row};

use reader::Reader;

/// What a row must be like.
#[derive(Debug, PartialEq)]
pub(super) enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Operator, Operand),
    Test(Test, Operand, Operand),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// What is looked for in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Contains,
    StartsWith,
    EndsWith,
}

/// One side of a comparison.
#[derive(Debug, PartialEq)]
pub(super) enum Operand {
    /// A column, by its place.
    Column(usize),
    Text(String),
    Number(f64),
    Null,
    Lower(Box<Operand>),
    Upper(Box<Operand>),
}

/// The columns that may be named.
pub(super) type Known<'a> = &'a [(&'static str, ColumnKind)];

impl Condition {
    /// Reads a condition over columns.
    ///
    /// # Errors
    /// A sentence that says what can't be read, and where.
    pub(super) fn parse(text: &str, columns: Known<'_>) -> Result<Self, String> {
        Reader::new(text, columns)?.condition()
    }

    /// Whether a row is like that. What is missing equals only `null`, and is neither more nor less
    /// than anything.
    pub(super) fn holds<R: Row>(&self, row: &R, columns: &[Column<R>]) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(row, columns)),
            Self::All(parts) => parts.iter().all(|part| part.holds(row, columns)),
            Self::Not(part) => !part.holds(row, columns),
            Self::Compare(left, operator, right) => {
                operator.holds(&left.value(row, columns), &right.value(row, columns))
            }
            Self::Test(test, text, part) => {
                let (text, part) = (text.value(row, columns), part.value(row, columns));
                matches!((text, part), (Value::Text(text), Value::Text(part)) if test.holds(&text, &part))
            }
        }
    }

    /// The texts that a column must be one of, where the condition says so: nothing else need be
    /// computed.
    pub(super) fn texts_of(&self, column: usize) -> Option<Vec<&str>> {
        match self {
            Self::Compare(Operand::Column(at), Operator::Equal, Operand::Text(text))
            | Self::Compare(Operand::Text(text), Operator::Equal, Operand::Column(at))
                if *at == column =>
            {
                Some(vec![text])
            }
            Self::All(parts) => parts.iter().find_map(|part| part.texts_of(column)),
            Self::Any(parts) => {
                let each: Option<Vec<_>> = parts.iter().map(|part| part.texts_of(column)).collect();
                Some(each?.concat())
            }
            Self::Compare(..) | Self::Test(..) | Self::Not(_) => None,
        }
    }
}

/// What an operand is in a row.
enum Value {
    Text(String),
    Number(f64),
    Null,
}

impl Operand {
    fn value<R: Row>(&self, row: &R, columns: &[Column<R>]) -> Value {
        match self {
            Self::Column(at) => match columns[*at].of(row) {
                Cell::Empty => Value::Null,
                Cell::Text(text) => Value::Text(text.into_owned()),
                Cell::Count(count) => Value::Number(count as f64),
                Cell::Number(number) => Value::Number(number),
            },
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(number) => Value::Number(*number),
            Self::Null => Value::Null,
            Self::Lower(inner) => inner.value(row, columns).with(str::to_lowercase),
            Self::Upper(inner) => inner.value(row, columns).with(str::to_uppercase),
        }
    }
}

impl Value {
    fn with(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Text(text) => Self::Text(change(&text)),
            other => other,
        }
    }
}

impl Operator {
    fn holds(self, left: &Value, right: &Value) -> bool {
        let order = match (left, right) {
            (Value::Null, Value::Null) => Some(Ordering::Equal),
            (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
            (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
            _ => None,
        };
        let both = !matches!((left, right), (Value::Null, _) | (_, Value::Null));
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            Self::Greater => both && order == Some(Ordering::Greater),
            Self::GreaterOrEqual => both && order.is_some_and(Ordering::is_ge),
            Self::Less => both && order == Some(Ordering::Less),
            Self::LessOrEqual => both && order.is_some_and(Ordering::is_le),
        }
    }
}

impl Test {
    fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Self::Contains => text.contains(part),
            Self::StartsWith => text.starts_with(part),
            Self::EndsWith => text.ends_with(part),
        }
    }
}

#[cfg(test)]
mod tests;
