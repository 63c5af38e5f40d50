//! The page of how far a round has come.

use actix_web::http::header::ACCEPT;
use actix_web::test::TestRequest;
use serde_json::Value;
use store::{Quota, SessionKind};
use survey::{Grant, Role};

use crate::fieldwork::Desk;
use crate::support::{Answer, Town, browser, grant};

const ADDRESS: &str = "/fieldwork?lang=zh-CN";

/// A desk whose towns must do so many interviews, and somebody who looks after them.
fn desk(quotas: &[(&str, u64)], supervisor: Grant) -> Desk {
    let desk = Desk::new();
    let quotas: Vec<Quota> = quotas
        .iter()
        .map(|(unit, minimum)| Quota { unit: unit.parse().unwrap(), minimum: *minimum })
        .collect();
    desk.town.store.by("test").put_quotas(&"NOW".parse().unwrap(), &quotas).unwrap();
    desk.town.add_user("zhang", &[supervisor]);
    desk.town.sign_in("zhang", "zhang", SessionKind::Browser);
    desk
}

async fn look(town: &Town, address: &str) -> Answer {
    let page = TestRequest::get().uri(address).insert_header((ACCEPT, "text/html"));
    town.send(browser(page, "zhang")).await
}

/// Where texts stand in a page; fails when one does not.
fn places(page: &Answer, texts: &[&str]) -> Vec<usize> {
    let place =
        |text: &&str| page.text().find(text).unwrap_or_else(|| panic!("{text}: {}", page.text()));
    texts.iter().map(place).collect()
}

