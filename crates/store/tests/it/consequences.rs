//! One submission: the interview, the case it closes, the issues it opens, the photos it names.

use jiff::Timestamp;
use serde_json::json;
use store::{IssuePlace, NewNote, Outcome, Retention, Store, StoreError, Take};
use survey::{Code, Mode, Response};
use uuid::Uuid;

use crate::fieldwork::{Office, later, office};
use crate::kit::{code, on_each_backend, response};

const SENT: &str = "api:limin";

/// An interview of a case, with a bad answer and a photo.
fn interview(n: u128, case: &Code) -> Response {
    serde_json::from_value(json!({
        "id": Uuid::from_u128(n), "round": "P1", "unit": "T1", "mode": "phone",
        "interviewed_on": "2026-10-03", "started_at": "2026-10-03T01:02:03Z", "respondent": case,
        "answers": {"q1": "bad", "q2": "bad"}, "completion": "complete",
        "issues": [{"question": "q1", "category": "air", "reason": "dust", "text": "工地扬尘"}],
        "position": {"latitude": 37.25, "longitude": 122.5, "accuracy": 12.0},
        "photos": [{"id": Uuid::from_u128(n + 1_000), "consent": true}]
    }))
    .expect("a response")
}

fn ledger(store: &Store) -> Vec<(Option<Code>, Option<String>)> {
    let issues = store.issues(None, None, 100).expect("issues");
    issues.into_iter().map(|issue| (issue.reason, issue.description)).collect()
}

/// An office with a case that limin holds.
fn at_work(office: Office) -> (Office, Code) {
    let office = office.listed();
    office.draw(Mode::Phone, 10).expect("drawn");
    let held = office.take("limin", 1, later(0));
    (office, held[0].clone())
}

#[test]
fn an_interview_closes_its_case_and_opens_issues_once() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let sent = interview(1, &case);
        for outcome in [Outcome::New, Outcome::Same] {
            assert_eq!(office.submit(&sent, SENT).map(|receipt| receipt.outcome), Ok(outcome));
        }
        let stored = office.response(sent.id).expect("read").expect("stored");
        assert_eq!(stored.response, sent);
        let counts = office.attempt_counts().expect("counts");
        let told: Vec<_> = counts.iter().map(|c| (c.outcome.as_str(), c.attempts)).collect();
        assert_eq!(told, [("1.1", 1)]);
        assert_ne!(office.take("limin", 1, later(1)), [case]);
        assert_eq!(ledger(&office), [(Some(code("dust")), Some("工地扬尘".to_owned()))]);
        let made_by = "SELECT count(*) AS n FROM attempts WHERE made_by = 'limin'";
        assert_eq!(office.kit.number(made_by), 1);
    });
}

#[test]
fn an_interview_that_is_nobodys_case_counts_and_closes_nothing() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let stranger = interview(1, &code("nobody"));
        let elsewhere = Response { unit: code("T2"), ..interview(2, &case) };
        let visited = Response { mode: Mode::Visit, ..interview(3, &case) };
        let plain = response(4);
        for sent in [&stranger, &elsewhere, &visited, &plain] {
            assert_eq!(office.submit(sent, SENT).map(|r| r.outcome), Ok(Outcome::New));
        }
        assert_eq!(office.attempt_counts().expect("counts"), []);
        assert_eq!(office.take("limin", 1, later(1)), [case]);
        assert_eq!(ledger(&office).len(), 3);
    });
}

