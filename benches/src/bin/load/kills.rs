//! Kills the service under load, again and again, while clients send again what was not acknowledged.

use std::collections::HashSet;
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use store::{ResponseFilter, Store};
use uuid::Uuid;

use crate::Outcome;
use crate::service::{prepare, serve};
use crate::wire::{Target, read_answer};

/// How long a client waits before it tries a service again that is down.
const TRY_AGAIN: Duration = Duration::from_millis(20);

/// Half a minute.
const TRIES_MAX: u32 = 1_500;

/// What clients and whoever kills share.
struct Field {
    target: RwLock<Target>,
    over: AtomicBool,
}

/// Gives what came of so many kills.
pub(crate) fn run(manyi: &str, database: &str, clients: usize, kills: u32) -> Outcome<String> {
    let token = prepare(&Store::open(database)?)?;
    let (mut service, address) = serve(manyi, database)?;
    let field = Field {
        target: RwLock::new(Target { address, token: token.clone() }),
        over: AtomicBool::new(false),
    };
    let acknowledged = thread::scope(|scope| {
        let clients: Vec<_> = (0..clients).map(|_| scope.spawn(|| client(&field))).collect();
        let killed = (0..kills).try_for_each(|kill| -> Outcome<()> {
            // At another moment of a commit each time.
            thread::sleep(Duration::from_millis(150 + u64::from(kill * 37 % 101)));
            service.kill()?;
            service.wait()?;
            let (next, address) = serve(manyi, database)?;
            service = next;
            *field.target.write().map_err(|_| "a client failed")? =
                Target { address, token: token.clone() };
            Ok(())
        });
        thread::sleep(Duration::from_millis(300));
        field.over.store(true, Ordering::Relaxed);
        let all: Vec<_> = clients.into_iter().map(thread::ScopedJoinHandle::join).collect();
        killed.map(|()| all)
    })?;
    service.kill()?;
    service.wait()?;
    let mut ids = HashSet::new();
    for client in acknowledged {
        ids.extend(client.map_err(|_| "a client failed")?);
    }
    compare(&Store::open_existing(database)?, &ids, kills)
}

/// Sends one after another until it is over, each until it is acknowledged.
fn client(field: &Field) -> Vec<Uuid> {
    let mut acknowledged = Vec::new();
    let mut connection = None;
    while !field.over.load(Ordering::Relaxed) {
        let id = Uuid::new_v4();
        let mut tries = 0;
        while !send(field, id, &mut connection).unwrap_or(false) {
            connection = None;
            tries += 1;
            // A service that does not come back must not hold anybody for ever.
            if tries > TRIES_MAX {
                return acknowledged;
            }
            thread::sleep(TRY_AGAIN);
        }
        acknowledged.push(id);
    }
    acknowledged
}

type Connection = (TcpStream, BufReader<TcpStream>);

/// Whether the service acknowledged a response.
fn send(field: &Field, id: Uuid, connection: &mut Option<Connection>) -> Outcome<bool> {
    let target = field.target.read().map_err(|_| "whoever kills failed")?.clone();
    let (requests, answers) = match connection {
        Some(open) => open,
        none => {
            let stream = TcpStream::connect(&target.address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            let answers = BufReader::new(stream.try_clone()?);
            none.insert((stream, answers))
        }
    };
    requests.write_all(&target.put(id))?;
    Ok(matches!(read_answer(answers)?, 200 | 201))
}

/// Whether what is stored is what was acknowledged.
fn compare(store: &Store, acknowledged: &HashSet<Uuid>, kills: u32) -> Outcome<String> {
    let mut stored = Vec::new();
    store.for_each_response(&ResponseFilter::default(), |one| stored.push(one.response.id))?;
    let distinct: HashSet<Uuid> = stored.iter().copied().collect();
    let lost = acknowledged.difference(&distinct).count();
    let unasked = distinct.difference(acknowledged).count();
    let doubled = stored.len() - distinct.len();
    let audit = store.verify_audit()?;
    let told = format!(
        "{kills} kills: {} acknowledged, {lost} lost, {doubled} doubled, {unasked} stored that nobody \
         was told of, audit log {}",
        acknowledged.len(),
        if audit.fault.is_none() { "whole" } else { "BROKEN" }
    );
    if lost + unasked + doubled > 0 || audit.fault.is_some() { Err(told.into()) } else { Ok(told) }
}
