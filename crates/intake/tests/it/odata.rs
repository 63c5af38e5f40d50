//! `/odata/v4/…`

use actix_web::test::TestRequest;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use store::{Action, SessionKind};
use survey::Role;
use survey::table::{IndexRow, Row};

use crate::support::{Answer, Town, bearer, grant};

const ROOT: &str = "/odata/v4/env/official";

async fn read(town: &Town, address: &str) -> Value {
    let answer = town.get(&format!("{ROOT}/{address}")).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    assert_eq!(answer.header("odata-version"), "4.0");
    assert_eq!(answer.header("content-type"), "application/json;odata.metadata=minimal");
    answer.json()
}

#[actix_web::test]
async fn clients_find_their_way_from_the_root() {
    let town = Town::surveyed();
    for root in ["", "/"] {
        let answer = town.get(&format!("{ROOT}{root}")).await;
        let names: Vec<Value> = answer.json()["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|set| set["url"].clone())
            .collect();
        assert!(names.contains(&json!("IndicesByQuarter")), "{}", answer.text());
        assert_eq!(
            answer.json()["@odata.context"],
            "http://127.0.0.1:8080/odata/v4/env/official/$metadata"
        );
        for name in names {
            let rows = read(&town, name.as_str().unwrap()).await;
            assert!(!rows["value"].as_array().unwrap().is_empty() || name == "ChangesByQuarter");
        }
    }
    let below = TestRequest::get()
        .uri(&format!("{ROOT}/Units?$top=1"))
        .insert_header(("x-forwarded-prefix", "/manyi/"));
    assert_eq!(
        town.send(below).await.json()["@odata.context"],
        "http://127.0.0.1:8080/manyi/odata/v4/env/official/$metadata#Units"
    );
}

#[actix_web::test]
async fn the_model_describes_every_column() {
    let town = Town::surveyed();
    let answer = town.get(&format!("{ROOT}/$metadata")).await;
    assert_eq!(answer.header("content-type"), "application/xml");
    for column in IndexRow::columns() {
        assert!(answer.text().contains(&format!("<Property Name=\"{}\"", column.name)));
    }
    assert!(answer.text().contains(
        "<EntityType Name=\"Index\"><Key><PropertyRef Name=\"unit_code\"/><PropertyRef Name=\"period\"/>"
    ));
    assert!(answer.text().contains("<EntitySet Name=\"Units\" EntityType=\"manyi.Unit\"/>"));
}

/// Rows of the API, where what is missing in a column of texts is an empty one.
fn rows_of(mut table: Value) -> Value {
    for row in table["rows"].as_array_mut().unwrap() {
        let values = row.as_object_mut().unwrap().values_mut();
        values.filter(|value| *value == "").for_each(|value| *value = Value::Null);
    }
    table["rows"].take()
}

#[actix_web::test]
async fn rows_are_those_of_the_tables() {
    let town = Town::surveyed();
    let feed = read(&town, "IndicesByQuarter?$filter=period%20eq%20%272026-Q3%27").await;
    let table = town.get("/api/v1/indices?period=2026-Q3").await.json();
    assert_eq!(feed["value"], rows_of(table));
    let feed = read(&town, "RankingsByQuarter?$filter=level%20eq%20%27town%27").await;
    let ranking = town.get("/api/v1/rankings?period=2026-Q3&level=town").await.json();
    assert_eq!(feed["value"], rows_of(ranking));
    let feed = read(&town, "QuestionIndicesByQuarter?$filter=unit_code%20eq%20%27T1%27").await;
    let questions = town.get("/api/v1/indices?period=2026-Q3&by=question&unit=T1").await.json();
    assert_eq!(feed["value"], rows_of(questions));
}

#[actix_web::test]
async fn options_choose_rows_and_columns() {
    let town = Town::surveyed();
    let query = "$filter=level%20eq%20%27town%27%20and%20category%20eq%20%27overall%27\
                 &$orderby=index%20desc&$select=unit_code,index&$top=2&$count=true";
    let feed = read(&town, &format!("IndicesByQuarter?{query}")).await;
    assert_eq!(feed["@odata.count"], 4);
    let rows = feed["value"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].as_object().unwrap().len(), 2);
    assert!(rows[0]["index"].as_f64() >= rows[1]["index"].as_f64());
    let context = feed["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("$metadata#IndicesByQuarter(unit_code,index)"), "{context}");
    let english = read(&town, "Units?lang=en&$filter=code%20eq%20%27T1%27").await;
    assert_eq!(english["value"][0]["name"], "East River");
}

fn refused(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.json()["error"]["code"], code, "{}", answer.text());
    assert_eq!(answer.header("odata-version"), "4.0");
    answer.json()
}

