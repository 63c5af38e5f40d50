//! What every response carries, and who is told when the service itself fails.

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::{DefaultHeaders, Next};
use actix_web::web::Data;

use crate::State;
use crate::guard::is_loopback;
use crate::observe::RequestId;

/// Everything comes from here, nothing is run, nobody frames it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                                       form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers that a response has unless it says otherwise.
pub(crate) fn defaults() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "same-origin"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), geolocation=(), microphone=()"))
        .add((header::CACHE_CONTROL, "no-store"))
}

/// For how long a browser comes by TLS to the name that it came by.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Tells browsers to come by TLS only, where no proxy does. They hold it for every port of a name: so
/// not under a name that has other services (localhost, or one with a port).
pub(crate) async fn promise_tls<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let state = request.app_data::<Data<State>>().filter(|state| state.speaks_tls());
    let own = state.and_then(|state| state.public_host());
    let own = own.filter(|host| !host.contains(':') && !is_loopback(host));
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let promises = own.zip(named).is_some_and(|(own, named)| own.eq_ignore_ascii_case(named));
    let mut response = next.call(request).await?;
    if promises {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    Ok(response)
}

/// Tells the service's own failures to whoever runs it, with the sentences that no response holds.
pub(crate) async fn report_faults<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let response = next.call(request).await?;
    // Pages turn errors into pages, and report them themselves.
    if response.status().is_server_error()
        && let Some(error) = response.response().error()
        && let Some(state) = response.request().app_data::<Data<State>>()
    {
        let request = response.request();
        let id = request.extensions().get::<RequestId>().map(|id| id.0).unwrap_or_default();
        state.report(&format!("{id} {} {}: {error}", request.method(), request.path()));
    }
    Ok(response)
}
