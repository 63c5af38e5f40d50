//! Pages for people: rendered here, whole without a script.

pub(crate) mod account;
mod address;
pub(crate) mod api;
pub(crate) mod audit;
mod chart;
mod form;
mod made;
pub(crate) mod quarantine;
mod shown;
mod trouble;
mod view;

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};
use figures::ChartKind;
use survey::Right;

use crate::auth::Actor;

pub(crate) use address::root_from;
pub(crate) use chart::chart;
pub(crate) use trouble::{nothing_here, trouble};

/// `GET /`: leads to the ranking, or to the account of those who may not read figures. The address
/// is relative, so that it holds below a prefix too.
pub(crate) async fn home(request: HttpRequest, actor: Actor) -> HttpResponse {
    let query = request.query_string();
    let reads = actor.may(Right::ReadFigures);
    let page = if reads { ChartKind::Ranking.as_str() } else { "account" };
    let target = if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") };
    HttpResponse::SeeOther().insert_header((LOCATION, target)).finish()
}
