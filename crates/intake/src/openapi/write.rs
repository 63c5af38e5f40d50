//! Operations as an OpenAPI 3.1 document.

use std::collections::BTreeSet;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Described;
use super::faults::{FAILED, UNAVAILABLE};
use super::operation::{Answer, Body, BodyKind, Content, Parameter, Refusal, SchemaOf, Tag, Text};
use crate::auth::Need;
use crate::problem::ProblemDocument;

const PROBLEM: &str = "application/problem+json";
const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PARQUET: &str = "application/vnd.apache.parquet";

const ABOUT: &str = "Takes in responses of satisfaction surveys, and gives indices, rankings and charts \
that say how sure they are.\n\nEvery error is a problem document (RFC 9457) with a stable `code`; what a \
request is to blame for stands in `errors`, each with its place. HEAD can be used wherever GET can. \
Answers with an `ETag` hold until the data change. Make a token with `manyi user token NAME --rights …`.";

/// The whole document.
pub(super) fn document(described: &[Described]) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for one in described {
        let path = paths.entry(one.operation.path).or_insert_with(|| json!({}));
        path[one.operation.method.to_lowercase()] = operation(one, &mut schemas);
    }
    let responses = common(&mut schemas);
    let (schemas, shared) = schemas.finish();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "manyi 满意",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": Tag::ALL.map(|tag| json!({"name": tag.name(), "description": tag.text().1})),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses,
            "headers": {"X-Request-Id": request_id()},
            "securitySchemes": security_schemes(),
        },
    });
    settle(&mut document, &shared);
    document
}

fn operation(described: &Described, schemas: &mut Schemas) -> Value {
    let Described { operation, need } = described;
    let sends = operation.method != "GET";
    let mut value = json!({
        "operationId": operation.id,
        "tags": [operation.tag.name()],
        "summary": operation.summary.1,
        "x-summary-zh": operation.summary.0,
        "description": operation.detail,
        "security": security(*need, sends),
        "responses": responses(described, schemas),
    });
    if let Some(right) = need.right() {
        value["x-right"] = right.as_str().into();
    }
    let mut parameters: Vec<Value> = operation.parameters.iter().map(parameter).collect();
    if operation.conditional {
        let text = ("已有结果的 ETag", "ETag of the answer that is there already");
        parameters.push(parameter(&Parameter::header(
            "If-None-Match",
            text,
            json!({"type": "string"}),
        )));
    }
    if !parameters.is_empty() {
        value["parameters"] = parameters.into();
    }
    if let Some(body) = &operation.body {
        value["requestBody"] = request_body(body, schemas);
    }
    value
}

fn request_body(body: &Body, schemas: &mut Schemas) -> Value {
    let limit = body.limit / 1024;
    let (description, content) = match body.kind {
        BodyKind::Json(schema) => (
            format!("At most {limit} KiB, in UTF-8, not compressed"),
            json!({JSON: {"schema": schemas.sent(schema)}}),
        ),
        BodyKind::Bytes(media) => {
            let bytes = json!({"type": "string", "format": "binary"});
            (format!("At most {limit} KiB, not compressed"), json!({media: {"schema": bytes}}))
        }
    };
    json!({"description": description, "required": true, "content": content})
}

fn parameter(parameter: &Parameter) -> Value {
    let mut value = json!({
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.text.1,
        "x-description-zh": parameter.text.0,
        "schema": parameter.schema,
    });
    if parameter.is_required() {
        value["required"] = true.into();
    }
    if parameter.schema["type"] == "array" {
        value["style"] = "form".into();
        value["explode"] = false.into();
    }
    value
}

/// Answers of an operation, and those of every one like it.
fn responses(described: &Described, schemas: &mut Schemas) -> Value {
    let Described { operation, need } = described;
    let mut responses = Map::new();
    for name in common_of(described) {
        let (status, _) = name.split_once('_').unwrap_or((name, ""));
        let reference = json!({"$ref": format!("#/components/responses/{name}")});
        responses.insert(status.to_owned(), reference);
    }
    if *need != Need::Open || operation.method != "GET" {
        let refusal = Refusal { codes: forbidding(*need, operation.method != "GET"), faults: &[] };
        let text = ("没有权限", "The role, or the token, does not allow it");
        responses.insert("403".to_owned(), problem(refusal, text, schemas));
    }
    if operation.conditional {
        let headers = json!({"X-Request-Id": reference_to_id(), "ETag": etag()});
        let unchanged = json!({"description": "Nothing has changed", "headers": headers});
        responses.insert("304".to_owned(), unchanged);
    }
    for answer in &operation.answers {
        let value = response(answer, operation.conditional, schemas);
        responses.insert(answer.status.to_string(), value);
    }
    responses.into()
}

