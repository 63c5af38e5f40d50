//! One complaint from the door to the year's score and its seal: through the pages in a real browser, on
//! both databases. What was sealed is then changed behind the program's back, and found.

use std::fs;
use std::time::Duration;

use serde_json::json;
use survey::round::in_china;

use crate::browser::Stage;
use crate::support::{Desk, Ran, workspace};

/// Towns that are scored, and the village of the first that the complaint comes from.
const TOWNS: [&str; 2] = ["991202001", "991202003"];
const VILLAGE: &str = "991202001001";

/// What whoever complained said. Nobody else says so.
const WORDS: &str = "村东头工地夜里施工，扬尘满院";

/// The year that is over, in whose last quarter everything happens.
fn year() -> i16 {
    in_china(jiff::Timestamp::now()).year() - 1
}

/// The ordinary answers of a quarter: those of the invented district, moved to the year that is over.
fn answers_of_the_quarter() -> String {
    let all = workspace().join("fixtures/district/responses.csv");
    let all = fs::read_to_string(all).expect("responses");
    let mut lines = all.lines();
    let mut part = vec![lines.next().expect("a header").to_owned()];
    for line in lines {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        if fields[1] != "2025-Q4" || !TOWNS.contains(&fields[8].as_str()) {
            continue;
        }
        "quarter".clone_into(&mut fields[1]);
        for time in &mut fields[4..7] {
            *time = time.replacen("2025", &year().to_string(), 1);
        }
        part.push(fields.join(","));
    }
    part.join("\n")
}

/// The round of the quarter. It still takes what is brought in from the field.
fn round() -> String {
    let closes = in_china(jiff::Timestamp::now() + jiff::SignedDuration::from_hours(480)).date();
    format!(
        "[[rounds]]\ncode = \"quarter\"\nname = \"第四季度\"\nquestionnaire = \"environment\"\n\
         version = 1\nmodes = [\"visit\"]\nopens = {}-10-01\ncloses = {closes}\n",
        year()
    )
}

/// The office before the visit: units, form, round, a quarter's answers, a household to visit and a
/// formula for the year.
fn office(desk: Desk) -> Desk {
    desk.done(&["init"]);
    let fixture = |name: &str| workspace().join("fixtures").join(name).display().to_string();
    desk.done(&["import", "units", &fixture("district/units.csv")]);
    desk.done(&["import", "questionnaire", &fixture("district/questionnaire.toml")]);
    desk.write("rounds.toml", round());
    desk.done(&["import", "rounds", "rounds.toml"]);
    desk.write("responses.csv", answers_of_the_quarter());
    desk.done(&["import", "responses", "responses.csv"]);
    let (town, header) = (TOWNS[0], "case,unit,name,phone,address,stratum,psu");
    let household = format!("h-17,{VILLAGE},李淑芬,13800000017,村东头17号,{town},{VILLAGE}");
    desk.write("contacts.csv", format!("{header}\n{household}\n"));
    desk.done(&["contacts", "key", "office.key"]);
    let key = desk.path("office.key").display().to_string();
    desk.done(&["import", "contacts", "contacts.csv", "--frame", "f", "--contact-key", &key]);
    desk.done(&["sample", "draw", "quarter", "visit", "--frame", "f", "--per-stratum", "10"]);
    desk.done(&["annual", "publish-formula", &fixture("annual/district_example.toml")]);
    desk.write("验收单.pdf", "%PDF-1.7 accepted on the spot %%EOF");
    desk
}

