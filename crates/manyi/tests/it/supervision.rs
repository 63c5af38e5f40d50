//! Supervision orders from the command line.

use serde_json::Value;
use survey::round::in_china;

use crate::support::{Desk, workspace};

const RULES: &str = r#"
[[rules]]
code = "overdue"
name = { zh = "逾期未整改", en = "Overdue" }
when = { kind = "overdue_issues", count = 1 }

[[rules]]
code = "floor"
name = { zh = "满意率低于底线", en = "Below the floor" }
when = { kind = "satisfaction_below", rate = 1.0 }
"#;

/// The id of the only order in a state.
fn id_of(desk: &Desk, state: &str) -> String {
    let listed = desk.done(&["order", "list", "--state", state, "--format", "json"]);
    let listed: Value = serde_json::from_str(&listed).expect("JSON");
    let orders = listed.as_array().expect("a list");
    assert_eq!(orders.len(), 1, "{listed}");
    orders[0]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn an_order_is_proposed_by_hand_and_led_to_its_end_past_an_appeal() {
    let desk = Desk::with_survey();
    let by_hand = ["--period", "2026-Q3", "--unit", "9901", "--reason", "现场督查发现整改不到位"];
    let propose = [&["order", "propose"], &by_hand[..]].concat();
    let said = desk.run(&propose);
    assert!(said.stderr.contains("1 orders proposed, 0 there already"), "{}", said.stderr);
    let said = desk.run(&propose);
    assert!(said.stderr.contains("0 orders proposed, 1 there already"), "{}", said.stderr);
    let id = id_of(&desk, "proposed");
    let in_a_year = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(365 * 24);
    let later = in_china(in_a_year).date().to_string();
    let step = |kind: &str, by: &str, rest: &[&str]| {
        desk.run(&[&["order", kind, &id, "--by", by], rest].concat())
    };
    let refused = step("accept", "wang", &[]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("there is no accept"), "{}", refused.stderr);
    let issued = step("issue", "wang", &["--demand", "书面答复"]);
    assert_eq!(issued.code, 0, "{}", issued.stderr);
    assert!(issued.stderr.contains("rung reminder, next due reply 20"), "{}", issued.stderr);
    let why = ["--reason", "看过现场"];
    let skipped = step("escalate", "wang", &[&["--to", "talk"], &why[..]].concat());
    assert!(skipped.stderr.contains("the next one is notice"), "{}", skipped.stderr);
    assert_eq!(step("appeal", "head", &["--text", "不属于本镇"]).code, 0);
    let decide = [&["--outcome", "upheld"], &why[..]].concat();
    let own = step("decide", "wang", &decide);
    assert!(own.stderr.contains("can't decide about an appeal"), "{}", own.stderr);
    assert_eq!(step("decide", "zhao", &decide).code, 0);
    for (kind, by, rest) in [
        ("reply", "head", &["--explanation", "人手不足", "--measures", "增派两车"][..]),
        ("visit", "sun", &["--day", "2024-10-12", "--findings", "已清运"]),
        ("return", "wang", &why),
        ("extend", "wang", &["--until", &later, "--reason", "等车到位"]),
        (
            "reply",
            "head",
            &["--explanation", "车少", "--measures", "两车已到", "--result", "已清运"],
        ),
        ("accept", "wang", &[]),
        ("close", "wang", &["--result", "整改到位"]),
    ] {
        let ran = step(kind, by, rest);
        assert_eq!(ran.code, 0, "{kind}: {}", ran.stderr);
    }
    let shown = desk.done(&["order", "show", &id, "--format", "csv"]);
    let kinds: Vec<&str> =
        shown.lines().skip(1).filter_map(|line| line.split(',').nth(3)).collect();
    assert_eq!(
        kinds,
        [
            "propose", "issue", "appeal", "decide", "reply", "visit", "return", "extend", "reply",
            "accept", "close"
        ]
    );
    assert!(shown.contains("head (command line)"), "{shown}");
    assert_eq!(id_of(&desk, "closed"), id);
    assert_eq!(desk.done(&["order", "list", "--open", "--format", "csv"]).lines().count(), 1);
}

#[test]
fn rules_propose_what_they_find_and_a_dry_run_stores_nothing() {
    let desk = Desk::with_survey();
    let period = ["order", "propose", "--period", "2026-Q3"];
    desk.write("rules.toml", RULES);
    let put = |file: &str| desk.run(&["import", "supervision-rules", file]).stderr;
    let version = put("rules.toml");
    assert!(version.contains("2 rules of supervision are in force"), "{version}");
    assert!(put("rules.toml").contains("in force already"));
    desk.write("wrong.toml", RULES.replace("count = 1", "count = 0"));
    let wrong = desk.run(&["import", "supervision-rules", "wrong.toml"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("nothing overdue is no ground"), "{}", wrong.stderr);
    let shipped = workspace().join("fixtures/supervision_rules.toml");
    let shipped = put(shipped.to_str().expect("UTF-8"));
    assert!(shipped.contains("7 rules of supervision"), "{shipped}");
    put("rules.toml");
    let dry = desk.run(&[&period[..], &["--dry-run", "--format", "csv"]].concat());
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert!(dry.stderr.contains("nothing was stored"), "{}", dry.stderr);
    assert_eq!(desk.done(&["order", "list", "--format", "csv"]).lines().count(), 1);
    let found = dry.stdout.lines().count() - 1;
    let stored = desk.run(&[&period[..], &["--format", "csv"]].concat());
    assert!(stored.stderr.contains(&format!("{found} orders proposed")), "{}", stored.stderr);
    assert_eq!(desk.done(&["order", "list", "--format", "csv"]).lines().count(), found + 1);
}