/// Names of shared answers; the status stands before the underscore.
fn common_of(described: &Described) -> Vec<&'static str> {
    let mut names = vec!["421_elsewhere", "500_failed", "503_unavailable"];
    if described.need != Need::Open {
        names.push("401_not_signed_in");
    }
    if let Some(body) = &described.operation.body {
        names.extend(["408_too_slow", "413_too_large"]);
        // Whoever takes something else says itself how it is refused.
        names.extend(matches!(body.kind, BodyKind::Json(_)).then_some("415_not_json"));
    }
    names
}

fn common(schemas: &mut Schemas) -> Value {
    let shared: [(&str, &'static [&'static str], &'static str); 7] = [
        ("401_not_signed_in", &["not_signed_in"], "No token, or one that has ended"),
        ("408_too_slow", &["body_too_slow"], "The body did not arrive in time"),
        ("413_too_large", &["body_too_large"], "The body is too long"),
        ("415_not_json", &["not_json"], "The body is no JSON in UTF-8"),
        ("421_elsewhere", &["host_not_allowed"], "The service has another name"),
        ("500_failed", FAILED, "The service failed; its log says more"),
        (
            "503_unavailable",
            UNAVAILABLE,
            "It can't be used at the moment; keep what you have to send",
        ),
    ];
    let shared = shared.map(|(name, codes, text)| {
        let mut value = problem(Refusal { codes, faults: &[] }, ("", text), schemas);
        match name {
            "401_not_signed_in" => {
                let schema = json!({"type": "string", "const": "Bearer"});
                value["headers"]["WWW-Authenticate"] = json!({"required": true, "schema": schema});
            }
            "503_unavailable" => {
                let schema = json!({"type": "integer", "minimum": 1});
                let text = "Seconds after which the same request may succeed";
                value["headers"]["Retry-After"] = json!({"description": text, "schema": schema});
            }
            _ => {}
        }
        (name.to_owned(), value)
    });
    shared.into_iter().collect::<Map<_, _>>().into()
}

fn forbidding(need: Need, sends: bool) -> &'static [&'static str] {
    match (need, sends) {
        (Need::Open, _) => &["cross_site"],
        (Need::Right(_) | Need::Form(_), true) => &[
            "cross_site",
            "form_token_missing",
            "not_allowed",
            "password_change_required",
            "second_factor_required",
        ],
        (Need::Right(_) | Need::Form(_), false) => {
            &["not_allowed", "password_change_required", "second_factor_required"]
        }
        (Need::Account | Need::Browser, true) => &[
            "cross_site",
            "form_token_missing",
            "password_change_required",
            "second_factor_required",
        ],
        (Need::Account | Need::Browser, false) => {
            &["password_change_required", "second_factor_required"]
        }
    }
}

fn response(answer: &Answer, conditional: bool, schemas: &mut Schemas) -> Value {
    let content = match &answer.content {
        Content::Problem(refusal) => return problem(*refusal, answer.text, schemas),
        Content::Json(schema) => json!({JSON: {"schema": schemas.given(*schema)}}),
        Content::Table(schema) => json!({
            JSON: {"schema": schemas.given(*schema)},
            CSV: {"schema": {"type": "string"}},
            XLSX: {},
            PARQUET: {},
        }),
        Content::Files(schema, types) => {
            let json = (JSON.to_owned(), json!({"schema": schemas.given(*schema)}));
            let others = types.iter().map(|media| ((*media).to_owned(), json!({})));
            others.chain([json]).collect::<Map<_, _>>().into()
        }
        Content::Other(types) => {
            types.iter().map(|media| ((*media).to_owned(), json!({}))).collect::<Map<_, _>>().into()
        }
    };
    let mut headers = json!({"X-Request-Id": reference_to_id()});
    if conditional {
        headers["ETag"] = etag();
    }
    json!({
        "description": answer.text.1, "x-description-zh": answer.text.0,
        "headers": headers, "content": content,
    })
}

