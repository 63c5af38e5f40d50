//! What follows an attempt.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use survey::attempt::{ContactAttempt, OutcomeGroup};
use survey::fieldwork::{CaseState, FieldworkRules, Next, Progress};
use survey::{Code, Mode};
use uuid::Uuid;

fn at(minutes: i64) -> Timestamp {
    "2026-09-01T01:00:00Z".parse::<Timestamp>().expect("a time")
        + SignedDuration::from_mins(minutes)
}

fn attempt(outcome: &str, minutes: i64) -> ContactAttempt {
    let code = |text: &str| -> Code { text.parse().expect("a code") };
    ContactAttempt {
        id: Uuid::from_u128(1),
        round: code("R1"),
        case: code("H-1"),
        unit: code("T1"),
        mode: Mode::Phone,
        at: at(minutes),
        outcome: code(outcome),
        appointment_at: None,
        by: None,
    }
}

fn fresh() -> Progress {
    Progress { attempts: 0, state: CaseState::Open(at(0)), outcome: None }
}

fn after(attempts: &[ContactAttempt]) -> Progress {
    let rules = FieldworkRules::default();
    attempts.iter().fold(fresh(), |before, attempt| rules.after(&before, attempt))
}

#[test]
fn the_rules_that_ship_are_sound() {
    assert_eq!(FieldworkRules::default().problems(), []);
    let mut rules = FieldworkRules::default();
    rules.outcomes[1].code = rules.outcomes[0].code.clone();
    rules.outcomes[0].group = OutcomeGroup::Partial;
    rules.outcomes[2].next = Next::RetryAfter(1_000_000);
    rules.phone_attempts_max = 0;
    let codes: Vec<_> = rules.problems().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["duplicate_code", "too_long", "no_complete", "out_of_range"]);
}

#[test]
fn a_busy_line_is_tried_again_and_an_interview_is_the_end() {
    assert_eq!(after(&[attempt("3.12", 5)]).state, CaseState::Open(at(35)));
    let done = after(&[attempt("3.12", 5), attempt("1.1", 40)]);
    assert_eq!(
        (done.state, done.outcome.expect("an outcome").as_str()),
        (CaseState::Closed, "1.1")
    );
}

#[test]
fn what_was_agreed_is_kept_even_at_the_last_attempt() {
    let mut agreed = attempt("2.25", 700);
    agreed.appointment_at = Some(at(2_000));
    let mut attempts = vec![attempt("3.13", 0); 5];
    attempts.push(agreed);
    assert_eq!(after(&attempts).state, CaseState::Appointment(at(2_000)));
    attempts.push(attempt("3.13", 2_001));
    assert_eq!(after(&attempts).state, CaseState::Closed);
    assert_eq!(after(&[attempt("2.25", 10)]).state, CaseState::Open(at(10 + 24 * 60)));
}

#[test]
fn after_the_last_attempt_a_case_is_closed_as_what_tells_most() {
    let calls: Vec<_> =
        (0..6).map(|n| attempt(if n == 2 { "2.20" } else { "3.13" }, n * 200)).collect();
    assert!(matches!(after(&calls[..5]).state, CaseState::Open(_)));
    let last = after(&calls);
    assert_eq!((last.state, last.attempts), (CaseState::Closed, 6));
    assert_eq!(last.outcome.expect("an outcome").as_str(), "2.20");
}

proptest! {
    /// However attempts come in, a closed case stays closed, none is lost, and the outcome that
    /// tells most does not depend on their order.
    #[test]
    fn late_and_shuffled_attempts_do_no_harm(
        outcomes in prop::collection::vec(
            prop::sample::select(vec!["1.1", "1.2", "2.11", "2.20", "2.25", "3.12", "3.13", "4.32", "9"]),
            1..9,
        ),
    ) {
        let attempts: Vec<_> = outcomes.iter().map(|outcome| attempt(outcome, 0)).collect();
        let mut reversed = attempts.clone();
        reversed.reverse();
        let (there, back) = (after(&attempts), after(&reversed));
        prop_assert_eq!(there.attempts as usize, attempts.len());
        let rules = FieldworkRules::default();
        let group = |code: &Option<Code>| code.as_ref().and_then(|code| rules.rule(code)).map(|rule| rule.group);
        prop_assert_eq!(group(&there.outcome), group(&back.outcome));
        prop_assert_eq!(there.outcome.clone(), rules.final_outcome(attempts.iter().map(|a| &a.outcome)));
        if outcomes.contains(&"1.1") {
            prop_assert_eq!(there.state, CaseState::Closed);
            prop_assert_eq!(group(&there.outcome), Some(OutcomeGroup::Complete));
        }
        let mut seen_closed = false;
        let mut progress = fresh();
        for attempt in &attempts {
            progress = rules.after(&progress, attempt);
            prop_assert!(!seen_closed || progress.state == CaseState::Closed);
            seen_closed = progress.state == CaseState::Closed;
        }
    }
}
