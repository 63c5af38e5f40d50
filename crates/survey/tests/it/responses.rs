//! What may be stored.

use jiff::civil::date;
use proptest::prelude::*;
use survey::response::Mode;
use survey::validate::{Rules, TEXT_CHARS_MAX};
use survey::{Problem, Response};

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