#[actix_web::test]
async fn the_unit_that_lacks_most_stands_first_with_the_figures_of_the_api() {
    let desk = desk(&[("T1", 2), ("T2", 4), ("T4", 1)], grant(Role::Supervisor, None));
    for (n, outcome) in [(1, "1.1"), (2, "2.11"), (3, "2.20")] {
        let case = desk.next("li").await;
        assert_eq!(desk.tried("li", n, &case, outcome).await.status, 201);
    }
    desk.next("wang").await;
    let page = look(&desk.town, ADDRESS).await;
    assert_eq!(page.status, 200);
    let order = places(&page, &["西河镇</th>", "东河镇</th>", "=1+1</th>", "合计</th>"]);
    assert!(order.is_sorted(), "{order:?}");
    // T2 lacks four, T1 one; T4 has a quota and no cases, and is asked of nobody.
    for told in [
        r#"<progress max="4" value="0""#,
        "还差 4",
        r#"<progress max="2" value="1""#,
        "1 / 5",
        "—",
        "最低数 7，还差 6",
        "待访 7，预约 0，正在访 1，已了结 2",
    ] {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    let api = desk.town.get("/api/v1/fieldwork?round=NOW&level=town").await.json();
    let sum = |name: &str| {
        api["rows"].as_array().unwrap().iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!([sum("cases"), sum("open"), sum("held"), sum("closed")], [10, 7, 1, 2]);
    assert_eq!(api["rows"][2]["unit_code"], "T4");
    assert_eq!(
        (&api["rows"][2]["cases"], &api["rows"][2]["response_rate"]),
        (&0.into(), &Value::Null)
    );
    // The files of the page are there, in Excel's reading.
    let csv = page.text().split("href=\"").find(|part| part.contains("by=mode")).unwrap();
    let csv = csv.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let file = desk.town.get(csv.trim_start_matches('.')).await;
    assert_eq!(file.status, 200, "{csv}");
    assert!(file.text().starts_with("\u{feff}unit_code,") && file.text().contains(",phone,"));
}

/// What is missing is the same from whatever height one looks.
#[actix_web::test]
async fn what_one_has_beyond_its_quota_does_not_make_up_for_another() {
    let desk = desk(&[("T1", 1), ("T2", 4)], grant(Role::Supervisor, None));
    for n in [1, 2] {
        let case = desk.next("li").await;
        assert_eq!(desk.tried("li", n, &case, "1.1").await.status, 201);
    }
    let needs = async |level: &str| {
        let address = format!("/api/v1/fieldwork?round=NOW&level={level}");
        let rows = desk.town.get(&address).await.json()["rows"].clone();
        let need =
            |row: &Value| [row["complete"].clone(), row["minimum"].clone(), row["missing"].clone()];
        rows.as_array().unwrap().iter().map(need).collect::<Vec<_>>()
    };
    let numbers = |numbers: [u64; 3]| numbers.map(Value::from);
    assert_eq!(needs("town").await, [numbers([2, 1, 0]), numbers([0, 4, 4])]);
    assert_eq!(needs("city").await, [numbers([2, 5, 4])]);
    let page = look(&desk.town, ADDRESS).await;
    assert!(page.text().contains("最低数 5，还差 4"), "{}", page.text());
}

#[actix_web::test]
async fn a_supervisor_of_a_town_sees_that_town() {
    let desk = desk(&[("T1", 2), ("T2", 4)], grant(Role::Supervisor, Some("T2")));
    let page = look(&desk.town, ADDRESS).await;
    assert!(
        page.text().contains("西河镇</th>") && !page.text().contains("东河镇"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("最低数 4，还差 4"));
    // One unit needs no sum.
    assert!(!page.text().contains("合计</th>"));
    let above = look(&desk.town, "/fieldwork?level=city&lang=zh-CN").await;
    assert_eq!(above.status, 400);
    assert!(above.text().contains("“层级”的取值不能识别") && !above.text().contains("东河镇"));
}

#[actix_web::test]
async fn it_loads_itself_anew_for_whoever_wants_that() {
    let desk = desk(&[], grant(Role::Supervisor, None));
    let still = look(&desk.town, ADDRESS).await;
    assert!(!still.text().contains("http-equiv") && still.text().contains("每30秒刷新"));
    assert!(still.text().contains("live=1"));
    let live = look(&desk.town, "/fieldwork?live=1&lang=en").await;
    assert!(live.text().contains(r#"<meta http-equiv="refresh" content="30">"#));
    assert!(live.text().contains("Stop refreshing"), "{}", live.text());
    // What is chosen next stays live.
    assert!(live.text().contains(r#"name="live" value="1""#));
    assert!(live.text().contains("no minimum is set"));
}

#[actix_web::test]
async fn where_there_is_nothing_it_says_what_to_do() {
    let town = Town::empty();
    town.add_user("zhang", &[grant(Role::Supervisor, None)]);
    town.sign_in("zhang", "zhang", SessionKind::Browser);
    let page = look(&town, ADDRESS).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("还没有调查轮次") && page.text().contains("manyi import rounds"));

    let town = Town::prepared();
    town.add_user("zhang", &[grant(Role::Supervisor, None)]);
    town.sign_in("zhang", "zhang", SessionKind::Browser);
    let page = look(&town, "/fieldwork?round=R1&lang=zh-CN").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("这个轮次还没有样本"));
    assert!(page.text().contains("manyi sample draw R1 visit"), "{}", page.text());
    for (address, told) in [
        ("/fieldwork?round=R9&lang=zh-CN", "“调查轮次”的取值不能识别"),
        ("/fieldwork?level=moon&lang=zh-CN", "可用：city、town"),
        ("/fieldwork?live=2&lang=zh-CN", "“live”"),
        ("/fieldwork?moon=1&lang=zh-CN", "“moon”"),
    ] {
        let page = look(&town, address).await;
        assert_eq!(page.status, 400, "{address}");
        assert!(page.text().contains(told), "{address}: {}", page.text());
    }
}

#[actix_web::test]
async fn its_readers_are_led_to_it_and_nobody_else() {
    let town = Town::surveyed();
    town.sign_in("tester", "tester", SessionKind::Browser);
    for (name, role) in [("zhang", Role::Supervisor), ("admin", Role::Administrator)] {
        town.add_user(name, &[grant(role, None)]);
        town.sign_in(name, name, SessionKind::Browser);
    }
    let led = async |who: &str, path: &str| {
        let page = town.send(browser(TestRequest::get().uri(path), who)).await;
        page.text().contains(r#"href="./fieldwork""#)
    };
    assert!(led("zhang", "/ranking").await && led("zhang", "/account").await);
    assert!(led("zhang", "/api").await && led("tester", "/audit").await);
    assert!(!led("admin", "/account").await && !led("admin", "/accounts").await);
}
