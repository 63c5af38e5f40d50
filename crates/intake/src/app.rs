//! The service as `serve` and the tests run it.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App, Error};

use crate::auth::identify;
use crate::observe::observe;
use crate::{State, guard, headers, letters, routes};

/// The whole service: routes and what stands before them. What is wrapped last sees a request
/// first.
pub fn create_app(
    state: State,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(Data::new(state))
        .configure(routes::configure)
        .default_service(routes::nothing_here())
        .wrap(from_fn(headers::report_faults))
        .wrap(from_fn(identify))
        .wrap(from_fn(letters::keep_choice))
        .wrap(from_fn(guard::only_from_here))
        .wrap(from_fn(observe))
        .wrap(Compress::default())
        .wrap(from_fn(headers::promise_tls))
        .wrap(headers::defaults())
}
