//! Interviews → sums by unit and mode, read once for as long as none comes in or is corrected.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use analytics::AnalyticsError;
use store::{ResponseFilter, SENT_BY, StoredResponse};
use survey::round::in_china;
use survey::{Code, Completion, Label, Mode, Month, OptionKind, Period, Questionnaire};
use uuid::Uuid;

use super::tally::{Silence, Sums};
use crate::load::Forms;
use crate::{Figures, FiguresError, Source};

/// Periods that are kept at a time.
const KEPT_MAX: usize = 40;

/// What each unit itself has, mode by mode.
pub(super) type UnitSums = BTreeMap<(Code, Mode), Sums>;

/// Sums of a period.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Questions with options, of all versions, as the newest words them.
    pub(super) questions: Vec<(Code, Label)>,
    pub(super) sums: UnitSums,
}

/// What was read, and from which interviews.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    period: Period,
    version: u32,
    /// The last interview of each month of the period.
    until: Vec<(Month, i64)>,
    corrections: i64,
    /// Cases that are known to be added by hand.
    added: usize,
}

/// What was read before, the newest last.
#[derive(Debug, Clone, Default)]
pub(crate) struct QualityCache(Arc<Mutex<Vec<Kept>>>);

type Kept = (Read, Arc<Tally>);

impl QualityCache {
    fn find(&self, read: &Read) -> Option<Arc<Tally>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == read).map(|(_, tally)| Arc::clone(tally))
    }

    fn keep(&self, read: Read, tally: &Arc<Tally>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.remove(0);
        }
        kept.push((read, Arc::clone(tally)));
    }
}

impl Figures {
    /// Sums over the interviews of a period that the figures count.
    pub(super) fn tally(
        &self,
        source: Source<'_>,
        period: Period,
    ) -> Result<Arc<Tally>, FiguresError> {
        let added = source.store.cases_added_by_hand()?;
        let read = Read {
            period,
            version: self.questionnaire.version,
            until: self.until.range(period.months()).map(|(month, seq)| (*month, *seq)).collect(),
            corrections: self.edition.corrections,
            added: added.len(),
        };
        if let Some(known) = self.qualities.find(&read) {
            return Ok(known);
        }
        let (tally, corrections) = self.read_tally(source, period, added)?;
        let tally = Arc::new(tally);
        // What was corrected meanwhile is in the one and not in the other: nothing to be kept.
        if corrections == read.corrections {
            self.qualities.keep(read, &tally);
        }
        Ok(tally)
    }

    /// Reads the interviews that were counted for the cube, and no later ones.
    fn read_tally(
        &self,
        source: Source<'_>,
        period: Period,
        added: HashSet<(Code, Code)>,
    ) -> Result<(Tally, i64), FiguresError> {
        let forms = Forms::of(source.store, source.selection)?;
        let corrected = source.store.corrected_responses()?;
        let mut reader = Reader::new(&forms, added, corrected);
        let filter = ResponseFilter { months: Some(period.months()), ..forms.filter() };
        let edition = source.store.try_for_each_response(&filter, |stored| {
            let counted = self.until.get(&stored.month).is_some_and(|last| stored.seq <= *last);
            if counted && !forms.leaves_out(&stored.response) {
                reader.count(&stored)?;
            }
            Ok::<(), FiguresError>(())
        })?;
        Ok((reader.tally, edition.corrections))
    }
}

struct Reader<'a> {
    forms: &'a Forms,
    /// What each version asks.
    asked: HashMap<u32, Vec<AskedQuestion<'a>>>,
    added: HashSet<(Code, Code)>,
    corrected: HashSet<Uuid>,
    tally: Tally,
}

struct AskedQuestion<'a> {
    /// Its place in the tally.
    number: usize,
    code: &'a Code,
    options: Vec<(&'a Code, OptionKind)>,
}

impl<'a> Reader<'a> {
    fn new(forms: &'a Forms, added: HashSet<(Code, Code)>, corrected: HashSet<Uuid>) -> Self {
        let mut tally = Tally::default();
        let mut asked = HashMap::new();
        for version in &forms.versions {
            asked.insert(version.version, questions_of(version, &mut tally.questions));
        }
        Self { forms, asked, added, corrected, tally }
    }

    fn count(&mut self, stored: &StoredResponse) -> Result<(), FiguresError> {
        let response = &stored.response;
        let version = self.forms.asked(response)?.version;
        let key = (response.unit.clone(), response.mode);
        let sums = self.tally.sums.entry(key).or_default();
        sums.interviews += 1;
        sums.partial += u64::from(response.completion == Some(Completion::Partial));
        sums.corrected += u64::from(self.corrected.contains(&response.id));
        let case = response.respondent.clone().map(|case| (response.round.clone(), case));
        sums.hand_added += u64::from(case.is_some_and(|case| self.added.contains(&case)));
        let round = self.forms.rounds.iter().find(|round| round.code == response.round);
        let inside = |day| round.is_some_and(|round| (round.opens..=round.closes).contains(&day));
        sums.outside_round += u64::from(!inside(response.interviewed_on));
        if stored.source.starts_with(SENT_BY) {
            sums.sent(response.interviewed_on, in_china(stored.received_at).date());
        }
        sums.place(response.weight, response.stratum.as_ref(), response.psu.as_ref());
        sums.questions.resize(self.tally.questions.len(), Silence::default());
        for question in self.asked.get(&version).into_iter().flatten() {
            let silence = &mut sums.questions[question.number];
            match response.answers.get(question.code) {
                Some(answer) => silence.count(question.kind_of(answer).ok_or_else(|| {
                    AnalyticsError::UnknownAnswer {
                        interview: response.id.to_string(),
                        question: question.code.to_string(),
                        answer: answer.clone(),
                    }
                })?),
                None if response.not_asked.contains(question.code) => silence.not_asked += 1,
                None => silence.unanswered += 1,
            }
        }
        Ok(())
    }
}

impl AskedQuestion<'_> {
    fn kind_of(&self, answer: &str) -> Option<OptionKind> {
        self.options.iter().find(|(code, _)| **code == *answer).map(|(_, kind)| *kind)
    }
}

/// The questions of a version that offer options. Those that `known` lacks are added to it, and the
/// others get the words of this version.
fn questions_of<'a>(
    version: &'a Questionnaire,
    known: &mut Vec<(Code, Label)>,
) -> Vec<AskedQuestion<'a>> {
    let mut asked = Vec::new();
    for question in &version.questions {
        let Some(scale) = version.scale_of(question) else { continue };
        let place = known.iter().position(|(code, _)| *code == question.code);
        let number = place.unwrap_or(known.len());
        let named = (question.code.clone(), question.text.clone());
        match known.get_mut(number) {
            Some(known) => *known = named,
            None => known.push(named),
        }
        let options = scale.options.iter().map(|option| (&option.code, option.kind)).collect();
        asked.push(AskedQuestion { number, code: &question.code, options });
    }
    asked
}
