//! What the forms of an order's page do.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::NewStep;
use uuid::Uuid;

use super::event::{event_of, faults_of};
use super::one::OneOrder;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::orders::acts::{stepped, within_reach};
use crate::pages::case::act::{self, Outcome};
use crate::pages::field::Sent;
use crate::words::Words;

/// `POST /orders/one`: a step.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    act::act::<OneOrder>(request, state, actor, form.0.into()).await
}

pub(super) fn take(
    state: &State,
    actor: &Actor,
    (id, after): (Uuid, u32),
    sent: &Sent,
    words: &Words,
) -> Result<Outcome, HttpError> {
    within_reach(state, actor, id)?;
    let event = match event_of(sent.text("kind"), sent, words) {
        Ok(event) => event,
        Err(faults) => return Ok(Outcome::Refused(faults)),
    };
    let new = NewStep { after, event, reason: sent.optional("reason"), evidence: Vec::new() };
    Outcome::of(stepped(state, actor, id, &new), |error| faults_of(error, words))
}
