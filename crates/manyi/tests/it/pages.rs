//! The pages in a real browser.

use std::time::Duration;

use serde_json::json;

use crate::browser::Stage;
use crate::support::{Desk, workspace};

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
    desk
}

#[test]
fn pages_work_below_a_prefix() {
    let Some(stage) = Stage::set(part_of_the_district) else { return };
    let link = stage
        .person("everybody", &["leader", "surveyor", "administrator", "auditor", "supervisor"]);
    stage.play("prefix", Duration::from_mins(1), json!({ "link": link }));
}

#[test]
fn a_scenario_fails_for_whatever_is_wrong_with_a_page() {
    let Some(stage) = Stage::set(Desk::with_survey) else { return };
    let attempt = |faults: &[&str]| {
        stage.attempt("faulty", Duration::from_secs(5), json!({ "faults": faults }))
    };
    let played = attempt(&[]);
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
        (&["late"], &["not done after 5 s"]),
    ] {
        let played = attempt(faults);
        assert!(!played.passed, "{faults:?} were not found");
        for told in told_of {
            assert!(played.said.contains(told), "{told} is not in: {}", played.said);
        }
    }
}
