//! The pages of the year: who enters, who confirms, and how refusals are told.

use actix_web::test::TestRequest;
use serde_json::json;
use store::{EntryFilter, SessionKind};
use survey::Role;
use survey::annual::AnnualFormula;

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
