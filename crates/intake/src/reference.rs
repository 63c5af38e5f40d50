//! What responses are checked against, kept in memory.
//!
//! Units are never removed, questionnaires never change and rounds only widen. So a copy that has
//! grown old can refuse what is right by now, and never accept what is wrong: only a refusal needs
//! a second look, and the usual response costs no query.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use store::{Store, StoreError};
use survey::round::in_china;
use survey::validate::{Verdict, judge_at};
use survey::{Code, Label, NewIssue, Problem, Questionnaire, Response, Round, Scope, UnitTree};

/// Rounds, questionnaires and units as of a revision.
#[derive(Debug)]
struct Reference {
    revision: i64,
    rounds: Vec<Round>,
    questionnaires: Vec<Questionnaire>,
    units: UnitTree,
}

impl Reference {
    fn load(store: &Store) -> Result<Self, StoreError> {
        // The revision first: what changes in between is then read again, not missed.
        Ok(Self {
            revision: store.revision()?,
            rounds: store.rounds()?,
            questionnaires: store.questionnaires()?,
            units: store.unit_tree()?,
        })
    }

    fn judge(&self, response: &Response) -> Verdict {
        judge_at(response, &self.rounds, &self.questionnaires, &self.units, Timestamp::now())
    }
}

/// How long units are taken to stand where they stood.
const FRESH: Duration = Duration::from_secs(2);

/// The newest [`Reference`] that was needed, and when it was last known to be of now.
#[derive(Debug, Default)]
pub(crate) struct ReferenceCache(Mutex<Option<(Arc<Reference>, Instant)>>);

impl ReferenceCache {
    /// What is to be done with a response.
    pub(crate) fn judge(&self, store: &Store, response: &Response) -> Result<Verdict, StoreError> {
        if let Some((kept, _)) = self.kept() {
            let verdict = kept.judge(response);
            if verdict == Verdict::Sound || kept.revision == store.revision()? {
                return Ok(verdict);
            }
        }
        Ok(self.fresh(store)?.judge(response))
    }

    /// Whether a response is right and its unit within a scope, as far as can be told without a
    /// query. What is refused here needs a second look.
    pub(crate) fn accepts(&self, scope: &Scope, response: &Response) -> bool {
        self.kept().is_some_and(|(kept, since)| {
            let within = match scope {
                Scope::Nothing => false,
                Scope::Everything => true,
                Scope::Units(_) => {
                    since.elapsed() < FRESH && scope.covers(response.unit.as_str(), &kept.units)
                }
            };
            within && kept.judge(response) == Verdict::Sound
        })
    }

    /// Everything that is wrong with an issue of another channel.
    pub(crate) fn judge_issue(
        &self,
        store: &Store,
        issue: &NewIssue,
    ) -> Result<Vec<Problem>, StoreError> {
        let kept = self.current(store)?;
        let today = in_china(Timestamp::now()).date();
        Ok(issue.problems(&kept.units, &kept.questionnaires, today))
    }

    /// Whether a unit lies within a scope.
    pub(crate) fn covers(
        &self,
        store: &Store,
        scope: &Scope,
        unit: &str,
    ) -> Result<bool, StoreError> {
        if matches!(scope, Scope::Everything | Scope::Nothing) {
            return Ok(*scope == Scope::Everything);
        }
        let kept = self.current(store)?;
        Ok(scope.covers(unit, &kept.units))
    }

    /// The units within a scope; none for everything.
    pub(crate) fn units_within(
        &self,
        store: &Store,
        scope: &Scope,
    ) -> Result<Option<Vec<Code>>, StoreError> {
        if *scope == Scope::Everything {
            return Ok(None);
        }
        let tree = &self.current(store)?.units;
        let within = tree.units().iter().filter(|unit| scope.covers(unit.code.as_str(), tree));
        Ok(Some(within.map(|unit| unit.code.clone()).collect()))
    }

    /// Where units lie, each in names from the top down to its own. The root says nothing where all
    /// lies in it.
    pub(crate) fn places<'a>(
        &self,
        store: &Store,
        units: impl Iterator<Item = &'a Code>,
    ) -> Result<Vec<Vec<Label>>, StoreError> {
        let tree = &self.current(store)?.units;
        let names = |unit: &Code| {
            let lineage = tree.position(unit.as_str()).map(|place| tree.lineage(place));
            let lineage = lineage.into_iter().flatten().map(|place| &tree.units()[place].name);
            let mut names: Vec<Label> = lineage.cloned().collect();
            if names.len() > 1 {
                names.pop();
            }
            names.reverse();
            names
        };
        Ok(units.map(names).collect())
    }

    /// As it is now: units may move below another one, so for scopes nothing older will do.
    fn current(&self, store: &Store) -> Result<Arc<Reference>, StoreError> {
        match self.kept() {
            Some((kept, _)) if kept.revision == store.revision()? => {
                self.keep(Arc::clone(&kept));
                Ok(kept)
            }
            _ => self.fresh(store),
        }
    }

    fn fresh(&self, store: &Store) -> Result<Arc<Reference>, StoreError> {
        let fresh = Arc::new(Reference::load(store)?);
        self.keep(Arc::clone(&fresh));
        Ok(fresh)
    }

    fn keep(&self, current: Arc<Reference>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((current, Instant::now()));
    }

    fn kept(&self) -> Option<(Arc<Reference>, Instant)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
