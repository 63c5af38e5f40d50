//! `PUT` and `GET /api/v1/responses/{id}`: what a device relies on.

use actix_web::http::Method;
use actix_web::test;
use futures_util::future::join_all;
use intake::create_app;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Town, put, raw, response, send};

fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut body = response(Uuid::from_u128(1));
    change(&mut body);
    body
}

#[actix_web::test]
async fn new_then_the_same_then_different() {
    let town = Town::prepared();
    let id = Uuid::from_u128(1);
    let first = town.put(id, &response(id)).await;
    assert_eq!(first.status, 201);
    assert_eq!(first.json()["outcome"], "new");
    let again = town.put(id, &response(id)).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.json()["outcome"], "same");
    assert_eq!(again.json()["received_at"], first.json()["received_at"]);
    let other = town.put(id, &with(|body| body["answers"]["q1"] = json!("d"))).await;
    let problem = other.problem(409, "different_content");
    assert!(problem["detail"].as_str().unwrap().contains("quarantine"));
    let counts = town.store.counts().unwrap();
    assert_eq!((counts.responses, counts.quarantined), (1, 1));
    let kept = town.store.response(id).unwrap().unwrap();
    assert_eq!(kept.response.answers["q1"], "vs");
}

#[actix_web::test]
async fn every_rule_that_is_broken_is_told_at_once() {
    let town = Town::prepared();
    let body = with(|body| {
        body["id"] = json!(Uuid::from_u128(2));
        body["unit"] = json!("nowhere");
        body["mode"] = json!("mail");
        body["interviewed_on"] = json!("2026-10-01");
        body["weight"] = json!(0);
        body["answers"] = json!({"q1": "superb", "q9": "vs", "why": "雾"});
    });
    let problem = town.put(Uuid::from_u128(1), &body).await.problem(422, "invalid");
    let mut errors: Vec<String> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| format!("{} {}", error["code"], error["pointer"]).replace('"', ""))
        .collect();
    errors.sort();
    assert_eq!(
        errors,
        [
            "bad_weight /weight",
            "clock_disagrees /started_at",
            "hidden_question /answers/why",
            "id_differs /id",
            "mode_not_in_round /mode",
            "outside_round /interviewed_on",
            "unknown_option /answers/q1",
            "unknown_question /answers/q9",
            "unknown_unit /unit",
        ]
    );
    assert_eq!(town.store.counts().unwrap().responses, 0);
}

/// What is wrong, and what is answered: status, code, pointer of the first error.
#[actix_web::test]
async fn the_table_of_refusals() {
    let town = Town::prepared();
    let app = test::init_service(create_app(town.state())).await;
    let good = response(Uuid::from_u128(1)).to_string();
    let edited = |change: fn(&mut Value)| with(change).to_string();
    let cases: Vec<(String, u16, &str, &str)> = vec![
        (String::new(), 400, "malformed_json", ""),
        ("{".into(), 400, "malformed_json", ""),
        (format!("{good} x"), 400, "malformed_json", ""),
        ("[".repeat(10_000), 400, "malformed_json", ""),
        (good.replace("\"vs\"", "1e999"), 422, "invalid", "/answers/q1"),
        ("{\"a\":".repeat(10_000), 400, "malformed_json", ""),
        ("null".into(), 422, "invalid", ""),
        ("[]".into(), 422, "invalid", ""),
        (edited(|body| body["round"] = json!("R9")), 422, "invalid", "/round"),
        (edited(|body| body["id"] = json!("x")), 422, "invalid", "/id"),
        (edited(|body| body["mode"] = json!("owl")), 422, "invalid", "/mode"),
        (edited(|body| body["answers"]["q1"] = json!(5)), 422, "invalid", "/answers/q1"),
        (edited(|body| body["name"] = json!("王")), 422, "invalid", "/name"),
        (
            edited(|body| body["interviewed_on"] = json!("2026-02-30")),
            422,
            "invalid",
            "/interviewed_on",
        ),
        (
            edited(|body| body["interviewed_on"] = json!("2026-09-02T23:30:00Z")),
            422,
            "invalid",
            "/interviewed_on",
        ),
        (edited(|body| body["unit"] = json!("a\u{0}b")), 422, "invalid", "/unit"),
    ];
    for (body, status, code, pointer) in cases {
        let shown: String = body.chars().take(200).collect();
        let request = raw(Method::PUT, &format!("/api/v1/responses/{}", Uuid::from_u128(1)), body);
        let answer = send(&app, request).await;
        assert_eq!(answer.status.as_u16(), status, "{shown}: {}", answer.text());
        let problem = answer.problem(status, code);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{shown}: {problem}");
    }
    assert_eq!(town.store.counts().unwrap().responses, 0);
}

#[actix_web::test]
async fn a_malformed_body_is_answered_with_line_and_column() {
    let town = Town::prepared();
    let address = format!("/api/v1/responses/{}", Uuid::from_u128(1));
    let problem = town
        .send(raw(Method::PUT, &address, "{\n  \"id\": oops\n}"))
        .await
        .problem(400, "malformed_json");
    assert!(problem["detail"].as_str().unwrap().contains("line 2 column 9"), "{problem}");
}

