//! What responses are checked against, kept in memory.
//!
//! Units are never removed, questionnaires never change and rounds only widen. So a copy that has
//! grown old can refuse what is right by now, and never accept what is wrong: only a refusal needs
//! a second look, and the usual response costs no query.

use std::sync::{Arc, Mutex, PoisonError};

use store::{Store, StoreError};
use survey::problem::quoted;
use survey::validate::Rules;
use survey::{Problem, Questionnaire, Response, Round, Scope, UnitTree};

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

    fn problems(&self, response: &Response) -> Vec<Problem> {
        let Some(round) = self.rounds.iter().find(|round| round.code == response.round) else {
            let detail = format!("there is no round {}", quoted(response.round.as_str()));
            return vec![Problem::new("unknown_round", "/round", detail)];
        };
        let asked = self
            .questionnaires
            .iter()
            .find(|known| known.code == round.questionnaire && known.version == round.version);
        let Some(questionnaire) = asked else {
            let detail = format!("the questionnaire of round {} is not published", round.code);
            return vec![Problem::new("unknown_questionnaire", "/round", detail)];
        };
        Rules::new(round, questionnaire, &self.units).problems(response)
    }
}

/// The newest [`Reference`] that was needed.
#[derive(Debug, Default)]
pub(crate) struct ReferenceCache(Mutex<Option<Arc<Reference>>>);

impl ReferenceCache {
    /// Everything that is wrong with a response.
    pub(crate) fn problems(
        &self,
        store: &Store,
        response: &Response,
    ) -> Result<Vec<Problem>, StoreError> {
        if let Some(kept) = self.kept() {
            let problems = kept.problems(response);
            if problems.is_empty() || kept.revision == store.revision()? {
                return Ok(problems);
            }
        }
        Ok(self.fresh(store)?.problems(response))
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
        // Units may move below another one, so only the tree of now will do.
        let kept = match self.kept() {
            Some(kept) if kept.revision == store.revision()? => kept,
            _ => self.fresh(store)?,
        };
        Ok(scope.covers(unit, &kept.units))
    }

    fn fresh(&self, store: &Store) -> Result<Arc<Reference>, StoreError> {
        let fresh = Arc::new(Reference::load(store)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    fn kept(&self) -> Option<Arc<Reference>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
