//! `manyi import issues`: our own columns, or any ledger that a mapping describes.

use std::fs;
use std::path::Path;

use exchange::issues::IssueTerms;
use exchange::{ExchangeError, LedgerIssues, LedgerMapping, open_issues, open_ledger};
use jiff::Timestamp;
use store::Store;
use survey::round::in_china;
use survey::{LedgerIssue, NewIssue, Questionnaire, Unit, UnitTree};

use super::records::{Kind, Opened, Read, Reading, Records};
use super::widened;
use crate::args::ImportIssues;
use crate::error::{Failure, Outcome};
use crate::output::Talk;

pub(super) fn run(args: &ImportIssues, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let ledger = match &args.mapping {
        Some(path) => Ledger::of_mapping(path, args, store)?,
        None => Ledger::of_store(store)?,
    };
    let today = in_china(Timestamp::now()).date();
    let terms = IssueTerms { units: &ledger.units, questionnaires: &ledger.questionnaires, today };
    let records = Records::<LedgerIssue> {
        kind: Kind { plural: "issues", id: |it| it.issue.number.clone() },
        files: &args.files,
        mapping: ledger.mapping_text.clone(),
        open: &|path| ledger.open(path, terms),
        add: |import, issues| import.add_issues(issues),
    };
    records.bring_in(store, &args.options, || ledger.put_in_place(store, talk), talk)
}

/// Everything that the files refer to.
struct Ledger {
    mapping: Option<LedgerMapping>,
    mapping_text: Option<String>,
    questionnaires: Vec<Questionnaire>,
    units: UnitTree,
    new_units: Vec<Unit>,
}

impl Ledger {
    fn of_store(store: &Store) -> Result<Self, Failure> {
        Ok(Self {
            mapping: None,
            mapping_text: None,
            questionnaires: store.questionnaires()?,
            units: store.unit_tree()?,
            new_units: Vec::new(),
        })
    }

    /// What the mapping brings along counts, the rest is in the database.
    fn of_mapping(path: &Path, args: &ImportIssues, store: &Store) -> Result<Self, Failure> {
        let mapping = LedgerMapping::load(path)?;
        let text = fs::read_to_string(path)
            .map_err(|error| Failure::File { path: path.to_owned(), error })?;
        let (units, new_units) = widened(store, &mapping.units(&args.files)?, path)?;
        let questionnaires = match &mapping.questionnaire {
            Some(questionnaire) => vec![questionnaire.clone()],
            None => store.questionnaires()?,
        };
        Ok(Self {
            mapping: Some(mapping),
            mapping_text: Some(text),
            questionnaires,
            units,
            new_units,
        })
    }

    fn open<'a>(&'a self, path: &Path, terms: IssueTerms<'a>) -> Opened<'a, LedgerIssue> {
        Ok(match &self.mapping {
            Some(mapping) => Box::new(open_ledger(path, mapping, terms)?),
            None => Box::new(OwnIssues(open_issues(path, terms)?)),
        })
    }

    /// Stores what a mapping brought along. Doing so twice changes nothing.
    fn put_in_place(&self, store: &Store, talk: &Talk) -> Result<(), Failure> {
        let Some(mapping) = &self.mapping else { return Ok(()) };
        let units = store.put_units(&self.new_units)?;
        if let Some(questionnaire) = &mapping.questionnaire {
            store.publish_questionnaire(questionnaire)?;
        }
        talk.say(format!("units: {} added from the file", units.added));
        Ok(())
    }
}

/// Issues in our own columns, which say nothing of what became of them.
struct OwnIssues<'a>(exchange::Records<'a, NewIssue>);

impl Reading<LedgerIssue> for OwnIssues<'_> {
    fn next(&mut self) -> Option<Result<Read<LedgerIssue>, ExchangeError>> {
        let row = Iterator::next(&mut self.0)?;
        Some(row.map(|row| match Read::from(row) {
            Read::Accepted { record, line, rejects } => {
                Read::Accepted { record: record.into(), line, rejects }
            }
            Read::Rejected(rejects) => Read::Rejected(rejects),
        }))
    }

    fn progress(&self) -> exchange::Progress {
        self.0.progress()
    }
}

impl Reading<LedgerIssue> for LedgerIssues<'_> {
    fn next(&mut self) -> Option<Result<Read<LedgerIssue>, ExchangeError>> {
        Some(Iterator::next(self)?.map(Read::from))
    }

    fn progress(&self) -> exchange::Progress {
        LedgerIssues::progress(self)
    }
}
