//! Killed without warning, the store keeps every response that it acknowledged.

use std::collections::HashSet;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use store::{Outcome, Store};
use uuid::Uuid;

use crate::kit::{Backend, fill, number, on_each_backend, response};

const THREADS: u128 = 8;
const ACKNOWLEDGED_BEFORE_A_KILL: usize = 300;
const URL_VARIABLE: &str = "STORE_CRASH_TEST_URL";
/// Ids of this round begin here, so that each round sends others.
const ROUND_VARIABLE: &str = "STORE_CRASH_TEST_ROUND";

/// Plays the server in a process of its own; without the variable there is nothing to play.
#[test]
fn child_submits_until_it_is_killed() {
    let Ok(url) = env::var(URL_VARIABLE) else { return };
    let round: u128 = env::var(ROUND_VARIABLE).expect("a round").parse().expect("a number");
    let store = Store::open_existing(&url).expect("opens");
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let store = &store;
            scope.spawn(move || {
                for n in 0.. {
                    let id = (round << 96) + (thread << 64) + n;
                    tell("sent", Uuid::from_u128(id));
                    let receipt = store.submit(&response(id), "api").expect("stored");
                    tell("acknowledged", receipt.id);
                }
            });
        }
    });
}

fn tell(what: &str, id: Uuid) {
    let line = format!("{what} {id}\n");
    std::io::stdout().write_all(line.as_bytes()).expect("the parent listens");
}

#[test]
fn whatever_was_acknowledged_survives_a_kill() {
    on_each_backend(|on| survives_kills(on, 3));
}

/// `cargo test --release -p store --test it -- --ignored hundred`.
#[test]
#[ignore = "a hundred kills take half a minute, optimised"]
fn whatever_was_acknowledged_survives_a_hundred_kills() {
    on_each_backend(|on| survives_kills(on, 100));
}

fn survives_kills(on: Backend, kills: u128) {
    let home = on.home();
    fill(&Store::open(&home.url).expect("a store"));
    let mut sent = HashSet::new();
    for round in 0..kills {
        let told = told_before_a_kill(&home.url, round);
        let store = Store::open_existing(&home.url).expect("opens again");
        for id in &told.acknowledged {
            assert!(store.response(*id).expect("readable").is_some(), "{id} is lost");
        }
        // Who had no answer sends again, as every device does; so does one who had.
        for id in &told.sent {
            let receipt = store.submit(&response(id.as_u128()), "api").expect("stored");
            assert_ne!(receipt.outcome, Outcome::Different);
            let known = told.acknowledged.contains(id);
            assert!(!known || receipt.outcome == Outcome::Same, "{id} came twice");
        }
        sent.extend(told.sent);
        let stored = store.counts().expect("counts").responses;
        assert_eq!(stored, sent.len() as u64, "after kill {round}");
    }
    let last = Store::open_existing(&home.url).expect("opens").verify_audit().expect("read");
    assert_eq!(last.fault, None);
    if on == Backend::Sqlite {
        let sound = "SELECT count(*) AS n FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(number(&mut home.outside(), sound), 1);
    }
}

#[derive(Default)]
struct Told {
    sent: HashSet<Uuid>,
    acknowledged: HashSet<Uuid>,
}

fn told_before_a_kill(url: &str, round: u128) -> Told {
    let mut child = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", "crash::child_submits_until_it_is_killed", "--nocapture"])
        .env(URL_VARIABLE, url)
        .env(ROUND_VARIABLE, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut told = Told::default();
    while told.acknowledged.len() < ACKNOWLEDGED_BEFORE_A_KILL {
        told.take(&lines.next().expect("the child goes on").expect("a line"));
    }
    child.kill().expect("killed");
    // What it still had written before the kill counts as well. The last line may be cut short.
    lines.map_while(Result::ok).for_each(|line| told.take(&line));
    child.wait().expect("gone");
    told
}

impl Told {
    fn take(&mut self, line: &str) {
        let id = |what: &str| line.split_once(what)?.1.parse::<Uuid>().ok();
        self.sent.extend(id("sent "));
        self.acknowledged.extend(id("acknowledged "));
    }
}
