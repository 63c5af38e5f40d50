//! Who gets where: every role at every address, and the ways in and out.

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, AUTHORIZATION, COOKIE};
use actix_web::test::TestRequest;
use figures::ChartKind;
use intake::token_digest;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{FAILURES_MAX, NewSession, SessionKind};
use survey::{Right, Role};
use uuid::Uuid;

use crate::support::{
    ANONYMOUS, Town, bearer, browser, form, form_token, grant, post, put, raw, response, send,
    session_of, signed_in_with_password,
};

/// Where figures are.
pub(crate) const FIGURES: [&str; 24] = [
    "/api/v1/indices",
    "/api/v1/rankings",
    "/api/v1/changes?period=2026-08,2026-09",
    "/api/v1/mode-effects",
    "/api/v1/bounds",
    "/api/v1/quality",
    "/api/v1/question-quality",
    "/api/v1/charts/ranking.svg",
    "/overview",
    "/unit",
    "/workbench",
    "/views",
    "/api/v1/views",
    "/ranking",
    "/movement",
    "/compare",
    "/funnel",
    "/answers",
    "/trend",
    "/heatmap",
    "/priority",
    "/coverage",
    "/odata/v4/env/official",
    "/odata/v4/env/official/IndicesByQuarter",
];

/// Every address, with what it needs; `None` for any account.
fn addresses() -> Vec<(Method, String, Option<Right>)> {
    use Right::{
        CorrectResponses, ReadAudit, ReadFieldwork, ReadFigures, ReadResponses, ReadSurvey,
        SendResponses, SettleQuarantine, WorkCases,
    };
    let one = format!("/api/v1/responses/{}", Uuid::from_u128(1));
    let photo = format!("/api/v1/photos/{}", Uuid::from_u128(1));
    let get = |path: &str, right| (Method::GET, path.to_owned(), right);
    let mut all = vec![
        (Method::PUT, one.clone(), Some(SendResponses)),
        (Method::POST, "/api/v1/responses:batch".to_owned(), Some(SendResponses)),
        get(&one, Some(ReadResponses)),
        (Method::POST, format!("{one}/corrections"), Some(CorrectResponses)),
        (Method::POST, format!("{one}/withdrawal"), Some(CorrectResponses)),
        get(&format!("{one}/versions"), Some(CorrectResponses)),
        (Method::PUT, photo.clone(), Some(SendResponses)),
        get(&photo, Some(ReadResponses)),
        get("/api/v1/quarantine", Some(SettleQuarantine)),
        (
            Method::POST,
            format!("/api/v1/quarantine/{}/0", Uuid::from_u128(1)),
            Some(SettleQuarantine),
        ),
        get("/quarantine", Some(SettleQuarantine)),
        (Method::POST, "/api/v1/contacts/next".to_owned(), Some(WorkCases)),
        (Method::POST, "/api/v1/contacts/release".to_owned(), Some(WorkCases)),
        (Method::PUT, format!("/api/v1/attempts/{}", Uuid::from_u128(1)), Some(WorkCases)),
        (Method::PUT, format!("/api/v1/notes/{}", Uuid::from_u128(1)), Some(WorkCases)),
        get("/api/v1/outcomes", Some(ReadSurvey)),
        get("/api/v1/fieldwork", Some(ReadFieldwork)),
        get("/fieldwork", Some(ReadFieldwork)),
        get("/api/v1/exports/answers.csv", Some(ReadResponses)),
        get("/api/v1/exports/codebook.json", Some(ReadResponses)),
        get(&format!("/views/{}", Uuid::from_u128(1)), Some(ReadFigures)),
        (Method::POST, "/api/v1/views".to_owned(), Some(ReadFigures)),
        (Method::DELETE, format!("/api/v1/views/{}", Uuid::from_u128(1)), Some(ReadFigures)),
        get("/api/v1/units", Some(ReadSurvey)),
        get("/api/v1/questionnaires", Some(ReadSurvey)),
        get("/api/v1/questionnaires/env/versions/1", Some(ReadSurvey)),
        get("/api/v1/questionnaires/env/versions/1?draft=true", Some(Right::ManageSurvey)),
        get("/api/v1/rounds", Some(ReadSurvey)),
        get("/api/v1/schemes", Some(ReadSurvey)),
        get("/api/v1/aims", Some(ReadSurvey)),
        (Method::PUT, "/api/v1/aims/2026/T1".to_owned(), Some(Right::ManageSurvey)),
        (Method::DELETE, "/api/v1/aims/2026/T1".to_owned(), Some(Right::ManageSurvey)),
        get("/api/v1/seals", Some(ReadSurvey)),
        get(&format!("/api/v1/seals/{}", "0".repeat(64)), Some(ReadSurvey)),
        (Method::POST, "/api/v1/seals".to_owned(), Some(Right::ManageSurvey)),
        get("/seals", Some(ReadSurvey)),
        get("/api/v1/audit", Some(ReadAudit)),
        get("/audit", Some(ReadAudit)),
        get("/api/v1/me", None),
        get("/api", None),
        get("/", None),
        get("/api/v1/no/such/thing", None),
    ];
    all.extend(FIGURES.map(|path| get(path, Some(ReadFigures))));
    all.extend(bulletins());
    all.extend(annual());
    all.extend(checks());
    all.extend(ledger());
    all
}

