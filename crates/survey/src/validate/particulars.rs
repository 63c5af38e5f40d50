//! Checks what stands beside the answers: issues, photos, the position, how far the interview came.

use std::collections::HashSet;

use super::{Rules, TEXT_CHARS_MAX, text_problem, unknown_question};
use crate::problem::quoted;
use crate::response::{ACCURACY_MAX, IssueReport, PHOTOS_MAX, Position};
use crate::{Problem, Response};

impl Rules<'_> {
    /// Everything that is wrong with the issues of a response.
    pub(super) fn issue_problems(&self, response: &Response) -> Vec<Problem> {
        let mut seen = HashSet::new();
        let mut problems = Vec::new();
        for (i, issue) in response.issues.iter().enumerate() {
            let path = format!("/issues/{i}");
            if !seen.insert(&issue.question) {
                let detail = format!("two issues of question {}", issue.question);
                problems.push(Problem::new("duplicate_issue", path.as_str(), detail));
            }
            let found = [
                self.cause_problem(response, issue),
                self.category_problem(issue),
                issue.text.as_deref().and_then(|text| text_problem(text, || "/text".to_owned())),
            ];
            problems.extend(found.into_iter().flatten().map(|problem| problem.under(&path)));
        }
        problems
    }

    /// Only a bad answer opens an issue: what was not asked must not fill the ledger.
    fn cause_problem(&self, response: &Response, issue: &IssueReport) -> Option<Problem> {
        let Some((_, scale)) = self.questions.get(&issue.question) else {
            let unknown = unknown_question("", &issue.question);
            return Some(Problem { path: "/question".to_owned(), ..unknown });
        };
        let answer = response.answers.get(&issue.question);
        let options = scale.map(|scale| scale.options.as_slice()).unwrap_or_default();
        let given = answer.and_then(|answer| options.iter().find(|option| option.code == **answer));
        let negative = given.is_some_and(|option| option.negative);
        (!negative).then(|| {
            let detail = format!("question {} has no negative answer", issue.question);
            Problem::new("not_negative", "/question", detail)
        })
    }

    fn category_problem(&self, issue: &IssueReport) -> Option<Problem> {
        let Some(category) = self.scheme.get(issue.category.as_str()) else {
            let detail = format!(
                "category {} is not in scheme {}",
                quoted(issue.category.as_str()),
                quoted(self.scheme.code.as_str())
            );
            return Some(Problem::new("unknown_category", "/category", detail));
        };
        let reason = issue.reason.as_ref()?;
        category.reason(reason.as_str()).is_none().then(|| {
            let detail = format!(
                "{} is not a reason of category {}",
                quoted(reason.as_str()),
                category.code
            );
            Problem::new("unknown_reason", "/reason", detail)
        })
    }
}

/// What is too large in the issues of a response to a form that is not known.
pub(super) fn issue_size_problems(response: &Response, most: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    if response.issues.len() > most {
        let detail = format!("more than {most} issues");
        problems.push(Problem::new("too_many_issues", "/issues", detail));
    }
    let long = |issue: &IssueReport| {
        issue.text.as_ref().is_some_and(|text| text.chars().count() > TEXT_CHARS_MAX)
    };
    problems.extend(response.issues.iter().enumerate().filter(|(_, issue)| long(issue)).map(
        |(i, _)| {
            let detail = format!("a text answer has at most {TEXT_CHARS_MAX} characters");
            Problem::new("text_too_long", format!("/issues/{i}/text"), detail)
        },
    ));
    problems
}

/// What is wrong beside the answers whatever was asked.
pub(super) fn head_problems(response: &Response) -> Vec<Problem> {
    let mut problems = photo_problems(response);
    problems.extend(response.position.and_then(position_problem));
    if response.completion.is_some() && response.respondent.is_none() {
        let detail = "whose case it is must stand in respondent";
        problems.push(Problem::new("completion_without_case", "/completion", detail));
    }
    problems
}

fn photo_problems(response: &Response) -> Vec<Problem> {
    let mut problems = Vec::new();
    if response.photos.len() > PHOTOS_MAX {
        let detail = format!("an interview has at most {PHOTOS_MAX} photos");
        problems.push(Problem::new("too_many_photos", "/photos", detail));
    }
    let mut seen = HashSet::new();
    for (i, photo) in response.photos.iter().enumerate() {
        if !photo.consent {
            let detail = "a photo is taken only with the respondent's consent";
            problems.push(Problem::new("no_consent", format!("/photos/{i}/consent"), detail));
        }
        if !seen.insert(photo.id) {
            let detail = format!("photo {} stands twice", photo.id);
            problems.push(Problem::new("duplicate_photo", format!("/photos/{i}"), detail));
        }
    }
    problems
}

fn position_problem(position: Position) -> Option<Problem> {
    let Position { latitude, longitude, accuracy } = position;
    let on_earth = (-90.0..=90.0).contains(&latitude)
        && (-180.0..=180.0).contains(&longitude)
        && (0.0..=ACCURACY_MAX).contains(&accuracy);
    (!on_earth).then(|| {
        let detail = format!("{latitude}, {longitude} ± {accuracy} m is no position");
        Problem::new("bad_position", "/position", detail)
    })
}
