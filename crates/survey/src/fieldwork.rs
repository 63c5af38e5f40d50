//! Fieldwork rules: what follows an attempt, when a case is closed, and as what.
//!
//! Outcome codes and their rules are data: an office may import its own.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempt::{ContactAttempt, Outcome, OutcomeGroup, standard_outcomes};
use crate::problem::quoted;
use crate::response::Mode;
use crate::{Code, Label, Problem, Round, UnitTree};

/// Longest wait before a case is tried again, in minutes: four weeks.
const RETRY_MINUTES_MAX: u32 = 4 * 7 * 24 * 60;
/// How far ahead people agree on a time.
const APPOINTMENT_MAX: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Most attempts that a rule may allow.
const ATTEMPTS_MAX: u32 = 50;

/// What follows an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Nothing: the case is closed.
    Close,
    /// Another attempt, so many minutes later.
    RetryAfter(u32),
    /// Another attempt at the time that was agreed; without one, so many minutes later.
    Appointment(u32),
}

/// An outcome code and what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// AAPOR code such as `1.1` or `2.20`.
    pub code: Code,
    /// What people call it.
    pub label: Label,
    /// The group that it belongs to when rates are computed.
    pub group: OutcomeGroup,
    /// What follows.
    pub next: Next,
}

/// The rules of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldworkRules {
    /// Attempts by door after which a case is closed.
    pub visit_attempts_max: u32,
    /// Attempts in any other way after which a case is closed.
    pub phone_attempts_max: u32,
    /// For how many minutes whoever took a case on the telephone holds it.
    pub phone_hold_minutes: u32,
    /// For how many minutes whoever took a case to visit holds it.
    pub visit_hold_minutes: u32,
    /// The outcome codes in use.
    pub outcomes: Vec<OutcomeRule>,
}

impl Default for FieldworkRules {
    /// Waits are those of queXS (three hours, a week), shorter where a line was only busy.
    fn default() -> Self {
        let next = |outcome: &Outcome| match outcome.code.as_str() {
            "2.20" | "3.13" | "3.16" => Next::RetryAfter(180),
            "3.12" => Next::RetryAfter(30),
            "2.25" => Next::Appointment(24 * 60),
            _ => Next::Close,
        };
        let rule = |outcome: Outcome| OutcomeRule {
            next: next(&outcome),
            code: outcome.code,
            label: outcome.label,
            group: outcome.group,
        };
        Self {
            visit_attempts_max: 3,
            phone_attempts_max: 6,
            phone_hold_minutes: 30,
            visit_hold_minutes: 14 * 60,
            outcomes: standard_outcomes().into_iter().map(rule).collect(),
        }
    }
}

/// How far a case has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Attempts so far.
    pub attempts: u32,
    /// Where it stands.
    pub state: CaseState,
    /// The outcome that tells most so far.
    pub outcome: Option<Code>,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// It may be tried from then on.
    Open(Timestamp),
    /// Somebody is expected to call or come then.
    Appointment(Timestamp),
    /// Nothing more is done.
    Closed,
}

