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
use crate::locale::Locale;
use crate::orders::acts::{stepped, within_reach};
use crate::pages::case::act::{self, Outcome, Tried};
use crate::pages::case::sending::SentStep;
use crate::pages::field::Sent;
use crate::words::Words;

/// `POST /orders/one`: a step.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    act::act::<OneOrder>(request, state, actor, form.0.into(), take).await
}

fn take(
    state: &State,
    actor: &Actor,
    (id, after): (Uuid, u32),
    SentStep { sent, .. }: &SentStep,
    locale: Locale,
) -> Result<Tried, HttpError> {
    within_reach(state, actor, id)?;
    let words = Words::of(locale.language);
    let event = match event_of(sent.text("kind"), sent, words) {
        Ok(event) => event,
        Err(faults) => return Ok((Outcome::Refused(faults), Vec::new())),
    };
    let new = NewStep { after, event, reason: sent.optional("reason"), evidence: Vec::new() };
    let taken = stepped(state, actor, id, &new);
    Ok((Outcome::of(taken, |error| faults_of(error, words))?, Vec::new()))
}
