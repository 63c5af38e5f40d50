//! The pages of the ledger: who sees what, which steps are offered to whom, and how refusals are told.

use actix_web::test::TestRequest;
use serde_json::json;
use store::{IssueFilter, SessionKind};
use survey::{NewIssue, Response, Role};
use uuid::Uuid;

use crate::support::{Answer, Town, browser, form, form_token, grant, response};

/// A town with an issue of an answer, one of a hotline, and people of every trade.
fn town() -> Town {
    let town = Town::prepared();
    let mut value = response(Uuid::from_u128(1));
    value["answers"] = json!({"q1": "d", "q2": "s"});
    value["issues"] = json!([{"question": "q1", "category": "air", "text": "东头工地夜里施工"}]);
    let response: Response = serde_json::from_value(value).unwrap();
    town.store.submit(&response, "test").unwrap();
    let new = json!({
        "channel": "hotline", "number": "12345-1", "unit": "T2", "category": "air",
        "description": "=1+1 河边烧垃圾", "opened_on": "2026-06-01",
    });
    let new: NewIssue = serde_json::from_value(new).unwrap();
    town.store.by("desk").open_issue(&new).unwrap();
    for (name, role, unit) in [
        ("head", Role::UnitHead, Some("T1")),
        ("judge", Role::Supervisor, Some("T1")),
        ("everywhere", Role::Supervisor, None),
        ("reader", Role::Analyst, None),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Browser);
    }
    town
}

/// The issue of a unit.
fn issue_of(town: &Town, unit: &str) -> String {
    let units = Some(vec![unit.parse().unwrap()]);
    let filter = IssueFilter { units, ..IssueFilter::default() };
    town.store.issues(&filter, None, 1).unwrap()[0].id.to_string()
}

async fn get(town: &Town, who: &str, address: &str) -> Answer {
    town.send(browser(TestRequest::get().uri(address), who)).await
}

async fn send(town: &Town, who: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
    let account = get(town, who, "/account").await;
    let token = form_token(&account);
    let mut all = vec![("form_token", token.as_str())];
    all.extend(fields);
    let request = form(address, &all).insert_header(("accept", "text/html"));
    town.send(browser(request, who)).await
}

/// Takes a step of an issue, after the newest that there is.
async fn take(town: &Town, who: &str, id: &str, kind: &str, fields: &[(&str, &str)]) -> Answer {
    let after = town.store.issue(id.parse().unwrap()).unwrap().unwrap().issue.seq.to_string();
    let mut all = vec![("id", id), ("after", after.as_str()), ("kind", kind)];
    all.extend(fields);
    send(town, who, "/issues/one", &all).await
}

