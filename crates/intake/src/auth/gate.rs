//! Before every handler: whose request is it, and may they?

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, AUTHORIZATION, COOKIE, HeaderMap, HeaderName, LOCATION, WWW_AUTHENTICATE,
};
use actix_web::middleware::Next;
use actix_web::web::{Data, block};
use actix_web::{HttpMessage, HttpResponse};
use survey::{Right, Scope};

use super::needs::{Need, needs};
use super::{Actor, SESSION_COOKIE, not_allowed, not_signed_in, secret};
use crate::State;
use crate::error::HttpError;
use crate::pages::{account, root_from, trouble};
use crate::problem::ProblemDocument;

/// What scripts of our own pages repeat the form token in.
const FORM_TOKEN: HeaderName = HeaderName::from_static("x-form-token");

/// Lets through who may.
pub(crate) async fn gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let actor = match identify(&request).await {
        Ok(actor) => actor,
        Err(error) => return Ok(refuse(request, &error)),
    };
    let need = needs(request.method(), request.path());
    match check(&request, need, actor.as_ref()) {
        Ok(()) => {
            if let Some(actor) = actor {
                request.extensions_mut().insert(actor);
            }
            Ok(next.call(request).await?.map_into_left_body())
        }
        Err(Refusal::SignIn) if reads_pages(&request) => {
            let next = account::sign_in_address(&request);
            Ok(lead(request, &next))
        }
        Err(Refusal::SignIn) => {
            let mut response = not_signed_in().response();
            response.headers_mut().insert(WWW_AUTHENTICATE, BEARER);
            Ok(request.into_response(response).map_into_right_body())
        }
        Err(Refusal::ChoosePassword) if reads_pages(&request) => Ok(lead(request, "account")),
        Err(Refusal::ChoosePassword) => {
            let detail = "choose a password of your own first, on the account page";
            let document =
                ProblemDocument::new(StatusCode::FORBIDDEN, "password_change_required", detail);
            Ok(refuse(request, &document.into()))
        }
        Err(Refusal::Problem(document)) => Ok(refuse(request, &(*document).into())),
    }
}

const BEARER: actix_web::http::header::HeaderValue =
    actix_web::http::header::HeaderValue::from_static("Bearer");

/// Why nobody is let through.
enum Refusal {
    SignIn,
    ChoosePassword,
    Problem(Box<ProblemDocument>),
}

impl From<ProblemDocument> for Refusal {
    fn from(document: ProblemDocument) -> Self {
        Self::Problem(Box::new(document))
    }
}

/// Where a token stood.
enum Token {
    Cookie(String),
    Header(String),
}

async fn identify(request: &ServiceRequest) -> Result<Option<Actor>, HttpError> {
    let Some(token) = token(request.headers()) else { return Ok(None) };
    let (Token::Cookie(secret) | Token::Header(secret)) = &token;
    let (state, digest) = (state_of(request), secret::digest(secret));
    let found = block(move || state.sessions().get(state.store(), &digest)).await??;
    Ok(found.map(|signed_in| Actor::new(signed_in, secret::form_token(secret))))
}

fn state_of(request: &ServiceRequest) -> Data<State> {
    request.app_data::<Data<State>>().cloned().expect("the app is made around a state")
}

/// The token of a request. A header goes before a cookie: who sends one means it.
fn token(headers: &HeaderMap) -> Option<Token> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(value) = text(AUTHORIZATION) {
        let (scheme, token) = value.split_once(' ')?;
        return scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| Token::Header(token.trim().to_owned()));
    }
    let cookies = text(COOKIE)?.split(';').filter_map(|pair| pair.trim().split_once('='));
    let mut own = cookies.filter(|(name, _)| *name == SESSION_COOKIE);
    own.next().map(|(_, token)| Token::Cookie(token.to_owned()))
}

fn check(request: &ServiceRequest, need: Need, actor: Option<&Actor>) -> Result<(), Refusal> {
    if need == Need::Open {
        return Ok(());
    }
    let actor = actor.ok_or(Refusal::SignIn)?;
    let changes_account =
        request.path().trim_start_matches('/').split('/').next() == Some("account");
    if actor.must_choose_password() && !changes_account && request.path() != "/sign-out" {
        return Err(Refusal::ChoosePassword);
    }
    if let Need::Right(right) = need {
        let lacks = match actor.scope(right) {
            Scope::Nothing => Some(lacking(right)),
            // A table of a part would have other errors than the whole has.
            Scope::Units(_) if right == Right::ReadFigures => {
                Some("figures are shown only to those who may see all units, so far")
            }
            Scope::Units(_) | Scope::Everything => None,
        };
        if let Some(lacks) = lacks {
            return Err(not_allowed(lacks).into());
        }
    }
    check_origin(request, actor)
}

/// A browser sends the cookie along whoever made the request. What changes something must hold what
/// only our own pages know: a header, or a field that the form's handler looks at.
fn check_origin(request: &ServiceRequest, actor: &Actor) -> Result<(), Refusal> {
    let by_cookie = matches!(token(request.headers()), Some(Token::Cookie(_)));
    let is_form = !request.path().starts_with("/api/");
    if !by_cookie || is_form || request.method().is_safe() {
        return Ok(());
    }
    let sent = request.headers().get(FORM_TOKEN).and_then(|value| value.to_str().ok());
    if sent.is_some_and(|sent| secret::same(sent, actor.form_token())) {
        return Ok(());
    }
    let detail = "a browser's request must repeat the form token in X-Form-Token";
    Err(ProblemDocument::new(StatusCode::FORBIDDEN, "form_token_missing", detail).into())
}

fn lacking(right: Right) -> &'static str {
    match right {
        Right::SendResponses => "you may not send responses",
        Right::ReadResponses => "you may not read single responses",
        Right::ReadFigures => "you may not read figures",
        Right::ReadSurvey => "you may not read units and questionnaires",
        Right::SettleQuarantine => "you may not decide about responses in quarantine",
        Right::ManageAccounts => "you may not manage accounts",
        Right::ReadAudit => "you may not read the audit log",
    }
}

fn reads_pages(request: &ServiceRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    request.method().is_safe()
        && !request.path().starts_with("/api/")
        && accept.is_some_and(|accept| accept.contains("text/html"))
}

/// To another page, by a relative address.
fn lead<B>(request: ServiceRequest, page: &str) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let target = format!("{}{page}", root_from(request.path()));
    let response = HttpResponse::SeeOther().insert_header((LOCATION, target)).finish();
    request.into_response(response).map_into_right_body()
}

fn refuse<B>(
    request: ServiceRequest,
    error: &HttpError,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    if error.document().status.is_server_error() {
        state_of(&request).report(&format!("{} {}: {error}", request.method(), request.path()));
    }
    let response = if request.path().starts_with("/api/") {
        error.document().response()
    } else {
        trouble(request.request(), error)
    };
    request.into_response(response).map_into_right_body()
}
