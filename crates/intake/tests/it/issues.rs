//! The ledger of issues over HTTP.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::{Response, Role};
use uuid::Uuid;

use crate::support::{Answer, Town, bearer, grant, response};

const SAID: &str = "东头工地夜里施工";

/// Towns of which each has as many issues as the number says.
fn town(towns: &[(&str, u128)]) -> Town {
    let town = Town::prepared();
    let mut n = 0;
    for (unit, count) in towns {
        for _ in 0..*count {
            n += 1;
            let mut value = response(Uuid::from_u128(n));
            value["unit"] = json!(unit);
            value["answers"] = json!({"q1": "d", "q2": "s"});
            value["issues"] = json!([{"question": "q1", "category": "air", "text": SAID}]);
            let response: Response = serde_json::from_value(value).unwrap();
            town.store.submit(&response, "test").unwrap();
        }
    }
    for (name, role, unit) in [
        ("of_t1", Role::Leader, "T1"),
        ("head", Role::UnitHead, "T1"),
        ("of_t2", Role::Supervisor, "T2"),
        ("of_all", Role::Analyst, "C"),
    ] {
        town.add_user(name, &[grant(role, Some(unit))]);
        town.sign_in(name, name, SessionKind::Program);
    }
    town
}

async fn read(town: &Town, who: &str, query: &str) -> Answer {
    let address = format!("/api/v1/issues{query}");
    town.send(bearer(TestRequest::get().uri(&address), who)).await
}

fn units(answer: &Answer) -> Vec<String> {
    let told = answer.json();
    let issues = told["issues"].as_array().unwrap();
    issues.iter().map(|issue| issue["unit"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn each_sees_what_the_own_units_have_to_put_right() {
    let town = town(&[("T1", 2), ("T2", 1)]);
    assert_eq!(units(&read(&town, "of_all", "").await), ["T1", "T1", "T2"]);
    for who in ["of_t1", "head"] {
        assert_eq!(units(&read(&town, who, "").await), ["T1", "T1"], "{who}");
        assert_eq!(units(&read(&town, who, "?unit=T1").await), ["T1", "T1"], "{who}");
        // Of another town, of all, and of none.
        for foreign in ["T2", "C", "T9"] {
            let refused = read(&town, who, &format!("?unit={foreign}")).await;
            assert_eq!(refused.problem(422, "invalid")["errors"][0]["code"], "unknown_unit");
            assert!(!refused.text().contains(SAID));
        }
    }
    assert_eq!(units(&read(&town, "of_t2", "").await), ["T2"]);
    assert_eq!(units(&read(&town, "of_all", "?unit=C").await), ["T1", "T1", "T2"]);
    assert_eq!(units(&read(&town, "of_all", "?unit=T2").await), ["T2"]);
}

#[actix_web::test]
async fn an_issue_tells_what_is_wrong_and_not_who_said_so() {
    let town = town(&[("T1", 1)]);
    let told = read(&town, "head", "").await;
    let issue = told.json()["issues"][0].clone();
    assert_eq!(issue["description"], SAID);
    assert_eq!((&issue["category"], &issue["question"]), (&json!("air"), &json!("q1")));
    assert_eq!((&issue["mode"], &issue["opened_on"]), (&json!("visit"), &json!("2026-09-03")));
    for secret in ["h001-007", &Uuid::from_u128(1).to_string(), "response", "respondent"] {
        assert!(!told.text().contains(secret), "{secret}: {}", told.text());
    }
    assert_eq!(told.header("cache-control"), "no-store");
    // What is withdrawn is gone.
    town.store.by("test").withdraw(Uuid::from_u128(1), "asked for it").unwrap();
    assert_eq!(read(&town, "head", "").await.json(), json!({"issues": [], "next": null}));
}

#[actix_web::test]
async fn a_long_ledger_is_read_page_by_page_and_whole() {
    let town = town(&[("T1", 3), ("T2", 2), ("T1", 2)]);
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = read(&town, "of_t1", &format!("?limit=2{after}")).await.json();
        let issues = page["issues"].as_array().unwrap();
        assert!(issues.len() <= 2);
        seen.extend(issues.iter().map(|issue| issue["id"].clone()));
        match &page["next"] {
            Value::String(next) => after = format!("&after={next}"),
            _ => break,
        }
    }
    let mut distinct = seen.clone();
    distinct.sort_by_key(ToString::to_string);
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (5, 5));
    for query in ["?limit=0", "?limit=501", "?limit=x", "?after=7", "?after=", "?unit=", "?from=1"]
    {
        read(&town, "of_t1", query).await.problem(400, "bad_query");
    }
}
