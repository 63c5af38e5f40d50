//! TLS without a proxy: over a real socket, with certificates made for the test.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use actix_web::http::header::HOST;
use actix_web::test::{self, TestRequest};
use intake::{Identity, IntakeError, ServeConfig, State, TlsFiles, bind, create_app, token_digest};
use jiff::{SignedDuration, Timestamp};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use uuid::Uuid;

use crate::support::{ANONYMOUS, Answer, Running, TOKEN, Town, response, send};

const NAME: &str = "survey.example";

type Made = CertifiedKey<KeyPair>;

fn made() -> Made {
    generate_simple_self_signed([NAME.to_owned()]).unwrap()
}

/// Writes a certificate and its key beside the database of a town.
fn filed(town: &Town, made: &Made) -> TlsFiles {
    let files = files(town);
    fs::write(&files.certificate, made.cert.pem()).unwrap();
    fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    files
}

fn files(town: &Town) -> TlsFiles {
    let file = |name: &str| town.folder.path().join(name);
    let look_every = Duration::ZERO;
    TlsFiles { look_every, ..TlsFiles::new(file("cert.pem"), file("key.pem")) }
}

fn config(tls: TlsFiles) -> ServeConfig {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    ServeConfig {
        listen,
        public_host: Some(NAME.to_owned()),
        tls: Some(tls),
        ..ServeConfig::default()
    }
}

/// A client that trusts these certificates and no others.
fn connect(address: SocketAddr, trusted: &[&Made]) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    for made in trusted {
        roots.add(made.cert.der().clone()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(NAME).unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(client, TcpStream::connect(address).unwrap())
}

/// The certificate that a new client gets.
fn shown(address: SocketAddr, trusted: &[&Made]) -> CertificateDer<'static> {
    let mut stream = connect(address, trusted);
    write!(stream, "GET /api/v1/health HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    stream.conn.peer_certificates().unwrap()[0].clone().into_owned()
}

#[test]
fn a_response_under_way_is_stored_after_being_told_to_stop() {
    let (town, made) = (Town::prepared(), made());
    let server = bind(town.open(), config(filed(&town, &made))).unwrap();
    assert_eq!(server.url(), format!("https://{NAME}"));
    let address = server.address();
    let running = Running::start(server);
    let id = Uuid::from_u128(3);
    let body = response(id).to_string();
    let (first, rest) = body.split_at(body.len() / 2);
    let mut stream = connect(address, &[&made]);
    write!(
        stream,
        "PUT /api/v1/responses/{id} HTTP/1.1\r\nHost: {NAME}\r\nAuthorization: Bearer {TOKEN}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    )
    .unwrap();
    stream.flush().unwrap();
    // Until the service has read it.
    sleep(Duration::from_millis(200));
    let told = Instant::now();
    let ending = running.tell_to_stop();
    sleep(Duration::from_millis(100));
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    ending.join().unwrap().unwrap();
    assert!(told.elapsed() < Duration::from_secs(10), "it waited for nobody");
    assert!(town.store.response(id).unwrap().is_some());
}

#[test]
fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    static REPORTED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let (town, old, new) = (Town::empty(), made(), made());
    let report = |fault: &str| REPORTED.lock().unwrap().push(fault.to_owned());
    let server = bind(town.open(), ServeConfig { report, ..config(filed(&town, &old)) }).unwrap();
    REPORTED.lock().unwrap().clear();
    let address = server.address();
    let running = Running::start(server);
    let now_shown = || shown(address, &[&old, &new]);
    assert_eq!(&now_shown(), old.cert.der());
    let files = filed(&town, &new);
    assert_eq!(&now_shown(), new.cert.der());
    assert!(REPORTED.lock().unwrap().is_empty());
    fs::write(&files.certificate, "half written").unwrap();
    assert_eq!(&now_shown(), new.cert.der());
    assert_eq!(&now_shown(), new.cert.der());
    let told = std::mem::take(&mut *REPORTED.lock().unwrap());
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("cert.pem") && told[0].contains("stays in use"), "{told:?}");
    filed(&town, &old);
    assert_eq!(&now_shown(), old.cert.der());
    running.stop();
}

