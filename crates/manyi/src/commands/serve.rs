//! `manyi serve`: the service.

use std::net::SocketAddr;
use std::path::Path;

use intake::{ServeConfig, Server, bind};
use store::Store;

use crate::args::Global;
use crate::error::{Failure, Outcome};
use crate::output::Talk;

/// Serves until the process is told to stop.
pub(super) fn run(
    store: Store,
    listen: SocketAddr,
    font: Option<&Path>,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let config = ServeConfig {
        listen,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        font: font.map(Path::to_owned),
        report: |fault| Talk::new(false).say(fault),
        ..ServeConfig::default()
    };
    let server = bind(store, config)?;
    talk.say(format!(
        "{}/  ({})",
        server.url(),
        global.lang.pick("按 Ctrl+C 停止", "Ctrl+C stops it")
    ));
    talk.say(Server::notice(global.lang));
    server.run_blocking()?;
    Ok(Outcome::Done)
}