fn ledger() -> Vec<(Method, String, Option<Right>)> {
    use Right::ReadIssues;
    let issue = format!("/api/v1/issues/{}", Uuid::from_u128(1));
    let order = format!("/api/v1/orders/{}", Uuid::from_u128(1));
    let get = |path: &str, right| (Method::GET, path.to_owned(), right);
    vec![
        get("/api/v1/issues", Some(ReadIssues)),
        (Method::POST, "/api/v1/issues".to_owned(), Some(Right::JudgeIssues)),
        get("/api/v1/issues/rates", Some(ReadIssues)),
        get("/api/v1/issues/funnel?level=town&measure=closure_rate", Some(ReadIssues)),
        get("/api/v1/issues/funnel.svg?level=town&measure=closure_rate", Some(ReadIssues)),
        get("/api/v1/issues/funnel.png?level=town&measure=closure_rate", Some(ReadIssues)),
        get("/api/v1/publicity", Some(ReadIssues)),
        get("/api/v1/publicity/counts", Some(ReadIssues)),
        (Method::POST, "/api/v1/publicity".to_owned(), Some(Right::JudgeIssues)),
        (
            Method::DELETE,
            format!("/api/v1/publicity/{}", Uuid::from_u128(1)),
            Some(Right::JudgeIssues),
        ),
        get("/issues/rates", Some(ReadIssues)),
        get("/publicity", Some(ReadIssues)),
        get(&issue, Some(ReadIssues)),
        (Method::POST, format!("{issue}/events"), Some(ReadIssues)),
        get(&format!("{issue}/evidence"), Some(ReadIssues)),
        (Method::POST, format!("{issue}/evidence?name=a.pdf"), Some(ReadIssues)),
        get(&format!("{issue}/evidence/{}", Uuid::from_u128(2)), Some(ReadIssues)),
        get("/api/v1/common-issues", Some(ReadIssues)),
        (Method::POST, "/api/v1/common-issues".to_owned(), Some(Right::JudgeIssues)),
        get("/api/v1/common-issues/groups", Some(Right::JudgeIssues)),
        get(&format!("/api/v1/common-issues/{}", Uuid::from_u128(1)), Some(ReadIssues)),
        (
            Method::POST,
            format!("/api/v1/common-issues/{}/events", Uuid::from_u128(1)),
            Some(ReadIssues),
        ),
        get("/api/v1/orders", Some(Right::ReadOrders)),
        (Method::POST, "/api/v1/orders".to_owned(), Some(Right::JudgeOrders)),
        (Method::POST, "/api/v1/orders/proposals".to_owned(), Some(Right::JudgeOrders)),
        get(&order, Some(Right::ReadOrders)),
        (Method::POST, format!("{order}/events"), Some(Right::ReadOrders)),
        get("/orders", Some(Right::ReadOrders)),
        get(&format!("/orders/one?id={}", Uuid::from_u128(1)), Some(Right::ReadOrders)),
    ]
}

fn annual() -> Vec<(Method, String, Option<Right>)> {
    use Right::{ConfirmResults, EnterResults, ManageSurvey, ReadAnnual};
    let entry = format!("/api/v1/annual/entries/{}", Uuid::from_u128(1));
    let score = format!("/api/v1/annual/scores/{}", Uuid::from_u128(1));
    let get = |path: &str, right| (Method::GET, path.to_owned(), right);
    let post = |path: &str, right| (Method::POST, path.to_owned(), Some(right));
    vec![
        get("/api/v1/external-results", Some(ReadAnnual)),
        post("/api/v1/external-results", EnterResults),
        get("/api/v1/annual/entries", Some(ReadAnnual)),
        post("/api/v1/annual/entries", EnterResults),
        get(&entry, Some(ReadAnnual)),
        post(&format!("{entry}/confirmation"), ConfirmResults),
        post(&format!("{entry}/corrections"), EnterResults),
        post(&format!("{entry}/withdrawal"), EnterResults),
        get("/api/v1/annual/formulas", Some(ReadAnnual)),
        post("/api/v1/annual/formulas", ManageSurvey),
        get("/api/v1/annual/scores?year=2026", Some(ReadAnnual)),
        post("/api/v1/annual/scores", EnterResults),
        post(&format!("{score}/confirmation"), ConfirmResults),
        post(&format!("{score}/withdrawal"), EnterResults),
        get("/api/v1/annual/result?year=2026", Some(ReadAnnual)),
        get("/api/v1/annual/sensitivity?year=2026", Some(ReadAnnual)),
        get("/api/v1/annual/candidates?year=2026&top=3", Some(ReadAnnual)),
        get("/api/v1/annual/progress?year=2026", Some(ReadAnnual)),
        get("/api/v1/forecast?period=2026-Q3", Some(ReadAnnual)),
        get("/forecast", Some(ReadAnnual)),
        get("/year", Some(ReadAnnual)),
        get("/external", Some(ReadAnnual)),
        get("/letters", Some(ReadAnnual)),
    ]
}