#[test]
fn files_that_can_not_be_used_are_refused_by_name() {
    let (town, made, other) = (Town::empty(), made(), self::made());
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let other = other.signing_key.serialize_pem();
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let cut = &certificate[..certificate.len() / 2];
    for (certificate, key, file, reason) in [
        (None, Some(&*key), "cert.pem", "No such file"),
        (Some(&*certificate), None, "key.pem", "No such file"),
        (Some(""), Some(&key), "cert.pem", "there is no certificate in it"),
        (Some(&key), Some(&key), "cert.pem", "-----BEGIN CERTIFICATE-----"),
        (Some(cut), Some(&key), "cert.pem", "not sound PEM"),
        (Some(damaged), Some(&key), "cert.pem", "damaged"),
        (Some(&certificate), Some("no key"), "key.pem", "there is no private key"),
        (Some(&certificate), Some(&encrypted), "key.pem", "without a passphrase"),
        (Some(&certificate), Some(&other), "key.pem", "does not belong to the certificate in"),
    ] {
        let files = files(&town);
        for (file, text) in [(&files.certificate, certificate), (&files.key, key)] {
            drop(fs::remove_file(file));
            if let Some(text) = text {
                fs::write(file, text).unwrap();
            }
        }
        let error = bind(town.open(), config(files)).unwrap_err();
        let IntakeError::Tls { file: named, detail } = &error else { panic!("{error}") };
        assert!(named.ends_with(file) && detail.contains(reason), "{error}");
    }
}

#[test]
fn with_tls_and_a_name_others_may_come() {
    let town = Town::empty();
    let tls = filed(&town, &made());
    let listen: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let nameless = ServeConfig { listen, public_host: None, ..config(tls.clone()) };
    let error = bind(town.open(), nameless).unwrap_err();
    assert!(matches!(error, IntakeError::NoPublicHost(_)), "{error}");
    assert!(error.to_string().contains("--public-host"), "{error}");
    bind(town.open(), ServeConfig { listen, ..config(tls) }).unwrap();
}

#[cfg(unix)]
#[test]
fn a_key_that_everybody_can_read_is_told_of() {
    use std::os::unix::fs::PermissionsExt;

    static REPORTED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let town = Town::empty();
    let tls = filed(&town, &made());
    let report = |fault: &str| REPORTED.lock().unwrap().push(fault.to_owned());
    for (mode, told) in [(0o600, 0), (0o640, 0), (0o644, 1)] {
        fs::set_permissions(&tls.key, fs::Permissions::from_mode(mode)).unwrap();
        bind(town.open(), ServeConfig { report, ..config(tls.clone()) }).unwrap();
        let reported = std::mem::take(&mut *REPORTED.lock().unwrap());
        assert_eq!(reported.len(), told, "{mode:o}: {reported:?}");
        assert!(reported.iter().all(|fault| fault.contains("key.pem")), "{reported:?}");
    }
}

/// Sends a request to a service that speaks TLS itself.
async fn ask(town: &Town, public_host: &str, request: TestRequest) -> Answer {
    let public_host = Some(public_host.to_owned());
    let identity = Identity { public_host, speaks_tls: true, ..Identity::default() };
    let app = test::init_service(create_app(State::new(Arc::clone(&town.store), identity))).await;
    send(&app, request).await
}

#[actix_web::test]
async fn browsers_are_held_to_tls_under_the_public_name_only() {
    let town = Town::empty();
    for (public_host, host, held) in [
        (NAME, NAME, "max-age=31536000"),
        (NAME, "localhost", ""),
        ("survey.example:8443", "survey.example:8443", ""),
        ("localhost", "localhost", ""),
    ] {
        let request = TestRequest::get().uri("/api/v1/health").insert_header((HOST, host));
        let answer = ask(&town, public_host, request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("strict-transport-security")),
            (200, held)
        );
    }
    let stranger = TestRequest::get().uri("/api/v1/health").insert_header((HOST, "10.0.0.7"));
    ask(&town, NAME, stranger).await.problem(421, "host_not_allowed");
}

#[actix_web::test]
async fn the_cookie_goes_over_tls_only() {
    let town = Town::empty();
    let soon = Timestamp::now() + SignedDuration::from_hours(1);
    town.store.by("test").add_link(&token_digest("a link"), "tester", soon).unwrap();
    let entering = TestRequest::post().uri("/sign-in").set_form([("link", "a link")]);
    let entering = entering.insert_header((HOST, NAME)).insert_header(ANONYMOUS);
    let answer = ask(&town, NAME, entering).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"), "{}", answer.header("set-cookie"));
}
