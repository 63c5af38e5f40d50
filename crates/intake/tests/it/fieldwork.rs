//! Cases, attempts and rates over HTTP.

use actix_web::test::TestRequest;
use intake::{Identity, State, create_app};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{ContactKey, Draw, SamplePlan, SessionKind};
use survey::contact::NewContact;
use survey::{ContactDetails, Grant, Mode, Role, Round};
use uuid::Uuid;

use crate::support::{Answer, Town, post, put, send};

/// A town in whose towns T1 and T2 people are telephoned just now.
pub(crate) struct Desk {
    pub(crate) town: Town,
    state: State,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::logging(|_| {})
    }

    /// One whose service tells of its requests.
    pub(crate) fn logging(log: fn(&str)) -> Self {
        let town = Town::prepared();
        let today = Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        let round: Round = serde_json::from_value(json!({
            "code": "NOW", "name": "now", "questionnaire": "env", "version": 1,
            "modes": ["phone"], "opens": today.yesterday().unwrap(), "closes": "2999-01-01",
        }))
        .unwrap();
        town.store.put_round(&round).unwrap();
        let key = ContactKey::create(&town.folder.path().join("key")).unwrap();
        let contacts: Vec<NewContact> = (0..20)
            .map(|n| NewContact {
                case: Some(format!("h{n:02}").parse().unwrap()),
                unit: if n < 10 { "T1" } else { "T2" }.parse().unwrap(),
                stratum: None,
                psu: None,
                details: ContactDetails {
                    name: Some(format!("李{n}")),
                    phone: Some(format!("138000000{n:02}")),
                    address: None,
                },
            })
            .collect();
        let list = "list".parse().unwrap();
        town.store.by("test").add_contacts(&key, &list, &contacts).unwrap();
        let plan = SamplePlan { per_stratum: 5, strata: [].into() };
        let draw = Draw {
            round: "NOW".parse().unwrap(),
            mode: Mode::Phone,
            frame: list,
            plan,
            seed: None,
        };
        town.store.by("test").draw_sample(&draw).unwrap();
        for (name, unit) in [("li", "T1"), ("wang", "T2")] {
            let unit = Some(unit.parse().unwrap());
            town.add_user(name, &[Grant { role: Role::Interviewer, unit }]);
            town.sign_in(name, name, SessionKind::Program);
        }
        let identity = Identity { contact_key: Some(key), log: Some(log), ..Identity::default() };
        let state = State::new(town.store.clone(), identity);
        Self { town, state }
    }

    pub(crate) async fn send(&self, who: &str, request: TestRequest) -> Answer {
        let app = actix_web::test::init_service(create_app(self.state.clone())).await;
        send(&app, request.insert_header(("authorization", format!("Bearer {who}")))).await
    }

    pub(crate) async fn next(&self, who: &str) -> Value {
        let wanted = json!({"round": "NOW", "mode": "phone"});
        let answer = self.send(who, post("/api/v1/contacts/next", &wanted)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["cases"][0].clone()
    }

    pub(crate) async fn tried(&self, who: &str, n: u128, case: &Value, outcome: &str) -> Answer {
        let id = Uuid::from_u128(n);
        let body = json!({
            "id": id, "round": "NOW", "case": case["case"], "unit": case["unit"], "mode": "phone",
            "at": Timestamp::now().strftime("%Y-%m-%dT00:00:00Z").to_string(), "outcome": outcome,
        });
        self.send(who, put(&format!("/api/v1/attempts/{id}"), &body)).await
    }
}

#[actix_web::test]
async fn a_case_is_taken_tried_and_gone() {
    let desk = Desk::new();
    let case = desk.next("li").await;
    assert_eq!(case["unit"], "T1");
    assert!(case["contact"]["phone"].as_str().unwrap().starts_with("138"));
    assert_eq!((&case["weight"], &case["added_by_hand"]), (&json!(2.0), &json!(false)));
    assert_eq!(case["place"], json!([{"zh": "东河镇", "en": "East River"}]));
    // A page that is loaded again shows the same case.
    assert_eq!(desk.next("li").await["case"], case["case"]);
    assert_eq!(desk.next("wang").await["unit"], "T2");
    assert_eq!(desk.tried("li", 1, &case, "1.1").await.status, 201);
    assert_eq!(desk.tried("li", 1, &case, "1.1").await.status, 200);
    desk.tried("li", 1, &case, "2.11").await.problem(409, "different_content");
    assert_ne!(desk.next("li").await["case"], case["case"]);
    let log = desk.town.get("/api/v1/audit").await;
    assert!(log.text().contains("contact_read") && !log.text().contains("138000"));
}

