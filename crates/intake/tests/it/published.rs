//! The head of a rated unit sees its figures when they are published, and nothing else, whichever way
//! it asks.

use std::collections::{BTreeSet, VecDeque};

use actix_web::http::header::ACCEPT;
use actix_web::test::{TestRequest, init_service};
use figures::ChartKind;
use intake::create_app;
use serde_json::{Value, json};
use store::{BulletinContent, SessionKind};
use survey::{BulletinSubject, Response, Role, Round, RoundKind};
use uuid::Uuid;

use crate::access;
use crate::support::{Answer, Town, bearer, browser, grant, response, send};

/// Interviews of May in every town; the heads of the city and of its first town.
fn town() -> Town {
    let town = Town::prepared();
    let round: Round = serde_json::from_value(json!({
        "code": "R0", "name": {"zh": "第二季度", "en": "Second quarter"}, "questionnaire": "env",
        "version": 1, "kind": "official", "modes": ["visit", "phone"],
        "opens": "2026-04-01", "closes": "2026-06-30",
    }))
    .unwrap();
    town.store.put_round(&round).unwrap();
    interview(&town, "R0", "2026-05-03", 0);
    for (name, role, unit) in [
        ("head", Role::UnitHead, Some("T1")),
        ("mayor", Role::UnitHead, None),
        ("leader", Role::Leader, Some("T1")),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
        town.sign_in(name, &format!("{name} browsing"), SessionKind::Browser);
    }
    town
}

/// What the seeds and what they lead to come to, and some more. Where it does not suffice, either a page
/// leads to itself under ever new addresses, or there are more pages to be asked.
const ADDRESSES_MAX: usize = 5_000;

/// Thirty interviews in each town.
fn interview(town: &Town, round: &str, day: &str, from: u128) {
    let mut responses = Vec::new();
    for (place, unit) in ["T1", "T2", "T3", "T4"].into_iter().enumerate() {
        for person in 0..30 {
            let id = Uuid::from_u128(from + (place * 100 + person + 1) as u128);
            let mut value = response(id);
            value["started_at"] = Value::Null;
            (value["round"], value["interviewed_on"], value["unit"]) =
                (json!(round), json!(day), json!(unit));
            let answer = ["vs", "s", "n", "d"][(person + place) % (4 - usize::from(from > 0))];
            value["answers"] = json!({"q1": answer, "q2": "s"});
            responses.push(serde_json::from_value::<Response>(value).unwrap());
        }
    }
    for receipt in town.store.submit_many(&responses, "test") {
        receipt.unwrap();
    }
}

fn publish(town: &Town, period: &str, unit: &str) {
    let subject = BulletinSubject {
        questionnaire: "env".parse().unwrap(),
        kind: RoundKind::Official,
        period: period.parse().unwrap(),
        unit: unit.parse().unwrap(),
    };
    let content = BulletinContent { json: "{}".to_owned(), data_revision: 1 };
    let draft = town.store.by("li").draft_bulletin(&subject, &content).unwrap();
    town.store.by("wang").review_bulletin(draft.id, &draft.digest).unwrap();
    town.store.by("wang").publish_bulletin(draft.id, &draft.digest).unwrap();
}

/// Brings a town to a revision of its data, which stands on every page; what it holds at the end is the
/// same wherever it began.
fn advance(town: &Town, to: i64) {
    let put = |name: &str| {
        let unit = json!({"code": "T5", "name": {"zh": name}, "level": "town", "parent": "C"});
        town.store.put_units(&[serde_json::from_value(unit).unwrap()]).unwrap();
    };
    while town.store.revision().unwrap() + 1 < to {
        put(&format!("第{}镇", town.store.revision().unwrap()));
    }
    put("南河镇");
    assert_eq!(town.store.revision().unwrap(), to);
}

async fn get(town: &Town, by: &str, address: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(address), by)).await
}

/// Periods and units of the rows that somebody gets.
async fn rows(town: &Town, by: &str, address: &str) -> Vec<String> {
    let answer = get(town, by, address).await;
    assert_eq!(answer.status, 200, "{by} {address}: {}", answer.text());
    let rows = answer.json()["rows"].as_array().unwrap().clone();
    let overall = rows.iter().filter(|row| row["category"] == "overall");
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    overall.map(|row| format!("{} {}", text(row, "unit_code"), text(row, "period"))).collect()
}

