//! What the forms of an order's page do.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use store::{NewStep, StoreError};
use uuid::Uuid;

use super::event::{event_of, faults_of};
use super::one::page;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::orders::acts::{stepped, within_reach};
use crate::pages::address::Query;
use crate::pages::issues::DONE;
use crate::pages::issues::acts::{place, summary};
use crate::pages::issues::field::{FieldFault, Sent};
use crate::pages::issues::forms::Refused;
use crate::pages::issues::one::Told;
use crate::pages::plain::failed;
use crate::words::Words;

/// What came of a form.
enum Outcome {
    Taken,
    Refused(Vec<FieldFault>),
    /// There are steps that whoever sent it has not seen.
    Changed,
}

/// `POST /orders/one`: a step.
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Vec<(String, String)>>,
) -> HttpResponse {
    let sent = Sent::new(form.0);
    let answer = match actor.check_form(sent.text("form_token")) {
        Ok(()) => answer(&request, &state, &actor, sent).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    sent: Sent,
) -> Result<HttpResponse, HttpError> {
    let (id, after) = place(&sent)?;
    let kind = sent.text("kind").to_owned();
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    let (worker, reader) = (state.clone(), actor.clone());
    let (sent, outcome) = block(move || {
        let outcome = step(&worker, &reader, (id, after), &sent, words)?;
        Ok::<_, HttpError>((sent, outcome))
    })
    .await??;
    let told = match outcome {
        Outcome::Taken => return Ok(lead(id, &kind)),
        Outcome::Changed => Told {
            status: StatusCode::CONFLICT,
            trouble: words.issue_changed.to_owned(),
            refused: Some(Refused { kind, sent, faults: Vec::new(), evidence: Vec::new() }),
            seen: Some(after),
            ..Told::nothing()
        },
        Outcome::Refused(faults) => Told {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            trouble: summary(&faults, words),
            refused: Some(Refused { kind, sent, faults, evidence: Vec::new() }),
            ..Told::nothing()
        },
    };
    page(request, state, actor, id, locale, told).await
}

fn step(
    state: &State,
    actor: &Actor,
    (id, after): (Uuid, u32),
    sent: &Sent,
    words: &Words,
) -> Result<Outcome, HttpError> {
    // Of those out of reach not even that is told what is wrong with the form.
    within_reach(state, actor, id)?;
    let event = match event_of(sent.text("kind"), sent, words) {
        Ok(event) => event,
        Err(faults) => return Ok(Outcome::Refused(faults)),
    };
    let new = NewStep { after, event, reason: sent.optional("reason"), evidence: Vec::new() };
    match stepped(state, actor, id, &new) {
        Ok(_) => Ok(Outcome::Taken),
        Err(HttpError::Store(StoreError::OrderChanged { .. })) => Ok(Outcome::Changed),
        Err(error) => match faults_of(&error, words) {
            Some(faults) => Ok(Outcome::Refused(faults)),
            None => Err(error),
        },
    }
}

/// Leads to the order, so that loading the page anew sends nothing again.
pub(super) fn lead(id: Uuid, done: &str) -> HttpResponse {
    let query = Query::default().with("id", Some(id)).with(DONE, Some(done));
    HttpResponse::SeeOther().insert_header((LOCATION, query.after("one"))).finish()
}
