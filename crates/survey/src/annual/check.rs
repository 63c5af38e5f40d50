//! What is wrong with a formula, as far as can be told without a database.

use std::collections::BTreeSet;

use super::{AnnualFormula, Component, Measured, Missing};
use crate::problem::quoted;
use crate::wording::is_blank;
use crate::{Problem, UnitTree};

/// How far the weights may be from 1 together: what writing them in decimals leaves.
const WEIGHTS_TOLERANCE: f64 = 1e-9;
/// More components than any formula that was found.
const COMPONENTS_MAX: usize = 40;
/// Farther from 1 than any difficulty coefficient that was found (1.15).
const COEFFICIENT_MAX: f64 = 2.0;
/// What a formula reads and makes lies within this, both ways: more than any yuan, persons or points of a unit
/// that a score may rest on, and little enough that no line makes infinity of it.
pub(crate) const NUMBER_MAX: f64 = 1e9;
/// Values that are closer together make no line.
const NEAREST: f64 = 1e-6;

impl AnnualFormula {
    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |code, path: String, detail: String| {
            problems.push(Problem::new(code, path, detail));
        };
        if self.version == 0 {
            wrong("out_of_range", "/version".to_owned(), "the first version is 1".to_owned());
        }
        if is_blank(&self.source) {
            let detail = "name the document that decides so".to_owned();
            wrong("missing", "/source".to_owned(), detail);
        }
        if self.levels.is_empty() {
            let detail = "name the levels whose units are scored".to_owned();
            wrong("missing", "/levels".to_owned(), detail);
        }
        if !(1..=COMPONENTS_MAX).contains(&self.components.len()) {
            let detail = format!("a score has 1 to {COMPONENTS_MAX} components");
            wrong("out_of_range", "/components".to_owned(), detail);
        }
        let sum: f64 = self.weights().iter().sum();
        if (sum - 1.0).abs() > WEIGHTS_TOLERANCE || sum.is_nan() {
            let detail = format!("the weights add up to {sum}, not to 1");
            wrong("weights_do_not_add_up", "/components".to_owned(), detail);
        }
        for (field, cap) in [("bonus_cap", self.bonus_cap), ("deduction_cap", self.deduction_cap)] {
            if !(0.0..=100.0).contains(&cap) {
                let detail = format!("{cap} is not between 0 and 100");
                wrong("out_of_range", format!("/{field}"), detail);
            }
        }
        if !self.missing.is_sound() {
            let detail = "points run from 0 to 100".to_owned();
            wrong("out_of_range", "/missing".to_owned(), detail);
        }
        problems.extend(self.coefficient_problems());
        for (at, component) in self.components.iter().enumerate() {
            let under = format!("/components/{at}");
            problems.extend(component.problems().into_iter().map(|p| p.under(&under)));
            if self.components[..at].iter().any(|before| before.code == component.code) {
                let detail = format!("{} is there twice", component.code);
                problems.push(Problem::new("twice", format!("{under}/code"), detail));
            }
        }
        problems
    }

    /// What it names that the unit tree does not have.
    pub fn misfits(&self, units: &UnitTree) -> Vec<Problem> {
        let levels: BTreeSet<&str> = units.levels().into_iter().map(AsRef::as_ref).collect();
        let unknown_level = self.levels.iter().enumerate().filter_map(|(at, level)| {
            let known = levels.iter().copied().collect::<Vec<_>>().join(", ");
            let detail = format!("there is no level {}; there are {known}", quoted(level.as_str()));
            let misses = !levels.contains(level.as_str());
            misses.then(|| Problem::new("unknown_level", format!("/levels/{at}"), detail))
        });
        let unknown_unit = self.coefficients.iter().enumerate().filter_map(|(at, own)| {
            let detail = format!("there is no unit {}", quoted(own.unit.as_str()));
            let misses = units.get(own.unit.as_str()).is_none();
            misses.then(|| Problem::new("unknown_unit", format!("/coefficients/{at}/unit"), detail))
        });
        unknown_level.chain(unknown_unit).collect()
    }

    fn coefficient_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (at, own) in self.coefficients.iter().enumerate() {
            let mut wrong = |code, field: &str, detail: String| {
                problems.push(Problem::new(code, format!("/coefficients/{at}/{field}"), detail));
            };
            if !(own.value > 0.0 && own.value <= COEFFICIENT_MAX) {
                let detail = format!("{} is not above 0 and up to {COEFFICIENT_MAX}", own.value);
                wrong("out_of_range", "value", detail);
            }
            if is_blank(&own.reason) {
                wrong("missing", "reason", "say why".to_owned());
            }
            if self.coefficients[..at].iter().any(|before| before.unit == own.unit) {
                wrong("twice", "unit", format!("{} is there twice", own.unit));
            }
        }
        problems
    }
}

impl Component {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |code, field: &str, detail: String| {
            problems.push(Problem::new(code, format!("/{field}"), detail));
        };
        if !(0.0..=1.0).contains(&self.weight) {
            wrong("out_of_range", "weight", format!("{} is not between 0 and 1", self.weight));
        }
        for (field, limit) in [("floor", self.floor), ("cap", self.cap)] {
            if let Some(limit) = limit.filter(|limit| !is_number(*limit)) {
                wrong("out_of_range", field, not_a_number(limit));
            }
        }
        if let (Some(floor), Some(cap)) = (self.floor, self.cap)
            && floor > cap
        {
            wrong("floor_above_cap", "floor", format!("{floor} is above the cap {cap}"));
        }
        if let Some(scale) = self.scale {
            let mut ends = scale.from.iter().chain(&scale.to);
            if let Some(end) = ends.find(|end| !is_number(**end)) {
                wrong("out_of_range", "scale", not_a_number(*end));
            } else if (scale.from[1] - scale.from[0]).abs() < NEAREST {
                let detail = "two different values make a line".to_owned();
                wrong("no_line", "scale", detail);
            }
        }
        if self.missing.is_some_and(|missing| !missing.is_sound()) {
            wrong("out_of_range", "missing", "points run from 0 to 100".to_owned());
        }
        if let Measured::Index { scheme, .. } = &self.of
            && !is_versioned(scheme)
        {
            let detail = format!("{} names no version; write code@version", quoted(scheme));
            wrong("no_version", "of/index/scheme", detail);
        }
        problems
    }
}

/// Whether a formula can reckon with it.
pub(crate) fn is_number(value: f64) -> bool {
    value.abs() <= NUMBER_MAX
}

pub(crate) fn not_a_number(value: f64) -> String {
    format!("{value} is not between -{NUMBER_MAX} and {NUMBER_MAX}")
}

fn is_versioned(scheme: &str) -> bool {
    scheme.rsplit_once('@').is_some_and(|(code, version)| {
        !code.is_empty() && version.parse::<u32>().is_ok_and(|version| version > 0)
    })
}

impl Missing {
    fn is_sound(self) -> bool {
        match self {
            Self::Refuse | Self::Renormalise => true,
            Self::Points(points) => (0.0..=100.0).contains(&points),
        }
    }
}
