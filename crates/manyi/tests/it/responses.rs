//! Correcting, withdrawing and settling on the command line.

use crate::support::Desk;

const HEADER: &str = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water\n";
const ID: &str = "7b1e0000-0000-4000-8000-000000000001";

fn desk() -> Desk {
    let desk = Desk::with_survey();
    let row = format!("{ID},r,9901,visit,2026-09-01,,,h-1,,,1,5,8\n");
    desk.write("one.csv", format!("{HEADER}{row}"));
    desk.done(&["import", "responses", "one.csv"]);
    desk
}

#[test]
fn a_response_is_shown_corrected_and_withdrawn() {
    let desk = desk();
    let shown = desk.done(&["response", "show", ID]);
    let mut shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!((&shown["version"], &shown["former"]), (&1.into(), &serde_json::json!([])));
    shown["response"]["answers"]["air"] = "1".into();
    desk.write("new.json", shown["response"].to_string());
    let ran = desk.run(&["response", "correct", "new.json"]);
    assert_eq!(ran.code, 2, "a reason is asked for: {}", ran.stderr);
    desk.done(&["response", "correct", "new.json", "--reason", "misheard"]);
    let shown = desk.done(&["response", "show", ID]);
    let now: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(now["response"]["answers"]["air"], "1");
    assert_eq!(now["former"][0]["response"]["answers"]["air"], "5");
    assert_eq!(now["former"][0]["reason"], "misheard");

    // What `show` prints can be sent back.
    let told = desk.run(&["response", "show", ID, "-o", "shown.json"]);
    assert_eq!(told.code, 0);
    desk.done(&["response", "correct", "shown.json", "--reason", "nothing"]);
    let mut wrong = now["response"].clone();
    wrong["answers"]["air"] = "7".into();
    desk.write("wrong.json", wrong.to_string());
    let ran = desk.run(&["response", "correct", "wrong.json", "--reason", "x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("/answers/air"), "{}", ran.stderr);

    desk.done(&["response", "withdraw", ID, "--reason", "on demand"]);
    let ran = desk.run(&["response", "show", ID]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let ran = desk.run(&["import", "responses", "one.csv"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let rejects = std::fs::read_to_string(desk.path("rejects.csv")).expect("rejects");
    assert!(rejects.contains("withdrawn"), "{rejects}");
    assert!(desk.done(&["audit", "--format", "csv"]).contains("response_withdrawn"));
    desk.done(&["verify"]);
}

#[test]
fn nothing_waits_until_something_does() {
    let desk = desk();
    assert_eq!(desk.done(&["quarantine", "list", "--format", "json"]).trim(), "[]");
    let ran = desk.run(&["quarantine", "settle", ID, "keep", "--reason", "called back"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("quarantine list"), "{}", ran.stderr);
}
