//! Verification (核查): somebody from elsewhere calls or visits respondents again, and does not know what they
//! answered first.

mod refusal;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::refusal::{CheckRefusal, Checked, expect_from_elsewhere};
pub use self::rules::{ExclusionGround, ExclusionRule, VerificationRules};
use crate::problem::{quoted, segment};
use crate::{Code, Problem, Questionnaire};

/// Most questions that are asked again: a check is short, or people hang up.
pub const QUESTIONS_MAX: usize = 6;

/// What came of trying to reach somebody again.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Recontact {
    /// 已联系上: the person who was to be asked.
    Reached,
    /// 未联系上: nobody. It is tried again.
    NotReached,
    /// 拒绝: they don't want to be asked again.
    Refused,
    /// 联系方式不符: nobody of the kind is to be found there.
    WrongContact,
}

named!(Recontact, "outcome of a check", 4,
    Reached => "reached",
    NotReached => "not_reached",
    Refused => "refused",
    WrongContact => "wrong_contact",
);

/// Whether somebody was asked the first time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// 有过访问
    Yes,
    /// 没有访问过
    No,
    /// 记不清
    CantRemember,
}

named!(Happened, "answer to whether it happened", 3,
    Yes => "yes",
    No => "no",
    CantRemember => "cant_remember",
);

/// What a checker brings back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckReport {
    /// Whether they were reached.
    pub recontact: Recontact,
    /// Whether they say that they were asked; of whoever was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Happened>,
    /// Answers to the questions that are asked again, as they are now; only of who was asked before.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<Code, Code>,
}

impl CheckReport {
    /// Everything that is wrong with it, for a check that asks these questions again.
    pub fn problems(&self, asked_again: &[Code], form: &Questionnaire) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |code, path: String, detail: String| {
            problems.push(Problem::new(code, path, detail));
        };
        let reached = self.recontact == Recontact::Reached;
        if reached && self.happened.is_none() {
            let detail = "say whether they remember having been asked: yes, no or cant_remember";
            wrong("missing", "/happened".to_owned(), detail.to_owned());
        }
        if !reached && self.happened.is_some() {
            let detail = format!("nobody said so: the outcome is {}", self.recontact);
            wrong("nobody_reached", "/happened".to_owned(), detail);
        }
        if self.happened == Some(Happened::No) && !self.answers.is_empty() {
            let detail = "whoever was not asked is not asked again".to_owned();
            wrong("not_asked_before", "/answers".to_owned(), detail);
        }
        if !reached && !self.answers.is_empty() {
            let detail = format!("nobody answered: the outcome is {}", self.recontact);
            wrong("nobody_reached", "/answers".to_owned(), detail);
        }
        for (question, answer) in &self.answers {
            let path = format!("/answers/{}", segment(question.as_str()));
            if !asked_again.contains(question) {
                let detail = format!("question {} is not asked again", quoted(question.as_str()));
                wrong("not_asked_again", path, detail);
                continue;
            }
            let scale = form.question(question.as_str()).and_then(|asked| form.scale_of(asked));
            if scale.is_none_or(|scale| scale.position(answer.as_str()).is_none()) {
                let detail = format!("{} is no option of {question}", quoted(answer.as_str()));
                wrong("unknown_option", path, detail);
            }
        }
        problems
    }
}

/// Everything that is wrong with the questions that a plan asks again.
pub fn question_problems(asked_again: &[Code], form: &Questionnaire) -> Vec<Problem> {
    let mut problems = Vec::new();
    if asked_again.is_empty() || asked_again.len() > QUESTIONS_MAX {
        let detail = format!("from 1 to {QUESTIONS_MAX} questions are asked again");
        problems.push(Problem::new("out_of_range", "/questions", detail));
    }
    for (place, code) in asked_again.iter().enumerate() {
        let path = format!("/questions/{place}");
        let asked = form.question(code.as_str());
        if asked_again[..place].contains(code) {
            let detail = format!("question {code} is there twice");
            problems.push(Problem::new("duplicate_code", path, detail));
        } else if asked.is_none_or(|question| form.scale_of(question).is_none()) {
            let detail =
                format!("{} has no question {} with options", form.code, quoted(code.as_str()));
            problems.push(Problem::new("unknown_question", path, detail));
        }
    }
    problems
}
