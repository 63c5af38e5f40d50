//! Bodies that nobody would send in good faith: no answer is a failure of the service, and the
//! database stays as it was.

use actix_web::http::Method;
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use intake::create_app;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use crate::support::{Town, raw, response, send};

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let good = response(Uuid::from_u128(1)).to_string().into_bytes();
    let length = good.len();
    let cut = good.clone();
    let garbled = (0..length, any::<u8>()).prop_map(move |(place, byte)| {
        let mut body = good.clone();
        body[place] = byte;
        body
    });
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        "[\\[\\]{}\",:0-9a-z\\\\ue.+-]{0,200}".prop_map(String::into_bytes),
        (0..length).prop_map(move |end| cut[..end].to_vec()),
        garbled,
        (1_usize..5_000).prop_map(|depth| "{\"answers\":".repeat(depth).into_bytes()),
        "-?[0-9]{1,400}(e[0-9]{1,10})?".prop_map(|number| {
            let body = response(Uuid::from_u128(1)).to_string();
            body.replacen('{', &format!("{{\"weight\":{number},"), 1).into_bytes()
        }),
    ]
}

#[test]
fn no_body_makes_the_service_fail() {
    let town = Town::prepared();
    let before = town.store.counts().unwrap();
    System::new().block_on(async {
        let app = init_service(create_app(town.state())).await;
        let mut runner = TestRunner::default();
        for _ in 0..400 {
            let body = bodies().new_tree(&mut runner).unwrap().current();
            // The path has another id than any body here, so nothing can be stored by chance.
            let single = format!("/api/v1/responses/{}", Uuid::from_u128(99));
            let batch = "/api/v1/responses:batch".to_owned();
            for (method, address) in [(Method::PUT, single), (Method::POST, batch)] {
                let answer = send(&app, raw(method, &address, body.clone())).await;
                let status = answer.status.as_u16();
                assert!(status < 500, "{status}: {:?}", String::from_utf8_lossy(&body));
                let stored = address.ends_with("batch") && status == 200;
                assert!(stored || status >= 400 || status == 207, "{status}: {body:?}");
            }
        }
    });
    assert_eq!(town.store.counts().unwrap(), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_query_makes_the_service_fail(query in "[a-z=&%0-9A-F;@+-]{0,60}|(period|level|unit|mode|scheme|lang|target|scale)=[^#]{0,30}") {
        let query: String = query
            .bytes()
            .map(|b| if b.is_ascii_graphic() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect();
        let query = query.replace(['"', '<', '>', '`', '{', '}', '|', '\\', '^', '#'], "");
        let town = Town::prepared();
        System::new().block_on(async {
            let app = init_service(create_app(town.state())).await;
            for path in ["/api/v1/indices", "/api/v1/rankings", "/api/v1/charts/ranking.svg", "/ranking"] {
                let request = TestRequest::get().uri(&format!("{path}?{query}"));
                let answer = send(&app, request).await;
                assert!(answer.status.as_u16() < 500, "{path}?{query}: {}", answer.text());
            }
        });
    }
}
