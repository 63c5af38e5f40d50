//! The rows of a row group, made ready to be counted.

use std::ops::Range;

use super::coded::Coded;
use super::codes::{Codes, Runs};
use super::columns::AnswerColumns;
use super::values::NULL;
use crate::AnswerFileError;

/// What a field may hold, for messages.
const A_DAY: &str = "day from 1900 to 2199, such as 2026-07-03";
const A_WEIGHT: &str = "number from 0.000001 to 1000000";

/// The columns of a row group.
pub(crate) struct Columns {
    pub(crate) interview: Coded<Runs>,
    pub(crate) unit: Coded<Runs>,
    pub(crate) date: Coded<Runs>,
    pub(crate) question: Coded<Vec<u32>>,
    pub(crate) answer: Coded<Vec<u32>>,
    pub(crate) stratum: Option<Coded<Runs>>,
    pub(crate) psu: Option<Coded<Runs>>,
    pub(crate) weight: Option<Coded<Runs>>,
}

/// A row group made ready to be counted.
pub(crate) struct Rows<'a> {
    pub(super) names: &'a AnswerColumns,
    pub(super) first_row: usize,
    pub(super) columns: Columns,
    /// Per interview value: what tells it from others.
    keys: Vec<u64>,
    months: Vec<Option<i32>>,
    weights: Vec<Result<f64, f64>>,
}

impl<'a> Rows<'a> {
    /// `first_row` is for messages.
    ///
    /// # Errors
    /// When a column can't hold what it should.
    pub(crate) fn new(
        names: &'a AnswerColumns,
        first_row: usize,
        columns: Columns,
    ) -> Result<Self, AnswerFileError> {
        let weight = names.weight.as_deref().unwrap_or_default();
        let weights = columns.weight.as_ref().map(|column| column.values.weights(weight));
        Ok(Self {
            names,
            first_row,
            keys: columns.interview.values.keys(&names.interview)?,
            months: columns.date.values.months(&names.date)?,
            weights: weights.transpose()?.unwrap_or_default(),
            columns,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.columns.interview.codes.len()
    }

    /// The interview that a row belongs to, and the rows from there that follow with the same code.
    pub(super) fn stretch(&self, row: usize) -> Result<(u64, Range<usize>), AnswerFileError> {
        let (code, end) = self.columns.interview.codes.run(row);
        if code == NULL {
            return Err(self.fault(row, &self.names.interview, &self.columns.interview, "id"));
        }
        Ok((self.keys[code as usize], row..end))
    }

    /// What an interview has once must be the same in all its rows.
    pub(super) fn expect_one_of_each(&self, stretch: &Range<usize>) -> Result<(), AnswerFileError> {
        let (columns, names) = (&self.columns, self.names);
        let optional = |name: &'a Option<String>| name.as_deref().unwrap_or_default();
        let once = [
            (Some(&columns.unit), names.unit.as_str()),
            (Some(&columns.date), names.date.as_str()),
            (columns.stratum.as_ref(), optional(&names.stratum)),
            (columns.psu.as_ref(), optional(&names.psu)),
            (columns.weight.as_ref(), optional(&names.weight)),
        ];
        for (column, name) in once {
            let Some(column) = column else { continue };
            let (_, end) = column.codes.run(stretch.start);
            if end < stretch.end {
                let (row, column) = (self.first_row + end + 1, name.to_owned());
                return Err(AnswerFileError::Contradiction { row, column });
            }
        }
        Ok(())
    }

    pub(super) fn month(&self, row: usize) -> Result<i32, AnswerFileError> {
        let code = self.columns.date.codes.get(row) as usize;
        let month = self.months.get(code).copied().flatten();
        month.ok_or_else(|| self.fault(row, &self.names.date, &self.columns.date, A_DAY))
    }

    /// Without a column everybody weighs 1.
    pub(super) fn weight(&self, row: usize) -> Result<f64, AnswerFileError> {
        let Some(column) = &self.columns.weight else { return Ok(1.0) };
        if let Some(Ok(weight)) = self.weights.get(column.codes.get(row) as usize) {
            return Ok(*weight);
        }
        let name = self.names.weight.as_deref().unwrap_or_default();
        Err(self.fault(row, name, column, A_WEIGHT))
    }

    pub(super) fn fault<C: Codes>(
        &self,
        row: usize,
        name: &str,
        column: &Coded<C>,
        wanted: &'static str,
    ) -> AnswerFileError {
        let value = match column.codes.get(row) {
            NULL => String::new(),
            code => column.values.text(code as usize).into_owned(),
        };
        let (row, column) = (self.first_row + row + 1, name.to_owned());
        AnswerFileError::BadField { row, column, value, wanted }
    }
}
