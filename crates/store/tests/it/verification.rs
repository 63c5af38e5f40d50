//! Verification: drawn by a seed, done by somebody from elsewhere, blind; left out by rule and kept in sight.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use store::{
    Change, CheckState, HeldCheck, NewVerification, Outcome, StoreError, SurveyorDrawn,
    VerificationPlan,
};
use survey::verification::{CheckRefusal, CheckReport, Happened, Recontact, VerificationRules};
use survey::{Grant, Mode, Response, Role, RoundKind};
use uuid::Uuid;

use crate::accounts::new_user;
use crate::fieldwork::{Office, later, office};
use crate::kit::{Backend, code, on_each_backend};

/// An interview of a contact of T1, or with a case that is on no list.
fn interview(n: u32, case: &str) -> Response {
    serde_json::from_value(json!({
        "id": Uuid::from_u128(n.into()), "round": "P1", "unit": "T1", "mode": "phone",
        "interviewed_on": "2026-10-03", "started_at": "2026-10-03T01:02:03Z", "respondent": case,
        "answers": {"q1": "good", "q2": "bad"}
    }))
    .expect("a response")
}

/// Twenty interviews of limin and ten of zhao in T1, five of whose respondents nobody can find again, and
/// wang, who is of T2.
fn surveyed(on: Backend) -> Office {
    let office = office(on).listed();
    for (name, role, unit) in [
        ("limin", Role::Surveyor, Some("T1")),
        ("zhao", Role::Surveyor, Some("T1")),
        ("wang", Role::Surveyor, Some("T2")),
        ("anna", Role::Analyst, None),
    ] {
        office.by("tester").add_user(&new_user(name, role, unit)).expect("made");
    }
    for n in 0..30 {
        let case = if n < 25 { format!("H-{n:03}") } else { format!("X-{n}") };
        let by = if n < 20 { "api:limin" } else { "api:zhao" };
        let receipt = office.submit(&interview(n + 1, &case), by).expect("stored");
        assert_eq!(receipt.outcome, Outcome::New);
    }
    // What was brought in by a file has no surveyor, and what was sent on the web none who asked.
    office.submit(&interview(99, "H-050"), "import:1").expect("stored");
    let web = Response { mode: Mode::Web, ..interview(98, "H-051") };
    office.submit(&web, "api:limin").expect("stored");
    office
}

fn wanted(per_surveyor: u32) -> NewVerification {
    NewVerification {
        questionnaire: code("env"),
        kind: RoundKind::Official,
        period: "2026-Q4".parse().expect("a period"),
        unit: None,
        level: code("town"),
        per_surveyor,
        questions: vec![code("q1"), code("q2")],
        seed: Some("2026".to_owned()),
    }
}

impl Office {
    fn draw_checks(&self, per_surveyor: u32) -> VerificationPlan {
        self.by("anna").draw_verification(&wanted(per_surveyor)).expect("drawn")
    }

    fn take_check(&self, who: &str, now: Timestamp) -> Option<HeldCheck> {
        self.by(who).take_check(&self.key, now).expect("a check")
    }

    /// The response of a check, which only the database tells.
    fn response_of(&self, check: Uuid) -> Uuid {
        let done = self.finished_checks().expect("read").into_iter().find(|done| done.id == check);
        done.expect("a check that is over").response.id
    }
}

fn said(happened: Happened, answers: &[(&str, &str)]) -> CheckReport {
    let answers = answers.iter().map(|(question, answer)| (code(question), code(answer)));
    CheckReport {
        recontact: Recontact::Reached,
        happened: Some(happened),
        answers: answers.collect(),
    }
}

fn not_reached() -> CheckReport {
    CheckReport { recontact: Recontact::NotReached, happened: None, answers: BTreeMap::new() }
}

#[test]
fn each_surveyor_is_covered_and_the_same_seed_draws_the_same() {
    on_each_backend(|on| {
        let office = surveyed(on);
        let plan = office.draw_checks(4);
        let drawn = |there, reachable, drawn| SurveyorDrawn { there, reachable, drawn };
        let expected = [(code("limin"), drawn(20, 20, 4)), (code("zhao"), drawn(10, 5, 4))];
        assert_eq!(plan.surveyors, expected.into());
        assert_eq!(office.verification_plans(), Ok(vec![plan.clone()]));
        assert_eq!(office.redraw_verification(plan.id), Ok(true));
        // The order is that of samples, computed by another program (Python's hashlib).
        assert_eq!(plan.digest, PINNED);
        // What comes in later changes nothing, and what is withdrawn neither.
        office.submit(&interview(60, "H-060"), "api:limin").expect("stored");
        assert_eq!(office.redraw_verification(plan.id), Ok(true));
        let check = office.take_check("wang", later(0)).expect("one");
        office.by("wang").record_check(check.id, &not_reached(), later(0)).expect("recorded");
        for n in 1..=30 {
            office.by("tester").withdraw(Uuid::from_u128(n), "on demand").expect("withdrawn");
        }
        assert_eq!(office.redraw_verification(plan.id), Ok(true));
        let checks = office.checks(Some(plan.id)).expect("read");
        assert!(checks.iter().all(|check| check.state == CheckState::Withdrawn));
        assert_eq!(office.take_check("wang", later(500)), None);
        assert_eq!(office.verify_audit().expect("checked").fault, None);
    });
}