#[actix_web::test]
async fn an_unknown_round_is_told_until_it_is_there() {
    let town = Town::prepared();
    let app = test::init_service(create_app(town.state())).await;
    let id = Uuid::from_u128(1);
    let body = with(|body| body["round"] = json!("R2"));
    let address = format!("/api/v1/responses/{id}");
    let refused = send(&app, put(&address, &body)).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "unknown_round");
    let mut round = town.store.round("R1").unwrap().unwrap();
    round.code = "R2".parse().unwrap();
    town.store.put_round(&round).unwrap();
    assert_eq!(send(&app, put(&address, &body)).await.status, 201);
}

#[actix_web::test]
async fn other_media_types_and_large_bodies_are_refused() {
    let town = Town::prepared();
    let app = test::init_service(create_app(town.state())).await;
    let address = format!("/api/v1/responses/{}", Uuid::from_u128(1));
    let good = response(Uuid::from_u128(1)).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"]
    {
        let request = test::TestRequest::put()
            .uri(&address)
            .insert_header(("content-type", kind))
            .set_payload(good.clone());
        send(&app, request).await.problem(415, "not_json");
    }
    let zipped =
        raw(Method::PUT, &address, good.clone()).insert_header(("content-encoding", "gzip"));
    send(&app, zipped).await.problem(415, "not_json");
    let large = format!("{good}{}", " ".repeat(64 * 1024));
    send(&app, raw(Method::PUT, &address, large)).await.problem(413, "body_too_large");
    let spaced = format!("{good}{}", " ".repeat(1024));
    assert_eq!(send(&app, raw(Method::PUT, &address, spaced)).await.status, 201);
}

#[actix_web::test]
async fn twins_at_the_same_time_count_once() {
    let town = Town::prepared();
    let app = test::init_service(create_app(town.state())).await;
    let id = Uuid::from_u128(7);
    let address = format!("/api/v1/responses/{id}");
    let sent = (0..20).map(|_| send(&app, put(&address, &response(id))));
    let mut statuses: Vec<u16> =
        join_all(sent).await.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 19, "{statuses:?}");
    assert_eq!(town.store.counts().unwrap().responses, 1);
}

#[actix_web::test]
async fn a_stored_response_is_given_without_the_respondent() {
    let town = Town::prepared();
    let id = Uuid::from_u128(1);
    let mut body = response(id);
    body["position"] = json!({"latitude": 37.123_456, "longitude": 122.5, "accuracy": 8.0});
    town.put(id, &body).await;
    let answer = town.get(&format!("/api/v1/responses/{id}")).await;
    assert_eq!(answer.status, 200);
    // Whose door it is tells who they are.
    assert!(!answer.text().contains("37.123456"), "{}", answer.text());
    assert_eq!(answer.json()["answers"], json!({"q1": "vs", "q2": "s"}));
    assert_eq!(answer.json()["kind"], "official");
    assert!(!answer.text().contains("h001-007"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let other = Uuid::from_u128(2);
    town.get(&format!("/api/v1/responses/{other}")).await.problem(404, "unknown_response");
}

#[actix_web::test]
async fn what_is_yet_to_come_is_refused() {
    let town = Town::prepared();
    let mut round = town.store.round("R1").unwrap().unwrap();
    round.closes = jiff::civil::date(2999, 12, 31);
    town.store.put_round(&round).unwrap();
    let now = jiff::Timestamp::now();
    let day = |hours: i64| {
        let at = survey::round::in_china(now + jiff::SignedDuration::from_hours(hours));
        json!(at.date())
    };
    let start = |minutes: i64| json!(now + jiff::SignedDuration::from_mins(minutes));
    let id = Uuid::from_u128(1);
    let sent = async |form: u32, day: Value, start: Value| {
        let mut body = response(id);
        body["form_version"] = json!(form);
        body["interviewed_on"] = day;
        body["started_at"] = start;
        body["ended_at"] = Value::Null;
        town.put(id, &body).await
    };
    // What is held for its form is looked at just as closely.
    for form in [1, 99] {
        for (day, start, pointer) in [
            (day(48), Value::Null, "/interviewed_on"),
            (day(0), start(70), "/started_at"),
            (json!("2900-01-01"), json!("2900-01-01T00:00:00Z"), "/started_at"),
        ] {
            let problem = sent(form, day, start).await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["code"], "in_the_future", "{problem}");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
    }
    assert_eq!(sent(1, day(0), start(30)).await.status, 201);
}

#[actix_web::test]
async fn addresses_that_hold_no_uuid_are_refused() {
    let town = Town::prepared();
    for id in ["1", "018f7f0e00007000800000000000000a", "00000000-0000-0000-0000-00000000000g"] {
        let address = format!("/api/v1/responses/{id}");
        town.get(&address).await.problem(400, "bad_id");
        town.send(put(&address, &response(Uuid::from_u128(1)))).await.problem(400, "bad_id");
    }
    // However it is spelt.
    for id in ["%FF%FE", "..%2f", "%7B00000000-0000-0000-0000-000000000001%7D", "%E6%BB%A1"] {
        let address = format!("/api/v1/responses/{id}");
        town.get(&address).await.problem(400, "bad_id");
        town.send(put(&address, &response(Uuid::from_u128(1)))).await.problem(400, "bad_id");
    }
}

#[actix_web::test]
async fn methods_that_are_not_there_are_answered_with_those_that_are() {
    let town = Town::prepared();
    let address = format!("/api/v1/responses/{}", Uuid::from_u128(1));
    let answer = town.send(test::TestRequest::delete().uri(&address)).await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, HEAD, PUT");
    town.get("/api/v1/nothing").await.problem(404, "not_found");
}