fn checks() -> Vec<(Method, String, Option<Right>)> {
    use Right::{JudgeChecks, ReadSignals, WorkChecks};
    let check = format!("/api/v1/checks/{}", Uuid::from_u128(1));
    let get = |path: &str, right| (Method::GET, path.to_owned(), right);
    vec![
        get(&format!("/api/v1/checks?plan={}", Uuid::from_u128(1)), Some(JudgeChecks)),
        (Method::POST, "/api/v1/checks/next".to_owned(), Some(WorkChecks)),
        (Method::POST, "/api/v1/checks/release".to_owned(), Some(WorkChecks)),
        (Method::PUT, check.clone(), Some(WorkChecks)),
        get("/api/v1/checks/plans", Some(JudgeChecks)),
        (Method::POST, "/api/v1/checks/plans".to_owned(), Some(JudgeChecks)),
        get("/api/v1/checks/exclusions", Some(JudgeChecks)),
        (Method::POST, format!("{check}/exclusion"), Some(JudgeChecks)),
        get("/api/v1/checks/agreement", Some(ReadSignals)),
        get("/api/v1/signals", Some(ReadSignals)),
        get("/signals", Some(ReadSignals)),
    ]
}

fn bulletins() -> Vec<(Method, String, Option<Right>)> {
    use Right::{PublishBulletins, ReadBulletins, WriteBulletins};
    let bulletin = format!("/api/v1/bulletins/{}", Uuid::from_u128(1));
    let get = |path: &str, right| (Method::GET, path.to_owned(), right);
    vec![
        get("/api/v1/bulletins", Some(ReadBulletins)),
        (Method::POST, "/api/v1/bulletins".to_owned(), Some(WriteBulletins)),
        get(&bulletin, Some(ReadBulletins)),
        get(&format!("{bulletin}/documents/docx"), Some(ReadBulletins)),
        get("/issues", Some(Right::ReadIssues)),
        get("/issues/file", Some(Right::ReadIssues)),
        get("/common", Some(Right::ReadIssues)),
        get(&format!("/common/one?id={}", Uuid::from_u128(1)), Some(Right::ReadIssues)),
        get(&format!("/issues/one?id={}", Uuid::from_u128(1)), Some(Right::ReadIssues)),
        get("/bulletins", Some(ReadBulletins)),
        get(&format!("/bulletins/one?id={}", Uuid::from_u128(1)), Some(ReadBulletins)),
        (Method::PUT, bulletin.clone(), Some(WriteBulletins)),
        (Method::POST, format!("{bulletin}/review"), Some(PublishBulletins)),
        (Method::POST, format!("{bulletin}/publication"), Some(PublishBulletins)),
        (Method::POST, format!("{bulletin}/withdrawal"), Some(WriteBulletins)),
        (Method::POST, format!("{bulletin}/corrections"), Some(WriteBulletins)),
    ]
}

/// Addresses that want a browser, whatever somebody may do.
fn pages_of_forms() -> Vec<(Method, String, Option<Right>)> {
    vec![
        (Method::GET, "/accounts".to_owned(), Some(Right::ManageAccounts)),
        (Method::GET, "/accounts?name=tester".to_owned(), Some(Right::ManageAccounts)),
        (Method::POST, "/accounts".to_owned(), Some(Right::ManageAccounts)),
        (Method::GET, "/questionnaires".to_owned(), Some(Right::ManageSurvey)),
        (Method::POST, "/questionnaires".to_owned(), Some(Right::ManageSurvey)),
        (Method::GET, "/questionnaires/version".to_owned(), Some(Right::ManageSurvey)),
        (Method::POST, "/questionnaires/version".to_owned(), Some(Right::ManageSurvey)),
        (
            Method::GET,
            "/questionnaires/file?template=education".to_owned(),
            Some(Right::ManageSurvey),
        ),
        (Method::POST, "/seals".to_owned(), Some(Right::ManageSurvey)),
        (Method::POST, "/views".to_owned(), Some(Right::ReadFigures)),
        (Method::POST, "/year".to_owned(), Some(Right::ReadAnnual)),
        (Method::POST, "/external".to_owned(), Some(Right::ReadAnnual)),
        (Method::POST, "/letters".to_owned(), Some(Right::ReadAnnual)),
        (Method::POST, "/publicity".to_owned(), Some(Right::JudgeIssues)),
        (Method::GET, "/checks".to_owned(), Some(Right::WorkChecks)),
        (Method::POST, "/checks".to_owned(), Some(Right::WorkChecks)),
        (Method::GET, "/checks/plans".to_owned(), Some(Right::JudgeChecks)),
        (Method::POST, "/checks/plans".to_owned(), Some(Right::JudgeChecks)),
        (Method::GET, "/checks/exclusions".to_owned(), Some(Right::JudgeChecks)),
        (Method::POST, "/checks/exclusions".to_owned(), Some(Right::JudgeChecks)),
        (Method::GET, "/issues/new".to_owned(), Some(Right::JudgeIssues)),
        (Method::POST, "/issues/new".to_owned(), Some(Right::JudgeIssues)),
        (Method::POST, "/issues/one".to_owned(), Some(Right::ReadIssues)),
        (Method::GET, "/orders/new".to_owned(), Some(Right::JudgeOrders)),
        (Method::POST, "/orders/new".to_owned(), Some(Right::JudgeOrders)),
        (Method::POST, "/orders/one".to_owned(), Some(Right::ReadOrders)),
        (Method::POST, "/common".to_owned(), Some(Right::JudgeIssues)),
        (Method::POST, "/common/one".to_owned(), Some(Right::ReadIssues)),
        (Method::GET, "/bulletins/sentences".to_owned(), Some(Right::WriteBulletins)),
        (Method::POST, "/bulletins/sentences".to_owned(), Some(Right::WriteBulletins)),
        (Method::GET, "/bulletins/sentences/file".to_owned(), Some(Right::WriteBulletins)),
        (Method::GET, "/account".to_owned(), None),
        (Method::POST, "/account/password".to_owned(), None),
        (Method::POST, "/account/sessions".to_owned(), None),
        (Method::POST, "/sign-out".to_owned(), None),
        (Method::GET, "/devices".to_owned(), Some(Right::SendResponses)),
        (Method::POST, "/devices".to_owned(), Some(Right::SendResponses)),
        (Method::GET, "/second-factor".to_owned(), None),
        (Method::POST, "/second-factor".to_owned(), None),
    ]
}