/// The steps that a page offers, by their names.
async fn offered(town: &Town, who: &str, id: &str) -> Vec<String> {
    let page = get(town, who, &format!("/issues/one?id={id}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let forms = page.text().split(r#"id="step-"#).skip(1);
    forms.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

const OWNERS: [(&str, &str); 4] =
    [("leader", "Zhang"), ("section", "Air"), ("person", "head"), ("triage", "handle_now")];

#[actix_web::test]
async fn the_list_shows_what_lies_within_reach_the_oldest_first() {
    let town = town();
    let all = get(&town, "everywhere", "/issues").await;
    assert_eq!(all.status, 200, "{}", all.text());
    let (old, new) = (all.text().find("河边烧垃圾"), all.text().find("东头工地"));
    assert!(old.is_some() && old < new, "{}", all.text());
    for who in ["head", "judge"] {
        let page = get(&town, who, "/issues").await;
        assert!(page.text().contains("东头工地") && !page.text().contains("河边"), "{who}");
        let foreign = get(&town, who, "/issues?unit=T2").await;
        assert_eq!(foreign.status, 400);
        assert!(!foreign.text().contains("河边"), "{}", foreign.text());
        assert_eq!(get(&town, who, "/issues/file?unit=T2").await.status, 422);
    }
    for (query, hits) in [
        ("?channel=hotline", [true, false]),
        ("?channel=answer", [false, true]),
        ("?category=air", [true, true]),
        ("?state=closed", [false, false]),
        ("?overdue=true", [false, false]),
        ("?unit=T2", [true, false]),
        ("?page=9", [true, true]),
    ] {
        let page = get(&town, "everywhere", &format!("/issues{query}")).await;
        let found = ["河边烧垃圾", "东头工地"].map(|what| page.text().contains(what));
        assert_eq!(found, hits, "{query}");
    }
    for query in ["?state=lost", "?age=7", "?channel=air", "?page=0", "?from=1"] {
        assert_eq!(
            get(&town, "everywhere", &format!("/issues{query}")).await.status,
            400,
            "{query}"
        );
    }
}

#[actix_web::test]
async fn the_file_holds_what_is_listed_and_no_formula() {
    let town = town();
    let file = get(&town, "everywhere", "/issues/file?channel=hotline").await;
    assert_eq!(file.status, 200);
    let text = file.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("'=1+1 河边烧垃圾") && text.contains("12345-1"), "{text}");
    for secret in ["h001-007", "respondent"] {
        assert!(!text.contains(secret));
    }
}

#[actix_web::test]
async fn each_is_offered_the_steps_that_they_may_take_now() {
    let town = town();
    let id = issue_of(&town, "T1");
    assert_eq!(offered(&town, "reader", &id).await, Vec::<String>::new());
    assert_eq!(offered(&town, "head", &id).await, ["assign", "reply"]);
    assert_eq!(
        offered(&town, "judge", &id).await,
        ["assign", "reply", "triage", "publish", "withdraw"]
    );
    assert_eq!(take(&town, "judge", &id, "assign", &OWNERS).await.status, 303);
    assert_eq!(offered(&town, "head", &id).await, ["take_up", "reply", "hand_off", "give_back"]);
    for (kind, field) in [("take_up", None), ("record_measure", Some("measure"))] {
        let fields: Vec<_> = field.map(|field| (field, "A fence")).into_iter().collect();
        assert_eq!(take(&town, "head", &id, kind, &fields).await.status, 303, "{kind}");
    }
    assert_eq!(take(&town, "head", &id, "submit", &[("result", "Done")]).await.status, 303);
    let judging = offered(&town, "judge", &id).await;
    assert!(["accept", "return"].iter().all(|kind| judging.iter().any(|known| known == kind)));
    assert!(!offered(&town, "head", &id).await.contains(&"accept".to_owned()));
    // Whoever may do nothing of the kind is told so, whatever they send.
    let refused = take(&town, "head", &id, "accept", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("You may not take this step"), "{}", refused.text());
    assert_eq!(take(&town, "judge", &id, "accept", &[]).await.status, 303);
    let verified = offered(&town, "judge", &id).await;
    assert_eq!(verified[..2], ["call_back", "close"]);
}

#[actix_web::test]
async fn the_unit_does_not_read_who_asked_nor_what_was_said_when_called_back() {
    let town = town();
    let id = issue_of(&town, "T1");
    for (who, kind, fields) in [
        ("judge", "assign", &OWNERS[..]),
        ("head", "take_up", &[]),
        ("head", "record_measure", &[("measure", "A fence")]),
        ("head", "submit", &[("result", "Done")]),
        ("judge", "accept", &[]),
        (
            "judge",
            "call_back",
            &[
                ("outcome", "unreachable"),
                ("reason", "The Wangs were away"),
                ("at_1", "2026-09-08T09:00"),
                ("note_1", "Old Wang's son answered"),
            ],
        ),
    ] {
        let taken = take(&town, who, &id, kind, fields).await;
        assert_eq!(taken.status, 303, "{kind}: {}", taken.text());
    }
    let address = format!("/issues/one?id={id}");
    let judge = get(&town, "judge", &address).await;
    assert!(judge.text().contains("2026-09-08 09:00 Old Wang"), "{}", judge.text());
    assert!(judge.text().contains("The Wangs were away"));
    let head = get(&town, "head", &address).await;
    assert!(head.text().contains("Nobody reached") && head.text().contains("a survey answer"));
    let response = Uuid::from_u128(1).to_string();
    for secret in ["Wang", "h001-007", response.as_str()] {
        assert!(!head.text().contains(secret), "{secret}");
    }
    assert_eq!(
        get(&town, "head", &format!("/issues/one?id={}", issue_of(&town, "T2"))).await.status,
        404
    );
}

#[actix_web::test]
async fn what_is_refused_is_told_beside_its_field_and_stays_written() {
    let town = town();
    let id = issue_of(&town, "T1");
    let mut owners = OWNERS;
    owners[3].1 = "explain";
    let refused = take(&town, "judge", &id, "assign", &owners).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("This step needs a reason"), "{}", refused.text());
    assert!(refused.text().contains(r#"value="Zhang""#), "what was written is lost");
    owners[0].1 = " ";
    let blank = take(&town, "judge", &id, "assign", &owners).await;
    assert_eq!(blank.status, 422);
    for (kind, fields, told) in [
        ("triage", &[("triage", "")][..], "Choose one"),
        ("reply", &[("text", "")], "Say something, in 2000 characters"),
        ("publish", &[("scope", "all"), ("text", "x")], "Write a day as"),
        (
            "publish",
            &[("scope", "all"), ("text", "x"), ("from", "2026-09-02"), ("until", "2026-09-01")],
            "before the first",
        ),
        ("withdraw", &[], "This step needs a reason"),
        ("fix", &[], "can&#39;t be taken from where"),
    ] {
        let refused = take(&town, "judge", &id, kind, fields).await;
        assert_eq!(refused.status, 422, "{kind}");
        assert!(refused.text().contains(told), "{kind}: {}", refused.text());
    }
    assert_eq!(town.store.issue(id.parse().unwrap()).unwrap().unwrap().issue.seq, 1);
    // A form that no page of ours gave.
    let forged = [("form_token", "x"), ("id", id.as_str()), ("after", "1"), ("kind", "reply")];
    let forged = town.send(browser(form("/issues/one", &forged), "judge")).await;
    assert_eq!(forged.status, 403);
}

#[actix_web::test]
async fn of_two_at_once_one_is_told_what_the_other_did() {
    let town = town();
    let id = issue_of(&town, "T1");
    take(&town, "judge", &id, "reply", &[("text", "It is being seen to")]).await;
    let late = [("id", id.as_str()), ("after", "1"), ("kind", "reply"), ("text", "Mine")];
    let changed = send(&town, "head", "/issues/one", &late).await;
    assert_eq!(changed.status, 409);
    for told in ["Somebody else took a step", "It is being seen to", "Mine"] {
        assert!(changed.text().contains(told), "{told}: {}", changed.text());
    }
    assert!(changed.text().contains(r#"name="after" value="2""#));
}

#[actix_web::test]
async fn an_issue_is_registered_by_hand_once() {
    let town = town();
    let fields = [
        ("channel", "petition"),
        ("number", "18"),
        ("unit", "T1"),
        ("category", "air"),
        ("description", "Dust"),
        ("opened_on", "2026-09-03"),
    ];
    let open = async |fields: &[(&str, &str)]| send(&town, "judge", "/issues/new", fields).await;
    let opened = open(&fields).await;
    assert_eq!(opened.status, 303, "{}", opened.text());
    assert!(opened.header("location").ends_with("done=opened"));
    assert!(open(&fields).await.header("location").ends_with("done=same"));
    for (name, wrong, told) in [
        ("description", "Smoke", "stands for another issue"),
        ("channel", "answer", "Choose one"),
        ("unit", "T2", "no such unit within"),
        ("unit", "T9", "no such unit within"),
        ("category", "moon", "has this category"),
        ("reason", "water/x", "no such reason"),
        ("opened_on", "2999-01-01", "yet to come"),
        ("opened_on", "soon", "Write a day as"),
        ("description", " ", "Say something"),
    ] {
        let mut sent = fields.to_vec();
        sent.retain(|(known, _)| *known != name);
        sent.push((name, wrong));
        let refused = open(&sent).await;
        assert_eq!(refused.status, 422, "{name} {wrong}");
        assert!(refused.text().contains(told), "{name} {wrong}: {}", refused.text());
    }
}