fn problem(refusal: Refusal, (zh, en): Text, schemas: &mut Schemas) -> Value {
    let document = schemas.given(SchemaGenerator::subschema_for::<ProblemDocument>);
    let mut properties = json!({"code": {"enum": refusal.codes}});
    if !refusal.faults.is_empty() {
        properties["errors"] = json!({"items": {"properties": {"code": {"enum": refusal.faults}}}});
    }
    let mut value = json!({
        "description": en,
        "headers": {"X-Request-Id": reference_to_id()},
        "content": {PROBLEM: {"schema": {"allOf": [document, {"properties": properties}]}}},
    });
    if !zh.is_empty() {
        value["x-description-zh"] = zh.into();
    }
    value
}

fn etag() -> Value {
    json!({"required": true, "schema": {"type": "string"}})
}

fn reference_to_id() -> Value {
    json!({"$ref": "#/components/headers/X-Request-Id"})
}

fn request_id() -> Value {
    json!({
        "description": "By which a line of the log is found",
        "required": true,
        "schema": {"type": "string", "format": "uuid"},
    })
}

/// One of several ways; each may take several things together.
fn security(need: Need, sends: bool) -> Value {
    match need {
        Need::Open => json!([{}, {"bearer": []}, {"session": []}]),
        _ if sends => json!([{"bearer": []}, {"session": [], "form_token": []}]),
        _ => json!([{"bearer": []}, {"session": []}]),
    }
}

fn security_schemes() -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer",
            "description": "A token of a program or a device",
        },
        "session": {
            "type": "apiKey", "in": "cookie", "name": crate::auth::SESSION_COOKIE,
            "description": "The session of a browser",
        },
        "form_token": {
            "type": "apiKey", "in": "header", "name": "X-Form-Token",
            "description": "What only our own pages know, beside the session of a browser",
        },
    })
}

/// Schemas of what is sent and of what is given: a field that may be left out is always given.
struct Schemas {
    sent: SchemaGenerator,
    given: SchemaGenerator,
}

/// Where schemas stand in the document.
const SCHEMAS: &str = "/components/schemas";
/// Where what is sent stands until it is known whether it differs from what is given.
const SENT: &str = "/components/sent";

impl Schemas {
    fn new() -> Self {
        let generator = |settings: SchemaSettings, path: &'static str| {
            settings.with(|settings| settings.definitions_path = path.into()).into_generator()
        };
        Self {
            sent: generator(SchemaSettings::draft2020_12().for_deserialize(), SENT),
            given: generator(SchemaSettings::draft2020_12().for_serialize(), SCHEMAS),
        }
    }

    fn sent(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.sent).to_value()
    }

    fn given(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.given).to_value()
    }

    /// All that were used, by name, and the names of those that are sent and not given
    /// otherwise.
    fn finish(mut self) -> (Map<String, Value>, BTreeSet<String>) {
        let mut all = self.given.take_definitions(true);
        let mut shared = BTreeSet::new();
        for (name, schema) in self.sent.take_definitions(true) {
            let given = all.get(&name);
            if given.is_some_and(|given| *given != schema) {
                all.insert(format!("Sent{name}"), schema);
            } else {
                shared.insert(name.clone());
                all.insert(name, schema);
            }
        }
        (all, shared)
    }
}

/// Lets every reference lead to where its schema came to stand, unwraps the lines of descriptions, and
/// says where numbers end whose format alone says it.
fn settle(value: &mut Value, shared: &BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if fields.get("format").is_some_and(|format| format == "uint32") {
                fields.entry("maximum").or_insert_with(|| u32::MAX.into());
            }
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "$ref" => *text = settled(text, shared),
                    Value::String(text) if name == "description" => *text = unwrapped(text),
                    value => settle(value, shared),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| settle(value, shared)),
        _ => {}
    }
}

fn settled(reference: &str, shared: &BTreeSet<String>) -> String {
    match reference.strip_prefix(&format!("#{SENT}/")) {
        None => reference.to_owned(),
        Some(name) if shared.contains(name) => format!("#{SCHEMAS}/{name}"),
        Some(name) => format!("#{SCHEMAS}/Sent{name}"),
    }
}

/// Comments in the code are cut to the width of a page.
fn unwrapped(text: &str) -> String {
    text.split("\n\n").map(|part| part.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}
