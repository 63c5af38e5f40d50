//! `manyi serve`: the service.

use std::net::SocketAddr;
use std::path::PathBuf;

use intake::{ServeConfig, Server, bind};
use store::Store;

use crate::args::{Global, Serve};
use crate::error::{Failure, Outcome};
use crate::output::Talk;

/// Where and how to serve.
pub(super) struct Place {
    pub(super) listen: SocketAddr,
    pub(super) public_host: Option<String>,
    pub(super) font: Option<PathBuf>,
    /// A line of JSON for each request.
    pub(super) log: bool,
}

impl From<&Serve> for Place {
    fn from(serve: &Serve) -> Self {
        Self {
            listen: serve.listen,
            public_host: serve.public_host.clone(),
            font: serve.font.clone(),
            log: serve.log,
        }
    }
}

/// Serves until the process is told to stop. `link` signs in once, below the address.
pub(super) fn run(
    store: Store,
    place: &Place,
    link: Option<&str>,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let has_users = !store.users()?.is_empty();
    let config = ServeConfig {
        listen: place.listen,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        font: place.font.clone(),
        report: |fault| Talk::new(false).say(fault),
        log: if place.log { |line| Talk::new(false).say(line) } else { |_| {} },
        public_host: place.public_host.clone(),
        ..ServeConfig::default()
    };
    let server = bind(store, config)?;
    talk.say(format!(
        "{}{}  ({})",
        server.url(),
        link.unwrap_or("/"),
        global.lang.pick("按 Ctrl+C 停止", "Ctrl+C stops it")
    ));
    if link.is_some() {
        talk.say(global.lang.pick(
            "上面的链接登录一次；重新运行演示会给出新的链接。",
            "The link above signs in once; running the demo again gives another.",
        ));
    }
    if !has_users {
        talk.say(global.lang.pick(
            "还没有账户，没有人能登录。请用 manyi user add 账户名 --role administrator --role leader 建立。",
            "Nobody can sign in yet: make an account with `manyi user add NAME --role administrator --role leader`.",
        ));
    }
    talk.say(Server::notice(global.lang));
    server.run_blocking()?;
    Ok(Outcome::Done)
}