impl FieldworkRules {
    /// Everything that is wrong with the rules.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut seen = HashSet::new();
        let mut complete = false;
        for (place, rule) in self.outcomes.iter().enumerate() {
            let at = |field: &str| format!("/outcomes/{place}{field}");
            let code = &rule.code;
            if !seen.insert(code) {
                let detail = format!("outcome {} is there twice", quoted(code.as_str()));
                problems.push(Problem::new("duplicate_code", at("/code"), detail));
            }
            complete |= rule.group == OutcomeGroup::Complete;
            let minutes = match rule.next {
                Next::Close => None,
                Next::RetryAfter(minutes) | Next::Appointment(minutes) => Some(minutes),
            };
            if minutes.is_some_and(|minutes| minutes > RETRY_MINUTES_MAX) {
                let detail = format!("a case waits at most {RETRY_MINUTES_MAX} minutes");
                problems.push(Problem::new("too_long", at("/next"), detail));
            }
        }
        if !complete {
            let detail = "no outcome of group complete";
            problems.push(Problem::new("no_complete", "/outcomes", detail));
        }
        let counts = [
            (self.visit_attempts_max, ATTEMPTS_MAX, "/visit_attempts_max"),
            (self.phone_attempts_max, ATTEMPTS_MAX, "/phone_attempts_max"),
            (self.phone_hold_minutes, RETRY_MINUTES_MAX, "/phone_hold_minutes"),
            (self.visit_hold_minutes, RETRY_MINUTES_MAX, "/visit_hold_minutes"),
        ];
        for (count, most, path) in counts {
            if !(1..=most).contains(&count) {
                let detail = format!("must be between 1 and {most}");
                problems.push(Problem::new("out_of_range", path, detail));
            }
        }
        problems
    }

    /// The rule of an outcome code.
    pub fn rule(&self, outcome: &Code) -> Option<&OutcomeRule> {
        self.outcomes.iter().find(|rule| rule.code == *outcome)
    }

    /// Everything that is wrong with an attempt.
    pub fn attempt_problems(
        &self,
        attempt: &ContactAttempt,
        rounds: &[Round],
        units: &UnitTree,
        now: Timestamp,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut fault =
            |code, path, detail: String| problems.push(Problem::new(code, path, detail));
        match rounds.iter().find(|round| round.code == attempt.round) {
            None => {
                let detail = format!("there is no round {}", quoted(attempt.round.as_str()));
                fault("unknown_round", "/round", detail);
            }
            Some(round) if !round.modes.contains(&attempt.mode) => {
                let detail = format!("round {} is not asked by {}", round.code, attempt.mode);
                fault("mode_not_in_round", "/mode", detail);
            }
            Some(round) if !round.is_open(attempt.at) => {
                let detail = format!(
                    "{} is outside round {} ({} to {})",
                    attempt.at, round.code, round.opens, round.closes
                );
                fault("outside_round", "/at", detail);
            }
            Some(_) => {}
        }
        if units.position(attempt.unit.as_str()).is_none() {
            let detail = format!("unit {} is not in the unit tree", quoted(attempt.unit.as_str()));
            fault("unknown_unit", "/unit", detail);
        }
        if self.rule(&attempt.outcome).is_none() {
            let detail = format!("there is no outcome {}", quoted(attempt.outcome.as_str()));
            fault("unknown_outcome", "/outcome", detail);
        }
        // A clock that runs fast by less than an hour is common, and does no harm.
        if attempt.at > now + SignedDuration::from_hours(1) {
            fault("in_the_future", "/at", format!("{} is yet to come", attempt.at));
        }
        if attempt.appointment_at.is_some_and(|agreed| agreed < attempt.at) {
            let detail = "the appointment lies before the attempt".to_owned();
            fault("appointment_past", "/appointment_at", detail);
        }
        let ahead = attempt.appointment_at.map(|agreed| agreed.duration_since(attempt.at));
        if ahead.is_some_and(|ahead| ahead > APPOINTMENT_MAX) {
            let detail = "the appointment lies more than 90 days ahead".to_owned();
            fault("appointment_too_far", "/appointment_at", detail);
        }
        problems
    }

    /// The outcome codes in use.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let outcome = |rule: &OutcomeRule| Outcome {
            code: rule.code.clone(),
            label: rule.label.clone(),
            group: rule.group,
        };
        self.outcomes.iter().map(outcome).collect()
    }

    /// For how long whoever takes a case holds it.
    pub fn hold(&self, mode: Mode) -> SignedDuration {
        let minutes = match mode {
            Mode::Visit => self.visit_hold_minutes,
            _ => self.phone_hold_minutes,
        };
        SignedDuration::from_mins(minutes.into())
    }

    fn attempts_max(&self, mode: Mode) -> u32 {
        match mode {
            Mode::Visit => self.visit_attempts_max,
            _ => self.phone_attempts_max,
        }
    }

    /// How far a case is after one more attempt. Attempts may come in late and in any order: a
    /// closed case stays closed, and of two outcomes the one that tells more is kept.
    #[must_use]
    pub fn after(&self, before: &Progress, attempt: &ContactAttempt) -> Progress {
        let attempts = before.attempts + 1;
        let outcome = Some(self.more_telling(before.outcome.as_ref(), &attempt.outcome));
        let state = match (before.state, self.rule(&attempt.outcome).map(|rule| rule.next)) {
            (CaseState::Closed, _) | (_, None | Some(Next::Close)) => CaseState::Closed,
            // What was agreed is kept, however often others have tried meanwhile.
            (_, Some(Next::Appointment(_))) if attempt.appointment_at.is_some() => {
                attempt.appointment_at.map_or(before.state, CaseState::Appointment)
            }
            _ if attempts >= self.attempts_max(attempt.mode) => CaseState::Closed,
            (_, Some(Next::RetryAfter(minutes) | Next::Appointment(minutes))) => {
                CaseState::Open(attempt.at + SignedDuration::from_mins(minutes.into()))
            }
        };
        Progress { attempts, state, outcome }
    }

    /// The final outcome of a case: the one that tells most about it, the later of two that tell as
    /// much. Outcomes in their order.
    pub fn final_outcome<'a>(&self, outcomes: impl IntoIterator<Item = &'a Code>) -> Option<Code> {
        outcomes.into_iter().fold(None, |best: Option<Code>, outcome| {
            Some(self.more_telling(best.as_ref(), outcome))
        })
    }

    fn more_telling(&self, before: Option<&Code>, now: &Code) -> Code {
        let weight = |code: &Code| self.rule(code).map_or(0, |rule| telling(rule.group));
        match before {
            Some(before) if weight(before) > weight(now) => before.clone(),
            _ => now.clone(),
        }
    }
}

/// How much an outcome tells about a case: an interview more than a refusal, that somebody eligible
/// was reached more than that nobody was.
fn telling(group: OutcomeGroup) -> u8 {
    match group {
        OutcomeGroup::Complete => 8,
        OutcomeGroup::Partial => 7,
        OutcomeGroup::Refusal => 6,
        OutcomeGroup::Other => 5,
        OutcomeGroup::NotEligible => 4,
        OutcomeGroup::NonContact => 3,
        OutcomeGroup::UnknownOther => 2,
        OutcomeGroup::UnknownHousehold => 1,
    }
}
