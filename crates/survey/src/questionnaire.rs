//! Questionnaires: what is asked. A published version never changes.

mod priorities;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::quoted;
use crate::schema::Day;
use crate::validate::QUESTION_WEIGHTS;
use crate::{CategoryScheme, Code, Label, Problem, Scale};

/// One published version of a questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// The key that all versions share.
    pub code: Code,
    /// Counts up from 1; a changed questionnaire is a new version.
    pub version: u32,
    /// What people call it.
    pub title: Label,
    /// Legal header of a statutory survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal: Option<LegalHeader>,
    /// What is said before the first question: who asks, why, that nobody must answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Label>,
    /// What is said after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Label>,
    /// Code of the question about everything together, with which the categories are compared; it
    /// counts for no index. May be left out where only one question can be meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overall: Option<Code>,
    /// The categories that its questions refer to.
    pub scheme: CategoryScheme,
    /// The answer scales that its questions refer to.
    pub scales: Vec<Scale>,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<Question>,
}

/// What Chinese law wants printed on a statutory form (统计法实施条例).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegalHeader {
    /// 表号
    pub form_no: String,
    /// 制定机关
    pub issuing_authority: String,
    /// 批准(备案)文号
    pub approval_no: String,
    /// 有效期限, last day
    #[schemars(with = "Day")]
    pub valid_until: Date,
}

/// One question. Its code is its identity and survives rewording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The key; the same question keeps it through all versions.
    pub code: Code,
    /// The wording of this version.
    pub text: Label,
    /// For whoever asks, and not read out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Label>,
    /// Category of the scheme; every scored question has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Code>,
    /// Weight of the question within its category and overall; 0 keeps it out of both.
    #[serde(default = "one")]
    pub weight: f64,
    /// Code of the scale; empty for a question answered in free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Code>,
    /// Asked only when this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Relevance>,
}

/// A skip rule: the question is asked when an earlier one was answered with one of these options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relevance {
    /// Code of the earlier question.
    pub question: Code,
    /// Option codes that open this question.
    pub any_of: Vec<Code>,
}

fn one() -> f64 {
    1.0
}

impl Questionnaire {
    /// The question with a code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.code == *code)
    }

    /// The scale of a question, `None` for free text.
    pub fn scale_of(&self, question: &Question) -> Option<&Scale> {
        let code = question.scale.as_ref()?;
        self.scales.iter().find(|scale| scale.code == *code)
    }

    /// The question about everything together: the one that is named, or else the only question on
    /// a scale that counts for nothing and names no priorities.
    pub fn overall_question(&self) -> Option<&Question> {
        if let Some(code) = &self.overall {
            return self.question(code.as_str());
        }
        let mut candidates = self.questions.iter().filter(|question| self.sums_up(question));
        candidates.next().filter(|_| candidates.next().is_none())
    }

    /// Whether a question could be the one about everything together: a scored one is part of what
    /// it would be compared with.
    fn sums_up(&self, question: &Question) -> bool {
        let scale = self.scale_of(question);
        question.weight == 0.0 && scale.is_some_and(|scale| !scale.names_priorities())
    }

    /// Questions by which respondents name what matters most to them.
    pub fn priority_questions(&self) -> impl Iterator<Item = (&Question, &Scale)> {
        let with_scale = |question| Some((question, self.scale_of(question)?));
        self.questions.iter().filter_map(with_scale).filter(|(_, scale)| scale.names_priorities())
    }

    /// Everything that is wrong with the questionnaire. Empty means that it may be published.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> =
            self.scheme.problems().into_iter().map(|p| p.under("/scheme")).collect();
        problems.extend(priorities::problems(self));
        let mut scales = HashSet::new();
        for (i, scale) in self.scales.iter().enumerate() {
            let path = format!("/scales/{i}");
            problems.extend(scale.problems().into_iter().map(|p| p.under(&path)));
            if !scales.insert(scale.code.clone()) {
                problems.push(Problem::new(
                    "duplicate_scale",
                    path,
                    format!("scale {} stands twice", quoted(scale.code.as_str())),
                ));
            }
        }
        let mut earlier: HashMap<&Code, &Question> = HashMap::new();
        for (i, question) in self.questions.iter().enumerate() {
            let path = format!("/questions/{i}");
            problems.extend(
                self.question_problems(question, &earlier).into_iter().map(|p| p.under(&path)),
            );
            if earlier.insert(&question.code, question).is_some() {
                problems.push(Problem::new(
                    "duplicate_question",
                    path,
                    format!("question {} stands twice", quoted(question.code.as_str())),
                ));
            }
        }
        if self.questions.is_empty() {
            problems.push(Problem::new(
                "no_questions",
                "/questions",
                "a questionnaire asks at least one question",
            ));
        }
        problems
    }

    fn question_problems(
        &self,
        question: &Question,
        earlier: &HashMap<&Code, &Question>,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(code) = &question.scale
            && self.scale_of(question).is_none()
        {
            problems.push(Problem::new(
                "unknown_scale",
                "/scale",
                format!("scale {} is not defined", quoted(code.as_str())),
            ));
        }
        match &question.category {
            Some(code) if self.scheme.get(code.as_str()).is_none() => {
                problems.push(Problem::new(
                    "unknown_category",
                    "/category",
                    format!(
                        "category {} is not in scheme {}",
                        quoted(code.as_str()),
                        quoted(self.scheme.code.as_str())
                    ),
                ));
            }
            None if question.scale.is_some() && question.weight > 0.0 => {
                problems.push(Problem::new(
                    "no_category",
                    "/category",
                    "a scored question needs a category",
                ));
            }
            _ => {}
        }
        if question.weight != 0.0 && !QUESTION_WEIGHTS.contains(&question.weight) {
            problems.push(Problem::new(
                "bad_weight",
                "/weight",
                format!(
                    "weight {:e} must be 0 or a number from {:e} to {:e}",
                    question.weight,
                    QUESTION_WEIGHTS.start(),
                    QUESTION_WEIGHTS.end()
                ),
            ));
        }
        if let Some(rule) = &question.relevant {
            problems.extend(self.relevance_problems(rule, earlier));
        }
        problems
    }

    /// A rule may look only at earlier questions, so skipping always terminates.
    fn relevance_problems(
        &self,
        rule: &Relevance,
        earlier: &HashMap<&Code, &Question>,
    ) -> Vec<Problem> {
        let Some(source) = earlier.get(&rule.question) else {
            return vec![Problem::new(
                "relevance_not_earlier",
                "/relevant/question",
                format!(
                    "{} is not a question that stands before this one",
                    quoted(rule.question.as_str())
                ),
            )];
        };
        let scale = self.scale_of(source);
        rule.any_of
            .iter()
            .filter(|option| scale.is_none_or(|s| s.position(option.as_str()).is_none()))
            .map(|option| {
                Problem::new(
                    "unknown_option",
                    "/relevant/any_of",
                    format!(
                        "{} is not an option of question {}",
                        quoted(option.as_str()),
                        quoted(rule.question.as_str())
                    ),
                )
            })
            .collect()
    }
}
