//! `/api/v1/indices`

use actix_web::test::TestRequest;
use survey::table::{IndexRow, Row};

use crate::support::Town;

#[actix_web::test]
async fn rows_are_split_and_narrowed_as_asked() {
    let town = Town::surveyed();
    let rows = async |query: &str| {
        let answer = town.get(&format!("/api/v1/indices?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        answer.json()["rows"].as_array().unwrap().clone()
    };
    assert_eq!(rows("").await.len(), 5 * 3);
    assert_eq!(rows("level=town").await.len(), 4 * 3);
    assert_eq!(rows("unit=T1&category=air").await.len(), 1);
    assert_eq!(rows("level=town&by=question").await.len(), 4 * 2);
    assert_eq!(rows("unit=C&by=question&category=q1").await.len(), 1);
    assert_eq!(rows("unit=C&by=mode&category=overall").await[0]["mode"], "visit");
    assert_eq!(rows("unit=C&mode=phone").await.len(), 0);
    assert_eq!(rows("unit=C&category=overall&period=2026-08,2026-09,2026-Q3").await.len(), 2);
    assert_eq!(rows("unit=T1&lang=en").await[0]["unit_name"], "East River");
}

#[actix_web::test]
async fn csv_has_the_columns_of_the_contract() {
    let town = Town::surveyed();
    let answer = town.get("/api/v1/indices?format=csv&level=town").await;
    let header = IndexRow::columns().iter().map(|column| column.name).collect::<Vec<_>>().join(",");
    assert_eq!(answer.text().lines().next(), Some(header.as_str()));
    // The query decides, whatever the header wants.
    let json =
        TestRequest::get().uri("/api/v1/indices?format=json").insert_header(("accept", "text/csv"));
    assert_eq!(town.send(json).await.header("content-type"), "application/json");
}

#[actix_web::test]
async fn bad_queries_name_the_parameter() {
    let town = Town::surveyed();
    let many = vec!["2026-01"; 37].join(",");
    for (query, parameter, status, code) in [
        ("period=2026-Q3,x", "period", 400, "bad_query"),
        (format!("period={many}").as_str(), "period", 400, "bad_query"),
        ("by=colour", "by", 400, "bad_query"),
        ("unit=nowhere", "unit", 422, "invalid"),
        ("unit=T1&level=town", "unit", 422, "invalid"),
        ("by=question&category=air", "category", 422, "invalid"),
        ("category=q1", "category", 422, "invalid"),
    ] {
        let problem = town.get(&format!("/api/v1/indices?{query}")).await.problem(status, code);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{query}: {problem}");
    }
}