#[test]
fn the_ledger_follows_corrections_and_forgets_what_is_withdrawn() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let first = interview(1, &case);
        office.submit(&first, SENT).expect("stored");
        let digest = office.response(first.id).expect("read").expect("stored").digest;
        let mut other = first.clone();
        other.issues[0].question = code("q2");
        other.issues[0].text = Some("水有味道".to_owned());
        office.by("zhang").correct(&other, &digest, "misheard").expect("corrected");
        assert_eq!(ledger(&office), [(Some(code("dust")), Some("水有味道".to_owned()))]);
        office
            .by("limin")
            .add_photo(Uuid::from_u128(1_001), first.id, b"jpeg", &office.key)
            .expect("kept");
        office.by("zhang").withdraw(first.id, "asked to").expect("withdrawn");
        assert_eq!(ledger(&office), []);
        for (table, left) in [("issues", 2), ("photos", 0), ("response_photos", 0)] {
            let count = format!("SELECT count(*) AS n FROM {table}");
            assert_eq!(office.kit.number(&count), left, "{table}");
        }
        let words = "SELECT count(*) AS n FROM issues WHERE description IS NOT NULL";
        assert_eq!(office.kit.number(words), 0);
        // A photo that comes late doesn't bring anything back.
        let late = office.by("limin").add_photo(Uuid::from_u128(5), first.id, b"x", &office.key);
        assert_eq!(late, Ok(Outcome::Withdrawn));
    });
}

#[test]
fn the_ledger_is_read_page_by_page_and_by_unit() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        for n in 1..=7 {
            let unit = code(if n % 2 == 0 { "T2" } else { "T1" });
            office.submit(&Response { unit, ..interview(n, &case) }, SENT).expect("stored");
        }
        let mut after = None;
        let mut seen = Vec::new();
        loop {
            let page = office.issues(None, after, 3).expect("a page");
            let Some(last) = page.last() else { break };
            after = Some(IssuePlace { opened_at: last.opened_at, id: last.id });
            seen.extend(page.into_iter().map(|issue| issue.id));
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 7);
        assert_eq!(office.issues(Some(&[code("T2")]), None, 100).expect("issues").len(), 3);
    });
}

#[test]
fn photos_and_notes_are_kept_once_sealed_and_forgotten() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let sent = interview(1, &case);
        let photo = sent.photos[0].id;
        let by = || office.by("limin");
        for (picture, outcome) in [
            (b"picture of a yard".as_slice(), Outcome::New),
            (b"picture of a yard", Outcome::Same),
            (b"another picture", Outcome::Different),
        ] {
            assert_eq!(by().add_photo(photo, sent.id, picture, &office.key), Ok(outcome));
        }
        assert_eq!(office.unit_of_photo(photo), Ok(None));
        office.submit(&sent, SENT).expect("stored");
        assert_eq!(office.unit_of_photo(photo), Ok(Some(code("T1"))));
        let seen = by().see_photo(photo, &office.key).expect("seen").expect("there");
        assert_eq!(seen, b"picture of a yard");

        let held = office.take("limin", 1, later(1))[0].clone();
        let note = NewNote {
            id: Uuid::from_u128(9),
            round: code("P1"),
            case: held.clone(),
            text: "晚上七点后打给儿子".to_owned(),
        };
        let other = NewNote { text: "另一条".to_owned(), ..note.clone() };
        for (note, outcome) in
            [(&note, Outcome::New), (&note, Outcome::Same), (&other, Outcome::Different)]
        {
            assert_eq!(by().add_note(note, &office.key), Ok(outcome));
        }
        let stray = NewNote { id: Uuid::from_u128(10), case: code("nobody"), ..note.clone() };
        let refused = by().add_note(&stray, &office.key);
        assert_eq!(refused, Err(StoreError::UnknownCase { case: "nobody".to_owned() }));
        let take = Take { round: code("P1"), mode: Mode::Phone, units: None, count: 1 };
        let case = by().take_cases(&take, &office.key, later(1)).expect("cases").remove(0);
        assert_eq!(case.notes.len(), 1);
        assert_eq!(
            (case.notes[0].text.as_str(), case.notes[0].written_by.as_str()),
            ("晚上七点后打给儿子", "limin")
        );

        let rules = Retention { callback_days: 30, unused_days: 90 };
        let ages = Timestamp::now() + jiff::SignedDuration::from_hours(24 * 400);
        let report = office.by("zhang").retain(rules, ages, false).expect("retained");
        let deleted = report.iter().find(|kept| kept.what == "photos").expect("a line").deleted;
        assert_eq!(deleted, 1);
        assert_eq!(office.kit.number("SELECT count(*) AS n FROM case_notes"), 0);
    });
}
