//! Bulletins over HTTP: from draft to correction, and who gets to see which.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{BulletinContent, SessionKind};
use survey::{BulletinSubject, Role, RoundKind};

use crate::support::{Answer, Town, bearer, browser, form, form_token, grant, raw};

/// An analyst, two leaders, and others, of everything or of a town.
fn office() -> Town {
    let town = Town::prepared();
    for (name, role, unit) in [
        ("li", Role::Analyst, None),
        ("wang", Role::Leader, None),
        ("zhao", Role::Leader, None),
        ("of_t1", Role::Analyst, Some("T1")),
        ("head", Role::UnitHead, Some("T1")),
        ("head_of_t2", Role::UnitHead, Some("T2")),
        ("supervisor", Role::Supervisor, None),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
    }
    town
}

fn draft(unit: &str) -> Value {
    json!({
        "questionnaire": "env", "period": "2026-Q3", "unit": unit, "data_revision": 1,
        "content": content("三季度通报", 1),
    })
}

/// What the smallest bulletin says.
fn content(title: &str, revision: u32) -> Value {
    json!({
        "format": "manyi-bulletin/1", "kind": "quarter", "period": "2026-Q3", "language": "zh-CN",
        "issuer": "云泽市", "addressee": "", "number": "第3期",
        "as_of": "2026-09-30", "dated": "2026-10-08",
        "revision": {"number": revision, "reason": (revision > 1).then_some("漏计一个镇")},
        "title": title, "preamble": ["现将调查情况通报如下。"],
        "sections": [{
            "heading": "一、总体情况", "paragraphs": [], "charts": [], "tables": [{
                "sheet": "排名", "title": "各镇得分",
                "columns": [
                    {"header": "镇", "kind": "text"},
                    {"header": "得分", "kind": {"number": {"decimals": 2}}},
                ],
                "rows": [["东河镇", 90.5], ["西河镇", null]],
                "note": "", "plot": null,
            }],
        }],
        "attachments": [],
        "method": {
            "design": "分层抽样", "responses": 120, "from": "2026-07-01", "to": "2026-09-30",
            "modes": "入户", "formulas": "加权平均", "scheme": "五级", "dont_know": "不计",
            "rounding": "四舍五入", "suppression": "不足5人", "program": "手工", "data": "1",
            "data_digest": "无",
        },
    })
}

/// The same of another quarter or month.
pub(crate) fn content_of(period: &str) -> Value {
    let mut content = content("通报", 1);
    content["period"] = json!(period);
    content["kind"] = json!(if period.contains('Q') { "quarter" } else { "month" });
    content
}

async fn send(town: &Town, by: &str, method: Method, address: &str, body: &Value) -> Answer {
    town.send(bearer(raw(method, address, body.to_string()), by)).await
}

async fn post(town: &Town, by: &str, address: &str, body: &Value) -> Answer {
    send(town, by, Method::POST, address, body).await
}

async fn get(town: &Town, by: &str, address: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(address), by)).await
}

