//! What is known of an external survey (上级调查) that mock rounds rehearse.

use std::fmt;

use jiff::civil::Date;
use uuid::Uuid;

use crate::problem::quoted;
use crate::{Code, Period, Problem, UnitTree, days};

/// What an external survey found of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct PastResult {
    /// Code of the unit.
    pub unit: Code,
    /// The period that it was about.
    pub period: Period,
    /// Its score, 0 to 100.
    pub external: f64,
    /// What the mock survey had found, with its standard error; without it, what the mock rounds of that
    /// period give.
    pub mock: Option<(f64, f64)>,
}

impl PastResult {
    /// Everything that is wrong with it.
    pub fn problems(&self, units: &UnitTree, today: Date) -> Vec<Problem> {
        let mut problems = Vec::new();
        if units.get(self.unit.as_str()).is_none() {
            let detail = format!("there is no unit {}", quoted(self.unit.as_str()));
            problems.push(Problem::new("unknown_unit", "/unit", detail));
        }
        problems.extend(days::begun("/period", self.period, today));
        let mut wrong = |code, path: &str, detail: String| {
            problems.push(Problem::new(code, path, detail));
        };
        let is_score = |score: f64| (0.0..=100.0).contains(&score);
        if !is_score(self.external) {
            let detail = format!("{} is not between 0 and 100", self.external);
            wrong("out_of_range", "/external", detail);
        }
        if let Some((mock, se)) = self.mock {
            if !is_score(mock) {
                wrong("out_of_range", "/mock", format!("{mock} is not between 0 and 100"));
            }
            if !(se.is_finite() && se >= 0.0) {
                wrong("out_of_range", "/mock_se", format!("{se} is no standard error"));
            }
        }
        problems
    }
}

/// Where a past result is known from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PastSource {
    /// A confirmed entry.
    Entry {
        /// Its id.
        id: Uuid,
        /// Who says so.
        issuer: Code,
        /// Name of the document behind it.
        document: String,
    },
    /// A line of a file.
    File {
        /// As the file was named.
        name: String,
        /// Counted from 1.
        line: u64,
    },
}

/// A past result, and where it is known from.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownResult {
    /// What was found.
    pub result: PastResult,
    /// Where that stands.
    pub source: PastSource,
}

impl KnownResult {
    /// The first two of the same unit and period: which of them counts is for a person to say.
    pub fn twice<'a>(known: &[&'a Self]) -> Option<(&'a Self, &'a Self)> {
        known.iter().enumerate().find_map(|(at, second)| {
            let same = |first: &&&Self| {
                (&first.result.unit, first.result.period)
                    == (&second.result.unit, second.result.period)
            };
            known[..at].iter().find(same).map(|first| (*first, *second))
        })
    }
}

impl fmt::Display for PastSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry { id, issuer, document } => {
                write!(f, "the confirmed entry {id} of {issuer} ({document})")
            }
            Self::File { name, line } => write!(f, "line {line} of {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(unit: &str, period: &str, line: u64) -> KnownResult {
        let result = PastResult {
            unit: unit.parse().expect("a code"),
            period: period.parse().expect("a period"),
            external: 80.0,
            mock: None,
        };
        KnownResult { result, source: PastSource::File { name: "past.csv".to_owned(), line } }
    }

    #[test]
    fn only_the_same_unit_and_period_are_twice() {
        let all = [
            known("a", "2025", 2),
            known("b", "2025", 3),
            known("a", "2025-Q4", 4),
            known("a", "2025", 5),
        ];
        let all: Vec<&KnownResult> = all.iter().collect();
        assert_eq!(KnownResult::twice(&all[..3]), None);
        let (first, second) = KnownResult::twice(&all).expect("two");
        let named = format!("{} and {}", first.source, second.source);
        assert_eq!(named, "line 2 of past.csv and line 5 of past.csv");
    }
}