#[actix_web::test]
async fn a_bulletin_opens_its_period_and_what_lies_in_it() {
    let town = town();
    for address in ["/api/v1/indices", "/api/v1/rankings", "/api/v1/charts/trend.svg"] {
        get(&town, "head", address).await.problem(404, "nothing_published");
    }
    let page = bearer(TestRequest::get().uri("/ranking"), "head");
    let page = town.send(page.insert_header((ACCEPT, "text/html"))).await;
    assert!(page.text().contains("还没有发布的结果"), "{}", page.text());
    assert_eq!(rows(&town, "leader", "/api/v1/rankings").await, ["T1 2026-Q2"]);

    // Of another unit.
    publish(&town, "2026-Q2", "T2");
    get(&town, "head", "/api/v1/indices").await.problem(404, "nothing_published");
    assert_eq!(rows(&town, "mayor", "/api/v1/rankings").await, ["T2 2026-Q2"]);

    publish(&town, "2026-05", "C");
    assert_eq!(rows(&town, "head", "/api/v1/rankings").await, ["T1 2026-05"]);
    let early = get(&town, "head", "/api/v1/rankings?period=2026-Q2").await;
    let refused = early.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "not_published");

    publish(&town, "2026-Q2", "C");
    assert_eq!(rows(&town, "head", "/api/v1/rankings").await, ["T1 2026-Q2"]);
    assert_eq!(rows(&town, "head", "/api/v1/indices?period=2026-05").await, ["T1 2026-05"]);
    // Of the towns that are not shown nothing is said.
    for (language, told) in
        [("zh-CN", "这里只列出1个镇街"), ("en", "Only one of the towns is listed here")]
    {
        let page = get(&town, "head", &format!("/ranking?lang={language}")).await;
        assert!(page.text().contains(told), "{}", page.text());
    }
    let of_mayor = rows(&town, "mayor", "/api/v1/indices?level=town").await;
    assert_eq!(of_mayor, ["T1 2026-Q2", "T2 2026-Q2", "T3 2026-Q2", "T4 2026-Q2"]);
    for closed in ["2026", "2026-H1", "2026-06", "2026-Q3", "2026-S1"] {
        let address = format!("/api/v1/indices?period={closed}");
        let refused = get(&town, "head", &address).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], "not_published", "{closed}");
    }
    // Mock rounds have bulletins of their own.
    let mock = get(&town, "head", "/api/v1/rankings?kind=mock").await;
    mock.problem(404, "nothing_published");

    publish(&town, "2026", "C");
    for open in ["2026", "2026-H1"] {
        let address = format!("/api/v1/indices?period={open}");
        assert_eq!(rows(&town, "head", &address).await, [format!("T1 {open}")]);
    }
}

/// A change tells what was before.
#[actix_web::test]
async fn no_change_is_told_against_what_is_not_published() {
    let town = town();
    interview(&town, "R1", "2026-08-03", 1_000);
    publish(&town, "2026-Q3", "C");
    let change = async |by| {
        let answer = get(&town, by, "/api/v1/rankings?period=2026-Q3").await.json();
        let row = answer["rows"][0].clone();
        assert_eq!((&row["unit_code"], row["index"].is_number()), (&json!("T1"), true));
        ["previous_rank", "change", "change_se", "change_p", "change_p_holm"]
            .map(|name| row[name].is_number())
    };
    assert_eq!(change("leader").await, [true; 5]);
    assert_eq!(change("head").await, [false; 5]);
    publish(&town, "2026-Q2", "C");
    assert_eq!(change("head").await, [true; 5]);
}

