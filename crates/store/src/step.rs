//! Steps of what is led through states: how they are handed in and found again.

use schemars::JsonSchema;
use serde::Deserialize;
use survey::problem::quoted;
use survey::{IssueEvent, Problem, Step};
use uuid::Uuid;

use crate::StoreError;

/// Most ids of evidence.
const EVIDENCE_MAX: usize = 50;

/// A step to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "New{E}Step")]
pub struct NewStep<E = IssueEvent> {
    /// Number of the newest step that whoever acts has seen.
    pub after: u32,
    /// What is done. When it is due is left out: a rule says so.
    pub event: E,
    /// Why. Some steps need it.
    #[serde(default)]
    pub reason: Option<String>,
    /// Ids of what shows it.
    #[serde(default)]
    #[schemars(length(max = EVIDENCE_MAX))]
    pub evidence: Vec<Uuid>,
}

impl<E: Clone + PartialEq> NewStep<E> {
    /// Whether the step was taken already, by the same person: asked again after a lost answer. `plain`
    /// takes out of an event what rules put into it.
    pub(crate) fn is_taken(&self, steps: &[Step<E>], by: &str, plain: fn(E) -> E) -> bool {
        let taken = usize::try_from(self.after).ok().and_then(|place| steps.get(place));
        taken.is_some_and(|taken| {
            taken.by == by
                && taken.reason == self.reason
                && taken.evidence == self.evidence
                && plain(taken.event.clone()) == self.event
        })
    }

    /// What is wrong with it, whatever it is a step of.
    pub(crate) fn problems(&self, plain: fn(E) -> E) -> Vec<Problem> {
        let mut problems = Vec::new();
        if plain(self.event.clone()) != self.event {
            let detail = "a rule says when it is due; leave it out, and extend it afterwards";
            problems.push(Problem::new("due_by_rule", "/event/due_on", detail));
        }
        if self.evidence.len() > EVIDENCE_MAX {
            let detail = format!("a step names at most {EVIDENCE_MAX} pieces of evidence");
            problems.push(Problem::new("too_much_evidence", "/evidence", detail));
        }
        problems
    }
}

/// Whether no step is missing among those that stand there, by their numbers.
pub(crate) fn expect_in_order(
    of: &str,
    id: &str,
    numbers: impl Iterator<Item = i64>,
) -> Result<(), StoreError> {
    let Some((place, number)) = (1..).zip(numbers).find(|(place, number)| number != place) else {
        return Ok(());
    };
    let what = format!("step {place} of {of} {}", quoted(id));
    Err(StoreError::unreadable(what, format!("step {number} stands there")))
}
