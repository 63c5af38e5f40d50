//! `/api/v1/responses`: taking responses in, and giving one back.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Serialize;
use store::{Outcome, Receipt};
use survey::problem::quoted;
use survey::{Response, RoundKind};
use uuid::Uuid;

use crate::State;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};

/// Longest body of one response, in bytes. An interview of 25 answers has about one kilobyte.
pub(crate) const SINGLE_BYTES_MAX: usize = 64 * 1024;

/// How responses that come in here are marked in the store.
pub(crate) const SOURCE: &str = "api";

/// What the sender is told of a stored response.
#[derive(Debug, Serialize)]
pub(crate) struct ReceiptBody {
    id: Uuid,
    outcome: &'static str,
    received_at: Timestamp,
}

impl From<&Receipt> for ReceiptBody {
    fn from(receipt: &Receipt) -> Self {
        let outcome = match receipt.outcome {
            Outcome::New => "new",
            Outcome::Same => "same",
            Outcome::Different => "different",
        };
        Self { id: receipt.id, outcome, received_at: receipt.received_at }
    }
}

/// The status of an outcome.
pub(crate) fn status_of(outcome: Outcome) -> StatusCode {
    match outcome {
        Outcome::New => StatusCode::CREATED,
        Outcome::Same => StatusCode::OK,
        Outcome::Different => StatusCode::CONFLICT,
    }
}

/// The code and sentence for other content under a known id.
pub(crate) fn different(receipt: &Receipt) -> ProblemDocument {
    let detail = format!(
        "response {} is stored with other content, which stays as it is; what you sent is kept in \
         quarantine since {}, and a person will decide. Don't send it again",
        receipt.id, receipt.received_at
    );
    ProblemDocument::new(StatusCode::CONFLICT, "different_content", detail)
}

/// `PUT /responses/{id}`: 201 new, 200 the same again, 409 different content.
pub(crate) async fn put(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let body = body::read(&request, payload, SINGLE_BYTES_MAX).await?;
    let receipt = block(move || submit(&state, id, &body)).await??;
    match receipt.outcome {
        Outcome::New | Outcome::Same => {
            Ok(HttpResponse::build(status_of(receipt.outcome)).json(ReceiptBody::from(&receipt)))
        }
        Outcome::Different => Err(different(&receipt).into()),
    }
}

fn submit(state: &State, id: Uuid, body: &Bytes) -> Result<Receipt, HttpError> {
    let response: Response = body::parse_object(body)?;
    let mut faults = Vec::new();
    if response.id != id {
        let detail = format!("the body has id {}, the address {id}", response.id);
        faults.push(Fault::at("id_differs", "/id".to_owned(), detail));
    }
    let problems = state.reference().problems(state.store(), &response)?;
    faults.extend(problems.into_iter().map(Fault::from));
    if !faults.is_empty() {
        return Err(ProblemDocument::invalid(faults).into());
    }
    Ok(state.store().submit(&response, SOURCE)?)
}

fn id_of(request: &HttpRequest) -> Result<Uuid, HttpError> {
    let text = request.match_info().get("id").unwrap_or_default();
    let hyphenated = text.len() == uuid::fmt::Hyphenated::LENGTH;
    text.parse().ok().filter(|_| hyphenated).ok_or_else(|| {
        let detail = format!("{} is not a UUID such as {}", quoted(text), Uuid::nil());
        ProblemDocument::bad_request("bad_id", detail).into()
    })
}

/// A stored response, as others may see it.
#[derive(Serialize)]
struct StoredBody {
    #[serde(flatten)]
    response: Response,
    kind: Option<RoundKind>,
    received_at: Timestamp,
    source: String,
}

/// `GET /responses/{id}`: what is stored, without the respondent's number. The digest is left out
/// too: it would confirm a guessed number.
pub(crate) async fn get(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let stored = block(move || {
        let Some(stored) = state.store().response(id)? else { return Ok(None) };
        let round = state.store().round(stored.response.round.as_str())?;
        Ok::<_, HttpError>(Some((stored, round.map(|round| round.kind))))
    })
    .await??;
    let Some((stored, kind)) = stored else {
        let detail = format!("there is no response {id}");
        return Err(ProblemDocument::not_found("unknown_response", detail).into());
    };
    let response = Response { respondent: None, ..stored.response };
    let body =
        StoredBody { response, kind, received_at: stored.received_at, source: stored.source };
    Ok(HttpResponse::Ok().json(body))
}
