//! Signing in with a code beside the password.

use std::sync::Arc;

use actix_web::http::header::{ACCEPT, COOKIE};
use actix_web::test::TestRequest;
use intake::{Identity, State, create_app};
use jiff::{SignedDuration, Timestamp};
use store::{FAILURES_MAX, SessionKind};
use survey::Role;
use totp_rs::{Builder, Secret};

use crate::support::{
    ANONYMOUS, Answer, Town, bearer, browser, form, form_token, grant, send, session_of,
    signed_in_with_password,
};

const PASSWORD: &str = "correct horse";

/// The value of a field of a page.
fn field(page: &Answer, name: &str) -> String {
    let mark = format!(r#"name="{name}" value=""#);
    let (_, rest) = page.text().split_once(&mark).expect("a field");
    rest.split('"').next().unwrap().to_owned()
}

/// The code of a secret, so many steps from now.
fn code(secret: &str, steps: i64) -> String {
    let at = Timestamp::now().as_second() + steps * 30;
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

/// Somebody in a browser who has set up a second factor with the code of now: secret,
/// recovery codes, session.
async fn guarded(town: &Town) -> (String, Vec<String>, String) {
    town.add_user("limin", &[grant(Role::Leader, None)]);
    let session = signed_in_with_password(town, "limin", PASSWORD).await;
    let page = town.send(browser(TestRequest::get().uri("/second-factor"), &session)).await;
    assert!(page.text().contains("<svg ") && !page.text().contains(" style="));
    let (token, secret) = (form_token(&page), field(&page, "secret"));
    let add = |password: &str, code: &str| {
        let fields = [
            ("form_token", token.as_str()),
            ("act", "add"),
            ("secret", secret.as_str()),
            ("password", password),
            ("code", code),
        ];
        browser(form("/second-factor", &fields), &session)
    };
    let wrong = town.send(add(PASSWORD, "000000x")).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(field(&wrong, "secret"), secret, "the phone knows it already");
    assert_eq!(town.send(add("wrong horse!", &code(&secret, 0))).await.status, 422);
    let added = town.send(add(PASSWORD, &code(&secret, 0))).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let codes = added.text().split("<li><code>").skip(1);
    let codes: Vec<String> = codes.map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    (secret, codes, session)
}

fn by_password() -> TestRequest {
    let fields = [("name", "limin"), ("password", PASSWORD), ("next", "trend")];
    form("/sign-in", &fields).insert_header(ANONYMOUS)
}

/// What the first step leaves in the browser.
fn pending_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 303);
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("Max-Age=300"), "{cookie}");
    let own = cookie.strip_prefix("manyi_sign_in=").expect("no session, but a place");
    own.split(';').next().unwrap().to_owned()
}

fn second(pending: &str, fields: &[(&str, &str)]) -> TestRequest {
    let request = form("/sign-in-code", fields).insert_header(ANONYMOUS);
    request.insert_header((COOKIE, format!("lang=en; manyi_sign_in={pending}")))
}

#[actix_web::test]
async fn a_role_may_demand_it() {
    let town = Town::surveyed();
    town.add_user("chief", &[grant(Role::Administrator, None), grant(Role::Leader, None)]);
    for (token, kind) in [("chief", SessionKind::Browser), ("program", SessionKind::Program)] {
        town.sign_in("chief", token, kind);
    }
    let identity =
        Identity { second_factor_roles: vec![Role::Administrator], ..Identity::default() };
    let state = State::new(Arc::clone(&town.store), identity);
    let app = actix_web::test::init_service(create_app(state)).await;
    let get = |path: &str| browser(TestRequest::get().uri(path), "chief");
    for path in ["/ranking", "/accounts", "/", "/api/v1/rankings"] {
        send(&app, get(path)).await.problem(403, "second_factor_required");
    }
    let led = send(&app, get("/accounts").insert_header((ACCEPT, "text/html"))).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, "./second-factor"));
    for path in ["/account", "/second-factor"] {
        assert_eq!(send(&app, get(path)).await.status, 200, "{path}");
    }
    let program = bearer(TestRequest::get().uri("/api/v1/rankings"), "program");
    assert_eq!(send(&app, program).await.status, 200);
    // Whoever has no such role goes on as before.
    town.add_user("limin", &[grant(Role::Leader, None)]);
    town.sign_in("limin", "limin", SessionKind::Browser);
    let other = browser(TestRequest::get().uri("/ranking"), "limin");
    assert_eq!(send(&app, other).await.status, 200);
}

