//! What the forms of saved views do.

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use uuid::Uuid;

use super::shown::{self, Told};
use super::{DONE, PAGE};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::failed;
use crate::problem::ProblemDocument;
use crate::views::Wanted;
use crate::words::Words;

/// What the forms send.
#[derive(Deserialize)]
pub(crate) struct Sent {
    form_token: String,
    #[serde(flatten)]
    act: Act,
}

#[derive(Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
enum Act {
    Save {
        name: String,
        page: String,
        query: String,
        /// A box that is not ticked sends nothing.
        shared: Option<String>,
    },
    Delete {
        id: Uuid,
    },
}

/// `POST /views`
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = match actor.check_form(&form.form_token) {
        Ok(()) => answer(&request, &state, &actor, form.0.act).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    act: Act,
) -> Result<HttpResponse, HttpError> {
    let (worker, by) = (state.clone(), actor.clone());
    match act {
        Act::Delete { id } => {
            block(move || worker.store().by(by.user().name.as_str()).delete_view(id)).await??;
            Ok(lead("deleted"))
        }
        Act::Save { name, page, query, shared } => {
            let wanted = Wanted { name, page, query, shared: shared.is_some() };
            let sent = wanted.clone();
            let Err(error) = block(move || sent.save(&worker, &by)).await? else {
                return Ok(lead("saved"));
            };
            let document = error.document();
            if !document.status.is_client_error() {
                return Err(error);
            }
            let locale = Locale::of(request, None);
            let trouble = trouble(&document, Words::of(locale.language)).to_owned();
            let told = Told { status: document.status, trouble, ..Told::nothing(locale) };
            shown::list(request, state, actor, Told { wanted: Some(wanted), ..told }).await
        }
    }
}

/// Why nothing was saved, in words.
fn trouble(document: &ProblemDocument, words: &Words) -> &'static str {
    let is_of = |place| document.errors.iter().any(|fault| fault.pointer.as_deref() == Some(place));
    if document.code == "too_many_views" {
        words.view_too_many
    } else if is_of("/name") {
        words.view_bad_name
    } else {
        words.view_bad_choices
    }
}

/// Back to the list, which says what was done.
fn lead(done: &str) -> HttpResponse {
    let there = Query::default().with(DONE, Some(done)).after(PAGE);
    HttpResponse::SeeOther().insert_header((LOCATION, there)).finish()
}
