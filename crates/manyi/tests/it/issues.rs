//! The ledger of issues as a file.

use serde_json::json;
use store::Store;
use survey::Response;
use uuid::Uuid;

use crate::support::Desk;

/// A desk with an issue of each of two towns.
fn desk_with_issues() -> Desk {
    let desk = Desk::with_survey();
    let store = Store::open(&format!("sqlite://{}", desk.path("manyi.db").display()))
        .expect("the database of the desk");
    for (n, unit, text) in [(1, "9901", "=HYPERLINK(\"http://x\")"), (2, "9902", "河水发黑")] {
        let response: Response = serde_json::from_value(json!({
            "id": Uuid::from_u128(n), "round": "r", "unit": unit, "mode": "visit",
            "interviewed_on": "2026-09-03", "respondent": "h-17",
            "answers": {"air": "4", "water": "1"},
            "issues": [{"question": "water", "category": "water", "text": text}],
        }))
        .expect("a response");
        store.submit(&response, "test").expect("stored");
    }
    desk
}

#[test]
fn the_ledger_is_taken_away_with_names_and_without_respondents() {
    let desk = desk_with_issues();
    let all = desk.done(&["export", "issues"]);
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(
        lines[0],
        "unit_code,unit_name,round,mode,question,category,reason,description,opened_on,opened_at,\
         state,channel,number,triage,due_on,leader,section,person,first_receiver,replied_at,\
         closed_at,reopened,id,repeats"
    );
    assert_eq!(lines.len(), 3, "{all}");
    // What a spreadsheet would run is words here.
    let first = "9901,东河镇,r,visit,water,water,,\"'=HYPERLINK(\"\"http://x\"\")\",2026-09-03,2";
    assert!(lines[1].starts_with(first), "{all}");
    assert!(!all.contains("h-17") && !all.contains("00000000-0000"), "{all}");

    desk.done(&["export", "issues", "--unit", "9902", "--lang", "en", "--bom", "-o", "issues.csv"]);
    let part = std::fs::read_to_string(desk.path("issues.csv")).expect("a file");
    assert!(part.starts_with('\u{feff}') && part.lines().count() == 2, "{part}");
    assert!(part.contains("9902,Xiling,r") && part.contains("河水发黑"), "{part}");
    assert_eq!(desk.done(&["export", "issues", "--unit", "99"]).lines().count(), 3);

    let log = desk.done(&["audit", "--format", "csv"]);
    assert_eq!(log.matches("exported,issues").count(), 3, "{log}");
    let unknown = desk.run(&["export", "issues", "--unit", "nowhere"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("unit nowhere is not in the database"), "{}", unknown.stderr);
}
