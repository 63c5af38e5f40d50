//! The pages.

use std::collections::BTreeSet;

use actix_web::test::TestRequest;
use figures::{ChartKind, Cut, Selection, Source};
use serde_json::json;
use survey::{Language, Response, Unit};
use uuid::Uuid;

use crate::conformance::DOCUMENT;
use crate::support::{Answer, Town, response};

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

/// What must hold for every page.
fn check(answer: &Answer) {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let html = answer.text();
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\""), "{html}");
    for forbidden in
        ["<script", " style=\"", "<style", "javascript:", " onclick", "href=\"/", "src=\"/"]
    {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    for (place, _) in html.match_indices("://") {
        let scheme = &html[place.saturating_sub(5)..(place + 20).min(html.len())];
        assert!(scheme.contains("www.w3.org"), "an address outside: {scheme}");
    }
    let mut ids: Vec<&str> = html
        .match_indices(" id=\"")
        .map(|(place, mark)| html[place + mark.len()..].split('"').next().unwrap())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "ids stand once");
}

#[actix_web::test]
async fn the_start_leads_to_the_overview_also_below_a_prefix() {
    let answer = Town::surveyed().get("/?lang=en").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "overview?lang=en");
}

#[actix_web::test]
async fn every_page_shows_the_figures_of_the_figures_crate() {
    let town = Town::surveyed();
    for kind in ChartKind::ALL {
        for language in [Language::Chinese, Language::English] {
            let address = format!("/{}?lang={language}", kind.as_str());
            let answer = town.get(&address).await;
            assert_eq!(answer.status, 200, "{address}: {}", answer.text());
            check(&answer);
            let html = answer.text();
            assert!(html.contains(&format!("<html lang=\"{language}\">")));
            assert_eq!(html.matches("<svg").count(), 2, "a phone and a page");
            let cut = Cut { language, ..Cut::default() };
            let selection = Selection::default();
            let source = Source { store: &town.store, selection: &selection };
            let twin = town.figures(|figures| figures.twin(kind, &cut, source).unwrap());
            assert!(!twin.rows.is_empty());
            for cell in twin.headers.iter().chain(twin.rows.iter().flatten()) {
                let cell = escaped(cell);
                let is_there =
                    ["</t", "</a></t"].iter().any(|end| html.contains(&format!(">{cell}{end}")));
                assert!(is_there, "{address}: {cell}");
            }
            assert!(html.contains("scope=\"row\"") && html.contains("scope=\"col\""));
        }
    }
}

#[actix_web::test]
async fn downloads_of_a_page_are_there() {
    let town = Town::surveyed();
    for kind in ChartKind::ALL {
        let page = town.get(&format!("/{}?category=air&lang=en", kind.as_str())).await;
        let links: Vec<String> = page
            .text()
            .match_indices("href=\"./api/")
            .map(|(place, _)| {
                page.text()[place + 7..].split('"').next().unwrap().replace("&#38;", "&")
            })
            .collect();
        assert_eq!(links.len(), 4, "{links:?}");
        for link in links.iter().filter(|link| !link.contains(".png")) {
            let answer = town.get(link).await;
            assert_eq!(answer.status, 200, "{link}: {}", answer.text());
        }
    }
}

