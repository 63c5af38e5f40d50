//! Questionnaires from a template to a draft to a published version.

use std::fs;

use insta::{assert_snapshot, with_settings};

use crate::support::{Desk, workspace};

/// Times differ from run to run.
fn snapshot(name: &str, text: &str) {
    with_settings!({
        filters => [(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "[time]")],
        omit_expression => true,
    }, {
        assert_snapshot!(name, text);
    });
}

#[test]
fn a_template_becomes_a_draft_and_is_published_once() {
    let desk = Desk::with_database();
    desk.done(&["questionnaire", "new", "environment", "-o", "mine.xlsx"]);
    let shipped = workspace().join("fixtures/questionnaires/environment.xlsx");
    assert!(
        fs::read(desk.path("mine.xlsx")).expect("written") == fs::read(shipped).expect("shipped"),
        "renew it by `cargo run -- questionnaire new environment -o fixtures/questionnaires/environment.xlsx`"
    );
    snapshot("checked", &desk.run(&["questionnaire", "check", "mine.xlsx"]).transcript());
    let version = ["environment_satisfaction", "1"];
    let with = |act: &str| desk.run(&["questionnaire", act, version[0], version[1]]).transcript();
    let drafted = desk.run(&["questionnaire", "draft", "mine.xlsx"]).transcript();
    let again = desk.run(&["questionnaire", "draft", "mine.xlsx"]).transcript();
    let listed = desk.done(&["questionnaire", "list", "--format", "csv"]);
    snapshot("drafted", &[drafted, again, listed].join("\n"));
    let (published, again) = (with("publish"), with("publish"));
    let listed = desk.done(&["questionnaire", "list", "--format", "csv"]);
    let discarded = with("discard");
    snapshot("published", &[published, again, listed, discarded].join("\n"));
    let log = desk.done(&["audit", "--format", "csv"]);
    assert!(log.contains("draft_uploaded") && log.contains("questionnaire_published"), "{log}");
}

#[test]
fn a_version_is_shown_in_every_form_and_reads_back() {
    let desk = Desk::with_database();
    for template in ["environment", "education", "medical_insurance"] {
        let name = format!("{template}.toml");
        desk.done(&["questionnaire", "new", template, "-o", &name]);
        desk.done(&["import", "questionnaire", &name]);
        let code = format!("{template}_satisfaction");
        for file in ["shown.toml", "shown.xlsx"] {
            desk.done(&["questionnaire", "show", &code, "1", "-o", file]);
            let again = desk.run(&["import", "questionnaire", file]);
            assert_eq!(again.code, 0, "the same again: {}", again.stderr);
        }
        let json = desk.done(&["questionnaire", "show", &code, "1", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["code"], code);
    }
    let missing = desk.run(&["questionnaire", "show", "environment_satisfaction", "2"]);
    assert_eq!(missing.code, 2, "{}", missing.stderr);
    let table = desk.run(&["questionnaire", "new", "education", "-o", "education.csv"]);
    assert_eq!(table.code, 2, "{}", table.stderr);
    let unknown = desk.run(&["questionnaire", "new", "tea"]);
    assert!(
        unknown.code == 2 && unknown.stderr.contains("medical_insurance"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn what_leans_is_refused_unless_it_was_asked_elsewhere() {
    let desk = Desk::with_database();
    let text = desk.done(&["questionnaire", "new", "education"]);
    let leaning = text
        .replace("Not very satisfied\" }, negative = true", "Not very satisfied\" }")
        .replace("any_of = [\"2\", \"1\"]", "any_of = []")
        .replace("code = \"ethics\"", "code = \"teaching\"");
    desk.write("leaning.toml", leaning);
    let checked = desk.run(&["questionnaire", "check", "leaning.toml", "--format", "csv"]);
    snapshot("leaning", &checked.transcript());
    let (draft, import) = (["questionnaire", "draft"], ["import", "questionnaire"]);
    for command in [draft, import] {
        let refused = desk.run(&[&command[..], &["leaning.toml"]].concat());
        assert_eq!(refused.code, 2, "{}", refused.stderr);
    }
    let asked = text
        .replace("Not very satisfied\" }, negative = true", "Not very satisfied\" }")
        .replace("en = \"Parents' satisfaction with schools\"", "");
    desk.write(
        "asked.toml",
        asked.replace("zh = \"中小学群众满意度调查问卷\",", "zh = \"旧问卷\""),
    );
    let refused = desk.run(&["import", "questionnaire", "asked.toml"]);
    let taken = desk.run(&["import", "questionnaire", "asked.toml", "--as-asked"]);
    snapshot("as_asked", &[refused.transcript(), taken.transcript()].join("\n"));
}
