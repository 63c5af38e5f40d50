//! `/api/v1/responses`: taking responses in, and giving one back.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use store::{Action, Outcome, Receipt, StoreError, StoredResponse};
use survey::problem::quoted;
use survey::schema::Instant;
use survey::validate::Verdict;
use survey::{Response, Right, RoundKind, Scope};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;

/// Longest body of one response, in bytes. An interview of 25 answers has about one kilobyte.
pub(crate) const SINGLE_BYTES_MAX: usize = 64 * 1024;

/// Who sends, and for which units.
pub(crate) struct Sender {
    scope: Scope,
    /// How what they send is marked in the store.
    pub(crate) source: String,
}

impl Sender {
    pub(crate) fn of(actor: &Actor) -> Self {
        Self {
            scope: actor.scope(Right::SendResponses),
            source: format!("{}{}", store::SENT_BY, actor.user().name),
        }
    }

    /// Whether a response may be stored as it is, or is to be held for its form; else everything that
    /// is wrong with it.
    pub(crate) fn judge(
        &self,
        state: &State,
        response: &Response,
    ) -> Result<Result<Course, Vec<Fault>>, StoreError> {
        let (course, problems) = match state.reference().judge(state.store(), response)? {
            Verdict::Sound => (Course::Store, Vec::new()),
            Verdict::UnknownForm => (Course::Hold, Vec::new()),
            Verdict::Faulty(problems) => (Course::Store, problems),
        };
        let mut faults: Vec<Fault> = problems.into_iter().map(Fault::from).collect();
        faults.extend(self.fault(state, response)?);
        Ok(if faults.is_empty() { Ok(course) } else { Err(faults) })
    }

    /// What is wrong with sending for the unit of a response.
    fn fault(&self, state: &State, response: &Response) -> Result<Option<Fault>, StoreError> {
        let unit = response.unit.as_str();
        if state.reference().covers(state.store(), &self.scope, unit)? {
            return Ok(None);
        }
        let detail = format!("you may not send responses for unit {}", quoted(unit));
        Ok(Some(Fault::at("unit_not_allowed", "/unit".to_owned(), detail)))
    }
}

/// What is done with a response that nothing is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course {
    Store,
    /// Its form is not published here (yet).
    Hold,
}

/// What the sender is told of a stored response.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Receipt")]
pub(crate) struct ReceiptBody {
    id: Uuid,
    /// `new`, `same` as is stored, or `held` until its form is published, or a person decides about a
    /// second interview of a case.
    #[schemars(extend("enum" = ["new", "same", "held"]))]
    outcome: &'static str,
    #[schemars(with = "Instant")]
    received_at: Timestamp,
}

impl From<&Receipt> for ReceiptBody {
    fn from(receipt: &Receipt) -> Self {
        let outcome = match receipt.outcome {
            Outcome::New => "new",
            Outcome::Same => "same",
            Outcome::Different => "different",
            Outcome::Withdrawn => "withdrawn",
            Outcome::Held => "held",
        };
        Self { id: receipt.id, outcome, received_at: receipt.received_at }
    }
}

/// The status of an outcome.
pub(crate) fn status_of(outcome: Outcome) -> StatusCode {
    match outcome {
        Outcome::New => StatusCode::CREATED,
        Outcome::Same => StatusCode::OK,
        Outcome::Held => StatusCode::ACCEPTED,
        Outcome::Different | Outcome::Withdrawn => StatusCode::CONFLICT,
    }
}

/// Why a response was not taken, where it was not.
pub(crate) fn refusal(receipt: &Receipt) -> Option<ProblemDocument> {
    match receipt.outcome {
        Outcome::New | Outcome::Same | Outcome::Held => None,
        Outcome::Different => Some(different(receipt)),
        Outcome::Withdrawn => Some(withdrawn(receipt)),
    }
}

/// The code and sentence for an id that was taken out for good.
fn withdrawn(receipt: &Receipt) -> ProblemDocument {
    let detail = format!(
        "response {} was withdrawn at {} and is not taken again. Don't send it again",
        receipt.id, receipt.received_at
    );
    ProblemDocument::new(StatusCode::CONFLICT, "withdrawn", detail)
}

/// The code and sentence for other content under a known id.
fn different(receipt: &Receipt) -> ProblemDocument {
    let detail = format!(
        "response {} is stored with other content, which stays as it is; what you sent is kept in \
         quarantine since {}, and a person will decide. Don't send it again",
        receipt.id, receipt.received_at
    );
    ProblemDocument::new(StatusCode::CONFLICT, "different_content", detail)
}

