//! `/api/v1/external-results` and `/api/v1/annual/…`: entered by one, confirmed by another.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::Role;

use crate::support::{Answer, Town, bearer, grant, raw};

fn office() -> Town {
    let town = Town::surveyed();
    for (name, role, unit) in [
        ("limin", Role::Analyst, None),
        ("of_t1", Role::Analyst, Some("T1")),
        ("wang", Role::Leader, None),
        ("leads_t1", Role::Leader, Some("T1")),
        ("admin", Role::Administrator, None),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
    }
    town
}

async fn post(town: &Town, by: &str, address: &str, body: &Value) -> Answer {
    town.send(bearer(raw(Method::POST, address, body.to_string()), by)).await
}

async fn get(town: &Town, by: &str, address: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(address), by)).await
}

fn result(unit: &str, score: f64) -> Value {
    json!({
        "issuer": "青岛市", "level": "city", "period": "2026", "unit": unit, "domain": "overall",
        "score": score, "rate": null, "n": 100, "rank": 3, "rank_total": 18, "doc_no": "〔2026〕3号",
        "document": "通报", "document_digest": null,
    })
}

fn formula() -> Value {
    json!({
        "code": "year", "version": 1, "name": {"zh": "年度", "en": "Year"}, "source": "区发〔2026〕1号",
        "levels": ["town"], "missing": "renormalise", "bonus_cap": 2.0, "deduction_cap": 2.0,
        "components": [
            {"code": "own", "name": {"zh": "本级", "en": "Own"}, "weight": 0.6,
             "of": {"index": {"scheme": "equal_steps@1", "over": "year"}}},
            {"code": "city", "name": {"zh": "市级", "en": "City"}, "weight": 0.4,
             "of": {"external": {"issuer": "青岛市", "measure": "score"}}},
        ],
    })
}

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_result_counts_when_somebody_else_confirmed_it() {
    let town = office();
    let address = "/api/v1/external-results";
    let entered = post(&town, "limin", address, &result("T1", 87.3)).await;
    assert_eq!(entered.status, 201, "{}", entered.text());
    let told = entered.json();
    assert_eq!((&told["outcome"], &told["entry"]["state"]), (&json!("new"), &json!("entered")));
    let again = post(&town, "of_t1", address, &result("T1", 87.3)).await;
    assert_eq!((again.status.as_u16(), &again.json()["outcome"]), (200, &json!("same")));
    post(&town, "limin", address, &result("T1", 88.0)).await.problem(409, "entry_differs");
    let one = format!("/api/v1/annual/entries/{}", id(&told["entry"]));
    // Roles are apart, and so are people where somebody has both.
    post(&town, "limin", &format!("{one}/confirmation"), &json!({}))
        .await
        .problem(403, "not_allowed");
    let confirmed = post(&town, "leads_t1", &format!("{one}/confirmation"), &json!({})).await;
    assert_eq!(confirmed.json()["confirmed"]["by"], "leads_t1", "{}", confirmed.text());
    let late = post(&town, "limin", &format!("{one}/withdrawal"), &json!({"reason": "误录"})).await;
    late.problem(409, "entry_state");

    let mut entry = result("T1", 88.0);
    entry["kind"] = json!("external");
    let corrections = format!("{one}/corrections");
    let next = post(&town, "limin", &corrections, &json!({"entry": entry, "reason": "抄错"})).await;
    assert_eq!(
        (next.status.as_u16(), &next.json()["version"]),
        (201, &json!(2)),
        "{}",
        next.text()
    );
    let list = get(&town, "wang", "/api/v1/external-results?year=2026&state=entered").await.json();
    assert_eq!(list["entries"].as_array().unwrap().len(), 1);
    assert_eq!(get(&town, "wang", &one).await.json()["entry"]["score"], 87.3);
    let page = get(&town, "wang", "/api/v1/annual/entries?limit=1").await.json();
    let next = page["next"].as_str().unwrap();
    let rest = get(&town, "wang", &format!("/api/v1/annual/entries?after={next}")).await.json();
    assert_eq!((rest["entries"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
}

#[actix_web::test]
async fn what_is_wrong_is_told_by_its_place_and_other_units_are_out_of_reach() {
    let town = office();
    let address = "/api/v1/external-results";
    let mut bad = result("T1", 101.0);
    bad["document"] = json!(" ");
    let refused = post(&town, "limin", address, &bad).await.problem(422, "invalid");
    let pointers: Vec<_> =
        refused["errors"].as_array().unwrap().iter().map(|fault| &fault["pointer"]).collect();
    assert_eq!(pointers, ["/score", "/document"]);
    let foreign = post(&town, "of_t1", address, &result("T2", 80.0)).await.problem(422, "invalid");
    assert_eq!(foreign["errors"][0]["code"], "unit_not_allowed");
    let there = post(&town, "limin", address, &result("T2", 80.0)).await.json();
    let one = format!("/api/v1/annual/entries/{}", id(&there["entry"]));
    get(&town, "of_t1", &one).await.problem(404, "unknown_entry");
    let confirmation = format!("{one}/confirmation");
    post(&town, "leads_t1", &confirmation, &json!({})).await.problem(404, "unknown_entry");
    let list = get(&town, "of_t1", "/api/v1/annual/entries").await.json();
    assert!(list["entries"].as_array().unwrap().is_empty());
}

#[actix_web::test]
async fn a_score_is_computed_confirmed_and_read() {
    let town = office();
    let formulas = "/api/v1/annual/formulas";
    assert_eq!(post(&town, "admin", formulas, &formula()).await.status, 201);
    assert_eq!(post(&town, "admin", formulas, &formula()).await.status, 200);
    let mut other = formula();
    other["components"][0]["weight"] = json!(0.7);
    post(&town, "admin", formulas, &other).await.problem(422, "invalid");
    assert_eq!(get(&town, "wang", formulas).await.json()["formulas"][0]["code"], "year");
    get(&town, "wang", "/api/v1/annual/result?year=2026").await.problem(404, "no_score");

    let scores = "/api/v1/annual/scores";
    let wanted = json!({"year": 2026, "formula": "year@1"});
    post(&town, "of_t1", scores, &wanted).await.problem(403, "not_allowed");
    let unknown = json!({"year": 2026, "formula": "x@1"});
    let refused = post(&town, "limin", scores, &unknown).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "unknown_formula");
    let kept = post(&town, "limin", scores, &wanted).await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    let confirmation = format!("{scores}/{}/confirmation", id(&kept.json()));
    let confirmed = post(&town, "wang", &confirmation, &json!({})).await.json();
    assert_eq!(confirmed["state"], "confirmed");
    let listed = get(&town, "wang", &format!("{scores}?year=2026")).await.json();
    assert_eq!(listed["scores"][0]["digest"], confirmed["digest"]);

    let table = get(&town, "wang", "/api/v1/annual/result?year=2026").await.json();
    let rows = table["scores"].as_array().unwrap();
    assert_eq!((rows.len(), table["parts"].as_array().unwrap().len()), (4, 8));
    for row in rows {
        // A rank never without its set.
        assert_eq!(row["rank"].is_null(), row["rank_low"].is_null());
        assert!(row["se"].as_f64().unwrap() > 0.0 && row["tier"].is_u64(), "{row}");
    }
    // Ranked among all, shown as far as one may see.
    let own = get(&town, "of_t1", "/api/v1/annual/result?year=2026").await.json();
    assert_eq!(own["scores"].as_array().unwrap().len(), 1);
    let all = rows.iter().find(|row| row["unit_code"] == "T1").unwrap();
    assert_eq!(&own["scores"][0], all);
    let list = get(&town, "wang", "/api/v1/annual/candidates?year=2026&top=1&lang=en").await.json();
    assert!(list["notice"].as_str().unwrap().contains("no award"));
    assert!(!list["rows"].as_array().unwrap().is_empty());
    let table = get(&town, "wang", "/api/v1/annual/sensitivity?year=2026").await.json();
    assert_eq!(table["moved_by"], 0.1);
    let table = get(&town, "wang", "/api/v1/annual/progress?year=2026").await.json();
    assert_eq!(table["rows"].as_array().unwrap().len(), 4);
    get(&town, "wang", "/api/v1/annual/result").await.problem(400, "bad_query");
}
