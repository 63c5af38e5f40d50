//! What an office decides about verification: limits of signals, and what leaves an interview out.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{CheckReport, Happened, Recontact};
use crate::problem::quoted;
use crate::signals::SignalRules;
use crate::{Code, Label, Problem};

/// More tries to reach somebody are a nuisance.
const TRIES_MAX: u32 = 10;

/// The rules of an office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerificationRules {
    /// Tries after which somebody counts as not reached.
    pub tries_max: u32,
    /// The limits of signals.
    pub signals: SignalRules,
    /// Rules by which an interview may be left out. Without one it never is.
    #[serde(default)]
    pub exclusions: Vec<ExclusionRule>,
}

/// A rule by which an interview may be left out of the second score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionRule {
    /// The key.
    pub code: Code,
    /// What people call it.
    pub label: Label,
    /// What a check must have found.
    pub ground: ExclusionGround,
}

/// What a check must have found for an interview to be left out. Both mean that nobody gave the answers:
/// what somebody did say is never left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionGround {
    /// Whoever was reached says that it never happened.
    Denied,
    /// Nobody of the kind is to be found there.
    NoSuchContact,
}

named!(ExclusionGround, "ground of exclusion", 2,
    Denied => "denied",
    NoSuchContact => "no_such_contact",
);

impl ExclusionGround {
    /// Whether a check has found it.
    pub fn is_met(self, report: &CheckReport) -> bool {
        match self {
            Self::Denied => report.happened == Some(Happened::No),
            Self::NoSuchContact => report.recontact == Recontact::WrongContact,
        }
    }
}

impl Default for VerificationRules {
    fn default() -> Self {
        let denied = ExclusionRule {
            code: "verified_false".parse().expect("a literal code is well-formed"),
            label: Label::new("核查确认未访问", "Found by a check never to have happened"),
            ground: ExclusionGround::Denied,
        };
        Self { tries_max: 3, signals: SignalRules::default(), exclusions: vec![denied] }
    }
}

impl VerificationRules {
    /// Everything that is wrong with the rules.
    pub fn problems(&self) -> Vec<Problem> {
        let signals = self.signals.problems().into_iter();
        let mut problems: Vec<Problem> = signals.map(|problem| problem.under("/signals")).collect();
        if !(1..=TRIES_MAX).contains(&self.tries_max) {
            let detail = format!("must be between 1 and {TRIES_MAX}");
            problems.push(Problem::new("out_of_range", "/tries_max", detail));
        }
        let mut seen = HashSet::new();
        for (place, rule) in self.exclusions.iter().enumerate() {
            if !seen.insert(&rule.code) {
                let detail = format!("rule {} is there twice", quoted(rule.code.as_str()));
                let path = format!("/exclusions/{place}/code");
                problems.push(Problem::new("duplicate_code", path, detail));
            }
        }
        problems
    }

    /// The exclusion rule with a code.
    pub fn exclusion(&self, code: &str) -> Option<&ExclusionRule> {
        self.exclusions.iter().find(|rule| rule.code == *code)
    }
}
