//! `/workbench`

use crate::support::{Answer, Town, scheme};

/// Texts of the first cell of each row.
fn units(page: &Answer) -> Vec<String> {
    let rows = page.text().split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split('<').next().unwrap_or_default().to_owned()).collect()
}

#[actix_web::test]
async fn every_table_is_shown_in_both_languages() {
    let town = Town::surveyed();
    for (query, rows, chinese, english) in [
        ("level=town", 12, "得分与满意率", "Index and rate"),
        ("level=town&by=question", 8, "题目", "Question"),
        ("view=changes&level=town", 0, "时期之间的变化", "Changes between periods"),
        ("view=mode-effects&level=town", 4, "入户与电话的差别", "Visits against telephone"),
        ("view=bounds&level=town", 12, "得分上界", "Index, highest"),
        ("view=quality&level=town", 4, "漏答占比", "Unanswered"),
        ("view=quality&level=town&by=design", 4, "加权设计效应", "Design effect of weights"),
        ("view=quality&level=town&by=question", 8, "未问（跳题）", "Not asked"),
        ("unit=C", 15, "分析台", "Workbench"),
    ] {
        for (language, word) in [("zh-CN", chinese), ("en", english)] {
            let page = town.get(&format!("/workbench?{query}&lang={language}")).await;
            assert_eq!(page.status, 200, "{query}");
            assert!(page.text().contains(word), "{query} {language}");
            assert_eq!(units(&page).len(), rows, "{query}");
        }
    }
}

#[actix_web::test]
async fn rows_are_sorted_by_any_column() {
    let town = Town::surveyed();
    let sorted = async |sort: &str| {
        let query = format!("level=town&category=overall&sort={sort}");
        units(&town.get(&format!("/workbench?{query}")).await)
    };
    let (up, mut down) = (sorted("index").await, sorted("-index").await);
    down.reverse();
    assert_eq!(up.len(), 4);
    assert_eq!(up, down);
    let address = "/api/v1/rankings?level=town&lang=zh-CN";
    let ranking = town.get(address).await.json();
    let best = ranking["rows"][0]["unit_name"].as_str().unwrap();
    assert!(up.last().is_some_and(|last| best.starts_with(last.as_str()) || last == best));
}

/// Whoever presses the button without a choice of their own must see the same figures again.
#[actix_web::test]
async fn the_form_offers_the_scheme_in_force() {
    let town = Town::surveyed();
    let mut other: serde_json::Value = scheme();
    other["code"] = "a_scheme_that_comes_first".into();
    town.store.publish_scoring_scheme(&serde_json::from_value(other).unwrap()).unwrap();
    let page = town.get("/workbench?level=town").await;
    assert!(page.text().contains(r#"value="a_scheme_that_comes_first@1""#));
    assert!(page.text().contains(r#"<option value="equal_steps@1" selected>"#), "{}", page.text());
}

#[actix_web::test]
async fn downloads_of_the_table_are_there() {
    let town = Town::surveyed();
    for view in
        ["indices", "mode-effects", "bounds", "quality", "quality&by=question", "quality&by=design"]
    {
        let page = town.get(&format!("/workbench?view={view}&level=town")).await;
        let links: Vec<String> = page
            .text()
            .split("href=\"./api/v1/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(|link| format!("/api/v1/{}", link.replace("&#38;", "&").replace("&amp;", "&")))
            .collect();
        assert!(links.len() >= 8, "{view}: {links:?}");
        for link in links {
            assert_eq!(town.get(&link).await.status, 200, "{link}");
        }
    }
}

#[actix_web::test]
async fn what_does_not_fit_is_told_and_nothing_is_a_page_too() {
    let town = Town::surveyed();
    for query in ["level=moon", "period=x", "view=none", "unit=nowhere", "page=0"] {
        let page = town.get(&format!("/workbench?{query}")).await;
        assert_eq!(page.status, 400, "{query}");
        assert!(page.text().contains(r#"role="alert""#), "{query}");
    }
    let page = town.get("/workbench?page=99&level=town").await;
    assert!(page.text().contains("共 12 行"));
    assert_eq!(units(&page).len(), 12, "the last page is shown");
    let empty = Town::prepared().get("/workbench").await;
    assert_eq!(empty.status, 200);
}

#[actix_web::test]
async fn rows_lead_on_with_the_same_cut() {
    let town = Town::surveyed();
    let chosen = "unit=C&mode=visit&scheme=equal_steps&lang=en&period=2026-09";
    let page = town.get(&format!("/workbench?{chosen}")).await;
    let links: Vec<String> = page
        .text()
        .split("<tbody>")
        .nth(1)
        .expect("a table")
        .split("href=\"./")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|link| format!("/{}", link.replace("&#38;", "&")))
        .collect();
    for (page, unit) in [("/unit?", "unit=T1"), ("/trend?", "unit=T1"), ("/answers?", "unit=T2")] {
        let link = links.iter().find(|link| link.starts_with(page) && link.contains(unit));
        let link = link.unwrap_or_else(|| panic!("{page} of {unit}: {links:?}"));
        for kept in ["mode=visit", "scheme=equal_steps", "lang=en", "period=2026-09"] {
            assert!(link.contains(kept), "{link} has no {kept}");
        }
        assert_eq!(town.get(link).await.status, 200, "{link}");
    }
    let by_question = town.get("/workbench?level=town&by=question").await;
    assert!(!by_question.text().contains("&#38;category="), "a question is no category elsewhere");
}

#[actix_web::test]
async fn weights_are_chosen_and_named_everywhere() {
    let town = Town::surveyed();
    let page = town.get("/workbench?level=town&weights=equal&lang=en").await;
    assert!(page.text().contains("<dt>Weights</dt><dd>all the same, unweighted</dd>"));
    assert!(page.text().contains("weights=equal&#38;period=2026-Q3&#38;lang=en&#38;format=xlsx"));
    for table in
        ["indices?", "rankings?", "changes?period=2026-08,2026-09&", "mode-effects?", "bounds?"]
    {
        for (weights, told) in
            [("", "design"), ("weights=design&", "design"), ("weights=equal&", "equal")]
        {
            let address = format!("/api/v1/{table}{weights}level=town");
            let answer = town.get(&address).await;
            assert_eq!(answer.status, 200, "{address}");
            assert_eq!(answer.json()["rows"][0]["weights"], told, "{address}");
        }
    }
    town.get("/api/v1/indices?weights=none").await.problem(400, "bad_query");
    town.get("/api/v1/charts/ranking.svg?weights=equal").await.problem(400, "bad_query");
    let csv = town.get("/api/v1/indices?level=town&weights=equal&format=csv").await;
    assert!(csv.text().lines().next().is_some_and(|head| head.ends_with(",weights")));
    assert!(csv.text().lines().skip(1).all(|row| row.ends_with(",equal")));
}
