//! Our own columns: what is written is read back the same.

use std::collections::BTreeMap;

use exchange::{AttemptRules, RecordRow, Target, open_attempts, open_own_responses};
use exchange::{read_units, write_attempts, write_responses, write_units};
use proptest::prelude::*;
use survey::attempt::{ContactAttempt, standard_outcomes};
use survey::{Label, Mode, Response};

use crate::support::{Taken, TestFile, code, questionnaire, rounds, units};

fn read(bytes: &[u8]) -> Taken {
    let file = TestFile::new("own.csv", bytes);
    let (questionnaire, rounds, units) = (questionnaire(), rounds(), units());
    let target = Target { questionnaire: &questionnaire, rounds: &rounds, units: &units };
    let mut taken = Taken::default();
    for row in open_own_responses(file.path(), target).expect("a file") {
        taken.add(row.expect("a sound file"));
    }
    taken
}

fn written(responses: &[Response]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_responses(&mut bytes, &questionnaire(), responses).expect("memory");
    bytes
}

prop_compose! {
    fn a_response()(
        id in any::<u128>(),
        unit in prop::sample::select(vec!["c", "t1", "t2"]),
        phone in any::<bool>(),
        day in 2i8..=30,
        seconds in prop::option::of((0i64..40_000, 0i32..1_000_000_000)),
        respondent in prop::option::of("[=+@'a-z0-9满-]{1,8}"),
        weight in prop_oneof![Just(1.0), 1e-3..1e6],
        q1 in prop::option::of(prop::sample::select(vec!["a", "b", "c", "dk", "ref"])),
        q2 in prop::option::of(prop::sample::select(vec!["1", "2", "3"])),
        q2_asked in any::<bool>(),
        why in prop::option::of("[ -~\n\t满意=]{1,20}"),
    ) -> Response {
        let mut answers: BTreeMap<_, _> = BTreeMap::new();
        answers.extend(q1.map(|q1| (code("q1"), q1.to_owned())));
        answers.extend(q2.map(|q2| (code("q2"), q2.to_owned())));
        if q1 == Some("c") {
            answers.extend(why.map(|why| (code("why"), why)));
        }
        let date = jiff::civil::date(2026, 3, day);
        let start = date.at(0, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).expect("a day");
        let started_at = seconds.map(|(s, nanos)| {
            start.timestamp() + jiff::SignedDuration::new(s, nanos)
        });
        Response {
            id: uuid::Uuid::from_u128(id),
            round: code("r1"),
            form_version: phone.then_some(1),
            unit: code(unit),
            mode: if phone { Mode::Phone } else { Mode::Visit },
            interviewed_on: date,
            started_at,
            ended_at: started_at,
            psu: respondent.as_deref().map(code),
            stratum: None,
            respondent: respondent.as_deref().map(code),
            weight,
            not_asked: (q2.is_none() && !q2_asked).then(|| code("q2")).into_iter().collect(),
            completion: None,
            issues: Vec::new(),
            position: None,
            photos: Vec::new(),
            answers,
        }
    }
}

proptest! {
    #[test]
    fn responses_come_back_the_same(responses in prop::collection::vec(a_response(), 1..8)) {
        let taken = read(&written(&responses));
        prop_assert!(taken.rejects.is_empty(), "{:?}", taken.rejects);
        prop_assert_eq!(taken.responses, responses);
    }
}

#[test]
fn a_text_that_looks_like_a_formula_or_a_marker_comes_back_the_same() {
    let text = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,q1,q2,why\n\
                7b1e0000-0000-4000-8000-000000000000,r1,t1,visit,2026-03-02,,,,,,,c,-,'-\n";
    let taken = read(text.as_bytes());
    assert_eq!(taken.answers(0), "q1=c why=- q2!");
    let again = String::from_utf8(written(&taken.responses)).expect("UTF-8");
    assert!(again.ends_with(",1,,c,-,'-\n"), "{again}");
}

#[test]
fn what_another_version_asked_is_not_read_by_this_one() {
    let text = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,form_version,q1,q2,why\n\
                7b1e0000-0000-4000-8000-000000000000,r1,t1,visit,2026-03-02,,,,,,,2,c,-,\n\
                7b1e0000-0000-4000-8000-000000000001,r1,t1,visit,2026-03-02,,,,,,,two,c,-,\n\
                7b1e0000-0000-4000-8000-000000000002,r1,t1,visit,2026-03-02,,,,,,,1,c,-,\n";
    let taken = read(text.as_bytes());
    assert_eq!(taken.responses.len(), 1);
    let found: Vec<_> = taken.rejects.iter().map(|r| (r.line, &*r.column, r.code)).collect();
    assert_eq!(found, [(2, "form_version", "other_form"), (3, "form_version", "bad_version")]);
}

