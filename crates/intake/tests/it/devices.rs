//! Phones that are signed in by a link.

use actix_web::http::header::{ACCEPT, REFERER};
use actix_web::test::TestRequest;
use serde_json::json;
use store::SessionKind;
use survey::{Right, Role};
use uuid::Uuid;

use crate::support::{
    ANONYMOUS, Answer, Town, bearer, browser, form, form_token, grant, post, put, response,
    session_of,
};

/// A surveyor in a browser at a desk, and an administrator.
fn desk() -> Town {
    let town = Town::surveyed();
    town.add_user("limin", &[grant(Role::Surveyor, Some("T1")), grant(Role::Leader, None)]);
    town.add_user("chief", &[grant(Role::Administrator, None)]);
    for name in ["limin", "chief"] {
        town.sign_in(name, name, SessionKind::Browser);
    }
    town
}

/// The secret in the link that a page shows.
fn secret_of(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("<svg ") && !page.text().contains(" style="));
    let (_, rest) = page.text().split_once("/device?link=").expect("a link");
    rest.split('<').next().unwrap().to_owned()
}

/// Has a link made at the desk.
async fn made(town: &Town, label: &str) -> Answer {
    let page = town.send(browser(TestRequest::get().uri("/devices"), "limin")).await;
    let fields = [("form_token", form_token(&page)), ("label", label.to_owned())];
    let sent = TestRequest::post().uri("/devices").set_form(fields);
    town.send(browser(sent, "limin").insert_header((REFERER, "http://127.0.0.1:8080/p/devices")))
        .await
}

fn open(secret: &str) -> TestRequest {
    form("/device", &[("link", secret)]).insert_header(ANONYMOUS)
}

#[actix_web::test]
async fn a_phone_comes_in_by_a_link_once() {
    let town = desk();
    let page = made(&town, "华为 Mate").await;
    assert!(page.text().contains("http://127.0.0.1:8080/p/device?link="));
    let secret = secret_of(&page);
    // Looking uses nothing up: chat programs do that by themselves.
    for _ in 0..2 {
        let look = TestRequest::get().uri(&format!("/device?link={secret}"));
        let look = town.send(look.insert_header(ANONYMOUS)).await;
        assert!(look.text().contains(&format!(r#"name="link" value="{secret}""#)));
    }
    let entered = town.send(open(&secret)).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "device"));
    let cookie = entered.header("set-cookie");
    assert!(cookie.contains("Max-Age=31536000") && cookie.contains("HttpOnly"), "{cookie}");
    let phone = session_of(&entered);
    assert_eq!(town.send(open(&secret)).await.status, 401);

    let home = town.send(browser(TestRequest::get().uri("/"), &phone)).await;
    assert_eq!(home.header("location"), "visit");
    let page = town.send(browser(TestRequest::get().uri("/device"), &phone)).await;
    assert!(page.text().contains("limin先生") && page.text().contains("华为 Mate"));
    let account = browser(TestRequest::get().uri("/account"), &phone);
    let led = town.send(account.insert_header((ACCEPT, "text/html"))).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, "./device"));
    // It is seen at the desk, and can be signed out there.
    let account = town.send(browser(TestRequest::get().uri("/account"), "limin")).await;
    assert!(account.text().contains("华为 Mate"));
    let session = intake::token_digest(&phone);
    let fields = [("form_token", form_token(&account)), ("session", session)];
    let end = TestRequest::post().uri("/account/sessions").set_form(fields);
    assert_eq!(town.send(browser(end, "limin")).await.status, 303);
    let gone = town.send(browser(TestRequest::get().uri("/api/v1/units"), &phone)).await;
    assert_eq!(gone.status, 401);
}

