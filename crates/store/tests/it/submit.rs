//! Submitting: every response exactly once.

use std::sync::Barrier;

use store::{Outcome, Store, StoreError};
use uuid::Uuid;

use crate::kit::{Backend, code, differing, impatient, number, on_each_backend, response};

#[test]
fn a_resend_is_the_same_and_changes_nothing() {
    on_each_backend(|on| {
        let kit = on.kit();
        let first = kit.store.submit(&response(1), "api").expect("stored");
        assert_eq!(first.outcome, Outcome::New);
        let before = kit.state();
        let again = kit.store.submit(&response(1), "another way").expect("known");
        assert_eq!(again.outcome, Outcome::Same);
        assert_eq!(again.received_at, first.received_at);
        assert_eq!(kit.state(), before);
    });
}

#[test]
fn what_was_stored_comes_back_whole() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut sent = response(1);
        sent.weight = 0.1 + 0.2;
        let receipt = kit.store.submit(&sent, "api").expect("stored");
        let stored = kit.store.response(sent.id).expect("read").expect("there");
        assert_eq!(stored.response, sent);
        assert_eq!(stored.source, "api");
        assert_eq!(stored.received_at, receipt.received_at);
        assert_eq!(kit.store.response(Uuid::from_u128(2)).expect("read"), None);
        // What came back is the same content, digest and all.
        let again = kit.store.submit(&stored.response, "api").expect("known");
        assert_eq!(again.outcome, Outcome::Same);
    });
}

#[test]
fn concurrent_twins_are_stored_once() {
    on_each_backend(|on| {
        const TWINS: usize = 16;
        let kit = on.kit();
        for n in 0..20 {
            let start = Barrier::new(TWINS);
            let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
                let twins: Vec<_> = (0..TWINS)
                    .map(|_| {
                        scope.spawn(|| {
                            start.wait();
                            kit.store.submit(&response(n), "api").expect("an answer").outcome
                        })
                    })
                    .collect();
                twins.into_iter().map(|twin| twin.join().expect("no panic")).collect()
            });
            assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::New).count(), 1);
            assert!(outcomes.iter().all(|outcome| *outcome != Outcome::Different));
        }
        assert_eq!(kit.store.counts().expect("counts").responses, 20);
    });
}

#[test]
fn one_bad_item_sinks_nobody_else() {
    on_each_backend(|on| {
        let kit = on.kit();
        let mut batch: Vec<_> = (0..300).map(response).collect();
        batch[7].round = code("R9");
        batch[77].unit = code("T9");
        batch[177].weight = f64::NAN;
        let commits = || kit.store.writer_stats().commits;
        let before = (commits(), kit.state().0);
        let answers = kit.store.submit_many(&batch, "api");
        assert_eq!(answers[7], Err(StoreError::UnknownRound { code: "R9".to_owned() }));
        assert_eq!(answers[77], Err(StoreError::UnknownUnit { code: "T9".to_owned() }));
        assert_eq!(answers[177].as_ref().map_err(StoreError::code), Err("invalid"));
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 297);
        assert_eq!(kit.store.counts().expect("counts").responses, 297);
        // Each commit stored something, and so each counts in the revision.
        let revisions = u64::try_from(kit.state().0 - before.1);
        assert_eq!(revisions, Ok(commits() - before.0));
        // Numbers given to rows that were rolled back are given again; none stands twice.
        assert_eq!(kit.number("SELECT count(DISTINCT seq) AS n FROM responses"), 297);
    });
}

#[test]
fn twins_and_rivals_within_a_batch_are_told_apart() {
    on_each_backend(|on| {
        let kit = on.kit();
        let batch = [response(1), response(1), differing(1, "bad"), response(2)];
        let outcomes: Vec<_> = kit
            .store
            .submit_many(&batch, "api")
            .into_iter()
            .map(|answer| answer.expect("an answer").outcome)
            .collect();
        assert_eq!(outcomes, [Outcome::New, Outcome::Same, Outcome::Different, Outcome::New]);
    });
}

#[test]
fn a_locked_database_is_said_so_and_recovers() {
    on_each_backend(|on| {
        let kit = on.kit_with(impatient(64));
        let mut other = kit.outside();
        other.lock();
        assert_eq!(kit.store.submit(&response(1), "api"), Err(StoreError::Locked));
        assert!(StoreError::Locked.is_temporary());
        other.unlock();
        assert_eq!(kit.store.submit(&response(1), "api").expect("stored").outcome, Outcome::New);
    });
}

#[test]
fn two_programs_on_one_database_store_each_response_once() {
    const EACH: u128 = 150;
    on_each_backend(|on| {
        let kit = on.kit();
        let other = Store::open(&kit.home.url).expect("opens");
        let start = Barrier::new(4);
        let new: usize = std::thread::scope(|scope| {
            let senders: Vec<_> = [&kit.store, &other, &kit.store, &other]
                .into_iter()
                .map(|store| {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        let receipts = (0..EACH).map(|n| store.submit(&response(n), "api"));
                        receipts
                            .map(|receipt| receipt.expect("an answer").outcome)
                            .filter(|outcome| *outcome == Outcome::New)
                            .count()
                    })
                })
                .collect();
            senders.into_iter().map(|sender| sender.join().expect("no panic")).sum()
        });
        assert_eq!(new as u128, EACH);
        assert_eq!(kit.number("SELECT count(DISTINCT seq) AS n FROM responses"), 150);
        assert_eq!(kit.number("SELECT max(seq) AS n FROM responses"), 150);
        assert_eq!(kit.store.revision(), other.revision());
    });
}

#[test]
fn a_server_that_hangs_up_costs_one_answer_and_no_response() {
    if !Backend::all().any(|on| on == Backend::Postgres) {
        return;
    }
    let kit = Backend::Postgres.kit();
    kit.store.submit(&response(1), "api").expect("stored");
    let mut outside = kit.outside();
    for n in 2..5 {
        let everyone_else = "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(number(&mut outside, everyone_else) > 0);
        match kit.store.submit(&response(n), "api") {
            Ok(receipt) => assert_eq!(receipt.outcome, Outcome::New),
            Err(lost) => assert_eq!(lost, StoreError::ConnectionLost),
        }
        // The same again, as every sender does.
        kit.store.submit(&response(n), "api").expect("stored");
        assert_eq!(kit.store.counts().expect("readable").responses, u64::try_from(n).expect("few"));
    }
}