#[test]
fn a_misspelt_column_of_ours_is_refused() {
    let text = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,q1,q2,why,q3\n";
    let file = TestFile::new("own.csv", text);
    let (questionnaire, rounds, units) = (questionnaire(), rounds(), units());
    let target = Target { questionnaire: &questionnaire, rounds: &rounds, units: &units };
    let error = open_own_responses(file.path(), target).err().expect("refused");
    assert_eq!(error.code(), "unknown_column");
}

#[test]
fn an_answer_without_a_column_is_not_lost_without_a_word() {
    let mut response = read(&written(&[])).responses.pop();
    assert!(response.is_none());
    let text = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,q1,q2,why\n\
                7b1e0000-0000-4000-8000-000000000000,r1,t1,visit,2026-03-02,,,,,,,a,,\n";
    response = read(text.as_bytes()).responses.pop();
    let mut response = response.expect("a response");
    response.answers.insert(code("q9"), "a".to_owned());
    let error = write_responses(Vec::new(), &questionnaire(), [&response]).expect_err("q9");
    assert!(error.to_string().contains("q9"));
}

#[test]
fn units_come_back_the_same() {
    let mut all = units().units().to_vec();
    all[1].name = Label::new("=泰前街道", "'Taiqian");
    all[2].valid_from = Some(jiff::civil::date(2020, 1, 1));
    all[2].valid_to = Some(jiff::civil::date(2026, 12, 31));
    let mut bytes = Vec::new();
    write_units(&mut bytes, &all).expect("memory");
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(text.contains("t1,'=泰前街道,''Taiqian,town,c,,"), "{text}");
    let file = TestFile::new("units.csv", bytes);
    assert_eq!(read_units(file.path()).expect("units"), (all, Vec::new()));
    let broken = "code,name,name_en,level,parent,valid_from,valid_to\n,x,,town,,,\nt,,,town,,,\n\
                  t,x,,town,,tomorrow,\n";
    let file = TestFile::new("units.csv", broken);
    let (none, rejects) = read_units(file.path()).expect("units");
    assert!(none.is_empty());
    let found: Vec<_> = rejects.iter().map(|r| (r.line, r.column.as_str(), r.code)).collect();
    assert_eq!(found, [(2, "code", "blank"), (3, "name", "blank"), (4, "valid_from", "bad_date")]);
}

#[test]
fn attempts_come_back_the_same_and_bad_ones_are_listed() {
    let attempt = ContactAttempt {
        appointment_at: None,
        by: None,
        id: uuid::Uuid::from_u128(7),
        round: code("r1"),
        case: code("=h1"),
        unit: code("t1"),
        mode: Mode::Visit,
        at: "2026-03-02T08:00:00Z".parse().expect("an instant"),
        outcome: code("2.20"),
    };
    let mut bytes = Vec::new();
    write_attempts(&mut bytes, [&attempt]).expect("memory");
    bytes.extend(b"00000000-0000-4000-8000-000000000000,r2,h,t9,mail,2026-03-02T08:00:00Z,9.9\n");
    bytes.extend(b"00000000-0000-4000-8000-000000000000,r1,h,t1,mail,noon,2.20\n");
    let file = TestFile::new("attempts.csv", bytes);
    let (rounds, units, outcomes) = (rounds(), units(), standard_outcomes());
    let rules = AttemptRules { rounds: &rounds, units: &units, outcomes: &outcomes };
    let rows: Result<Vec<_>, _> = open_attempts(file.path(), rules).expect("a file").collect();
    let rows = rows.expect("a sound file");
    assert_eq!(rows[0], RecordRow::Accepted(attempt, 2));
    let codes = |row: &RecordRow<_>| match row {
        RecordRow::Accepted(..) => Vec::new(),
        RecordRow::Rejected(rejects) => rejects.iter().map(|r| r.code).collect(),
    };
    assert_eq!(codes(&rows[1]), ["unknown_round", "unknown_unit", "unknown_outcome"]);
    assert_eq!(codes(&rows[2]), ["bad_value"]);
}
