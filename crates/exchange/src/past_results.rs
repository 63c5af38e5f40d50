//! What external surveys found before, in our own columns: `unit,period,external,mock,mock_se`.

use std::path::Path;

use jiff::civil::Date;
use survey::{PastResult, UnitTree};

use crate::error::ExchangeError;
use crate::records::{RecordCells, RecordForm, Records};
use crate::reject::Flaw;

const COLUMNS: [&str; 5] = ["unit", "period", "external", "mock", "mock_se"];

/// What results are read against.
#[derive(Debug, Clone, Copy)]
pub struct ResultTerms<'a> {
    /// The units that results may be of.
    pub units: &'a UnitTree,
    /// The day after which nothing is known yet.
    pub today: Date,
}

/// Opens a file of results.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_past_results<'a>(
    path: &Path,
    terms: ResultTerms<'a>,
) -> Result<Records<'a, PastResult>, ExchangeError> {
    Records::open(path, terms)
}

impl RecordForm<PastResult> for ResultTerms<'_> {
    fn columns(&self) -> &'static [&'static str] {
        &COLUMNS
    }

    fn read(&self, row: &RecordCells<'_>) -> Result<PastResult, Flaw> {
        let mock = match (row.optional(3)?, row.text(4)) {
            (None, None) => None,
            (None, Some(_)) => return Err(Flaw::blank(COLUMNS[3], "the index of the mock survey")),
            (Some(mock), _) => Some((mock, row.parse(4)?)),
        };
        Ok(PastResult { unit: row.parse(0)?, period: row.parse(1)?, external: row.parse(2)?, mock })
    }

    fn flaws(&self, result: &PastResult, row: &RecordCells<'_>) -> Vec<Flaw> {
        row.flaws(result.problems(self.units, self.today))
    }
}