fn request(method: &Method, address: &str) -> TestRequest {
    raw(method.clone(), address, "{}")
}

#[actix_web::test]
async fn every_role_gets_where_it_may_and_nowhere_else() {
    let town = Town::surveyed();
    for role in Role::ALL {
        let name = role.as_str();
        town.add_user(name, &[grant(role, None)]);
        town.sign_in(name, name, SessionKind::Program);
        for (method, address, need) in addresses() {
            let answer = town.send(bearer(request(&method, &address), name)).await;
            let may = need.is_none_or(|right| role.rights().contains(&right));
            let refused = matches!(answer.status.as_u16(), 401 | 403);
            assert_eq!(refused, !may, "{name} {method} {address}: {}", answer.status);
            if refused {
                answer.problem(403, "not_allowed");
            }
        }
    }
}

#[actix_web::test]
async fn forms_are_for_browsers_of_those_who_may() {
    let town = Town::surveyed();
    for role in Role::ALL {
        let name = role.as_str();
        town.add_user(name, &[grant(role, None)]);
        town.sign_in(name, name, SessionKind::Browser);
        for (kind, token) in [(SessionKind::Program, "program"), (SessionKind::Device, "device")] {
            town.sign_in(name, &format!("{token} {name}"), kind);
        }
        for (method, address, need) in pages_of_forms() {
            let answer = town.send(browser(request(&method, &address), name)).await;
            if need.is_some_and(|right| !role.rights().contains(&right)) {
                answer.problem(403, "not_allowed");
            } else {
                assert!(![401, 403].contains(&answer.status.as_u16()), "{name} {method} {address}");
            }
            for token in ["program", "device"] {
                let sent = bearer(request(&method, &address), &format!("{token} {name}"));
                town.send(sent).await.problem(403, "not_allowed");
            }
        }
    }
}

#[actix_web::test]
async fn nobody_gets_anywhere_without_a_sign_in() {
    let town = Town::surveyed();
    for (method, address, _) in addresses().into_iter().chain(pages_of_forms()) {
        for token in
            [ANONYMOUS, ("authorization", "Bearer nonsense"), ("authorization", "Basic dTpw")]
        {
            let answer = town.send(request(&method, &address).insert_header(token)).await;
            answer.problem(401, "not_signed_in");
            let way = answer.header("www-authenticate").split(' ').next();
            let feed = address.starts_with("/odata/");
            assert_eq!(way, Some(if feed { "Basic" } else { "Bearer" }), "{address}");
        }
    }
    // A browser is led to the page for it, and knows where it wanted to go.
    let page = TestRequest::get()
        .uri("/ranking?period=2026-Q3")
        .insert_header(ANONYMOUS)
        .insert_header((ACCEPT, "text/html"));
    let answer = town.send(page).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "./sign-in?next=ranking%3Fperiod%3D2026-Q3");
    for open in ["/sign-in", "/sign-in-code", "/device", "/api/v1/health"] {
        let answer = town.send(TestRequest::get().uri(open).insert_header(ANONYMOUS)).await;
        assert_eq!(answer.status, 200, "{open}");
        assert!(!answer.text().contains("counts"));
    }
}

#[actix_web::test]
async fn a_surveyor_sends_for_the_own_units_only() {
    let town = Town::prepared();
    town.add_user("limin", &[grant(Role::Surveyor, Some("T1"))]);
    town.sign_in("limin", "phone", SessionKind::Device);
    let mut other = response(Uuid::from_u128(2));
    other["unit"] = json!("T2");
    let send = |body: &serde_json::Value| {
        let id = body["id"].as_str().unwrap().to_owned();
        bearer(put(&format!("/api/v1/responses/{id}"), body), "phone")
    };
    assert_eq!(town.send(send(&response(Uuid::from_u128(1)))).await.status, 201);
    let refused = town.send(send(&other)).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "unit_not_allowed");
    let batch = post("/api/v1/responses:batch", &json!([response(Uuid::from_u128(3)), other]));
    let results = town.send(bearer(batch, "phone")).await.json();
    assert_eq!(results["results"][0]["status"], 201);
    assert_eq!(results["results"][1]["errors"][0]["code"], "unit_not_allowed");
    let stored = town.store.response(Uuid::from_u128(1)).unwrap().unwrap();
    assert_eq!(stored.source, "api:limin");

    // Reading is bounded alike, and of other units not even the presence is told.
    town.add_user("wang", &[grant(Role::Analyst, Some("T2"))]);
    town.sign_in("wang", "wang", SessionKind::Program);
    let address = format!("/api/v1/responses/{}", Uuid::from_u128(1));
    let answer = town.send(bearer(TestRequest::get().uri(&address), "wang")).await;
    answer.problem(404, "unknown_response");
}