/// `PUT /responses/{id}`: 201 new, 200 the same again, 202 held for its form or, as a second interview
/// of a case, for a person, 409 different content or withdrawn.
pub(crate) async fn put(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let id = id_of(&request)?;
    let body = body::read(&request, payload, SINGLE_BYTES_MAX).await?;
    let sender = Sender::of(&actor);
    let (response, course) = if let Some(response) = usual(&state, &sender, id, &body) {
        (response, Course::Store)
    } else {
        let (state, sender) = (state.clone(), Sender::of(&actor));
        block(move || check(&state, &sender, id, &body)).await??
    };
    let receipt = match course {
        Course::Store => submit(&state, &sender, &response).await?,
        Course::Hold => block(move || state.store().hold(&response, &sender.source)).await??,
    };
    match refusal(&receipt) {
        Some(refused) => Err(refused.into()),
        None => {
            Ok(HttpResponse::build(status_of(receipt.outcome)).json(ReceiptBody::from(&receipt)))
        }
    }
}

/// The response of a body with which nothing is wrong, where that can be told without a query: the
/// usual case, which needs no other thread.
fn usual(state: &State, sender: &Sender, id: Uuid, body: &Bytes) -> Option<Response> {
    let response: Response = body::parse_object(body).ok()?;
    let fine = response.id == id && state.reference().accepts(&sender.scope, &response);
    fine.then_some(response)
}

/// The response of a body and what to do with it, or everything that is wrong with it.
fn check(
    state: &State,
    sender: &Sender,
    id: Uuid,
    body: &Bytes,
) -> Result<(Response, Course), HttpError> {
    let response: Response = body::parse_object(body)?;
    let judged = sender.judge(state, &response)?;
    let mut faults: Vec<Fault> = other_id(response.id, id).into_iter().collect();
    match judged {
        Ok(course) if faults.is_empty() => return Ok((response, course)),
        Ok(_) => {}
        Err(others) => faults.extend(others),
    }
    Err(ProblemDocument::invalid(faults).into())
}

/// What is wrong when a body is not about the id of its address.
pub(crate) fn other_id(own: Uuid, address: Uuid) -> Option<Fault> {
    (own != address).then(|| {
        let detail = format!("the body has id {own}, the address {address}");
        Fault::at("id_differs", "/id".to_owned(), detail)
    })
}

/// Waits for the commit without holding a thread.
async fn submit(state: &State, sender: &Sender, response: &Response) -> Result<Receipt, HttpError> {
    let (tell, told) = oneshot::channel();
    // Who has gone sends the same again.
    let then = move |receipt| drop(tell.send(receipt));
    state.store().submit_then(response, &sender.source, then)?;
    Ok(told.await.map_err(|_| StoreError::Stopped)??)
}

pub(crate) fn id_of(request: &HttpRequest) -> Result<Uuid, HttpError> {
    let text = request.match_info().get("id").unwrap_or_default();
    uuid_of(text).map_err(|detail| ProblemDocument::bad_request("bad_id", detail).into())
}

/// Reads a UUID in the one way of writing it that is taken.
pub(crate) fn uuid_of(text: &str) -> Result<Uuid, String> {
    let hyphenated = text.len() == uuid::fmt::Hyphenated::LENGTH;
    let read = text.parse().ok().filter(|_| hyphenated);
    read.ok_or_else(|| format!("{} is not a UUID such as {}", quoted(text), Uuid::nil()))
}

/// A stored response, as others may see it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StoredResponse")]
pub(crate) struct StoredBody {
    #[serde(flatten)]
    response: Response,
    /// Kind of the round.
    kind: Option<RoundKind>,
    /// 1 as it came in; each correction adds one.
    version: usize,
    #[schemars(with = "Instant")]
    received_at: Timestamp,
    /// Who sent it, and how.
    source: String,
}

/// A response without what tells whose it is: the respondent's number, and the place where it was held,
/// which is at their door.
pub(crate) fn without_household(response: Response) -> Response {
    Response { respondent: None, position: None, ..response }
}

/// `GET /responses/{id}`: what is stored, without the respondent's number and the position. The digest
/// is left out too: it would confirm a guessed number.
pub(crate) async fn get(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let (scope, reader) = (actor.scope(Right::ReadResponses), actor.user().name.to_string());
    let stored = block(move || {
        let Some(stored) = state.store().response(id)? else { return Ok(None) };
        // Of other units not even that there is such a response is told.
        if !state.reference().covers(state.store(), &scope, stored.response.unit.as_str())? {
            return Ok(None);
        }
        let subject = id.to_string();
        state.store().record_action(&reader, Action::ResponseRead, &subject, json!({}))?;
        let round = state.store().round(stored.response.round.as_str())?;
        let version = state.store().former_versions(id)?.len() + 1;
        Ok::<_, HttpError>(Some((stored, round.map(|round| round.kind), version)))
    })
    .await??;
    let Some((stored, kind, version)) = stored else {
        return Err(StoreError::UnknownResponse { id: id.to_string() }.into());
    };
    let StoredResponse { response, received_at, source, .. } = stored;
    let response = without_household(response);
    let body = StoredBody { response, kind, version, received_at, source };
    Ok(HttpResponse::Ok().json(body))
}
