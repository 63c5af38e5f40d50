//! Sealed periods over HTTP: sealed by those who look after the survey, known to everybody, named by
//! bulletins.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::SessionKind;
use survey::Role;
use uuid::Uuid;

use crate::support::{Answer, Town, bearer, browser, form, form_token, grant, raw, response};

/// An administrator and others, with interviews of a quarter that is over.
fn office() -> Town {
    let town = Town::prepared();
    for (name, role) in [
        ("admin", Role::Administrator),
        ("visitor", Role::Surveyor),
        ("li", Role::Analyst),
        ("wang", Role::Leader),
    ] {
        town.add_user(name, &[grant(role, None)]);
        town.sign_in(name, name, SessionKind::Program);
    }
    town.sign_in("admin", "browser", SessionKind::Browser);
    for n in 1..=3 {
        answered(&town, n);
    }
    town
}

/// An interview of August 2024.
fn answered(town: &Town, n: u128) {
    let mut answer: survey::Response =
        serde_json::from_value(response(Uuid::from_u128(n))).unwrap();
    answer.interviewed_on = "2024-08-05".parse().unwrap();
    (answer.started_at, answer.ended_at) = (None, None);
    town.store.submit(&answer, "api").unwrap();
}

async fn seal(town: &Town, by: &str, body: &Value) -> Answer {
    town.send(bearer(raw(Method::POST, "/api/v1/seals", body.to_string()), by)).await
}

async fn read(town: &Town, address: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(address), "visitor")).await
}

#[actix_web::test]
async fn a_period_is_sealed_once_and_known_to_everybody() {
    let town = office();
    let made = seal(&town, "admin", &json!({"period": "2024-Q3"})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let told = made.json();
    assert_eq!((&told["number"], &told["revision"]), (&json!(1), &json!(1)));
    assert_eq!((&told["responses"], &told["sealed_by"]), (&json!(3), &json!("admin")));
    let digest = told["digest"].as_str().unwrap();
    let manifest = read(&town, &format!("/api/v1/seals/{digest}")).await;
    assert_eq!(hex::encode(Sha256::digest(manifest.text())), digest);
    assert_eq!(manifest.json()["period"], "2024-Q3");
    for (body, code) in [
        (json!({"period": "2024-Q3"}), "seal_needs_reason"),
        (json!({"period": "2024-Q3", "reason": "again"}), "seal_unchanged"),
        (json!({"period": "2999"}), "period_not_over"),
        (json!({"period": "2023"}), "period_empty"),
    ] {
        seal(&town, "admin", &body).await.problem(409, code);
    }
    for (body, code) in [
        (json!({"period": "2024-Q3", "reason": "a\nb"}), "bad_reason"),
        (json!({"period": "2024-Q9"}), "bad_field"),
    ] {
        let refused = seal(&town, "admin", &body).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], code, "{body}");
    }
    answered(&town, 4);
    let again = seal(&town, "admin", &json!({"period": "2024-Q3", "reason": "late"})).await.json();
    assert_eq!((&again["revision"], &again["responses"]), (&json!(2), &json!(4)));
    let list = read(&town, "/api/v1/seals?period=2024-Q3").await.json();
    let numbers: Vec<_> =
        list["seals"].as_array().unwrap().iter().map(|seal| &seal["number"]).collect();
    assert_eq!(numbers, [&json!(2), &json!(1)]);
    assert_eq!(read(&town, "/api/v1/seals?period=2024-Q2").await.json()["seals"], json!([]));
    read(&town, &format!("/api/v1/seals/{}", "0".repeat(64))).await.problem(404, "unknown_seal");
}

#[actix_web::test]
async fn the_page_seals_checks_and_tells() {
    let town = office();
    let open = |address: &str| browser(TestRequest::get().uri(address), "browser");
    let page = town.send(open("/seals")).await;
    assert!(page.text().contains("Nothing is sealed yet."), "{}", page.text());
    let token = form_token(&page);
    let fields = |period| [("form_token", token.as_str()), ("period", period), ("reason", "")];
    let sent = town.send(browser(form("/seals", &fields("2024-Q3")), "browser")).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "seals?done=sealed"));
    let twice = town.send(browser(form("/seals", &fields("2024-Q3")), "browser")).await;
    assert_eq!(twice.status, 409);
    assert!(twice.text().contains("say why there is to be another revision"), "{}", twice.text());
    let digest = town.store.seals().unwrap()[0].digest.clone();
    let page = town.send(open("/seals?check=1&lang=zh-CN")).await;
    let parts = ["封存内容：", "答卷 2024-08：3", "督办单：0", "佐证材料：0"];
    for words in
        ["2024年第三季度", "第1版", "答卷3份", "完好：1个封账", &digest].iter().chain(&parts)
    {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let reader = town.send(bearer(TestRequest::get().uri("/seals"), "visitor")).await;
    assert!(!reader.text().contains("<form class=\"entry\""), "only administrators seal");
}

#[actix_web::test]
async fn a_published_bulletin_names_the_seal_or_says_that_there_was_none() {
    let town = office();
    let out = |period: &str| {
        let content = crate::bulletins::content_of(period);
        let subject = survey::BulletinSubject {
            questionnaire: "env".parse().unwrap(),
            kind: survey::RoundKind::Official,
            period: period.parse().unwrap(),
            unit: "C".parse().unwrap(),
        };
        let content = store::BulletinContent { json: content.to_string(), data_revision: 1 };
        let draft = town.store.by("li").draft_bulletin(&subject, &content).unwrap();
        town.store.by("wang").review_bulletin(draft.id, &draft.digest).unwrap();
        town.store.by("wang").publish_bulletin(draft.id, &draft.digest).unwrap()
    };
    let before = out("2024-07");
    seal(&town, "admin", &json!({"period": "2024-Q3"})).await;
    let digest = town.store.seals().unwrap()[0].digest.clone();
    let after = out("2024-Q3");
    for (bulletin, words) in [
        (before, "发布时未封账".to_owned()),
        (after, format!("封账：2024年第三季度第1版，SHA-256 {digest}")),
    ] {
        let address = format!("/api/v1/bulletins/{}/documents/html", bulletin.id);
        let file = town.send(bearer(TestRequest::get().uri(&address), "wang")).await;
        assert!(file.text().contains(&words), "{words}: {}", file.text());
        // What is kept stays what it was.
        let (kept, json) = town.store.bulletin_with_content(bulletin.id).unwrap().unwrap();
        assert_eq!(hex::encode(Sha256::digest(&json)), kept.digest);
        let page = format!("/bulletins/one?id={}", bulletin.id);
        let page = town.send(bearer(TestRequest::get().uri(&page), "wang")).await;
        assert!(page.text().contains(&words), "{words}");
    }
}
