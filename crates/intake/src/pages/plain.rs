//! What pages that are no chart share.

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::address::Query;
use super::trouble::{HTML, frame, trouble};
use super::view::Frame;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::letters::PRINT;
use crate::locale::{LANG, Locale};
use crate::query::Params;

/// The name of a page's parameter that says what was done just now.
pub(super) const DONE: &str = "done";

/// What stands around a page that is no chart.
pub(super) fn own_frame(
    request: &HttpRequest,
    locale: Locale,
    title: &str,
    page: &str,
    query: &Query,
) -> Frame {
    let frame = frame(request.path(), locale, title.to_owned(), None, &Query::default());
    let same = |name, value: &str| {
        query.clone().with(name, Some(value)).after(&format!("{}{page}", frame.root))
    };
    let other_language = same(LANG, frame.other_tag);
    let other_letters = same(PRINT, frame.letters.other().name());
    Frame { other_language, other_letters, ..frame }
}

/// As [`own_frame`], leading nobody where they may not go.
pub(super) fn frame_of(
    request: &HttpRequest,
    locale: Locale,
    actor: &Actor,
    title: &str,
    page: &str,
    query: &Query,
) -> Frame {
    own_frame(request, locale, title, page, query).for_reader(actor)
}

pub(super) fn finished(
    request: &HttpRequest,
    locale: Locale,
    status: StatusCode,
    page: &impl Template,
) -> HttpResponse {
    match page.render() {
        Ok(page) => {
            let mut response = HttpResponse::build(status);
            if locale.chosen {
                response.insert_header((SET_COOKIE, locale.cookie()));
            }
            response.content_type(HTML).body(page)
        }
        Err(error) => trouble(request, &error.into()),
    }
}

/// The language of a page that is asked for nothing else.
pub(super) fn locale_asked(request: &HttpRequest) -> Result<Locale, HttpError> {
    let params = Params::read(request.query_string(), &[LANG]);
    let locale = Locale::of(request, params.text(LANG));
    params.finish()?;
    Ok(locale)
}

/// Runs what waits for the database, away from the thread that serves.
pub(super) async fn away<T: Send + 'static>(
    state: &Data<State>,
    actor: &Actor,
    work: impl FnOnce(&State, &Actor) -> Result<T, HttpError> + Send + 'static,
) -> Result<T, HttpError> {
    let (state, actor) = (state.clone(), actor.clone());
    block(move || work(&state, &actor)).await?
}

/// Leads to a page, so that loading it anew sends nothing again.
pub(super) fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

pub(super) fn failed(request: &HttpRequest, state: &State, error: &HttpError) -> HttpResponse {
    if error.document().status.is_server_error() {
        state.report(&format!("{} {}: {error}", request.method(), request.path()));
    }
    trouble(request, error)
}
