//! What the form of sealed periods does.

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use survey::Period;

use super::shown::{self, Told};
use super::{DONE, PAGE};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::failed;
use crate::problem::ProblemDocument;
use crate::seals::Wanted;
use crate::words::Words;

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Sent {
    form_token: String,
    period: Period,
    /// Blank for none.
    reason: String,
}

/// `POST /seals`
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = match actor.check_form(&form.form_token) {
        Ok(()) => answer(&request, &state, &actor, form.0).await,
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
    let (worker, by) = (state.clone(), actor.clone());
    let Sent { period, reason, .. } = sent;
    let wanted =
        Wanted { period, reason: Some(reason.clone()).filter(|text| !text.trim().is_empty()) };
    let Err(error) = block(move || wanted.seal(&worker, &by)).await? else {
        let there = Query::default().with(DONE, Some("sealed")).after(PAGE);
        return Ok(HttpResponse::SeeOther().insert_header((LOCATION, there)).finish());
    };
    let document = error.document();
    if !document.status.is_client_error() {
        return Err(error);
    }
    let locale = Locale::of(request, None);
    let trouble = trouble(&document, Words::of(locale.language));
    let told = Told {
        status: document.status,
        trouble,
        wanted: Some((period, reason)),
        ..Told::nothing(locale)
    };
    shown::list(request, state, actor, told).await
}

/// Why nothing was sealed, in words.
fn trouble(document: &ProblemDocument, words: &Words) -> &'static str {
    match document.code {
        "period_not_over" => words.seal_not_over,
        "period_empty" => words.seal_empty,
        "period_not_at_rest" => words.seal_not_at_rest,
        "seal_needs_reason" => words.seal_needs_reason,
        "seal_unchanged" => words.seal_unchanged,
        _ => words.seal_bad_reason,
    }
}
