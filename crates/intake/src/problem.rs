//! What every error looks like on the wire: a problem document (RFC 9457) with a stable code.

use actix_web::http::header::RETRY_AFTER;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use schemars::JsonSchema;
use serde::Serialize;
use survey::Problem;

/// How long a device waits before it sends again, in seconds.
const RETRY_AFTER_SECONDS: u32 = 5;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Fault {
    /// Stable name.
    pub(crate) code: &'static str,
    /// JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pointer: Option<String>,
    /// Name of the query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parameter: Option<String>,
    /// One sentence with the offending value in it.
    pub(crate) detail: String,
    /// What would have been accepted, where that is a short list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) allowed: Vec<String>,
}

impl Fault {
    /// A fault of the body.
    pub(crate) fn at(code: &'static str, pointer: String, detail: String) -> Self {
        Self { code, pointer: Some(pointer), parameter: None, detail, allowed: Vec::new() }
    }

    /// A fault of the query string.
    pub(crate) fn parameter(code: &'static str, name: &str, detail: String) -> Self {
        Self { code, pointer: None, parameter: Some(name.to_owned()), detail, allowed: Vec::new() }
    }

    /// The same fault of a body that holds this one at a place.
    pub(crate) fn under(mut self, place: &str) -> Self {
        self.pointer = self.pointer.map(|pointer| format!("{place}{pointer}"));
        self
    }

    /// Names what is accepted.
    pub(crate) fn allowing(mut self, allowed: impl IntoIterator<Item = impl ToString>) -> Self {
        self.allowed = allowed.into_iter().map(|value| value.to_string()).collect();
        self
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::at(problem.code, problem.path, problem.detail)
    }
}

/// A problem document.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct ProblemDocument {
    /// `urn:manyi:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// Name of the status.
    title: &'static str,
    #[serde(serialize_with = "as_number")]
    #[schemars(with = "u16")]
    pub(crate) status: StatusCode,
    /// Stable name.
    pub(crate) code: &'static str,
    /// A sentence for people.
    pub(crate) detail: String,
    /// Everything that is wrong with the request, where it is to blame.
    pub(crate) errors: Vec<Fault>,
    #[serde(skip)]
    try_again: bool,
    #[serde(skip)]
    allow: Option<&'static str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(crate) fn as_number<S: serde::Serializer>(
    status: &StatusCode,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl ProblemDocument {
    /// A problem with a stable code and a sentence for people.
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:manyi:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error"),
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            try_again: false,
            allow: None,
        }
    }

    /// 400: the request itself can't be understood.
    pub(crate) fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 404: nothing stands here.
    pub(crate) fn not_found(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// 422: understood, but what it says can't be stored.
    pub(crate) fn invalid(faults: Vec<Fault>) -> Self {
        let detail = match faults.as_slice() {
            [only] => only.detail.clone(),
            many => format!("{} things are wrong; see errors", many.len()),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).with(faults)
    }

    /// 405, with the methods that there are.
    pub(crate) fn method_not_allowed(allow: &'static str) -> Self {
        let detail = format!("only {allow} can be used here");
        let document = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail);
        Self { allow: Some(allow), ..document }
    }

    /// Adds the single faults.
    pub(crate) fn with(self, errors: Vec<Fault>) -> Self {
        Self { errors, ..self }
    }

    /// Says that the same request may succeed in a few seconds.
    pub(crate) fn try_again(self) -> Self {
        Self { try_again: true, ..self }
    }

    /// Head of a response of any kind that carries this problem.
    pub(crate) fn head(&self) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(self.status);
        if self.try_again {
            response.insert_header((RETRY_AFTER, RETRY_AFTER_SECONDS.to_string()));
        }
        if let Some(allow) = self.allow {
            response.insert_header((header::ALLOW, allow));
        }
        response
    }

    /// The response.
    pub(crate) fn response(&self) -> HttpResponse {
        let body = serde_json::to_vec(self).unwrap_or_default();
        self.head().content_type("application/problem+json").body(body)
    }
}
