//! Photos of interviews over HTTP.

use std::sync::Mutex;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::SessionKind;
use survey::Role;
use uuid::Uuid;

use crate::fieldwork::Desk;
use crate::support::{Answer, grant, put, response};

/// A picture with nothing in it but a mark to know it by.
fn picture(mark: &[u8]) -> Vec<u8> {
    [b"\xff\xd8\xff\xe0\0\x07JFIF\0\xff\xda\0\x02", mark, b"\xff\xd9"].concat()
}

fn sending(n: u128, of: u128, media: &str, body: Vec<u8>) -> TestRequest {
    let (id, response) = (Uuid::from_u128(n), Uuid::from_u128(of));
    TestRequest::with_uri(&format!("/api/v1/photos/{id}?response={response}"))
        .method(Method::PUT)
        .insert_header(("content-type", media))
        .set_payload(body)
}

/// A response of a unit that says that it has photos.
fn naming(n: u128, unit: &str, photos: &[u128]) -> Value {
    let mut body = response(Uuid::from_u128(n));
    body["unit"] = json!(unit);
    let mention = |n: &u128| json!({"id": Uuid::from_u128(*n), "consent": true});
    body["photos"] = photos.iter().map(mention).collect();
    body
}

async fn send_naming(desk: &Desk, who: &str, body: &Value) {
    let address = format!("/api/v1/responses/{}", body["id"].as_str().unwrap());
    let answer = desk.send(who, put(&address, body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

async fn see(desk: &Desk, who: &str, n: u128) -> Answer {
    let address = format!("/api/v1/photos/{}", Uuid::from_u128(n));
    desk.send(who, TestRequest::get().uri(&address)).await
}

#[actix_web::test]
async fn a_photo_is_kept_once_and_seen_by_whoever_may_read_its_response() {
    let desk = Desk::new();
    for (name, role, unit) in [
        ("of_t1", Role::Supervisor, Some("T1")),
        ("of_t2", Role::Supervisor, Some("T2")),
        ("leader", Role::Leader, Some("T1")),
    ] {
        desk.town.add_user(name, &[grant(role, unit)]);
        desk.town.sign_in(name, name, SessionKind::Program);
    }
    let sent = desk.send("li", sending(7, 1, "image/jpeg", picture(b"gate"))).await;
    assert_eq!((sent.status.as_u16(), sent.json()["outcome"].as_str().unwrap()), (201, "new"));
    let again = desk.send("li", sending(7, 1, "Image/JPEG", picture(b"gate"))).await;
    assert_eq!((again.status.as_u16(), again.json()["outcome"].as_str().unwrap()), (200, "same"));
    let other = desk.send("li", sending(7, 1, "image/jpeg", picture(b"well"))).await;
    other.problem(409, "different_content");

    // Until a response says that it is its own, nobody sees it.
    see(&desk, "of_t1", 7).await.problem(404, "unknown_photo");
    send_naming(&desk, "li", &naming(1, "T1", &[7])).await;
    let before = desk.town.store.newest_audit_entry().unwrap();
    let seen = see(&desk, "of_t1", 7).await;
    assert_eq!(seen.body, picture(b"gate"));
    assert_eq!(seen.header("content-type"), "image/jpeg");
    assert_eq!(seen.header("content-disposition"), "inline");
    assert_eq!(seen.header("x-content-type-options"), "nosniff");
    assert_eq!(seen.header("cache-control"), "no-store");
    let log = desk.town.store.audit_entries(before, 9).unwrap();
    let told: Vec<_> = log.iter().map(|e| (e.actor.as_str(), e.action.as_str())).collect();
    assert_eq!(told, [("of_t1", "photo_read")]);

    // Another town's, one that is none, and whoever may not read responses.
    see(&desk, "of_t2", 7).await.problem(404, "unknown_photo");
    see(&desk, "of_t1", 8).await.problem(404, "unknown_photo");
    see(&desk, "leader", 7).await.problem(403, "not_allowed");
    see(&desk, "li", 7).await.problem(403, "not_allowed");
    assert_eq!(desk.town.store.audit_entries(before, 9).unwrap().len(), 1);
}

#[actix_web::test]
async fn a_photo_of_a_withdrawn_response_is_gone_and_not_taken_again() {
    let desk = Desk::new();
    send_naming(&desk, "li", &naming(1, "T1", &[7])).await;
    assert_eq!(desk.send("li", sending(7, 1, "image/jpeg", picture(b"x"))).await.status, 201);
    desk.town.store.by("test").withdraw(Uuid::from_u128(1), "asked for it").unwrap();
    let again = desk.send("li", sending(7, 1, "image/jpeg", picture(b"x"))).await;
    again.problem(409, "withdrawn");
    desk.town.add_user("zhang", &[grant(Role::Supervisor, None)]);
    desk.town.sign_in("zhang", "zhang", SessionKind::Program);
    see(&desk, "zhang", 7).await.problem(404, "unknown_photo");
}

#[actix_web::test]
async fn what_is_no_bare_picture_is_refused() {
    let desk = Desk::new();
    let refused = async |media: &str, body: &[u8], status: u16, code: &str| {
        desk.send("li", sending(7, 1, media, body.to_vec())).await.problem(status, code);
    };
    refused("image/png", &picture(b""), 415, "not_jpeg").await;
    refused("application/json", b"{}", 415, "not_jpeg").await;
    refused("image/jpeg", b"", 415, "not_jpeg").await;
    refused("image/jpeg", b"\x89PNG\r\n\x1a\n", 415, "not_jpeg").await;
    refused("image/jpeg", &picture(b"")[..9], 415, "not_jpeg").await;
    let exif = b"\xff\xd8\xff\xe1\0\x0aExif\0\0MM\xff\xda\0\x02\xff\xd9";
    refused("image/jpeg", exif, 422, "photo_tells_more").await;
    let xmp = b"\xff\xd8\xff\xe1\0\x1fhttp://ns.adobe.com/xap/1.0/\0\xff\xda\0\x02\xff\xd9";
    refused("image/jpeg", xmp, 422, "photo_tells_more").await;
    let comment = b"\xff\xd8\xff\xfe\0\x0637.2\xff\xda\0\x02\xff\xd9";
    refused("image/jpeg", comment, 422, "photo_tells_more").await;
    let large = picture(&vec![0; 1024 * 1024]);
    refused("image/jpeg", &large, 413, "body_too_large").await;
    let packed =
        sending(7, 1, "image/jpeg", picture(b"")).insert_header(("content-encoding", "gzip"));
    desk.send("li", packed).await.problem(415, "not_jpeg");

    let of = |query: &str| {
        TestRequest::with_uri(&format!("/api/v1/photos/{}{query}", Uuid::from_u128(7)))
            .method(Method::PUT)
            .insert_header(("content-type", "image/jpeg"))
            .set_payload(picture(b""))
    };
    for query in ["", "?response=", "?response=7", "?respons=7"] {
        desk.send("li", of(query)).await.problem(400, "bad_query");
    }
    let keyless = desk.town.send(sending(7, 1, "image/jpeg", picture(b""))).await;
    keyless.problem(503, "no_contact_key");
    desk.send("li", TestRequest::put().uri("/api/v1/photos/7")).await.problem(400, "bad_id");
}

#[actix_web::test]
async fn nobody_fills_the_disk_with_photos() {
    let desk = Desk::new();
    for n in 1..=3 {
        let sent = desk.send("li", sending(n, 1, "image/jpeg", picture(b"x"))).await;
        assert_eq!(sent.status, 201);
    }
    let fourth = desk.send("li", sending(4, 1, "image/jpeg", picture(b"x"))).await;
    fourth.problem(422, "too_many_photos");
    for n in 4..=200 {
        let sent = desk.send("li", sending(n, n, "image/jpeg", picture(b"x"))).await;
        assert_eq!(sent.status, 201, "{n}");
    }
    let more = desk.send("li", sending(201, 201, "image/jpeg", picture(b"x"))).await;
    more.problem(429, "photos_waiting");
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[actix_web::test]
async fn nothing_repeats_a_picture() {
    let desk = Desk::logging(|line| LINES.lock().unwrap().push(line.to_owned()));
    for body in
        [picture(b"secret"), b"secret".to_vec(), [picture(b""), b"secret".to_vec()].concat()]
    {
        for media in ["image/jpeg", "text/plain"] {
            let answer = desk.send("li", sending(7, 1, media, body.clone())).await;
            assert!(!answer.text().contains("secret"), "{}", answer.text());
        }
    }
    let lines = LINES.lock().unwrap().join("\n");
    assert!(lines.contains("/api/v1/photos/{id}") && !lines.contains("secret"), "{lines}");
    // Nor which photo it was, or of which response.
    assert!(!lines.contains("00000000-0000-0000-0000-0000000000"), "{lines}");
}
