//! Interviews are checked, as people type it.

use crate::support::Desk;

const CONTACTS: &str = "case,unit,name,phone
h1,9901,李明,13812345671
h2,9901,王芳,13812345672
";

#[test]
fn what_nobody_sent_can_not_be_checked_and_rules_are_data() {
    let desk = Desk::with_survey();
    desk.done(&["contacts", "key", "office.key"]);
    desk.write("contacts.csv", CONTACTS);
    let import = ["import", "contacts", "contacts.csv", "--frame", "2026", "--contact-key"];
    desk.done(&[&import[..], &["office.key"]].concat());
    assert_eq!(desk.done(&["check", "plans", "--format", "csv"]).lines().count(), 1);
    let ran = desk.run(&["check", "plan", "--period", "2026-Q3", "--question", "nothing"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("nothing"), "{}", ran.stderr);
    let ran = desk.run(&["check", "take", "--by", "wang", "--contact-key", "office.key"]);
    assert_eq!(ran.code, 0, "nothing is open: {}", ran.stderr);
    assert!(ran.stderr.contains("nothing is to be checked now"), "{}", ran.stderr);
    let nil = "00000000-0000-0000-0000-000000000000";
    let ran = desk.run(&["check", "exclude", nil, "--reason", "x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("there is no check"), "{}", ran.stderr);

    desk.write("rules.toml", include_str!("../../../../fixtures/verification_rules.toml"));
    let ran = desk.run(&["import", "verification-rules", "rules.toml"]);
    assert!(ran.stderr.contains("are in force already"), "{}", ran.stderr);
    let own = include_str!("../../../../fixtures/verification_rules.toml");
    desk.write("rules.toml", own.replace("tries_max = 3", "tries_max = 99"));
    let ran = desk.run(&["import", "verification-rules", "rules.toml"]);
    assert!(ran.code == 2 && ran.stderr.contains("tries_max"), "{}", ran.stderr);
}
