//! Loads a running service with durable single responses of 24 answers, and checks that every one it
//! acknowledged is in the database.
//!
//! `load MANYI DATABASE [CLIENTS [SECONDS [RATE]]]` makes a survey in a new database, starts
//! `MANYI serve` on it on a port of its own, and sends from as many connections. With a rate (a
//! second, all clients together) it sends no faster, which shows how long one waits below the peak.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use intake::{new_token, token_digest};
use jiff::{SignedDuration, Timestamp};
use store::{COMMAND_LINE, NewSession, NewUser, SessionKind, Store};
use survey::{Grant, Role};
use uuid::Uuid;

const ANSWERS: usize = 24;
/// Not counted: connections are made and caches filled.
const WARM_UP: Duration = Duration::from_secs(2);

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [manyi, database, rest @ ..] = args.as_slice() else {
        eprintln!("usage: load MANYI DATABASE [CLIENTS [SECONDS [RATE]]]");
        return ExitCode::from(2);
    };
    match run(manyi, database, rest) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(manyi: &str, database: &str, rest: &[String]) -> Outcome<String> {
    let number = |at: usize, usual: u64| rest.get(at).map_or(Ok(usual), |text| text.parse());
    let (clients, seconds, rate) = (number(0, 64)?, number(1, 10)?, number(2, 0)?);
    let token = prepare(&Store::open(database)?)?;
    let (mut service, address) = serve(manyi, database)?;
    let load = Load {
        address,
        token,
        seconds: Duration::from_secs(seconds),
        pause: (rate > 0).then(|| Duration::from_secs_f64(clients as f64 / rate as f64)),
    };
    let measured = load.run(usize::try_from(clients)?);
    service.kill()?;
    service.wait()?;
    let mut measured = measured?;
    let stored = Store::open_existing(database)?.counts()?.responses;
    if stored != measured.acknowledged {
        return Err(format!("{} acknowledged, {stored} stored", measured.acknowledged).into());
    }
    measured.waits.sort_unstable();
    let wait = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position")]
        let at = (measured.waits.len() as f64 * share) as usize;
        measured.waits[at.min(measured.waits.len() - 1)].as_secs_f64() * 1e3
    };
    Ok(format!(
        "{clients} clients: {:.0} responses/s, p50 {:.1} ms, p99 {:.1} ms, slowest {:.0} ms; \
         {stored} acknowledged and stored",
        measured.waits.len() as f64 / seconds as f64,
        wait(0.5),
        wait(0.99),
        wait(1.0),
    ))
}

/// A survey of 24 questions in one town, and the token of a surveyor.
fn prepare(store: &Store) -> Outcome<String> {
    let town = serde_json::json!({"code": "T1", "name": "镇", "level": "town"});
    store.put_units(&[serde_json::from_value(town)?])?;
    let question = |n| serde_json::json!({"code": format!("q{n}"), "text": "满意吗？", "category": "c", "scale": "s"});
    let questions: Vec<_> = (0..ANSWERS).map(question).collect();
    store.publish_questionnaire(&serde_json::from_value(serde_json::json!({
        "code": "env", "version": 1, "title": "问卷", "questions": questions,
        "scheme": {"code": "k", "name": "类别", "categories": [{"code": "c", "name": "类"}]},
        "scales": [{"code": "s", "options": [
            {"code": "5", "label": "很满意"}, {"code": "4", "label": "满意"},
            {"code": "3", "label": "一般"}, {"code": "2", "label": "不满意", "negative": true}
        ]}]
    }))?)?;
    store.put_round(&serde_json::from_value(serde_json::json!({
        "code": "R1", "name": "轮", "questionnaire": "env", "version": 1, "modes": ["visit"],
        "opens": "2026-01-01", "closes": "2026-12-31"
    }))?)?;
    let (name, display_name) = ("load".parse()?, "load".to_owned());
    let grants = vec![Grant { role: Role::Surveyor, unit: Some("T1".parse()?) }];
    let user = NewUser { name, display_name, grants, must_change: false };
    store.by(COMMAND_LINE).add_user(&user)?;
    let token = new_token();
    store.by(COMMAND_LINE).open_session(&NewSession {
        digest: token_digest(&token),
        user: "load".to_owned(),
        kind: SessionKind::Device,
        label: "load".to_owned(),
        rights: None,
        expires_at: Timestamp::now() + SignedDuration::from_hours(1),
    })?;
    Ok(token)
}

