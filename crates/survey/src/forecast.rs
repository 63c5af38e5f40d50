//! What is known of an external survey (上级调查) that mock rounds rehearse.

use jiff::civil::Date;

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
