//! The pages of leaders: the overview and the page of a unit.

use actix_web::test::TestRequest;
use analytics::{IndexRequest, UnitSelection};
use figures::{ChartKind, Cut};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{Aim, Place, SessionKind};
use survey::display::rounded;
use survey::round::in_china;
use survey::table::IndexRow;
use survey::{Response, Role, Round};
use uuid::Uuid;

use crate::support::{Answer, Town, bearer, grant, response};

/// A row of the index table of the third quarter, as `manyi score` has it.
fn scored(town: &Town, unit: &str, category: &str) -> IndexRow {
    let request = IndexRequest {
        periods: vec!["2026-Q3".parse().unwrap()],
        units: UnitSelection::One(unit.to_owned()),
        ..IndexRequest::default()
    };
    let rows = town.figures(|figures| figures.index_table(&Cut::default(), &request).unwrap());
    rows.into_iter().find(|row| row.category == category).unwrap()
}

fn has_figures_of(page: &Answer, row: &IndexRow) {
    let html = page.text();
    let score = |value: Option<f64>| rounded(value.unwrap(), 2);
    for figure in [
        score(row.index),
        format!("{}–{}", score(row.ci_low), score(row.ci_high)),
        format!("{}%", rounded(row.rate.unwrap() * 100.0, 1)),
    ] {
        assert!(html.contains(&figure), "{} {}: {figure}", row.unit_code, row.category);
    }
}

fn set_aim(town: &Town, unit: &str, index: Option<f64>) {
    let place = Place { rank: 3, out_of: Some(16), field: "全省".to_owned() };
    let unit = unit.parse().unwrap();
    let aim = Aim { year: 2026, unit, index, place: Some(place), source: None };
    town.store.by("tester").put_aim(&aim).unwrap();
}

/// Adds responses with one open issue each, of other units than the newest.
fn complain(town: &Town, units: &[&str]) {
    for (n, unit) in units.iter().enumerate() {
        let mut value = response(Uuid::from_u128(9_000 + n as u128));
        value["unit"] = json!(unit);
        value["answers"] = json!({"q1": "d", "q2": "s"});
        value["issues"] = json!([{"question": "q1", "category": "air", "text": "夜里施工"}]);
        let response: Response = serde_json::from_value(value).unwrap();
        town.store.submit(&response, "test").unwrap();
    }
}

fn tile(page: &Answer, label: &str) -> String {
    let text = page.text();
    let from = text.find(label).unwrap_or_else(|| panic!("{label} is missing: {text}"));
    let value = text[from..].split("class=\"value\">").nth(1).unwrap();
    value.split('<').next().unwrap().to_owned()
}

#[actix_web::test]
async fn the_overview_shows_what_the_tables_hold() {
    let town = Town::surveyed();
    let page = town.get("/overview").await;
    assert_eq!(page.status, 200, "{}", page.text());
    for category in ["overall", "air", "water"] {
        has_figures_of(&page, &scored(&town, "C", category));
    }
    assert!(page.text().contains("2026年第三季度 · 镇街"));
    assert!(!page.text().contains("进行中"), "the quarter is over");
    assert_eq!(tile(&page, "应答率 RR1"), "—");
    assert!(!page.text().contains("距目标"), "nobody has set a target");
}

#[actix_web::test]
async fn a_unit_shows_what_the_tables_hold_and_leads_up_and_down() {
    let town = Town::surveyed();
    let page = town.get("/unit?unit=T2").await;
    assert_eq!(page.status, 200, "{}", page.text());
    for (unit, category) in [("T2", "overall"), ("T2", "air"), ("T2", "water")] {
        has_figures_of(&page, &scored(&town, unit, category));
    }
    let whole = scored(&town, "C", "air");
    assert!(page.text().contains(&rounded(whole.index.unwrap(), 2)), "beside the whole");
    assert!(page.text().contains("href=\"./unit?"), "the way up");
    assert_eq!(page.text().matches("<svg").count(), 4, "two charts, for a phone and a page");
    let city = town.get("/unit").await;
    for unit in ["T1", "T2", "T3", "T4"] {
        assert!(city.text().contains(&format!("unit={unit}\"")), "{unit}");
    }
    town.get("/unit?unit=T9").await.status.is_client_error().then_some(()).unwrap();
    let ranking = town.get("/ranking?mode=visit").await;
    assert!(ranking.text().contains("mode=visit&#38;scheme=equal_steps%401&#38;unit=T1\""));
}

