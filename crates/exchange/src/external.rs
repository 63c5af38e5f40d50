//! Results of surveys that others made, in our own columns: `issuer,level,period,unit,domain,score,rate,n,
//! rank,rank_total,doc_no,document,document_digest`.

use std::path::Path;

use jiff::civil::Date;
use survey::UnitTree;
use survey::vouched::{ExternalResult, YearEntry};

use crate::error::ExchangeError;
use crate::records::{RecordCells, RecordForm, Records};
use crate::reject::Flaw;

const COLUMNS: [&str; 13] = [
    "issuer",
    "level",
    "period",
    "unit",
    "domain",
    "score",
    "rate",
    "n",
    "rank",
    "rank_total",
    "doc_no",
    "document",
    "document_digest",
];

/// What results are read against.
struct ResultTerms<'a> {
    units: &'a UnitTree,
    today: Date,
}

/// Opens a file of results.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_external<'a>(
    path: &Path,
    units: &'a UnitTree,
    today: Date,
) -> Result<Records<'a, YearEntry>, ExchangeError> {
    Records::open(path, ResultTerms { units, today })
}

impl RecordForm<YearEntry> for ResultTerms<'_> {
    fn columns(&self) -> &'static [&'static str] {
        &COLUMNS
    }

    fn read(&self, row: &RecordCells<'_>) -> Result<YearEntry, Flaw> {
        Ok(YearEntry::External(ExternalResult {
            issuer: row.parse(0)?,
            level: row.parse(1)?,
            period: row.parse(2)?,
            unit: row.parse(3)?,
            domain: row.parse(4)?,
            score: row.optional(5)?,
            rate: row.optional(6)?,
            n: row.optional(7)?,
            rank: row.optional(8)?,
            rank_total: row.optional(9)?,
            doc_no: row.optional(10)?,
            document: row.parse(11)?,
            document_digest: row.optional(12)?,
        }))
    }

    fn flaws(&self, entry: &YearEntry, row: &RecordCells<'_>) -> Vec<Flaw> {
        let flaw = |problem: survey::Problem| {
            let column = problem.path.trim_start_matches('/');
            Flaw::new(problem.code, column, row.raw(column), problem.detail)
        };
        entry.problems(self.units, self.today).into_iter().map(flaw).collect()
    }
}
