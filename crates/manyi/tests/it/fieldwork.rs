//! From a list of contacts to response rates, as people type it.

use std::fs;

use crate::support::Desk;

const CONTACTS: &str = "case,unit,name,phone,address
h1,9901,李明,13812345671,
h2,9901,王芳,13812345672,
h3,9902,张伟,13812345673,
h4,9902,刘洋,13812345674,
h5,9902,陈静,13812345671,
";

fn desk() -> Desk {
    let desk = Desk::with_survey();
    desk.done(&["contacts", "key", "office.key"]);
    desk.write("contacts.csv", CONTACTS);
    desk
}

fn import(desk: &Desk) -> crate::support::Ran {
    desk.run(&[
        "import",
        "contacts",
        "contacts.csv",
        "--frame",
        "2026",
        "--contact-key",
        "office.key",
    ])
}

#[test]
fn contacts_are_listed_masked_and_nobody_twice() {
    let desk = desk();
    let ran = import(&desk);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("4 contacts added"), "{}", ran.stderr);
    let rejects = fs::read_to_string(desk.path("rejects.csv")).expect("rejects");
    assert!(rejects.contains("contacts.csv,6,case,h5,duplicate"), "{rejects}");
    assert!(!rejects.contains("陈静") && !rejects.contains("138"), "{rejects}");
    assert!(import(&desk).stderr.contains("0 contacts added, 4 there already"));
    let listed =
        desk.done(&["contacts", "list", "2026", "--contact-key", "office.key", "--format", "csv"]);
    assert!(listed.contains("h1,9901,,,李*,138****5671,"), "{listed}");
    let ran = desk.run(&["contacts", "list", "2026"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--contact-key"), "{}", ran.stderr);
    let ran = desk.run(&["contacts", "key", "office.key"]);
    assert_eq!(ran.code, 2, "a key is never overwritten: {}", ran.stderr);
}

#[test]
fn a_sample_is_drawn_checked_and_followed() {
    let desk = desk();
    import(&desk);
    desk.write("quotas.csv", "unit,minimum\n9901,2\n9902,3\n");
    desk.done(&["import", "quotas", "r", "quotas.csv"]);
    desk.write("bad.csv", "unit,minimum\n9901,2\n9901,9223372036854775807\n");
    let ran = desk.run(&["import", "quotas", "r", "bad.csv"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("twice") && ran.stderr.contains("1000000"), "{}", ran.stderr);
    let draw = [
        "sample",
        "draw",
        "r",
        "visit",
        "--frame",
        "2026",
        "--per-stratum",
        "1",
        "--stratum",
        "9902=2",
        "--seed",
        "2026",
    ];
    desk.done(&draw);
    assert_eq!(desk.run(&draw).code, 2, "a sample is drawn once");
    desk.done(&["sample", "check", "r", "visit"]);
    let listed = desk.done(&["sample", "list", "--format", "csv"]);
    assert!(listed.contains("r,visit,2026,2026,4,3,"), "{listed}");
    desk.write(
        "attempts.csv",
        "id,round,case,unit,mode,at,outcome\n\
         7b1e0000-0000-4000-8000-00000000000a,r,h3,9902,visit,2026-09-01T01:00:00Z,2.20\n\
         7b1e0000-0000-4000-8000-00000000000b,r,h3,9902,visit,2026-09-02T01:00:00Z,1.1\n",
    );
    desk.done(&["import", "attempts", "attempts.csv"]);
    let rates = desk.done(&["fieldwork", "r", "--format", "csv"]);
    let columns =
        ["unit_code", "cases", "untried", "complete", "response_rate", "minimum", "missing"];
    let chosen = desk.done(&["fieldwork", "r", "--format", "csv", "--columns", &columns.join(",")]);
    let rows: Vec<&str> = chosen.lines().skip(1).collect();
    // Seed 2026 draws h2 of the one town, h3 and h4 of the other.
    assert_eq!(rows, ["9901,1,1,0,0,2,2", "9902,2,1,1,0.5,3,2"], "{rates}");
    let ran = desk.run(&["fieldwork", "r", "--level", "moon"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn the_outcomes_that_ship_are_in_force_already() {
    let desk = desk();
    let file = crate::support::workspace().join("fixtures/outcomes.toml");
    let file = file.to_str().expect("a path");
    let ran = desk.run(&["import", "outcomes", file]);
    assert!(ran.stderr.contains("in force already"), "{}", ran.stderr);
    let text = fs::read_to_string(file).expect("read");
    desk.write("own.toml", text.replace("phone_attempts_max = 6", "phone_attempts_max = 0"));
    let ran = desk.run(&["import", "outcomes", "own.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("/phone_attempts_max"), "{}", ran.stderr);
}

#[test]
fn retention_says_what_is_there_and_what_went() {
    let desk = desk();
    import(&desk);
    let told = desk.done(&["retain", "--dry-run", "--unused-days", "0", "--format", "csv"]);
    assert!(told.contains("contact particulars,") && told.contains(",4,4,"), "{told}");
    desk.done(&["retain", "--unused-days", "0", "--format", "csv"]);
    let told = desk.done(&["retain", "--unused-days", "0", "--format", "csv"]);
    assert!(told.contains(",0,0,"), "{told}");
    assert!(desk.done(&["audit", "--format", "csv"]).contains("contacts_deleted"));
    // Where the report can't be written, nothing is deleted.
    import(&desk);
    let key = ["--contact-key", "office.key"];
    desk.write("more.csv", "case,unit,phone\nh9,9901,13812345699\n");
    desk.done(&[&["import", "contacts", "more.csv", "--frame", "2026"][..], &key].concat());
    let lost = desk.run(&["retain", "--unused-days", "0", "-o", "nowhere/report.csv"]);
    assert_eq!(lost.code, 2, "{}", lost.stderr);
    let listed = desk.done(&[&["contacts", "list", "2026", "--format", "csv"][..], &key].concat());
    assert!(listed.contains("138****5699"), "{listed}");
    for days in ["36501", "4294967295"] {
        assert_eq!(desk.run(&["retain", "--callback-days", days]).code, 2);
    }
}
