//! `/api/v1/openapi.json`: what the API says of itself, and whether it is true.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use actix_web::test::TestRequest;
use serde_json::Value;

use crate::conformance::DOCUMENT;
use crate::support::{ANONYMOUS, Town};

#[test]
fn the_document_is_the_one_that_is_checked_in() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let kept = fs::read_to_string(path).unwrap();
    assert!(
        kept == intake::openapi(),
        "docs/openapi.json is not what the code says; look at what differs after \
         `cargo run -- openapi -o docs/openapi.json`"
    );
}

#[actix_web::test]
async fn anybody_may_read_it_and_reads_it_once() {
    let town = Town::empty();
    let ask = || TestRequest::get().uri("/api/v1/openapi.json").insert_header(ANONYMOUS);
    let answer = town.send(ask()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), intake::openapi());
    let again = ask().insert_header(("if-none-match", answer.header("etag")));
    assert_eq!(town.send(again).await.status, 304);
}

/// Whoever names a parameter that there is not is told which there are.
#[actix_web::test]
async fn the_parameters_are_those_that_are_taken() {
    let town = Town::surveyed();
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        // What watches the service may add to the address whatever it likes.
        let judged = |operation: &&Value| operation["responses"].get("400").is_some();
        let Some(operation) = methods.get("get").filter(judged) else { continue };
        let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        let told = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let told: BTreeSet<&str> = told.map(|one| one["name"].as_str().unwrap()).collect();
        let there = parameters.iter().filter(|parameter| parameter["in"] == "path");
        let there = there.fold(path.clone(), |path, parameter| {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let usual = schema["examples"][0].as_str().or(schema["enum"][0].as_str());
            let nobody = uuid::Uuid::nil().to_string();
            path.replace(&format!("{{{name}}}"), usual.unwrap_or(&nobody))
        });
        let answer = town.get(&format!("{there}?nonsense=1")).await;
        let problem = answer.problem(400, "bad_query");
        let taken = problem["errors"][0]["allowed"].as_array().cloned().unwrap_or_default();
        let taken: BTreeSet<&str> = taken.iter().filter_map(Value::as_str).collect();
        assert_eq!(taken, told, "{path}");
    }
}

/// Every name and every reference leads somewhere.
#[test]
fn the_document_holds_together() {
    fn walk(value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                    let pointer = target.strip_prefix('#').expect("a place in the document");
                    assert!(DOCUMENT.pointer(pointer).is_some(), "{target}");
                }
                fields.values().for_each(walk);
            }
            Value::Array(values) => values.iter().for_each(walk),
            _ => {}
        }
    }
    walk(&DOCUMENT);
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let named = path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            for name in named {
                let told = parameters.iter().any(|one| one["name"] == name && one["in"] == "path");
                assert!(told, "{method} {path} does not tell of {name}");
            }
        }
    }
}
