//! `manyi import`: files → store.

mod fieldwork;
mod issues;
mod records;
mod responses;

use std::path::{Path, PathBuf};

use exchange::publicity::PublicityTerms;
use exchange::{
    AttemptRules, ExchangeError, RecordRow, Standard, open_attempts, open_external, open_publicity,
    read_rounds, read_schemes,
};
use jiff::Timestamp;
use store::Store;
use survey::attempt::ContactAttempt;
use survey::round::in_china;
use survey::vouched::YearEntry;
use survey::{PublicityItem, Questionnaire, Unit, UnitTree};

use self::records::{Kind, Read, Reading, Records};
use super::questionnaire::{self, named};
use crate::args::{Global, Import, ImportOptions, ImportQuestionnaire};
use crate::error::{Failure, Outcome};
use crate::output::Talk;

pub(super) use self::records::digest;
pub(super) use self::responses::run as responses;

pub(super) fn run(
    import: &Import,
    store: &Store,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    match import {
        Import::Units { files } => units(files, store, talk),
        Import::Questionnaire(args) => questionnaires(args, store, talk),
        Import::Rounds { files } => rounds(files, store, talk),
        Import::Schemes { files } => schemes(files, store, talk),
        Import::Responses(args) => responses(args, store, talk),
        Import::Contacts(args) => fieldwork::contacts(args, store, global, talk),
        Import::Quotas { round, file } => fieldwork::quotas(round, file, store, talk),
        Import::Outcomes { file } => fieldwork::outcomes(file, store, talk),
        Import::SupervisionRules { file } => fieldwork::supervision_rules(file, store, talk),
        Import::External { files, options } => external(files, options, store, talk),
        Import::VerificationRules { file } => fieldwork::verification_rules(file, store, talk),
        Import::Issues(args) => issues::run(args, store, talk),
        Import::Publicity { files, options } => publicity(files, options, store, talk),
        Import::IssueRules { file } => fieldwork::issue_rules(file, store, talk),
        Import::Attempts { files, options } => attempts(files, options, store, talk),
    }
}

pub(super) fn units(files: &[PathBuf], store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let mut units = Vec::new();
    for file in files {
        let (read, rejects) = exchange::read_units(file)?;
        if !rejects.is_empty() {
            return Err(Failure::Rejected(rejects));
        }
        units.extend(read);
    }
    let changes = store.put_units(&units)?;
    talk.say(format!(
        "units: {} added, {} updated, {} unchanged",
        changes.added, changes.updated, changes.unchanged
    ));
    Ok(Outcome::Done)
}

pub(super) fn questionnaires(
    args: &ImportQuestionnaire,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let standard = if args.as_asked { Standard::AsAsked } else { Standard::Publication };
    let read = |file: &PathBuf| questionnaire(file, standard, talk);
    let read: Vec<_> = args.files.iter().map(read).collect::<Result<_, _>>()?;
    for questionnaire in read {
        store.publish_questionnaire(&questionnaire)?;
        let named = named(&questionnaire.code, questionnaire.version);
        talk.say(format!("{named} is published"));
    }
    Ok(Outcome::Done)
}

/// Reads a questionnaire. Whoever brings one that only today's rules refuse is told of the way in.
fn questionnaire(file: &Path, standard: Standard, talk: &Talk) -> Result<Questionnaire, Failure> {
    questionnaire::read(file, standard, talk).map_err(|error| {
        let asked_elsewhere = matches!(error, ExchangeError::Settings { .. })
            && exchange::open_questionnaire(file, Standard::AsAsked).is_ok();
        if asked_elsewhere {
            talk.say("a survey that was asked elsewhere is taken as it was by --as-asked");
        }
        error.into()
    })
}

pub(super) fn rounds(files: &[PathBuf], store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let read: Vec<_> = files.iter().map(|file| read_rounds(file)).collect::<Result<_, _>>()?;
    for round in read.iter().flatten() {
        store.put_round(round)?;
    }
    talk.say(format!("rounds: {} read", read.iter().flatten().count()));
    Ok(Outcome::Done)
}

fn schemes(files: &[PathBuf], store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let read: Vec<_> = files.iter().map(|file| read_schemes(file)).collect::<Result<_, _>>()?;
    for scheme in read.iter().flatten() {
        store.publish_scoring_scheme(scheme)?;
    }
    talk.say(format!("scoring schemes: {} read", read.iter().flatten().count()));
    Ok(Outcome::Done)
}

pub(super) fn attempts(
    files: &[PathBuf],
    options: &ImportOptions,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let (rounds, units) = (store.rounds()?, store.unit_tree()?);
    let outcomes = store.fieldwork_rules()?.outcomes();
    let rules = AttemptRules { rounds: &rounds, units: &units, outcomes: &outcomes };
    let records = Records::<ContactAttempt> {
        kind: Kind { plural: "attempts", id: |attempt| attempt.id.to_string() },
        files,
        mapping: None,
        open: &|path| Ok(Box::new(open_attempts(path, rules)?)),
        add: |import, attempts| import.add_attempts(attempts),
    };
    records.bring_in(store, options, || Ok(()), talk)
}

fn publicity(
    files: &[PathBuf],
    options: &ImportOptions,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let (units, today) = (store.unit_tree()?, in_china(Timestamp::now()).date());
    let terms = PublicityTerms { units: &units, today };
    let records = Records::<PublicityItem> {
        kind: Kind { plural: "entries", id: |item| item.id().to_string() },
        files,
        mapping: None,
        open: &|path| Ok(Box::new(open_publicity(path, terms)?)),
        add: |import, items| import.add_publicity(items),
    };
    records.bring_in(store, options, || Ok(()), talk)
}

fn external(
    files: &[PathBuf],
    options: &ImportOptions,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let (units, today) = (store.unit_tree()?, in_china(Timestamp::now()).date());
    let records = Records::<YearEntry> {
        kind: Kind { plural: "results", id: YearEntry::key },
        files,
        mapping: None,
        open: &|path| Ok(Box::new(open_external(path, &units, today)?)),
        add: |import, entries| import.add_year_entries(entries),
    };
    records.bring_in(store, options, || Ok(()), talk)
}

impl<T> Reading<T> for exchange::Records<'_, T> {
    fn next(&mut self) -> Option<Result<Read<T>, ExchangeError>> {
        Some(Iterator::next(self)?.map(Read::from))
    }

    fn progress(&self) -> exchange::Progress {
        exchange::Records::progress(self)
    }
}

impl<T> From<RecordRow<T>> for Read<T> {
    fn from(row: RecordRow<T>) -> Self {
        match row {
            RecordRow::Accepted(record, line) => {
                Self::Accepted { record, line, rejects: Vec::new() }
            }
            RecordRow::Rejected(rejects) => Self::Rejected(rejects),
        }
    }
}

/// The tree of the store with units from a file added where they are new.
fn widened(store: &Store, units: &[Unit], file: &Path) -> Result<(UnitTree, Vec<Unit>), Failure> {
    let known = store.unit_tree()?;
    let new: Vec<Unit> =
        units.iter().filter(|unit| known.get(unit.code.as_str()).is_none()).cloned().collect();
    let all = known.units().iter().chain(&new).cloned().collect();
    let tree = UnitTree::new(all)
        .map_err(|problems| Failure::Problems { file: file.to_owned(), problems })?;
    Ok((tree, new))
}
