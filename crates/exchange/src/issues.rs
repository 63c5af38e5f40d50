//! Issues of other channels than answers in our own columns:
//! `channel,number,unit,category,reason,description,opened_on,receiver`.

use std::path::Path;

use jiff::civil::Date;
use survey::{NewIssue, Questionnaire, UnitTree};

use crate::error::ExchangeError;
use crate::records::{RecordCells, RecordForm, Records};
use crate::reject::Flaw;

const COLUMNS: [&str; 8] =
    ["channel", "number", "unit", "category", "reason", "description", "opened_on", "receiver"];

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

/// Opens a file of issues.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_issues<'a>(
    path: &Path,
    terms: IssueTerms<'a>,
) -> Result<Records<'a, NewIssue>, ExchangeError> {
    Records::open(path, terms)
}

impl RecordForm<NewIssue> for IssueTerms<'_> {
    fn columns(&self) -> &'static [&'static str] {
        &COLUMNS
    }

    fn read(&self, row: &RecordCells<'_>) -> Result<NewIssue, Flaw> {
        Ok(NewIssue {
            channel: row.parse(0)?,
            number: row.parse(1)?,
            unit: row.parse(2)?,
            category: row.parse(3)?,
            reason: row.optional(4)?,
            description: row.parse(5)?,
            opened_on: row.parse(6)?,
            receiver: row.optional(7)?,
        })
    }

    fn flaws(&self, issue: &NewIssue, row: &RecordCells<'_>) -> Vec<Flaw> {
        row.flaws(issue.problems(self.units, self.questionnaires, self.today))
    }
}
