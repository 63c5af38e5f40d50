//! The page of saved views: save one, open one, forget one of one's own.

mod acts;
mod shown;
mod view;

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};

pub(crate) use acts::act;

use self::shown::Told;
use super::plain::failed;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::query::Params;
use crate::responses::id_of;
use crate::views::{Wanted, openable};
use crate::words::Words;

/// Where it stands.
const PAGE: &str = "views";
/// The name of the parameter that says what was done just now.
const DONE: &str = "done";

/// `GET /views`: those within reach; with a page and its choices the form to save them.
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let shown = async {
        let params = Params::read(request.query_string(), &[LANG, DONE, "page", "query"]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = match params.text(DONE) {
            Some("saved") => Words::of(locale.language).view_saved,
            Some("deleted") => Words::of(locale.language).view_deleted,
            _ => "",
        };
        let text = |name| params.text(name).unwrap_or_default().to_owned();
        let wanted = params.text("page").map(|page| Wanted {
            name: String::new(),
            page: page.to_owned(),
            query: text("query"),
            shared: false,
        });
        params.finish()?;
        shown::list(&request, &state, &actor, Told { done, wanted, ..Told::nothing(locale) }).await
    };
    shown.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `GET /views/{id}`: leads to the page with the choices that are kept. What is shown there is judged by
/// the rights of whoever goes there.
pub(crate) async fn open(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let led = async {
        Params::read(request.query_string(), &[]).finish()?;
        let (id, worker) = (id_of(&request)?, state.clone());
        let (view, page) = block(move || openable(&worker, &actor, id)).await??;
        let there = page.kept_choices(&view.query).after(&format!("../{}", page.as_str()));
        Ok::<_, HttpError>(HttpResponse::SeeOther().insert_header((LOCATION, there)).finish())
    };
    led.await.unwrap_or_else(|error| failed(&request, &state, &error))
}