#[actix_web::test]
async fn what_is_given_back_is_free() {
    let desk = Desk::new();
    let case = desk.next("li").await;
    let body = json!({"round": "NOW", "case": case["case"]});
    let release = || post("/api/v1/contacts/release", &body);
    desk.send("wang", release()).await.problem(409, "case_not_held");
    assert_eq!(desk.send("li", release()).await.status, 200);
    desk.send("li", release()).await.problem(409, "case_not_held");
}

#[actix_web::test]
async fn nobody_takes_more_than_they_can_work_on_or_from_elsewhere() {
    let desk = Desk::new();
    let refused = async |body: Value, status: u16, code: &str| {
        let answer = desk.send("li", post("/api/v1/contacts/next", &body)).await;
        answer.problem(status, code)
    };
    refused(json!({"round": "NOW", "mode": "phone", "count": 3}), 422, "invalid").await;
    refused(json!({"round": "NOW", "mode": "phone", "count": 0}), 422, "invalid").await;
    refused(json!({"round": "NOW", "mode": "visit"}), 422, "invalid").await;
    refused(json!({"round": "???", "mode": "phone"}), 422, "invalid").await;
    refused(json!({"round": "R1", "mode": "phone"}), 409, "round_closed").await;
    // Without the key, cases can't be told.
    let wanted = json!({"round": "NOW", "mode": "phone"});
    let keyless = desk.town.send(post("/api/v1/contacts/next", &wanted)).await;
    keyless.problem(503, "no_contact_key");

    let case = desk.next("wang").await;
    let problem = desk.tried("li", 1, &case, "1.1").await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "unit_not_allowed");
    let problem = desk.tried("wang", 1, &case, "7.7").await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "unknown_outcome");
    let id = Uuid::from_u128(5);
    let forged = json!({
        "id": id, "round": "NOW", "case": case["case"], "unit": "T2", "mode": "phone",
        "at": Timestamp::now() + SignedDuration::from_hours(2), "outcome": "1.1", "by": "li",
        "appointment_at": "2026-01-01T00:00:00Z",
    });
    let answer = desk.send("wang", put(&format!("/api/v1/attempts/{id}"), &forged)).await;
    let problem = answer.problem(422, "invalid");
    let mut codes: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["appointment_past", "in_the_future", "not_yours"]);
}

#[actix_web::test]
async fn rates_are_those_of_the_cases_and_of_ones_own_units() {
    let desk = Desk::new();
    for (n, outcome) in [(1, "1.1"), (2, "2.11"), (3, "2.20")] {
        let case = desk.next("li").await;
        assert_eq!(desk.tried("li", n, &case, outcome).await.status, 201);
    }
    let address = "/api/v1/fieldwork?round=NOW&level=town&lang=en";
    let rows = desk.town.get(address).await.json()["rows"].clone();
    let told = |row: &Value| {
        let [unit, cases, untried, complete] =
            ["unit_code", "cases", "untried", "complete"].map(|name| row[name].clone());
        json!([unit, cases, untried, complete, row["response_rate"], row["contact_rate"]])
    };
    // One of five; of the other three nothing is known.
    assert_eq!(told(&rows[0]), json!(["T1", 5, 2, 1, 0.2, 0.4]));
    let standing = ["open", "appointments", "held", "closed"].map(|name| rows[0][name].clone());
    assert_eq!(json!(standing), json!([3, 0, 0, 2]));
    assert_eq!(told(&rows[1]), json!(["T2", 5, 5, 0, 0.0, 0.0]));
    let csv = desk.town.get(&format!("{address}&format=csv")).await;
    assert!(csv.text().starts_with("unit_code,unit_name,round,mode,cases"), "{}", csv.text());
    let own = Grant { role: Role::Supervisor, unit: Some("T2".parse().unwrap()) };
    desk.town.add_user("zhang", &[own]);
    desk.town.sign_in("zhang", "zhang", SessionKind::Program);
    let rows = desk.send("zhang", TestRequest::get().uri(address)).await.json();
    assert_eq!(rows["rows"].as_array().unwrap().len(), 1);
    assert_eq!(rows["rows"][0]["unit_code"], "T2");
    desk.town.get("/api/v1/fieldwork?round=NOW").await.problem(400, "bad_query");
    desk.town.get("/api/v1/fieldwork?round=NOW&level=moon").await.problem(422, "invalid");
    desk.town.get("/api/v1/fieldwork?round=MOON&level=town").await.problem(422, "invalid");
    let outcomes = desk.town.get("/api/v1/outcomes").await.json();
    assert_eq!(outcomes["outcomes"][0]["code"], "1.1");
}

