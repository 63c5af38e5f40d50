//! Answer scales: ordered options, best first, and what kind each option is.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::quoted;
use crate::{Code, Label, Problem};

/// What an option says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OptionKind {
    /// An opinion: counts in every base.
    #[default]
    Substantive,
    /// 不了解: heard the question, has no opinion.
    DontKnow,
    /// 拒答: heard the question, will not say.
    Refused,
}

impl OptionKind {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Substantive => "substantive",
            Self::DontKnow => "dont_know",
            Self::Refused => "refused",
        }
    }
}

/// One option of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScaleOption {
    /// What is stored.
    pub code: Code,
    /// What is read out or shown.
    pub label: Label,
    /// Opinion, don't know or refusal.
    #[serde(default)]
    pub kind: OptionKind,
    /// True for options that say "not satisfied"; these open an issue.
    #[serde(default)]
    pub negative: bool,
    /// The category that whoever chooses it names as a priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Code>,
}

/// The options of an answer. Substantive options run from best to worst.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scale {
    /// The key within its questionnaire.
    pub code: Code,
    /// The options, substantive ones from best to worst.
    pub options: Vec<ScaleOption>,
}

impl Scale {
    /// Number of substantive options.
    pub fn steps(&self) -> usize {
        self.options.iter().filter(|option| option.kind == OptionKind::Substantive).count()
    }

    /// Whether its options name categories that matter, instead of degrees of satisfaction. An
    /// option without a category names none.
    pub fn names_priorities(&self) -> bool {
        self.options.iter().any(|option| option.category.is_some())
    }

    /// Position of an option.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.options.iter().position(|option| option.code == *code)
    }

    /// Everything that is wrong with the scale.
    ///
    /// A scale without a negative option is refused: leaving it out is the commonest way to make
    /// dissatisfaction disappear.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut seen = HashSet::new();
        for (i, option) in self.options.iter().enumerate() {
            if !seen.insert(&option.code) {
                problems.push(Problem::new(
                    "duplicate_option",
                    format!("/options/{i}"),
                    format!("option {} stands twice", quoted(option.code.as_str())),
                ));
            }
            if option.negative && option.kind != OptionKind::Substantive {
                problems.push(Problem::new(
                    "negative_not_substantive",
                    format!("/options/{i}"),
                    "don't-know and refusal are not negative answers",
                ));
            }
            if option.category.is_some() && option.kind != OptionKind::Substantive {
                problems.push(Problem::new(
                    "priority_not_substantive",
                    format!("/options/{i}/category"),
                    "don't-know and refusal name no priority",
                ));
            }
        }
        if self.steps() < 2 {
            problems.push(Problem::new(
                "too_few_options",
                "/options",
                "a scale needs at least two substantive options",
            ));
        }
        let substantive = |o: &&ScaleOption| o.kind == OptionKind::Substantive;
        let degrees = !self.names_priorities();
        if degrees && self.options.iter().filter(substantive).all(|option| !option.negative) {
            problems.push(Problem::new(
                "no_negative_option",
                "/options",
                "a scale must offer at least one option that says \"not satisfied\"",
            ));
        }
        problems
    }
}
