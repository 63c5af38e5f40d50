//! One questionnaire version as the joint sums read it: what each answer scores, and for what.

use std::collections::HashMap;

use survey::{Code, OptionKind, Question, Questionnaire, Response, ScoringScheme};

use super::Driver;
use crate::{AnalyticsError, By};

/// The questions of a version by code.
#[derive(Debug, Clone, Default)]
pub(super) struct JointForm {
    scored: HashMap<Code, ScoredQuestion>,
    outcome: Option<(Code, HashMap<Code, f64>)>,
    /// Per question about priorities and option: the driver that is named, if any.
    priorities: HashMap<Code, HashMap<Code, Option<usize>>>,
}

#[derive(Debug, Clone)]
struct ScoredQuestion {
    driver: usize,
    /// Within its driver.
    weight: f64,
    points: HashMap<Code, f64>,
}

/// The drivers of a version: categories that a scored question has, or scored questions.
pub(super) fn drivers(questionnaire: &Questionnaire, by: By) -> Vec<Driver> {
    let scored = || {
        let counts = |question: &&Question| question.weight > 0.0 && question.scale.is_some();
        questionnaire.questions.iter().filter(counts)
    };
    match by {
        By::Category => {
            let categories = questionnaire.scheme.categories.iter();
            let asked = categories.filter(|category| {
                scored().any(|question| question.category.as_ref() == Some(&category.code))
            });
            asked.map(|c| Driver { code: c.code.clone(), name: c.name.clone() }).collect()
        }
        By::Question => {
            scored().map(|q| Driver { code: q.code.clone(), name: q.text.clone() }).collect()
        }
    }
}

impl JointForm {
    pub(super) fn new(
        questionnaire: &Questionnaire,
        scheme: &ScoringScheme,
        by: By,
        drivers: &[Driver],
    ) -> Result<Self, AnalyticsError> {
        let place = |code: &Code| drivers.iter().position(|driver| driver.code == *code);
        let mut form = Self::default();
        for question in &questionnaire.questions {
            let code = match by {
                By::Category => question.category.as_ref(),
                By::Question => Some(&question.code),
            };
            let Some(driver) = code.filter(|_| question.weight > 0.0).and_then(place) else {
                continue;
            };
            let points = points(questionnaire, question, scheme)?;
            let scored = ScoredQuestion { driver, weight: question.weight, points };
            form.scored.insert(question.code.clone(), scored);
        }
        if let Some(question) = questionnaire.overall_question() {
            let points = points(questionnaire, question, scheme)?;
            form.outcome = Some((question.code.clone(), points));
        }
        for (question, scale) in questionnaire.priority_questions() {
            let substantive = scale.options.iter().filter(|o| o.kind == OptionKind::Substantive);
            let named = substantive.map(|option| {
                let driver = option.category.as_ref().filter(|_| by == By::Category);
                (option.code.clone(), driver.and_then(place))
            });
            form.priorities.insert(question.code.clone(), named.collect());
        }
        Ok(form)
    }

    /// The mean score of a respondent for each driver, and last for everything together. Silence of
    /// any kind has no score: what someone doesn't know goes with nothing.
    pub(super) fn scores(&self, response: &Response, drivers: usize) -> Vec<Option<f64>> {
        let mut sums = vec![(0.0, 0.0); drivers];
        for (code, answer) in &response.answers {
            let Some(scored) = self.scored.get(code) else { continue };
            if let Some(points) = scored.points.get(answer.as_str()) {
                let (points_sum, weight) = &mut sums[scored.driver];
                *points_sum += scored.weight * points;
                *weight += scored.weight;
            }
        }
        let mean = |(points, weight): (f64, f64)| (weight > 0.0).then(|| points / weight);
        let outcome = self
            .outcome
            .as_ref()
            .and_then(|(code, points)| points.get(response.answers.get(code)?.as_str()).copied());
        sums.into_iter().map(mean).chain([outcome]).collect()
    }

    /// Which drivers a respondent named, in whatever place; `None` for who said nothing about it.
    pub(super) fn named(&self, response: &Response, drivers: usize) -> Option<Vec<bool>> {
        let mut named = vec![false; drivers];
        let mut asked = false;
        for (code, options) in &self.priorities {
            let answer = response.answers.get(code).and_then(|answer| options.get(answer.as_str()));
            if let Some(driver) = answer {
                asked = true;
                if let Some(driver) = driver {
                    named[*driver] = true;
                }
            }
        }
        asked.then_some(named)
    }
}

/// Points of the substantive options of a question.
fn points(
    questionnaire: &Questionnaire,
    question: &Question,
    scheme: &ScoringScheme,
) -> Result<HashMap<Code, f64>, AnalyticsError> {
    let Some(scale) = questionnaire.scale_of(question) else { return Ok(HashMap::new()) };
    let worths = scheme.apply(scale).map_err(|problem| AnalyticsError::SchemeDoesNotFit {
        question: question.code.to_string(),
        problem: problem.detail,
    })?;
    let options = scale.options.iter().zip(worths);
    let substantive = options.filter(|(option, _)| option.kind == OptionKind::Substantive);
    Ok(substantive.filter_map(|(o, worth)| Some((o.code.clone(), worth?.points))).collect())
}