/// Whoever knows the number of a case must not close one that is none of their business.
#[actix_web::test]
async fn an_attempt_is_of_a_case_that_was_drawn_and_of_its_own_unit() {
    let desk = Desk::new();
    let theirs = desk.next("wang").await;
    let mut n = 100;
    let mut refused = async |field: &str, value: Value, code: &str| {
        n += 1;
        let id = Uuid::from_u128(n);
        let mut body = json!({
            "id": id, "round": "NOW", "case": theirs["case"], "unit": "T2", "mode": "phone",
            "at": Timestamp::now(), "outcome": "2.11",
        });
        body[field] = value;
        let who = if field == "unit" { "li" } else { "wang" };
        let answer = desk.send(who, put(&format!("/api/v1/attempts/{id}"), &body)).await;
        assert_eq!(answer.problem(422, "invalid")["errors"][0]["code"], code, "{field}");
    };
    // Of another town's case not even that there is such a case is told.
    refused("unit", json!("T1"), "unknown_case").await;
    refused("case", json!("made-up"), "unknown_case").await;
    refused("at", json!("2020-01-01T00:00:00Z"), "outside_round").await;
    refused("at", json!("-009999-01-02T01:59:59Z"), "outside_round").await;
    refused("appointment_at", json!("9999-12-30T00:00:00Z"), "appointment_too_far").await;
    assert_eq!(desk.next("wang").await["case"], theirs["case"]);
    // A clock set back makes nobody wait less.
    assert_eq!(desk.tried("wang", 1, &theirs, "3.12").await.status, 201);
    assert_ne!(desk.next("wang").await["case"], theirs["case"]);
}

#[actix_web::test]
async fn a_second_interview_of_a_case_is_held_for_a_person() {
    let desk = Desk::new();
    let case = desk.next("li").await;
    let sent = async |n: u128| {
        let mut body = crate::support::response(Uuid::from_u128(n));
        body["round"] = json!("NOW");
        body["mode"] = json!("phone");
        body["unit"] = json!("T1");
        body["respondent"] = case["case"].clone();
        body["completion"] = json!("complete");
        body["started_at"] = Value::Null;
        body["ended_at"] = Value::Null;
        body["interviewed_on"] = json!(survey::round::in_china(Timestamp::now()).date());
        desk.send("li", put(&format!("/api/v1/responses/{}", Uuid::from_u128(n)), &body)).await
    };
    assert_eq!(sent(1).await.status, 201);
    for _ in 0..2 {
        let held = sent(2).await;
        assert_eq!((held.status.as_u16(), held.json()["outcome"].as_str().unwrap()), (202, "held"));
    }
    assert_eq!(desk.town.store.counts().unwrap().responses, 1);
    let waiting = desk.town.get("/api/v1/quarantine").await.json();
    assert_eq!(waiting["waiting"][0]["cause"], "second_interview", "{waiting}");
    let page = desk.town.get("/quarantine?lang=en").await;
    assert!(page.text().contains("complete interview under another id"), "{}", page.text());
}