#[actix_web::test]
async fn a_token_of_a_program_may_be_narrower_than_its_user() {
    let town = Town::surveyed();
    let session = NewSession {
        digest: token_digest("narrow"),
        user: "tester".to_owned(),
        kind: SessionKind::Program,
        label: "BI".to_owned(),
        rights: Some(vec![Right::ReadFigures]),
        expires_at: Timestamp::now() + SignedDuration::from_hours(1),
    };
    town.store.by("test").open_session(&session).unwrap();
    let get = |path: &str| bearer(TestRequest::get().uri(path), "narrow");
    assert_eq!(town.send(get("/api/v1/rankings")).await.status, 200);
    town.send(get("/api/v1/units")).await.problem(403, "not_allowed");
}

#[actix_web::test]
async fn a_link_leads_in_to_a_password_and_the_password_leads_in() {
    let town = Town::surveyed();
    town.add_user("limin", &[grant(Role::Leader, None)]);
    town.store.by("test").demand_password("limin").unwrap();
    let soon = Timestamp::now() + SignedDuration::from_hours(1);
    town.store.by("test").add_link(&token_digest("a link"), "limin", soon).unwrap();

    // Looking at the page uses nothing up: chat programs do that by themselves.
    for _ in 0..2 {
        let page = TestRequest::get().uri("/sign-in?link=a%20link").insert_header(ANONYMOUS);
        assert!(town.send(page).await.text().contains(r#"name="link" value="a link""#));
    }
    let entering = || form("/sign-in", &[("link", "a link")]).insert_header(ANONYMOUS);
    let entered = town.send(entering()).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "./"));
    let cookie = entered.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let session = session_of(&entered);
    assert_eq!(town.send(entering()).await.status, 401);

    // Nothing but choosing a password, until that is done.
    let ranking = browser(TestRequest::get().uri("/ranking"), &session);
    let led = town.send(ranking.insert_header((ACCEPT, "text/html"))).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, "./account"));
    let api = browser(TestRequest::get().uri("/api/v1/rankings"), &session);
    town.send(api).await.problem(403, "password_change_required");
    let page = town.send(browser(TestRequest::get().uri("/account"), &session)).await;
    let token = form_token(&page);
    let choose = |new: &str, again: &str| {
        let fields = [("form_token", token.as_str()), ("new", new), ("again", again)];
        browser(form("/account/password", &fields), &session)
    };
    for (new, again) in
        [("short", "short"), ("correct horse", "correct house"), ("limin-limin-1", "limin-limin-1")]
    {
        let answer = town.send(choose(new, again)).await;
        assert_eq!(answer.status, 422, "{new}");
        assert!(answer.text().contains(r#"role="alert""#));
    }
    let chosen = town.send(choose("correct horse", "correct horse")).await;
    assert_eq!(
        (chosen.status.as_u16(), chosen.header("location")),
        (303, "../sign-in?done=password")
    );

    let sign_in = |password: &str, next: &str| {
        let fields = [("name", "limin"), ("password", password), ("next", next)];
        form("/sign-in", &fields).insert_header(ANONYMOUS)
    };
    assert_eq!(town.send(sign_in("correct house", "")).await.status, 401);
    let entered = town.send(sign_in("correct horse", "ranking?period=2026-Q3")).await;
    assert_eq!(entered.header("location"), "ranking?period=2026-Q3");
    let session = session_of(&entered);
    let ranking = browser(TestRequest::get().uri("/ranking"), &session);
    assert_eq!(town.send(ranking).await.status, 200);
    for elsewhere in ["https://evil.example/", "//evil.example", "ranking\r\nx: y", "/etc"] {
        let entered = town.send(sign_in("correct horse", elsewhere)).await;
        assert_eq!(entered.header("location"), "./", "{elsewhere}");
    }

    // Out is out.
    let page = town.send(browser(TestRequest::get().uri("/account"), &session)).await;
    let token = form_token(&page);
    let out = browser(form("/sign-out", &[("form_token", &token)]), &session);
    assert_eq!(town.send(out).await.status, 303);
    let account = browser(TestRequest::get().uri("/account"), &session);
    assert_eq!(town.send(account).await.status, 401);
}

#[actix_web::test]
async fn guessing_locks_the_account_and_tells_nothing() {
    let town = Town::surveyed();
    town.add_user("limin", &[grant(Role::Leader, None)]);
    let link = Timestamp::now() + SignedDuration::from_hours(1);
    town.store.by("test").add_link(&token_digest("a link"), "limin", link).unwrap();
    let session = session_of(&town.send(form("/sign-in", &[("link", "a link")])).await);
    let token = form_token(&town.send(browser(TestRequest::get().uri("/account"), &session)).await);
    let fields =
        [("form_token", token.as_str()), ("new", "correct horse"), ("again", "correct horse")];
    town.send(browser(form("/account/password", &fields), &session)).await;

    let attempt = |name: &str, password: &str| {
        form("/sign-in", &[("name", name), ("password", password)]).insert_header(ANONYMOUS)
    };
    let unknown = town.send(attempt("nobody", "correct horse")).await;
    for _ in 0..FAILURES_MAX {
        let wrong = town.send(attempt("limin", "wrong horse!")).await;
        assert_eq!((wrong.status, wrong.text()), (unknown.status, unknown.text()));
    }
    let right_but_locked = town.send(attempt("limin", "correct horse")).await;
    assert_eq!(right_but_locked.text(), unknown.text());
    assert_eq!(right_but_locked.status, 401);
    town.store.by("test").disable_user("limin", true).unwrap();
    assert_eq!(town.send(attempt("limin", "correct horse")).await.text(), unknown.text());
}

#[actix_web::test]
async fn what_a_browser_sends_must_come_from_our_pages() {
    let town = Town::prepared();
    town.sign_in("tester", "browser", SessionKind::Browser);
    let id = Uuid::from_u128(1);
    let address = format!("/api/v1/responses/{id}");
    let send = || browser(put(&address, &response(id)), "browser");
    town.send(send()).await.problem(403, "form_token_missing");
    let wrong = send().insert_header(("x-form-token", "0".repeat(64)));
    town.send(wrong).await.problem(403, "form_token_missing");
    let page = town.send(browser(TestRequest::get().uri("/account"), "browser")).await;
    let right = send().insert_header(("x-form-token", form_token(&page)));
    assert_eq!(town.send(right).await.status, 201);

    for (address, fields) in [
        ("/sign-out", &[("form_token", "made up")][..]),
        ("/account/sessions", &[("form_token", "made up"), ("session", "x")]),
        ("/second-factor", &[("form_token", "made up"), ("act", "remove")]),
        ("/devices", &[("form_token", "made up")]),
        (
            "/views",
            &[
                ("form_token", "made up"),
                ("act", "save"),
                ("name", "x"),
                ("page", "workbench"),
                ("query", ""),
            ],
        ),
        ("/seals", &[("form_token", "made up"), ("period", "2024-Q3"), ("reason", "")]),
        ("/accounts", &[("form_token", "made up"), ("act", "add"), ("name", "x")]),
        (
            "/account/password",
            &[("form_token", "made up"), ("new", "correct horse"), ("again", "correct horse")],
        ),
    ] {
        let answer = town.send(browser(form(address, fields), "browser")).await;
        assert_eq!(answer.status, 403, "{address}");
    }
    assert_eq!(town.send(browser(TestRequest::get().uri("/account"), "browser")).await.status, 200);
}

#[actix_web::test]
async fn one_may_end_the_own_sessions_and_nobody_elses() {
    let town = Town::prepared();
    town.add_user("limin", &[grant(Role::Leader, None)]);
    town.sign_in("limin", "browser", SessionKind::Browser);
    town.sign_in("limin", "phone", SessionKind::Device);
    let page = town.send(browser(TestRequest::get().uri("/account"), "browser")).await;
    assert!(page.text().contains("limin先生"));
    let token = form_token(&page);
    let end = |session: &str| {
        let fields = [("form_token", token.as_str()), ("session", session)];
        browser(form("/account/sessions", &fields), "browser")
    };
    let others = token_digest(crate::support::TOKEN);
    for digest in [others.as_str(), &token_digest("phone"), "no session"] {
        assert_eq!(town.send(end(digest)).await.status, 303);
    }
    assert!(town.store.session(&others).unwrap().is_some());
    assert!(town.store.session(&token_digest("phone")).unwrap().is_none());
    assert!(town.store.session(&token_digest("browser")).unwrap().is_some());
}

#[actix_web::test]
async fn what_is_taken_away_or_read_singly_is_on_record() {
    let town = Town::surveyed();
    let before = town.store.newest_audit_entry().unwrap();
    let one = format!("/api/v1/responses/{}", Uuid::from_u128(1));
    for path in ["/api/v1/rankings?format=csv", "/api/v1/charts/answers.csv", &one] {
        assert_eq!(town.get(path).await.status, 200, "{path}");
    }
    // Looking is not taking away.
    for path in ["/ranking", "/api/v1/rankings", "/api/v1/charts/ranking.svg"] {
        assert_eq!(town.get(path).await.status, 200, "{path}");
    }
    let log = town.get(&format!("/api/v1/audit?after={before}")).await.json();
    let told: Vec<_> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["actor"].as_str().unwrap(), entry["action"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("tester", "exported"), ("tester", "exported"), ("tester", "response_read")]);
    assert_eq!(log["entries"][0]["subject"], "/api/v1/rankings?format=csv");
    let page = town.get("/audit").await;
    assert!(page.text().contains("导出数据") && page.text().contains("tester"));
    town.get("/api/v1/audit?after=-1").await.problem(400, "bad_query");
}

