//! Scoring schemes (计分办法): option → points. Named, versioned, applied late.
//!
//! The same answers give 77.5, 81.1 or 93.5 under tables in daily use, so a figure without the
//! name of its scheme means nothing, and figures under different schemes are never compared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Code, Label, OptionKind, Problem, Scale};

/// How don't-know and refused answers enter the base.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DontKnowRule {
    /// Left out of numerator and denominator; their share is reported beside the index.
    #[default]
    OutOfBase,
    /// In the denominator, earning nothing.
    InBase,
    /// In the denominator, earning these points; never counted as satisfied.
    AtPoints(f64),
}

/// Points of the substantive options, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Points {
    /// Best option 100, worst 0, the others evenly between, for any number of options.
    EqualSteps,
    /// One number per option; fits only scales with as many options.
    Table(Vec<f64>),
}

/// A named and versioned table from options to points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoringScheme {
    /// The key, printed with every figure.
    pub code: Code,
    /// Counts up from 1.
    pub version: u32,
    /// What people call it.
    pub name: Label,
    /// Points of the substantive options.
    pub points: Points,
    /// How many of the best options count as satisfied in the rate (满意率).
    pub satisfied_top: usize,
    /// How don't-know answers enter the base. Refusals follow the same rule.
    #[serde(default)]
    pub dont_know: DontKnowRule,
    /// Where the table comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What one option is worth: `None` is outside the base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    /// Points from 0 to 100.
    pub points: f64,
    /// Counts as satisfied in the rate.
    pub satisfied: bool,
}

impl ScoringScheme {
    /// The worth of each option of a scale, in the order of its options.
    ///
    /// # Errors
    /// `scheme_does_not_fit` when the table has another number of steps than the scale.
    pub fn apply(&self, scale: &Scale) -> Result<Vec<Option<Worth>>, Problem> {
        let steps = scale.steps();
        let points = self.points_for(steps).ok_or_else(|| {
            Problem::new(
                "scheme_does_not_fit",
                "/scheme",
                format!(
                    "scoring scheme {} does not fit scale {} with {steps} substantive options; \
                 use one with {steps} steps, or equal_steps",
                    self.code, scale.code
                ),
            )
        })?;
        let mut step = 0;
        Ok(scale
            .options
            .iter()
            .map(|option| match option.kind {
                OptionKind::Substantive => {
                    step += 1;
                    Some(Worth { points: points[step - 1], satisfied: step <= self.satisfied_top })
                }
                OptionKind::DontKnow | OptionKind::Refused => self.worth_of_silence(),
            })
            .collect())
    }

    fn points_for(&self, steps: usize) -> Option<Vec<f64>> {
        match &self.points {
            Points::EqualSteps if steps >= 2 => {
                let points = (0..steps)
                    .map(|step| 100.0 * (steps - 1 - step) as f64 / (steps - 1) as f64)
                    .collect();
                Some(points)
            }
            Points::Table(table) if table.len() == steps => Some(table.clone()),
            _ => None,
        }
    }

    fn worth_of_silence(&self) -> Option<Worth> {
        let points = match self.dont_know {
            DontKnowRule::OutOfBase => return None,
            DontKnowRule::InBase => 0.0,
            DontKnowRule::AtPoints(points) => points,
        };
        Some(Worth { points, satisfied: false })
    }

    /// Everything that is wrong with the scheme.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let in_range = |points: f64| (0.0..=100.0).contains(&points);
        if let Points::Table(table) = &self.points {
            if !table.iter().copied().all(in_range) {
                problems.push(Problem::new(
                    "points_out_of_range",
                    "/points",
                    "points run from 0 to 100",
                ));
            }
            if table.windows(2).any(|pair| pair[0] < pair[1]) {
                problems.push(Problem::new(
                    "points_not_descending",
                    "/points",
                    "points run from the best option to the worst",
                ));
            }
            if self.satisfied_top >= table.len() {
                problems.push(Problem::new(
                    "all_options_satisfied",
                    "/satisfied_top",
                    "at least one option must not count as satisfied",
                ));
            }
        }
        if let DontKnowRule::AtPoints(points) = self.dont_know
            && !in_range(points)
        {
            problems.push(Problem::new(
                "points_out_of_range",
                "/dont_know",
                "points run from 0 to 100",
            ));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScaleOption;

    fn scale(steps: usize) -> Scale {
        let option = |code: String, kind| ScaleOption {
            label: Label::single(&code),
            code: code.parse().expect("a code"),
            kind,
            negative: false,
            category: None,
        };
        let mut options: Vec<_> =
            (0..steps).map(|i| option(format!("o{i}"), OptionKind::Substantive)).collect();
        options.push(option("dk".to_owned(), OptionKind::DontKnow));
        Scale { code: "s".parse().expect("a code"), options }
    }

    fn scheme(points: Points, dont_know: DontKnowRule) -> ScoringScheme {
        ScoringScheme {
            code: "t".parse().expect("a code"),
            version: 1,
            name: Label::single("t"),
            points,
            satisfied_top: 2,
            dont_know,
            source: None,
        }
    }

    fn points(worths: &[Option<Worth>]) -> Vec<Option<f64>> {
        worths.iter().map(|w| w.map(|w| w.points)).collect()
    }

    #[test]
    fn equal_steps_fit_every_scale() {
        let worths =
            scheme(Points::EqualSteps, DontKnowRule::OutOfBase).apply(&scale(5)).expect("fits");
        assert_eq!(
            points(&worths),
            [Some(100.0), Some(75.0), Some(50.0), Some(25.0), Some(0.0), None]
        );
        assert_eq!(worths.iter().flatten().filter(|w| w.satisfied).count(), 2);
    }

    #[test]
    fn the_dont_know_rule_decides_about_the_base() {
        let table = || Points::Table(vec![100.0, 75.0, 55.0]);
        let silent = |rule| scheme(table(), rule).apply(&scale(3)).expect("fits")[3];
        assert_eq!(silent(DontKnowRule::OutOfBase), None);
        assert_eq!(silent(DontKnowRule::InBase), Some(Worth { points: 0.0, satisfied: false }));
        assert_eq!(
            silent(DontKnowRule::AtPoints(50.0)),
            Some(Worth { points: 50.0, satisfied: false })
        );
    }

    #[test]
    fn a_table_refuses_a_scale_of_another_length() {
        let problem = scheme(Points::Table(vec![100.0, 50.0, 0.0]), DontKnowRule::OutOfBase)
            .apply(&scale(5))
            .expect_err("does not fit");
        assert_eq!(problem.code, "scheme_does_not_fit");
    }

    #[test]
    fn impossible_tables_are_named() {
        let codes: Vec<_> = scheme(Points::Table(vec![50.0, 120.0]), DontKnowRule::AtPoints(-1.0))
            .problems()
            .iter()
            .map(|p| p.code)
            .collect();
        assert_eq!(
            codes,
            [
                "points_out_of_range",
                "points_not_descending",
                "all_options_satisfied",
                "points_out_of_range"
            ]
        );
    }
}
