//! Holds every answer of the tests against what the API says of itself.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use actix_web::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::Answer;

/// The document.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(intake::openapi()).unwrap());

/// Fails when an operation answers otherwise than it says.
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let verb = if method == Method::HEAD { "get" } else { &method.as_str().to_ascii_lowercase() };
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    // An address without a name in it goes before one with.
    let mut operations: Vec<_> = paths.filter(|(template, _)| is_at(template, path)).collect();
    operations.sort_by_key(|(template, _)| template.contains('{'));
    let Some(operation) = operations.first().and_then(|(_, methods)| methods.get(verb)) else {
        return;
    };
    let (status, what) = (answer.status.as_str(), format!("{method} {path}: {}", answer.status));
    let response = operation["responses"].get(status);
    let response = resolved(response.unwrap_or_else(|| panic!("{what} is not described")));
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let needed = resolved(header)["required"] == true;
        assert!(!needed || !answer.header(name).is_empty(), "{what} lacks {name}");
    }
    let media = answer.header("content-type").split(';').next().unwrap_or_default();
    let Some(content) = response["content"].as_object().filter(|_| method != Method::HEAD) else {
        return;
    };
    let content = content.get(media).unwrap_or_else(|| panic!("{what} is {media:?}"));
    if media.ends_with("json") {
        let value = answer.json();
        if let Err(error) = validator(&content["schema"]).validate(&value) {
            panic!("{what}: {error} at {} of {value}", error.instance_path());
        }
    }
}

/// Whether a path is one of a template.
fn is_at(template: &str, path: &str) -> bool {
    let (mut parts, mut given) = (template.split('/'), path.split('/'));
    let matching =
        |(part, given): (&str, &str)| part == given || part.starts_with('{') && !given.is_empty();
    template.matches('/').count() == path.matches('/').count()
        && parts.by_ref().zip(given.by_ref()).all(matching)
}

fn resolved(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(target) => DOCUMENT.pointer(target.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn validator(schema: &Value) -> Arc<Validator> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap();
    let make = || {
        // References lead into the document.
        let root = json!({"allOf": [schema], "components": DOCUMENT["components"]});
        Arc::new(jsonschema::options().should_validate_formats(true).build(&root).unwrap())
    };
    Arc::clone(known.entry(schema.to_string()).or_insert_with(make))
}
