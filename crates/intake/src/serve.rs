//! Listening, and stopping without losing anything.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::rt::System;
use store::Store;
use survey::Language;
use tokio::time::sleep;

use crate::state::Identity;
use crate::{IntakeError, State, create_app};

/// How the service is run. The defaults suit one machine.
#[derive(Debug, Clone)]
pub struct ServeConfig {
    /// Where to listen: a loopback address, because a proxy before it speaks TLS. Port 0 takes any
    /// free port.
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
    pub log: fn(&str),
    /// The name under which others reach the service, through a proxy that speaks TLS.
    pub public_host: Option<String>,
}

impl Default for ServeConfig {
    fn default() -> Self {
        let Identity { version, font, report, log, public_host } = Identity::default();
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        Self { listen, version, font, drain: Duration::from_secs(30), report, log, public_host }
    }
}

/// A service that holds its port and will answer as soon as it runs.
pub struct Server {
    store: Arc<Store>,
    config: ServeConfig,
    listener: TcpListener,
    address: SocketAddr,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Takes the port. From then on clients can connect; they are answered by [`Server::run`].
///
/// # Errors
/// [`IntakeError::NotLoopback`] for an address that others could reach, [`IntakeError::Listen`]
/// when the port can't be had.
pub fn bind(store: Store, config: ServeConfig) -> Result<Server, IntakeError> {
    if !config.listen.ip().is_loopback() {
        return Err(IntakeError::NotLoopback(config.listen));
    }
    let failed = |source| IntakeError::Listen { address: config.listen, source };
    let listener = TcpListener::bind(config.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Server { store: Arc::new(store), config, listener, address })
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
        format!("http://{}", self.address)
    }

    /// What to tell whoever starts the service.
    pub fn notice(language: Language) -> &'static str {
        language.pick(
            "只监听本机。对外提供服务时，请在前面放一个带 TLS 的反向代理，并用 --public-host 写明域名。",
            "It listens on this machine only. To serve others, put a proxy with TLS before it and name it with --public-host.",
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
        let ServeConfig { version, font, drain, report, log, public_host, .. } = self.config;
        let identity = Identity { version, font, report, log, public_host };
        let state = State::new(Arc::clone(&self.store), identity);
        let ended = HttpServer::new({
            let state = state.clone();
            move || create_app(state.clone())
        })
        .shutdown_signal(stop)
        .shutdown_timeout(drain.as_secs())
        .listen(self.listener)?
        .run()
        .await;
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