#[actix_web::test]
async fn a_phone_does_fieldwork_and_nothing_else() {
    let town = desk();
    let secret = secret_of(&made(&town, "").await);
    let sent = post("/api/v1/devices", &json!({"link": secret})).insert_header(ANONYMOUS);
    let answer = town.send(sent).await;
    assert_eq!(answer.status, 201);
    let device = answer.json();
    assert_eq!(device["user"], "limin");
    assert_eq!(device["rights"], json!(["responses:write", "cases:work", "survey:read"]));
    let token = device["token"].as_str().unwrap();
    let again = post("/api/v1/devices", &json!({"link": secret})).insert_header(ANONYMOUS);
    town.send(again).await.problem(403, "link_spent");

    let get = |path: &str| bearer(TestRequest::get().uri(path), token);
    assert_eq!(town.send(get("/api/v1/units")).await.status, 200);
    let mut body = response(Uuid::from_u128(9_001));
    let address = format!("/api/v1/responses/{}", Uuid::from_u128(9_001));
    assert_eq!(town.send(bearer(put(&address, &body), token)).await.status, 201);
    body["id"] = json!(Uuid::from_u128(9_002));
    body["unit"] = json!("T2");
    let address = format!("/api/v1/responses/{}", Uuid::from_u128(9_002));
    town.send(bearer(put(&address, &body), token)).await.problem(422, "invalid");
    // A leader at the desk, but not on the phone that lies about.
    for path in [
        "/ranking",
        "/api/v1/rankings",
        "/api/v1/indices",
        "/api/v1/charts/ranking.svg",
        &format!("/api/v1/responses/{}", Uuid::from_u128(1)),
        "/api/v1/audit",
        "/accounts",
        "/account",
        "/devices",
        "/second-factor",
    ] {
        town.send(get(path)).await.problem(403, "not_allowed");
    }
    let kept = town.store.session(&intake::token_digest(token)).unwrap().unwrap().session;
    assert_eq!(kept.kind, SessionKind::Device);
    assert_eq!(kept.rights, Some(vec![Right::SendResponses, Right::WorkCases, Right::ReadSurvey]));
    assert!(kept.expires_at > jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 360));
}

#[actix_web::test]
async fn a_phone_signs_itself_out() {
    let town = desk();
    let phone = session_of(&town.send(open(&secret_of(&made(&town, "").await))).await);
    let page = town.send(browser(TestRequest::get().uri("/device"), &phone)).await;
    let made_up = browser(form("/device", &[("form_token", "made up")]), &phone);
    town.send(made_up).await.problem(403, "form_expired");
    let out = TestRequest::post().uri("/device").set_form([("form_token", form_token(&page))]);
    assert_eq!(town.send(browser(out, &phone)).await.status, 303);
    assert_eq!(town.store.session(&intake::token_digest(&phone)), Ok(None));
    let page = town.send(browser(TestRequest::get().uri("/device?lang=en"), &phone)).await;
    assert!(page.text().contains("This phone is not signed in."));
}

#[actix_web::test]
async fn an_administrator_signs_in_the_phone_of_somebody() {
    let town = desk();
    let page = town.send(browser(TestRequest::get().uri("/accounts?name=limin"), "chief")).await;
    let fields =
        [("form_token", form_token(&page)), ("act", "device".into()), ("name", "limin".into())];
    let make = TestRequest::post().uri("/accounts").set_form(fields);
    let secret = secret_of(&town.send(browser(make, "chief")).await);
    let phone = session_of(&town.send(open(&secret)).await);
    assert_eq!(
        town.store.session(&intake::token_digest(&phone)).unwrap().unwrap().user.name.as_str(),
        "limin"
    );
    let newest = town.store.newest_audit_entry().unwrap();
    let told = town.store.audit_entries(newest - 2, 2).unwrap();
    assert_eq!((told[0].actor.as_str(), told[0].action.as_str()), ("chief", "link_made"));
    assert_eq!((told[1].actor.as_str(), told[1].action.as_str()), ("limin", "signed_in"));
}

#[actix_web::test]
async fn odd_requests_for_phones_are_refused() {
    let town = desk();
    for secret in ["", "\0", "x"] {
        assert_eq!(town.send(open(secret)).await.status, 401);
        let sent = post("/api/v1/devices", &json!({"link": secret})).insert_header(ANONYMOUS);
        town.send(sent).await.problem(403, "link_spent");
    }
    let long = post("/api/v1/devices", &json!({"link": "x".repeat(2_000)}));
    town.send(long.insert_header(ANONYMOUS)).await.problem(413, "body_too_large");
    for label in ["a\u{7}b", &"字".repeat(61)] {
        assert_eq!(made(&town, label).await.status, 422);
    }
}
