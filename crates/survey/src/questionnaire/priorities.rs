//! What must hold for finding out what matters: the overall question, and options that name
//! categories.

use super::Questionnaire;
use crate::problem::quoted;
use crate::{Problem, Question, ScaleOption};

/// Everything that is wrong with how a questionnaire asks what matters.
pub(super) fn problems(questionnaire: &Questionnaire) -> Vec<Problem> {
    let scored = questionnaire.questions.iter().enumerate();
    let scored = scored.filter_map(|(i, question)| scored_priorities(questionnaire, i, question));
    overall(questionnaire)
        .into_iter()
        .chain(unknown_categories(questionnaire))
        .chain(scored)
        .collect()
}

fn overall(questionnaire: &Questionnaire) -> Option<Problem> {
    let code = questionnaire.overall.as_ref()?;
    let name = quoted(code.as_str());
    match questionnaire.question(code.as_str()) {
        None => {
            let detail = format!("{name} is not a question of this questionnaire");
            Some(Problem::new("unknown_overall", "/overall", detail))
        }
        Some(question) if !questionnaire.sums_up(question) => Some(Problem::new(
            "overall_not_apart",
            "/overall",
            format!(
                "{name} must have weight 0 and a scale of satisfaction: a question that counts for \
                 a category can't be compared with it"
            ),
        )),
        Some(_) => None,
    }
}

fn unknown_categories(questionnaire: &Questionnaire) -> impl Iterator<Item = Problem> {
    let options = questionnaire.scales.iter().enumerate().flat_map(|(i, scale)| {
        scale.options.iter().enumerate().map(move |(k, option)| (i, k, option))
    });
    options.filter_map(move |(i, k, option): (usize, usize, &ScaleOption)| {
        let category = option.category.as_ref()?;
        let known = questionnaire.scheme.get(category.as_str()).is_some();
        (!known).then(|| {
            Problem::new(
                "unknown_category",
                format!("/scales/{i}/options/{k}/category"),
                format!(
                    "category {} is not in scheme {}",
                    quoted(category.as_str()),
                    quoted(questionnaire.scheme.code.as_str())
                ),
            )
        })
    })
}

/// What matters most is no degree of satisfaction.
fn scored_priorities(
    questionnaire: &Questionnaire,
    i: usize,
    question: &Question,
) -> Option<Problem> {
    let scale = questionnaire.scale_of(question)?;
    (scale.names_priorities() && question.weight != 0.0).then(|| {
        Problem::new(
            "scored_priorities",
            format!("/questions/{i}/weight"),
            "a question whose options name categories counts for no index: set its weight to 0",
        )
    })
}