/// Two towns that differ in what is not published: the one has no interviews there at all. Whatever the
/// head asks, and wherever the pages lead, both say the same.
#[actix_web::test]
async fn nothing_leaks_of_what_is_not_published() {
    let (still, busy) = (town(), town());
    interview(&busy, "R1", "2026-08-03", 1_000);
    interview(&busy, "R0", "2026-06-03", 2_000);
    interview(&busy, "R0", "2026-04-03", 3_000);
    for town in [&still, &busy] {
        publish(town, "2026-05", "C");
    }
    let newest = [&still, &busy].map(|town| town.store.revision().unwrap());
    for town in [&still, &busy] {
        advance(town, newest[0].max(newest[1]) + 1);
    }
    let apps = [
        init_service(create_app(still.state())).await,
        init_service(create_app(busy.state())).await,
    ];
    let mut queue: VecDeque<String> = seeds().into();
    let mut seen = BTreeSet::new();
    let (mut shown, mut told) = (0, BTreeSet::new());
    while let Some(address) = queue.pop_front() {
        // A PNG is drawn from the SVG.
        if address.contains(".png") || !seen.insert(address.clone()) {
            continue;
        }
        assert!(seen.len() <= ADDRESSES_MAX, "pages lead on and on, such as to {address}");
        let mut answers = Vec::new();
        for app in &apps {
            let request = TestRequest::get().uri(&address).insert_header((ACCEPT, "text/html"));
            let answer = send(app, browser(request, "head browsing")).await;
            answers.push((answer.status, String::from_utf8_lossy(&answer.body).into_owned()));
        }
        let (status, text) = &answers[0];
        let lines = text.lines().zip(answers[1].1.lines());
        let differing: Vec<_> = lines.filter(|(still, busy)| still != busy).collect();
        assert_eq!(differing, [], "{address}");
        assert_eq!(answers[0], answers[1], "{address}");
        // Names of other towns; codes are repeated to who asks for them.
        for other in ["西河镇", "West River", "alert(1)", "=1+1"] {
            assert!(!text.contains(other), "{address} tells of {other}");
        }
        shown += usize::from(status.is_success() && text.contains("2026"));
        if status.is_success() {
            told.insert(address.clone());
        }
        queue.extend(links(text).filter(|link| !seen.contains(link)));
    }
    assert!(shown > 60, "only {shown} of {} addresses show anything", seen.len());
    for kind in [".svg", ".csv", "format=csv", "format=xlsx", "format=parquet", "by=question"] {
        assert!(told.iter().any(|address| address.contains(kind)), "nothing is told as {kind}");
    }
}

/// Every page and table of figures, of every period and unit.
fn seeds() -> Vec<String> {
    let mut seeds = vec!["/".to_owned(), "/account".to_owned()];
    let mut pages: Vec<String> = Vec::new();
    for kind in ChartKind::ALL.map(ChartKind::as_str) {
        pages.push(format!("/api/v1/charts/{kind}.svg?"));
        pages.push(format!("/api/v1/charts/{kind}.csv?"));
    }
    let figures = access::FIGURES.into_iter().filter(|address| !address.contains('?'));
    pages.extend(figures.map(|address| format!("{address}?")));
    for split in ["by=question", "by=mode", "format=csv", "format=xlsx", "format=parquet"] {
        pages.push(format!("/api/v1/indices?{split}"));
    }
    for view in ["changes", "mode-effects", "bounds", "quality", "quality&by=question"] {
        pages.push(format!("/workbench?view={view}"));
    }
    for periods in ["2026-04,2026-05", "2026-05,2026-06", "2026-Q2,2026-Q3"] {
        seeds.push(format!("/api/v1/changes?period={periods}"));
    }
    for page in pages {
        for period in ["", "2026-05", "2026-06", "2026-Q2", "2026-Q3"] {
            for unit in ["", "T1", "T2"] {
                let mut address = page.clone();
                for (name, value) in [("period", period), ("unit", unit)] {
                    let unknown = name == "unit" && page.contains("rankings");
                    if !value.is_empty() && !unknown {
                        address = format!("{address}&{name}={value}");
                    }
                }
                seeds.push(address);
            }
        }
    }
    let feed =
        ["IndicesByMonth", "QuestionIndicesByQuarter", "RankingsByQuarter", "ChangesByQuarter"];
    seeds.extend(feed.map(|set| format!("/odata/v4/env/official/{set}")));
    seeds
}

/// Where a page leads within the service.
fn links(page: &str) -> impl Iterator<Item = String> {
    let targets = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = targets.filter(|target| {
        !target.is_empty() && !target.contains(':') && !target.contains("static/")
    });
    // Each page names the root from where it stands.
    let from_root =
        |target: &str| target.trim_start_matches("./").trim_start_matches("../").to_owned();
    own.map(move |target| format!("/{}", from_root(target).replace("&#38;", "&")))
}