const PINNED: &str = "2b4855cc93130ab7486aed746f81b4e62890c2dfb30aaec9b6f30317d2959859";

#[test]
fn nobody_is_asked_a_third_time_and_what_can_not_be_drawn_is_refused() {
    on_each_backend(|on| {
        let office = surveyed(on);
        office.draw_checks(4);
        let again = office.draw_checks(500);
        let counts: Vec<_> = again.surveyors.values().map(|s| (s.there, s.drawn)).collect();
        assert_eq!(counts, [(16, 16), (6, 1)]);
        assert_eq!(office.redraw_verification(again.id), Ok(true));
        let refused = |new: NewVerification| {
            office.by("anna").draw_verification(&new).expect_err("refused").code()
        };
        assert_eq!(refused(wanted(4)), "nothing_to_check");
        assert_eq!(refused(wanted(0)), "invalid");
        assert_eq!(refused(NewVerification { questions: vec![], ..wanted(4) }), "invalid");
        assert_eq!(refused(NewVerification { level: code("planet"), ..wanted(4) }), "invalid");
        let elsewhere = NewVerification { unit: Some(code("T2")), ..wanted(4) };
        assert_eq!(refused(elsewhere), "nothing_to_check");
        let unknown = NewVerification { questionnaire: code("other"), ..wanted(4) };
        assert_eq!(refused(unknown), "unknown_questionnaire");
        assert_eq!(office.verification_plans().expect("read").len(), 2);
    });
}

