//! The pages of bulletins: what there is, the form that drafts one from the figures, and one bulletin
//! with what may be done to it.

mod acts;
mod draft;
pub(crate) mod sentences;
mod shown;
mod view;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

pub(crate) use acts::act;
pub(crate) use draft::draft;

use super::plain::failed;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::words::Words;
use shown::Told;

/// The name of a page's parameter that says what was done just now.
const DONE: &str = "done";

/// `GET /bulletins`: those within reach, and the form to draft one.
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let shown = async {
        let params = Params::read(request.query_string(), &[LANG, DONE]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = done_text(params.text(DONE), Words::of(locale.language));
        params.finish()?;
        shown::list(&request, &state, &actor, Told { done, ..Told::nothing(locale) }).await
    };
    shown.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `GET /bulletins/one`: a bulletin as it reads, and what may be done to it.
pub(crate) async fn one(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let shown = async {
        let mut params = Params::read(request.query_string(), &[LANG, DONE, "id"]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = done_text(params.text(DONE), Words::of(locale.language));
        let id = params.parsed("id", |text| {
            Uuid::try_parse(text).map_err(|_| "an id has the form of a UUID".to_owned())
        });
        params.finish()?;
        let id = id.ok_or_else(which)?;
        shown::one(&request, &state, &actor, id, Told { done, ..Told::nothing(locale) }).await
    };
    shown.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

fn which() -> HttpError {
    ProblemDocument::bad_request("bad_query", "name a bulletin by its id").into()
}

fn done_text(done: Option<&str>, words: &Words) -> &'static str {
    match done {
        Some("drafted") => words.bulletin_drafted,
        Some("reviewed") => words.bulletin_reviewed,
        Some("published") => words.bulletin_published,
        Some("withdrawn") => words.bulletin_withdrawn,
        _ => "",
    }
}
