//! The pages of those who judge checks: plans with their seed, and what is left out by rule.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use survey::{Grant, Role};
use uuid::Uuid;

use crate::checks::Desk;
use crate::support::{Answer, form, form_token};

async fn get(desk: &Desk, who: &str, address: &str) -> Answer {
    desk.browse(who, TestRequest::get().uri(address)).await
}

async fn read(desk: &Desk, who: &str, address: &str) -> String {
    get(desk, who, address).await.text().to_owned()
}

async fn send(desk: &Desk, who: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
    let token = form_token(&get(desk, who, "/account").await);
    let mut all = vec![("form_token", token.as_str())];
    all.extend(fields);
    desk.browse(who, form(address, &all).insert_header(("accept", "text/html"))).await
}

const PLAN: [(&str, &str); 8] = [
    ("questionnaire", "env"),
    ("period", "2026-09"),
    ("unit", "东河镇"),
    ("kind", "official"),
    ("level", "town"),
    ("per_surveyor", "2"),
    ("seed", "摇号 7"),
    ("question", "q1"),
];

#[actix_web::test]
async fn a_plan_is_drawn_by_a_form_and_shows_its_seed_and_progress() {
    let desk = Desk::new();
    let page = get(&desk, "sun", "/checks/plans").await;
    let text = page.text();
    assert!(text.contains("Nothing was drawn yet.") && text.contains(r#"value="q2""#), "{text}");
    // Their own unit stands there already; what has no options can't be asked again.
    assert!(text.contains(r#"value="T1""#) && !text.contains(r#"value="why""#), "{text}");
    let done = send(&desk, "sun", "/checks/plans", &PLAN).await;
    assert_eq!(done.header("location"), "plans?done=drawn", "{}", done.text());
    let plan = desk.town.store.verification_plans().unwrap().remove(0);
    assert_eq!(plan.wanted.seed.as_deref(), Some("摇号 7"));
    assert_eq!(plan.drawn_by, "sun");

    let check = desk.take().await;
    let report = json!({"recontact": "reached", "happened": "yes", "answers": {"q1": "vs"}});
    assert_eq!(desk.record(&check, &report).await.status, 201);
    let text = read(&desk, "sun", "/checks/plans").await;
    for told in ["摇号 7", "1 of 2 are over", "2026-09 · ", "no comparison", &plan.digest] {
        assert!(text.contains(told), "{told}: {text}");
    }
    // Neither what was answered nor which responses they are.
    assert!((1..=12).all(|n| !text.contains(&Uuid::from_u128(n).to_string())));
    let elsewhere = read(&desk, "mei", "/checks/plans").await;
    assert!(elsewhere.contains("Nothing was drawn yet.") && !elsewhere.contains("摇号 7"));
    let checker = get(&desk, "wang", "/checks/plans").await;
    assert_eq!(checker.status, 403, "whoever checks doesn't judge");
}

#[actix_web::test]
async fn what_can_not_be_drawn_is_told_at_its_field_and_nothing_is_lost() {
    let desk = Desk::new();
    let with = |name: &str, value: &'static str| {
        let mut fields = PLAN;
        for field in fields.iter_mut().filter(|field| field.0 == name) {
            field.1 = value;
        }
        fields
    };
    for (fields, told) in [
        (with("period", "soon"), "Write a period"),
        (with("unit", ""), "Choose a unit of yours."),
        (with("unit", "T2"), "Choose a unit of yours."),
        (with("per_surveyor", "many"), "from 1 to 500"),
        (with("per_surveyor", "501"), "from 1 to 500"),
        (with("question", "why"), "Choose 1 to 6 questions."),
    ] {
        let page = send(&desk, "sun", "/checks/plans", &fields).await;
        assert_eq!(page.status, 422, "{fields:?}: {}", page.text());
        let text = page.text();
        assert!(text.contains(told) && text.contains("摇号 7"), "{told}: {text}");
    }
    let none = send(&desk, "sun", "/checks/plans", &PLAN[..7]).await;
    assert!(none.text().contains("Choose 1 to 6 questions."));
    let empty = send(&desk, "sun", "/checks/plans", &with("period", "2025")).await;
    assert_eq!(empty.status, 409);
    let text = empty.text();
    assert!(text.contains("Nothing can be drawn of this period"), "{text}");
    assert!(text.contains(r#"name="question" value="q1" checked"#), "{text}");
    assert!(desk.town.store.verification_plans().unwrap().is_empty());
}

/// Six checks, of which the first was denied; gives its id.
async fn denied(desk: &Desk) -> String {
    desk.draw(6).await;
    let mut first = Value::Null;
    for n in 0..6 {
        let check = desk.take().await;
        let report = if n == 0 {
            first = check["id"].clone();
            json!({"recontact": "reached", "happened": "no"})
        } else {
            json!({"recontact": "reached", "happened": "yes", "answers": {"q1": "d"}})
        };
        assert_eq!(desk.record(&check, &report).await.status, 201);
    }
    first.as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn an_interview_is_left_out_by_rule_with_both_scores_and_taken_in_again() {
    let desk = Desk::new();
    let check = denied(&desk).await;
    let address = "/checks/exclusions";
    let text = read(&desk, "sun", address).await;
    assert_eq!(text.matches(r#"value="exclude""#).count(), 1, "only what meets a rule: {text}");
    assert!(text.contains("never happened") && text.contains("still in"), "{text}");
    let exclude = |rule, reason| {
        [("act", "exclude"), ("check", check.as_str()), ("rule", rule), ("reason", reason)]
    };
    let unsaid = send(&desk, "sun", address, &exclude("verified_false", " ")).await;
    assert_eq!(unsaid.status, 422);
    let text = unsaid.text();
    assert!(text.contains("Say why") && text.contains(r#"class="deleting" open"#), "{text}");
    let no_rule = send(&desk, "sun", address, &exclude("i_say_so", "看着不像")).await;
    assert_eq!(no_rule.status, 409);
    assert!(no_rule.text().contains("看着不像") && no_rule.text().contains("choose again"));
    assert_eq!(send(&desk, "mei", address, &exclude("verified_false", "x")).await.status, 404);

    let done = send(&desk, "sun", address, &exclude("verified_false", "电话核实")).await;
    assert_eq!(done.header("location"), "exclusions?done=excluded", "{}", done.text());
    let again = send(&desk, "sun", address, &exclude("verified_false", "电话核实")).await;
    assert_eq!(again.header("location"), "exclusions?done=same");
    let text = read(&desk, "sun", address).await;
    for told in ["left out", "电话核实", "sun 20", "East River", "Take it in again"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    // Twelve interviews, one left out, and both scores.
    let scores = text.split("scores-heading").last().unwrap();
    for told in ["East River", r#"class="number">12</td>"#, r#"class="number">1</td>"#] {
        assert!(scores.contains(told), "{told}: {scores}");
    }
    assert!(!get(&desk, "mei", address).await.text().contains("电话核实"), "of another town");
    assert_eq!(get(&desk, "sun", "/checks/exclusions?period=2031").await.status, 422);

    let include = [("act", "include"), ("check", check.as_str()), ("reason", "认错人了")];
    let done = send(&desk, "sun", address, &include).await;
    assert_eq!(done.header("location"), "exclusions?done=included");
    assert!(desk.town.store.exclusions().unwrap().is_empty());
}

#[actix_web::test]
async fn nobody_decides_about_their_own_work() {
    let desk = Desk::new();
    let check = denied(&desk).await;
    // The surveyor comes to judge the town.
    let grant = |role| Grant { role, unit: Some("T1".parse().unwrap()) };
    let grants = [grant(Role::Surveyor), grant(Role::Supervisor)];
    desk.town.store.by("admin").set_grants("li", &grants).unwrap();
    let text = read(&desk, "li", "/checks/exclusions").await;
    assert!(text.contains("somebody else decides") && !text.contains(r#"value="exclude""#));
    let fields = [
        ("act", "exclude"),
        ("check", check.as_str()),
        ("rule", "verified_false"),
        ("reason", "不算"),
    ];
    let refused = send(&desk, "li", "/checks/exclusions", &fields).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(desk.town.store.exclusions().unwrap().is_empty());
}
