//! TLS: a certificate and its key from files, and renewed ones without a restart.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert, ServerConfig};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

use crate::IntakeError;

/// The certificate of the service and its key, as PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, and after it those that lead to an authority that browsers know.
    pub certificate: PathBuf,
    /// The private key that belongs to it, without a passphrase.
    pub key: PathBuf,
    /// How often to look whether they were renewed.
    pub look_every: Duration,
}

impl TlsFiles {
    /// Files that are looked at every minute.
    pub fn new(certificate: PathBuf, key: PathBuf) -> Self {
        Self { certificate, key, look_every: Duration::from_mins(1) }
    }

    /// The certificate with its key, after checking that they belong together.
    fn load(&self, provider: &CryptoProvider) -> Result<CertifiedKey, IntakeError> {
        let Self { certificate, key, .. } = self;
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .and_then(
                |chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) },
            )
            .map_err(|error| {
                unusable(certificate, pem_fault(&error, "certificate", "CERTIFICATE"))
            })?;
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| {
            unusable(key, pem_fault(&error, "private key without a passphrase", "PRIVATE KEY"))
        })?;
        CertifiedKey::from_der(chain, private, provider).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => {
                unusable(key, format!("this key does not belong to the certificate in {}", certificate.display()))
            }
            rustls::Error::InvalidCertificate(_) => {
                unusable(certificate, format!("the first certificate in it is damaged ({error})"))
            }
            _ => unusable(
                key,
                format!("this key can't be used ({error}): take one for RSA from 2048 bits, P-256, P-384 or Ed25519"),
            ),
        })
    }

    /// When each was written and how long it is; nothing of one that can't be read.
    fn stamps(&self) -> [Option<Stamp>; 2] {
        [&self.certificate, &self.key].map(|file| {
            let found = fs::metadata(file).ok()?;
            Some((found.modified().ok()?, found.len()))
        })
    }
}

type Stamp = (SystemTime, u64);

fn unusable(file: &Path, detail: impl Into<String>) -> IntakeError {
    IntakeError::Tls { file: file.to_owned(), detail: detail.into() }
}

fn pem_fault(error: &pem::Error, what: &str, label: &str) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => {
            format!("there is no {what} in it; PEM is wanted, with a line -----BEGIN {label}-----")
        }
        error => format!("it is not sound PEM ({error})"),
    }
}

/// TLS 1.2 and 1.3 with the certificate of these files. `report` is told when renewed ones can't be
/// used.
pub(crate) fn server_config(
    files: &TlsFiles,
    report: fn(&str),
) -> Result<ServerConfig, IntakeError> {
    let provider = Arc::new(ring::default_provider());
    let certificate = Certificate::load(files.clone(), Arc::clone(&provider), report)?;
    if is_open_to_all(&files.key) {
        let key = files.key.display();
        report(&format!(
            "{key}: everybody on this machine can read the key; chmod o-r takes that away"
        ));
    }
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("ring has suites for both versions")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certificate));
    Ok(config)
}

#[cfg(unix)]
fn is_open_to_all(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_open_to_all(_: &Path) -> bool {
    false
}

/// The certificate that clients get, followed through its renewals: whoever comes after the files
/// have changed gets the new one. While they don't fit together, the one before stays.
#[derive(Debug)]
struct Certificate {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    report: fn(&str),
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    key: Arc<CertifiedKey>,
    /// Of the files that were read last, usable or not, so that each fault is told once.
    stamps: [Option<Stamp>; 2],
    looked: Instant,
}

impl Certificate {
    fn load(
        files: TlsFiles,
        provider: Arc<CryptoProvider>,
        report: fn(&str),
    ) -> Result<Self, IntakeError> {
        // Before reading: what is written meanwhile counts as new.
        let stamps = files.stamps();
        let key = Arc::new(files.load(&provider)?);
        let current = Mutex::new(Current { key, stamps, looked: Instant::now() });
        Ok(Self { files, provider, report, current })
    }

    fn current(&self) -> Arc<CertifiedKey> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked.elapsed() >= self.files.look_every {
            current.looked = Instant::now();
            self.renew(&mut current);
        }
        Arc::clone(&current.key)
    }

    fn renew(&self, current: &mut Current) {
        let stamps = self.files.stamps();
        if stamps == current.stamps {
            return;
        }
        current.stamps = stamps;
        match self.files.load(&self.provider) {
            Ok(key) => current.key = Arc::new(key),
            Err(error) => {
                (self.report)(&format!("{error}. The certificate before it stays in use"));
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}
