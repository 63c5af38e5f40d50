//! Notes about cases over HTTP.

use std::sync::Mutex;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::fieldwork::Desk;
use crate::support::{Answer, put, raw};

const SECRET: &str = "问隔壁13800001111的李姐";

fn note(n: u128, case: &Value, text: &str) -> Value {
    json!({"id": Uuid::from_u128(n), "round": "NOW", "case": case["case"], "text": text})
}

async fn leave(desk: &Desk, who: &str, note: &Value) -> Answer {
    let address = format!("/api/v1/notes/{}", note["id"].as_str().unwrap());
    desk.send(who, put(&address, note)).await
}

#[actix_web::test]
async fn a_note_is_for_whoever_holds_the_case_next() {
    let desk = Desk::new();
    let case = desk.next("li").await;
    assert_eq!(case["notes"], json!([]));
    let first = note(1, &case, "晚上在家\n有狗");
    assert_eq!(leave(&desk, "li", &first).await.json()["outcome"], "new");
    let again = leave(&desk, "li", &first).await;
    assert_eq!((again.status.as_u16(), again.json()["outcome"].as_str().unwrap()), (200, "same"));
    leave(&desk, "li", &note(1, &case, "白天在家")).await.problem(409, "different_content");
    assert_eq!(leave(&desk, "li", &note(2, &case, "换了电话")).await.status, 201);
    let told = desk.next("li").await["notes"].clone();
    let texts: Vec<&str> =
        told.as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["晚上在家\n有狗", "换了电话"]);
    assert_eq!(told[0]["written_by"], "li");
}

#[actix_web::test]
async fn everything_that_is_wrong_with_a_note_is_told() {
    let desk = Desk::new();
    let (own, theirs) = (desk.next("li").await, desk.next("wang").await);
    let refused = async |note: &Value, code: &str| {
        let problem = leave(&desk, "li", note).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], code, "{problem}");
    };
    // Of another town's case not even that there is such a case is told.
    refused(&note(1, &theirs, "x"), "unknown_case").await;
    refused(&note(1, &json!({"case": "made-up"}), "x"), "unknown_case").await;
    for text in ["", "  \n", "a\tb", "\u{0}", "\u{85}", &"长".repeat(501)] {
        refused(&note(1, &own, text), "bad_note").await;
    }
    assert_eq!(leave(&desk, "li", &note(1, &own, &"长".repeat(500))).await.status, 201);
    let address = format!("/api/v1/notes/{}", Uuid::from_u128(9));
    let problem = desk.send("li", put(&address, &note(2, &own, "x"))).await;
    assert_eq!(problem.problem(422, "invalid")["errors"][0]["code"], "id_differs");
    let answer = desk.send("li", put("/api/v1/notes/9", &note(2, &own, "x"))).await;
    answer.problem(400, "bad_id");
    // Without the key of contacts, nothing is kept.
    let keyless = desk.town.send(put(&address, &note(9, &own, "x"))).await;
    keyless.problem(503, "no_contact_key");
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What was noted may tell persons: neither the log nor a refusal repeats it, whatever is wrong with it.
#[actix_web::test]
async fn nothing_repeats_what_was_noted() {
    let desk = Desk::logging(|line| LINES.lock().unwrap().push(line.to_owned()));
    let case = desk.next("li").await;
    let id = Uuid::from_u128(1);
    let address = format!("/api/v1/notes/{id}");
    assert_eq!(leave(&desk, "li", &note(1, &case, SECRET)).await.status, 201);
    leave(&desk, "li", &note(1, &case, &format!("{SECRET}?")))
        .await
        .problem(409, "different_content");
    for field in ["id", "round", "case", "text", "other"] {
        for value in [json!(format!("{SECRET}\u{7}")), json!([SECRET]), json!({SECRET: 1})] {
            let mut wrong = note(1, &case, "x");
            wrong[field] = value;
            let answer = desk.send("li", put(&address, &wrong)).await;
            assert!(answer.status.is_client_error(), "{field}: {}", answer.status);
            assert!(!answer.text().contains("13800001111"), "{}", answer.text());
        }
    }
    let broken = format!("{{\"text\": \"{SECRET}\", \"id\": {SECRET}");
    let answer = desk.send("li", raw(actix_web::http::Method::PUT, &address, broken)).await;
    answer.problem(400, "malformed_json");
    assert!(!answer.text().contains("13800001111"), "{}", answer.text());
    let lines = LINES.lock().unwrap().join("\n");
    assert!(lines.contains("/api/v1/notes/{id}") && !lines.contains("13800001111"), "{lines}");
    let log = desk.town.get("/api/v1/audit").await;
    assert!(!log.text().contains("13800001111"));
}
