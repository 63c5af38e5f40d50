//! The mapping of a foreign ledger: where its issues come from, and what it says became of them.
//!
//! The crate's README explains every setting with an example.

mod bound;
mod check;

use std::path::{Path, PathBuf};

use csv::StringRecord;
use serde::Deserialize;
use survey::{LedgerIssue, Questionnaire, Unit};

use crate::cells::CellRules;
use crate::error::{ExchangeError, shown};
use crate::issues::IssueTerms;
use crate::mapping::{DateField, Field, FileForm, UnitField};
use crate::records::RecordRow;
use crate::reject::Flaw;
use crate::settings::{parse, read_questionnaire, settled, text_of};
use crate::source::{Progress, Source};
use crate::units::collect;
use bound::Bound;

/// Describes foreign ledgers of one kind.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LedgerMapping {
    /// Name of the ledger, which stands in the step that says what became of an issue.
    pub source: String,
    /// How the file is laid out.
    pub file: FileForm,
    /// What is put right, and where it came in.
    pub fields: LedgerFields,
    /// What became of it. Without it nothing is known but that it came in.
    pub outcome: Option<OutcomeFields>,
    /// The questionnaire whose categories the issues have; after loading the one that
    /// `questionnaire_file` names. Without it, those of the database are meant.
    pub questionnaire: Option<Questionnaire>,
    /// Path of the questionnaire, relative to the mapping.
    pub questionnaire_file: Option<PathBuf>,
}

/// What is put right, and where it came in.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LedgerFields {
    /// How it came in.
    pub channel: Field,
    /// Its number there. With the channel it makes the id.
    pub number: Field,
    /// Unit that has to put it right.
    pub unit: UnitField,
    /// Category.
    pub category: Field,
    /// A reason of the category.
    pub reason: Option<Field>,
    /// What is wrong.
    pub description: Field,
    /// The day on which it was brought forward.
    pub opened_on: DateField,
    /// Who was told of it first.
    pub receiver: Option<Field>,
}

/// What a ledger says became of its issues.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutcomeFields {
    /// `open`, `underway` or `closed`.
    pub status: Field,
    /// By when it was to be put right.
    pub due_on: Option<DateField>,
    /// When whoever complained got an answer.
    pub replied_on: Option<DateField>,
    /// When it was closed.
    pub closed_on: Option<DateField>,
}

impl LedgerMapping {
    /// Reads a mapping and the questionnaire that it points at, and checks them.
    ///
    /// # Errors
    /// When a file can't be read, or every problem of the mapping with its path.
    pub fn load(path: &Path) -> Result<Self, ExchangeError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text_of(path)?, &shown(path), folder)
    }

    /// As [`Self::load`], from text. Relative paths start at `folder`; `file` is what messages call the
    /// text.
    ///
    /// # Errors
    /// When a file that it points at can't be read, or every problem of the mapping.
    pub fn parse(text: &str, file: &str, folder: &Path) -> Result<Self, ExchangeError> {
        let mapping: Self = parse(text, file)?;
        let problems = mapping.problems();
        let mut mapping = settled(file, problems, mapping)?;
        if let Some(path) = &mapping.questionnaire_file {
            mapping.questionnaire = Some(read_questionnaire(&folder.join(path))?);
        }
        if let Some(lookup) = &mut mapping.fields.unit.lookup {
            lookup.file = folder.join(&lookup.file);
        }
        Ok(mapping)
    }

    /// The units that ledgers name in their level columns, as [`crate::collect_units`].
    ///
    /// # Errors
    /// When a file is refused as a whole, or puts one unit under two parents.
    pub fn units(&self, paths: &[impl AsRef<Path>]) -> Result<Vec<Unit>, ExchangeError> {
        collect(paths, &self.file, &self.fields.unit)
    }
}

/// Reads the issues of a foreign ledger one after another. A fault of the file ends it with an error.
pub struct LedgerIssues<'a> {
    source: Source,
    bound: Bound,
    terms: IssueTerms<'a>,
    cells: CellRules,
    record: StringRecord,
    ended: bool,
}

/// Opens a foreign ledger under a mapping.
///
/// # Errors
/// When the file is refused as a whole.
pub fn open_ledger<'a>(
    path: &Path,
    mapping: &LedgerMapping,
    terms: IssueTerms<'a>,
) -> Result<LedgerIssues<'a>, ExchangeError> {
    let source = Source::open(path, &mapping.file)?;
    Ok(LedgerIssues {
        bound: Bound::bind(mapping, &source.header)?,
        source,
        terms,
        cells: CellRules::new(&mapping.file.blank, false),
        record: StringRecord::new(),
        ended: false,
    })
}

impl LedgerIssues<'_> {
    /// How far the reading has come; to be asked between rows.
    pub fn progress(&self) -> Progress {
        self.source.progress()
    }

    fn read(&mut self) -> Result<Option<RecordRow<LedgerIssue>>, ExchangeError> {
        let Some(line) = self.source.next(&mut self.record)? else {
            return Ok(None);
        };
        let cells = self.cells.see(&self.record);
        let checked = self.bound.read(&cells).and_then(|it| {
            let IssueTerms { units, questionnaires, today } = self.terms;
            let problems = it.problems(units, questionnaires, today);
            let flaw = |problem: survey::Problem| {
                let column = self.bound.column_at(&problem.path);
                let value = column.map_or("", |column| cells.raw(column.index));
                let name = column.map_or("", |column| column.name.as_str());
                Flaw::new(problem.code, name, value, problem.detail)
            };
            if problems.is_empty() { Ok(it) } else { Err(problems.into_iter().map(flaw).collect()) }
        });
        Ok(Some(match checked {
            Ok(it) => RecordRow::Accepted(it, line),
            Err(flaws) => {
                let listed = flaws.into_iter().map(|flaw| flaw.at(&self.source.file, line));
                RecordRow::Rejected(listed.collect())
            }
        }))
    }
}

impl Iterator for LedgerIssues<'_> {
    type Item = Result<RecordRow<LedgerIssue>, ExchangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.read().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}
