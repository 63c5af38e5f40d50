//! `/api/v1/health`

use crate::support::Town;

#[actix_web::test]
async fn health_says_how_much_there_is() {
    let town = Town::surveyed();
    let health = town.get("/api/v1/health").await;
    assert_eq!(health.status, 200);
    let health = health.json();
    assert_eq!(health["status"], "ok");
    assert_eq!(health["counts"]["responses"], 160);
    assert_eq!(health["revision"], town.store.revision().unwrap());
    assert!(health["writer"]["commits"].as_u64().unwrap() > 0);
    assert!(health["version"].is_string());
}

#[actix_web::test]
async fn a_broken_database_is_unavailable_and_nothing_inner_is_told() {
    let town = Town::prepared();
    // The file is no database any more, as after a failing disk, and neither is its log: which of both
    // holds what is asked for depends on when one was last worked into the other.
    for file in ["town.db", "town.db-wal"] {
        std::fs::write(town.folder.path().join(file), vec![7_u8; 200_000]).unwrap();
    }
    let answer = town.get("/api/v1/health").await;
    assert!(matches!(answer.status.as_u16(), 500 | 503), "{}", answer.text());
    assert!(!answer.text().contains("town.db"), "{}", answer.text());
    assert!(!answer.text().to_lowercase().contains("sqlite"), "{}", answer.text());
}

#[actix_web::test]
async fn metrics_count_requests_by_route_and_name_nobody() {
    let town = Town::surveyed();
    let app = actix_web::test::init_service(intake::create_app(town.state())).await;
    let get = |path: &str| actix_web::test::TestRequest::get().uri(path);
    let id = uuid::Uuid::from_u128(1);
    let first = crate::support::send(&app, get(&format!("/api/v1/responses/{id}"))).await;
    assert_eq!(first.header("x-request-id").len(), 36);
    crate::support::send(&app, get("/no/such/page")).await;
    let answer = crate::support::send(&app, get("/metrics")).await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    for line in [
        r#"manyi_requests_total{method="GET",route="/api/v1/responses/{id}",status="200"} 1"#,
        r#"manyi_requests_total{method="GET",route="none",status="404"} 1"#,
        r#"manyi_request_seconds_count{method="GET",route="/api/v1/responses/{id}"} 1"#,
        "manyi_responses 160",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains(&id.to_string()) && !text.contains("tester"), "{text}");
    let anonymous = get("/metrics").insert_header(crate::support::ANONYMOUS);
    crate::support::send(&app, anonymous).await.problem(401, "not_signed_in");
}
