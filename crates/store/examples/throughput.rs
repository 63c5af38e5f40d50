//! How fast this machine stores and reads responses of 24 answers.
//!
//! `cargo run --release -p store --example throughput -- [folder or URL [rows to import]]`
//!
//! Submitting is durable: every response waits for its commit. The folder should lie on the disk
//! that the server will use; a folder in memory flatters. A URL names an empty database of
//! PostgreSQL.

#![expect(clippy::print_stdout, reason = "printing figures is what it is for")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use store::{ImportSource, ResponseFilter, Store};
use survey::{Response, Unit};
use uuid::Uuid;

const CLIENTS: usize = 64;
const ANSWERS: usize = 24;
const SUBMITTING: Duration = Duration::from_secs(10);
const ROWS_PER_ADD: u64 = 2_000;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut arguments = env::args().skip(1);
    let place = arguments.next();
    let rows = arguments.next().map_or(Ok(200_000), |rows| rows.parse())?;
    if let Some(url) = place.as_ref().filter(|place| place.contains("://")) {
        measure(&Store::open(url)?, rows)?;
    } else {
        let folder = tempfile::tempdir_in(place.map_or_else(env::temp_dir, Into::into))?;
        let path = folder.path().join("survey.db");
        measure(&Store::open(&format!("sqlite://{}", path.display()))?, rows)?;
        println!("database {} MiB", fs::metadata(&path)?.len() >> 20);
    }
    println!("peak memory {}", peak_memory()?);
    Ok(())
}

fn measure(store: &Store, rows: u64) -> Outcome {
    fill(store)?;
    submit(store)?;
    import(store, rows)?;
    stream(store)
}

fn fill(store: &Store) -> Outcome {
    let unit: Unit = serde_json::from_str(r#"{"code": "T1", "name": "镇", "level": "town"}"#)?;
    store.put_units(&[unit])?;
    let questions: Vec<_> = (0..ANSWERS)
        .map(|n| serde_json::json!({"code": format!("q{n}"), "text": "?", "category": "c", "scale": "s"}))
        .collect();
    store.publish_questionnaire(&serde_json::from_value(serde_json::json!({
        "code": "env", "version": 1, "title": "问卷", "questions": questions,
        "scheme": {"code": "k", "name": "类别", "categories": [{"code": "c", "name": "类"}]},
        "scales": [{"code": "s", "options": [
            {"code": "satisfied", "label": "满意"},
            {"code": "dissatisfied", "label": "不满意", "negative": true}
        ]}]
    }))?)?;
    store.put_round(&serde_json::from_value(serde_json::json!({
        "code": "R1", "name": "轮", "questionnaire": "env", "version": 1, "modes": ["visit"],
        "opens": "2026-01-01", "closes": "2026-12-31"
    }))?)?;
    Ok(())
}

fn response() -> Outcome<Response> {
    let answers: serde_json::Map<_, _> =
        (0..ANSWERS).map(|n| (format!("q{n}"), "satisfied".into())).collect();
    Ok(serde_json::from_value(serde_json::json!({
        "id": Uuid::new_v4(), "round": "R1", "unit": "T1", "mode": "visit",
        "interviewed_on": "2026-09-03", "started_at": "2026-09-03T01:02:03Z",
        "ended_at": "2026-09-03T01:12:03Z", "respondent": "H-17", "psu": "P3", "answers": answers
    }))?)
}

/// Many devices at once, each waiting for its receipt before it sends the next.
fn submit(store: &Store) -> Outcome {
    let before = store.writer_stats();
    let template = response()?;
    let slowest_micros = AtomicU64::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let mut one = template.clone();
                while start.elapsed() < SUBMITTING {
                    one.id = Uuid::new_v4();
                    let sent = Instant::now();
                    if let Err(error) = store.submit(&one, "throughput") {
                        println!("{error}");
                        return;
                    }
                    let micros = u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX);
                    slowest_micros.fetch_max(micros, Ordering::Relaxed);
                }
            });
        }
    });
    let after = store.writer_stats();
    let writes = after.writes - before.writes;
    report("submitted", writes, start.elapsed());
    println!(
        "  {} responses per commit, slowest {} ms",
        writes / (after.commits - before.commits).max(1),
        slowest_micros.load(Ordering::Relaxed) / 1_000
    );
    Ok(())
}

fn import(store: &Store, rows: u64) -> Outcome {
    let template = response()?;
    let source =
        ImportSource { file_name: "made up".into(), file_digest: String::new(), mapping: None };
    let start = Instant::now();
    let mut import = store.begin_import(source)?;
    let mut batch = Vec::new();
    for n in 0..rows {
        batch.push(Response { id: Uuid::new_v4(), ..template.clone() });
        if n % ROWS_PER_ADD == ROWS_PER_ADD - 1 {
            import.add(&batch)?;
            batch.clear();
        }
    }
    import.add(&batch)?;
    report("imported", import.commit(0)?.added, start.elapsed());
    Ok(())
}

fn stream(store: &Store) -> Outcome {
    let start = Instant::now();
    let mut rows = 0;
    store.for_each_response(&ResponseFilter::default(), |_| rows += 1)?;
    report("read", rows, start.elapsed());
    Ok(())
}

fn report(what: &str, rows: u64, took: Duration) {
    let per_second = u128::from(rows) * 1_000_000 / took.as_micros().max(1);
    println!("{what} {rows} in {:.1} s: {per_second}/s", took.as_secs_f64());
}

fn peak_memory() -> Outcome<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(peak.unwrap_or("unknown").trim().to_owned())
}
