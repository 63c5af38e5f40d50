//! Who is signed in, asked by a page that knows nothing of itself.

use actix_web::test::TestRequest;
use serde_json::json;
use store::{NewSession, SessionKind};
use survey::{Right, Role};
use uuid::Uuid;

use crate::support::{TOKEN, Town, bearer, browser, grant, put, response};

#[actix_web::test]
async fn a_browser_learns_its_form_token_and_nobody_else_gets_one() {
    let town = Town::prepared();
    town.add_user("limin", &[grant(Role::Surveyor, Some("T1"))]);
    town.sign_in("limin", "browser", SessionKind::Browser);
    let me = || TestRequest::get().uri("/api/v1/me");
    let answer = town.send(browser(me(), "browser")).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let told = answer.json();
    assert_eq!(told["name"], "limin");
    assert_eq!(told["display_name"], "limin先生");
    assert_eq!(told["session"], "browser");
    assert_eq!(
        told["rights"],
        json!(["responses:write", "survey:read", "cases:work", "checks:work", "signals:read"])
    );
    let id = Uuid::from_u128(1);
    let sent = put(&format!("/api/v1/responses/{id}"), &response(id));
    let sent = sent.insert_header(("x-form-token", told["form_token"].as_str().unwrap()));
    assert_eq!(town.send(browser(sent, "browser")).await.status, 201);

    // What came by a header needs none.
    let told = town.send(bearer(me(), "browser")).await.json();
    assert_eq!(told["form_token"], json!(null));
    assert_eq!(town.send(bearer(me(), TOKEN)).await.json()["session"], "program");
    town.get("/api/v1/me?x=1").await.problem(400, "bad_query");
}

#[actix_web::test]
async fn a_phone_learns_what_it_may_do_itself() {
    let town = Town::prepared();
    let session = NewSession {
        digest: intake::token_digest("phone"),
        user: "tester".to_owned(),
        kind: SessionKind::Device,
        label: "phone".to_owned(),
        rights: Some(vec![Right::WorkCases, Right::SendResponses]),
        expires_at: jiff::Timestamp::from_second(32_503_680_000).unwrap(),
    };
    town.store.by("test").open_session(&session).unwrap();
    let told = town.send(browser(TestRequest::get().uri("/api/v1/me"), "phone")).await.json();
    assert_eq!(told["session"], "device");
    assert_eq!(told["rights"], json!(["responses:write", "cases:work"]));
    assert_eq!(told["expires_at"], "3000-01-01T00:00:00Z");
    assert!(told["form_token"].is_string());
}