#[actix_web::test]
async fn refusals_have_the_form_of_the_standard() {
    let town = Town::surveyed();
    for (address, status, code) in [
        ("/odata/v4/env/official/Nothing", 404, "unknown_entity_set"),
        ("/odata/v4/env/secret/Units", 404, "unknown_feed"),
        ("/odata/v4/nothing/official/", 422, "invalid"),
        ("/odata/v4/env/official/Units?$expand=x", 501, "option_not_offered"),
        ("/odata/v4/env/official/Units?$filter=colour%20eq%201", 400, "bad_query"),
        ("/odata/v4/env/official/Units?scheme=nothing", 422, "invalid"),
        ("/odata/v4/env/official/Units?$skiptoken=0.2.99", 410, "feed_changed"),
    ] {
        refused(&town.get(address).await, status, code);
    }
    let bad = town.get(&format!("{ROOT}/Units?$top=x&$format=xml")).await;
    assert_eq!(refused(&bad, 400, "bad_query")["error"]["details"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn excel_signs_in_by_name_and_token() {
    let town = Town::surveyed();
    town.add_user("wang", &[grant(Role::Leader, Some("T2"))]);
    town.sign_in("wang", "the token", SessionKind::Program);
    let basic = |address: &str, credentials: &str| {
        let sent = format!("Basic {}", BASE64_STANDARD.encode(credentials));
        TestRequest::get().uri(address).insert_header(("authorization", sent))
    };
    let answer = town.send(basic(&format!("{ROOT}/Units"), "whoever:the token")).await;
    let units: Vec<Value> = answer.json()["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["code"].clone())
        .collect();
    assert_eq!(units, ["T2"], "only what may be seen");
    let refused = town.send(basic(&format!("{ROOT}/Units"), "wang:wrong")).await;
    refused.problem(401, "not_signed_in");
    assert!(refused.header("www-authenticate").starts_with("Basic realm="));
    // Everywhere else a browser must not be led to send a token along by itself.
    let elsewhere = town.send(basic("/api/v1/indices", "wang:the token")).await;
    elsewhere.problem(401, "not_signed_in");
    assert_eq!(elsewhere.header("www-authenticate"), "Bearer");
}

#[actix_web::test]
async fn nobody_sees_figures_of_other_units() {
    let town = Town::surveyed();
    town.add_user("wang", &[grant(Role::Leader, Some("T2"))]);
    town.sign_in("wang", "wang", SessionKind::Program);
    for set in ["IndicesByMonth", "QuestionIndicesByQuarter", "RankingsByQuarter", "Units"] {
        let request = TestRequest::get().uri(&format!("{ROOT}/{set}"));
        let text = town.send(bearer(request, "wang")).await.text().to_owned();
        assert!(
            text.contains("T2") && !text.contains("T1") && !text.contains("T3"),
            "{set}: {text}"
        );
    }
}

#[actix_web::test]
async fn who_took_the_feed_is_on_record() {
    let town = Town::surveyed();
    read(&town, "Units?$top=1").await;
    let entries = town.store.audit_entries(0, 100).unwrap();
    let exported: Vec<_> =
        entries.iter().filter(|entry| entry.action == Action::Exported.as_str()).collect();
    assert_eq!(exported.len(), 1);
    assert_eq!(exported[0].subject, format!("{ROOT}/Units"));
}
