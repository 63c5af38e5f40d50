//! The writer: groups, refuses when full, survives what fails.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use store::{Limits, Outcome, StoreError};

use crate::kit::{Kit, impatient, on_each_backend, response};

#[test]
fn what_waits_is_committed_together() {
    on_each_backend(|on| {
        let kit = on.kit();
        let before = kit.store.writer_stats();
        let revision = kit.store.revision().expect("a revision");
        let batch: Vec<_> = (0..1_000).map(response).collect();
        assert!(kit.store.submit_many(&batch, "api").iter().all(Result::is_ok));
        let after = kit.store.writer_stats();
        assert_eq!(after.writes - before.writes, 1_000);
        let commits = after.commits - before.commits;
        assert!(commits < 200, "{commits} commits for 1000 responses");
        // Every commit of something new is counted once in the revision.
        let revisions = kit.store.revision().expect("a revision") - revision;
        assert_eq!(u64::try_from(revisions), Ok(commits));
    });
}

#[test]
fn a_full_queue_is_busy_at_once() {
    on_each_backend(|on| {
        const QUEUE_LEN: usize = 2;
        const SENDERS: usize = 12;
        // While the lock is held the writer takes at most one and what is queued with it, and
        // as many again may wait: the others must hear at once that they cannot.
        const BUSY_MIN: usize = SENDERS - 1 - 2 * QUEUE_LEN;
        let limits = Limits { lock_wait: Duration::from_mins(1), ..impatient(QUEUE_LEN) };
        let kit = on.kit_with(limits);
        let mut other = kit.outside();
        other.lock();
        let (answer, answers) = mpsc::channel();
        thread::scope(|scope| {
            for n in 0..SENDERS {
                let (store, answer) = (&kit.store, answer.clone());
                scope.spawn(move || {
                    let receipt = store.submit(&response(n as u128), "api");
                    answer.send(receipt.map(|receipt| receipt.outcome)).expect("the test listens");
                });
            }
            for _ in 0..BUSY_MIN {
                let first =
                    answers.recv_timeout(Duration::from_secs(20)).expect("an answer at once");
                assert_eq!(first, Err(StoreError::Busy));
            }
            other.unlock();
        });
        drop(answer);
        let stored = answers.iter().filter(|answer| *answer == Ok(Outcome::New)).count();
        assert!(stored >= QUEUE_LEN, "{stored} stored");
        assert_eq!(kit.store.counts().expect("counts").responses, stored as u64);
    });
}

#[test]
fn dropping_the_store_writes_what_is_queued() {
    on_each_backend(|on| {
        let kit = on.kit();
        thread::scope(|scope| {
            for n in 0..32 {
                let store = &kit.store;
                scope.spawn(move || store.submit(&response(n), "api").expect("stored"));
            }
        });
        let Kit { store, home } = kit;
        drop(store);
        let store = store::Store::open_existing(&home.url).expect("opens");
        assert_eq!(store.counts().expect("counts").responses, 32);
    });
}
