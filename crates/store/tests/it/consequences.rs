//! One submission: the interview, the case it closes, the issues it opens, the photos it names.

use diesel::connection::SimpleConnection;
use jiff::Timestamp;
use serde_json::json;
use store::{
    Cause, ContactKey, Decision, IssueFilter, IssuePlace, NewNote, Outcome, Retention, Store,
    StoreError, Take,
};
use survey::attempt::ContactAttempt;
use survey::{Code, Completion, Mode, Response};
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
    let issues = store.issues(&IssueFilter::default(), None, 100).expect("issues");
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
        for (table, left) in [("issues", 2), ("photos", 0)] {
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
            // Complete ones of one case would wait for a person.
            let sent = Response { unit, completion: None, ..interview(n, &case) };
            office.submit(&sent, SENT).expect("stored");
        }
        let mut after = None;
        let mut seen = Vec::new();
        loop {
            let page = office.issues(&IssueFilter::default(), after, 3).expect("a page");
            let Some(last) = page.last() else { break };
            after = Some(IssuePlace { opened_at: last.opened_at, id: last.id });
            seen.extend(page.into_iter().map(|issue| issue.id));
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 7);
        let of_t2 = IssueFilter { units: Some(vec![code("T2")]), ..IssueFilter::default() };
        assert_eq!(office.issues(&of_t2, None, 100).expect("issues").len(), 3);
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

/// How many photos are there.
fn photos(office: &Office) -> i64 {
    office.kit.number("SELECT count(*) AS n FROM photos")
}

fn add_photo(office: &Office, n: u128, of: &Response) -> Result<Outcome, StoreError> {
    office.by("limin").add_photo(Uuid::from_u128(n), of.id, b"jpeg", &office.key)
}

/// Another content of a response that names another photo.
fn with_photo(response: &Response, n: u128) -> Response {
    let mut other = response.clone();
    other.photos[0].id = Uuid::from_u128(n);
    other
}

fn correct(office: &Office, to: &Response) {
    let digest = office.response(to.id).expect("read").expect("stored").digest;
    office.by("zhang").correct(to, &digest, "misheard").expect("corrected");
}

#[test]
fn a_response_that_is_withdrawn_takes_all_its_photos_along() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        // Dropped by a correction.
        let first = interview(1, &case);
        office.submit(&first, SENT).expect("stored");
        assert_eq!(add_photo(&office, 1_001, &first), Ok(Outcome::New));
        let second = with_photo(&first, 2_001);
        assert_eq!(add_photo(&office, 2_001, &first), Ok(Outcome::New));
        correct(&office, &second);
        // Named by what waits in quarantine only.
        let variant = with_photo(&first, 3_001);
        let receipt = office.submit(&variant, SENT).expect("an answer");
        assert_eq!(receipt.outcome, Outcome::Different);
        assert_eq!(add_photo(&office, 3_001, &first), Ok(Outcome::New));
        office.by("zhang").withdraw(first.id, "asked to").expect("withdrawn");
        assert_eq!(photos(&office), 0);
        // Held for its form.
        let held = Response { form_version: Some(99), ..interview(2, &case) };
        office.hold(&held, SENT).expect("held");
        assert_eq!(add_photo(&office, 1_002, &held), Ok(Outcome::New));
        office.by("zhang").withdraw(held.id, "asked to").expect("withdrawn");
        assert_eq!(photos(&office), 0);
        // Decided against.
        let held = Response { form_version: Some(99), ..interview(3, &case) };
        office.hold(&held, SENT).expect("held");
        assert_eq!(add_photo(&office, 1_003, &held), Ok(Outcome::New));
        let digest = office.waiting(None, 1).expect("read").remove(0).digest;
        let keep = Decision::Keep;
        let by = office.by("zhang");
        assert_eq!(by.settle_quarantine(held.id, &digest, keep, None, "a test"), Ok(true));
        assert_eq!(photos(&office), 0);
    });
}

