//! `/api/v1/exports`, and tables in every format.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use store::SessionKind;
use survey::Role;
use survey::table::{AnswerRow, Row};

use crate::support::{Town, bearer, grant};

const ANSWERS: usize = 4 * 40 * 2;

#[actix_web::test]
async fn every_answer_is_a_line_and_the_codebook_explains_it() {
    let town = Town::surveyed();
    let before = town.store.newest_audit_entry().unwrap();
    let answer = town.get("/api/v1/exports/answers.csv?period=2026-Q3").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert!(answer.header("content-disposition").contains("manyi-answers.csv"));
    let lines: Vec<&str> = answer.text().lines().collect();
    let header: Vec<_> = AnswerRow::columns().iter().map(|column| column.name).collect();
    assert_eq!(lines[0], header.join(","));
    assert_eq!(lines.len(), 1 + ANSWERS);
    assert!(lines.iter().all(|line| line.split(',').count() == header.len()));
    let marked = town.get("/api/v1/exports/answers.csv?bom=true").await;
    assert!(marked.text().starts_with('\u{feff}'));
    assert_eq!(marked.text().trim_start_matches('\u{feff}'), answer.text());
    let parquet = town.get("/api/v1/exports/answers.parquet").await;
    assert!(parquet.body.starts_with(b"PAR1") && parquet.body.ends_with(b"PAR1"));
    let codebook = town.get("/api/v1/exports/codebook.json").await.json();
    let entries = codebook.as_array().unwrap().iter();
    let codes: Vec<_> = entries.map(|entry| entry["code"].as_str().unwrap()).collect();
    assert!(["q1", "vs", "T1", "psu"].iter().all(|code| codes.contains(code)), "{codes:?}");
    let log = town.store.audit_entries(before, 100).unwrap();
    assert_eq!(log.iter().filter(|entry| entry.action == "exported").count(), 4);
}

#[actix_web::test]
async fn only_what_lies_within_reach_goes_out() {
    let town = Town::surveyed();
    town.add_user("wang", &[grant(Role::Analyst, Some("T2"))]);
    town.sign_in("wang", "wang", SessionKind::Program);
    let get = async |query: &str| {
        let address = format!("/api/v1/exports/answers.csv?{query}");
        town.send(bearer(TestRequest::get().uri(&address), "wang")).await
    };
    let own = get("").await;
    assert_eq!(own.text().lines().count(), 1 + ANSWERS / 4);
    assert!(own.text().lines().skip(1).all(|line| line.split(',').nth(2) == Some("T2")));
    assert_eq!(get("unit=T2").await.text(), own.text());
    for beyond in ["T1", "C", "nowhere", "%20"] {
        let problem = get(&format!("unit={beyond}")).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], "unknown_unit", "{beyond}");
    }
}

#[actix_web::test]
async fn what_can_not_be_had_is_named() {
    let town = Town::surveyed();
    for (file, status, code) in [
        ("answers.xlsx", 404, "unknown_export"),
        ("answers.csv?period=2020", 404, "no_responses"),
        ("answers.csv?level=town", 400, "bad_query"),
        ("answers.csv?encoding=latin1", 400, "bad_query"),
        ("codebook.csv?period=2026", 400, "bad_query"),
        ("codebook.csv?questionnaire=none", 422, "invalid"),
    ] {
        town.get(&format!("/api/v1/exports/{file}")).await.problem(status, code);
    }
    let head = TestRequest::with_uri("/api/v1/exports/answers.csv").method(Method::HEAD);
    let head = town.send(head).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}

#[actix_web::test]
async fn a_table_is_the_same_in_every_format() {
    let town = Town::surveyed();
    for table in [
        "indices?level=town",
        "rankings?level=town",
        "changes?level=town&period=2026-08,2026-09",
        "mode-effects?level=town",
        "bounds?level=town&by=question",
        "quality?level=town",
        "question-quality?level=town",
    ] {
        let get = async |format: &str| {
            town.get(&format!("/api/v1/{table}&lang=zh-CN&format={format}")).await
        };
        let csv = get("csv").await;
        let rows = get("json").await.json()["rows"].as_array().unwrap().len();
        assert_eq!(csv.text().lines().count(), 1 + rows, "{table}");
        assert_eq!(
            rows,
            if table.contains("indices") {
                12
            } else if table.contains("question") {
                8
            } else {
                4
            }
        );
        let chinese = get("csv&encoding=gb18030").await;
        let (text, _, faulty) = encoding_rs::GB18030.decode(&chinese.body);
        assert!(!faulty && text == csv.text(), "{table}");
        assert!(get("parquet").await.body.starts_with(b"PAR1"), "{table}");
        let book = get("xlsx").await;
        assert!(book.header("content-type").contains("spreadsheetml"), "{table}");
        assert!(book.body.starts_with(b"PK"), "{table}");
    }
}

#[actix_web::test]
async fn bounds_hold_the_index_and_the_rate() {
    let town = Town::surveyed();
    let table = town.get("/api/v1/bounds?level=town").await.json();
    for row in table["rows"].as_array().unwrap() {
        let value = |name: &str| row[name].as_f64().unwrap();
        for (low, middle, high) in
            [("index_low", "index", "index_high"), ("rate_low", "rate", "rate_high")]
        {
            assert!(value(low) <= value(middle) && value(middle) <= value(high), "{row}");
        }
        assert!(value("ci_low") <= value("index_low") && value("ci_high") >= value("index_high"));
        let silent = value("silent_share");
        assert!((value("rate_high") - value("rate_low") - silent).abs() < 1e-12, "{row}");
        assert!((value("index_high") - value("index_low") - 100.0 * silent).abs() < 1e-9, "{row}");
    }
}

#[actix_web::test]
async fn comparisons_say_what_they_need() {
    let town = Town::surveyed();
    for query in ["changes", "mode-effects?modes=visit,visit", "mode-effects?modes=visit"] {
        town.get(&format!("/api/v1/{query}")).await.problem(400, "bad_query");
    }
}

#[actix_web::test]
async fn the_quality_of_the_data_adds_up() {
    let town = Town::surveyed();
    let shares = ["answered_share", "dont_know_share", "refused_share", "unanswered_share"];
    for table in ["quality?level=town", "question-quality?level=town"] {
        let answer = town.get(&format!("/api/v1/{table}")).await.json();
        for row in answer["rows"].as_array().unwrap() {
            let sum: f64 = shares.iter().map(|share| row[share].as_f64().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{row}");
        }
    }
    let units = town.get("/api/v1/quality?level=town").await.json();
    assert_eq!(units["rows"][0]["interviews"], 40);
    assert_eq!(units["rows"][0]["asked"], 80);
    for (query, status, code) in [
        ("quality?late_after=367", 400, "bad_query"),
        ("quality?category=overall", 400, "bad_query"),
        ("question-quality?late_after=3", 400, "bad_query"),
        ("quality?period=2020", 422, "invalid"),
        ("quality?level=moon", 422, "invalid"),
    ] {
        town.get(&format!("/api/v1/{query}")).await.problem(status, code);
    }
}