#[actix_web::test]
async fn a_password_leads_to_the_code_and_the_code_leads_in() {
    let town = Town::surveyed();
    let (secret, codes, _) = guarded(&town).await;
    let first = town.send(by_password()).await;
    assert_eq!(first.header("location"), "sign-in-code?next=trend");
    let pending = pending_of(&first);
    // What is halfway opens nothing, under either name.
    for name in ["manyi_session", "manyi_sign_in"] {
        let ranking = TestRequest::get().uri("/ranking").insert_header(ANONYMOUS);
        let ranking = ranking.insert_header((COOKIE, format!("{name}={pending}")));
        assert_eq!(town.send(ranking).await.status, 401);
    }
    let page = TestRequest::get().uri("/sign-in-code?next=trend").insert_header(ANONYMOUS);
    assert!(town.send(page).await.text().contains(r#"name="next" value="trend""#));

    let now = code(&secret, 1);
    let entered = town.send(second(&pending, &[("code", &now), ("next", "trend")])).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "trend"));
    let session = session_of(&entered);
    let ranking = browser(TestRequest::get().uri("/ranking"), &session);
    assert_eq!(town.send(ranking).await.status, 200);
    assert_eq!(town.send(second(&pending, &[("code", &now)])).await.status, 401);

    // Nobody who looked over the shoulder comes in by the same code, nor by one before it.
    let pending = pending_of(&town.send(by_password()).await);
    for steps in [0, -1] {
        let again = town.send(second(&pending, &[("code", &code(&secret, steps))])).await;
        assert_eq!(again.status, 401);
        assert!(again.text().contains(r#"role="alert""#));
    }
    let spare = [("code", ""), ("recovery", codes[3].as_str())];
    assert_eq!(town.send(second(&pending, &spare)).await.status, 303);
    let pending = pending_of(&town.send(by_password()).await);
    assert_eq!(town.send(second(&pending, &spare)).await.status, 401);
    let page = town.send(browser(TestRequest::get().uri("/second-factor"), &session)).await;
    assert!(page.text().contains("Recovery codes left: 9."), "{}", page.text());
    assert!(!page.text().contains(&secret));
}

#[actix_web::test]
async fn guessing_codes_locks_the_account() {
    let town = Town::prepared();
    let (secret, ..) = guarded(&town).await;
    let pending = pending_of(&town.send(by_password()).await);
    for _ in 0..FAILURES_MAX {
        let wrong = town.send(second(&pending, &[("code", "12345")])).await;
        assert_eq!(wrong.status, 401);
    }
    let right = town.send(second(&pending, &[("code", &code(&secret, 1))])).await;
    assert_eq!(right.status, 401, "locked");
    assert_eq!(town.send(by_password()).await.status, 401);
    for pending in ["", "made up"] {
        let late = town.send(second(pending, &[("code", &code(&secret, 1))])).await;
        assert!(late.text().contains("sign in again"), "{}", late.text());
    }
}

#[actix_web::test]
async fn a_new_link_does_not_get_around_it() {
    let town = Town::prepared();
    let (_, codes, _) = guarded(&town).await;
    town.store.by("test").demand_password("limin").unwrap();
    let soon = Timestamp::now() + SignedDuration::from_hours(1);
    town.store.by("test").add_link(&intake::token_digest("new"), "limin", soon).unwrap();
    let enter = || form("/sign-in", &[("link", "new")]).insert_header(ANONYMOUS);
    let first = pending_of(&town.send(enter()).await);
    assert_eq!(town.send(second(&first, &[("code", "000000")])).await.status, 401);
    // The link still holds for whoever has to look for the phone first.
    let again = pending_of(&town.send(enter()).await);
    let entered = town.send(second(&again, &[("recovery", &codes[0])])).await;
    session_of(&entered);
    assert_eq!(town.send(enter()).await.status, 401);
    assert_eq!(town.send(second(&first, &[("recovery", &codes[1])])).await.status, 401);
}

#[actix_web::test]
async fn it_is_taken_away_with_both_or_by_an_administrator() {
    let town = Town::prepared();
    let (secret, _, session) = guarded(&town).await;
    let page = town.send(browser(TestRequest::get().uri("/second-factor"), &session)).await;
    let token = form_token(&page);
    let remove = |password: &str, code: &str| {
        let fields = [
            ("form_token", token.as_str()),
            ("act", "remove"),
            ("password", password),
            ("code", code),
        ];
        browser(form("/second-factor", &fields), &session)
    };
    assert_eq!(town.send(remove(PASSWORD, "")).await.status, 422);
    assert_eq!(town.send(remove("wrong horse!", &code(&secret, 1))).await.status, 422);
    assert!(town.store.second_factor("limin").unwrap().is_some());
    assert_eq!(town.send(remove(PASSWORD, &code(&secret, 1))).await.status, 303);
    assert_eq!(town.store.second_factor("limin"), Ok(None));
    session_of(&town.send(by_password()).await);

    let hash = town.store.user("limin").unwrap().unwrap().password_hash.unwrap();
    town.store.by("limin").add_second_factor("limin", &hash, (&secret, 1), &[]).unwrap();
    town.add_user("chief", &[grant(Role::Administrator, None)]);
    town.sign_in("chief", "chief", SessionKind::Browser);
    let page = town.send(browser(TestRequest::get().uri("/accounts?name=limin"), "chief")).await;
    assert!(page.text().contains("reset_factor"));
    let fields = [
        ("form_token", form_token(&page)),
        ("act", "reset_factor".into()),
        ("name", "limin".into()),
    ];
    let reset = TestRequest::post().uri("/accounts").set_form(fields);
    assert_eq!(town.send(browser(reset, "chief")).await.status, 303);
    let newest = town.store.newest_audit_entry().unwrap();
    let told = town.store.audit_entries(newest - 1, 1).unwrap();
    assert_eq!(
        (told[0].actor.as_str(), told[0].action.as_str()),
        ("chief", "second_factor_removed")
    );
    session_of(&town.send(by_password()).await);
}
