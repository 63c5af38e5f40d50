//! What becomes of stored responses, and of those that wait.

use actix_web::http::Method;
use actix_web::http::header::COOKIE;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::{Grant, Questionnaire, Role};
use uuid::Uuid;

use crate::support::{Answer, Town, post, questionnaire, response};

const ID: Uuid = Uuid::from_u128(1);

fn at(what: &str) -> String {
    format!("/api/v1/responses/{ID}{what}")
}

fn answering(answer: &str) -> Value {
    let mut body = response(ID);
    body["answers"]["q1"] = json!(answer);
    body
}

async fn correct(town: &Town, instead_of: u32, answer: &str, reason: &str) -> Answer {
    let mut body = answering(answer);
    body.as_object_mut().unwrap().remove("respondent");
    let body = json!({"instead_of": instead_of, "reason": reason, "response": body});
    town.send(post(&at("/corrections"), &body)).await
}

#[actix_web::test]
async fn a_correction_is_a_version_with_a_reason() {
    let town = Town::prepared();
    let mut first = response(ID);
    first["position"] = json!({"latitude": 37.123_456, "longitude": 122.5, "accuracy": 8.0});
    town.put(ID, &first).await;
    assert_eq!(town.get(&at("")).await.json()["version"], 1);
    let corrected = correct(&town, 1, "d", "misheard").await;
    assert_eq!(corrected.json(), json!({"id": ID, "outcome": "corrected", "version": 2}));
    // The respondent's number and the position were not repeated, and stay.
    let stored = town.store.response(ID).unwrap().unwrap().response;
    assert_eq!(json!(stored.answers["q1"]), "d");
    assert_eq!(stored.respondent.unwrap().as_str(), "h001-007");
    assert_eq!(json!(stored.position), first["position"]);
    let versions = town.get(&at("/versions")).await.json();
    assert_eq!(versions["former"][0]["response"]["answers"]["q1"], "vs");
    assert_eq!(versions["former"][0]["replaced_by"], "tester");
    assert_eq!(versions["former"][0]["reason"], "misheard");
    assert!(versions["former"][0]["response"]["respondent"].is_null());
    assert!(!versions.to_string().contains("37.123456"), "{versions}");
    correct(&town, 1, "n", "no").await.problem(409, "superseded");
    // Asked again after a lost answer, it is done already.
    assert_eq!(correct(&town, 1, "d", "misheard").await.json()["outcome"], "same");
    let same = correct(&town, 2, "d", "again").await;
    assert_eq!(same.json()["outcome"], "same");
    let problem = correct(&town, 2, "superb", "no").await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/response/answers/q1");
    for reason in ["", "  ", "two\nlines", &"x".repeat(501)] {
        correct(&town, 2, "n", reason).await.problem(422, "invalid");
    }
    // The device that never got its receipt.
    assert_eq!(town.put(ID, &first).await.json()["outcome"], "same");
}

#[actix_web::test]
async fn figures_follow_a_correction() {
    let town = Town::surveyed();
    let app = actix_web::test::init_service(intake::create_app(town.state())).await;
    let get = |path: &str| crate::support::send(&app, TestRequest::get().uri(path));
    let address = "/api/v1/indices?period=2026-Q3&level=city&format=json";
    let before = get(address).await.json();
    let stored = town.store.response(ID).unwrap().unwrap();
    let mut body = json!(stored.response);
    body["answers"] = json!({"q1": "d", "q2": "d"});
    let body = json!({"instead_of": 1, "reason": "misheard", "response": body});
    assert_eq!(town.send(post(&at("/corrections"), &body)).await.status, 200);
    let after = get(address).await.json();
    assert_ne!(before["rows"][0]["index"], after["rows"][0]["index"], "{after}");
    assert_eq!(before["rows"][0]["n"], after["rows"][0]["n"]);
    town.send(post(&at("/withdrawal"), &json!({"reason": "on demand"}))).await;
    let gone = get(address).await.json();
    assert_eq!(gone["rows"][0]["n"].as_u64(), before["rows"][0]["n"].as_u64().map(|n| n - 1));
}

#[actix_web::test]
async fn what_is_withdrawn_is_refused_from_then_on() {
    let town = Town::prepared();
    town.put(ID, &response(ID)).await;
    let gone = town.send(post(&at("/withdrawal"), &json!({"reason": "on demand"}))).await;
    assert_eq!(gone.json(), json!({"id": ID, "outcome": "withdrawn"}));
    town.get(&at("")).await.problem(404, "unknown_response");
    town.put(ID, &response(ID)).await.problem(409, "withdrawn");
    let batch = json!([response(ID), response(Uuid::from_u128(2))]);
    let results = town.send(post("/api/v1/responses:batch", &batch)).await.json();
    assert_eq!(results["results"][0]["code"], "withdrawn");
    assert_eq!(results["results"][1]["status"], 201);
    town.send(post(&at("/withdrawal"), &json!({"reason": "again"})))
        .await
        .problem(404, "unknown_response");
}

