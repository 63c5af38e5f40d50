//! Listening, and stopping without losing anything.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::rt::System;
use rustls::ServerConfig;
use store::{ContactKey, Store};
use survey::{Language, Role};
use tokio::time::sleep;

use crate::state::Identity;
use crate::{IntakeError, State, TlsFiles, create_app, tls};

/// How the service is run. The defaults suit one machine.
#[derive(Debug, Clone)]
pub struct ServeConfig {
    /// Where to listen: a loopback address, where a proxy before it speaks TLS, or any with `tls`.
    /// Port 0 takes any free port.
    pub listen: SocketAddr,
    /// Version of the program, printed with every figure.
    pub version: String,
    /// Font file for pictures; by default the best that is installed.
    pub font: Option<PathBuf>,
    /// How long requests that are under way may take to end when the service is stopped.
    pub drain: Duration,
    /// Is told of every failure of the service itself. By default nobody is.
    pub report: fn(&str),
    /// Is told of every request, as one line of JSON without personal data. By default nobody is.
    pub log: Option<fn(&str)>,
    /// The name under which others reach the service, over TLS.
    pub public_host: Option<String>,
    /// Whoever has one of these roles must have a second factor. By default nobody must.
    pub second_factor_roles: Vec<Role>,
    /// The key that contacts are sealed with; without it nobody can take cases.
    pub contact_key: Option<ContactKey>,
    /// With what the service speaks TLS itself. By default a proxy does.
    pub tls: Option<TlsFiles>,
}

impl Default for ServeConfig {
    fn default() -> Self {
        let Identity {
            version,
            font,
            report,
            log,
            public_host,
            second_factor_roles,
            contact_key,
            ..
        } = Identity::default();
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let drain = Duration::from_secs(30);
        Self {
            listen,
            version,
            font,
            drain,
            report,
            log,
            public_host,
            second_factor_roles,
            contact_key,
            tls: None,
        }
    }
}

/// A service that holds its port and will answer as soon as it runs.
pub struct Server {
    store: Arc<Store>,
    config: ServeConfig,
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<ServerConfig>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Takes the port. From then on clients can connect; they are answered by [`Server::run`].
///
/// # Errors
/// [`IntakeError::NotLoopback`] for an address that others could reach without TLS,
/// [`IntakeError::NoPublicHost`] where they would be sent away, [`IntakeError::Tls`] for files that
/// can't be used, [`IntakeError::Listen`] when the port can't be had.
pub fn bind(store: Store, config: ServeConfig) -> Result<Server, IntakeError> {
    if !config.listen.ip().is_loopback() {
        if config.tls.is_none() {
            return Err(IntakeError::NotLoopback(config.listen));
        }
        if config.public_host.is_none() {
            return Err(IntakeError::NoPublicHost(config.listen));
        }
    }
    let tls = config.tls.as_ref().map(|files| tls::server_config(files, config.report));
    let tls = tls.transpose()?;
    let failed = |source| IntakeError::Listen { address: config.listen, source };
    let listener = TcpListener::bind(config.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Server { store: Arc::new(store), config, listener, address, tls })
}

/// Serves until the process is told to stop (SIGINT, SIGTERM).
///
/// # Errors
/// As for [`bind`] and [`Server::run`].
pub async fn serve(store: Store, config: ServeConfig) -> Result<(), IntakeError> {
    bind(store, config)?.run().await
}

impl Server {
    /// The address, with the port that was taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address for a browser.
    pub fn url(&self) -> String {
        match (&self.tls, &self.config.public_host) {
            (None, _) => format!("http://{}", self.address),
            (Some(_), None) => format!("https://{}", self.address),
            (Some(_), Some(host)) => format!("https://{host}"),
        }
    }

    /// What to tell whoever starts the service.
    pub fn notice(&self, language: Language) -> &'static str {
        if self.tls.is_some() {
            return language.pick(
                "证书文件更新后一分钟内自动启用，不必重启。",
                "A renewed certificate is taken up within a minute, without a restart.",
            );
        }
        language.pick(
            "只监听本机。对外提供服务时，请在前面放一个带 TLS 的反向代理（或用 --tls-cert 和 --tls-key），并用 --public-host 写明域名。",
            "It listens on this machine only. To serve others, put a proxy with TLS before it (or give --tls-cert and --tls-key), and name it with --public-host.",
        )
    }

    /// Answers requests until SIGINT or SIGTERM; then takes no more, ends what is under way, and
    /// writes what is queued.
    ///
    /// # Errors
    /// When the service goes down by itself.
    pub async fn run(self) -> Result<(), IntakeError> {
        let signal = stop_signal()?;
        self.run_until(signal).await
    }

    /// As [`Server::run`], for a program that has no async runtime of its own.
    ///
    /// # Errors
    /// As for [`Server::run`].
    pub fn run_blocking(self) -> Result<(), IntakeError> {
        System::new().block_on(self.run())
    }

    /// As [`Server::run`], but stops when a future is done.
    ///
    /// # Errors
    /// As for [`Server::run`].
    pub async fn run_until(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IntakeError> {
        let ServeConfig {
            version,
            font,
            drain,
            report,
            log,
            public_host,
            second_factor_roles,
            contact_key,
            ..
        } = self.config;
        let speaks_tls = self.tls.is_some();
        let identity = Identity {
            version,
            font,
            report,
            log,
            public_host,
            contact_key,
            speaks_tls,
            second_factor_roles,
        };
        let state = State::new(Arc::clone(&self.store), identity);
        let server = HttpServer::new({
            let state = state.clone();
            move || create_app(state.clone())
        })
        .shutdown_signal(stop)
        .shutdown_timeout(drain.as_secs());
        let server = match self.tls {
            Some(tls) => server.listen_rustls_0_23(self.listener, tls),
            None => server.listen(self.listener),
        };
        let ended = server?.run().await;
        drop(state);
        flush(self.store).await;
        Ok(ended?)
    }
}

/// Dropping the store writes what is queued. Workers let go of it a moment after they have stopped.
async fn flush(mut store: Arc<Store>) {
    const LOOK_EVERY: Duration = Duration::from_millis(20);
    const LOOKS_MAX: u32 = 250;
    for _ in 0..LOOKS_MAX {
        match Arc::try_unwrap(store) {
            Ok(last) => return drop(last),
            Err(shared) => store = shared,
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Done when the process is told to stop.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
    })
}
