//! Supervision orders over HTTP and on their pages: who sees what, who may do what, and what is refused.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::Role;
use survey::supervision::{Condition, SupervisionRule, TimeLimits};
use survey::{Label, SupervisionRules};

use crate::support::{Answer, Town, bearer, browser, form, form_token, grant, post};

/// A surveyed town with people of every trade.
fn town() -> Town {
    let town = Town::surveyed();
    for (name, role, unit) in [
        ("judge", Role::Supervisor, Some("T1")),
        ("leader", Role::Leader, None),
        ("head", Role::UnitHead, Some("T1")),
        ("head_of_t2", Role::UnitHead, Some("T2")),
        ("reader", Role::Analyst, None),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
        town.sign_in(name, &format!("{name}-browser"), SessionKind::Browser);
    }
    town
}

async fn get(town: &Town, who: &str, rest: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(&format!("/api/v1/orders{rest}")), who)).await
}

async fn send(town: &Town, who: &str, rest: &str, body: &Value) -> Answer {
    town.send(bearer(post(&format!("/api/v1/orders{rest}"), body), who)).await
}

async fn proposed(town: &Town) -> String {
    let body = json!({"unit": "T1", "period": "2026-Q3", "text": "垃圾清运整改不到位"});
    let answer = send(town, "judge", "", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let told = answer.json();
    assert_eq!((&told["outcome"], &told["order"]["state"]), (&json!("new"), &json!("proposed")));
    let again = send(town, "judge", "", &body).await;
    assert_eq!((again.status.as_u16(), &again.json()["outcome"]), (200, &json!("same")));
    told["order"]["id"].as_str().unwrap().to_owned()
}

async fn step(town: &Town, who: &str, id: &str, after: u32, event: Value) -> Answer {
    let body = json!({"after": after, "event": event, "reason": "看过现场"});
    send(town, who, &format!("/{id}/events"), &body).await
}

fn issue() -> Value {
    json!({"kind": "issue", "demand": "书面答复"})
}

fn ids(answer: &Answer) -> usize {
    answer.json()["orders"].as_array().unwrap().len()
}

#[actix_web::test]
async fn a_proposal_is_for_those_who_judge_and_an_order_for_the_unit() {
    let town = town();
    let id = proposed(&town).await;
    for (who, seen) in [("judge", 1), ("leader", 1), ("head", 0), ("head_of_t2", 0), ("reader", 0)]
    {
        assert_eq!(ids(&get(&town, who, "").await), seen, "{who}");
        if seen == 0 {
            get(&town, who, &format!("/{id}")).await.problem(404, "unknown_order");
            step(&town, who, &id, 1, issue()).await.problem(404, "unknown_order");
        }
    }
    assert_eq!(step(&town, "judge", &id, 1, issue()).await.status, 200);
    for (who, after) in [("judge", 1), ("leader", 1), ("head", 1), ("head_of_t2", 0), ("reader", 1)]
    {
        assert_eq!(ids(&get(&town, who, "").await), after, "{who}");
        assert_eq!(ids(&get(&town, who, "?state=open").await), after, "{who}");
        assert_eq!(ids(&get(&town, who, "?overdue=true").await), 0, "{who}");
        let one = get(&town, who, &format!("/{id}")).await;
        assert_eq!(one.status, if after == 1 { 200 } else { 404 }, "{who}");
    }
    let foreign = get(&town, "head_of_t2", "?unit=T1").await.problem(422, "invalid");
    assert_eq!(foreign["errors"][0]["code"], "unknown_unit");
    for query in ["?state=lost", "?period=2026-13", "?after=x", "?limit=0", "?from=1"] {
        get(&town, "judge", query).await.problem(400, "bad_query");
    }
}

#[actix_web::test]
async fn each_takes_the_own_steps_and_nobody_both_sides() {
    let town = town();
    let id = proposed(&town).await;
    assert_eq!(step(&town, "judge", &id, 1, issue()).await.status, 200);
    let reply = json!({"kind": "reply", "explanation": "人手不足", "measures": "增派两车"});
    step(&town, "judge", &id, 2, reply.clone()).await.problem(403, "not_allowed");
    step(&town, "head", &id, 2, json!({"kind": "accept"})).await.problem(403, "not_allowed");
    step(&town, "reader", &id, 2, reply.clone()).await.problem(403, "not_allowed");
    let late = step(&town, "head", &id, 1, reply.clone()).await;
    late.problem(409, "order_changed");
    let appeal = json!({"kind": "appeal", "text": "不属于本镇"});
    let appealed = step(&town, "head", &id, 2, appeal).await;
    assert_eq!(appealed.json()["order"]["appeals"], 1, "{}", appealed.text());
    let decide = json!({"kind": "decide", "outcome": "upheld"});
    step(&town, "judge", &id, 3, decide.clone()).await.problem(409, "own_decision");
    assert_eq!(step(&town, "leader", &id, 3, decide).await.status, 200);
    assert_eq!(step(&town, "head", &id, 4, reply).await.status, 200);
    let own_day = json!({"kind": "return", "reply_due": {"on": "2026-12-01"}});
    let refused = step(&town, "judge", &id, 5, own_day).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "due_by_rule");
    let escalate = json!({"kind": "escalate", "to": "notice"});
    step(&town, "judge", &id, 5, escalate).await.problem(409, "order_state");
    assert_eq!(step(&town, "judge", &id, 5, json!({"kind": "accept"})).await.status, 200);
    let close = json!({"kind": "close", "result": "整改到位"});
    let closed = step(&town, "judge", &id, 6, close).await.json();
    assert_eq!(closed["order"]["state"], "closed");
    assert_eq!(closed["steps"].as_array().unwrap().len(), 7);
}