/// Starts the service and waits until it says where it listens.
fn serve(manyi: &str, database: &str) -> Outcome<(Child, String)> {
    let mut service = Command::new(manyi)
        .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
        .stderr(Stdio::piped())
        .spawn()?;
    let mut told = BufReader::new(service.stderr.take().ok_or("no pipe")?);
    let mut line = String::new();
    while !line.contains("http://") {
        line.clear();
        if told.read_line(&mut line)? == 0 {
            return Err("the service did not start".into());
        }
    }
    // Read on, or the service would wait for someone who does.
    thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    let rest = line.split("http://").nth(1).unwrap_or_default();
    Ok((service, rest.split('/').next().unwrap_or_default().to_owned()))
}

struct Load {
    address: String,
    token: String,
    seconds: Duration,
    /// Between two requests of a client.
    pause: Option<Duration>,
}

#[derive(Default)]
struct Measured {
    /// Warm-up included.
    acknowledged: u64,
    waits: Vec<Duration>,
}

impl Load {
    fn run(&self, clients: usize) -> Outcome<Measured> {
        let start = Barrier::new(clients);
        thread::scope(|scope| {
            let start = &start;
            let clients: Vec<_> =
                (0..clients).map(|_| scope.spawn(move || self.client(start))).collect();
            let mut all = Measured::default();
            for client in clients {
                let one = client.join().map_err(|_| "a client failed")??;
                all.acknowledged += one.acknowledged;
                all.waits.extend(one.waits);
            }
            Ok(all)
        })
    }

    fn client(&self, start: &Barrier) -> Outcome<Measured> {
        let stream = TcpStream::connect(&self.address);
        start.wait();
        let stream = stream?;
        stream.set_nodelay(true)?;
        let mut answers = BufReader::new(stream.try_clone()?);
        let mut requests = stream;
        let mut measured = Measured::default();
        let begun = Instant::now();
        let mut next = begun;
        while begun.elapsed() < WARM_UP + self.seconds {
            if let Some(pause) = self.pause {
                thread::sleep(next.saturating_duration_since(Instant::now()));
                next += pause;
            }
            let sent = Instant::now();
            requests.write_all(&self.request())?;
            let status = read_answer(&mut answers)?;
            if status != 201 {
                return Err(format!("status {status}").into());
            }
            measured.acknowledged += 1;
            if sent.duration_since(begun) >= WARM_UP {
                measured.waits.push(sent.elapsed());
            }
        }
        Ok(measured)
    }

    fn request(&self) -> Vec<u8> {
        let id = Uuid::new_v4();
        let option = |n: usize| 2 + (id.as_bytes()[n % 16] as usize + n) % 4;
        let answers = (0..ANSWERS).map(|n| (format!("q{n}"), option(n).to_string().into()));
        let answers: serde_json::Map<String, serde_json::Value> = answers.collect();
        let body = serde_json::json!({
            "id": id, "round": "R1", "unit": "T1", "mode": "visit",
            "interviewed_on": "2026-09-03", "respondent": "H-17", "stratum": "rural", "psu": "P3",
            "weight": 1.25, "answers": answers
        })
        .to_string();
        format!(
            "PUT /api/v1/responses/{id} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        )
        .into_bytes()
    }
}

/// Reads one answer to its end, and gives its status.
fn read_answer(answers: &mut impl BufRead) -> Outcome<u16> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    let status = line.split(' ').nth(1).ok_or("the service hung up")?.parse()?;
    let mut length = 0;
    loop {
        line.clear();
        answers.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    answers.read_exact(&mut body)?;
    Ok(status)
}
