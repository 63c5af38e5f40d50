//! The ledger of issues over HTTP.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::{IssueFilter, SessionKind};
use survey::{Response, Role};
use uuid::Uuid;

use crate::support::{Answer, Town, bearer, grant, post, response};

const SAID: &str = "东头工地夜里施工";

/// Towns of which each has as many issues as the number says.
fn town(towns: &[(&str, u128)]) -> Town {
    let town = Town::prepared();
    let mut n = 0;
    for (unit, count) in towns {
        for _ in 0..*count {
            n += 1;
            let mut value = response(Uuid::from_u128(n));
            value["unit"] = json!(unit);
            value["answers"] = json!({"q1": "d", "q2": "s"});
            value["issues"] = json!([{"question": "q1", "category": "air", "text": SAID}]);
            let response: Response = serde_json::from_value(value).unwrap();
            town.store.submit(&response, "test").unwrap();
        }
    }
    for (name, role, unit) in [
        ("of_t1", Role::Leader, "T1"),
        ("head", Role::UnitHead, "T1"),
        ("of_t2", Role::Supervisor, "T2"),
        ("of_all", Role::Analyst, "C"),
    ] {
        town.add_user(name, &[grant(role, Some(unit))]);
        town.sign_in(name, name, SessionKind::Program);
    }
    town
}

async fn read(town: &Town, who: &str, query: &str) -> Answer {
    let address = format!("/api/v1/issues{query}");
    town.send(bearer(TestRequest::get().uri(&address), who)).await
}

