//! Checks a response against its questionnaire, round and unit tree.

mod particulars;

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::problem::{quoted, segment};
use crate::round::in_china;
use crate::{
    CategoryScheme, Code, Problem, Question, Questionnaire, Response, Round, Scale, UnitTree,
};

/// Longest free-text answer, in characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Largest design weight: beyond it one respondent would speak for a whole county.
pub const WEIGHT_MAX: f64 = 1e6;
/// Smallest design weight: sums of weights are exact only so far.
pub const WEIGHT_MIN: f64 = 1e-6;
/// Largest weight of a question, and smallest but 0.
pub const QUESTION_WEIGHTS: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

/// What is to be done with a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be stored.
    Sound,
    /// It must not, for all these reasons.
    Faulty(Vec<Problem>),
    /// It was asked by a version of the questionnaire that is not known here (yet), and is to be held.
    UnknownForm,
}

/// Looks up what a response was asked, and checks it against that.
pub fn judge(
    response: &Response,
    rounds: &[Round],
    questionnaires: &[Questionnaire],
    units: &UnitTree,
) -> Verdict {
    let Some(round) = rounds.iter().find(|round| round.code == response.round) else {
        let detail = format!("there is no round {}", quoted(response.round.as_str()));
        return Verdict::Faulty(vec![Problem::new("unknown_round", "/round", detail)]);
    };
    let version = response.form_version.unwrap_or(round.version);
    let mut published = questionnaires.iter();
    let asked = published.find(|q| q.code == round.questionnaire && q.version == version);
    let problems = asked.map_or_else(
        || [head_problems(round, units, response), size_problems(response)].concat(),
        |questionnaire| Rules::new(round, questionnaire, units).problems(response),
    );
    match (problems.is_empty(), asked) {
        (false, _) => Verdict::Faulty(problems),
        (true, Some(_)) => Verdict::Sound,
        (true, None) => Verdict::UnknownForm,
    }
}

/// As [`judge`], of what comes in at a time: nobody can have asked later.
pub fn judge_at(
    response: &Response,
    rounds: &[Round],
    questionnaires: &[Questionnaire],
    units: &UnitTree,
    now: Timestamp,
) -> Verdict {
    let verdict = judge(response, rounds, questionnaires, units);
    let ahead = ahead_problems(response, now);
    match verdict {
        verdict if ahead.is_empty() => verdict,
        Verdict::Faulty(problems) => Verdict::Faulty([problems, ahead].concat()),
        Verdict::Sound | Verdict::UnknownForm => Verdict::Faulty(ahead),
    }
}

/// What a response is checked against. Built once, used for many responses.
#[derive(Debug)]
pub struct Rules<'a> {
    round: &'a Round,
    units: &'a UnitTree,
    version: u32,
    scheme: &'a CategoryScheme,
    questions: HashMap<&'a Code, (&'a Question, Option<&'a Scale>)>,
}

impl<'a> Rules<'a> {
    /// Looks up once what every response of the round needs.
    pub fn new(round: &'a Round, questionnaire: &'a Questionnaire, units: &'a UnitTree) -> Self {
        let questions = questionnaire
            .questions
            .iter()
            .map(|question| (&question.code, (question, questionnaire.scale_of(question))))
            .collect();
        Self {
            round,
            units,
            version: questionnaire.version,
            scheme: &questionnaire.scheme,
            questions,
        }
    }

    /// Everything that is wrong with a response. Empty means that it may be stored.
    pub fn problems(&self, response: &Response) -> Vec<Problem> {
        let mut problems = head_problems(self.round, self.units, response);
        problems.extend(self.form_problem(response));
        for (code, answer) in &response.answers {
            problems.extend(self.answer_problem(response, code, answer));
        }
        for code in &response.not_asked {
            if !self.questions.contains_key(code) {
                problems.push(unknown_question("/not_asked", code));
            } else if response.answers.contains_key(code) {
                problems.push(Problem::new(
                    "answered_but_not_asked",
                    pointer("/not_asked", code),
                    format!(
                        "question {} is answered and marked as not asked",
                        quoted(code.as_str())
                    ),
                ));
            }
        }
        problems.extend(self.issue_problems(response));
        problems
    }

    fn form_problem(&self, response: &Response) -> Option<Problem> {
        let asked = response.form_version.filter(|asked| *asked != self.version)?;
        Some(Problem::new(
            "other_form",
            "/form_version",
            format!(
                "version {asked} was asked, and version {} is what it is read by",
                self.version
            ),
        ))
    }

    fn answer_problem(&self, response: &Response, code: &Code, answer: &str) -> Option<Problem> {
        // Made where something is wrong only: this is asked of every answer that comes in.
        let path = || pointer("/answers", code);
        let Some((question, scale)) = self.questions.get(code) else {
            return Some(unknown_question("/answers", code));
        };
        if let Some(rule) = &question.relevant {
            let opened = response
                .answers
                .get(&rule.question)
                .is_some_and(|given| rule.any_of.iter().any(|option| *option == **given));
            if !opened {
                return Some(Problem::new(
                    "hidden_question",
                    path(),
                    format!("question {code} is not asked after this answer to {}", rule.question),
                ));
            }
        }
        match scale {
            Some(scale) if scale.position(answer).is_none() => Some(Problem::new(
                "unknown_option",
                path(),
                format!("{} is not an option of scale {}", quoted(answer), scale.code),
            )),
            Some(_) => None,
            None => text_problem(answer, path),
        }
    }
}

