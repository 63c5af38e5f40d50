//! Pages for people: rendered here, whole without a script.

mod address;
mod chart;
mod form;
mod made;
mod shown;
mod trouble;
mod view;

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};
use figures::ChartKind;

pub(crate) use chart::chart;
pub(crate) use trouble::nothing_here;

/// `GET /`: leads to the ranking. The address is relative, so that it holds below a prefix too.
pub(crate) async fn home(request: HttpRequest) -> HttpResponse {
    let query = request.query_string();
    let kind = ChartKind::Ranking.as_str();
    let target = if query.is_empty() { kind.to_owned() } else { format!("{kind}?{query}") };
    HttpResponse::SeeOther().insert_header((LOCATION, target)).finish()
}