#[test]
fn a_photo_is_of_the_response_it_came_for_whoever_mentions_it_first() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let sent = interview(1, &case);
        let photo = sent.photos[0].id;
        let thief = Response {
            unit: code("T2"),
            respondent: None,
            completion: None,
            ..with_photo(&interview(2, &case), 1_001)
        };
        office.submit(&thief, SENT).expect("stored");
        assert_eq!(add_photo(&office, 1_001, &sent), Ok(Outcome::New));
        assert_eq!(office.unit_of_photo(photo), Ok(None));
        assert_eq!(office.by("zhang").see_photo(photo, &office.key), Ok(None));
        office.submit(&sent, SENT).expect("stored");
        assert_eq!(office.unit_of_photo(photo), Ok(Some(code("T1"))));
        // The same picture for another response is not the same.
        assert_eq!(add_photo(&office, 1_001, &thief), Ok(Outcome::Different));
        office.by("zhang").withdraw(thief.id, "asked to").expect("withdrawn");
        assert_eq!(office.unit_of_photo(photo), Ok(Some(code("T1"))));
        // One that the response names no more is not shown.
        correct(&office, &with_photo(&sent, 5));
        assert_eq!(office.unit_of_photo(photo), Ok(None));
        assert_eq!(office.by("zhang").see_photo(photo, &office.key), Ok(None));
    });
}

#[test]
fn photos_without_a_response_are_few_and_do_not_stay() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let sent = interview(1, &case);
        office.submit(&sent, SENT).expect("stored");
        for n in [1_001, 1_002, 1_003] {
            assert_eq!(add_photo(&office, n, &sent), Ok(Outcome::New));
        }
        let refused = add_photo(&office, 1_004, &sent).map_err(|error| error.code());
        assert_eq!(refused, Err("too_many_photos"));
        assert_eq!(add_photo(&office, 1_001, &sent), Ok(Outcome::Same));
        for n in 1..=200 {
            let missing = interview(10_000 + n / 3, &case);
            assert_eq!(add_photo(&office, 20_000 + n, &missing), Ok(Outcome::New), "{n}");
        }
        let one_more = |who: &str| {
            let of = Uuid::from_u128(30_000);
            office.by(who).add_photo(Uuid::from_u128(30_001), of, b"jpeg", &office.key)
        };
        assert_eq!(one_more("limin").map_err(|error| error.code()), Err("photos_waiting"));
        assert_eq!(one_more("wang"), Ok(Outcome::New));

        let waits = Response { form_version: Some(99), ..interview(2, &case) };
        office.hold(&waits, SENT).expect("held");
        let of_waits = Uuid::from_u128(40_001);
        office.by("wang").add_photo(of_waits, waits.id, b"jpeg", &office.key).expect("kept");
        let rules = Retention { callback_days: 30, unused_days: 90 };
        for (days, left) in [(29, 205), (31, 4)] {
            let then = Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
            for rehearsal in [true, false] {
                let report = office.by("zhang").retain(rules, then, rehearsal).expect("retained");
                let line = report.iter().find(|kept| kept.what == "photos").expect("a line");
                assert_eq!(i64::try_from(line.there - line.deleted), Ok(left), "{days}");
            }
            assert_eq!(photos(&office), left, "{days}");
        }
    });
}

/// What the tables say of a case: its state, its attempts and the outcome of them.
fn progress(office: &Office, case: &Code) -> (i64, i64) {
    let closed = format!(
        "SELECT count(*) AS n FROM cases WHERE case_no = '{case}' AND state = 'closed' AND outcome = '1.1'"
    );
    let attempts = format!("SELECT attempts AS n FROM cases WHERE case_no = '{case}'");
    (office.kit.number(&closed), office.kit.number(&attempts))
}

