//! Who may talk to the service at all: programs, browsers that call it by a name it has, and no page
//! of another site.
//!
//! A page of another site can send requests here, and with a name that it lets point to this machine
//! (DNS rebinding) it could read the answers too. The first is refused by `Sec-Fetch-Site` and
//! `Origin`, the second by `Host`.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use actix_web::http::uri::Authority;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::State;
use crate::problem::ProblemDocument;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Names under which this machine may be addressed.
const LOOPBACK_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Lets only requests through that call the service by a name of its own and come from no other
/// site.
pub(crate) async fn only_from_here<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let public = request.app_data::<Data<State>>().and_then(|state| state.public_host());
    match refusal(
        request.method(),
        request.headers(),
        request.uri().authority().map(Authority::as_str),
        public,
    ) {
        Some(document) => Ok(request.into_response(document.response()).map_into_right_body()),
        None => Ok(next.call(request).await?.map_into_left_body()),
    }
}

fn refusal(
    method: &Method,
    headers: &HeaderMap,
    target: Option<&str>,
    public: Option<&str>,
) -> Option<ProblemDocument> {
    let is_ours = |host: &str| {
        is_loopback(host) || public.is_some_and(|public| public.eq_ignore_ascii_case(host))
    };
    let hosts: Vec<&str> = headers.get_all(HOST).map(|host| host.to_str().unwrap_or("")).collect();
    let named = match hosts.as_slice() {
        [host] if is_ours(host) && target.is_none_or(is_ours) => *host,
        _ => {
            let detail = "this service has another name; whoever runs it gives that with \
                          --public-host, beside localhost, 127.0.0.1 and [::1]";
            let status = StatusCode::MISDIRECTED_REQUEST;
            return Some(ProblemDocument::new(status, "host_not_allowed", detail));
        }
    };
    if method.is_safe() || is_from_here(headers, named) {
        return None;
    }
    let detail = "a page of another site may not send anything here";
    Some(ProblemDocument::new(StatusCode::FORBIDDEN, "cross_site", detail))
}

/// The name before the port is one of this machine's.
pub(crate) fn is_loopback(authority: &str) -> bool {
    let name = match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    };
    LOOPBACK_NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Browsers say where a request comes from; programs say nothing, and are let through.
fn is_from_here(headers: &HeaderMap, host: &str) -> bool {
    let said = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = said(&SEC_FETCH_SITE) {
        return matches!(site, "same-origin" | "none");
    }
    said(&ORIGIN).is_none_or(|origin| {
        origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
            .is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]", "[::1]:8080"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            ":80",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "::1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