fn units(answer: &Answer) -> Vec<String> {
    let told = answer.json();
    let issues = told["issues"].as_array().unwrap();
    issues.iter().map(|issue| issue["unit"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn each_sees_what_the_own_units_have_to_put_right() {
    let town = town(&[("T1", 2), ("T2", 1)]);
    assert_eq!(units(&read(&town, "of_all", "").await), ["T1", "T1", "T2"]);
    for who in ["of_t1", "head"] {
        assert_eq!(units(&read(&town, who, "").await), ["T1", "T1"], "{who}");
        assert_eq!(units(&read(&town, who, "?unit=T1").await), ["T1", "T1"], "{who}");
        // Of another town, of all, and of none.
        for foreign in ["T2", "C", "T9"] {
            let refused = read(&town, who, &format!("?unit={foreign}")).await;
            assert_eq!(refused.problem(422, "invalid")["errors"][0]["code"], "unknown_unit");
            assert!(!refused.text().contains(SAID));
        }
    }
    assert_eq!(units(&read(&town, "of_t2", "").await), ["T2"]);
    assert_eq!(units(&read(&town, "of_all", "?unit=C").await), ["T1", "T1", "T2"]);
    assert_eq!(units(&read(&town, "of_all", "?unit=T2").await), ["T2"]);
}

#[actix_web::test]
async fn an_issue_tells_what_is_wrong_and_not_who_said_so() {
    let town = town(&[("T1", 1)]);
    let told = read(&town, "head", "").await;
    let issue = told.json()["issues"][0].clone();
    assert_eq!(issue["description"], SAID);
    assert_eq!((&issue["category"], &issue["question"]), (&json!("air"), &json!("q1")));
    assert_eq!((&issue["mode"], &issue["opened_on"]), (&json!("visit"), &json!("2026-09-03")));
    for secret in ["h001-007", &Uuid::from_u128(1).to_string(), "response", "respondent"] {
        assert!(!told.text().contains(secret), "{secret}: {}", told.text());
    }
    assert_eq!(told.header("cache-control"), "no-store");
    // What is withdrawn is gone.
    town.store.by("test").withdraw(Uuid::from_u128(1), "asked for it").unwrap();
    assert_eq!(read(&town, "head", "").await.json(), json!({"issues": [], "next": null}));
}

#[actix_web::test]
async fn a_long_ledger_is_read_page_by_page_and_whole() {
    let town = town(&[("T1", 3), ("T2", 2), ("T1", 2)]);
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = read(&town, "of_t1", &format!("?limit=2{after}")).await.json();
        let issues = page["issues"].as_array().unwrap();
        assert!(issues.len() <= 2);
        seen.extend(issues.iter().map(|issue| issue["id"].clone()));
        match &page["next"] {
            Value::String(next) => after = format!("&after={next}"),
            _ => break,
        }
    }
    let mut distinct = seen.clone();
    distinct.sort_by_key(ToString::to_string);
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (5, 5));
    for query in ["?limit=0", "?limit=501", "?limit=x", "?after=7", "?after=", "?unit=", "?from=1"]
    {
        read(&town, "of_t1", query).await.problem(400, "bad_query");
    }
}

/// A town with an issue of T1, and people of every trade.
fn staffed() -> (Town, String) {
    let town = town(&[("T1", 1)]);
    for (name, role, unit) in [
        ("judge", Role::Supervisor, Some("T1")),
        ("second", Role::Supervisor, None),
        ("head_of_t2", Role::UnitHead, Some("T2")),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
    }
    let issue = &town.store.issues(&IssueFilter::default(), None, 1).unwrap()[0];
    (town, format!("/api/v1/issues/{}", issue.id))
}

async fn act(town: &Town, who: &str, address: &str, body: &Value) -> Answer {
    town.send(bearer(post(&format!("{address}/events"), body), who)).await
}

fn event(after: u32, kind: &str) -> Value {
    json!({"after": after, "event": {"kind": kind}})
}

fn owned(after: u32, kind: &str) -> Value {
    let owners = json!({"leader": "张局长", "section": "大气科", "person": "李敏"});
    let mut step = json!({"after": after, "event": {"kind": kind, "owners": owners}});
    if kind == "assign" {
        step["event"]["triage"] = json!("handle_now");
    }
    step
}

fn saying(after: u32, kind: &str, field: &str, words: &str) -> Value {
    json!({"after": after, "event": {"kind": kind, field: words}})
}

#[actix_web::test]
async fn a_unit_puts_right_and_others_find_it_so() {
    let (town, issue) = staffed();
    let as_head = async |body: Value| act(&town, "head", &issue, &body).await;
    let as_judge = async |body: Value| act(&town, "judge", &issue, &body).await;
    for who in ["of_t1", "of_all"] {
        act(&town, who, &issue, &owned(1, "assign")).await.problem(403, "not_allowed");
    }
    for who in ["head_of_t2", "of_t2"] {
        act(&town, who, &issue, &owned(1, "assign")).await.problem(404, "unknown_issue");
    }
    let assigned = as_judge(owned(1, "assign")).await;
    assert_eq!(assigned.status, 200, "{}", assigned.text());
    assert_eq!(assigned.json()["issue"]["state"], "assigned");
    assert!(assigned.json()["issue"]["due_on"].is_string());
    as_judge(event(2, "take_up")).await.problem(403, "not_allowed");
    as_head(event(1, "take_up")).await.problem(409, "issue_changed");
    assert_eq!(as_head(event(2, "take_up")).await.status, 200);
    // Sent again after a lost answer.
    assert_eq!(as_head(event(2, "take_up")).await.json()["issue"]["seq"], 3);
    as_head(saying(3, "submit", "result", "好了")).await.problem(409, "no_measure");
    as_head(saying(3, "record_measure", "measure", "加装围挡")).await;
    as_head(saying(4, "submit", "result", "已整改")).await;
    as_head(event(5, "accept")).await.problem(403, "not_allowed");
    assert_eq!(as_judge(event(5, "accept")).await.json()["issue"]["state"], "verified");
    as_judge(event(6, "close")).await.problem(409, "no_call_back");
    let tries = json!([{"at": "2026-09-08T01:00:00Z", "note": "王家无人接听"}]);
    let unreachable = json!({"kind": "call_back", "outcome": "unreachable", "tries": tries});
    let called = as_judge(json!({"after": 6, "event": unreachable, "reason": "王家说没人"})).await;
    assert!(called.text().contains("王家无人接听"), "{}", called.text());
    let closing = json!({"after": 7, "event": {"kind": "close"}, "reason": "三次未联系上"});
    assert_eq!(as_judge(closing).await.json()["issue"]["state"], "closed");

    // The unit reads every step, and not what was said when called back.
    let told = town.send(bearer(TestRequest::get().uri(&issue), "head")).await;
    assert_eq!(told.json()["steps"].as_array().unwrap().len(), 8);
    assert_eq!(told.json()["steps"][6]["event"]["outcome"], "unreachable");
    for secret in ["王家", "h001-007", "response", "respondent"] {
        assert!(!told.text().contains(secret), "{secret}: {}", told.text());
    }
    assert_eq!(told.json()["steps"][0]["by"], "survey", "nor who asked");
    for who in ["head_of_t2", "of_t2"] {
        let foreign = town.send(bearer(TestRequest::get().uri(&issue), who)).await;
        foreign.problem(404, "unknown_issue");
    }
    let open = read(&town, "of_all", "?state=open").await.json();
    assert_eq!(open["issues"], json!([]));
    assert_eq!(units(&read(&town, "of_all", "?state=closed").await), ["T1"]);
    assert_eq!(units(&read(&town, "of_all", "?overdue=true").await), Vec::<String>::new());
    read(&town, "of_all", "?state=lost").await.problem(400, "bad_query");
}

#[actix_web::test]
async fn an_issue_goes_to_another_unit_only_by_who_sees_to_both() {
    let (town, issue) = staffed();
    act(&town, "judge", &issue, &owned(1, "assign")).await;
    let mut to_t2 = owned(2, "hand_off");
    to_t2["event"]["unit"] = json!("T2");
    to_t2["reason"] = json!("属西河镇");
    for who in ["head", "judge"] {
        let refused = act(&town, who, &issue, &to_t2).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], "unit_not_allowed", "{who}");
    }
    let mut to_nowhere = to_t2.clone();
    to_nowhere["event"]["unit"] = json!("T9");
    let refused = act(&town, "second", &issue, &to_nowhere).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["pointer"], "/event/unit");
    let handed = act(&town, "second", &issue, &to_t2).await.json();
    assert_eq!((&handed["issue"]["unit"], &handed["issue"]["seq"]), (&json!("T2"), &json!(3)));
    assert_eq!(handed["issue"]["first_receiver"], "李敏");
    act(&town, "head", &issue, &event(3, "take_up")).await.problem(404, "unknown_issue");
    assert_eq!(act(&town, "head_of_t2", &issue, &event(3, "take_up")).await.status, 200);
    let own_day = json!({"kind": "triage", "triage": "handle_now", "due_on": "2099-01-01"});
    let body = json!({"after": 4, "event": own_day});
    let refused = act(&town, "second", &issue, &body).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "due_by_rule");
    for body in [json!({}), json!({"after": 4, "event": {"kind": "fix"}}), json!([4])] {
        act(&town, "second", &issue, &body).await.problem(422, "invalid");
    }
}

