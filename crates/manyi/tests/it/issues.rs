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

const HEADER: &str = "channel,number,unit,category,reason,description,opened_on,receiver\n";

/// What goes in by hand, and what is left out of a file and why.
#[test]
fn issues_of_other_channels_come_in_once_and_the_rest_is_listed() {
    let desk = Desk::with_survey();
    let rows = "hotline,1,9901,water,,河水发黑,2026-09-03,老王\n\
                petition,1,9902,air,,烟味,2026-09-04,\n\
                answer,2,9901,water,,不行,2026-09-03,\n\
                hotline,3,nowhere,nothing,,不行,2999-09-03,\n\
                fax,4,9901,water,,不行,2026-09-03,\n\
                hotline,1,9901,water,,别的,2026-09-03,\n";
    desk.write("issues.csv", format!("{HEADER}{rows}"));
    let dry = desk.run(&["import", "issues", "issues.csv", "--dry-run"]);
    assert!(dry.stderr.contains("3 issues are sound, nothing was stored"), "{}", dry.stderr);
    for (stored, same) in [(2, 0), (0, 2)] {
        let ran = desk.run(&["import", "issues", "issues.csv", "--rejects", "rejects.csv"]);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let said = format!("issues: {stored} stored, {same} there already, 1 there with other");
        assert!(ran.stderr.contains(&said), "{}", ran.stderr);
    }
    let rejects = std::fs::read_to_string(desk.path("rejects.csv")).expect("a list");
    for reject in [
        "issues.csv,4,channel,answer,bad_channel",
        "issues.csv,5,unit,nowhere,unknown_unit",
        "issues.csv,5,category,nothing,unknown_category",
        "issues.csv,5,opened_on,2999-09-03,in_the_future",
        "issues.csv,6,channel,fax,bad_value",
        "issues.csv,7,id,1,different_content",
    ] {
        assert!(rejects.contains(reject), "{reject}: {rejects}");
    }
    let listed = desk.done(&["issue", "list", "--format", "csv", "--unit", "9901"]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.contains("registered,hotline,1,") && listed.contains("老王"), "{listed}");
}

#[test]
fn an_issue_is_opened_led_and_shown_on_the_command_line() {
    let desk = Desk::with_survey();
    let open = |category: &str| {
        let words = ["issue", "open", "--channel", "mailbox", "--number", "7", "--unit", "9902"];
        let rest = ["--category", category, "--description", "垃圾无人清运"];
        desk.run(&[&words[..], &rest].concat())
    };
    let wrong = open("moon");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("no published questionnaire has a category"), "{}", wrong.stderr);
    let opened = open("water");
    assert_eq!(opened.code, 0, "{}", opened.stderr);
    let id = opened.stderr.split(' ').nth(1).expect("an id").to_owned();
    assert!(open("water").stderr.contains(&format!("issue {id} is there already")));
    let assign = json!({"after": 1, "event": {
        "kind": "assign", "triage": "handle_now",
        "owners": {"leader": "张局长", "section": "水科", "person": "li"},
    }});
    desk.write("assign.json", assign.to_string());
    let shown = desk.done(&["issue", "step", &id, "assign.json", "--format", "csv"]);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], "seq,at,by,kind,state,reason,event,evidence");
    assert!(lines[2].contains("command line,assign,assigned"), "{shown}");
    assert!(lines[2].contains("due_on"), "{shown}");
    desk.write("close.json", json!({"after": 2, "event": {"kind": "close"}}).to_string());
    let refused = desk.run(&["issue", "step", &id, "close.json"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("there is no close"), "{}", refused.stderr);
    let shown = desk.run(&["issue", "show", &id]);
    assert!(shown.stderr.contains("assigned, due on 20") && shown.stdout.contains("张局长"));
    assert_eq!(desk.done(&["issue", "list", "--open", "--format", "csv"]).lines().count(), 2);
    assert_eq!(desk.done(&["issue", "list", "--overdue", "--format", "csv"]).lines().count(), 1);
    let nobody = Uuid::from_u128(9).to_string();
    assert_eq!(desk.run(&["issue", "show", &nobody]).code, 2);
}

