//! Checks over HTTP and on their page: from elsewhere, blind, and told to whom they are about.

use actix_web::test::TestRequest;
use intake::{Identity, State, create_app};
use serde_json::{Value, json};
use store::{ContactKey, SENT_BY, SessionKind};
use survey::contact::NewContact;
use survey::{ContactDetails, Grant, Response, Role};
use uuid::Uuid;

use crate::support::{Answer, Town, browser, form, form_token, post, put, response, send};

/// Twelve interviews of li in T1; wang is of T2, sun supervises T1, mei another town.
pub(crate) struct Desk {
    pub(crate) town: Town,
    state: State,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let town = Town::prepared();
        let key = ContactKey::create(&town.folder.path().join("key")).unwrap();
        let contacts: Vec<NewContact> = (0..12)
            .map(|n| NewContact {
                case: Some(format!("h{n:02}").parse().unwrap()),
                unit: "T1".parse().unwrap(),
                stratum: None,
                psu: None,
                details: ContactDetails {
                    name: Some(format!("李{n}")),
                    phone: Some(format!("138000000{n:02}")),
                    address: None,
                },
            })
            .collect();
        town.store.by("test").add_contacts(&key, &"list".parse().unwrap(), &contacts).unwrap();
        for n in 0..12_u128 {
            let mut value = response(Uuid::from_u128(n + 1));
            value["unit"] = json!("T1");
            value["respondent"] = json!(format!("h{n:02}"));
            value["answers"] = json!({"q1": "d", "q2": "vs"});
            let response: Response = serde_json::from_value(value).unwrap();
            town.store.submit(&response, &format!("{SENT_BY}li")).unwrap();
        }
        for (name, role, unit) in [
            ("li", Role::Surveyor, "T1"),
            ("wang", Role::Surveyor, "T2"),
            ("sun", Role::Supervisor, "T1"),
            ("mei", Role::Supervisor, "T2"),
        ] {
            town.add_user(name, &[Grant { role, unit: Some(unit.parse().unwrap()) }]);
            town.sign_in(name, name, SessionKind::Program);
            town.sign_in(name, &format!("browser of {name}"), SessionKind::Browser);
        }
        let identity = Identity { contact_key: Some(key), ..Identity::default() };
        let state = State::new(town.store.clone(), identity);
        Self { town, state }
    }

    async fn send(&self, who: &str, request: TestRequest) -> Answer {
        let app = actix_web::test::init_service(create_app(self.state.clone())).await;
        send(&app, request.insert_header(("authorization", format!("Bearer {who}")))).await
    }

    pub(crate) async fn browse(&self, who: &str, request: TestRequest) -> Answer {
        let app = actix_web::test::init_service(create_app(self.state.clone())).await;
        send(&app, browser(request, &format!("browser of {who}"))).await
    }

    async fn get(&self, who: &str, address: &str) -> Answer {
        self.send(who, TestRequest::get().uri(address)).await
    }

    pub(crate) async fn draw(&self, per_surveyor: u32) -> Value {
        let plan = json!({
            "questionnaire": "env", "period": "2026-09", "unit": "T1", "level": "town",
            "per_surveyor": per_surveyor, "questions": ["q1"], "seed": "1"
        });
        let answer = self.send("sun", post("/api/v1/checks/plans", &plan)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    pub(crate) async fn take(&self) -> Value {
        let answer = self.send("wang", post("/api/v1/checks/next", &json!({}))).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["check"].clone()
    }

    pub(crate) async fn record(&self, check: &Value, report: &Value) -> Answer {
        let address = format!("/api/v1/checks/{}", check["id"].as_str().unwrap());
        self.send("wang", put(&address, report)).await
    }
}

#[actix_web::test]
async fn a_check_is_drawn_taken_and_recorded_and_tells_nothing() {
    let desk = Desk::new();
    let plan = desk.draw(1).await;
    assert_eq!(plan["surveyors"]["li"], json!({"there": 12, "reachable": 12, "drawn": 1}));
    let next = || post("/api/v1/checks/next", &json!({}));
    desk.send("li", next()).await.problem(409, "own_interview");
    let check = desk.take().await;
    assert_eq!(desk.take().await["id"], check["id"], "asking again gives the same");
    assert_eq!(check["place"], json!([{"zh": "东河镇", "en": "East River"}]));
    assert_eq!(check["questions"][0]["code"], "q1");
    assert_eq!(check["questions"][0]["options"].as_array().unwrap().len(), 5);
    assert!(check["contact"]["phone"].as_str().unwrap().starts_with("138"));
    // Over no address does the checker get what was answered, who asked, or which response it is.
    let fields: Vec<&String> = check.as_object().unwrap().keys().collect();
    for secret in ["answers", "surveyor", "response", "respondent", "case"] {
        assert!(!fields.iter().any(|field| *field == secret), "{secret}");
    }
    for n in 1..=12_u128 {
        let id = Uuid::from_u128(n);
        desk.get("wang", &format!("/api/v1/responses/{id}")).await.problem(403, "not_allowed");
        assert!(!check.to_string().contains(&id.to_string()));
    }
    let plan_id = plan["id"].as_str().unwrap();
    let list = format!("/api/v1/checks?plan={plan_id}");
    desk.get("wang", &list).await.problem(403, "not_allowed");

    let wrong = json!({"recontact": "reached", "happened": "no", "answers": {"q1": "vs"}});
    desk.record(&check, &wrong).await.problem(422, "invalid");
    let report = json!({"recontact": "reached", "happened": "yes", "answers": {"q1": "vs"}});
    assert_eq!(desk.record(&check, &report).await.status, 201);
    assert_eq!(desk.record(&check, &report).await.status, 200);
    let other = json!({"recontact": "refused"});
    desk.record(&check, &other).await.problem(409, "check_done");
    assert_eq!(desk.take().await, Value::Null);

    let listed = desk.get("sun", &list).await.json();
    assert_eq!(listed["checks"][0]["happened"], "yes");
    assert_eq!(desk.get("mei", &list).await.json()["checks"], json!([]), "of another town");
    assert_eq!(desk.get("mei", "/api/v1/checks/plans").await.json()["plans"], json!([]));
    let log = desk.town.get("/api/v1/audit").await;
    assert!(log.text().contains("check_recorded") && !log.text().contains("138000"));
}

#[actix_web::test]
async fn what_checks_found_is_told_to_supervisors_and_to_the_surveyor() {
    let desk = Desk::new();
    desk.draw(6).await;
    let mut denied = Value::Null;
    for n in 0..6 {
        let check = desk.take().await;
        let report = if n == 0 {
            denied = check["id"].clone();
            json!({"recontact": "reached", "happened": "no"})
        } else {
            json!({"recontact": "reached", "happened": "yes", "answers": {"q1": "d"}})
        };
        assert_eq!(desk.record(&check, &report).await.status, 201);
    }
    let address = "/api/v1/checks/agreement?period=2026-09";
    let told = desk.get("sun", address).await.json();
    assert_eq!(told["rows"].as_array().unwrap().len(), 1);
    let row = &told["rows"][0];
    assert_eq!(
        (&row["surveyor"], &row["confirmed"], &row["denied"]),
        (&json!("li"), &json!(5), &json!(1))
    );
    assert_eq!((&row["agreement"], &row["flag"]), (&json!(1.0), &json!("small_n")));
    assert_eq!(desk.get("li", address).await.json()["rows"], told["rows"], "their own");
    for nobody in ["wang", "mei"] {
        assert_eq!(desk.get(nobody, address).await.json()["rows"], json!([]), "{nobody}");
    }

    let signals = desk.get("li", "/api/v1/signals?period=2026-09").await.json();
    assert_eq!(signals["explanations"].as_array().unwrap().len(), 8);
    let rows = signals["rows"].as_array().unwrap();
    assert!(rows.len() == 8 && rows.iter().all(|row| row["subject"] == "li"));
    assert_eq!(
        desk.get("sun", "/api/v1/signals?period=2026-09").await.json()["rows"],
        signals["rows"]
    );
    assert_eq!(desk.get("wang", "/api/v1/signals?period=2026-09").await.json()["rows"], json!([]));
    let file = desk.get("sun", "/api/v1/signals?period=2026-09&format=csv").await;
    assert!(file.text().starts_with("subject,subject_name,period,signal,"), "{}", file.text());

    let exclude = |rule: Value| {
        let address = format!("/api/v1/checks/{}/exclusion", denied.as_str().unwrap());
        post(&address, &json!({"rule": rule, "reason": "电话核实"}))
    };
    desk.send("mei", exclude(json!("verified_false"))).await.problem(404, "unknown_check");
    desk.send("sun", exclude(json!("i_say_so"))).await.problem(409, "unknown_rule");
    let answer = desk.send("sun", exclude(json!("verified_false"))).await;
    assert_eq!(answer.json(), json!({"excluded": true, "changed": true}));
    let list = desk.get("sun", "/api/v1/checks/exclusions").await.json();
    assert_eq!(list["exclusions"][0]["excluded_by"], "sun");
    let quality = desk.town.get("/api/v1/quality?period=2026-09&level=town").await.json();
    let of_t1 = quality["rows"].as_array().unwrap().iter().find(|row| row["unit_code"] == "T1");
    let of_t1 = of_t1.unwrap();
    assert_eq!((&of_t1["interviews"], &of_t1["excluded"]), (&json!(12), &json!(1)));
    assert_eq!(of_t1["index"], of_t1["index_without_excluded"], "all said the same");
    let answer = desk.send("sun", exclude(Value::Null)).await;
    assert_eq!(answer.json(), json!({"excluded": false, "changed": true}));
}

#[actix_web::test]
async fn the_page_leads_through_a_check() {
    let desk = Desk::new();
    desk.draw(1).await;
    let start = desk.browse("wang", TestRequest::get().uri("/checks")).await;
    assert_eq!(start.status, 200);
    let token = form_token(&start);
    let act = |fields: &[(&str, &str)]| {
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        form("/checks", &all)
    };
    let page = desk.browse("wang", act(&[("action", "next")])).await;
    let page = page.text();
    assert!(page.contains("138000000") && page.contains("answer.q1"), "{page}");
    let id = page.split("name=\"check\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let blank = act(&[("action", "record"), ("check", id), ("outcome", "reached")]);
    let refused = desk.browse("wang", blank).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Something is missing") && refused.text().contains(id));
    let unsaid = act(&[("action", "record"), ("check", id), ("outcome", "")]);
    assert_eq!(desk.browse("wang", unsaid).await.status, 422);
    let whole = act(&[
        ("action", "record"),
        ("check", id),
        ("outcome", "reached"),
        ("happened", "yes"),
        ("answer.q1", "vs"),
    ]);
    let done = desk.browse("wang", whole).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "checks?done=recorded"));
    assert!(
        desk.browse("wang", act(&[("action", "next")])).await.text().contains("Nothing is there")
    );

    let own = desk.browse("li", TestRequest::get().uri("/signals?period=2026-09")).await;
    let own = own.text();
    assert!(own.contains("Only your own interviews") && own.contains("li先生"), "{own}");
    let all = desk.browse("sun", TestRequest::get().uri("/signals?period=2026-09&lang=en")).await;
    assert!(all.text().contains("Short interviews") && all.text().contains("What checks found"));
}