#[actix_web::test]
async fn a_form_sent_with_blanks_means_no_choice() {
    let town = Town::surveyed();
    let answer = town.get("/trend?period=&unit=&mode=&target=&level=town").await;
    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn what_was_chosen_stays_chosen() {
    let town = Town::surveyed();
    let answer = town.get("/ranking?period=2026-09&category=air&mode=visit&target=85").await;
    let html = answer.text();
    for chosen in [
        "<option value=\"2026-09\" selected>",
        "<option value=\"air\" selected>",
        "<option value=\"visit\" selected>",
        "<option value=\"town\" selected>",
        "<option value=\"equal_steps@1\" selected>",
        "value=\"85\"",
    ] {
        assert!(html.contains(chosen), "{chosen}");
    }
    assert!(!html.contains("value=\"mail\""), "no round asks by mail");
}

#[actix_web::test]
async fn a_wrong_address_is_explained_and_the_form_is_there() {
    let town = Town::surveyed();
    for query in [
        "period=2026-13",
        "level=galaxy",
        "category=x",
        "mode=owl",
        "colour=red",
        "questionnaire=x",
        "unit=x",
        "target=900",
    ] {
        let answer = town.get(&format!("/ranking?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        check(&answer);
        let html = answer.text();
        assert!(html.contains("请先处理以下问题"), "{query}");
        assert!(html.contains("role=\"alert\""));
        assert!(html.contains("<select id=\"f-period\""), "{query}");
        assert!(!html.contains("<figure"), "{query}");
    }
}

#[actix_web::test]
async fn the_language_is_that_of_address_cookie_and_browser_in_turn() {
    let town = Town::surveyed();
    let ask = |query: &str| TestRequest::get().uri(&format!("/ranking{query}"));
    let chinese = |answer: &Answer| answer.text().contains("<html lang=\"zh-CN\">");
    assert!(chinese(&town.send(ask("")).await));
    let english = town.send(ask("").insert_header(("accept-language", "en-GB,zh;q=0.5"))).await;
    assert!(!chinese(&english));
    assert!(english.header("vary").contains("Accept-Language"));
    let cookie = ask("")
        .insert_header(("accept-language", "en"))
        .insert_header(("cookie", "a=b; lang=zh-CN"));
    assert!(chinese(&town.send(cookie).await));
    let chosen = town.send(ask("?lang=en").insert_header(("cookie", "lang=zh-CN"))).await;
    assert!(!chinese(&chosen));
    assert!(chosen.header("set-cookie").starts_with("lang=en;"));
}

#[actix_web::test]
async fn a_page_is_sent_again_only_after_a_change() {
    let town = Town::surveyed();
    let first = town.get("/ranking").await;
    let tag = first.header("etag").to_owned();
    let again = TestRequest::get().uri("/ranking").insert_header(("if-none-match", tag.as_str()));
    assert_eq!(town.send(again).await.status, 304);
    let english = TestRequest::get()
        .uri("/ranking")
        .insert_header(("if-none-match", tag.as_str()))
        .insert_header(("accept-language", "en"));
    assert_eq!(town.send(english).await.status, 200);
}

#[actix_web::test]
async fn an_empty_database_says_what_to_do() {
    for town in [Town::empty(), Town::prepared()] {
        let answer = town.get("/ranking").await;
        assert_eq!(answer.status, 200);
        check(&answer);
        assert!(answer.text().contains("还没有答卷"));
        assert!(answer.text().contains("manyi import responses"));
    }
    let answer = Town::surveyed().get("/ranking?kind=mock&lang=en").await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("no responses of this kind"), "{}", answer.text());
}

#[actix_web::test]
async fn people_get_a_page_where_nothing_stands_and_programs_a_problem() {
    let town = Town::surveyed();
    let browser =
        |path: &str| TestRequest::get().uri(path).insert_header(("accept", "text/html,*/*"));
    let page = town.send(browser("/a/b")).await;
    assert_eq!(page.status, 404);
    check(&page);
    assert!(page.text().contains("没有这个页面"));
    assert!(page.text().contains("href=\"../static/manyi."));
    town.get("/a/b").await.problem(404, "not_found");
    town.send(browser("/api/v1/x")).await.problem(404, "not_found");
}

#[actix_web::test]
async fn head_is_answered_without_a_body() {
    let town = Town::surveyed();
    let head = TestRequest::with_uri("/ranking").method(actix_web::http::Method::HEAD);
    assert_eq!(town.send(head).await.status, 200);
}

#[actix_web::test]
async fn the_page_of_the_api_lists_what_its_document_lists() {
    let town = Town::empty();
    for language in [Language::Chinese, Language::English] {
        let answer = town.get(&format!("/api?lang={language}")).await;
        assert_eq!(answer.status, 200);
        check(&answer);
        for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let heading = format!("<code>{} {path}</code>", method.to_uppercase());
                assert!(answer.text().contains(&heading), "{heading}");
                let right = operation["x-right"].as_str().unwrap_or_default();
                assert!(answer.text().contains(right), "{right}");
            }
        }
    }
}