#[test]
fn the_calendar_and_the_limits_that_ship_are_in_force_already() {
    let desk = Desk::with_database();
    let file = |name: &str| {
        let path = crate::support::workspace().join("fixtures").join(name);
        path.to_str().expect("a path").to_owned()
    };
    let ran = desk.run(&["calendar", "import", &file("calendars/china.toml")]);
    assert!(ran.stderr.contains("2024, 2025, 2026: as it was"), "{}", ran.stderr);
    let ran = desk.run(&["import", "issue-rules", &file("issue_rules.toml")]);
    assert!(ran.stderr.contains("in force already"), "{}", ran.stderr);
    desk.done(&["calendar", "set", "2026-11-30", "holiday"]);
    let shown = desk.done(&["calendar", "show", "2026", "--format", "csv"]);
    assert!(shown.contains("2026-10-10,workday,") && shown.contains("2026-11-30,holiday,"));
    assert!(desk.run(&["calendar", "show", "2027"]).stderr.contains("weekends alone"));
    // What the office set stays when the database is prepared again.
    desk.done(&["init"]);
    assert_eq!(desk.done(&["calendar", "show", "2026", "--format", "csv"]), shown);
    let refused = desk.run(&["calendar", "set", "2030-01-01", "holiday"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("nothing is known of 2030"), "{}", refused.stderr);
}

/// Of three issues of September one is taken up, and none was answered.
#[test]
fn rates_stand_beside_what_they_are_of() {
    let desk = Desk::with_survey();
    let rows = "hotline,1,9901,water,,河水发黑,2026-09-03,老王\n\
                petition,1,9901,air,,烟味,2026-09-04,\n\
                hotline,2,9902,air,,烟味,2026-09-30,\n\
                hotline,3,9902,air,,烟味,2026-10-01,\n";
    desk.write("issues.csv", format!("{HEADER}{rows}"));
    desk.done(&["import", "issues", "issues.csv"]);
    let listed = desk.done(&["issue", "list", "--format", "json", "--unit", "9901"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let water = listed.as_array().expect("rows").iter().find(|row| row["category"] == "water");
    let id = water.expect("the river")["id"].as_str().expect("an id").to_owned();
    let owners = json!({"leader": "张局长", "section": "水科", "person": "li"});
    for (after, event) in [
        (1, json!({"kind": "assign", "triage": "handle_now", "owners": owners})),
        (2, json!({"kind": "take_up"})),
    ] {
        desk.write("step.json", json!({"after": after, "event": event}).to_string());
        desk.done(&["issue", "step", &id, "step.json"]);
    }
    let rates = ["issue", "rates", "--period", "2026-09"];
    let with = |more: &[&str]| desk.done(&[&rates[..], more].concat());
    insta::assert_snapshot!("rates_table", with(&["--level", "town", "--format", "table"]));
    let english = ["--lang", "en", "--unit", "99", "--children", "--measure", "handling_rate"];
    insta::assert_snapshot!(
        "rates_table_en",
        with(&[&english[..], &["--format", "table"]].concat())
    );
    insta::assert_snapshot!("rates_csv", with(&["--unit", "9901", "--format", "csv"]));
    let funnel = ["issue", "funnel", "--period", "2026-09", "--level", "town"];
    let of = ["--measure", "handling_rate", "--format", "table"];
    insta::assert_snapshot!("rates_funnel", desk.done(&[&funnel[..], &of].concat()));
    let measure = ["--measure", "handling_rate", "-o", "funnel.svg"];
    desk.done(&[&funnel[..], &measure].concat());
    let svg = std::fs::read_to_string(desk.path("funnel.svg")).expect("a drawing");
    assert!(svg.contains("处理率") && svg.contains("2026年9月"), "{svg}");
    for (wrong, said) in [
        (&["--category", "moon"][..], "no published questionnaire has a category \"moon\""),
        (&["--level", "moon"], "the levels are city, town"),
        (&["--unit", "moon"], "unit \"moon\" is not in the unit tree"),
        (
            &["--measure", "moon"],
            "there is no rate of the ledger \"moon\"; there are handling_rate",
        ),
    ] {
        let ran = desk.run(&[&rates[..], wrong].concat());
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}
