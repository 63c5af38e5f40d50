//! Files that are broken or mean harm: a clear error, exit code 2, and the database as it was.

use std::fs;

use crate::support::Desk;

const HEADER: &str = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water\n";
const GOOD: &str = "00000000-0000-4000-8000-000000000001,r,99,visit,2026-09-01,,,,,,1,5,8\n";

/// The file is refused as a whole: exit code 2, the words appear, nothing is stored.
#[track_caller]
fn refused(content: impl AsRef<[u8]>, words: &[&str]) {
    let desk = Desk::with_survey();
    desk.write("bad.csv", content);
    let ran = desk.run(&["import", "responses", "bad.csv"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    for word in words.iter().chain(&["bad.csv"]) {
        assert!(ran.stderr.contains(word), "{word:?} is missing in: {}", ran.stderr);
    }
    assert_eq!(desk.done(&["export", "responses"]).lines().count(), 1, "something was stored");
}

/// The row is rejected and listed, the good row before it is stored: exit code 1.
#[track_caller]
fn rejected(row: &str, column: &str, code: &str) {
    let desk = Desk::with_survey();
    desk.write("some.csv", format!("{HEADER}{GOOD}{row}\n"));
    let ran = desk.run(&["import", "responses", "some.csv"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let rejects = fs::read_to_string(desk.path("rejects.csv")).expect("a list of rejects");
    let listed = format!("some.csv,3,{column},");
    assert!(rejects.contains(&listed) && rejects.contains(code), "{listed} {code}: {rejects}");
    assert_eq!(
        desk.done(&["export", "responses"]).lines().count(),
        2,
        "the good row is stored, the bad one is not"
    );
}

#[test]
fn broken_files_are_refused_whole() {
    refused("", &["empty"]);
    refused(format!("{HEADER}{GOOD}{}", "x,y\n"), &["line 3"]);
    refused([HEADER.as_bytes(), GOOD.as_bytes(), b"\xff\xfe,r,99\n"].concat(), &["line 3"]);
    refused(HEADER.replace("round", "Runde") + GOOD, &["round"]);
    refused(HEADER.replace("weight", "unit") + GOOD, &["unit"]);
    refused(b"PK\x03\x04 this is a spreadsheet with another ending".as_slice(), &[]);
}

#[test]
fn bad_rows_are_listed_with_line_column_and_value() {
    let id = "00000000-0000-4000-8000-000000000002";
    rejected("not-a-uuid,r,99,visit,2026-09-01,,,,,,1,5,8", "id", "not-a-uuid");
    rejected(&format!("{id},r,nowhere,visit,2026-09-01,,,,,,1,5,8"), "unit", "unknown_unit");
    rejected(&format!("{id},r,99,carrier pigeon,2026-09-01,,,,,,1,5,8"), "mode", "carrier pigeon");
    rejected(&format!("{id},r,99,visit,2026-13-01,,,,,,1,5,8"), "interviewed_on", "2026-13-01");
    rejected(&format!("{id},r,99,visit,2027-09-01,,,,,,1,5,8"), "interviewed_on", "outside_round");
    rejected(&format!("{id},r,99,visit,2026-09-01,,,,,,-1,5,8"), "weight", "-1");
    rejected(&format!("{id},r,99,visit,2026-09-01,,,,,,1,6,8"), "air", "unknown_option");
}

#[test]
fn a_known_id_with_other_answers_is_listed_and_changes_nothing() {
    let desk = Desk::with_survey();
    desk.write("one.csv", format!("{HEADER}{GOOD}"));
    desk.write("two.csv", format!("{HEADER}{}", GOOD.replace(",1,5,", ",1,1,")));
    desk.done(&["import", "responses", "one.csv"]);
    let ran = desk.run(&["import", "responses", "two.csv"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let rejects = fs::read_to_string(desk.path("rejects.csv")).expect("a list of rejects");
    assert!(rejects.contains("different_content"), "{rejects}");
    assert!(desk.done(&["export", "responses"]).contains(",1,,5,"), "the first answer stays");
}

#[test]
fn formulas_do_not_leave_in_a_list_of_rejects() {
    let desk = Desk::with_survey();
    desk.write(
        "some.csv",
        format!("{HEADER}=HYPERLINK(\"\"x\"\"),r,99,visit,2026-09-01,,,,,,1,5,8\n"),
    );
    desk.run(&["import", "responses", "some.csv"]);
    let rejects = fs::read_to_string(desk.path("rejects.csv")).unwrap_or_default();
    assert!(!rejects.contains(",=HYPERLINK"), "{rejects}");
}

#[test]
fn settings_with_mistakes_name_them() {
    let desk = Desk::with_survey();
    desk.write("bad.toml", "code = \"x\"\nversion = \"one\"\n");
    let ran = desk.run(&["import", "questionnaire", "bad.toml"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("bad.toml") && ran.stderr.contains("version"), "{}", ran.stderr);
    let missing = desk.run(&["import", "units", "nowhere.csv"]);
    assert!(missing.code == 2 && missing.stderr.contains("nowhere.csv"), "{}", missing.stderr);
}
