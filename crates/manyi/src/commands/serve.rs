//! `manyi serve`: the service.

use std::net::SocketAddr;
use std::path::PathBuf;

use intake::{ServeConfig, TlsFiles, bind};
use store::{ContactKey, Store};
use survey::Role;

use crate::args::{Global, Serve};
use crate::error::{Failure, Outcome};
use crate::output::Talk;

/// Where and how to serve.
pub(super) struct Place {
    pub(super) listen: SocketAddr,
    pub(super) public_host: Option<String>,
    /// Whoever has one of these must have a second factor.
    pub(super) second_factor_roles: Vec<Role>,
    pub(super) tls: Option<TlsFiles>,
    pub(super) font: Option<PathBuf>,
    /// A line of JSON for each request.
    pub(super) log: bool,
}

impl TryFrom<&Serve> for Place {
    type Error = Failure;

    fn try_from(serve: &Serve) -> Result<Self, Failure> {
        let Serve { listen, public_host, second_factor_roles, tls_cert, tls_key, log, font } =
            serve;
        let tls = match (tls_cert, tls_key) {
            (Some(certificate), Some(key)) => Some(TlsFiles::new(certificate.clone(), key.clone())),
            (None, None) => None,
            (Some(_), None) => return Err(lonely("--tls-cert", "--tls-key", "tls_key")),
            (None, Some(_)) => return Err(lonely("--tls-key", "--tls-cert", "tls_cert")),
        };
        let (public_host, font) = (public_host.clone(), font.clone());
        let second_factor_roles =
            second_factor_roles.as_ref().map(|roles| roles.0.clone()).unwrap_or_default();
        Ok(Self { listen: *listen, public_host, second_factor_roles, tls, font, log: *log })
    }
}

fn lonely(given: &str, lacking: &str, key: &str) -> Failure {
    let variable = key.to_uppercase();
    Failure::Usage(format!(
        "{given} is nothing without {lacking} (MANYI_{variable}, or {key} below [serve] in a file)"
    ))
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
    // What was left when the service stopped. It may serve without.
    if let Err(error) = store.take_in_held() {
        talk.say(error.to_string());
    }
    let config = ServeConfig {
        listen: place.listen,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        font: place.font.clone(),
        report: |fault| Talk::new(false).say(fault),
        log: place.log.then_some(|line| Talk::new(false).say(line)),
        public_host: place.public_host.clone(),
        second_factor_roles: place.second_factor_roles.clone(),
        tls: place.tls.clone(),
        contact_key: global.key_file().map(ContactKey::read).transpose()?,
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
    talk.say(server.notice(global.lang));
    server.run_blocking()?;
    Ok(Outcome::Done)
}
