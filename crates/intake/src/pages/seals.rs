//! The page of sealed periods: what was sealed and by whom, whether the chain is whole, and sealing one.

mod acts;
mod shown;
mod view;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

pub(crate) use acts::act;

use self::shown::Told;
use super::plain::failed;
use super::turning::{PAGE as PART, Turning};
use crate::State;
use crate::auth::Actor;
use crate::locale::{LANG, Locale};
use crate::query::Params;
use crate::words::Words;

/// Where it stands.
const PAGE: &str = "seals";
/// The name of the parameter that says what was done just now.
const DONE: &str = "done";
/// The name of the parameter that asks for the chain to be checked.
const CHECK: &str = "check";

/// `GET /seals`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let shown = async {
        let mut params = Params::read(request.query_string(), &[LANG, DONE, CHECK, PART]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = match params.text(DONE) {
            Some("sealed") => Words::of(locale.language).seal_done,
            _ => "",
        };
        let check = params.text(CHECK).is_some();
        let part = Turning::asked(&mut params);
        params.finish()?;
        let told = Told { done, check, part, ..Told::nothing(locale) };
        shown::list(&request, &state, &actor, told).await
    };
    shown.await.unwrap_or_else(|error| failed(&request, &state, &error))
}
