//! `/api/v1/quarantine`: responses that wait, and deciding about them.

use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Action, Cause, Decision, QuarantineEntry, StoreError, StoredResponse};
use survey::schema::Instant;
use survey::{Response, Right};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::corrections::{reason_of, reason_schema};
use crate::error::HttpError;
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::responses::{SINGLE_BYTES_MAX, id_of};

/// A response that waits, beside the one that is stored under its id. Whoever settles it sees the
/// respondents' numbers: two interviews may differ in nothing else. Where they were held is told nobody.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Waiting {
    /// Of what waits; part of the address to decide at.
    pub(crate) digest: String,
    pub(crate) cause: Cause,
    pub(crate) source: String,
    #[schemars(with = "Instant")]
    pub(crate) received_at: Timestamp,
    pub(crate) sent: Response,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stored: Option<Stored>,
}

/// The response that counts.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Stored {
    /// To be repeated in `seen`.
    pub(crate) digest: String,
    pub(crate) source: String,
    #[schemars(with = "Instant")]
    pub(crate) received_at: Timestamp,
    pub(crate) response: Response,
}

impl From<StoredResponse> for Stored {
    fn from(stored: StoredResponse) -> Self {
        let StoredResponse { digest, source, received_at, response, .. } = stored;
        Self { digest, source, received_at, response: without_position(response) }
    }
}

fn without_position(response: Response) -> Response {
    Response { position: None, ..response }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Quarantine")]
pub(crate) struct List {
    waiting: Vec<Waiting>,
}

/// What somebody decides, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settlement {
    decision: Decision,
    #[schemars(schema_with = "reason_schema")]
    reason: String,
    /// Digest of the stored response that was looked at beside it.
    #[serde(default)]
    seen: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Settled {
    id: Uuid,
    decision: Decision,
}

/// `GET /quarantine`: what waits for a decision, oldest first, 50 at a time.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let waiting = block(move || waiting(&state, &actor)).await??;
    Ok(HttpResponse::Ok().json(List { waiting }))
}

/// Entries of one answer; settling some brings the next.
pub(crate) const ENTRIES_MAX: usize = 50;

/// What waits within the units of whoever may decide about it, the first of it. That it was read is
/// put on record.
pub(crate) fn waiting(state: &State, actor: &Actor) -> Result<Vec<Waiting>, HttpError> {
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut last: Option<QuarantineEntry> = None;
    while waiting.len() < ENTRIES_MAX {
        let page = state.store().waiting(last.as_ref(), 50)?;
        let Some(end) = page.last() else { break };
        last = Some(end.clone());
        for entry in page {
            let stored = state.store().response(entry.response.id)?;
            if waiting.len() < ENTRIES_MAX && within_reach(state, actor, &entry, stored.as_ref())? {
                let QuarantineEntry { response, digest, cause, source, received_at, .. } = entry;
                let (sent, stored) = (without_position(response), stored.map(Stored::from));
                waiting.push(Waiting { digest, cause, source, received_at, sent, stored });
            }
        }
    }
    if !waiting.is_empty() {
        let read: Vec<Uuid> = waiting.iter().map(|entry| entry.sent.id).collect();
        let (reader, detail) = (actor.user().name.as_str(), json!({"responses": read}));
        state.store().record_action(reader, Action::ResponseRead, "quarantine", detail)?;
    }
    Ok(waiting)
}

/// `POST /quarantine/{id}/{digest}`: a decision about one.
pub(crate) async fn settle(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let digest = request.match_info().get("digest").unwrap_or_default().to_owned();
    let body = body::read(&request, payload, SINGLE_BYTES_MAX).await?;
    let decision = block(move || {
        let Settlement { decision, reason, seen } = body::parse_object(&body)?;
        decide(&state, &actor, (id, &digest), decision, seen.as_deref(), &reason)?;
        Ok::<_, HttpError>(decision)
    })
    .await??;
    Ok(HttpResponse::Ok().json(Settled { id, decision }))
}

/// Decides about one, on behalf of somebody.
pub(crate) fn decide(
    state: &State,
    actor: &Actor,
    (id, digest): (Uuid, &str),
    decision: Decision,
    seen: Option<&str>,
    reason: &str,
) -> Result<(), HttpError> {
    let reason = reason_of(reason)?;
    let entry = state.store().quarantined(id, digest)?;
    let stored = state.store().response(id)?;
    let reachable = match &entry {
        Some(entry) => within_reach(state, actor, entry, stored.as_ref())?,
        None => false,
    };
    if !reachable {
        let detail = format!("nothing of response {id} waits under this digest");
        return Err(ProblemDocument::not_found("not_in_quarantine", detail).into());
    }
    let by = state.store().by(actor.user().name.as_str());
    match by.settle_quarantine(id, digest, decision, seen, &reason) {
        Ok(true) => Ok(()),
        Ok(false) => {
            let detail = format!("somebody has decided about response {id} already");
            let status = actix_web::http::StatusCode::CONFLICT;
            Err(ProblemDocument::new(status, "already_settled", detail).into())
        }
        Err(error) => Err(HttpError::of_sent(error)),
    }
}

/// Whether both responses are of units for which somebody may decide.
fn within_reach(
    state: &State,
    actor: &Actor,
    entry: &QuarantineEntry,
    stored: Option<&StoredResponse>,
) -> Result<bool, StoreError> {
    let scope = actor.scope(Right::SettleQuarantine);
    let covers = |response: &Response| {
        state.reference().covers(state.store(), &scope, response.unit.as_str())
    };
    Ok(covers(&entry.response)? && stored.map_or(Ok(true), |stored| covers(&stored.response))?)
}
