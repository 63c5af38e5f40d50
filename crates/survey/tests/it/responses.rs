//! What may be stored.

use jiff::civil::date;
use proptest::prelude::*;
use survey::response::{Completion, Mode, PhotoMention, Position};
use survey::validate::{Rules, TEXT_CHARS_MAX};
use survey::{IssueReport, Problem, Response};

use crate::support::{code, questionnaire, response, round, units};

fn problems(response: &Response) -> Vec<Problem> {
    let (round, questionnaire, units) = (round(), questionnaire(), units());
    Rules::new(&round, &questionnaire, &units).problems(response)
}

fn broken(break_it: impl FnOnce(&mut Response)) -> Vec<(&'static str, String)> {
    let mut response = response();
    break_it(&mut response);
    problems(&response).into_iter().map(|p| (p.code, p.path)).collect()
}

#[test]
fn a_sound_response_has_no_problem() {
    assert_eq!(problems(&response()), []);
}

#[test]
fn each_fault_of_the_header_is_named() {
    assert_eq!(broken(|r| r.round = code("x")), [("wrong_round", "/round".into())]);
    assert_eq!(broken(|r| r.unit = code("x")), [("unknown_unit", "/unit".into())]);
    assert_eq!(broken(|r| r.mode = Mode::Phone), [("mode_not_in_round", "/mode".into())]);
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e10] {
        assert_eq!(broken(|r| r.weight = weight), [("bad_weight", "/weight".into())], "{weight}");
    }
}

#[test]
fn clocks_are_checked() {
    let early = "2026-09-03T00:59:59Z".parse().expect("an instant");
    assert_eq!(broken(|r| r.ended_at = Some(early)), [("ends_before_start", "/ended_at".into())]);
    assert_eq!(
        broken(|r| r.interviewed_on = date(2026, 9, 6)),
        [("clock_disagrees", "/started_at".into())]
    );
    let faults = broken(|r| r.interviewed_on = date(2020, 9, 3));
    assert_eq!(faults[0], ("outside_round", "/interviewed_on".into()));
}

#[test]
fn each_fault_of_an_answer_is_named() {
    let set = |r: &mut Response, q: &str, a: &str| r.answers.insert(code(q), a.to_owned());
    assert_eq!(
        broken(|r| {
            set(r, "q9", "good");
        }),
        [("unknown_question", "/answers/q9".into())]
    );
    assert_eq!(
        broken(|r| {
            set(r, "q2", "great");
        }),
        [("unknown_option", "/answers/q2".into())]
    );
    assert_eq!(
        broken(|r| {
            set(r, "q1", "good");
        }),
        [("hidden_question", "/answers/why".into())]
    );
    assert_eq!(
        broken(|r| {
            set(r, "why", &"字".repeat(TEXT_CHARS_MAX + 1));
        }),
        [("text_too_long", "/answers/why".into())]
    );
    assert_eq!(
        broken(|r| {
            set(r, "why", "a\u{0}b");
        }),
        [("control_character", "/answers/why".into())]
    );
    assert_eq!(
        broken(|r| {
            r.not_asked.insert(code("q9"));
        }),
        [("unknown_question", "/not_asked/q9".into())]
    );
    assert_eq!(
        broken(|r| {
            r.not_asked.insert(code("q1"));
        }),
        [("answered_but_not_asked", "/not_asked/q1".into())]
    );
}

#[test]
fn an_unfinished_interview_is_still_a_response() {
    assert_eq!(broken(|r| r.answers.clear()), []);
}

#[test]
fn unknown_fields_of_a_body_are_refused() {
    let mut body = serde_json::to_value(response()).expect("it serialises");
    body["phone"] = "13800000000".into();
    let error = serde_json::from_value::<Response>(body).expect_err("an unknown field");
    assert!(error.to_string().contains("unknown field `phone`"), "{error}");
}

proptest! {
    #[test]
    fn no_answer_text_panics_and_a_problem_always_has_a_place(question in ".{0,90}", answer in ".{0,50}") {
        let Ok(question) = question.parse() else { return Ok(()) };
        let mut response = response();
        response.answers.insert(question, answer);
        for problem in problems(&response) {
            prop_assert!(problem.path.starts_with('/'));
            prop_assert!(!problem.detail.is_empty());
        }
    }

    #[test]
    fn no_body_panics(body in "[\\[\\]{}\":,a-z0-9\\\\ ]{0,120}") {
        let _ = serde_json::from_str::<Response>(&body);
    }
}

#[test]
fn only_a_bad_answer_opens_an_issue() {
    let about = |question: &str, category: &str, reason: Option<&str>| IssueReport {
        question: code(question),
        category: code(category),
        reason: reason.map(code),
        text: None,
    };
    let faults = |issues: Vec<IssueReport>| broken(|r| r.issues = issues);
    assert_eq!(faults(vec![about("q1", "air", Some("dust"))]), []);
    let fault = |code, path: &str| [(code, path.to_owned())];
    for question in ["q2", "why"] {
        let found = faults(vec![about(question, "air", None)]);
        assert_eq!(found, fault("not_negative", "/issues/0/question"));
    }
    assert_eq!(
        faults(vec![about("q9", "air", None)]),
        fault("unknown_question", "/issues/0/question")
    );
    assert_eq!(
        faults(vec![about("q1", "soil", None)]),
        fault("unknown_category", "/issues/0/category")
    );
    assert_eq!(
        faults(vec![about("q1", "air", Some("noise"))]),
        fault("unknown_reason", "/issues/0/reason")
    );
    let twice = vec![about("q1", "air", None), about("q1", "air", Some("dust"))];
    assert_eq!(faults(twice), fault("duplicate_issue", "/issues/1"));
    let mut wordy = about("q1", "air", None);
    wordy.text = Some("字".repeat(TEXT_CHARS_MAX + 1));
    assert_eq!(faults(vec![wordy.clone()]), fault("text_too_long", "/issues/0/text"));
    wordy.text = Some("\u{0}".to_owned());
    assert_eq!(faults(vec![wordy]), fault("control_character", "/issues/0/text"));
}

#[test]
fn what_stands_beside_the_answers_is_checked() {
    let photo = |id: u128, consent| PhotoMention { id: uuid::Uuid::from_u128(id), consent };
    let place = |latitude, longitude, accuracy| Position { latitude, longitude, accuracy };
    assert_eq!(
        broken(|r| {
            r.respondent = Some(code("H1"));
            r.completion = Some(Completion::Complete);
            r.photos = vec![photo(1, true), photo(2, true)];
            r.position = Some(place(37.5, 122.1, 20.0));
        }),
        []
    );
    assert_eq!(
        broken(|r| r.completion = Some(Completion::Partial)),
        [("completion_without_case", "/completion".into())]
    );
    assert_eq!(
        broken(|r| r.photos = vec![photo(1, false), photo(1, true)]),
        [("no_consent", "/photos/0/consent".into()), ("duplicate_photo", "/photos/1".into())]
    );
    let many: Vec<PhotoMention> = (0..4).map(|n| photo(n, true)).collect();
    assert_eq!(broken(|r| r.photos = many), [("too_many_photos", "/photos".into())]);
    for off in [place(91.0, 0.0, 1.0), place(0.0, f64::NAN, 1.0), place(0.0, 0.0, -1.0)] {
        assert_eq!(broken(|r| r.position = Some(off)), [("bad_position", "/position".into())]);
    }
}
