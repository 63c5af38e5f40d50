//! Who may check, and what a check may say.

use super::*;
use crate::{Grant, Label, Role, Unit, UnitTree};

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

fn tree() -> UnitTree {
    let unit = |own: &str, level: &str, parent: Option<&str>| Unit {
        code: code(own),
        name: Label::single(own),
        level: code(level),
        parent: parent.map(code),
        valid_from: None,
        valid_to: None,
    };
    UnitTree::new(vec![
        unit("D", "district", None),
        unit("T1", "town", Some("D")),
        unit("V1", "village", Some("T1")),
        unit("W1", "village", Some("T1")),
        unit("T2", "town", Some("D")),
        unit("V2", "village", Some("T2")),
        unit("T3", "town", Some("D")),
    ])
    .expect("a tree")
}

fn grant(role: Role, unit: Option<&str>) -> Grant {
    Grant { role, unit: unit.map(code) }
}

/// An interview in V1, held by `limin` of `home`.
fn judged(checker: &str, grants: &[Grant], home: Option<&str>) -> Result<(), CheckRefusal> {
    let (unit, level) = (code("V1"), code("town"));
    let theirs = [grant(Role::Surveyor, home)];
    let checked = Checked { unit: &unit, surveyor: "limin", grants: &theirs, level: &level };
    expect_from_elsewhere(checker, grants, &checked, &tree())
}

#[test]
fn a_checker_is_from_elsewhere_and_knows_nothing() {
    let same = |place: &str| Err(CheckRefusal::SamePlace { place: code(place) });
    let surveyor = |unit| [grant(Role::Surveyor, unit)];
    assert_eq!(judged("wang", &surveyor(Some("T2")), Some("T1")), Ok(()));
    assert_eq!(judged("limin", &surveyor(Some("T2")), Some("T1")), Err(CheckRefusal::OwnInterview));
    for home in ["T1", "V1", "W1"] {
        assert_eq!(judged("wang", &surveyor(Some(home)), None), same("T1"), "{home}");
    }
    // Whoever held it belongs to T2, though it was held in T1.
    assert_eq!(judged("wang", &surveyor(Some("V2")), Some("T2")), same("T2"));
    // Of the whole district is of no town.
    assert_eq!(judged("wang", &surveyor(Some("D")), Some("D")), Ok(()));
    assert_eq!(judged("wang", &surveyor(None), None), Ok(()));
    // One role here is enough, and so is one that reads answers.
    let both = [grant(Role::Surveyor, Some("T2")), grant(Role::UnitHead, Some("W1"))];
    assert_eq!(judged("wang", &both, Some("T3")), same("T1"));
    let reads = [grant(Role::Interviewer, Some("T2")), grant(Role::Analyst, Some("D"))];
    assert_eq!(judged("wang", &reads, Some("T3")), Err(CheckRefusal::SeesAnswers));
    let elsewhere = [grant(Role::Interviewer, Some("T2")), grant(Role::Analyst, Some("T2"))];
    assert_eq!(judged("wang", &elsewhere, Some("T3")), Ok(()));
}

fn form() -> Questionnaire {
    serde_json::from_value(serde_json::json!({
        "code": "env", "version": 1, "title": "环境",
        "scheme": {"code": "s", "name": "s", "categories": []},
        "scales": [{"code": "two", "options": [
            {"code": "good", "label": "好"}, {"code": "bad", "label": "不好", "negative": true}
        ]}],
        "questions": [
            {"code": "q1", "text": "空气", "scale": "two"}, {"code": "q2", "text": "水", "scale": "two"},
            {"code": "words", "text": "还有"}
        ]
    }))
    .expect("a questionnaire")
}

#[test]
fn a_report_says_no_more_than_somebody_said() {
    use {Happened as H, Recontact as R};
    let report = |recontact, happened, answers: &[(&str, &str)]| {
        let answers = answers.iter().map(|(question, answer)| (code(question), code(answer)));
        let report = CheckReport { recontact, happened, answers: answers.collect() };
        let problems = report.problems(&[code("q1")], &form());
        problems.into_iter().map(|problem| (problem.code, problem.path)).collect::<Vec<_>>()
    };
    let wrong = |code, path: &str| vec![(code, path.to_owned())];
    assert_eq!(report(R::Reached, Some(H::Yes), &[("q1", "bad")]), []);
    assert_eq!(report(R::Reached, Some(H::Yes), &[]), []);
    assert_eq!(report(R::Reached, Some(H::CantRemember), &[("q1", "good")]), []);
    assert_eq!(report(R::Reached, Some(H::No), &[]), []);
    assert_eq!(report(R::NotReached, None, &[]), []);
    assert_eq!(report(R::Reached, None, &[]), wrong("missing", "/happened"));
    assert_eq!(report(R::Refused, Some(H::No), &[]), wrong("nobody_reached", "/happened"));
    assert_eq!(report(R::Refused, None, &[("q1", "bad")]), wrong("nobody_reached", "/answers"));
    assert_eq!(
        report(R::Reached, Some(H::No), &[("q1", "bad")]),
        wrong("not_asked_before", "/answers")
    );
    assert_eq!(
        report(R::Reached, Some(H::Yes), &[("q2", "bad")]),
        wrong("not_asked_again", "/answers/q2")
    );
    assert_eq!(
        report(R::Reached, Some(H::Yes), &[("q1", "fair")]),
        wrong("unknown_option", "/answers/q1")
    );
}

#[test]
fn what_is_asked_again_has_options() {
    let problems = |codes: &[&str]| {
        let codes: Vec<Code> = codes.iter().map(|text| code(text)).collect();
        let problems = question_problems(&codes, &form());
        problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(problems(&["q1", "q2"]), [""; 0]);
    assert_eq!(problems(&[]), ["out_of_range"]);
    assert_eq!(problems(&["words"]), ["unknown_question"]);
    assert_eq!(problems(&["q9"]), ["unknown_question"]);
    assert_eq!(problems(&["q1", "q1"]), ["duplicate_code"]);
}

#[test]
fn nothing_is_left_out_that_somebody_said() {
    let rules = VerificationRules::default();
    assert_eq!(rules.problems(), []);
    let denied = rules.exclusion("verified_false").expect("it ships").ground;
    for recontact in Recontact::ALL {
        for happened in
            [None, Some(Happened::Yes), Some(Happened::No), Some(Happened::CantRemember)]
        {
            let report = CheckReport { recontact, happened, answers: BTreeMap::new() };
            assert_eq!(denied.is_met(&report), happened == Some(Happened::No));
            let unknown = ExclusionGround::NoSuchContact.is_met(&report);
            assert_eq!(unknown, recontact == Recontact::WrongContact);
        }
    }
    let twice = VerificationRules {
        tries_max: 0,
        exclusions: [rules.exclusions.clone(), rules.exclusions.clone()].concat(),
        ..rules
    };
    let paths: Vec<_> = twice.problems().into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["/tries_max", "/exclusions/1/code"]);
}