/// The routes read an address decoded; what it needs must be read no otherwise.
#[actix_web::test]
async fn no_spelling_of_an_address_gets_around_its_need() {
    let town = Town::surveyed();
    town.add_user("zhang", &[]);
    town.sign_in("zhang", "zhang", SessionKind::Program);
    town.sign_in("zhang", "browser", SessionKind::Browser);
    // One service for thousands of requests.
    let app = actix_web::test::init_service(intake::create_app(town.state())).await;
    let all = addresses().into_iter().chain(pages_of_forms());
    for (method, address, _) in all.filter(|(_, _, need)| need.is_some()) {
        for (place, letter) in address.char_indices().skip(1) {
            let mut spelt = address.clone();
            spelt.replace_range(place..=place, &format!("%{:02x}", u32::from(letter)));
            for who in [
                bearer(request(&method, &spelt), "zhang"),
                browser(request(&method, &spelt), "browser"),
                request(&method, &spelt).insert_header(ANONYMOUS),
            ] {
                let answer = send(&app, who).await;
                let refused = matches!(answer.status.as_u16(), 401 | 403 | 404);
                assert!(refused, "{method} {spelt}: {}", answer.status);
            }
        }
        for spelt in [format!("/{address}"), format!("{address}/"), address.to_uppercase()] {
            let answer = send(&app, bearer(request(&method, &spelt), "zhang")).await;
            assert!(answer.status.is_client_error(), "{method} {spelt}: {}", answer.status);
        }
    }
    // The form token is asked for however the address is spelt.
    town.sign_in("tester", "tester", SessionKind::Browser);
    for spelt in
        ["/api/v1/responses:batch", "/%61pi/v1/responses:batch", "/api/v1/responses%3Abatch"]
    {
        let answer = town.send(browser(post(spelt, &json!([])), "tester")).await;
        answer.problem(403, "form_token_missing");
    }
}

