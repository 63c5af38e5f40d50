//! What the forms of an issue's page do.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use store::{NewStep, StoreError};
use uuid::Uuid;

use super::DONE;
use super::event::event_of;
use super::field::{FieldFault, Sent};
use super::forms::Refused;
use super::named::Names;
use super::one::{Told, page};
use super::refusal::faults_of;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::issues::acts::{stepped, within_reach};
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::failed;
use crate::problem::ProblemDocument;
use crate::words::{Words, fill};

/// What came of a form.
enum Outcome {
    Taken,
    Refused(Vec<FieldFault>),
    /// There are steps that whoever sent it has not seen.
    Changed,
}

/// `POST /issues/one`: a step.
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
    let (worker, reader) = (state.clone(), actor.clone());
    let (sent, outcome) = block(move || {
        let outcome = step(&worker, &reader, (id, after), &sent, locale)?;
        Ok::<_, HttpError>((sent, outcome))
    })
    .await??;
    let words = Words::of(locale.language);
    let told = match outcome {
        Outcome::Taken => return Ok(lead(id, &kind)),
        Outcome::Changed => Told {
            status: StatusCode::CONFLICT,
            trouble: words.issue_changed.to_owned(),
            refused: Some(Refused { kind, sent, faults: Vec::new() }),
            seen: Some(after),
            ..Told::nothing()
        },
        Outcome::Refused(faults) => Told {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            trouble: summary(&faults, words),
            refused: Some(Refused { kind, sent, faults }),
            ..Told::nothing()
        },
    };
    page(request, state, actor, id, locale, told).await
}

/// Which issue or order it is about, and the newest step that was seen of it.
pub(in crate::pages) fn place(sent: &Sent) -> Result<(Uuid, u32), HttpError> {
    let id = Uuid::try_parse(sent.text("id")).ok();
    let after = sent.text("after").parse().ok();
    id.zip(after).ok_or_else(|| {
        let detail = "this is not what the form of the page sends";
        ProblemDocument::bad_request("bad_form", detail).into()
    })
}

fn step(
    state: &State,
    actor: &Actor,
    (id, after): (Uuid, u32),
    sent: &Sent,
    locale: Locale,
) -> Result<Outcome, HttpError> {
    // Of those out of reach not even that is told what is wrong with the form.
    within_reach(state, actor, id)?;
    let names = Names::load(state, locale.language)?;
    let event = match event_of(sent.text("kind"), sent, &names) {
        Ok(event) => event,
        Err(faults) => return Ok(Outcome::Refused(faults)),
    };
    let new = NewStep { after, event, reason: sent.optional("reason"), evidence: Vec::new() };
    match stepped(state, actor, id, &new) {
        Ok(_) => Ok(Outcome::Taken),
        Err(HttpError::Store(StoreError::IssueChanged { .. })) => Ok(Outcome::Changed),
        Err(error) => match faults_of(&error, Words::of(locale.language)) {
            Some(faults) => Ok(Outcome::Refused(faults)),
            None => Err(error),
        },
    }
}

/// What is said on top of a page whose form was refused.
pub(in crate::pages) fn summary(faults: &[FieldFault], words: &Words) -> String {
    match faults {
        [only] if only.field.is_none() => only.text.clone(),
        faults => fill(words.issue_invalid, "n", &faults.len()),
    }
}

/// Leads to the issue, so that loading the page anew sends nothing again.
pub(super) fn lead(id: Uuid, done: &str) -> HttpResponse {
    let query = Query::default().with("id", Some(id)).with(DONE, Some(done));
    HttpResponse::SeeOther().insert_header((LOCATION, query.after("one"))).finish()
}
