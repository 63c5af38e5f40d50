//! Responsibility letters (目标责任书): what a unit promises the unit above it for a year.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::{Source, Wrong};
use crate::schema::{Day, day};
use crate::{Code, Problem, UnitTree};

/// A signed letter. It is signed once: what changes is the next version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponsibilityLetter {
    /// Calendar year.
    pub year: i32,
    /// Code of the unit that promises.
    pub unit: Code,
    /// Code of the unit right above, to which it promises.
    pub parent_unit: Code,
    /// Who signed for the unit.
    pub signer: String,
    /// When.
    #[serde(deserialize_with = "day")]
    #[schemars(with = "Day")]
    pub signed_on: Date,
    /// What it promises, each domain once.
    pub goals: Vec<Goal>,
    /// The letter itself.
    pub source: Source,
}

/// What is to be reached in a domain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Category, or `overall`.
    pub domain: Code,
    /// The index to reach, 0 to 100.
    pub index: Option<f64>,
    /// The place to reach, or better.
    pub rank: Option<u32>,
    /// Of so many.
    pub out_of: Option<u32>,
    /// Among whom, such as 全市.
    pub field: Option<String>,
}

impl ResponsibilityLetter {
    pub(super) fn check(&self, units: &UnitTree, wrong: &mut Wrong) {
        wrong.year(self.year);
        let parent = units
            .position(self.unit.as_str())
            .and_then(|unit| units.parent(unit))
            .map(|above| &units.units()[above].code);
        if parent.is_none_or(|parent| *parent != self.parent_unit) {
            let right = parent.map_or_else(|| "no unit".to_owned(), ToString::to_string);
            let detail = format!("right above {} is {right}, not {}", self.unit, self.parent_unit);
            wrong.say("not_the_parent", "parent_unit", detail);
        }
        wrong.text("signer", Some(&self.signer));
        if self.goals.is_empty() {
            wrong.say("missing", "goals", "a letter promises something".to_owned());
        }
        for (at, goal) in self.goals.iter().enumerate() {
            goal.check(at, wrong);
            if self.goals[..at].iter().any(|before| before.domain == goal.domain) {
                let detail = format!("{} is promised twice", goal.domain);
                wrong.say("twice", &format!("goals/{at}/domain"), detail);
            }
        }
        self.source.check(wrong);
    }
}

impl ResponsibilityLetter {
    /// What it promises less of than the letter of the unit above.
    pub fn shortfalls(&self, above: &Self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (at, goal) in self.goals.iter().enumerate() {
            for wanted in &above.goals {
                let Some(field) = goal.falls_short_of(wanted) else { continue };
                let detail = format!(
                    "{} promises less in {} than {} above it, which promises {}",
                    self.unit, goal.domain, above.unit, wanted
                );
                problems.push(Problem::new("below_parent", format!("/goals/{at}/{field}"), detail));
            }
        }
        problems
    }
}

impl fmt::Display for Goal {
    /// What is to be reached, without the domain.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = self.index.map(|index| format!("index {index}"));
        let place = self
            .rank
            .map(|rank| format!("place {rank} of {}", self.field.as_deref().unwrap_or_default()));
        let parts: Vec<String> = index.into_iter().chain(place).collect();
        f.write_str(&parts.join(", "))
    }
}

impl Goal {
    /// The field by which it asks for less than a goal of a unit above does in the same domain; none
    /// where it asks for as much, or for nothing of the kind. Places compare among the same units only.
    pub fn falls_short_of(&self, above: &Self) -> Option<&'static str> {
        if self.domain != above.domain {
            return None;
        }
        let less = self.index.zip(above.index).is_some_and(|(own, wanted)| own < wanted);
        let same_field = self.field == above.field;
        let behind = self.rank.zip(above.rank).is_some_and(|(own, wanted)| own > wanted);
        match (less, same_field && behind) {
            (true, _) => Some("index"),
            (false, true) => Some("rank"),
            (false, false) => None,
        }
    }

    fn check(&self, at: usize, wrong: &mut Wrong) {
        let path = |field: &str| format!("goals/{at}/{field}");
        if self.index.is_none() && self.rank.is_none() {
            wrong.say("missing", &path("index"), "name an index or a place to reach".to_owned());
        }
        wrong.range(&path("index"), self.index, 100.0);
        wrong.place((&path("rank"), self.rank), (&path("out_of"), self.out_of));
        if self.rank.is_some() && self.field.is_none() {
            wrong.say("missing", &path("field"), "say among whom, such as 全市".to_owned());
        }
        wrong.text(&path("field"), self.field.as_deref());
    }
}
