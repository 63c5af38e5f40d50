//! `POST /api/v1/responses:batch`

use actix_web::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Town, post, raw, response};

const ADDRESS: &str = "/api/v1/responses:batch";

#[actix_web::test]
async fn one_bad_item_never_sinks_the_rest() {
    let town = Town::prepared();
    let ids: Vec<Uuid> = (1..=6).map(Uuid::from_u128).collect();
    town.put(ids[1], &response(ids[1])).await;
    town.put(ids[2], &response(ids[2])).await;
    let mut different = response(ids[2]);
    different["answers"]["q1"] = json!("d");
    let mut invalid = response(ids[3]);
    invalid["unit"] = json!("nowhere");
    let mut broken = response(ids[4]);
    broken["mode"] = json!(17);
    let items = json!([
        response(ids[0]),
        response(ids[1]),
        different,
        invalid,
        broken,
        5,
        response(ids[5])
    ]);
    let answer = town.send(post(ADDRESS, &json!({"responses": items}))).await;
    assert_eq!(answer.status, 207, "{}", answer.text());
    let results = answer.json()["results"].clone();
    let told: Vec<(Value, Value, Value)> = results
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["id"].clone(), item["status"].clone(), item["code"].clone()))
        .collect();
    let told_of =
        |id: Option<Uuid>, status: u16, code: Option<&str>| (json!(id), json!(status), json!(code));
    assert_eq!(
        told,
        [
            told_of(Some(ids[0]), 201, None),
            told_of(Some(ids[1]), 200, None),
            told_of(Some(ids[2]), 409, Some("different_content")),
            told_of(Some(ids[3]), 422, Some("invalid")),
            told_of(Some(ids[4]), 422, Some("invalid")),
            told_of(None, 422, Some("invalid")),
            told_of(Some(ids[5]), 201, None),
        ]
    );
    assert_eq!(results[3]["errors"][0]["pointer"], "/unit");
    assert_eq!(results[4]["errors"][0]["pointer"], "/mode");
    let counts = town.store.counts().unwrap();
    assert_eq!((counts.responses, counts.quarantined), (4, 1));
}

#[actix_web::test]
async fn a_bare_array_and_twins_within_it() {
    let town = Town::prepared();
    let id = Uuid::from_u128(1);
    let answer = town.send(post(ADDRESS, &json!([response(id), response(id)]))).await;
    assert_eq!(answer.status, 200);
    let results = answer.json();
    assert_eq!(
        (&results["results"][0]["status"], &results["results"][1]["status"]),
        (&json!(201), &json!(200))
    );
}

#[actix_web::test]
async fn a_batch_has_limits() {
    let town = Town::prepared();
    let most: Vec<Value> = (1..=500).map(|n| response(Uuid::from_u128(n))).collect();
    assert_eq!(town.send(post(ADDRESS, &json!(most))).await.status, 200);
    assert_eq!(town.store.counts().unwrap().responses, 500);
    let more = vec![json!(1); 501];
    town.send(post(ADDRESS, &json!(more))).await.problem(413, "batch_too_long");
    let large = " ".repeat(4 * 1024 * 1024 + 1);
    town.send(raw(Method::POST, ADDRESS, large)).await.problem(413, "body_too_large");
}

#[actix_web::test]
async fn an_envelope_that_is_none_is_refused_whole() {
    let town = Town::prepared();
    for (body, status, code) in [
        ("", 400, "malformed_json"),
        ("[{]", 400, "malformed_json"),
        ("5", 422, "invalid"),
        ("{}", 422, "invalid"),
        (r#"{"responses": [], "extra": 1}"#, 422, "invalid"),
    ] {
        town.send(raw(Method::POST, ADDRESS, body)).await.problem(status, code);
    }
    assert_eq!(town.send(raw(Method::POST, ADDRESS, "[]")).await.status, 200);
}
