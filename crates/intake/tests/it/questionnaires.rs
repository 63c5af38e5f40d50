//! The pages on which the office looks after questionnaires, and single versions for programs.

use actix_web::test::TestRequest;
use exchange::{Template, write_questionnaire};
use serde_json::json;
use store::SessionKind;
use survey::{Questionnaire, Role};

use crate::support::{Answer, Town, bearer, browser, form, form_token, grant, questionnaire};

/// A town with an administrator of everything and one of `T1`, both in browsers, and a surveyor.
fn office() -> Town {
    let town = Town::prepared();
    town.add_user("chief", &[grant(Role::Administrator, None)]);
    town.add_user("small", &[grant(Role::Administrator, Some("T1"))]);
    town.add_user("limin", &[grant(Role::Surveyor, None)]);
    for name in ["chief", "small"] {
        town.sign_in(name, name, SessionKind::Browser);
    }
    town.sign_in("limin", "phone", SessionKind::Device);
    town
}

async fn page(town: &Town, address: &str) -> Answer {
    town.send(browser(TestRequest::get().uri(address), "chief")).await
}

/// A form with a file as a browser sends it.
fn upload(token: &str, name: &str, contents: &[u8]) -> TestRequest {
    let head = format!(
        "--B\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--B\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), contents, b"\r\n--B--\r\n"].concat();
    let request = TestRequest::post()
        .uri("/questionnaires")
        .insert_header(("content-type", "multipart/form-data; boundary=B"))
        .set_payload(body);
    browser(request, "chief")
}

async fn uploaded(town: &Town, name: &str, contents: &[u8]) -> Answer {
    let token = form_token(&page(town, "/questionnaires").await);
    town.send(upload(&token, name, contents)).await
}

/// The digest that the page of a draft asks to be repeated.
fn seen(page: &Answer) -> String {
    let (_, rest) = page.text().split_once(r#"name="seen" value=""#).expect("a draft");
    rest.split('"').next().unwrap().to_owned()
}

async fn act(town: &Town, what: &str, code: &str, digest: &str) -> Answer {
    let token = form_token(&page(town, "/questionnaires").await);
    let fields = [
        ("form_token", token.as_str()),
        ("code", code),
        ("version", "1"),
        ("seen", digest),
        ("act", what),
    ];
    town.send(browser(form("/questionnaires/version", &fields), "chief")).await
}

const VERSION: &str = "/questionnaires/version?code=environment_satisfaction&version=1";

fn workbook() -> Vec<u8> {
    write_questionnaire(&Template::Environment.questionnaire().unwrap()).unwrap()
}

#[actix_web::test]
async fn a_workbook_becomes_a_draft_is_looked_at_and_published() {
    let town = office();
    let sent = uploaded(&town, "C:/forms/环境.xlsx", &workbook()).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(sent.header("location"), &format!("{}&done=uploaded", &VERSION[1..]));
    let drafts = town.store.drafts().unwrap();
    assert_eq!(
        (drafts[0].file_name.as_str(), drafts[0].uploaded_by.as_str()),
        ("环境.xlsx", "chief")
    );

    let shown = page(&town, &format!("{VERSION}&done=uploaded&lang=zh-CN")).await;
    let text = shown.text();
    for part in [
        "没有发现问题",
        "您对本地的环保宣传和环境信息公开满意吗？",
        "How satisfied are you with environmental publicity",
        "第 9 题答“不太满意”或“不满意”时才问",
        "给访问员的提示，不读出",
        "露天焚烧秸秆、垃圾",
        "不了解，不算满意",
        "不计分",
        "受区生态环境局委托",
        "环境.xlsx",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("<script") && !text.contains("style="));
    let english = page(&town, &format!("{VERSION}&lang=en")).await;
    assert!(english.text().contains("Asked only after “Not very satisfied” or “Dissatisfied”"));
    let list = page(&town, "/questionnaires?lang=en").await;
    assert!(list.text().contains("uploaded by chief at"), "{}", list.text());

    // Programs see a draft only for those who look after questionnaires.
    let address = "/api/v1/questionnaires/environment_satisfaction/versions/1";
    let draft = format!("{address}?draft=true");
    town.get(address).await.problem(404, "unknown_questionnaire");
    let answer = town.get(&draft).await;
    assert_eq!(answer.json()["questions"][0]["code"], "air");
    let by_phone = town.send(bearer(TestRequest::get().uri(&draft), "phone")).await;
    by_phone.problem(403, "not_allowed");

    let replaced = act(&town, "publish", "environment_satisfaction", "another").await;
    assert_eq!(replaced.status, 409);
    assert!(replaced.text().contains("Somebody has just uploaded another draft"));
    let done = act(&town, "publish", "environment_satisfaction", &seen(&shown)).await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, "version?code=environment_satisfaction&version=1&done=published")
    );
    assert_eq!(town.store.drafts().unwrap(), []);
    let published = page(&town, &format!("{VERSION}&done=published&lang=zh-CN")).await;
    assert!(published.text().contains("已发布，以后不再改变"));
    assert!(!published.text().contains(r#"name="seen""#));
    town.get(&draft).await.problem(404, "unknown_questionnaire");
    let log = town.store.audit_entries(0, 1_000).unwrap();
    let entry = log.iter().find(|entry| {
        entry.subject == "environment_satisfaction@1" && entry.action == "questionnaire_published"
    });
    assert_eq!(entry.unwrap().actor, "chief");
}

#[actix_web::test]
async fn a_published_version_holds_for_ever() {
    let town = office();
    let address = "/api/v1/questionnaires/env/versions/1";
    let first = town.send(bearer(TestRequest::get().uri(address), "phone")).await;
    let read: Questionnaire = serde_json::from_value(first.json()).unwrap();
    assert_eq!(read, serde_json::from_value(questionnaire()).unwrap());
    // Other changes of the data do not touch it.
    let mut next: Questionnaire = serde_json::from_value(questionnaire()).unwrap();
    next.version = 2;
    town.store.publish_questionnaire(&next).unwrap();
    let known =
        TestRequest::get().uri(address).insert_header(("if-none-match", first.header("etag")));
    assert_eq!(town.send(known).await.status, 304);
    for (part, code) in [("env/versions/x", "bad_version"), ("%20/versions/1", "bad_code")] {
        town.get(&format!("/api/v1/questionnaires/{part}")).await.problem(400, code);
    }
    town.get("/api/v1/questionnaires/env/versions/3").await.problem(404, "unknown_questionnaire");
    town.get(&format!("{address}?draft=yes")).await.problem(400, "bad_query");
}

#[actix_web::test]
async fn what_is_wrong_with_a_file_is_told_at_once_and_nothing_is_kept() {
    let town = office();
    let toml = Template::Education.toml();
    let leaning = toml
        .replace("Not very satisfied\" }, negative = true", "Not very satisfied\" }")
        .replace("code = \"ethics\"", "code = \"<b>teaching\"")
        .replace("category = \"teacher_ethics_gifts\"", "category = \"<i>gifts\"");
    let refused = uploaded(&town, "<u>.toml", leaning.as_bytes()).await;
    assert_eq!(refused.status, 422);
    for part in ["/scales/0/options", "as many good as bad", "&#60;i&#62;gifts", "&#60;u&#62;.toml"]
    {
        assert!(refused.text().contains(part), "{part}: {}", refused.text());
    }
    assert!(!refused.text().contains("<i>gifts"));
    for (name, contents) in [("a.xlsx", &b"PK nonsense"[..]), ("a.toml", b"\xff"), ("a", b"x = ")] {
        let refused = uploaded(&town, name, contents).await;
        assert_eq!(refused.status, 422, "{name}");
        assert!(refused.text().contains("The file can&#39;t be read"), "{}", refused.text());
    }
    assert_eq!(uploaded(&town, "", b"").await.status, 422);
    let large = vec![b'x'; (2 << 20) + 1];
    uploaded(&town, "a.toml", &large).await.problem(413, "body_too_large");
    assert_eq!(town.store.drafts().unwrap(), []);

    // What is published with other content never changes.
    let mut other = questionnaire();
    other["scales"][0]["options"][2]["negative"] = json!(true);
    other["title"]["zh"] = json!("另一个");
    let other: Questionnaire = serde_json::from_value(other).unwrap();
    let text = exchange::questionnaire_toml(&other).unwrap();
    let conflict = uploaded(&town, "env.toml", text.as_bytes()).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.text().contains("raise the version"));
}

#[actix_web::test]
async fn what_was_left_out_is_listed_beside_the_draft() {
    let town = office();
    let mut single = Template::Environment.questionnaire().unwrap();
    single.title.en = None;
    let text = exchange::questionnaire_toml(&single).unwrap();
    let kept = uploaded(&town, "one.toml", text.as_bytes()).await;
    assert_eq!(kept.status, 200);
    assert!(kept.text().contains("There is no English") && kept.text().contains("/title"));
    assert!(kept.text().contains("questionnaires/version?code=environment_satisfaction"));
    let draft = page(&town, &format!("{VERSION}&lang=en")).await;
    assert!(draft.text().contains("Words without English: 1"));

    let gone = act(&town, "discard", "environment_satisfaction", "").await;
    assert_eq!(
        (gone.status.as_u16(), gone.header("location")),
        (303, "../questionnaires?done=discarded")
    );
    let again = act(&town, "discard", "environment_satisfaction", "").await;
    assert_eq!(again.status, 404);
    assert!(again.text().contains("no longer there"));
    page(&town, VERSION).await.problem(404, "unknown_questionnaire");
}

#[actix_web::test]
async fn forms_of_other_sites_and_odd_ones_are_refused() {
    let town = office();
    let forged = upload("made up", "a.xlsx", &workbook());
    town.send(forged).await.problem(403, "form_expired");
    for body in
        ["", "--B\r\n", "--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--B--\r\n"]
    {
        let odd = TestRequest::post()
            .uri("/questionnaires")
            .insert_header(("content-type", "multipart/form-data; boundary=B"))
            .set_payload(body);
        let status = town.send(browser(odd, "chief")).await.status.as_u16();
        assert!([400, 403].contains(&status), "{body:?}: {status}");
    }
    let urlencoded = browser(form("/questionnaires", &[("file", "x")]), "chief");
    town.send(urlencoded).await.problem(400, "bad_form");
    let act = form("/questionnaires/version", &[("form_token", "x"), ("act", "burn")]);
    town.send(browser(act, "chief")).await.problem(400, "bad_form");
    // Questionnaires are asked everywhere, so an administrator of a part has none of it.
    let small = TestRequest::get().uri("/questionnaires");
    town.send(browser(small, "small")).await.problem(403, "not_allowed");
    let account = town.send(browser(TestRequest::get().uri("/account"), "small")).await;
    assert!(!account.text().contains(r#"href="./questionnaires""#));
    assert!(page(&town, "/account").await.text().contains(r#"href="./questionnaires""#));
}

#[actix_web::test]
async fn every_version_and_template_can_be_taken_away() {
    let town = office();
    for template in Template::ALL {
        let address = format!("/questionnaires/file?template={template}&format=");
        let workbook = page(&town, &format!("{address}xlsx")).await;
        let read =
            exchange::questionnaire_of("f.xlsx", &workbook.body, exchange::Standard::Publication);
        assert_eq!(read.unwrap().questionnaire, template.questionnaire().unwrap());
        assert_eq!(page(&town, &format!("{address}toml")).await.text(), template.toml());
        let name = format!("attachment; filename*=UTF-8''{template}.xlsx");
        assert_eq!(workbook.header("content-disposition"), name);
    }
    let published = page(&town, "/questionnaires/file?code=env&version=1&format=toml").await;
    assert!(published.text().starts_with("code = \"env\""), "{}", published.text());
    page(&town, "/questionnaires/file?code=env&version=9")
        .await
        .problem(404, "unknown_questionnaire");
    page(&town, "/questionnaires/file").await.problem(400, "bad_query");
    page(&town, "/questionnaires/file?template=tea").await.problem(400, "bad_query");
    page(&town, "/questionnaires/version?code=env").await.problem(400, "bad_query");
}
