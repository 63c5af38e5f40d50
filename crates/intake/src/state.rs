//! What all requests share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use charts::{ChartError, Fonts};
use store::{ContactKey, Store, StoreError, User};
use survey::Role;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::auth::{Passwords, Refusals, SessionCache};
use crate::figure::FiguresCache;
use crate::observe::Metrics;
use crate::reference::ReferenceCache;

/// What a page or an answer says about the program that made it, and what to do with faults.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Version of the program, printed with every figure.
    pub version: String,
    /// Font file for pictures; by default the best that is installed.
    pub font: Option<PathBuf>,
    /// Is told of every failure of the service itself, with the inner sentences that no response
    /// holds. By default nobody is.
    pub report: fn(&str),
    /// Is told of every request, as one line of JSON without personal data. By default nobody is.
    pub log: Option<fn(&str)>,
    /// The name under which others reach the service, over TLS; by default nobody else does.
    pub public_host: Option<String>,
    /// The key that contacts are sealed with; without it nobody can take cases.
    pub contact_key: Option<ContactKey>,
    /// TLS is spoken by the service itself, and not by a proxy before it.
    pub speaks_tls: bool,
    /// Whoever has one of these roles must have a second factor. By default nobody must.
    pub second_factor_roles: Vec<Role>,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            font: None,
            report: |_| {},
            log: None,
            public_host: None,
            contact_key: None,
            speaks_tls: false,
            second_factor_roles: Vec::new(),
        }
    }
}

/// What all requests share: the store, and caches of what is dear to compute. Cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    store: Arc<Store>,
    identity: Identity,
    figures: FiguresCache,
    reference: ReferenceCache,
    sessions: SessionCache,
    passwords: Passwords,
    refusals: Refusals,
    metrics: Metrics,
    fonts: Mutex<Option<Fonts>>,
    exports: Arc<Semaphore>,
}

/// Long exports that run at the same time: each holds a connection for as long as somebody takes it in.
const EXPORTS_MAX: usize = 2;

impl State {
    /// A state around a store.
    pub fn new(store: Arc<Store>, identity: Identity) -> Self {
        Self(Arc::new(Inner {
            store,
            identity,
            figures: FiguresCache::default(),
            reference: ReferenceCache::default(),
            sessions: SessionCache::default(),
            passwords: Passwords::default(),
            refusals: Refusals::default(),
            metrics: Metrics::default(),
            fonts: Mutex::default(),
            exports: Arc::new(Semaphore::new(EXPORTS_MAX)),
        }))
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn version(&self) -> &str {
        &self.0.identity.version
    }

    pub(crate) fn report(&self, fault: &str) {
        (self.0.identity.report)(fault);
    }

    pub(crate) fn figures(&self) -> &FiguresCache {
        &self.0.figures
    }

    pub(crate) fn reference(&self) -> &ReferenceCache {
        &self.0.reference
    }

    pub(crate) fn sessions(&self) -> &SessionCache {
        &self.0.sessions
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Tells whoever listens; for nobody, no line is made.
    pub(crate) fn log(&self, line: impl FnOnce() -> serde_json::Value) {
        if let Some(log) = self.0.identity.log {
            log(&line().to_string());
        }
    }

    pub(crate) fn contact_key(&self) -> Option<&ContactKey> {
        self.0.identity.contact_key.as_ref()
    }

    /// The name under which others reach the service.
    pub(crate) fn public_host(&self) -> Option<&str> {
        self.0.identity.public_host.as_deref()
    }

    /// Whether browsers come over TLS, so that cookies need not go without.
    pub(crate) fn is_over_tls(&self) -> bool {
        self.speaks_tls() || self.public_host().is_some()
    }

    /// Whether somebody has yet to set up the second factor that a role demands.
    pub(crate) fn lacks_second_factor(&self, user: &User) -> bool {
        let demands = |role| self.0.identity.second_factor_roles.contains(&role);
        !user.second_factor && user.grants.iter().any(|grant| demands(grant.role))
    }

    pub(crate) fn speaks_tls(&self) -> bool {
        self.0.identity.speaks_tls
    }

    /// The font that was named for pictures.
    #[cfg(feature = "pdf")]
    pub(crate) fn font(&self) -> Option<&std::path::Path> {
        self.0.identity.font.as_deref()
    }

    /// The right to export at length, for as long as it is held.
    pub(crate) fn export_turn(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        Arc::clone(&self.0.exports).try_acquire_owned().map_err(|_| StoreError::Busy)
    }

    /// The font for pictures. Looking through a machine's fonts takes a while, so what is found
    /// is kept; a failure is not, because someone may install a font meanwhile.
    pub(crate) fn fonts(&self) -> Result<Fonts, ChartError> {
        let mut kept = self.0.fonts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fonts) = kept.as_ref() {
            return Ok(fonts.clone());
        }
        let found = Fonts::find(self.0.identity.font.as_deref())?;
        *kept = Some(found.clone());
        Ok(found)
    }
}
