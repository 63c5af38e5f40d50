//! The pages of the year: who enters, who confirms, and how refusals are told.

use actix_web::test::TestRequest;
use serde_json::json;
use store::{EntryFilter, SessionKind};
use survey::annual::AnnualFormula;
use survey::vouched::EntryKind;
use survey::{Role, Unit};

use crate::support::{Answer, Town, browser, form, form_token, grant};

fn office() -> Town {
    let town = Town::surveyed();
    for (name, role, unit) in [
        ("limin", Role::Analyst, None),
        ("wang", Role::Leader, None),
        ("of_t2", Role::Leader, Some("T2")),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Browser);
    }
    town
}

async fn get(town: &Town, who: &str, address: &str) -> Answer {
    town.send(browser(TestRequest::get().uri(address), who)).await
}

async fn send(town: &Town, who: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
    let token = form_token(&get(town, who, "/account").await);
    let mut all = vec![("form_token", token.as_str())];
    all.extend(fields);
    let request = form(address, &all).insert_header(("accept", "text/html"));
    town.send(browser(request, who)).await
}

const RESULT: [(&str, &str); 13] = [
    ("act", "enter"),
    ("issuer", "青岛市"),
    ("level", "city"),
    ("period", "2026"),
    ("unit", "T1"),
    ("domain", "overall"),
    ("score", "87.31"),
    ("rate", "91.5"),
    ("n", ""),
    ("rank", "3"),
    ("rank_total", "18"),
    ("doc_no", ""),
    ("document", "调查结果通报"),
];

