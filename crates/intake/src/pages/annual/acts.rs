//! What the forms of `/year` do: compute a score, confirm that of somebody else.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use uuid::Uuid;

use super::refusal;
use super::year::{Asked, PAGE, Told, shown};
use crate::State;
use crate::annual::scores::{computed, confirmed};
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::{DONE, away, failed, see_other};
use crate::words::Words;

/// What the forms send.
#[derive(Deserialize)]
pub(crate) struct Sent {
    form_token: String,
    year: i32,
    #[serde(flatten)]
    act: Act,
}

#[derive(Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
enum Act {
    Compute { formula: String },
    Confirm { id: Uuid },
}

/// `POST /year`
pub(crate) async fn act(
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
    actor.check_form(&sent.form_token)?;
    let year = sent.year;
    let done = away(state, actor, move |state, actor| match sent.act {
        Act::Compute { formula } => computed(state, actor, year, &formula).map(|_| "entered"),
        Act::Confirm { id } => confirmed(state, actor, id).map(|_| "confirmed"),
    });
    let error = match done.await {
        Ok(done) => {
            let there = Query::default().with("year", Some(year)).with(DONE, Some(done));
            return Ok(see_other(&there.after(PAGE)));
        }
        Err(error) => error,
    };
    let locale = Locale::of(request, None);
    let Some(trouble) = refusal(&error, Words::of(locale.language)) else { return Err(error) };
    let (status, trouble) = (error.document().status, trouble.to_owned());
    let told = Told { status, trouble, ..Told::nothing() };
    shown(request, state, actor, Asked::of(year, locale), told).await
}