/// Forty people of each town, who answer alike but for those of the first.
fn alike_but_first(first: [&str; 3]) -> Town {
    let town = Town::prepared();
    let responses = (0..160).map(|person| {
        let answers = if person % 4 == 0 { first } else { ["vs", "s", "n"] };
        let answer = answers[(person / 4 % 3) as usize];
        let mut value = response(Uuid::from_u128(person + 1));
        value["unit"] = json!(format!("T{}", person % 4 + 1));
        value["answers"] = json!({"q1": answer});
        serde_json::from_value(value).unwrap()
    });
    for receipt in town.store.submit_many(&responses.collect::<Vec<_>>(), "test") {
        receipt.unwrap();
    }
    town
}

#[actix_web::test]
async fn the_first_of_a_single_tier_is_told_that_it_is_no_honour() {
    let alike = alike_but_first(["vs", "s", "n"]).get("/unit?unit=T1").await;
    assert_eq!(tile(&alike, "名次区间"), "1–4");
    assert!(alike.text().contains("4 个镇街分不出档次"), "{}", alike.text());
    let ahead = alike_but_first(["vs", "vs", "vs"]).get("/unit?unit=T1").await;
    assert_eq!(tile(&ahead, "名次区间"), "1");
    assert!(!ahead.text().contains("分不出档次"));
}

#[actix_web::test]
async fn an_aim_is_the_target_until_another_is_named() {
    let town = Town::surveyed();
    set_aim(&town, "C", Some(99.5));
    for path in ["/overview", "/unit", "/ranking", "/trend"] {
        let page = town.get(path).await;
        assert!(
            page.text().contains("name=\"target\"") && page.text().contains("value=\"99.5\""),
            "{path}"
        );
    }
    let overview = town.get("/overview").await;
    assert!(overview.text().contains("可以确定未达到") && overview.text().contains("全省前3名"));
    let gap = scored(&town, "C", "overall").index.unwrap() - 99.5;
    assert_eq!(tile(&overview, "距目标99.5分"), rounded(gap, 2));
    // A town has the target of the city, but not its place among others.
    let below = town.get("/unit?unit=T1").await;
    assert!(below.text().contains("距目标99.5分") && !below.text().contains("全省前3名"));
    for (query, value) in [("target=50", "value=\"50\""), ("target=", "value=\"\"")] {
        let page = town.get(&format!("/ranking?{query}")).await;
        assert!(page.text().contains(value), "{query}");
        assert!(!page.text().contains("99.5"), "{query}");
    }
    let category = town.get("/overview?category=air").await;
    assert!(!category.text().contains("距目标"), "an aim is one of the whole");
    // Its answer is another as soon as the aim is.
    let tag = town.get("/ranking").await.header("etag").to_owned();
    set_aim(&town, "C", None);
    assert_ne!(town.get("/ranking").await.header("etag"), tag);
}

#[actix_web::test]
async fn each_sees_the_own_part() {
    let town = Town::surveyed();
    complain(&town, &["T1", "T1", "T2"]);
    town.add_user("of_t1", &[grant(Role::Leader, Some("T1"))]);
    town.sign_in("of_t1", "of_t1", SessionKind::Program);
    let read = |path: &str| town.send(bearer(TestRequest::get().uri(path), "of_t1"));
    let all = town.get("/overview").await;
    assert_eq!(tile(&all, "待处理问题"), "3");
    for path in ["/overview", "/unit", "/unit?unit=T1"] {
        let own = read(path).await;
        assert_eq!(own.status, 200, "{path}");
        assert_eq!(tile(&own, "待处理问题"), "2", "{path}");
        let of_city = rounded(scored(&town, "C", "overall").index.unwrap(), 2);
        for foreign in ["云泽市", "西河镇", &of_city] {
            assert!(!own.text().contains(foreign), "{path}: {foreign}");
        }
    }
    assert_eq!(read("/unit?unit=T2").await.status, 400);
}

#[actix_web::test]
async fn what_is_asked_wrongly_is_explained() {
    let town = Town::surveyed();
    for path in ["/overview", "/unit"] {
        for query in ["period=2026-13", "category=x", "mode=owl", "colour=red", "target=900"] {
            let page = town.get(&format!("{path}?{query}")).await;
            assert_eq!(page.status, 400, "{path}?{query}");
            assert!(page.text().contains("请先处理以下问题"), "{path}?{query}");
            assert!(page.text().contains("<select id=\"f-period\""), "{path}?{query}");
        }
    }
    for path in ["/overview", "/unit"] {
        let page = Town::prepared().get(path).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("还没有答卷"), "{path}");
    }
}

