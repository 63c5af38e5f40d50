//! `POST /api/v1/responses:batch`: many responses in one request, each for itself.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Receipt, StoreError};
use survey::Response;
use survey::schema::Instant;
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument, as_number};
use crate::responses::{Course, Sender, refusal, status_of};

/// Longest body of a batch, in bytes.
pub(crate) const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most responses in a batch.
pub(crate) const BATCH_ITEMS_MAX: usize = 500;

/// The envelope with a name; a bare array is taken as well.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Batch")]
struct Envelope {
    #[schemars(with = "Vec<Response>", length(max = BATCH_ITEMS_MAX))]
    responses: Vec<Box<RawValue>>,
}

/// How a batch is written.
pub(crate) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let mut bare = generator.subschema_for::<Vec<Response>>();
    bare.insert("maxItems".to_owned(), BATCH_ITEMS_MAX.into());
    json_schema!({"anyOf": [generator.subschema_for::<Envelope>(), bare]})
}

/// What became of one item.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BatchResult")]
struct ItemBody {
    /// Missing where the item is so broken that it has none.
    id: Option<Uuid>,
    /// What the status of a request for this one alone would be.
    #[serde(serialize_with = "as_number")]
    #[schemars(with = "u16")]
    status: StatusCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Stable name of what is wrong.
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Instant>")]
    received_at: Option<Timestamp>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BatchResults")]
pub(crate) struct ResultsBody {
    /// In the order of the items.
    results: Vec<ItemBody>,
}

/// Takes a batch in: 200 when every item is stored, 207 when one or more are not. The results
/// stand in the order of the items.
pub(crate) async fn post(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, BATCH_BYTES_MAX).await?;
    let sender = Sender::of(&actor);
    let results = block(move || submit_all(&state, &sender, &body)).await??;
    let stored = results.iter().all(|item| item.status.is_success());
    let status = if stored { StatusCode::OK } else { StatusCode::MULTI_STATUS };
    Ok(HttpResponse::build(status).json(ResultsBody { results }))
}

fn submit_all(state: &State, sender: &Sender, body: &Bytes) -> Result<Vec<ItemBody>, HttpError> {
    let items = items(body)?;
    let mut accepted = Vec::with_capacity(items.len());
    let mut results: Vec<Option<ItemBody>> = Vec::with_capacity(items.len());
    for item in items {
        match check(state, sender, &item) {
            Ok((response, Course::Store)) => {
                accepted.push(response);
                results.push(None);
            }
            Ok((response, Course::Hold)) => {
                let receipt = state.store().hold(&response, &sender.source);
                results.push(Some(settle(response.id, receipt)));
            }
            Err(refused) => results.push(Some(refused)),
        }
    }
    let receipts = state.store().submit_many(&accepted, &sender.source);
    let mut stored = accepted.iter().zip(receipts);
    let settled = results.into_iter().filter_map(|result| {
        result.or_else(|| stored.next().map(|(response, receipt)| settle(response.id, receipt)))
    });
    Ok(settled.collect())
}

fn items(body: &Bytes) -> Result<Vec<Box<RawValue>>, HttpError> {
    let items = if body::starts_with(body, b'[') {
        body::parse::<Vec<Box<RawValue>>>(body)?
    } else {
        body::parse_object::<Envelope>(body)?.responses
    };
    if items.len() > BATCH_ITEMS_MAX {
        let detail = format!("{} responses in one batch, at most {BATCH_ITEMS_MAX}", items.len());
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(ProblemDocument::new(status, "batch_too_long", detail).into());
    }
    Ok(items)
}

/// The response of an item and what to do with it, or what is wrong with it.
fn check(state: &State, sender: &Sender, item: &RawValue) -> Result<(Response, Course), ItemBody> {
    let bytes = item.get().as_bytes();
    let response: Response = body::parse_object(bytes)
        .map_err(|error| ItemBody::refused(id_in(bytes), error.document()))?;
    match sender.judge(state, &response) {
        Ok(Ok(course)) => Ok((response, course)),
        Ok(Err(faults)) => {
            Err(ItemBody::refused(Some(response.id), ProblemDocument::invalid(faults)))
        }
        Err(error) => Err(settle(response.id, Err(error))),
    }
}

/// The id of an item that can't be read as a whole, so that the sender knows which it was.
fn id_in(item: &[u8]) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct OnlyId {
        id: Uuid,
    }
    serde_json::from_slice::<OnlyId>(item).ok().map(|found| found.id)
}

fn settle(id: Uuid, receipt: Result<Receipt, StoreError>) -> ItemBody {
    let receipt = match receipt {
        Ok(receipt) => receipt,
        Err(error) => return ItemBody::refused(Some(id), HttpError::from(error).document()),
    };
    match refusal(&receipt) {
        Some(refused) => ItemBody::refused(Some(id), refused),
        None => ItemBody {
            id: Some(id),
            status: status_of(receipt.outcome),
            code: None,
            detail: None,
            errors: Vec::new(),
            received_at: Some(receipt.received_at),
        },
    }
}

impl ItemBody {
    fn refused(id: Option<Uuid>, document: ProblemDocument) -> Self {
        Self {
            id,
            status: document.status,
            code: Some(document.code),
            detail: Some(document.detail),
            errors: document.errors,
            received_at: None,
        }
    }
}