#[test]
fn cases_and_ledger_follow_what_a_correction_says() {
    on_each_backend(|on| {
        let office = office(on).listed();
        office.draw(Mode::Phone, 10).expect("drawn");
        let cases = office.take("limin", 2, later(0));
        let [right, wrong] = [&cases[0], &cases[1]];
        let busy = ContactAttempt {
            id: Uuid::from_u128(77),
            round: code("P1"),
            case: wrong.clone(),
            unit: code("T1"),
            mode: Mode::Phone,
            at: "2026-10-02T01:00:00Z".parse().expect("a time"),
            outcome: code("3.12"),
            appointment_at: None,
            by: Some(code("limin")),
        };
        office.add_attempts(&[busy]).expect("stored");
        let sent = interview(1, wrong);
        office.submit(&sent, SENT).expect("stored");
        assert_eq!((progress(&office, wrong), progress(&office, right)), ((1, 2), (0, 0)));

        // It was another household.
        correct(&office, &interview(1, right));
        assert_eq!((progress(&office, wrong), progress(&office, right)), ((0, 1), (1, 1)));
        assert_eq!(office.kit.number("SELECT count(*) AS n FROM attempts"), 2);
        let open = office.take("wang", 20, later(90));
        assert!(open.contains(wrong) && !open.contains(right), "{open:?}");

        // It was another day, and another way of asking, by which there is no such case.
        let other = Response {
            mode: Mode::Visit,
            interviewed_on: jiff::civil::date(2026, 10, 4),
            started_at: None,
            ..interview(1, right)
        };
        correct(&office, &other);
        assert_eq!(progress(&office, right), (0, 0));
        let issue = office.issues(&IssueFilter::default(), None, 10).expect("issues").remove(0);
        let day = jiff::civil::date(2026, 10, 4);
        assert_eq!((issue.mode, issue.opened_on), (Some(Mode::Visit), day));

        // It was broken off, and then it was not.
        let partial = Response { completion: Some(Completion::Partial), ..interview(1, right) };
        correct(&office, &partial);
        let told = |office: &Office| -> Vec<String> {
            let counts = office.attempt_counts().expect("counts");
            counts.into_iter().map(|count| count.outcome.to_string()).collect()
        };
        assert_eq!(told(&office), ["1.2", "3.12"]);
        correct(&office, &Response { completion: None, ..partial });
        assert_eq!((told(&office), progress(&office, right)), (vec!["3.12".to_owned()], (0, 0)));
    });
}

#[test]
fn what_is_taken_out_of_quarantine_closes_its_case_and_withdrawing_leaves_it_closed() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let sent = interview(1, &case);
        let plain = Response {
            answers: [(code("q1"), "bad".to_owned())].into(),
            issues: Vec::new(),
            completion: None,
            ..sent.clone()
        };
        let full = Response { completion: Some(Completion::Complete), ..plain.clone() };
        office.submit(&plain, SENT).expect("stored");
        assert_eq!(office.submit(&full, SENT).map(|r| r.outcome), Ok(Outcome::Different));
        assert_eq!(progress(&office, &case), (0, 0));
        let entry = office.waiting(None, 1).expect("read").remove(0);
        let (seen, by) = (entry.kept_digest.as_deref(), office.by("zhang"));
        let take = Decision::Take;
        assert_eq!(by.settle_quarantine(full.id, &entry.digest, take, seen, "asked"), Ok(true));
        assert_eq!(progress(&office, &case), (1, 1));
        office.by("zhang").withdraw(full.id, "asked to").expect("withdrawn");
        assert_eq!(progress(&office, &case), (1, 1));
    });
}

#[test]
fn an_attempt_of_somebody_else_does_not_swallow_that_of_an_interview() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let sent = interview(1, &case);
        for id in [sent.id, Uuid::new_v5(&sent.id, b"attempt")] {
            let foreign = ContactAttempt {
                id,
                round: code("P1"),
                case: code("elsewhere"),
                unit: code("T2"),
                mode: Mode::Phone,
                at: "2026-10-02T01:00:00Z".parse().expect("a time"),
                outcome: code("3.12"),
                appointment_at: None,
                by: Some(code("wang")),
            };
            office.add_attempts(&[foreign]).expect("stored");
        }
        office.submit(&sent, SENT).expect("stored");
        assert_eq!(progress(&office, &case), (1, 1));
    });
}

#[test]
fn what_is_sealed_with_another_key_is_refused_and_stops_nobody() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let other =
            ContactKey::create(&office.kit.home.folder.path().join("other")).expect("a key");
        let note = NewNote {
            id: Uuid::from_u128(9),
            round: code("P1"),
            case: case.clone(),
            text: "evenings".to_owned(),
        };
        let by = || office.by("limin");
        let refused = by().add_note(&note, &other).map_err(|error| error.code());
        assert_eq!(refused, Err("other_key"));
        let of = Uuid::from_u128(1);
        let refused = by().add_photo(Uuid::from_u128(2), of, b"jpeg", &other);
        assert_eq!(refused.map_err(|error| error.code()), Err("other_key"));
        // One that came in before this was refused.
        by().add_note(&note, &office.key).expect("kept");
        let spoil = "UPDATE case_notes SET key_id = 'another', \
                     sealed = (SELECT sealed FROM contacts LIMIT 1)";
        SimpleConnection::batch_execute(&mut office.kit.outside(), spoil).expect("spoilt");
        let take = Take { round: code("P1"), mode: Mode::Phone, units: None, count: 1 };
        let held = by().take_cases(&take, &office.key, later(1)).expect("cases").remove(0);
        assert_eq!((held.case, held.notes), (case, Vec::new()));
    });
}

