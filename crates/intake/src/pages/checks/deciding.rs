//! What the forms of `/checks/exclusions` do: leave an interview out by a rule, and take one in again.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use store::StoreError;
use survey::Code;
use uuid::Uuid;

use super::bad_form;
use super::exclusions::{Asked, Refused, Told, shown};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::checks::excluded;
use crate::error::HttpError;
use crate::pages::field::{FieldFault, Sent};
use crate::pages::plain::{DONE, away, failed, see_other};
use crate::words::Words;

/// `POST /checks/exclusions`
pub(crate) async fn decide(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = answer(&request, &state, &actor, form.0).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    sent: Sent,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(sent.text("form_token"))?;
    let (asked, _) = Asked::read(request)?;
    let words = Words::of(asked.locale.language);
    match away(state, actor, move |state, actor| decided(state, actor, sent, words)).await? {
        Ok(what) => {
            let there = asked.query().with(DONE, Some(what)).after("exclusions");
            Ok(see_other(&there))
        }
        Err((status, refused)) => {
            let whole = refused.faults.iter().find(|fault| fault.field.is_none());
            let trouble =
                whole.map_or_else(|| words.year_fault_fields.to_owned(), |own| own.text.clone());
            let told = Told { status, done: "", trouble, refused: Some(refused) };
            shown(request, state, actor, asked, told).await
        }
    }
}

/// What was done, or what is wrong.
fn decided(
    state: &State,
    actor: &Actor,
    sent: Sent,
    words: &Words,
) -> Result<Result<&'static str, (StatusCode, Refused)>, HttpError> {
    let (check, rule) = read(&sent)?;
    let error = match excluded(state, actor, check, rule.as_ref(), sent.text("reason")) {
        Ok(done) if !done.changed => return Ok(Ok("same")),
        Ok(done) if done.excluded => return Ok(Ok("excluded")),
        Ok(_) => return Ok(Ok("included")),
        Err(error) => error,
    };
    let fault = match &error {
        HttpError::Store(StoreError::OwnExclusion { .. }) => {
            FieldFault::whole(words.exclusions_own)
        }
        HttpError::Store(StoreError::RuleNotMet { .. } | StoreError::UnknownRule { .. }) => {
            FieldFault::at("rule", words.exclusions_fault_rule)
        }
        HttpError::Problem(document) if document.code == "invalid" => {
            FieldFault::at("reason", words.exclusions_fault_why)
        }
        _ => return Err(error),
    };
    let status = error.document().status;
    Ok(Err((status, Refused { check, sent, faults: vec![fault] })))
}

/// Which check is decided about, and by which rule; by none where its interview is taken in again.
fn read(sent: &Sent) -> Result<(Uuid, Option<Code>), HttpError> {
    let check = sent.text("check").parse().map_err(|_| bad_form())?;
    let rule = match sent.text("act") {
        "exclude" => Some(sent.text("rule").parse().map_err(|_| bad_form())?),
        "include" => None,
        _ => return Err(bad_form()),
    };
    Ok((check, rule))
}