#[test]
fn a_check_is_done_by_somebody_from_elsewhere_who_is_told_nothing() {
    on_each_backend(|on| {
        let office = surveyed(on);
        let plan = office.draw_checks(2);
        let refused =
            |who: &str| office.by(who).take_check(&office.key, later(0)).expect_err("refused");
        let same = CheckRefusal::SamePlace { place: code("T1") };
        assert_eq!(refused("zhao"), StoreError::CheckRefused { refusal: same });
        assert_eq!(refused("anna").code(), "sees_answers");
        assert_eq!(refused("nobody").code(), "unknown_user");

        let held = office.take_check("wang", later(0)).expect("one");
        assert_eq!(office.take_check("wang", later(1)).map(|again| again.id), Some(held.id));
        assert!(held.details.phone.is_some());
        assert_eq!((held.questions.len(), &held.form), (2, &(code("env"), 1)));
        // Neither what was answered, nor who asked, nor which response it is.
        let told = format!("{held:?}");
        for secret in ["good", "bad", "limin", "zhao", "00000000-0000-0000-0000-0000000000"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        let log = office.audit_entries(0, 1_000).expect("read");
        assert!(
            log.iter()
                .any(|entry| entry.actor == "wang" && entry.action.as_str() == "contact_read")
        );

        // Meanwhile wang came to work in T1 too.
        let grant = |unit| Grant { role: Role::Surveyor, unit: Some(code(unit)) };
        office.by("tester").set_grants("wang", &[grant("T1"), grant("T2")]).expect("set");
        let report = said(Happened::Yes, &[("q1", "good")]);
        let late = office.by("wang").record_check(held.id, &report, later(2));
        assert_eq!(late.expect_err("refused").code(), "same_place");
        office.by("tester").set_grants("wang", &[grant("T2")]).expect("set");
        assert!(office.by("wang").release_check(held.id).expect("released"));
        let not_held = office.by("wang").record_check(held.id, &report, later(2));
        assert_eq!(not_held.expect_err("refused").code(), "check_not_held");
        assert_eq!(office.checks(Some(plan.id)).expect("read").len(), 4);
    });
}

#[test]
fn what_a_check_found_stands() {
    on_each_backend(|on| {
        let office = surveyed(on);
        office.draw_checks(1);
        let by = || office.by("wang");
        let first = office.take_check("wang", later(0)).expect("one");
        let wrong = by().record_check(first.id, &said(Happened::Yes, &[("q9", "good")]), later(0));
        assert_eq!(wrong.expect_err("refused").code(), "invalid");
        let report = said(Happened::Yes, &[("q1", "good"), ("q2", "good")]);
        for new in [true, false] {
            let recorded = by().record_check(first.id, &report, later(1)).expect("recorded");
            assert_eq!((recorded.done, recorded.new), (true, new));
        }
        let other = by().record_check(first.id, &said(Happened::No, &[]), later(1));
        assert_eq!(other.expect_err("refused").code(), "check_done");
        let unknown = by().record_check(Uuid::nil(), &report, later(1));
        assert_eq!(unknown.expect_err("refused").code(), "unknown_check");

        let done = office.finished_checks().expect("read");
        assert_eq!((done.len(), &done[0].report), (1, &report));
        assert_eq!(done[0].response.answers[&code("q2")], "bad");

        // Whoever is not reached is tried again, but not at once, and not for ever.
        for (minutes, done) in [(10, false), (300, false), (600, true)] {
            let second = office.take_check("wang", later(minutes)).expect("another");
            assert_ne!(second.id, first.id);
            let recorded = by().record_check(second.id, &not_reached(), later(minutes));
            assert_eq!(recorded.expect("recorded").done, done);
            assert_eq!(office.take_check("wang", later(minutes + 1)), None);
        }
        let listed = office.checks(None).expect("read");
        let told = |check: &store::ListedCheck| (check.state, check.tries, check.outcome);
        assert!(
            listed
                .iter()
                .any(|check| { told(check) == (CheckState::Done, 3, Some(Recontact::NotReached)) })
        );
    });
}

#[test]
fn an_interview_is_left_out_by_rule_only_and_nothing_is_lost() {
    on_each_backend(|on| {
        let office = surveyed(on);
        office.draw_checks(1);
        let (confirmed, denied) = {
            let check = |report: &CheckReport, minutes| {
                let held = office.take_check("wang", later(minutes)).expect("one");
                office.by("wang").record_check(held.id, report, later(minutes)).expect("recorded");
                held.id
            };
            (check(&said(Happened::Yes, &[]), 0), check(&said(Happened::No, &[]), 1))
        };
        let exclude = |check, rule: &str| {
            office.by("sun").exclude_response(check, &code(rule), "电话核实，未曾访问")
        };
        let rule = "verified_false";
        assert_eq!(exclude(confirmed, rule).expect_err("refused").code(), "rule_not_met");
        assert_eq!(exclude(denied, "i_say_so").expect_err("refused").code(), "unknown_rule");
        assert_eq!(exclude(Uuid::nil(), rule).expect_err("refused").code(), "unknown_check");
        let before = office.edition().expect("an edition");
        let responses = office.counts().expect("counts").responses;
        // Neither whoever held the interview nor whoever checked it decides about it.
        let checks = office.checks(None).expect("read");
        let held_by = checks.iter().find(|check| check.id == denied).expect("one").surveyor.clone();
        for own in [held_by.as_str(), "wang"] {
            let own = office.by(own).exclude_response(denied, &code(rule), "不算");
            assert_eq!(own.expect_err("refused").code(), "own_exclusion");
        }
        assert_eq!(exclude(denied, rule), Ok(Change::Added));
        assert_eq!(exclude(denied, rule), Ok(Change::Unchanged));
        // Whoever has counted must count anew; the response itself is still there.
        assert!(office.edition().expect("an edition").corrections > before.corrections);
        assert_eq!(office.counts().expect("counts").responses, responses);
        let id = office.response_of(denied);
        let october = survey::Month::of(jiff::civil::date(2026, 10, 3));
        assert_eq!(office.excluded_responses(), Ok([(id, october)].into()));
        let told = office.exclusions().expect("read").remove(0);
        assert_eq!((told.rules_version, told.excluded_by.as_str()), (0, "sun"));

        let own = office.by(held_by.as_str()).include_response(id, "访问过");
        assert_eq!(own.expect_err("refused").code(), "own_exclusion");
        assert_eq!(office.by("sun").include_response(id, "认错人了"), Ok(true));
        assert_eq!(office.by("sun").include_response(id, "认错人了"), Ok(false));
        assert_eq!(office.exclusions(), Ok(vec![]));
        assert_eq!(exclude(denied, rule), Ok(Change::Added));
        office.by("tester").withdraw(id, "on demand").expect("withdrawn");
        assert_eq!(office.exclusions(), Ok(vec![]), "nothing is left of what was withdrawn");
        let log = office.audit_entries(0, 1_000).expect("read");
        let did: Vec<_> = log
            .iter()
            .filter(|entry| entry.subject == id.to_string())
            .map(|entry| entry.action.as_str())
            .collect();
        let expected =
            ["response_excluded", "response_included", "response_excluded", "response_withdrawn"];
        assert_eq!(did, expected);
    });
}

#[test]
fn rules_are_data_and_have_a_version() {
    on_each_backend(|on| {
        let kit = on.kit();
        let shipped = VerificationRules::default();
        assert_eq!(kit.store.verification_rules(), Ok((0, shipped.clone())));
        let put = |rules: &VerificationRules| kit.store.by("sun").put_verification_rules(rules);
        assert_eq!(put(&shipped), Ok(Change::Unchanged));
        let own = VerificationRules { tries_max: 5, ..shipped.clone() };
        assert_eq!(put(&own), Ok(Change::Updated));
        assert_eq!(kit.store.verification_rules(), Ok((1, own)));
        let broken = VerificationRules { tries_max: 0, ..shipped };
        assert_eq!(put(&broken).expect_err("broken").code(), "invalid");
    });
}