/// Whoever brings it forward once more is not shown what has become of it elsewhere.
#[actix_web::test]
async fn what_was_handed_to_others_is_not_read_by_opening_it_again() {
    let (town, _) = staffed();
    let new = json!({
        "channel": "hotline", "number": "12345-1", "unit": "T1", "category": "air",
        "description": "工地扬尘", "opened_on": "2026-09-03",
    });
    let open = async |who: &str| town.send(bearer(post("/api/v1/issues", &new), who)).await;
    let opened = open("judge").await.json();
    let issue = format!("/api/v1/issues/{}", opened["issue"]["id"].as_str().unwrap());
    assert_eq!(act(&town, "second", &issue, &owned(1, "assign")).await.status, 200);
    let mut to_t2 = owned(2, "hand_off");
    to_t2["event"]["unit"] = json!("T2");
    to_t2["reason"] = json!("属西河镇");
    assert_eq!(act(&town, "second", &issue, &to_t2).await.status, 200);
    open("judge").await.problem(404, "unknown_issue");
    assert_eq!(open("second").await.json()["outcome"], "same");
}

#[actix_web::test]
async fn issues_of_other_channels_are_opened_by_who_judges_them() {
    let (town, _) = staffed();
    let new = json!({
        "channel": "hotline", "number": "12345-1", "unit": "T1", "category": "air",
        "description": "工地扬尘", "opened_on": "2026-09-03", "receiver": "首问人",
    });
    let open =
        async |who: &str, body: &Value| town.send(bearer(post("/api/v1/issues", body), who)).await;
    open("head", &new).await.problem(403, "not_allowed");
    let opened = open("judge", &new).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert_eq!(opened.json()["issue"]["first_receiver"], "首问人");
    let again = open("judge", &new).await;
    assert_eq!((again.status.as_u16(), &again.json()["outcome"]), (200, &json!("same")));
    let mut other = new.clone();
    other["description"] = json!("别的");
    open("judge", &other).await.problem(409, "different_content");
    for (field, wrong, code) in [
        ("unit", "T2", "unit_not_allowed"),
        ("unit", "T9", "unit_not_allowed"),
        ("channel", "answer", "bad_channel"),
        ("category", "moon", "unknown_category"),
        ("reason", "moon", "unknown_reason"),
        ("description", " ", "bad_text"),
        ("description", "a\u{0}b", "bad_text"),
        ("number", "12345\n-2", "bad_text"),
        ("opened_on", "2999-01-01", "in_the_future"),
        ("number", "", "bad_text"),
    ] {
        let mut body = new.clone();
        body[field] = json!(wrong);
        let refused = open("judge", &body).await.problem(422, "invalid");
        let codes: Vec<_> = refused["errors"].as_array().unwrap().iter().collect();
        assert_eq!((codes.len(), &codes[0]["code"]), (1, &json!(code)), "{field}");
    }
}

async fn rates(town: &Town, who: &str, query: &str) -> Answer {
    let address = format!("/api/v1/issues/rates{query}");
    town.send(bearer(TestRequest::get().uri(&address), who)).await
}