async fn drafted(town: &Town, unit: &str) -> (String, String) {
    let answer = post(town, "li", "/api/v1/bulletins", &draft(unit)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let made = answer.json();
    assert_eq!((&made["state"], &made["revision"]), (&json!("draft"), &json!(1)));
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (format!("/api/v1/bulletins/{}", text("id")), text("digest"))
}

async fn published(town: &Town, unit: &str) -> (String, String) {
    let (address, digest) = drafted(town, unit).await;
    let seen = json!({"seen": digest});
    for step in ["review", "publication"] {
        let answer = post(town, "wang", &format!("{address}/{step}"), &seen).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    (address, digest)
}

#[actix_web::test]
async fn a_bulletin_is_drafted_reviewed_published_and_corrected() {
    let town = office();
    let (address, digest) = drafted(&town, "C").await;
    let body = json!({"instead_of": digest, "data_revision": 1, "content": content("改过", 1)});
    let edited = send(&town, "li", Method::PUT, &address, &body).await;
    assert_eq!(edited.status, 200);
    let seen = json!({"seen": edited.json()["digest"]});
    let stale = json!({"seen": digest});
    let step = |name: &str| format!("{address}/{name}");
    let review = step("review");
    post(&town, "wang", &review, &stale).await.problem(409, "bulletin_changed");
    post(&town, "wang", &step("publication"), &seen).await.problem(409, "bulletin_state");
    assert_eq!(post(&town, "wang", &review, &seen).await.json()["reviewed"]["by"], "wang");
    let out = post(&town, "zhao", &step("publication"), &seen).await.json();
    assert_eq!((&out["state"], &out["published"]["by"]), (&json!("published"), &json!("zhao")));
    post(&town, "wang", &step("publication"), &seen).await.problem(409, "bulletin_state");
    let again = send(&town, "li", Method::PUT, &address, &body).await;
    again.problem(409, "bulletin_state");
    let second = post(&town, "li", "/api/v1/bulletins", &draft("C")).await;
    second.problem(409, "bulletin_published");

    let correction =
        json!({"reason": "漏计一个镇", "data_revision": 1, "content": content("更正", 2)});
    let next = post(&town, "li", &step("corrections"), &correction).await;
    assert_eq!(next.status, 201);
    let next = next.json();
    assert_eq!((&next["revision"], &next["reason"]), (&json!(2), &json!("漏计一个镇")));
    let twice = post(&town, "li", &step("corrections"), &correction).await;
    twice.problem(409, "bulletin_in_work");
    let withdrawal = format!("/api/v1/bulletins/{}/withdrawal", next["id"].as_str().unwrap());
    let why = json!({"seen": next["digest"], "reason": "数据未到齐"});
    let gone = post(&town, "li", &withdrawal, &why).await.json();
    assert_eq!(
        (&gone["state"], &gone["closing_reason"]),
        (&json!("withdrawn"), &json!("数据未到齐"))
    );
    let reasonless = json!({"seen": next["digest"], "reason": " "});
    let refused = post(&town, "li", &withdrawal, &reasonless).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "bad_reason");
}

/// Who has both roles still can't review what they wrote.
#[actix_web::test]
async fn nobody_reviews_the_own_work() {
    let town = office();
    town.add_user("both", &[grant(Role::Analyst, None), grant(Role::Leader, None)]);
    town.sign_in("both", "both", SessionKind::Program);
    let made = post(&town, "both", "/api/v1/bulletins", &draft("C")).await.json();
    let review = format!("/api/v1/bulletins/{}/review", made["id"].as_str().unwrap());
    let seen = json!({"seen": made["digest"]});
    post(&town, "both", &review, &seen).await.problem(409, "own_bulletin");
    assert_eq!(post(&town, "wang", &review, &seen).await.status, 200);
}

#[actix_web::test]
async fn what_it_says_comes_back_to_the_byte() {
    let town = office();
    let (address, digest) = published(&town, "C").await;
    let answer = get(&town, "wang", &address).await;
    assert_eq!(answer.header("etag"), format!("\"{digest}\""));
    assert_eq!(hex::encode(Sha256::digest(&answer.body)), digest);
    assert_eq!(answer.json(), draft("C")["content"]);
    let asking = || bearer(TestRequest::get().uri(&address), "wang");
    let known = asking().insert_header(("if-none-match", answer.header("etag")));
    assert_eq!(town.send(known).await.status, 304);
    // Compressed it would be other bytes under the same strong tag.
    let packed = asking().insert_header(("accept-encoding", "gzip"));
    assert_eq!(town.send(packed).await.body, answer.body);
}

#[actix_web::test]
async fn drafts_are_for_those_at_work_and_bulletins_for_their_units() {
    let town = office();
    let (whole, _) = published(&town, "C").await;
    let (of_town, _) = published(&town, "T1").await;
    let (in_work, _) = drafted(&town, "T2").await;
    for (name, reads) in [
        ("li", [true, true, true]),
        ("wang", [true, true, true]),
        ("supervisor", [true, true, false]),
        ("of_t1", [false, true, false]),
        ("head", [false, true, false]),
        ("head_of_t2", [false, false, false]),
    ] {
        for (address, may) in [&whole, &of_town, &in_work].into_iter().zip(reads) {
            let answer = get(&town, name, address).await;
            if may {
                assert_eq!(answer.status, 200, "{name} {address}");
            } else {
                answer.problem(404, "unknown_bulletin");
            }
        }
        let list = get(&town, name, "/api/v1/bulletins").await.json();
        let listed: Vec<_> = list["bulletins"].as_array().unwrap().iter().collect();
        assert_eq!(listed.len(), reads.iter().filter(|may| **may).count(), "{name}");
        assert_eq!(list["next"], Value::Null);
    }
    // Nor is anything done elsewhere.
    let elsewhere = post(&town, "of_t1", "/api/v1/bulletins", &draft("T3")).await;
    let refused = elsewhere.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "unit_not_allowed");
    let why = json!({"seen": "", "reason": "试"});
    let hidden = post(&town, "of_t1", &format!("{in_work}/withdrawal"), &why).await;
    hidden.problem(404, "unknown_bulletin");
}

