//! Loads a running service with durable single responses of 24 answers, and checks that every one it
//! acknowledged is in the database.
//!
//! `load MANYI DATABASE [CLIENTS [SECONDS [RATE]]]` makes a survey in a new database, starts
//! `MANYI serve` on it on a port of its own, and sends from as many connections. With a rate (a
//! second, all clients together) it sends no faster, which shows how long one waits below the peak.
//!
//! `load --batch N …` sends N responses in a request; `load --kills N MANYI DATABASE [CLIENTS]` kills
//! the service N times meanwhile, and sends again what was not acknowledged.

mod kills;
mod service;
mod wire;

use std::error::Error;
use std::fs;
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use store::Store;
use uuid::Uuid;

use crate::service::{prepare, serve};
use crate::wire::{Target, read_answer};

const ANSWERS: usize = 24;
/// Not counted: connections are made and caches filled.
const WARM_UP: Duration = Duration::from_secs(2);
const USAGE: &str = "usage: load [--batch N | --kills N] MANYI DATABASE [CLIENTS [SECONDS [RATE]]]";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args.iter().map(String::as_str).collect::<Vec<_>>()) {
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

fn run(args: &[&str]) -> Outcome<String> {
    let number =
        |rest: &[&str], at: usize, usual: u64| rest.get(at).map_or(Ok(usual), |text| text.parse());
    match args {
        ["--kills", kills, manyi, database, rest @ ..] => {
            let clients = usize::try_from(number(rest, 0, 32)?)?;
            kills::run(manyi, database, clients, kills.parse()?)
        }
        ["--batch", size, manyi, database, rest @ ..] => {
            load(manyi, database, size.parse()?, (number(rest, 0, 4)?, number(rest, 1, 10)?, 0))
        }
        [manyi, database, rest @ ..] => {
            let wanted = (number(rest, 0, 64)?, number(rest, 1, 10)?, number(rest, 2, 0)?);
            load(manyi, database, 1, wanted)
        }
        _ => Err(USAGE.into()),
    }
}

fn load(
    manyi: &str,
    database: &str,
    batch: usize,
    (clients, seconds, rate): (u64, u64, u64),
) -> Outcome<String> {
    let token = prepare(&Store::open(database)?)?;
    let (mut service, address) = serve(manyi, database)?;
    let load = Load {
        target: Target { address, token },
        batch,
        seconds: Duration::from_secs(seconds),
        pause: (rate > 0).then(|| Duration::from_secs_f64(clients as f64 / rate as f64)),
    };
    let measured = load.run(usize::try_from(clients)?);
    let memory = resident(service.id());
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
         {stored} acknowledged and stored; {memory}",
        (measured.waits.len() * batch) as f64 / seconds as f64,
        wait(0.5),
        wait(0.99),
        wait(1.0),
    ))
}

/// The memory of a process, now and at most, as the system tells it.
fn resident(process: u32) -> String {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.map_or("?", str::trim).to_owned()
    };
    format!("memory of the service {}, at most {}", of("VmRSS:"), of("VmHWM:"))
}

struct Load {
    target: Target,
    /// Responses in a request.
    batch: usize,
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
        let stream = TcpStream::connect(&self.target.address);
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
            let request = match self.batch {
                1 => self.target.put(Uuid::new_v4()),
                many => self.target.post(many),
            };
            let sent = Instant::now();
            requests.write_all(&request)?;
            let status = read_answer(&mut answers)?;
            if !matches!(status, 200 | 201) {
                return Err(format!("status {status}").into());
            }
            measured.acknowledged += self.batch as u64;
            if sent.duration_since(begun) >= WARM_UP {
                measured.waits.push(sent.elapsed());
            }
        }
        Ok(measured)
    }
}