/// An interview that fits the form, of a case.
fn fitting(n: u128, case: &Code) -> Response {
    Response {
        answers: [(code("q1"), "bad".to_owned())].into(),
        issues: Vec::new(),
        ..interview(n, case)
    }
}

#[test]
fn a_second_interview_of_a_case_waits_for_a_person() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let outcome = |response: &Response| {
            office.submit(response, SENT).map(|receipt| receipt.outcome).expect("an answer")
        };
        let partial = Response { completion: Some(Completion::Partial), ..fitting(9, &case) };
        assert_eq!(outcome(&partial), Outcome::New);
        let (first, second, third) = (fitting(1, &case), fitting(2, &case), fitting(3, &case));
        assert_eq!(outcome(&first), Outcome::New);
        for response in [&second, &second, &third] {
            assert_eq!(outcome(response), Outcome::Held);
        }
        assert_eq!(outcome(&first), Outcome::Same);
        let counts = office.counts().expect("counts");
        assert_eq!((counts.responses, counts.quarantined), (2, 2));
        let waiting = office.waiting(None, 9).expect("read");
        assert!(waiting.iter().all(|entry| entry.cause == Cause::SecondInterview), "{waiting:?}");
        let settle = |entry: &store::QuarantineEntry, decision| {
            let (id, by) = (entry.response.id, office.by("zhang"));
            by.settle_quarantine(id, &entry.digest, decision, None, "asked twice")
        };
        assert_eq!(settle(&waiting[0], Decision::Take), Ok(true));
        assert_eq!(settle(&waiting[1], Decision::Keep), Ok(true));
        assert_eq!((outcome(&second), outcome(&third)), (Outcome::Same, Outcome::Withdrawn));
        assert_eq!(office.counts().expect("counts").responses, 3);
        assert_eq!(progress(&office, &case), (1, 3));
        // Of another unit or way of asking it is no interview of the case, as before.
        let elsewhere = Response { unit: code("T2"), ..fitting(4, &case) };
        assert_eq!(outcome(&elsewhere), Outcome::New);
        // Without the others the case is asked anew.
        for gone in [&first, &second] {
            office.by("zhang").withdraw(gone.id, "asked to").expect("withdrawn");
        }
        assert_eq!(outcome(&fitting(5, &case)), Outcome::New);
    });
}

#[test]
fn of_two_interviews_in_one_write_one_counts() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let sent: Vec<Response> = (1..=6).map(|n| fitting(n, &case)).collect();
        let plain = response(7);
        let all: Vec<Response> = [&sent[..3], &[plain], &sent[3..]].concat();
        let told: Vec<Outcome> = office
            .submit_many(&all, SENT)
            .into_iter()
            .map(|receipt| receipt.expect("an answer").outcome)
            .collect();
        let (new, held) = (Outcome::New, Outcome::Held);
        assert_eq!(told, [new, held, held, new, held, held, held]);
    });
}

#[test]
fn a_second_interview_that_waited_for_its_form_waits_on_for_a_person() {
    on_each_backend(|on| {
        let (office, case) = at_work(office(on));
        let late = Response { form_version: Some(2), ..fitting(1, &case) };
        office.hold(&late, SENT).expect("held");
        office.submit(&fitting(2, &case), SENT).expect("stored");
        office.publish_questionnaire(&crate::kit::second_version()).expect("published");
        let entry = office.waiting(None, 9).expect("read").remove(0);
        assert_eq!((entry.cause, entry.response.id), (Cause::SecondInterview, late.id));
        assert_eq!(office.counts().expect("counts").responses, 1);
        let by = office.by("zhang");
        let taken = by.settle_quarantine(late.id, &entry.digest, Decision::Take, None, "both");
        assert_eq!(taken, Ok(true));
        assert_eq!(progress(&office, &case), (1, 2));
    });
}
