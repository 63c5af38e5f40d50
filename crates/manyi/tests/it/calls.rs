//! A session at the telephone desk, in a real browser: every call is on record once, and none twice.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};
use store::{ContactKey, HeldCase, ResponseFilter, Take};
use survey::Mode;
use survey::attempt::ContactAttempt;
use survey::fieldwork::Next;
use survey::round::in_china;

use crate::browser::Stage;
use crate::support::{Desk, workspace};

/// Outcomes of the session and how each is recorded. All codes that ship are among them; a break-off
/// stands third, where the page is loaded anew, and calls that nobody answers where they are needed.
const PLAN: [(&str, &str); 30] = [
    ("3.13", "keys"),
    ("1.1", "keys"),
    ("2.12", "taps"),
    ("3.12", "taps"),
    ("2.11", "keys"),
    ("1.1", "taps"),
    ("3.16", "keys"),
    ("2.25", "taps"),
    ("2.25", "keys"),
    ("3.13", "taps"),
    ("1.2", "keys"),
    ("1.2", "taps"),
    ("3.12", "taps"),
    ("4.32", "keys"),
    ("1.1", "keys"),
    ("3.16", "taps"),
    ("2.20", "taps"),
    ("2.32", "taps"),
    ("1.1", "keys"),
    ("2.33", "taps"),
    ("3.18", "taps"),
    ("4.51", "taps"),
    ("4.61", "taps"),
    ("4.80", "taps"),
    ("3.13", "keys"),
    ("2.11", "taps"),
    ("1.1", "keys"),
    ("2.12", "keys"),
    ("2.25", "keys"),
    ("4.32", "taps"),
];
/// Notes that are left, by their place in the plan.
const NOTES: [(usize, &str); 3] =
    [(0, "晚上六点以后在家"), (7, "约好明天上午"), (5, "老人家听力不好")];
const CASES: usize = 40;

#[test]
fn every_call_of_a_session_is_on_record_once() {
    let Some(stage) = Stage::set(office) else { return };
    let link = stage.person("wangfang", &["interviewer"]);
    let plan: Vec<Value> =
        PLAN.iter().map(|(outcome, by)| json!({"outcome": outcome, "by": by})).collect();
    let notes: BTreeMap<String, &str> =
        NOTES.iter().map(|(place, text)| (place.to_string(), *text)).collect();
    let key = stage.desk.path("office.key");
    let told = json!({"link": link, "key": key, "plan": plan, "notes": notes});
    stage.play("calls", Duration::from_mins(4), told);
    expect_each_once(&stage);
    expect_cases_to_follow_the_rules(&stage);
}

/// A district with forty numbers, all drawn into a round that runs today.
fn office() -> Desk {
    let desk = Desk::with_database();
    let district = workspace().join("fixtures/district");
    let file = |name: &str| district.join(name).display().to_string();
    desk.done(&["import", "units", &file("units.csv")]);
    desk.done(&["import", "questionnaire", &file("questionnaire.toml")]);
    let today = in_china(Timestamp::now()).date();
    desk.write(
        "rounds.toml",
        format!(
            "[[rounds]]\ncode = \"now\"\nname = \"本月\"\nquestionnaire = \"environment\"\n\
             version = 1\nmodes = [\"phone\"]\nopens = {}\ncloses = {}\n",
            today - 3.days(),
            today + 60.days()
        ),
    );
    desk.done(&["import", "rounds", "rounds.toml"]);
    desk.done(&["contacts", "key", "office.key"]);
    let units = std::fs::read_to_string(district.join("units.csv")).expect("units");
    let village = units.lines().find(|line| line.contains(",village,")).expect("a village");
    let unit = village.split(',').next().expect("a code");
    let contact = |n: usize| format!("c{n:02},{unit},张三,139{n:08},{n}号");
    let contacts: Vec<String> = (0..CASES).map(contact).collect();
    desk.write("contacts.csv", format!("case,unit,name,phone,address\n{}\n", contacts.join("\n")));
    let key = ["--contact-key", "office.key"];
    desk.done(&[&["import", "contacts", "contacts.csv", "--frame", "f"], &key[..]].concat());
    let draw = ["sample", "draw", "now", "phone", "--frame", "f", "--per-stratum", "100"];
    desk.done(&[&draw[..], &["--seed", "1"]].concat());
    desk
}

fn attempts(stage: &Stage) -> Vec<ContactAttempt> {
    let mut attempts = Vec::new();
    let round = "now".parse().expect("a code");
    stage.store().fieldwork_of_round(&round, |attempt| attempts.push(attempt)).expect("read");
    attempts
}

fn expect_each_once(stage: &Stage) {
    let attempts = attempts(stage);
    let mut planned: BTreeMap<&str, usize> = BTreeMap::new();
    for (outcome, _) in PLAN {
        *planned.entry(outcome).or_default() += 1;
    }
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    for attempt in &attempts {
        *made.entry(attempt.outcome.as_str()).or_default() += 1;
    }
    assert_eq!(made, planned);
    let cases: BTreeSet<&str> = attempts.iter().map(|attempt| attempt.case.as_str()).collect();
    assert_eq!(cases.len(), PLAN.len(), "nobody was called twice");
    let mut respondents = Vec::new();
    let all = ResponseFilter::default();
    stage
        .store()
        .for_each_response(&all, |stored| respondents.push(stored.response.respondent))
        .expect("read");
    let interviews = planned["1.1"] + planned["1.2"];
    let distinct: BTreeSet<_> = respondents.iter().flatten().collect();
    assert_eq!((respondents.len(), distinct.len()), (interviews, interviews));
}

/// Closed cases come no more; the others come again, with what was noted.
fn expect_cases_to_follow_the_rules(stage: &Stage) {
    let store = stage.store();
    let rules = store.fieldwork_rules().expect("rules");
    let closes = |outcome: &str| {
        let rule = rules.rule(&outcome.parse().expect("a code")).expect("a rule");
        rule.next == Next::Close
    };
    let closed = PLAN.iter().filter(|(outcome, _)| closes(outcome)).count();
    let key = ContactKey::read(&stage.desk.path("office.key")).expect("a key");
    let take =
        Take { round: "now".parse().expect("a code"), mode: Mode::Phone, units: None, count: 100 };
    let later = Timestamp::now() + SignedDuration::from_hours(48);
    let open: Vec<HeldCase> = store.by("test").take_cases(&take, &key, later).expect("cases");
    assert_eq!(open.len(), CASES - closed);
    let tried: Vec<&HeldCase> = open.iter().filter(|case| !case.attempts.is_empty()).collect();
    assert!(tried.iter().all(|case| !closes(case.attempts[0].outcome.as_str())));
    let expected = |case: &&&HeldCase| case.appointment_at.is_some();
    let agreed = PLAN.iter().filter(|(outcome, _)| *outcome == "2.25").count();
    assert_eq!(tried.iter().filter(expected).count(), agreed);
    let mut notes: Vec<&str> =
        open.iter().flat_map(|case| &case.notes).map(|note| note.text.as_str()).collect();
    notes.sort_unstable();
    // That of an interview belongs to a case that is closed.
    let mut left: Vec<&str> = NOTES.iter().filter(|(place, _)| *place != 5).map(|n| n.1).collect();
    left.sort_unstable();
    assert_eq!(notes, left);
}