#[actix_web::test]
async fn a_token_does_not_look_after_the_account() {
    let town = Town::prepared();
    town.add_user("api", &[grant(Role::Supervisor, None)]);
    for (kind, name) in [(SessionKind::Program, "program"), (SessionKind::Device, "device")] {
        town.sign_in("api", name, kind);
        let page = bearer(TestRequest::get().uri("/account"), name);
        town.send(page).await.problem(403, "not_allowed");
        let fields = [("form_token", "x"), ("new", "correct horse"), ("again", "correct horse")];
        for address in ["/account/password", "/account/sessions", "/sign-out"] {
            let sent = town.send(bearer(form(address, &fields), name)).await;
            assert_eq!(sent.status, 403, "{address}");
        }
    }
    assert_eq!(town.store.user("api").unwrap().unwrap().password_hash, None);
}

#[actix_web::test]
async fn a_stolen_session_learns_no_password_by_trying() {
    let town = Town::prepared();
    town.add_user("limin", &[grant(Role::Leader, None)]);
    let session = signed_in_with_password(&town, "limin", "correct horse").await;
    let page = town.send(browser(TestRequest::get().uri("/account"), &session)).await;
    let token = form_token(&page);
    let change = |current: &str| {
        let fields = [
            ("form_token", token.as_str()),
            ("current", current),
            ("new", "another horse"),
            ("again", "another horse"),
        ];
        browser(form("/account/password", &fields), &session)
    };
    for _ in 0..FAILURES_MAX {
        assert_eq!(town.send(change("wrong horse!")).await.status, 422);
    }
    // Locked: now even the right one is no use.
    assert_eq!(town.send(change("correct horse")).await.status, 422);

    // A new link takes the session away, whoever holds it.
    town.store.by("test").demand_password("limin").unwrap();
    assert_eq!(town.store.session(&token_digest(&session)), Ok(None));
    let old = form("/sign-in", &[("name", "limin"), ("password", "correct horse")]);
    assert_eq!(town.send(old.insert_header(ANONYMOUS)).await.status, 401);
}

#[actix_web::test]
async fn odd_forms_and_headers_are_refused_and_never_fail() {
    let town = Town::prepared();
    town.sign_in("tester", "browser", SessionKind::Browser);
    for (name, password) in [("\0", "x"), ("a\0b", "x"), ("", ""), (&"x".repeat(5_000), "x")] {
        let sent = form("/sign-in", &[("name", name), ("password", password)]);
        assert_eq!(town.send(sent.insert_header(ANONYMOUS)).await.status, 401, "{name:?}");
    }
    let twice = TestRequest::post()
        .uri("/sign-in")
        .insert_header(ANONYMOUS)
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload("name=a&name=b");
    town.send(twice).await.problem(400, "bad_form");
    let large = form("/sign-in", &[("name", &*"x".repeat(50_000))]).insert_header(ANONYMOUS);
    town.send(large).await.problem(400, "bad_form");
    let page = town.send(browser(TestRequest::get().uri("/account"), "browser")).await;
    let token = form_token(&page);
    let before = town.store.newest_audit_entry().unwrap();
    for session in ["\0", "x", ""] {
        let fields = [("form_token", token.as_str()), ("session", session)];
        assert_eq!(
            town.send(browser(form("/account/sessions", &fields), "browser")).await.status,
            303
        );
    }
    // Ending nothing is no act.
    assert_eq!(town.store.newest_audit_entry().unwrap(), before);

    // Another site's cookie of the name, odd bytes, a proxy's own scheme: none keeps anybody out.
    for (name, value) in [
        ("cookie", "manyi_session=zz; manyi_session=browser".to_owned()),
        ("cookie", "other=\u{ff}; manyi_session=browser".to_owned()),
    ] {
        let request = TestRequest::get().uri("/account").insert_header((name, value));
        assert_eq!(town.send(request).await.status, 200);
    }
    let proxied = TestRequest::get()
        .uri("/account")
        .insert_header((AUTHORIZATION, "Basic dTpw"))
        .insert_header((COOKIE, "manyi_session=browser"));
    assert_eq!(town.send(proxied).await.status, 200);
}

