//! Common issues and evidence, over the API and by the forms of the pages.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::{NewIssue, Role};

use crate::support::{Answer, Town, bearer, browser, form, form_token, grant, post, raw};

const GROUPS: &str = "/api/v1/common-issues/groups?period=2026-Q2";
const PDF: &[u8] = b"%PDF-1.7 the report %%EOF";

/// A town with complaints about the same in two of its parts, and people of every trade.
fn town() -> Town {
    let town = Town::prepared();
    for (number, unit, said) in
        [("1", "T1", "工地扬尘严重"), ("2", "T2", "工地扬尘"), ("3", "T2", "3号工地扬尘大")]
    {
        let new = json!({
            "channel": "hotline", "number": number, "unit": unit, "category": "air",
            "description": said, "opened_on": "2026-06-01",
        });
        let new: NewIssue = serde_json::from_value(new).unwrap();
        town.store.by("desk").open_issue(&new).unwrap();
    }
    for (name, role, unit) in [
        ("head", Role::UnitHead, Some("T1")),
        ("other", Role::UnitHead, Some("T2")),
        ("part", Role::Supervisor, Some("T1")),
        ("judge", Role::Supervisor, Some("C")),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
        town.sign_in(name, &format!("{name}-b"), SessionKind::Browser);
    }
    town
}

async fn get(town: &Town, who: &str, address: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(address), who)).await
}

async fn send(town: &Town, who: &str, address: &str, body: &Value) -> Answer {
    town.send(bearer(post(address, body), who)).await
}

