//! `/api/v1/audit`: who did what and when, for the auditor.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use store::AuditEntry;
use survey::problem::quoted;
use survey::schema::Instant;

use crate::State;
use crate::error::HttpError;
use crate::query::Params;

/// Entries of one answer.
const ENTRIES_MAX: u32 = 1_000;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditEntries")]
pub(crate) struct Body {
    entries: Vec<EntryBody>,
    /// Where to go on; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<i64>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditEntry")]
struct EntryBody {
    /// Counts up from 1.
    seq: i64,
    #[schemars(with = "Instant")]
    at: Timestamp,
    actor: String,
    action: String,
    subject: String,
    detail: Value,
    /// Of this entry and of all before it.
    digest: String,
}

impl From<AuditEntry> for EntryBody {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { seq, at, actor, action, subject, detail, digest } = entry;
        Self { seq, at, actor, action, subject, detail, digest }
    }
}

/// `GET /audit`: entries in their order, after the one that `after` names.
pub(crate) async fn entries(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["after"]);
    let after = params.parsed("after", place).unwrap_or(0);
    params.finish()?;
    let entries = block(move || state.store().audit_entries(after, ENTRIES_MAX)).await??;
    let full = entries.len() == ENTRIES_MAX as usize;
    let next_after = entries.last().filter(|_| full).map(|entry| entry.seq);
    let entries = entries.into_iter().map(EntryBody::from).collect();
    Ok(HttpResponse::Ok().json(Body { entries, next_after }))
}

/// The place of an entry.
pub(crate) fn place(text: &str) -> Result<i64, String> {
    let place = text.parse().ok().filter(|place| *place >= 0);
    place.ok_or_else(|| format!("{} is no number from 0 on", quoted(text)))
}
