//! Who may talk to the service, and what every response carries.

use actix_web::http::header::HOST;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use uuid::Uuid;

use crate::support::{Town, put, raw, response};

#[actix_web::test]
async fn only_names_of_this_machine_are_answered() {
    let town = Town::prepared();
    for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]"] {
        let request = TestRequest::get().uri("/api/v1/health").insert_header((HOST, host));
        assert_eq!(town.send(request).await.status, 200, "{host}");
    }
    for host in ["", "evil.example", "localhost.evil.example", "192.168.1.2:8080", "127.0.0.1@evil"]
    {
        let request = TestRequest::get().uri("/api/v1/health").insert_header((HOST, host));
        town.send(request).await.problem(421, "host_not_allowed");
    }
    let two = TestRequest::get()
        .uri("/api/v1/health")
        .append_header((HOST, "localhost"))
        .append_header((HOST, "evil.example"));
    town.send(two).await.problem(421, "host_not_allowed");
}

#[actix_web::test]
async fn pages_of_other_sites_can_not_send() {
    let town = Town::prepared();
    let id = Uuid::from_u128(1);
    let address = format!("/api/v1/responses/{id}");
    let request = || put(&address, &response(id)).insert_header((HOST, "localhost:8080"));
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "null"),
        ("origin", "http://evil.example"),
        ("origin", "http://localhost:9999"),
    ] {
        town.send(request().insert_header((name, value))).await.problem(403, "cross_site");
    }
    for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8080")] {
        let answer = town.send(request().insert_header((name, value))).await;
        assert!(answer.status.is_success(), "{name}: {value}");
    }
}

#[actix_web::test]
async fn every_response_is_fenced_in() {
    let town = Town::surveyed();
    let bad = raw(Method::PUT, "/api/v1/responses/1", "{");
    let refused = TestRequest::get().uri("/").insert_header((HOST, "evil.example"));
    for answer in [
        town.get("/ranking").await,
        town.get("/nothing").await,
        town.get("/api/v1/rankings").await,
        town.send(bad).await,
        town.send(refused).await,
    ] {
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert!(!answer.header("cache-control").is_empty());
    }
}

#[actix_web::test]
async fn text_goes_out_compressed_and_pictures_do_not() {
    let town = Town::surveyed();
    for (encoding, expected) in [("gzip", "gzip"), ("br", "br"), ("identity", "")] {
        let request =
            TestRequest::get().uri("/ranking").insert_header((header::ACCEPT_ENCODING, encoding));
        let answer = town.send(request).await;
        assert_eq!(answer.header("content-encoding"), expected);
    }
}
