//! `/api/v1/charts/{kind}.svg|png|csv`

use std::io::Write;

use charts::Fonts;
use figures::ChartKind;

use crate::support::Town;

#[actix_web::test]
async fn every_kind_is_drawn_in_both_widths_and_languages() {
    let town = Town::surveyed();
    for kind in ChartKind::ALL {
        for query in ["", "?width=phone", "?lang=en&target=90", "?width=page&category=air"] {
            let address = format!("/api/v1/charts/{}.svg{query}", kind.as_str());
            let answer = town.get(&address).await;
            assert_eq!(answer.status, 200, "{address}: {}", answer.text());
            assert_eq!(answer.header("content-type"), "image/svg+xml");
            assert!(answer.text().starts_with("<svg"), "{address}");
            assert!(!answer.text().contains("<script"), "{address}");
            assert!(!answer.header("etag").is_empty());
        }
        let table = town.get(&format!("/api/v1/charts/{}.csv", kind.as_str())).await;
        assert!(table.text().starts_with('\u{feff}'), "{}", table.text());
        assert!(!table.text().contains("\n=1") && !table.text().contains(",=1"));
    }
}

#[actix_web::test]
async fn bad_charts_and_queries_are_refused() {
    let town = Town::surveyed();
    for file in ["ranking", "ranking.gif", "pie.svg", ".svg", "%00.svg"] {
        town.get(&format!("/api/v1/charts/{file}")).await.problem(404, "unknown_chart");
    }
    for (query, parameter, status, code) in [
        ("svg?width=wide", "width", 400, "bad_query"),
        ("svg?target=101", "target", 400, "bad_query"),
        ("svg?target=nan", "target", 400, "bad_query"),
        ("png?scale=4", "scale", 400, "bad_query"),
        ("png?scale=inf", "scale", 400, "bad_query"),
        ("svg?scale=2", "scale", 422, "invalid"),
        ("svg?level=x", "level", 422, "invalid"),
    ] {
        let answer = town.get(&format!("/api/v1/charts/ranking.{query}")).await;
        let problem = answer.problem(status, code);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{query}");
    }
}

#[actix_web::test]
async fn a_comparison_that_goes_nowhere_is_refused_and_explained() {
    let town = Town::surveyed();
    for (query, code) in [
        ("period=2026-Q3&from=2026-Q3", "not_before"),
        ("period=2026-Q3&from=2025", "not_before"),
        ("period=2026-Q3&from=1999-Q1", "no_interviews"),
    ] {
        for kind in ["movement", "compare"] {
            let answer = town.get(&format!("/api/v1/charts/{kind}.svg?{query}")).await;
            let problem = answer.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["parameter"], "from", "{kind} {query}");
            assert_eq!(problem["errors"][0]["code"], code, "{kind} {query}");
            let page = town.get(&format!("/{kind}?{query}")).await;
            assert_eq!(page.status, 400, "{kind} {query}");
            assert!(page.text().contains("id=\"f-from\"") && !page.text().contains("<svg"));
        }
    }
    let unread = town.get("/api/v1/charts/compare.svg?from=soon").await;
    assert_eq!(unread.problem(400, "bad_query")["errors"][0]["parameter"], "from");
}

#[actix_web::test]
async fn a_png_is_as_large_as_asked() {
    if let Err(missing) = Fonts::find(None) {
        assert!(std::env::var_os("MANYI_TEST_ALL").is_none(), "{missing}");
        let _ = writeln!(std::io::stderr(), "left out: PNG of a chart: {missing}");
        return;
    }
    let town = Town::surveyed();
    let width = |bytes: &[u8]| u32::from_be_bytes(bytes[16..20].try_into().unwrap());
    let single = town.get("/api/v1/charts/ranking.png?scale=1").await;
    assert_eq!(single.header("content-type"), "image/png");
    assert!(single.body.starts_with(b"\x89PNG"));
    let double = town.get("/api/v1/charts/ranking.png").await;
    assert_eq!(width(&double.body), 2 * width(&single.body));
}