/// One that rests on the proposed group.
async fn made(town: &Town) -> String {
    let groups = get(town, "judge", GROUPS).await.json();
    let body = json!({
        "title": "工地扬尘", "category": "air", "unit": "C", "look_for": "围挡、覆盖、喷淋",
        "issues": groups["groups"][0]["issues"],
    });
    let made = send(town, "judge", "/api/v1/common-issues", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let again = send(town, "judge", "/api/v1/common-issues", &body).await;
    assert_eq!(again.status, 200, "{}", again.text());
    made.json()["common_issue"]["id"].as_str().unwrap().to_owned()
}

async fn step(town: &Town, who: &str, id: &str, after: u32, event: Value) -> Answer {
    let body = json!({"after": after, "event": event});
    send(town, who, &format!("/api/v1/common-issues/{id}/events"), &body).await
}

fn answer(unit: &str) -> Value {
    json!({"kind": "answer", "unit": unit, "answer": {
        "finding": "not_found", "statement": "逐一查看四处工地", "signatory": "李敏",
    }})
}

#[actix_web::test]
async fn a_group_becomes_a_common_issue_that_units_answer_for_themselves_alone() {
    let town = town();
    let group = &get(&town, "judge", GROUPS).await.json()["groups"][0];
    assert_eq!(
        (&group["basis"], &group["words"][0]["word"]),
        (&json!("words"), &json!("工地扬尘"))
    );
    // Of one unit alone there is nothing common.
    assert_eq!(get(&town, "part", GROUPS).await.json()["groups"], json!([]));
    get(&town, "head", GROUPS).await.problem(403, "not_allowed");
    let id = made(&town).await;
    let address = format!("/api/v1/common-issues/{id}");
    get(&town, "head", &address).await.problem(404, "unknown_common_issue");
    let sending = json!({"kind": "send", "units": ["T1", "T2"], "days": 5});
    step(&town, "part", &id, 0, sending.clone()).await.problem(404, "unknown_common_issue");
    let sent = step(&town, "judge", &id, 0, sending.clone()).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
    step(&town, "judge", &id, 1, sending).await.problem(409, "sent_already");
    // Whoever sends does not answer, and nobody answers for others.
    step(&town, "judge", &id, 1, answer("T1")).await.problem(403, "not_allowed");
    step(&town, "head", &id, 1, answer("T2")).await.problem(403, "not_allowed");
    let answered = step(&town, "head", &id, 1, answer("T1")).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    let own = get(&town, "other", &address).await;
    assert!(!own.text().contains("李敏") && !own.text().contains("\"T1\""), "{}", own.text());
    assert_eq!(own.json()["issues"], json!([]));
    let whole = get(&town, "judge", &address).await.json();
    assert_eq!(whole["tasks"][0]["answer"]["by"], "head");
    assert_eq!(whole["issues"].as_array().unwrap().len(), 3);
    let listed = get(&town, "other", "/api/v1/common-issues?state=sent").await.json();
    assert_eq!(listed["common_issues"][0]["progress"]["tasks"], 1);
    step(&town, "judge", &id, 2, json!({"kind": "close"})).await.problem(409, "unanswered");
    step(&town, "other", &id, 1, answer("T2")).await;
    let closed = step(&town, "judge", &id, 3, json!({"kind": "close"})).await;
    assert_eq!(closed.json()["common"]["state"], "closed", "{}", closed.text());
}

async fn page(town: &Town, who: &str, address: &str) -> Answer {
    town.send(browser(TestRequest::get().uri(address), &format!("{who}-b"))).await
}

async fn sent(town: &Town, who: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
    let token = form_token(&page(town, who, "/account").await);
    let mut all = vec![("form_token", token.as_str())];
    all.extend(fields);
    let request = form(address, &all).insert_header(("accept", "text/html"));
    town.send(browser(request, &format!("{who}-b"))).await
}

#[actix_web::test]
async fn forms_make_send_answer_and_tell_what_is_wrong_beside_the_field() {
    let town = town();
    let list = page(&town, "judge", "/common?period=2026-Q2").await;
    let (_, first) = list.text().split_once(r#"name="first" value=""#).expect("a group");
    let first = first.split('"').next().unwrap();
    assert!(!page(&town, "head", "/common").await.text().contains(r#"name="first""#));
    let mut fields = vec![("period", "2026-Q2"), ("unit", ""), ("first", first), ("issues", "3")];
    fields.extend([("title", "工地扬尘"), ("within", "C"), ("look_for", " ")]);
    let refused = sent(&town, "judge", "/common", &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("2000 characters at most"), "{}", refused.text());
    fields[6].1 = "围挡、覆盖、喷淋";
    fields[3].1 = "4";
    assert_eq!(sent(&town, "judge", "/common", &fields).await.status, 409);
    fields[3].1 = "3";
    let made = sent(&town, "judge", "/common", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let there = made.header("location").to_owned();
    let (_, id) = there.split_once("id=").unwrap();
    let id = id.split('&').next().unwrap();
    let act = |kind: &'static str, rest: &[(&'static str, &'static str)]| {
        let mut fields =
            vec![("id".to_owned(), id.to_owned()), ("kind".to_owned(), kind.to_owned())];
        fields.extend(rest.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields
    };
    let post = async |who: &str, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sent(&town, who, "/common/one", &fields).await
    };
    let nobody = act("send", &[("after", "0"), ("level", ""), ("chosen", "火星"), ("days", "5")]);
    assert!(post("judge", nobody).await.text().contains("火星"));
    let all = act("send", &[("after", "0"), ("level", "town"), ("chosen", ""), ("days", "5")]);
    assert_eq!(post("judge", all).await.status, 303);
    let own = page(&town, "head", &format!("/common/one?id={id}")).await;
    assert!(own.text().contains(r#"id="step-answer-T1""#), "{}", own.text());
    assert!(!own.text().contains("step-answer-T2") && !own.text().contains("step-close"));
    let said = [("unit", "T1"), ("after", "1"), ("statement", "查看四处"), ("signatory", "李敏")];
    let blank = act("answer", &[&said[..], &[("finding", "")]].concat());
    assert_eq!(post("head", blank).await.status, 422);
    let found = [("finding", "found"), ("places", "2"), ("measures", "围挡"), ("open", "无喷淋")];
    let found = act("answer", &[&said[..], &found].concat());
    let answered = post("head", found).await;
    assert_eq!(answered.status, 303, "{}", answered.text());
    let whole = page(&town, "judge", &format!("/common/one?id={id}")).await;
    assert!(whole.text().contains("李敏") && whole.text().contains("In the ledger"));
    let other = page(&town, "other", &format!("/common/one?id={id}")).await;
    assert!(!other.text().contains("李敏"), "{}", other.text());
}

fn issue_of(town: &Town, unit: &str) -> String {
    let units = Some(vec![unit.parse().unwrap()]);
    let filter = store::IssueFilter { units, ..store::IssueFilter::default() };
    town.store.issues(&filter, None, 1).unwrap()[0].id.to_string()
}

async fn upload(town: &Town, who: &str, issue: &str, bytes: &[u8]) -> Answer {
    let address = format!("/api/v1/issues/{issue}/evidence?name=%E6%8A%A5%E5%91%8A.pdf");
    let request = raw(Method::POST, &address, bytes)
        .insert_header(("content-type", "application/octet-stream"));
    town.send(bearer(request, who)).await
}

#[actix_web::test]
async fn evidence_is_sent_named_and_downloaded_by_those_who_may_read_the_issue() {
    let town = town();
    let issue = issue_of(&town, "T1");
    upload(&town, "head", &issue, b"<svg>").await.problem(422, "evidence_kind");
    let long = vec![0; survey::evidence::BYTES_MAX + 1];
    upload(&town, "head", &issue, &long).await.problem(413, "body_too_large");
    upload(&town, "other", &issue, PDF).await.problem(404, "unknown_issue");
    let kept = upload(&town, "head", &issue, PDF).await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    assert_eq!(upload(&town, "head", &issue, PDF).await.status, 200);
    let id = kept.json()["evidence"]["id"].as_str().unwrap().to_owned();
    let address = format!("/api/v1/issues/{issue}/evidence/{id}");
    // Nobody else sees what no step names yet.
    get(&town, "judge", &address).await.problem(404, "unknown_evidence");
    let reply = json!({"kind": "reply", "text": "已整改"});
    let step = json!({"after": 1, "event": reply, "evidence": [id]});
    let foreign = format!("/api/v1/issues/{}/events", issue_of(&town, "T2"));
    let foreign = send(&town, "other", &foreign, &step).await.problem(422, "invalid");
    assert_eq!(foreign["errors"][0]["code"], "unknown_evidence");
    let taken = send(&town, "head", &format!("/api/v1/issues/{issue}/events"), &step).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let file = get(&town, "judge", &address).await;
    assert_eq!((file.status.as_u16(), &file.body[..]), (200, PDF));
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let saved = file.header("content-disposition");
    assert!(saved.starts_with("attachment") && saved.contains("%E6%8A%A5%E5%91%8A.pdf"), "{saved}");
    get(&town, "other", &address).await.problem(404, "unknown_issue");
}

#[actix_web::test]
async fn a_form_takes_files_along_and_keeps_them_when_it_is_refused() {
    let town = town();
    let issue = issue_of(&town, "T1");
    let take = async |text: &str, evidence: &str, file: (&str, &[u8])| {
        let token = form_token(&page(&town, "head", "/account").await);
        let mut body = Vec::new();
        let fields = [
            ("form_token", token.as_str()),
            ("id", &issue),
            ("after", "1"),
            ("kind", "reply"),
            ("text", text),
            ("evidence", evidence),
        ];
        for (name, value) in fields {
            let part = format!(
                "--B\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let head = format!(
            "--B\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{}\"\r\n\r\n",
            file.0
        );
        body.extend([head.as_bytes(), file.1, b"\r\n--B--\r\n"].concat());
        let request = TestRequest::post()
            .uri("/issues/one")
            .insert_header(("content-type", "multipart/form-data; boundary=B"))
            .insert_header(("accept", "text/html"))
            .set_payload(body);
        town.send(browser(request, "head-b")).await
    };
    let wrong = take("已整改", "", ("a.html", b"<html>")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert!(wrong.text().contains("a.html: Only JPEG"), "{}", wrong.text());
    let refused = take(" ", "", ("报告.pdf", PDF)).await;
    assert_eq!(refused.status, 422);
    let (_, kept) = refused.text().split_once(r#"name="evidence" value=""#).expect("kept");
    let kept = kept.split('"').next().unwrap();
    assert_eq!(take("已整改", kept, ("", b"")).await.status, 303);
    let shown = page(&town, "head", &format!("/issues/one?id={issue}")).await;
    let link = format!("api/v1/issues/{issue}/evidence/{kept}");
    assert!(shown.text().contains(&link) && shown.text().contains("报告.pdf"), "{}", shown.text());
    let address = format!("/{link}");
    let file = town.send(browser(TestRequest::get().uri(&address), "head-b")).await;
    assert_eq!((file.status.as_u16(), &file.body[..]), (200, PDF));
}

#[actix_web::test]
async fn an_issue_leads_to_the_open_common_issue_that_it_is_one_of() {
    let town = town();
    let issue = issue_of(&town, "T1");
    let issue = format!("/issues/one?id={issue}&lang=en");
    let before = page(&town, "judge", &issue).await;
    assert!(before.status == 200 && !before.text().contains("common/one"), "{}", before.text());
    let id = made(&town).await;
    let link = format!(r#"href="../common/one?id={id}">工地扬尘</a>"#);
    let shown = page(&town, "judge", &issue).await;
    assert!(shown.text().contains("Common issue that it is one of"), "{}", shown.text());
    assert!(shown.text().contains(&link), "{}", shown.text());
    let back = page(&town, "judge", &format!("/common/one?id={id}")).await;
    assert!(back.text().contains("../issues/one?id="), "{}", back.text());
    // Of what was not sent to a unit its head does not learn.
    let own = page(&town, "head", &issue).await;
    assert!(own.status == 200 && !own.text().contains("common/one"), "{}", own.text());
    step(&town, "judge", &id, 0, json!({"kind": "send", "units": ["T1"], "days": 5})).await;
    assert!(page(&town, "head", &issue).await.text().contains(&link));
    step(&town, "head", &id, 1, answer("T1")).await;
    let closed = step(&town, "judge", &id, 2, json!({"kind": "close"})).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    let after = page(&town, "judge", &issue).await;
    assert!(!after.text().contains("common/one"), "{}", after.text());
}