#[actix_web::test]
async fn large_print_is_chosen_once_and_stays() {
    let town = Town::surveyed();
    let chosen = town.get("/ranking?period=2026-09&print=large").await;
    assert_eq!(chosen.status, 303);
    assert_eq!(chosen.header("location"), "./ranking?period=2026-09");
    assert!(chosen.header("set-cookie").starts_with("print=large;"));
    assert!(!chosen.header("set-cookie").contains("Path"), "it holds below any prefix");
    let large = |path: &str| TestRequest::get().uri(path).insert_header(("cookie", "print=large"));
    for path in ["/ranking?period=2026-09", "/api", "/sign-in"] {
        let page = town.get(path).await;
        assert!(page.text().contains("<html lang=\"zh-CN\">"), "{path}");
        let again = town.send(large(path)).await;
        check(&again);
        assert!(again.text().contains("<html lang=\"zh-CN\" class=\"large\">"), "{path}");
        assert!(again.text().contains("print=normal\">标准字号</a>"), "{path}");
    }
    // What is kept for one size is not shown for the other.
    let tag = town.get("/ranking").await.header("etag").to_owned();
    let other = large("/ranking").insert_header(("if-none-match", tag.as_str()));
    assert_eq!(town.send(other).await.status, 200);
    town.get("/api/v1/units?print=large").await.problem(400, "bad_query");
}

#[actix_web::test]
async fn a_choice_of_letters_leads_to_no_other_site() {
    let town = Town::surveyed();
    for (address, place) in [
        ("/?print=large", "./"),
        ("/x/https:evil.example?print=large", "./https:evil.example"),
        ("//evil.example?print=normal", "./evil.example"),
    ] {
        assert_eq!(town.get(address).await.header("location"), place, "{address}");
    }
}

/// Villages of which nobody would see the end on one page.
fn town_of_many_villages(villages: u32) -> Town {
    let town = Town::prepared();
    let code = |village| format!("V{village:03}");
    let units: Vec<Unit> = (0..villages)
        .map(|village| {
            let name = format!("{village}村");
            let unit = json!({"code": code(village), "name": {"zh": name}, "level": "village", "parent": "T1"});
            serde_json::from_value(unit).unwrap()
        })
        .collect();
    town.store.put_units(&units).unwrap();
    let responses: Vec<Response> = (0..villages)
        .map(|village| {
            let mut value = response(Uuid::from_u128(u128::from(village) + 1));
            value["unit"] = json!(code(village));
            serde_json::from_value(value).unwrap()
        })
        .collect();
    for receipt in town.store.submit_many(&responses, "test") {
        receipt.unwrap();
    }
    town
}

#[actix_web::test]
async fn a_long_table_is_turned_over_and_never_cut() {
    let town = town_of_many_villages(620);
    let mut seen = Vec::new();
    let mut next = Some("/ranking?level=village&lang=en".to_owned());
    while let Some(address) = next.take() {
        let page = town.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        check(&page);
        let html = page.text();
        assert!(!html.contains("<svg") && html.contains("download the whole chart"), "{address}");
        assert!(html.contains("620 rows; here are"), "{address}");
        seen.extend(
            html.match_indices("村</a></th>")
                .map(|(end, _)| html[..end].rsplit('>').next().unwrap().to_owned()),
        );
        let ahead = html.split("rel=\"next\" href=\".").nth(1);
        next = ahead.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
    }
    assert_eq!(seen.len(), 620);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 620);
    let chart = town.get("/api/v1/charts/ranking.svg?level=village").await;
    assert_eq!((chart.status.as_u16(), chart.text().contains("619村")), (200, true));
    assert_eq!(town.get("/ranking?level=village&page=0").await.status, 400);
    assert_eq!(town.get("/ranking?level=village&page=99").await.status, 200, "the last one");
}