#[actix_web::test]
async fn who_may_act_in_one_town_knows_nothing_of_another() {
    let town = Town::prepared();
    town.put(ID, &response(ID)).await;
    town.put(ID, &answering("d")).await.problem(409, "different_content");
    let other = Grant { role: Role::Supervisor, unit: Some("T2".parse().unwrap()) };
    town.add_user("zhang", &[other]);
    town.sign_in("zhang", "zhang", SessionKind::Program);
    let send =
        |request: TestRequest| town.send(request.insert_header(("authorization", "Bearer zhang")));
    let body = json!({"instead_of": 1, "reason": "x", "response": answering("n")});
    send(post(&at("/corrections"), &body)).await.problem(404, "unknown_response");
    send(post(&at("/withdrawal"), &json!({"reason": "x"}))).await.problem(404, "unknown_response");
    send(TestRequest::get().uri(&at("/versions"))).await.problem(404, "unknown_response");
    let list = send(TestRequest::get().uri("/api/v1/quarantine")).await.json();
    assert_eq!(list, json!({"waiting": []}));
    let digest = town.store.quarantine_list().unwrap().remove(0).digest;
    let settle = json!({"decision": "take", "reason": "x"});
    send(post(&format!("/api/v1/quarantine/{ID}/{digest}"), &settle))
        .await
        .problem(404, "not_in_quarantine");
    // Nor may anybody move a response out of their reach.
    let own = Grant { role: Role::Supervisor, unit: Some("T1".parse().unwrap()) };
    town.add_user("wang", &[own]);
    town.sign_in("wang", "wang", SessionKind::Program);
    let mut moved = answering("n");
    moved["unit"] = json!("T2");
    let body = json!({"instead_of": 1, "reason": "x", "response": moved});
    let request = post(&at("/corrections"), &body);
    let problem = town.send(request.insert_header(("authorization", "Bearer wang"))).await;
    assert_eq!(problem.problem(422, "invalid")["errors"][0]["code"], "unit_not_allowed");
}

#[actix_web::test]
async fn quarantine_is_settled_by_api() {
    let town = Town::prepared();
    town.put(ID, &response(ID)).await;
    town.put(ID, &answering("d")).await.problem(409, "different_content");
    let list = town.get("/api/v1/quarantine").await.json();
    let entry = &list["waiting"][0];
    assert_eq!(entry["cause"], "different_content");
    assert_eq!(entry["sent"]["answers"]["q1"], "d");
    assert_eq!(entry["stored"]["response"]["answers"]["q1"], "vs");
    let address = format!("/api/v1/quarantine/{ID}/{}", entry["digest"].as_str().unwrap());
    let body = |decision: &str, reason: &str, seen: &Value| json!({"decision": decision, "reason": reason, "seen": seen});
    let seen = &entry["stored"]["digest"];
    town.send(post(&address, &body("maybe", "x", seen))).await.problem(422, "invalid");
    town.send(post(&address, &body("take", "", seen))).await.problem(422, "invalid");
    town.send(post(&address, &body("take", "x", &json!("0")))).await.problem(409, "superseded");
    let settled = town.send(post(&address, &body("take", "called back", seen))).await;
    assert_eq!(settled.json(), json!({"id": ID, "decision": "take"}));
    town.send(post(&address, &body("keep", "no", seen))).await.problem(409, "already_settled");
    assert_eq!(town.get(&at("")).await.json()["answers"]["q1"], "d");
    assert_eq!(town.get("/api/v1/quarantine").await.json(), json!({"waiting": []}));
}

