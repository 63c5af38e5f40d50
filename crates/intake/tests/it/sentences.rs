//! `/bulletins/sentences`: the office words its bulletins, and is told by line what can't stand.

use std::fmt::Write;

use actix_web::http::header::COOKIE;
use actix_web::test::TestRequest;
use documents::shipped_sentences;
use store::SessionKind;
use survey::{Language, Role};

use crate::support::{Answer, Town, form_token, grant};

const PAGE: &str = "/bulletins/sentences";

/// Who drafts bulletins of all units, and who of a town.
fn office() -> Town {
    let town = Town::surveyed();
    for (name, unit) in [("writer", None), ("part", Some("T1"))] {
        town.add_user(name, &[grant(Role::Analyst, unit)]);
        town.sign_in(name, name, SessionKind::Browser);
    }
    town
}

/// From the browser of somebody who reads Chinese.
fn in_chinese(request: TestRequest, token: &str) -> TestRequest {
    request.insert_header((COOKIE, format!("lang=zh-CN; manyi_session={token}")))
}

async fn read(town: &Town, by: &str, address: &str) -> Answer {
    town.send(in_chinese(TestRequest::get().uri(address), by)).await
}

/// Sends the form as a browser does, with all its fields.
async fn send(town: &Town, by: &str, fields: &[(&str, &str)], file: (&str, &str)) -> Answer {
    // The token is the same on all pages, and there also for those who may not word anything.
    let token = form_token(&read(town, by, "/account").await);
    let mut body = String::new();
    for (name, value) in [("form_token", token.as_str())].iter().chain(fields) {
        write!(body, "--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            .unwrap();
    }
    let (name, text) = file;
    write!(
        body,
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{text}\r\n--B--\r\n"
    )
    .unwrap();
    let request = TestRequest::post()
        .uri(PAGE)
        .insert_header(("content-type", "multipart/form-data; boundary=B"))
        .set_payload(body);
    town.send(in_chinese(request, by)).await
}

async fn word(town: &Town, by: &str, seen: &str, text: &str) -> Answer {
    let fields = [("language", "zh-CN"), ("seen", seen), ("act", "use"), ("text", text)];
    send(town, by, &fields, ("", "")).await
}

const OWN: &str = "withheld = \"{{unit}}样本不足，不公布。\"\n";

#[actix_web::test]
async fn the_office_words_a_sentence_and_goes_back_to_what_ships() {
    let town = office();
    let first = read(&town, "writer", PAGE).await;
    assert!(first.text().contains("现用内置措辞"), "{}", first.text());
    let file = format!("{PAGE}/file?of=zh-CN");
    let shipped = shipped_sentences(Language::Chinese);
    assert_eq!(read(&town, "writer", &file).await.text(), shipped);

    // Browsers end lines in their own way.
    let sent = word(&town, "writer", "0", &OWN.replace('\n', "\r\n")).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "sentences?done=worded"));
    let kept = town.store.bulletin_template(Language::Chinese).unwrap().unwrap();
    assert_eq!((kept.text.as_str(), kept.written_by.as_str()), (OWN, "writer"));
    let page = read(&town, "writer", &format!("{PAGE}?done=worded")).await;
    assert!(page.text().contains("现用本单位自定的措辞"));
    let downloaded = read(&town, "writer", &file).await;
    assert_eq!(downloaded.text(), OWN);
    assert!(downloaded.header("content-disposition").contains("sentences-zh-CN.toml"));
    assert_eq!(read(&town, "writer", &format!("{file}&shipped=true")).await.text(), shipped);
    assert!(town.store.bulletin_template(Language::English).unwrap().is_none());

    // A file goes before the text.
    let fields = [("language", "zh-CN"), ("seen", "1"), ("act", "use"), ("text", OWN)];
    let other = OWN.replace("不公布", "暂不公布");
    let sent = send(&town, "writer", &fields, ("own.toml", &other)).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(town.store.bulletin_template(Language::Chinese).unwrap().unwrap().text, other);

    let fields = [("language", "zh-CN"), ("seen", "2"), ("act", "shipped")];
    let back = send(&town, "writer", &fields, ("", "")).await;
    assert_eq!(back.header("location"), "sentences?done=shipped");
    assert_eq!(read(&town, "writer", &file).await.text(), shipped);
    let page = read(&town, "writer", PAGE).await;
    assert!(page.text().contains("现用内置措辞"));
    assert!(page.text().contains("恢复内置措辞</li>"), "{}", page.text());
    let log = town.store.audit_entries(0, 1_000).unwrap();
    let worded = log.iter().filter(|entry| entry.actor == "writer");
    assert_eq!(worded.filter(|entry| entry.subject == "zh-CN").count(), 3);
}

#[actix_web::test]
async fn what_can_not_stand_is_refused_by_its_line_and_kept_in_the_field() {
    let town = office();
    for (text, told) in [
        ("\nwithheld = \"没有数字。\"\n", "第2行：句子“withheld”在任何情况下都必须写出 {{unit}}"),
        ("nonsense = \"x\"\n", "第1行：没有“nonsense”这一句"),
        ("withheld = \"{{unit}}大幅不足\"\n", "第1行：句子“withheld”不论变化是否显著都写了“大幅”"),
        ("withheld = \"{{unit}}{{colour}}\"\n", "第1行：句子“withheld”里没有“colour”这个值"),
        ("withheld = \"{{unit\"\n", "第1行：句子“withheld”不能用"),
        ("withheld = {{unit}}\n", "不是 TOML 文件"),
        ("  ", "没有内容"),
    ] {
        let refused = word(&town, "writer", "0", text).await;
        assert_eq!(refused.status, 422, "{text}");
        let page = refused.text().replace("&#34;", "\"").replace("&#123;", "{");
        assert!(page.contains(told), "{told}: {page}");
        assert!(text.trim().is_empty() || page.contains(text.trim()), "{text}: {page}");
    }
    assert!(town.store.bulletin_template(Language::Chinese).unwrap().is_none());
}

#[actix_web::test]
async fn of_two_who_word_at_once_one_is_told() {
    let town = office();
    assert_eq!(word(&town, "writer", "0", OWN).await.status, 303);
    let late = word(&town, "writer", "0", &OWN.replace("不公布", "暂不公布")).await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("他人刚刚改过措辞"), "{}", late.text());
}

/// The sentences are those of all bulletins.
#[actix_web::test]
async fn who_drafts_for_a_part_reads_and_does_not_word() {
    let town = office();
    let page = read(&town, "part", &format!("{PAGE}?lang=en")).await;
    assert!(page.text().contains("only who drafts bulletins of all units may change them"));
    assert!(!page.text().contains("<textarea"));
    word(&town, "part", "0", OWN).await.problem(403, "not_allowed");
    let forged = send(&town, "writer", &[("form_token", "made up")], ("", "")).await;
    assert!([400, 403].contains(&forged.status.as_u16()));
    assert!(town.store.bulletin_template(Language::Chinese).unwrap().is_none());
}
