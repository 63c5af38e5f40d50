//! Pages for people: rendered here, whole without a script.

pub(crate) mod account;
pub(crate) mod accounts;
mod address;
pub(crate) mod annual;
pub(crate) mod api;
mod asking;
pub(crate) mod audit;
pub(crate) mod bulletins;
mod case;
mod chart;
pub(crate) mod checks;
pub(crate) mod common;
pub(crate) mod device;
pub(crate) mod devices;
mod field;
pub(crate) mod fieldwork;
mod form;
pub(crate) mod issue_rates;
pub(crate) mod issues;
mod leading;
mod made;
mod multipart;
mod names;
mod nav;
pub(crate) mod orders;
pub(crate) mod overview;
pub(crate) mod password;
mod plain;
pub(crate) mod publicity;
mod qr;
pub(crate) mod quarantine;
pub(crate) mod questionnaires;
pub(crate) mod seals;
pub(crate) mod second_factor;
pub(crate) mod second_step;
pub(crate) mod sessions;
mod shown;
pub(crate) mod sign_in;
pub(crate) mod signals;
mod trouble;
mod turning;
pub(crate) mod unit;
mod view;
pub(crate) mod views;
pub(crate) mod workbench;

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};
use store::SessionKind;
use survey::{Right, Role};

use crate::auth::Actor;

pub(crate) use address::{Query, encoded, root_from};
pub(crate) use asking::Target;
pub(crate) use chart::chart;
pub(crate) use trouble::{nothing_here, trouble};

/// `GET /`: leads to the overview; those who may not read figures to the desk that they work at, or to
/// their account; a phone to the visit form. The address is relative, so that it holds below a prefix too.
pub(crate) async fn home(request: HttpRequest, actor: Actor) -> HttpResponse {
    let query = request.query_string();
    let reads = actor.may(Right::ReadFigures) && actor.session().kind != SessionKind::Device;
    let is = |role| {
        !actor.user().must_change && actor.user().grants.iter().any(|grant| grant.role == role)
    };
    let page = match actor.session().kind {
        _ if reads => "overview",
        _ if is(Role::Surveyor) || actor.session().kind == SessionKind::Device => "visit",
        _ if is(Role::Interviewer) => "calls",
        _ => "account",
    };
    let target = if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") };
    HttpResponse::SeeOther().insert_header((LOCATION, target)).finish()
}