#[actix_web::test]
async fn quarantine_is_settled_on_its_page() {
    let town = Town::prepared();
    town.sign_in("tester", "browser", SessionKind::Browser);
    let browser = |request: TestRequest| {
        town.send(request.insert_header((COOKIE, "lang=zh-CN; manyi_session=browser")))
    };
    let page = || browser(TestRequest::get().uri("/quarantine"));
    assert!(page().await.text().contains("没有等待处理的答卷"));
    town.put(ID, &response(ID)).await;
    let mut other = answering("d");
    other["answers"]["why"] = json!("<b>烟</b>");
    town.put(ID, &other).await.problem(409, "different_content");
    let shown = page().await;
    let text = shown.text();
    for word in ["东河镇", "空气？", "很满意", "不满意", "未答", "&#60;b&#62;烟", "api:tester"]
    {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert!(town.get("/api/v1/audit").await.text().contains("\"subject\":\"quarantine\""));
    // What is the same on both sides is not listed.
    assert!(!text.contains("水？"), "{text}");
    let value = |name: &str| {
        let start = text.find(&format!("name=\"{name}\" value=\"")).expect(name);
        let rest = &text[start..];
        rest.split('"').nth(3).unwrap().to_owned()
    };
    let fields = |token: &str, decision: &str| {
        let fields = [
            ("form_token", token.to_owned()),
            ("response", value("response")),
            ("digest", value("digest")),
            ("seen", value("seen")),
            ("decision", decision.to_owned()),
            ("reason", "已回访".to_owned()),
        ];
        browser(TestRequest::post().uri("/quarantine").set_form(fields))
    };
    assert_eq!(fields("guessed", "take").await.status, 403);
    let blank = [
        ("form_token", value("form_token")),
        ("response", value("response")),
        ("digest", value("digest")),
        ("decision", "take".to_owned()),
        ("reason", " ".to_owned()),
    ];
    let sent = TestRequest::post().uri("/quarantine").set_form(blank);
    let refused = browser(sent.insert_header(("accept", "text/html"))).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("请写明依据") && refused.text().contains("./quarantine"));
    assert_eq!(fields(&value("form_token"), "take").await.status, 303);
    assert_eq!(town.get(&at("")).await.json()["answers"]["q1"], "d");
    assert!(page().await.text().contains("没有等待处理的答卷"));
    // A token is no hand.
    let by_token = TestRequest::with_uri("/quarantine").method(Method::POST);
    assert_eq!(town.send(by_token).await.status, 403);
}

#[actix_web::test]
async fn what_was_asked_by_an_unknown_form_is_held_until_it_is_known() {
    let town = Town::prepared();
    let mut body = response(ID);
    body["form_version"] = json!(2);
    body["answers"] = json!({"q1": "vs", "q7": "s"});
    for _ in 0..2 {
        let held = town.put(ID, &body).await;
        assert_eq!((held.status.as_u16(), held.json()["outcome"].clone()), (202, json!("held")));
    }
    let mut second = body.clone();
    second["id"] = json!(Uuid::from_u128(2));
    let results = town.send(post("/api/v1/responses:batch", &json!([second]))).await.json();
    assert_eq!(results["results"][0]["status"], 202);
    assert_eq!(town.store.counts().unwrap().responses, 0);
    let page = town.get("/quarantine").await;
    assert!(page.text().contains("尚未在本系统发布"));
    // What is wrong in any form is refused at once.
    let mut nowhere = body.clone();
    nowhere["unit"] = json!("nowhere");
    town.put(ID, &nowhere).await.problem(422, "invalid");

    let mut form = questionnaire();
    form["version"] = json!(2);
    form["questions"][1]["code"] = json!("q7");
    let form: Questionnaire = serde_json::from_value(form).unwrap();
    town.store.publish_questionnaire(&form).unwrap();
    assert_eq!(town.store.counts().unwrap().responses, 2);
    assert_eq!(town.put(ID, &body).await.status, 200);
    // And counts by the form that was asked.
    town.figures(|figures| assert_eq!(figures.cube().interviews(), 2));
}

#[actix_web::test]
async fn what_only_waits_can_be_withdrawn_by_those_who_may() {
    let town = Town::prepared();
    let mut body = response(ID);
    body["form_version"] = json!(2);
    assert_eq!(town.put(ID, &body).await.status, 202);
    let other = Grant { role: Role::Supervisor, unit: Some("T2".parse().unwrap()) };
    town.add_user("zhang", &[other]);
    town.sign_in("zhang", "zhang", SessionKind::Program);
    let withdraw = || post(&at("/withdrawal"), &json!({"reason": "on demand"}));
    let foreign = withdraw().insert_header(("authorization", "Bearer zhang"));
    town.send(foreign).await.problem(404, "unknown_response");
    assert_eq!(town.send(withdraw()).await.status, 200);
    town.put(ID, &body).await.problem(409, "withdrawn");
    // Nor is a form that nobody knows a way to send a book.
    body["id"] = json!(Uuid::from_u128(2));
    body["answers"]["q1"] = json!("长".repeat(2_001));
    let problem = town.put(Uuid::from_u128(2), &body).await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "text_too_long");
}
