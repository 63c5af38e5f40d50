//! `/api/v1/aims`: set by those who look after the survey, read by those whom they concern.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::Role;

use crate::support::{Answer, Town, bearer, grant, raw};

fn office() -> Town {
    let town = Town::prepared();
    for (name, role, unit) in [
        ("admin", Role::Administrator, None),
        ("admin_of_t1", Role::Administrator, Some("T1")),
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

async fn units(town: &Town, by: &str, query: &str) -> Vec<String> {
    let address = format!("/api/v1/aims{query}");
    let list = town.send(bearer(TestRequest::get().uri(&address), by)).await.json();
    let aims = list["aims"].as_array().unwrap().iter();
    aims.map(|aim| format!("{} {}", aim["unit"].as_str().unwrap(), aim["year"])).collect()
}

#[actix_web::test]
async fn an_aim_is_set_changed_and_taken_back() {
    let town = office();
    let address = "/api/v1/aims/2026/C";
    let wanted = json!({"index": 90.0, "rank": 3, "out_of": 16, "field": "全省", "source": "区发〔2026〕5号"});
    let set = send(&town, "admin", Method::PUT, address, &wanted).await;
    assert_eq!(set.status, 201, "{}", set.text());
    let told = set.json();
    for (name, value) in wanted.as_object().unwrap() {
        assert_eq!(&told[name], value, "{name}");
    }
    assert_eq!((&told["unit"], &told["year"]), (&json!("C"), &json!(2026)));
    assert_eq!(told["set_by"], "admin");
    let changed = send(&town, "admin", Method::PUT, address, &json!({"index": 91})).await;
    assert_eq!((changed.status.as_u16(), &changed.json()["rank"]), (200, &Value::Null));
    assert_eq!(town.store.aims().unwrap()[0].aim.index, Some(91.0));
    let gone = send(&town, "admin", Method::DELETE, address, &Value::Null).await;
    assert_eq!((gone.status.as_u16(), &gone.json()["index"]), (200, &json!(91.0)));
    assert!(town.store.aims().unwrap().is_empty());
    let again = send(&town, "admin", Method::DELETE, address, &Value::Null).await;
    again.problem(404, "unknown_aim");
}

#[actix_web::test]
async fn what_can_not_be_reached_is_refused_with_its_place() {
    let town = office();
    for (body, code, pointer) in [
        (json!({}), "missing", "/index"),
        (json!({"index": 101}), "out_of_range", "/index"),
        (json!({"index": "90"}), "bad_field", "/index"),
        (json!({"rank": 3}), "missing", "/field"),
        (json!({"index": 90, "field": "全省"}), "missing", "/rank"),
        (json!({"index": 90, "out_of": 16}), "missing", "/rank"),
        (json!({"rank": 0, "field": "全省"}), "out_of_range", "/rank"),
        (json!({"rank": 17, "out_of": 16, "field": "全省"}), "out_of_range", "/out_of"),
        (json!({"index": 90, "source": "一\n二"}), "bad_text", "/source"),
        (json!({"index": 90, "source": "满".repeat(201)}), "bad_text", "/source"),
    ] {
        let answer = send(&town, "admin", Method::PUT, "/api/v1/aims/2026/C", &body).await;
        let refused = answer.problem(422, "invalid");
        let first = &refused["errors"][0];
        assert_eq!((&first["code"], &first["pointer"]), (&json!(code), &json!(pointer)), "{body}");
    }
    let body = json!({"index": 90});
    let nowhere = send(&town, "admin", Method::PUT, "/api/v1/aims/2026/T9", &body).await;
    nowhere.problem(404, "unknown_unit");
    let never = send(&town, "admin", Method::PUT, "/api/v1/aims/soon/C", &body).await;
    never.problem(400, "bad_id");
    assert!(town.store.aims().unwrap().is_empty());
}

#[actix_web::test]
async fn everybody_reads_the_own_aims_and_those_above() {
    let town = office();
    for unit in ["C", "T1", "T2"] {
        let address = format!("/api/v1/aims/2026/{unit}");
        let set = send(&town, "admin", Method::PUT, &address, &json!({"index": 90})).await;
        assert_eq!(set.status, 201);
    }
    send(&town, "admin", Method::PUT, "/api/v1/aims/2027/C", &json!({"index": 91})).await;
    assert_eq!(units(&town, "admin", "").await, ["C 2026", "T1 2026", "T2 2026", "C 2027"]);
    assert_eq!(units(&town, "admin", "?year=2027").await, ["C 2027"]);
    assert_eq!(units(&town, "head", "").await, ["C 2026", "T1 2026", "C 2027"]);
    // An aim holds below, so that whoever sets one sees to everything.
    let refused =
        send(&town, "admin_of_t1", Method::PUT, "/api/v1/aims/2026/T1", &json!({"index": 1})).await;
    refused.problem(403, "not_allowed");
}