#[actix_web::test]
async fn a_result_is_entered_by_one_and_confirmed_by_another() {
    let town = office();
    let entered = send(&town, "limin", "/external", &RESULT).await;
    assert_eq!(entered.status, 303, "{}", entered.text());
    assert_eq!(entered.header("location"), "external?done=entered");
    let entry = town.store.year_entries(&EntryFilter::default()).unwrap().remove(0);
    let id = entry.id.to_string();
    let page = get(&town, "limin", "/external").await;
    for told in ["87.31", "91.50%", "3/18", "调查结果通报", "to be confirmed"] {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    assert!(!page.text().contains(r#"value="confirm""#), "not one's own");
    let not_mine = send(&town, "limin", "/external", &[("act", "confirm"), ("id", &id)]).await;
    assert_eq!(not_mine.status, 404, "{}", not_mine.text());
    // Others have neither the entry nor the form.
    let foreign = get(&town, "of_t2", "/external").await;
    assert!(!foreign.text().contains("87.31") && !foreign.text().contains(r#"name="issuer""#));
    let page = get(&town, "wang", "/external").await;
    assert!(page.text().contains(r#"value="confirm""#), "{}", page.text());
    let done = send(&town, "wang", "/external", &[("act", "confirm"), ("id", &id)]).await;
    assert_eq!(done.header("location"), "external?done=confirmed");
    let twice = send(&town, "wang", "/external", &[("act", "confirm"), ("id", &id)]).await;
    assert_eq!(twice.status, 409);
    assert!(twice.text().contains("look at it again"), "{}", twice.text());
}

#[actix_web::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_written_is_still_there() {
    let town = office();
    let with = |name: &str, value: &'static str| {
        let mut fields = RESULT;
        for field in fields.iter_mut().filter(|field| field.0 == name) {
            field.1 = value;
        }
        fields
    };
    for (name, value, told) in [
        ("score", "101", "Out of range."),
        ("score", "viel", "Write a number."),
        ("period", "2026-13", "Write a period"),
        ("unit", "T9", "Choose a unit of yours."),
        ("document", " ", "Say something"),
    ] {
        let page = send(&town, "limin", "/external", &with(name, value)).await;
        assert_eq!(page.status, 422, "{name}");
        let text = page.text();
        assert!(text.contains(told) && text.contains("青岛市"), "{name}: {text}");
    }
    send(&town, "limin", "/external", &RESULT).await;
    let differs = send(&town, "limin", "/external", &with("score", "80")).await;
    assert_eq!(differs.status, 409);
    assert!(differs.text().contains("Something else is entered"), "{}", differs.text());
    assert_eq!(town.store.year_entries(&EntryFilter::default()).unwrap().len(), 1);
}

#[actix_web::test]
async fn the_page_of_a_year_shows_ranks_with_their_sets_and_says_what_is_no_award() {
    let town = office();
    let formula: AnnualFormula = serde_json::from_value(json!({
        "code": "year", "version": 1, "name": {"zh": "年度", "en": "Year"}, "source": "区发〔2026〕1号",
        "levels": ["town"], "missing": "refuse", "bonus_cap": 2.0, "deduction_cap": 2.0,
        "components": [{"code": "own", "name": {"zh": "本级", "en": "Own"}, "weight": 1.0,
            "of": {"index": {"scheme": "equal_steps@1", "over": "year"}}}],
    }))
    .unwrap();
    town.store.by("admin").publish_formula(&formula).unwrap();
    let empty = get(&town, "wang", "/year?year=2026").await;
    assert!(empty.text().contains("No score of this year is kept yet."), "{}", empty.text());
    assert!(!empty.text().contains(r#"value="compute""#));

    let compute = [("year", "2026"), ("act", "compute"), ("formula", "year@1")];
    let computed = send(&town, "limin", "/year", &compute).await;
    assert_eq!(computed.header("location"), "year?year=2026&done=entered", "{}", computed.text());
    let id = town.store.annual_scores(2026).unwrap()[0].id.to_string();
    let confirm = [("year", "2026"), ("act", "confirm"), ("id", id.as_str())];
    let own = send(&town, "limin", "/year", &confirm).await;
    assert_eq!(own.status, 403, "{}", own.text());
    let done = send(&town, "wang", "/year", &confirm).await;
    assert_eq!(done.header("location"), "year?year=2026&done=confirmed");
    let page = get(&town, "wang", "/year?year=2026&top=1").await;
    for told in ["Rank set", "Own (100.0%)", "it is no award", "区发〔2026〕1号", "95% interval"]
    {
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    let part = get(&town, "of_t2", "/year?year=2026").await;
    assert!(part.text().contains("T2") || part.text().matches("<tr>").count() > 0);
    assert_eq!(get(&town, "wang", "/year?year=soon").await.status, 400);
}

/// A letter of a unit, promising so much and a place.
fn letter<'a>(unit: &'a str, index: &'a str, rank: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("act", "enter"),
        ("year", "2026"),
        ("unit", unit),
        ("goals/overall/index", index),
        ("goals/overall/rank", rank),
        ("goals/overall/out_of", "18"),
        ("goals/overall/field", "全市"),
        ("signer", "王镇长"),
        ("signed_on", "2026-01-15"),
        ("source/document", "2026年目标责任书"),
    ]
}

#[actix_web::test]
async fn a_letter_is_signed_once_and_promises_no_less_than_the_one_above() {
    let town = office();
    let village = json!([{"code": "V1", "name": {"zh": "河口村", "en": "River Mouth"},
        "level": "village", "parent": "T1"}]);
    town.store.put_units(&serde_json::from_value::<Vec<Unit>>(village).unwrap()).unwrap();
    let entered = send(&town, "limin", "/letters", &letter("T1", "85", "3")).await;
    assert_eq!(entered.status, 303, "{}", entered.text());
    assert!(entered.header("location").ends_with("done=entered"));
    let filter = EntryFilter { kind: Some(EntryKind::Letter), ..EntryFilter::default() };
    let id = town.store.year_entries(&filter).unwrap()[0].id.to_string();
    let done = send(&town, "wang", "/letters?year=2026", &[("act", "confirm"), ("id", &id)]).await;
    assert_eq!(done.status, 303, "{}", done.text());

    // What is less is told where it stands, with what the unit above promised.
    let less = send(&town, "limin", "/letters", &letter("V1", "84.5", "4")).await;
    assert_eq!(less.status, 422);
    let text = less.text();
    assert!(text.contains("the unit above promises: Satisfaction index 85.00."), "{text}");
    assert!(text.contains("84.5") && text.contains(r#"aria-invalid="true""#), "{text}");
    assert_eq!(town.store.year_entries(&filter).unwrap().len(), 1);
    let behind = send(&town, "limin", "/letters", &letter("V1", "85", "4")).await;
    assert!(behind.text().contains("3 (全市)."), "{}", behind.text());
    let same = send(&town, "limin", "/letters", &letter("V1", "85", "3")).await;
    assert_eq!(same.status, 303, "{}", same.text());
    let differs = send(&town, "limin", "/letters", &letter("V1", "90", "3")).await;
    assert_eq!(differs.status, 409);
    assert!(differs.text().contains("has another letter"), "{}", differs.text());

    let page = get(&town, "wang", "/letters?year=2026&level=town").await;
    let text = page.text();
    for told in ["王镇长", "2026-01-15", "Promised index", "全市", "95% interval", "East River"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    // Neither the letter of the village nor that of another year, nor what is not one's own.
    assert_eq!(text.matches("王镇长").count(), 1);
    let none = get(&town, "wang", "/letters?year=2025").await;
    assert!(none.text().contains("There is no such letter."));
    assert!(!get(&town, "of_t2", "/letters?year=2026").await.text().contains("王镇长"));
    assert_eq!(get(&town, "wang", "/letters?year=soon").await.status, 400);
}

#[actix_web::test]
async fn what_a_letter_lacks_is_told_at_its_fields() {
    let town = office();
    let with = |name: &'static str, value: &'static str| {
        let mut fields = letter("T1", "85", "3");
        for field in fields.iter_mut().filter(|field| field.0 == name) {
            field.1 = value;
        }
        fields
    };
    for (fields, told) in [
        (with("year", "soon"), "Write a year such as 2026."),
        (with("unit", "moon"), "Choose a unit of yours."),
        (with("unit", "C"), "No unit is above it"),
        (with("signed_on", ""), "Say on which day it was signed."),
        (with("signer", " "), "Say something"),
        (with("goals/overall/field", ""), "Say among whom."),
        (with("goals/overall/index", "101"), "Out of range."),
        (with("source/document", ""), "Say something"),
    ] {
        let page = send(&town, "limin", "/letters", &fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
        assert!(page.text().contains(told), "{told}: {}", page.text());
    }
    let nothing = with("goals/overall/index", "")
        .into_iter()
        .filter(|field| !field.0.starts_with("goals/overall/") || field.0 == "goals/overall/index");
    let page = send(&town, "limin", "/letters", &nothing.collect::<Vec<_>>()).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("A letter promises something."), "{}", page.text());
}

#[actix_web::test]
async fn what_is_confirmed_is_corrected_by_the_next_version_of_two_people() {
    let town = office();
    send(&town, "limin", "/external", &RESULT).await;
    let entries = || town.store.year_entries(&EntryFilter::default()).unwrap();
    let id = entries()[0].id.to_string();
    let form = format!("/external?correct={id}");
    // What waits is withdrawn and not corrected.
    let early = get(&town, "limin", &form).await;
    assert_eq!(early.status, 409);
    assert!(!early.text().contains(r#"value="correct""#), "{}", early.text());
    send(&town, "wang", "/external", &[("act", "confirm"), ("id", &id)]).await;

    let page = get(&town, "limin", &form).await;
    let text = page.text();
    assert!(text.contains(r#"value="87.31""#) && text.contains(r#"value="91.5""#), "{text}");
    assert!(!text.contains(r#"name="issuer""#), "what it is about stays");
    assert!(!get(&town, "wang", "/external").await.text().contains("correct="), "leaders confirm");
    let correct = |score, reason| {
        let mut fields = vec![("act", "correct"), ("id", id.as_str()), ("reason", reason)];
        fields.extend(RESULT[6..].iter().filter(|field| field.0 != "score"));
        fields.push(("score", score));
        fields
    };
    let unsaid = send(&town, "limin", &form, &correct("88", " ")).await;
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.text().contains("Say why.") && unsaid.text().contains(r#"value="88""#));
    let done = send(&town, "limin", &form, &correct("88", "抄错")).await;
    assert_eq!(done.header("location"), "external?done=corrected", "{}", done.text());
    let twice = send(&town, "limin", &form, &correct("89", "又错")).await;
    assert_eq!(twice.status, 409);
    assert!(twice.text().contains("waits already"), "{}", twice.text());
    let next = entries()[1].clone();
    assert_eq!((next.version, next.reason.as_deref()), (2, Some("抄错")));

    // Given up with a reason, and told at the field without one.
    let next = next.id.to_string();
    let withdraw = |reason| [("act", "withdraw"), ("id", next.as_str()), ("reason", reason)];
    let unsaid = send(&town, "limin", "/external", &withdraw("")).await;
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.text().contains("<details class=\"deleting\" open>"), "{}", unsaid.text());
    let done = send(&town, "limin", "/external", &withdraw("原件无误")).await;
    assert_eq!(done.header("location"), "external?done=withdrawn");
    let list = get(&town, "limin", "/external").await;
    assert!(list.text().contains("抄错 · 原件无误"), "{}", list.text());
    assert_eq!(send(&town, "limin", "/external", &withdraw("再来")).await.status, 409);
}