#[actix_web::test]
async fn files_of_the_pages_are_there() {
    let town = Town::surveyed();
    set_aim(&town, "C", Some(90.0));
    for path in ["/overview?lang=en", "/unit?lang=en&unit=T1"] {
        let page = town.get(path).await;
        let links = page.text().match_indices("href=\"./api/").map(|(place, _)| {
            page.text()[place + 7..].split('"').next().unwrap().replace("&#38;", "&")
        });
        let links: Vec<String> = links.filter(|link| !link.contains(".png")).collect();
        assert!(links.len() >= 2, "{links:?}");
        for link in links {
            let answer = town.get(link.trim_start_matches('.')).await;
            assert_eq!(answer.status, 200, "{link}: {}", answer.text());
        }
    }
}

#[actix_web::test]
async fn rooms_hold_what_the_reader_may_open() {
    let town = Town::surveyed();
    for (role, there, missing) in [
        (
            Role::Leader,
            &["overview", "ranking", "heatmap", "fieldwork"][..],
            &["accounts", "audit", "visit"][..],
        ),
        (Role::Auditor, &["audit"], &["overview", "ranking", "fieldwork"]),
        (Role::Surveyor, &["visit", "calls"], &["overview", "accounts"]),
    ] {
        let name = role.as_str();
        town.add_user(name, &[grant(role, None)]);
        town.sign_in(name, name, SessionKind::Program);
        let page = town.send(bearer(TestRequest::get().uri("/api"), name)).await;
        let nav = page.text().split("<nav").nth(1).unwrap().split("</nav>").next().unwrap();
        for page in there {
            assert!(nav.contains(&format!("href=\"./{page}\"")), "{name} {page}: {nav}");
        }
        for page in missing {
            assert!(!nav.contains(&format!("href=\"./{page}")), "{name} {page}: {nav}");
        }
    }
}

/// The year of today runs on every day of it.
#[actix_web::test]
async fn a_period_that_still_runs_is_marked_wherever_it_is_shown() {
    let town = Town::prepared();
    let today = in_china(Timestamp::now()).date();
    let round: Round = serde_json::from_value(json!({
        "code": "NOW", "name": {"zh": "今年"}, "questionnaire": "env", "version": 1,
        "kind": "official", "modes": ["visit"], "opens": today, "closes": today,
    }))
    .unwrap();
    town.store.put_round(&round).unwrap();
    let interview = |person: u128| {
        let mut value = response(Uuid::from_u128(person + 1));
        (value["round"], value["interviewed_on"]) = (json!("NOW"), json!(today));
        value["unit"] = json!(["T1", "T2", "T3", "T4"][usize::try_from(person % 4).unwrap()]);
        value["started_at"] = Value::Null;
        serde_json::from_value::<Response>(value).unwrap()
    };
    let responses: Vec<_> = (0..120).map(interview).collect();
    for receipt in town.store.submit_many(&responses, "test") {
        receipt.unwrap();
    }
    let over = Town::surveyed();
    let pages = ChartKind::ALL.map(ChartKind::as_str);
    for page in pages.into_iter().chain(["overview", "unit", "workbench"]) {
        for (language, mark) in [
            ("zh-CN", format!("截至 {today}，本期未结束")),
            ("en", format!("not over yet, as of {today}")),
        ] {
            let running =
                town.get(&format!("/{page}?period={}&lang={language}", today.year())).await;
            assert!(running.text().contains(&mark), "{page}: {}", running.text());
            let done = over.get(&format!("/{page}?period=2026-Q3&lang={language}")).await;
            assert_eq!(done.status, 200, "{page}");
            assert!(
                !done.text().contains("未结束") && !done.text().contains("not over yet"),
                "{page}"
            );
        }
    }
}

#[actix_web::test]
async fn the_categories_of_the_overview_are_files_too() {
    let town = Town::surveyed();
    let page = town.get("/overview?lang=en").await;
    let html = page.text().split("id=\"weakest\"").nth(1).unwrap();
    let html = html.split("</section>").next().unwrap();
    let links: Vec<_> = html
        .split("href=\"./api")
        .skip(1)
        .map(|rest| format!("/api{}", rest.split('"').next().unwrap().replace("&#38;", "&")))
        .collect();
    assert_eq!(links.len(), 2, "{links:?}");
    let csv = town.get(&links[0]).await;
    assert_eq!(csv.status, 200, "{}", csv.text());
    let row = scored(&town, "C", "air");
    let index = row.index.unwrap().to_string();
    assert!(csv.text().lines().any(|line| line.contains("air") && line.contains(&index)));
    assert!(
        csv.text().lines().skip(1).all(|line| line.contains("云泽市") || line.contains("Yunze"))
    );
    assert!(town.get(&links[1]).await.body.starts_with(b"PK"));
}
