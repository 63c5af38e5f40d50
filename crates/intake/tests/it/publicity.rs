//! The publicity log and the page of rates: logged by those who judge issues, of the units within reach.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::Role;

use crate::support::{Answer, Town, bearer, browser, form, form_token, grant, raw};

fn office() -> Town {
    let town = Town::prepared();
    for (name, role, unit) in [
        ("of_all", Role::Supervisor, None),
        ("of_t1", Role::Supervisor, Some("T1")),
        ("head", Role::UnitHead, Some("T1")),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
    }
    town
}

async fn send(town: &Town, by: &str, method: Method, address: &str, body: &Value) -> Answer {
    town.send(bearer(raw(method, address, body.to_string()), by)).await
}

async fn get(town: &Town, by: &str, address: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(address), by)).await
}

fn item(unit: &str, topic: &str) -> Value {
    json!({
        "published_on": "2026-09-03", "channel": "日报", "kind": "good_news", "unit": unit,
        "topic": topic,
    })
}

#[actix_web::test]
async fn entries_are_logged_once_and_seen_by_those_whom_they_concern() {
    let town = office();
    let address = "/api/v1/publicity";
    for (by, unit, status) in
        [("of_all", "T2", 201), ("of_t1", "T1", 201), ("of_t1", "T1", 200), ("head", "T1", 403)]
    {
        let logged = send(&town, by, Method::POST, address, &item(unit, "河道清淤")).await;
        assert_eq!(logged.status.as_u16(), status, "{by}: {}", logged.text());
    }
    let foreign = send(&town, "of_t1", Method::POST, address, &item("T2", "x")).await;
    assert_eq!(foreign.json()["errors"][0]["code"], "unit_not_allowed");
    let person = send(&town, "of_all", Method::POST, address, &item("T1", "电话13800001111")).await;
    assert_eq!(person.json()["errors"][0]["code"], "personal_data");
    for (by, total) in [("of_all", 2), ("of_t1", 1), ("head", 1)] {
        assert_eq!(get(&town, by, address).await.json()["total"], total, "{by}");
    }
    let counts = get(&town, "of_all", "/api/v1/publicity/counts?period=2026-Q3").await.json();
    assert_eq!(counts["rows"].as_array().unwrap().len(), 2, "{counts}");
    assert_eq!(counts["rows"][0]["month"], "2026-09");
    let page = get(&town, "of_t1", "/publicity").await;
    let page = page.text();
    assert!(page.contains("河道清淤") && page.contains("不是得分"), "{page}");
    let entries = get(&town, "of_all", "/api/v1/publicity?unit=T2").await.json();
    let one = format!("{address}/{}", entries["entries"][0]["id"].as_str().unwrap());
    send(&town, "of_t1", Method::DELETE, &one, &Value::Null)
        .await
        .problem(404, "unknown_publicity");
    assert_eq!(send(&town, "of_all", Method::DELETE, &one, &Value::Null).await.status, 200);
    assert_eq!(get(&town, "of_all", address).await.json()["total"], 1);
}

#[actix_web::test]
async fn the_page_of_rates_says_what_is_wrong_and_where_there_is_nothing() {
    let town = office();
    let page = get(&town, "of_t1", "/issues/rates").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("没有登记的问题"), "{}", page.text());
    for query in ["period=2026-13", "level=moon", "measure=speed"] {
        let refused = get(&town, "of_t1", &format!("/issues/rates?{query}")).await;
        assert_eq!(refused.status, 400, "{query}");
    }
    assert_eq!(get(&town, "of_t1", "/publicity?kind=praise").await.status, 400);
}

#[actix_web::test]
async fn the_form_logs_and_takes_back_and_says_what_is_wrong_beside_the_field() {
    let town = office();
    for name in ["of_t1", "head"] {
        town.sign_in(name, &format!("{name}-browser"), SessionKind::Browser);
    }
    let page = "/publicity";
    let at = async |who: &str| town.send(browser(TestRequest::get().uri(page), who)).await;
    assert!(!at("head-browser").await.text().contains(r#"name="topic""#), "who reads has no form");
    let shown = at("of_t1-browser").await;
    assert!(shown.text().contains(r#"name="topic""#), "{}", shown.text());
    let token = form_token(&shown);
    let send = async |fields: &[(&str, &str)]| {
        let all = [&[("form_token", token.as_str())], fields].concat();
        let request = form(page, &all).insert_header(("accept", "text/html"));
        town.send(browser(request, "of_t1-browser")).await
    };
    let entry = |day, unit, topic| {
        let of = [("act", "log"), ("published_on", day), ("channel", "日报")];
        [&of[..], &[("kind", "exposure"), ("unit", unit), ("topic", topic), ("link", "")]].concat()
    };
    let refused = send(&entry("2026-13-01", "T2", "")).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains(r#"aria-invalid="true""#), "{}", refused.text());
    for (unit, topic) in [("T2", "偷倒渣土"), ("T1", "电话13800001111")] {
        let refused = send(&entry("2026-09-03", unit, topic)).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(topic), "what was written is still there");
    }
    let logged = send(&entry("2026-09-03", "T1", "偷倒渣土")).await;
    assert_eq!((logged.status.as_u16(), logged.header("location")), (303, "publicity?done=logged"));
    let again = send(&entry("2026-09-03", "T1", "偷倒渣土")).await;
    assert_eq!(again.header("location"), "publicity?done=same");
    let listed = get(&town, "of_t1", "/api/v1/publicity").await.json();
    assert_eq!(listed["entries"][0]["logged_by"], "of_t1");
    let id = listed["entries"][0]["id"].as_str().unwrap().to_owned();
    assert!(at("of_t1-browser").await.text().contains(&id));
    assert!(!at("head-browser").await.text().contains(&id), "who reads takes nothing back");
    let gone = send(&[("act", "remove"), ("id", &id)]).await;
    assert_eq!(gone.header("location"), "publicity?done=removed");
    assert_eq!(send(&[("act", "remove"), ("id", &id)]).await.status, 422);
    assert_eq!(get(&town, "of_t1", "/api/v1/publicity").await.json()["total"], 0);
}