#[actix_web::test]
async fn lists_are_filtered_and_go_on() {
    let town = office();
    published(&town, "C").await;
    for unit in ["T1", "T2", "T3"] {
        drafted(&town, unit).await;
    }
    let units = |list: &Value| -> Vec<String> {
        let bulletins = list["bulletins"].as_array().unwrap().iter();
        bulletins.map(|bulletin| bulletin["unit"].as_str().unwrap().to_owned()).collect()
    };
    let list = get(&town, "li", "/api/v1/bulletins?state=published").await.json();
    assert_eq!(units(&list), ["C"]);
    let none = get(&town, "li", "/api/v1/bulletins?period=2026-Q2").await.json();
    assert_eq!(units(&none), [] as [&str; 0]);
    let mut all = Vec::new();
    let mut address = "/api/v1/bulletins?limit=3".to_owned();
    loop {
        let page = get(&town, "li", &address).await.json();
        all.extend(units(&page));
        let Some(next) = page["next"].as_str() else { break };
        address = format!("/api/v1/bulletins?limit=3&after={next}");
    }
    assert_eq!(all, ["T3", "T2", "T1", "C"]);
    for odd in ["state=sent", "period=Q3", "limit=0", "after=x"] {
        let address = format!("/api/v1/bulletins?{odd}");
        get(&town, "li", &address).await.problem(400, "bad_query");
    }
}

#[actix_web::test]
async fn everything_that_is_wrong_with_a_draft_is_told() {
    let town = office();
    let mut odd = draft("nowhere");
    odd["questionnaire"] = json!("none");
    odd["period"] = json!("2026-S1");
    odd["data_revision"] = json!(i64::MAX);
    let refused = post(&town, "li", "/api/v1/bulletins", &odd).await.problem(422, "invalid");
    let told: Vec<_> = refused["errors"].as_array().unwrap().iter().collect();
    let told: Vec<_> = told.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(told, ["/period", "/questionnaire", "/unit", "/data_revision"]);
    let mut listed = draft("C");
    listed["content"] = json!([1]);
    let refused = post(&town, "li", "/api/v1/bulletins", &listed).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["pointer"], "/content");
    get(&town, "li", "/api/v1/bulletins/1").await.problem(400, "bad_id");
}

/// A browser of somebody who signed in.
fn at_desk(town: &Town, name: &str, roles: &[Role]) -> String {
    let grants: Vec<_> = roles.iter().map(|role| grant(*role, None)).collect();
    town.add_user(name, &grants);
    let token = format!("browser of {name}");
    town.sign_in(name, &token, SessionKind::Browser);
    token
}