/// Walks the complaint to its seal, and then finds what is changed.
#[track_caller]
fn walk(desk: impl FnOnce() -> Desk) {
    let Some(stage) = Stage::set(|| office(desk())) else { return };
    let link = |name: &str, role: &str| stage.person(name, &[role]);
    let head = format!("unit_head@{}", TOWNS[0]);
    let mut told = json!({
        "year": year(), "town": TOWNS[0], "village": VILLAGE, "words": WORDS,
        "key": stage.desk.path("office.key"),
        "files": [workspace().join("docs/pictures/ranking.png"), stage.desk.path("验收单.pdf")],
        "judge": link("judge", "supervisor"), "caller": link("caller", "supervisor"),
        "head": link("head", &head),
        "analyst": link("analyst", "analyst"), "leader": link("leader", "leader"),
        "administrator": link("administrator", "administrator"),
    });
    link("limin", "surveyor");
    told["phone_link"] = stage.phone_link("limin").into();
    stage.play("loop", Duration::from_mins(5), told);
    let desk = &stage.desk;
    assert_holds(desk);
    for change in changes() {
        change.make(desk);
        let found = verify(desk);
        assert_eq!(found.code, 1, "{}: {}", change.table, found.stderr);
        let told = found.stdout.lines().find(|row| row.contains(change.found));
        let told =
            told.unwrap_or_else(|| panic!("{} is not named: {}", change.table, found.stdout));
        assert!(told.contains(",unexplained,"), "{told}");
        change.back().make(desk);
        assert_holds(desk);
    }
}

fn verify(desk: &Desk) -> Ran {
    desk.run(&["verify", &format!("{}-Q4", year()), "--format", "csv"])
}

/// The quarter, the year, the chain and the year's score are as they were.
#[track_caller]
fn assert_holds(desk: &Desk) {
    let quarter = verify(desk);
    assert_eq!(quarter.code, 0, "{}{}", quarter.stdout, quarter.stderr);
    desk.done(&["verify"]);
    desk.done(&["annual", "verify", &year().to_string()]);
}

/// A few bytes of a row, and what they become.
struct Change {
    table: &'static str,
    column: &'static str,
    from: String,
    to: String,
    /// What stands right behind them in the file of SQLite, where only this row has both.
    behind: &'static str,
    /// How the row that differs is named.
    found: &'static str,
}

/// An answer of the complaint's interview; the words of the closed issue.
fn changes() -> [Change; 2] {
    [
        Change {
            table: "responses",
            column: "answers",
            from: r#""water":"4"}"#.to_owned(),
            to: r#""water":"5"}"#.to_owned(),
            behind: r#","not_asked":["concern"],"completion""#,
            found: ",responses/",
        },
        Change {
            table: "issues",
            column: "description",
            from: WORDS.to_owned(),
            to: WORDS.replace('夜', "昼"),
            behind: "closed",
            found: ",issues,",
        },
    ]
}

impl Change {
    fn back(&self) -> Self {
        Self { from: self.to.clone(), to: self.from.clone(), ..*self }
    }

    fn make(&self, desk: &Desk) {
        let url = desk.database();
        let Self { table, column, from, to, behind, .. } = self;
        if url.starts_with("postgres") {
            let of_row = if *table == "issues" { "id" } else { "response_id" };
            let only = format!("id IN (SELECT {of_row} FROM issues WHERE channel = 'answer')");
            let set = format!("SET {column} = replace({column}, '{from}', '{to}')");
            return testcluster::execute(&url, &format!("UPDATE {table} {set} WHERE {only}"));
        }
        let path = desk.path("manyi.db");
        let mut bytes = fs::read(&path).expect("the database");
        let (old, new) = (format!("{from}{behind}"), format!("{to}{behind}"));
        assert_eq!(old.len(), new.len(), "a row keeps its length");
        let places: Vec<usize> = (0..bytes.len().saturating_sub(old.len()))
            .filter(|at| bytes[*at..].starts_with(old.as_bytes()))
            .collect();
        assert!(!places.is_empty(), "{old} is not in the file");
        for at in places {
            bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
        }
        fs::write(&path, bytes).expect("written");
    }
}

#[test]
fn a_complaint_becomes_a_sealed_score_on_sqlite() {
    walk(Desk::new);
}

#[test]
fn a_complaint_becomes_a_sealed_score_on_postgresql() {
    let Some(database) = testcluster::database() else { return };
    walk(|| Desk::on(database));
}