fn closures(answer: &Answer) -> Vec<(String, u64)> {
    let told = answer.json();
    let rows = told["rows"].as_array().unwrap().iter();
    let closures = rows.filter(|row| row["measure"] == "closure_rate");
    let told = |row: &Value| {
        (row["unit_code"].as_str().unwrap().to_owned(), row["denominator"].as_u64().unwrap())
    };
    closures.map(told).collect()
}

#[actix_web::test]
async fn rates_are_told_of_the_own_units_with_what_they_are_of() {
    let town = town(&[("T1", 2), ("T2", 1)]);
    let asked = "?period=2026-09&level=town&category=overall";
    let of = |counts: &[(&str, u64)]| {
        counts.iter().map(|(unit, n)| ((*unit).to_owned(), *n)).collect::<Vec<_>>()
    };
    let all = [("T1", 2), ("T2", 1), ("T3", 0), ("T4", 0)];
    assert_eq!(closures(&rates(&town, "of_all", asked).await), of(&all));
    for who in ["of_t1", "head"] {
        assert_eq!(closures(&rates(&town, who, asked).await), of(&[("T1", 2)]), "{who}");
        for foreign in ["T2", "C", "T9"] {
            let refused = rates(&town, who, &format!("?unit={foreign}")).await;
            assert_eq!(refused.problem(422, "invalid")["errors"][0]["code"], "unknown_unit");
        }
    }
    let one = rates(&town, "of_t1", "?period=2026-09,2026-08&unit=T1&measure=reply_rate").await;
    assert_eq!(one.header("cache-control"), "no-store");
    let row = &one.json()["rows"][0];
    // Who was asked by a surveyor waits for no answer, and nothing is no rate.
    assert_eq!((&row["numerator"], &row["denominator"]), (&json!(0), &json!(0)));
    assert_eq!((&row["share"], &row["dated"]), (&Value::Null, &json!("opened")));
    for (query, code) in [
        ("?level=moon", "unknown_level"),
        ("?category=moon", "unknown_category"),
        ("?level=town&unit=T1", "level_and_unit"),
    ] {
        let refused = rates(&town, "of_t1", query).await;
        assert_eq!(refused.problem(422, "invalid")["errors"][0]["code"], code, "{query}");
    }
    for query in ["?measure=moon", "?period=moon", "?top=3"] {
        rates(&town, "of_t1", query).await.problem(400, "bad_query");
    }
}

#[actix_web::test]
async fn rates_are_taken_away_in_every_format_and_that_is_on_record() {
    let town = town(&[("T1", 1)]);
    let asked = "?period=2026-09&unit=T1&category=overall&measure=closure_rate&format=";
    let csv = rates(&town, "of_t1", &format!("{asked}csv")).await;
    let text = csv.text();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "unit_code,unit_name,level,period,category,measure,dated,numerator,denominator,share,\
             share_low,share_high,flag"
        )
    );
    let line = lines.next().unwrap();
    assert!(line.starts_with("T1,") && line.contains("closure_rate,opened,0,1,0"), "{line}");
    assert!(line.ends_with(",small_n"), "{line}");
    for (format, start) in [("xlsx", &b"PK"[..]), ("parquet", b"PAR1")] {
        let file = rates(&town, "of_t1", &format!("{asked}{format}")).await;
        assert!(file.body.starts_with(start), "{format}");
    }
    let address = "/api/v1/issues/funnel?period=2026-09&level=town&measure=closure_rate";
    let funnel = town.send(bearer(TestRequest::get().uri(address), "of_all")).await.json();
    // One issue stands out from nobody.
    assert_eq!(funnel["rows"][0]["unit_code"], "T1");
    assert_eq!(funnel["rows"][0]["place"], Value::Null);
    let drawing = |ending: &str, more: &str| {
        let address = address.replace("funnel?", &format!("funnel.{ending}?"));
        town.send(bearer(TestRequest::get().uri(&format!("{address}{more}")), "of_all"))
    };
    let svg = drawing("svg", "&width=phone&lang=zh-CN").await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.text().contains("结案率") && svg.text().contains("件数太少"), "{}", svg.text());
    assert_eq!(drawing("svg", "&scale=2").await.status, 422);
    let incomplete = TestRequest::get().uri("/api/v1/issues/funnel?level=town");
    let refused = town.send(bearer(incomplete, "of_all")).await;
    assert_eq!(refused.problem(400, "bad_query")["errors"][0]["code"], "missing_parameter");
    let log = town.store.audit_entries(0, 1_000).unwrap();
    let exports = log.iter().filter(|entry| entry.subject.starts_with("/api/v1/issues/rates"));
    assert_eq!(exports.count(), 3);
}