/// What is wrong with a text in the respondent's words.
fn text_problem(text: &str, path: impl Fn() -> String) -> Option<Problem> {
    if text.chars().count() > TEXT_CHARS_MAX {
        let detail = format!("a text answer has at most {TEXT_CHARS_MAX} characters");
        return Some(Problem::new("text_too_long", path(), detail));
    }
    let control = text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    control.then(|| Problem::new("control_character", path(), "the text holds control characters"))
}

/// Most answers of a form that nobody here has seen.
const UNKNOWN_FORM_ANSWERS_MAX: usize = 500;

/// What is too large in a response to a form that is not known.
fn size_problems(response: &Response) -> Vec<Problem> {
    let mut problems = Vec::new();
    if response.answers.len() > UNKNOWN_FORM_ANSWERS_MAX {
        let detail = format!("more than {UNKNOWN_FORM_ANSWERS_MAX} answers");
        problems.push(Problem::new("too_many_answers", "/answers", detail));
    }
    let long = response.answers.iter().filter(|(_, text)| text.chars().count() > TEXT_CHARS_MAX);
    problems.extend(long.map(|(code, _)| {
        let detail = format!("a text answer has at most {TEXT_CHARS_MAX} characters");
        Problem::new("text_too_long", pointer("/answers", code), detail)
    }));
    problems.extend(particulars::issue_size_problems(response, UNKNOWN_FORM_ANSWERS_MAX));
    problems
}

/// What is wrong with a response whatever it was asked.
fn head_problems(round: &Round, units: &UnitTree, response: &Response) -> Vec<Problem> {
    let mut problems = header_problems(round, units, response);
    problems.extend(time_problems(round, response));
    problems.extend(particulars::head_problems(response));
    problems
}

fn header_problems(round: &Round, units: &UnitTree, response: &Response) -> Vec<Problem> {
    let mut problems = Vec::new();
    if response.round != round.code {
        problems.push(Problem::new(
            "wrong_round",
            "/round",
            format!("round {} was checked as {}", response.round, round.code),
        ));
    }
    if units.position(response.unit.as_str()).is_none() {
        problems.push(Problem::new(
            "unknown_unit",
            "/unit",
            format!("unit {} is not in the unit tree", quoted(response.unit.as_str())),
        ));
    }
    if !round.modes.contains(&response.mode) {
        problems.push(Problem::new(
            "mode_not_in_round",
            "/mode",
            format!("round {} is not asked by {}", round.code, response.mode),
        ));
    }
    if !(WEIGHT_MIN..=WEIGHT_MAX).contains(&response.weight) {
        problems.push(Problem::new(
            "bad_weight",
            "/weight",
            format!(
                "weight {:e} must be a number from {WEIGHT_MIN:e} to {WEIGHT_MAX:e}",
                response.weight
            ),
        ));
    }
    problems
}

fn time_problems(round: &Round, response: &Response) -> Vec<Problem> {
    let mut problems = Vec::new();
    let day = response.interviewed_on;
    if !(round.opens..=round.closes).contains(&day) {
        problems.push(Problem::new(
            "outside_round",
            "/interviewed_on",
            format!("{day} is outside round {} ({} to {})", round.code, round.opens, round.closes),
        ));
    }
    if let (Some(start), Some(end)) = (response.started_at, response.ended_at)
        && end < start
    {
        problems.push(Problem::new(
            "ends_before_start",
            "/ended_at",
            format!("the interview ends at {end}, before it starts at {start}"),
        ));
    }
    // Any place on Earth is within a day of UTC; more than that is a clock set wrong.
    if let Some(start) = response.started_at {
        let utc_day = start.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        if days_apart(utc_day, day) > 1 {
            problems.push(Problem::new(
                "clock_disagrees",
                "/started_at",
                format!("the interview is dated {day} but started at {start}"),
            ));
        }
    }
    problems
}

/// What lies ahead of now. A clock that runs fast by less than an hour is common, and a day may have begun
/// elsewhere: neither does harm.
fn ahead_problems(response: &Response, now: Timestamp) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut fault = |path, detail| problems.push(Problem::new("in_the_future", path, detail));
    let latest = now + SignedDuration::from_hours(1);
    if let Some(start) = response.started_at.filter(|start| *start > latest) {
        fault("/started_at", format!("{start} is yet to come"));
    }
    let day = response.interviewed_on;
    if day > in_china(now + SignedDuration::from_hours(24)).date() {
        fault("/interviewed_on", format!("{day} is yet to come"));
    }
    problems
}

fn days_apart(a: Date, b: Date) -> i32 {
    (a - b).get_days().abs()
}

fn pointer(parent: &str, code: &Code) -> String {
    format!("{parent}/{}", segment(code.as_str()))
}

fn unknown_question(parent: &str, code: &Code) -> Problem {
    Problem::new(
        "unknown_question",
        pointer(parent, code),
        format!("question {} is not in this questionnaire version", quoted(code.as_str())),
    )
}