async fn sent(town: &Town, token: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
    let page = town.send(browser(TestRequest::get().uri("/bulletins"), token)).await;
    let form_token = [("form_token", own_form_token(&page))];
    let fields: Vec<(&str, &str)> = form_token
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain(fields.iter().copied())
        .collect();
    town.send(browser(form(address, &fields), token)).await
}

/// The form token also of pages that show no form: it is the same on all pages of a session.
fn own_form_token(page: &Answer) -> String {
    if page.text().contains("name=\"form_token\"") { form_token(page) } else { String::new() }
}

const WANTED: [(&str, &str); 6] = [
    ("period", "2026-Q3"),
    ("level", "town"),
    ("target", "90"),
    ("issuer", "云泽市"),
    ("addressee", ""),
    ("number", "第3期"),
];

#[actix_web::test]
async fn the_office_drafts_reviews_and_publishes_on_pages() {
    let town = Town::surveyed();
    let writer = at_desk(&town, "writer", &[Role::Analyst, Role::Leader]);
    let leader = at_desk(&town, "leader", &[Role::Analyst, Role::Leader]);
    let drafted = sent(&town, &writer, "/bulletins", &WANTED).await;
    assert_eq!(drafted.status, 303, "{}", drafted.text());
    let place = drafted.header("location").to_owned();
    let id = place.split("id=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let page = format!("/bulletins/one?id={id}");
    let read = async |token: &str| town.send(browser(TestRequest::get().uri(&page), token)).await;
    let own = read(&writer).await;
    assert!(own.text().contains("Somebody else has to review"), "{}", own.text());
    let digest = own.text().split("name=\"seen\" value=\"").nth(1).unwrap()[..64].to_owned();
    let act = async |token: &str, act: &str, reason: &str| {
        let fields = [("id", &*id), ("seen", &*digest), ("act", act), ("reason", reason)];
        sent(&town, token, "/bulletins/one", &fields).await
    };
    assert_eq!(act(&writer, "review", "").await.status, 409);
    assert_eq!(act(&writer, "publish", "").await.status, 409);
    assert_eq!(act(&leader, "review", "").await.status, 303);
    assert_eq!(act(&writer, "publish", "").await.status, 303);
    assert!(read(&leader).await.text().contains("Draft a correction"));
    // Of one period there is one.
    let again = sent(&town, &writer, "/bulletins", &WANTED).await;
    assert_eq!(again.status, 409);
    assert_eq!(act(&writer, "correct", "").await.status, 422, "why?");
    assert_eq!(act(&writer, "correct", "漏计一村").await.status, 303);
}

#[actix_web::test]
async fn documents_hold_the_figures_of_the_tables() {
    let town = Town::surveyed();
    let writer = at_desk(&town, "writer", &[Role::Analyst]);
    let drafted = sent(&town, &writer, "/bulletins", &WANTED).await;
    let place = drafted.header("location").to_owned();
    let id = place.split("id=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let address = format!("/api/v1/bulletins/{id}");
    let table = town.get("/api/v1/rankings?period=2026-Q3&level=town").await.json();
    let kept = town.get(&address).await.json();
    let ranking = &kept["attachments"][0]["tables"][0]["rows"];
    for (row, ranked) in ranking.as_array().unwrap().iter().zip(table["rows"].as_array().unwrap()) {
        assert_eq!((&row[0], &row[5]), (&ranked["rank"], &ranked["index"]));
        assert_eq!(
            (&row[6], &row[7], &row[11]),
            (&ranked["ci_low"], &ranked["ci_high"], &ranked["n"])
        );
    }
    let whole = town.get("/api/v1/indices?period=2026-Q3&unit=C&category=overall").await.json();
    let index = survey::display::rounded(whole["rows"][0]["index"].as_f64().unwrap(), 2);
    let html = town.get(&format!("{address}/documents/html")).await;
    assert!(html.text().contains(&index), "{index} is not in {}", html.text());
    let docx = town.get(&format!("{address}/documents/docx")).await;
    // Without a font there are no pictures, and no document without them.
    if docx.status == 200 {
        assert!(docx.body.starts_with(b"PK"));
    } else {
        docx.problem(503, "no_font");
    }
    assert!(town.get(&format!("{address}/documents/xlsx")).await.body.starts_with(b"PK"));
    town.get(&format!("{address}/documents/exe")).await.problem(404, "unknown_document");
}

/// What is no bulletin is refused when it is sent, and not when somebody wants to read it.
#[actix_web::test]
async fn what_no_document_can_be_made_of_is_not_kept() {
    let town = office();
    for (pointer, value, told) in [
        ("/content/title", json!(3), ("bad_field", "/content/title")),
        ("/content/title", json!(" "), ("empty", "/content/title")),
        ("/content/title", json!("满".repeat(501)), ("too_long", "/content/title")),
        ("/content/period", json!("2026-Q2"), ("other_period", "/content/period")),
        ("/content/kind", json!("month"), ("other_kind", "/content/kind")),
        ("/content/revision/number", json!(2), ("other_revision", "/content/revision/number")),
        (
            "/content/sections/0/tables/0/rows/1",
            json!(["西河镇"]),
            ("cells", "/content/sections/0/tables/0/rows/1"),
        ),
        (
            "/content/sections/0/tables/0/rows/1/1",
            json!("九十"),
            ("cell_kind", "/content/sections/0/tables/0/rows/1/1"),
        ),
    ] {
        let mut sent = draft("C");
        *sent.pointer_mut(pointer).unwrap() = value;
        let answer = post(&town, "li", "/api/v1/bulletins", &sent).await;
        let refused = answer.problem(422, "invalid");
        let first = &refused["errors"][0];
        assert_eq!(
            (&first["code"], &first["pointer"]),
            (&json!(told.0), &json!(told.1)),
            "{pointer}"
        );
    }
    let (address, digest) = drafted(&town, "C").await;
    let html = get(&town, "li", &format!("{address}/documents/html")).await;
    assert!(html.text().contains("三季度通报"));
    let body = json!({"instead_of": digest, "data_revision": 1, "content": {"title": "改过"}});
    let refused = send(&town, "li", Method::PUT, &address, &body).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["pointer"], "/content");
}

/// Many programs write 90.0 as 90.
#[actix_web::test]
async fn a_whole_number_among_figures_is_a_figure() {
    let town = office();
    let mut sent = draft("C");
    *sent.pointer_mut("/content/sections/0/tables/0/rows/0/1").unwrap() = json!(90);
    let made = post(&town, "li", "/api/v1/bulletins", &sent).await.json();
    let kept =
        get(&town, "li", &format!("/api/v1/bulletins/{}", made["id"].as_str().unwrap())).await;
    assert!(kept.text().contains(r#"["东河镇",90.0]"#), "{}", kept.text());
}

/// What was kept before it was looked at stays readable, to the byte.
#[actix_web::test]
async fn what_was_kept_as_it_came_is_read_as_it_came() {
    let town = office();
    let subject = BulletinSubject {
        questionnaire: "env".parse().unwrap(),
        kind: RoundKind::Official,
        period: "2026-Q3".parse().unwrap(),
        unit: "C".parse().unwrap(),
    };
    let content = BulletinContent { json: r#"{"rows": [1.50]}"#.to_owned(), data_revision: 1 };
    let made = town.store.by("li").draft_bulletin(&subject, &content).unwrap();
    let address = format!("/api/v1/bulletins/{}", made.id);
    assert_eq!(get(&town, "li", &address).await.text(), content.json);
    let refused = get(&town, "li", &format!("{address}/documents/html")).await;
    refused.problem(409, "not_a_document");
}
