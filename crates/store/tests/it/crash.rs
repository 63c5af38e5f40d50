//! Killed without warning, the store keeps every response that it acknowledged.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;

use store::Store;
use uuid::Uuid;

use crate::kit::{Backend, fill, number, on_each_backend, response};

const THREADS: u128 = 8;
const ACKNOWLEDGED_BEFORE_THE_KILL: usize = 1_500;
const URL_VARIABLE: &str = "STORE_CRASH_TEST_URL";

/// Plays the server in a process of its own; without the variable there is nothing to play.
#[test]
fn child_submits_until_it_is_killed() {
    let Ok(url) = env::var(URL_VARIABLE) else { return };
    let store = Store::open_existing(&url).expect("opens");
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let store = &store;
            scope.spawn(move || {
                for n in 0.. {
                    let receipt = store.submit(&response((thread << 64) + n), "api");
                    let line = format!("acknowledged {}\n", receipt.expect("stored").id);
                    std::io::stdout().write_all(line.as_bytes()).expect("the parent listens");
                }
            });
        }
    });
}

#[test]
fn whatever_was_acknowledged_survives_a_kill() {
    on_each_backend(|on| {
        let home = on.home();
        fill(&Store::open(&home.url).expect("a store"));
        let acknowledged = acknowledged_before_the_kill(&home.url);
        let store = Store::open_existing(&home.url).expect("opens again");
        for id in &acknowledged {
            assert!(store.response(*id).expect("readable").is_some(), "{id} is lost");
        }
        if on == Backend::Sqlite {
            let sound =
                "SELECT count(*) AS n FROM pragma_integrity_check WHERE integrity_check = 'ok'";
            assert_eq!(number(&mut home.outside(), sound), 1);
        }
    });
}

fn acknowledged_before_the_kill(url: &str) -> Vec<Uuid> {
    let mut child = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", "crash::child_submits_until_it_is_killed", "--nocapture"])
        .env(URL_VARIABLE, url)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut acknowledged: Vec<Uuid> = Vec::new();
    while acknowledged.len() < ACKNOWLEDGED_BEFORE_THE_KILL {
        let line = lines.next().expect("the child goes on").expect("a line");
        acknowledged.extend(id_in(&line));
    }
    child.kill().expect("killed");
    // What it still had written before the kill was acknowledged as well. The last line may be
    // cut short.
    acknowledged.extend(lines.map_while(Result::ok).filter_map(|line| id_in(&line)));
    child.wait().expect("gone");
    acknowledged
}

fn id_in(line: &str) -> Option<Uuid> {
    line.split_once("acknowledged ")?.1.parse().ok()
}
