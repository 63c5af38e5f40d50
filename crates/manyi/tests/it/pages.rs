//! The pages in a real browser.

use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::Stage;
use crate::support::{Desk, workspace};

/// Roles that lead to every page.
const EVERYTHING: [&str; 6] =
    ["leader", "analyst", "surveyor", "administrator", "auditor", "supervisor"];

/// A part of the invented district: enough for every chart, and counted soon.
fn part_of_the_district() -> Desk {
    let desk = Desk::with_database();
    let district = workspace().join("fixtures/district");
    for (what, file) in
        [("units", "units.csv"), ("questionnaire", "questionnaire.toml"), ("rounds", "rounds.toml")]
    {
        let file = district.join(file);
        desk.done(&["import", what, file.to_str().expect("UTF-8")]);
    }
    let responses = std::fs::read_to_string(district.join("responses.csv")).expect("responses");
    let part: Vec<&str> = responses.lines().take(600).collect();
    desk.write("responses.csv", part.join("\n"));
    desk.done(&["import", "responses", "responses.csv"]);
    let attempts = std::fs::read_to_string(district.join("attempts.csv")).expect("attempts");
    let of_round = |line: &&str| line.starts_with("id,") || line.contains(",2026-MOCK,");
    let part: Vec<&str> = attempts.lines().filter(of_round).collect();
    desk.write("attempts.csv", part.join("\n"));
    desk.done(&["import", "attempts", "attempts.csv"]);
    desk.write("quotas.csv", "unit,minimum\n991202001,20\n991202002,10\n");
    desk.done(&["import", "quotas", "2026-MOCK", "quotas.csv"]);
    desk
}

#[test]
fn pages_work_below_a_prefix() {
    let Some(stage) = Stage::set(part_of_the_district) else { return };
    let link = stage.person("everybody", &EVERYTHING);
    stage.play("prefix", Duration::from_mins(3), json!({ "link": link }));
}

/// A response of the part of the district once more, with other answers; and one that was asked by
/// a form which is not published.
fn odd_responses() -> Value {
    let response = |id: &str, form_version: Option<u32>| {
        json!({
            "id": id, "form_version": form_version, "round": "2024-Q4", "unit": "991202001200",
            "mode": "visit", "interviewed_on": "2024-10-23", "respondent": "h008-003",
            "answers": {"air": "1", "water": "2", "publicity": "8"},
        })
    };
    json!([
        response("c6ef8d03-d447-4c43-af23-75fbc7da4d00", None),
        response("018f7f0e-0000-7000-8000-000000000001", Some(99)),
    ])
}

#[test]
fn every_page_is_accessible() {
    let Some(stage) = Stage::set(part_of_the_district) else { return };
    let empty = Stage::set(Desk::with_database).expect("as the other one");
    // Signing in by a link ends what was begun by an earlier one, so each language has its own people.
    let mut people = serde_json::Map::new();
    for language in ["zh-CN", "en"] {
        let name = |person: &str| format!("{person}-{language}");
        for (person, name, stage, grants) in [
            ("everybody", name("everybody"), &stage, &EVERYTHING[..]),
            ("newcomer", name("newcomer"), &stage, &["surveyor"]),
            ("the first one", name("first"), &empty, &EVERYTHING),
        ] {
            let link = stage.person(&name, grants);
            people.insert(format!("{person} {language}"), json!({ "name": name, "link": link }));
        }
    }
    let told = json!({
        "people": people,
        "empty_database": empty.desk.database(),
        "odd_responses": odd_responses(),
    });
    stage.play("accessible", Duration::from_mins(12), told);
}

#[test]
fn an_issue_is_led_from_its_registration_to_its_end_by_two_people() {
    let Some(stage) = Stage::set(part_of_the_district) else { return };
    let told = json!({
        "judge": stage.person("judge", &["supervisor"]),
        "head": stage.person("head", &["unit_head@991202001"]),
        "unit": "991202001001",
    });
    stage.play("ledger", Duration::from_mins(2), told);
}

#[test]
fn a_scenario_fails_for_whatever_is_wrong_with_a_page() {
    let Some(stage) = Stage::set(Desk::with_survey) else { return };
    let attempt = |acts: &[&str]| {
        let limit = if acts == ["late"] { 3 } else { 45 };
        stage.attempt("self-check", Duration::from_secs(limit), json!({ "acts": acts }))
    };
    let played = attempt(&["restart", "slowness"]);
    assert!(played.passed, "{}", played.said);
    for (faults, told_of) in [
        (
            &["console", "script", "policy", "missing", "elsewhere", "service"][..],
            &[
                "a complaint",
                "ReferenceError: nothing is not defined",
                "against the policy: style-src-attr",
                "the server responded with a status of 404",
                "asks somebody else: http://127.0.0.1:9/",
                "the service ended by itself",
            ][..],
        ),
        (&["assertion"], &["one is not two"]),
        (&["late"], &["not done after 3 s"]),
    ] {
        let played = attempt(faults);
        assert!(!played.passed, "{faults:?} were not found");
        for told in told_of {
            assert!(played.said.contains(told), "{told} is not in: {}", played.said);
        }
    }
}