#[actix_web::test]
async fn proposals_come_by_hand_for_own_units_and_by_the_rules_in_force() {
    let town = town();
    let by_hand = |unit: &str, text: &str| json!({"unit": unit, "period": "2026-Q3", "text": text});
    let foreign = send(&town, "judge", "", &by_hand("T2", "不力")).await.problem(422, "invalid");
    assert_eq!(foreign["errors"][0]["code"], "unit_not_allowed");
    send(&town, "leader", "", &by_hand("T9", "不力")).await.problem(422, "invalid");
    send(&town, "leader", "", &by_hand("T1", " ")).await.problem(409, "bad_text");
    // Of no such period there is nothing to supervise.
    for period in ["0000", "9999"] {
        let of_then = json!({"unit": "T1", "period": period, "text": "不力"});
        send(&town, "leader", "", &of_then).await.problem(422, "invalid");
    }
    let asked = json!({"period": "2026-Q3", "dry_run": true});
    send(&town, "leader", "/proposals", &asked).await.problem(409, "no_supervision_rules");
    let floor = SupervisionRule {
        code: "floor".parse().unwrap(),
        name: Label::new("满意率低于底线", "Below the floor"),
        when: Condition::SatisfactionBelow { rate: 1.0 },
    };
    let rules = SupervisionRules { limits: TimeLimits::default(), rules: vec![floor] };
    town.store.by("desk").put_supervision_rules(&rules).unwrap();
    let dry = send(&town, "leader", "/proposals", &asked).await;
    let would = dry.json()["proposals"].as_array().unwrap().clone();
    assert!(!would.is_empty(), "{}", dry.text());
    assert!(would.iter().all(|one| one["outcome"] == "would_be"));
    assert_eq!(ids(&get(&town, "leader", "").await), 0);
    let all = send(&town, "leader", "/proposals", &json!({"period": "2026-Q3"})).await;
    assert_eq!(all.json()["proposals"].as_array().unwrap().len(), would.len());
    assert_eq!(ids(&get(&town, "leader", "").await), would.len());
    // Of other units a judge neither proposes nor learns.
    let own = send(&town, "judge", "/proposals", &json!({"period": "2026-Q3"})).await.json();
    assert!(own["proposals"].as_array().unwrap().iter().all(|one| one["unit"] == "T1"));
    let refused = json!({"period": "2026-Q3", "level": "moon"});
    send(&town, "leader", "/proposals", &refused).await.problem(422, "invalid");
}

async fn page(town: &Town, who: &str, address: &str) -> Answer {
    let request = TestRequest::get().uri(address);
    town.send(browser(request, &format!("{who}-browser"))).await
}

#[actix_web::test]
async fn pages_offer_the_steps_that_somebody_may_take_and_tell_what_is_wrong() {
    let town = town();
    let id = proposed(&town).await;
    let address = format!("/orders/one?id={id}");
    let offers = |page: &Answer, step: &str| page.text().contains(&format!(r#"id="step-{step}""#));
    let judged = page(&town, "judge", &address).await;
    assert_eq!(judged.status, 200, "{}", judged.text());
    assert!(offers(&judged, "issue") && offers(&judged, "drop") && !offers(&judged, "reply"));
    assert_eq!(page(&town, "head", &address).await.status, 404);
    let token = form_token(&page(&town, "judge", "/account").await);
    let drop = [("form_token", token.as_str()), ("id", &id), ("after", "1"), ("kind", "drop")];
    let request = form("/orders/one", &drop).insert_header(("accept", "text/html"));
    let refused = town.send(browser(request, "judge-browser")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("This step needs a reason"), "{}", refused.text());
    assert_eq!(step(&town, "judge", &id, 1, issue()).await.status, 200);
    let head = page(&town, "head", &address).await;
    assert!(offers(&head, "reply") && offers(&head, "appeal") && !offers(&head, "accept"));
    assert!(head.text().contains("垃圾清运整改不到位") && head.text().contains("书面答复"));
    let list = page(&town, "head", "/orders").await;
    assert!(list.text().contains("By hand") && !list.text().contains("orders/new"));
    assert!(page(&town, "judge", "/orders").await.text().contains("orders/new"));
    assert_eq!(page(&town, "head", "/orders?unit=T2").await.status, 400);
    assert_eq!(page(&town, "judge", "/orders?state=lost").await.status, 400);
    let overview = page(&town, "leader", "/overview").await;
    assert!(overview.text().contains("<dt>Supervision orders</dt>"), "{}", overview.text());
}