#[actix_web::test]
async fn guesses_at_unknown_names_are_told_once_a_while() {
    let town = Town::prepared();
    let app = actix_web::test::init_service(intake::create_app(town.state())).await;
    let before = town.store.newest_audit_entry().unwrap();
    for n in 0..5 {
        let name = format!("nobody{n}");
        let guess = form("/sign-in", &[("name", name.as_str()), ("password", "correct horse")]);
        crate::support::send(&app, guess.insert_header(ANONYMOUS)).await;
    }
    let told = town.store.audit_entries(before, 10).unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].action.as_str(), told[0].subject.as_str()), ("sign_in_failed", ""));
}

/// Whoever was signed out while filling a form is told so, and not by a document for programs.
#[actix_web::test]
async fn a_form_that_comes_too_late_leads_to_signing_in() {
    let town = Town::prepared();
    for address in ["/quarantine", "/sign-out", "/account/password"] {
        let sent = form(address, &[("form_token", "x")])
            .insert_header((ACCEPT, "text/html"))
            .insert_header(ANONYMOUS);
        let answer = town.send(sent).await;
        assert_eq!(answer.status, 303, "{address}");
        let to = answer.header("location");
        assert!(to.ends_with("sign-in?done=expired"), "{to}");
    }
    let page = town.get("/sign-in?done=expired").await;
    assert!(page.text().contains("登录已过期"));
}

/// Pages that somebody may not see are not offered on the page that says so.
#[actix_web::test]
async fn a_refusal_leads_nobody_to_the_next() {
    let town = Town::prepared();
    town.add_user("limin", &[grant(Role::Interviewer, None)]);
    town.sign_in("limin", "limin", SessionKind::Browser);
    let asked = TestRequest::get().uri("/ranking?lang=zh-CN").insert_header((ACCEPT, "text/html"));
    let answer = town.send(browser(asked, "limin")).await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("没有权限") && !answer.text().contains("heatmap"));
}

/// Whoever reads for a part gets its rows, with the numbers and ranks that they have in the whole.
#[actix_web::test]
async fn whoever_may_see_a_part_sees_that_part() {
    let town = Town::surveyed();
    town.add_user("wang", &[grant(Role::Analyst, Some("T2"))]);
    town.sign_in("wang", "wang", SessionKind::Program);
    for address in ["/api/v1/indices?period=2026-Q3&level=town", "/api/v1/rankings?level=town"] {
        let all = town.get(address).await;
        let part = town.send(bearer(TestRequest::get().uri(address), "wang")).await;
        assert_ne!(all.header("etag"), part.header("etag"), "{address}");
        let (all, part) = (all.json(), part.json());
        let own = |row: &serde_json::Value| row["unit_code"] == "T2";
        let wanted: Vec<_> =
            all["rows"].as_array().unwrap().iter().filter(|row| own(row)).collect();
        let shown: Vec<_> = part["rows"].as_array().unwrap().iter().collect();
        assert!(!shown.is_empty() && shown.len() < all["rows"].as_array().unwrap().len());
        assert_eq!(shown, wanted, "{address}");
    }
    // So do charts and pages, which take their own unit where none is named.
    let get = |path: &str| {
        let request = TestRequest::get().uri(path).insert_header((ACCEPT, "text/html"));
        bearer(request, "wang")
    };
    for kind in ChartKind::ALL.map(ChartKind::as_str) {
        let picture = town.send(get(&format!("/api/v1/charts/{kind}.svg?level=town"))).await;
        assert_eq!(picture.status, 200, "{kind}");
        let page = town.send(get(&format!("/{kind}?lang=zh-CN"))).await;
        assert_eq!(page.status, 200, "{kind}: {}", page.text());
        for text in [picture.text(), page.text()] {
            assert!(!text.contains("东河镇") && !text.contains("云泽市"), "{kind}: {text}");
        }
        assert!(page.text().contains("西河镇"), "{kind}");
    }
    for foreign in ["/api/v1/charts/answers.svg?unit=T1", "/api/v1/indices?unit=T1"] {
        let refused = town.send(get(foreign)).await;
        assert_eq!(refused.problem(422, "invalid")["errors"][0]["code"], "unknown_unit");
    }
}
