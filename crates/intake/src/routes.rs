//! The table of addresses.

use actix_web::guard::{Any, Get, Head};
use actix_web::web::{self, ServiceConfig};
use actix_web::{Resource, Route};
use figures::ChartKind;

use crate::pages::account;
use crate::problem::ProblemDocument;
use crate::{assets, audit, batch, figure, health, lists, observe, pages, responses};

const READ: &str = "GET, HEAD";

/// Every address there is.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(at("/api/v1/responses:batch", "POST").route(web::post().to(batch::post)))
        .service(
            at("/api/v1/responses/{id}", "GET, HEAD, PUT")
                .route(web::put().to(responses::put))
                .route(get().to(responses::get)),
        )
        .service(at("/api/v1/indices", READ).route(get().to(figure::indices)))
        .service(at("/api/v1/rankings", READ).route(get().to(figure::rankings)))
        .service(at("/api/v1/charts/{file}", READ).route(get().to(figure::chart)))
        .service(at("/api/v1/units", READ).route(get().to(lists::units)))
        .service(at("/api/v1/questionnaires", READ).route(get().to(lists::questionnaires)))
        .service(at("/api/v1/rounds", READ).route(get().to(lists::rounds)))
        .service(at("/api/v1/schemes", READ).route(get().to(lists::schemes)))
        .service(at("/api/v1/audit", READ).route(get().to(audit::entries)))
        .service(at("/audit", READ).route(get().to(pages::audit::page)))
        .service(at("/api/v1/health", READ).route(get().to(health::health)))
        .service(at("/metrics", READ).route(get().to(observe::metrics)))
        .service(at("/static/{file}", READ).route(get().to(assets::serve)))
        .service(
            at("/sign-in", "GET, HEAD, POST")
                .route(get().to(account::sign_in_page))
                .route(web::post().to(account::sign_in)),
        )
        .service(at("/sign-out", "POST").route(web::post().to(account::sign_out)))
        .service(at("/account", READ).route(get().to(account::account_page)))
        .service(at("/account/password", "POST").route(web::post().to(account::new_password)))
        .service(at("/account/sessions", "POST").route(web::post().to(account::end_session)))
        .service(at("/", READ).route(get().to(pages::home)));
    for kind in ChartKind::ALL {
        let page = get().to(move |request, state| pages::chart(kind, request, state));
        config.service(at(&format!("/{}", kind.as_str()), READ).route(page));
    }
}

/// A resource that answers other methods with a problem document.
fn at(path: &str, allow: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move || async move {
        ProblemDocument::method_not_allowed(allow).response()
    }))
}

fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

/// What answers where nothing stands: a page for people, a problem document for programs.
pub(crate) fn nothing_here() -> Route {
    web::to(pages::nothing_here)
}
