//! `/api/v1/rankings`

use actix_web::test::{TestRequest, init_service};
use figures::Cut;
use intake::create_app;
use serde_json::Value;
use survey::table::{RankingRow, Row};
use uuid::Uuid;

use crate::support::{HOSTILE, Town, put, response, send};

#[actix_web::test]
async fn the_figures_are_those_of_the_figures_crate() {
    let town = Town::surveyed();
    let answer = town.get("/api/v1/rankings?period=2026-Q3&level=town").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let body = answer.json();
    assert_eq!(body["questionnaire"], "env");
    assert_eq!(body["kind"], "official");
    assert_eq!(body["revision"], town.store.revision().unwrap());
    let rows = town.figures(|figures| figures.ranking(&Cut::default()).unwrap());
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().any(|row| row.rank.is_some()));
    assert_eq!(body["rows"], serde_json::to_value(&rows).unwrap());
}

#[actix_web::test]
async fn csv_has_the_columns_of_the_contract_and_no_formulas() {
    let town = Town::surveyed();
    let accepting =
        TestRequest::get().uri("/api/v1/rankings").insert_header(("accept", "text/csv"));
    let answer = town.send(accepting).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    let header =
        RankingRow::columns().iter().map(|column| column.name).collect::<Vec<_>>().join(",");
    let text = answer.text();
    assert_eq!(text.lines().next(), Some(header.as_str()));
    assert_eq!(text.lines().count(), 5);
    assert!(text.contains("T4,'=1+1,"), "{text}");
    assert!(text.contains(&HOSTILE.replace('"', "\"\"")), "{text}");
    let marked = town.get("/api/v1/rankings?format=csv&bom=true").await;
    assert_eq!(marked.text().strip_prefix('\u{feff}'), Some(text));
    assert!(marked.header("content-disposition").contains("manyi-rankings.csv"));
}

/// Query, parameter that is named, code.
const BAD: [(&str, &str, &str); 15] = [
    ("period=2026-13", "period", "bad_value"),
    ("period=", "period", "bad_value"),
    ("level=galaxy", "level", "unknown_level"),
    ("category=noise", "category", "unknown_category"),
    ("mode=owl", "mode", "bad_value"),
    ("scheme=best", "scheme", "unknown_scheme"),
    ("scheme=equal_steps@9", "scheme", "unknown_scheme"),
    ("questionnaire=other", "questionnaire", "unknown_questionnaire"),
    ("questionnaire=%20", "questionnaire", "bad_value"),
    ("kind=rehearsal", "kind", "bad_value"),
    ("lang=fr", "lang", "bad_value"),
    ("format=xml", "format", "bad_value"),
    ("bom=maybe", "bom", "bad_value"),
    ("unit=T1", "unit", "unknown_parameter"),
    ("level=town&level=city", "level", "duplicate_parameter"),
];

#[actix_web::test]
async fn bad_queries_name_the_parameter() {
    let town = Town::surveyed();
    for (query, parameter, code) in BAD {
        // What can be read, and does not fit what is stored, is another status.
        let readable = code.starts_with("unknown_") && code != "unknown_parameter";
        let (status, kind) = if readable { (422, "invalid") } else { (400, "bad_query") };
        let problem = town.get(&format!("/api/v1/rankings?{query}")).await.problem(status, kind);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{query}: {problem}");
        assert_eq!(problem["errors"][0]["code"], code, "{query}: {problem}");
    }
    let both = town.get("/api/v1/rankings?kind=x&lang=y").await.problem(400, "bad_query");
    assert_eq!(both["errors"].as_array().unwrap().len(), 2);
    let level = town.get("/api/v1/rankings?level=x").await.problem(422, "invalid");
    assert_eq!(level["errors"][0]["allowed"], serde_json::json!(["city", "town"]));
}

#[actix_web::test]
async fn an_answer_is_sent_again_only_after_a_change() {
    let town = Town::surveyed();
    let app = init_service(create_app(town.state())).await;
    let get = |tag: Option<&str>| {
        let request = TestRequest::get().uri("/api/v1/rankings");
        match tag {
            Some(tag) => request.insert_header(("if-none-match", tag)),
            None => request,
        }
    };
    let first = send(&app, get(None)).await;
    let tag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "no-cache");
    let again = send(&app, get(Some(&tag))).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), tag);
    assert_eq!(send(&app, get(Some("\"other\""))).await.status, 200);
    let csv = TestRequest::get()
        .uri("/api/v1/rankings")
        .insert_header(("if-none-match", tag.as_str()))
        .insert_header(("accept", "text/csv"));
    assert_eq!(send(&app, csv).await.status, 200);
    let id = Uuid::from_u128(9_999);
    send(&app, put(&format!("/api/v1/responses/{id}"), &response(id))).await;
    let changed = send(&app, get(Some(&tag))).await;
    assert_eq!(changed.status, 200);
    let responses = |answer: &crate::support::Answer| -> u64 {
        let rows = answer.json()["rows"].clone();
        rows.as_array().unwrap().iter().filter_map(|row| row["responses"].as_u64()).sum()
    };
    assert_eq!(responses(&changed), responses(&first) + 1);
}

#[actix_web::test]
async fn official_and_mock_never_mix() {
    let town = Town::surveyed();
    // As few as are shown.
    for id in (5_000..5_005).map(Uuid::from_u128) {
        let mut mock = response(id);
        mock["round"] = Value::from("M1");
        town.put(id, &mock).await;
    }
    let rows = town.get("/api/v1/rankings?kind=mock&period=2026-Q3").await.json();
    let responses: u64 =
        rows["rows"].as_array().unwrap().iter().filter_map(|row| row["responses"].as_u64()).sum();
    assert_eq!(responses, 5);
}

#[actix_web::test]
async fn an_empty_database_has_no_ranking() {
    Town::empty().get("/api/v1/rankings").await.problem(404, "no_responses");
    Town::prepared().get("/api/v1/rankings").await.problem(404, "no_responses");
}

#[actix_web::test]
async fn a_target_is_judged_and_not_only_drawn() {
    let town = Town::surveyed();
    let rows = town.get("/api/v1/rankings?target=60").await.json();
    let row = &rows["rows"][0];
    assert_eq!(row["target"], 60.0, "{row}");
    assert!(["met", "not_met", "undetermined"].contains(&row["verdict"].as_str().unwrap()));
    town.get("/api/v1/rankings?target=101").await.problem(400, "bad_query");
    let page = town.get("/ranking?target=60&lang=zh-CN").await;
    assert!(page.text().contains("目标60"), "the table says what became of the target");
}

#[actix_web::test]
async fn a_period_of_nobody_is_told_and_not_shown() {
    let town = Town::surveyed();
    let problem = town.get("/api/v1/rankings?period=1999-Q1").await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "no_interviews");
    assert_eq!(problem["errors"][0]["allowed"], serde_json::json!(["2026-Q3"]));
    let page = town.get("/ranking?period=1999-Q1").await;
    assert_eq!(page.status, 400);
    assert!(page.text().contains("这个时期还没有答卷") && !page.text().contains("<figure"));
}
