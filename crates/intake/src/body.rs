//! Bodies of requests: read up to a limit, and turned into values or into problems that name the
//! place.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage, HttpRequest};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_path_to_error::{Path, Segment};
use survey::problem::{quoted, segment};

use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;

/// Who needs longer for a body of a few kilobytes, or for a photo, has lost the line and will send again.
const READING_MAX: Duration = Duration::from_mins(1);

/// Reads a JSON body of at most `limit` bytes.
pub(crate) async fn read(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<Bytes, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    require_json(request)?;
    collect(request, payload, limit).await
}

/// Reads a body of any kind, of at most `limit` bytes.
pub(crate) async fn collect(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<Bytes, HttpError> {
    let too_large = || {
        let detail = format!("the body is longer than {limit} bytes");
        ProblemDocument::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    };
    if announced_length(request).is_some_and(|length| length > limit) {
        return Err(too_large().into());
    }
    let reading = tokio::time::timeout(READING_MAX, payload.to_bytes_limited(limit));
    match reading.await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => {
            Err(ProblemDocument::bad_request("body_broken_off", "the body ended early").into())
        }
        Ok(Err(_)) => Err(too_large().into()),
        Err(_) => {
            let detail = "the body did not arrive in time; send it again";
            Err(ProblemDocument::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", detail).into())
        }
    }
}

fn announced_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether a body would have to be unpacked first, to who knows what length.
pub(crate) fn is_compressed(request: &HttpRequest) -> bool {
    let encoding = request.headers().get(CONTENT_ENCODING);
    encoding.is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn require_json(request: &HttpRequest) -> Result<(), HttpError> {
    let utf8 =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_none_or(
            |value| {
                let value = value.to_ascii_lowercase();
                !value.contains("charset=") || value.contains("utf-8")
            },
        );
    let is_json = request.content_type().eq_ignore_ascii_case("application/json");
    if is_json && utf8 && !is_compressed(request) {
        return Ok(());
    }
    let detail = "send Content-Type: application/json, in UTF-8 and not compressed";
    Err(ProblemDocument::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail).into())
}

/// Reads a JSON object; see [`parse`]. The library would take an array for a struct as well, with
/// the fields by position, and such a body would change its meaning with the program.
pub(crate) fn parse_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, HttpError> {
    let value = parse(bytes);
    if starts_with(bytes, b'{') || value.as_ref().is_err_and(HttpError::is_bad_request) {
        return value;
    }
    let detail = "a JSON object is wanted here".to_owned();
    Err(ProblemDocument::invalid(vec![Fault::at("bad_field", String::new(), detail)]).into())
}

/// As [`parse_object`], of what may tell persons: what is wrong is told by its place, and no value is
/// repeated.
pub(crate) fn parse_private<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, HttpError> {
    parse_object(bytes).map_err(|error| match error {
        HttpError::Problem(document) if !document.errors.is_empty() => {
            let silent = |fault: Fault| Fault {
                detail: "this is missing, unknown, or not of the form that is wanted".to_owned(),
                ..fault
            };
            let faults: Vec<Fault> = document.errors.iter().cloned().map(silent).collect();
            let status = document.status;
            ProblemDocument::new(status, document.code, "the body can't be used; see errors")
                .with(faults)
                .into()
        }
        error => error,
    })
}

/// Whether a text of JSON opens with a byte.
pub(crate) fn starts_with(json: &[u8], opening: u8) -> bool {
    json.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&opening)
}

/// Reads a value from JSON. 400 when the text is no JSON, with line and column; 422 when it is,
/// but not what is wanted, with the place.
///
/// What is wrong is looked for only where something is: first in the text as a whole, because the
/// library calls some wrong values errors of syntax.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, HttpError> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        let column = good.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        malformed(format!("not UTF-8 at line {line} column {column}"))
    })?;
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| malformed(sentence(&error)))?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let fault = Fault::at("bad_field", pointer, sentence(error.inner()));
        HttpError::from(ProblemDocument::invalid(vec![fault]))
    })
}

fn malformed(detail: String) -> HttpError {
    let fault = Fault::at("malformed_json", String::new(), detail.clone());
    ProblemDocument::bad_request("malformed_json", detail).with(vec![fault]).into()
}

/// The words of the JSON library name line and column. They may repeat a value of any length.
fn sentence(error: &serde_json::Error) -> String {
    const CHARS_MAX: usize = 300;
    let words = error.to_string();
    if words.chars().count() <= CHARS_MAX && !words.chars().any(char::is_control) {
        return words;
    }
    format!("{} (line {}, column {})", quoted(&words), error.line(), error.column())
}

/// The path as a JSON pointer.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for part in path {
        let part = match part {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => segment(key),
            Segment::Enum { variant } => segment(variant),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&part);
    }
    pointer
}
