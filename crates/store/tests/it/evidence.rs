//! Files that show what was done about issues, on both backends.

use diesel::connection::SimpleConnection;
use jiff::{SignedDuration, Timestamp};
use store::{Change, NewStep, Retention, Store, StoreError};
use survey::{Channel, IssueEvent, NewIssue};
use uuid::Uuid;

use crate::kit::{Backend, code, on_each_backend};

pub(crate) const PDF: &[u8] = b"%PDF-1.7 the report %%EOF";
pub(crate) const OTHER: &[u8] = b"%PDF-1.7 another %%EOF";

pub(crate) fn opened(store: &Store, number: &str, unit: &str, description: &str) -> Uuid {
    let new = NewIssue {
        channel: Channel::Hotline,
        number: number.to_owned(),
        unit: code(unit),
        category: code("air"),
        reason: None,
        description: description.to_owned(),
        opened_on: "2026-09-03".parse().expect("a day"),
        receiver: None,
    };
    store.by("desk").open_issue(&new).expect("opened").1.id
}

pub(crate) fn reply(after: u32, evidence: Vec<Uuid>) -> NewStep {
    let event = IssueEvent::Reply { text: "已整改".to_owned() };
    NewStep { after, event, reason: None, evidence }
}

#[test]
fn a_file_is_kept_once_and_its_digest_stands_in_the_audit_log_with_the_step() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let (one, other) = (opened(store, "1", "T1", "扬尘"), opened(store, "2", "T2", "扬尘"));
        let add = |issue, name| store.by("li").add_evidence(issue, name, PDF).expect("kept");
        let (change, file) = add(one, "报告.pdf");
        assert_eq!((change, file.name.as_str(), file.bytes), (Change::Added, "报告.pdf", 25));
        assert_eq!(add(one, "again.pdf"), (Change::Unchanged, file.clone()));
        let (_, of_other) = add(other, "报告.pdf");
        assert_ne!(of_other.id, file.id);
        assert_eq!(kit.number("SELECT count(*) AS n FROM evidence_contents"), 1);
        let kept = store.evidence(one, file.id).expect("read").expect("there");
        assert_eq!((kept.content.as_slice(), &kept.evidence), (PDF, &file));
        // What is another issue's is not this one's.
        assert_eq!(store.evidence(other, file.id), Ok(None));
        let foreign = store.by("li").step_issue(other, &reply(1, vec![file.id]));
        let Err(StoreError::Invalid { problems, .. }) = foreign else { panic!("{foreign:?}") };
        assert_eq!((problems[0].code, &*problems[0].path), ("unknown_evidence", "/evidence/0"));
        // Nor is what somebody else sent, who learns nothing of it by sending the same.
        let (change, same) = store.by("zhao").add_evidence(one, "x.pdf", PDF).expect("kept");
        assert_eq!(
            (change, same.name.as_str(), same.sent_by.as_str()),
            (Change::Added, "x.pdf", "zhao")
        );
        let taken = store.by("zhao").step_issue(one, &reply(1, vec![file.id]));
        assert_eq!(taken.expect_err("refused").code(), "invalid");
        let record = store.by("li").step_issue(one, &reply(1, vec![file.id])).expect("taken");
        assert_eq!(record.steps[1].evidence, [file.id]);
        let log = store.audit_entries(0, 1_000).expect("read");
        let last = log.last().expect("an entry");
        assert_eq!(last.detail["evidence"], serde_json::json!([file.sha256]));
        assert!(log.iter().any(|entry| entry.action == "evidence_sent"));
    });
}

#[test]
fn what_is_no_evidence_is_refused_and_a_sender_fills_no_disk() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let issue = opened(store, "1", "T1", "扬尘");
        let refused = |id, bytes: &[u8]| {
            store.by("li").add_evidence(id, "a.pdf", bytes).expect_err("refused").code()
        };
        assert_eq!(refused(issue, b"<html>"), "evidence_kind");
        assert_eq!(refused(issue, &vec![0; survey::evidence::BYTES_MAX + 1]), "evidence_too_large");
        assert_eq!(refused(Uuid::from_u128(7), PDF), "unknown_issue");
        for n in 0..20 {
            let content = format!("%PDF-1.7 {n} %%EOF");
            store.by("li").add_evidence(issue, "a.pdf", content.as_bytes()).expect("kept");
        }
        assert_eq!(refused(issue, PDF), "too_much_evidence");
        store.by("wang").add_evidence(issue, "a.pdf", PDF).expect("of somebody else");
    });
}

#[test]
fn what_no_step_names_goes_again_and_what_one_names_stays() {
    on_each_backend(|on| {
        let kit = on.kit();
        let store = &kit.store;
        let issue = opened(store, "1", "T1", "扬尘");
        let add = |bytes| store.by("li").add_evidence(issue, "a.pdf", bytes).expect("kept").1;
        let (named, unnamed) = (add(PDF), add(OTHER));
        store.by("li").step_issue(issue, &reply(1, vec![named.id])).expect("taken");
        let deleted = |days: i64, rehearsal| {
            let ages = Retention { callback_days: 30, unused_days: 365 };
            let then = Timestamp::now() + SignedDuration::from_hours(24 * days);
            let report = store.by("zhang").retain(ages, then, rehearsal).expect("retained");
            let evidence = report.iter().find(|kept| kept.what == "evidence").expect("told");
            (evidence.there, evidence.deleted)
        };
        assert_eq!(deleted(29, false), (2, 0));
        assert_eq!(deleted(31, true), (2, 1));
        assert_eq!(deleted(31, false), (2, 1));
        assert_eq!(store.evidence(issue, unnamed.id), Ok(None));
        assert_eq!(store.evidence_of(issue), Ok(vec![named]));
        assert_eq!(kit.number("SELECT count(*) AS n FROM evidence_contents"), 1);
    });
}

#[test]
fn a_content_that_somebody_changed_is_not_given_out() {
    on_each_backend(|on| {
        let kit = on.kit();
        let issue = opened(&kit.store, "1", "T1", "扬尘");
        let (_, file) = kit.store.by("li").add_evidence(issue, "a.pdf", PDF).expect("kept");
        let other = match on {
            Backend::Sqlite => "X'00'",
            Backend::Postgres => "'\\x00'",
        };
        let sql = format!("UPDATE evidence_contents SET content = {other}");
        kit.outside().batch_execute(&sql).expect("changed");
        let found = kit.store.evidence(issue, file.id).expect_err("noticed");
        assert_eq!(found.code(), "unreadable_row");
    });
}
