//! `manyi import responses`: our own columns, or any file that a mapping describes.

use std::fs;
use std::path::Path;

use exchange::{ExchangeError, Mapping, Responses, Row, Target, collect_units};
use store::Store;
use survey::{Questionnaire, Response, Round, Unit, UnitTree};

use super::records::{Kind, Read, Reading, Records};
use super::widened;
use crate::args::ImportResponses;
use crate::error::{Failure, Outcome};
use crate::output::Talk;

pub(in crate::commands) fn run(
    args: &ImportResponses,
    store: &Store,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let survey = match &args.mapping {
        Some(path) => Survey::of_mapping(path, args, store)?,
        None => Survey::of_store(store)?,
    };
    let target = Target {
        questionnaire: &survey.questionnaire,
        rounds: &survey.rounds,
        units: &survey.units,
    };
    let records = Records::<Response> {
        kind: Kind { plural: "responses", id: |response| response.id.to_string() },
        files: &args.files,
        mapping: survey.mapping_text.clone(),
        open: &|path| Ok(Box::new(ResponseReading(exchange::open(path, &survey.mapping, target)?))),
        add: |import, responses| import.add(responses),
    };
    records.bring_in(store, &args.options, || survey.put_in_place(store, talk), talk)
}

/// Everything that the files refer to.
struct Survey {
    mapping: Mapping,
    mapping_text: Option<String>,
    questionnaire: Questionnaire,
    /// The rounds that ask it.
    rounds: Vec<Round>,
    units: UnitTree,
    new_units: Vec<Unit>,
}

impl Survey {
    /// Our own columns: questionnaire, rounds and units are in the database.
    fn of_store(store: &Store) -> Result<Self, Failure> {
        let rounds = store.rounds()?;
        let mut asked = store.questionnaires()?;
        asked.retain(|questionnaire| rounds.iter().any(|round| asks(round, questionnaire)));
        let several = asked.len() > 1;
        let Some(questionnaire) = asked.pop().filter(|_| !several) else {
            let what = if several {
                "the database holds rounds of several questionnaires: say with --mapping which one the file answers"
            } else {
                "import the questionnaire and its rounds first: manyi import questionnaire FILE, manyi import rounds FILE"
            };
            return Err(Failure::Usage(what.to_owned()));
        };
        Ok(Self {
            mapping: Mapping::own(),
            mapping_text: None,
            rounds: rounds.into_iter().filter(|round| asks(round, &questionnaire)).collect(),
            questionnaire,
            units: store.unit_tree()?,
            new_units: Vec::new(),
        })
    }

    /// A foreign file: what the mapping brings along counts, the rest is in the database.
    fn of_mapping(path: &Path, args: &ImportResponses, store: &Store) -> Result<Self, Failure> {
        let mapping = Mapping::load(path)?;
        let text = fs::read_to_string(path)
            .map_err(|error| Failure::File { path: path.to_owned(), error })?;
        let questionnaire = match &mapping.questionnaire {
            Some(questionnaire) => questionnaire.clone(),
            None => Self::of_store(store)?.questionnaire,
        };
        let mut rounds =
            if mapping.rounds.is_empty() { store.rounds()? } else { mapping.rounds.clone() };
        rounds.retain(|round| asks(round, &questionnaire));
        let (units, new_units) = widened(store, &collect_units(&args.files, &mapping)?, path)?;
        Ok(Self { mapping, mapping_text: Some(text), questionnaire, rounds, units, new_units })
    }

    /// Stores what a mapping brought along. Doing so twice changes nothing.
    fn put_in_place(&self, store: &Store, talk: &Talk) -> Result<(), Failure> {
        if self.mapping_text.is_none() {
            return Ok(());
        }
        let units = store.put_units(&self.new_units)?;
        store.publish_questionnaire(&self.questionnaire)?;
        for round in &self.rounds {
            store.put_round(round)?;
        }
        talk.say(format!("units: {} added from the file", units.added));
        Ok(())
    }
}

fn asks(round: &Round, questionnaire: &Questionnaire) -> bool {
    round.questionnaire == questionnaire.code && round.version == questionnaire.version
}

struct ResponseReading<'a>(Responses<'a>);

impl Reading<Response> for ResponseReading<'_> {
    fn next(&mut self) -> Option<Result<Read<Response>, ExchangeError>> {
        let row = self.0.next()?;
        Some(row.map(|row| match row {
            Row::Accepted { response, line, rejected_answers } => {
                Read::Accepted { record: response, line, rejects: rejected_answers }
            }
            Row::Rejected(rejects) => Read::Rejected(rejects),
        }))
    }

    fn progress(&self) -> exchange::Progress {
        self.0.progress()
    }
}
