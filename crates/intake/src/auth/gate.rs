//! Before every handler: whose request is it, and may they?

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT, AUTHORIZATION, COOKIE, HeaderMap, HeaderName, LOCATION, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Data, block};
use actix_web::{HttpMessage, HttpResponse};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use store::SessionKind;
use survey::{Right, Scope};

use super::needs::{Need, Needs};
use super::{Actor, SESSION_COOKIE, not_allowed, not_signed_in, secret};
use crate::State;
use crate::error::HttpError;
use crate::pages::{root_from, sign_in, trouble};
use crate::problem::ProblemDocument;

/// What scripts of our own pages repeat the form token in.
const FORM_TOKEN: HeaderName = HeaderName::from_static("x-form-token");

/// Finds out whose request it is, and tells it to whatever comes after.
pub(crate) async fn identify<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    match actor_of(&request).await {
        Ok(Some(actor)) => drop(request.extensions_mut().insert(actor)),
        Ok(None) => {}
        Err(error) => return Ok(refuse(request, &error).map_into_right_body()),
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// Lets through to an address who has what it needs.
pub(crate) async fn gate(
    needs: Needs,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, actix_web::Error> {
    let actor = request.extensions().get::<Actor>().cloned();
    match check(&request, needs.of(request.method()), actor.as_ref()) {
        Ok(()) => next.call(request).await,
        Err(Refusal::SignIn) if reads_pages(&request) => {
            let next = sign_in::sign_in_address(&request);
            Ok(lead(request, &next))
        }
        // The session has ended while the form was being filled.
        Err(Refusal::SignIn) if sends_form(&request) => Ok(lead(request, sign_in::EXPIRED)),
        Err(Refusal::SignIn) => {
            let mut response = not_signed_in().response();
            let way = if is_feed(request.path()) { BASIC } else { BEARER };
            response.headers_mut().insert(WWW_AUTHENTICATE, way);
            Ok(request.into_response(response))
        }
        Err(Refusal::OnPhone) if reads_pages(&request) => Ok(lead(request, "device")),
        Err(Refusal::OnPhone) => Ok(refuse(request, &not_allowed(BY_TOKEN).into())),
        Err(Refusal::ChoosePassword) if reads_pages(&request) => Ok(lead(request, "account")),
        Err(Refusal::ChoosePassword) => {
            let detail = "choose a password of your own first, on the account page";
            let document =
                ProblemDocument::new(StatusCode::FORBIDDEN, "password_change_required", detail);
            Ok(refuse(request, &document.into()))
        }
        Err(Refusal::SetUpFactor) if reads_pages(&request) => Ok(lead(request, "second-factor")),
        Err(Refusal::SetUpFactor) => {
            let detail = "set up a second factor first, on the page for it: a role demands one";
            let document =
                ProblemDocument::new(StatusCode::FORBIDDEN, "second_factor_required", detail);
            Ok(refuse(request, &document.into()))
        }
        Err(Refusal::Problem(document)) => Ok(refuse(request, &(*document).into())),
    }
}

const BEARER: actix_web::http::header::HeaderValue =
    actix_web::http::header::HeaderValue::from_static("Bearer");

/// What Excel and BI tools can do: they ask for a name and a password, which is the token.
const BASIC: actix_web::http::header::HeaderValue =
    actix_web::http::header::HeaderValue::from_static("Basic realm=\"manyi\", charset=\"UTF-8\"");

const BY_TOKEN: &str = "this is done in a browser, and not by a token";

/// Why nobody is let through.
enum Refusal {
    SignIn,
    /// The phone has a page of its own.
    OnPhone,
    ChoosePassword,
    SetUpFactor,
    Problem(Box<ProblemDocument>),
}

impl From<ProblemDocument> for Refusal {
    fn from(document: ProblemDocument) -> Self {
        Self::Problem(Box::new(document))
    }
}

/// Cookies of the name that are looked at.
const COOKIES_MAX: usize = 4;

/// Where a token stood.
enum Token {
    Cookie(String),
    Header(String),
}

async fn actor_of(request: &ServiceRequest) -> Result<Option<Actor>, HttpError> {
    for token in tokens(request) {
        let (Token::Cookie(secret) | Token::Header(secret)) = &token;
        let (state, digest) = (state_of(request), secret::digest(secret));
        let found = match state.sessions().remembered(&digest) {
            Some(known) => Some(known),
            None => block(move || state.sessions().get(state.store(), &digest)).await??,
        };
        if let Some(signed_in) = found {
            let by_cookie = matches!(token, Token::Cookie(_));
            return Ok(Some(Actor::new(signed_in, secret::form_token(secret), by_cookie)));
        }
    }
    Ok(None)
}

fn state_of(request: &ServiceRequest) -> Data<State> {
    request.app_data::<Data<State>>().cloned().expect("the app is made around a state")
}

/// The tokens of a request, few at most. A header goes before cookies: who sends one means it. Other
/// schemes are a proxy's business, and of several cookies of the name some may be another site's.
fn tokens(request: &ServiceRequest) -> Vec<Token> {
    let headers = request.headers();
    let sent = headers.get_all(AUTHORIZATION).filter_map(|value| {
        let (scheme, credentials) = value.to_str().ok()?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Token::Header(credentials.trim().to_owned()));
        }
        let basic = scheme.eq_ignore_ascii_case("basic") && is_feed(request.path());
        basic.then(|| password(credentials.trim())).flatten().map(Token::Header)
    });
    let sent: Vec<Token> = sent.take(1).collect();
    if !sent.is_empty() {
        return sent;
    }
    cookies(headers, SESSION_COOKIE).into_iter().map(Token::Cookie).collect()
}

/// What is read by Excel and BI tools.
fn is_feed(path: &str) -> bool {
    path.starts_with("/odata/")
}

/// What is read by programs: they are given problem documents and no pages.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || is_feed(path)
}

/// The password of Basic credentials; the name says nothing that the token does not.
fn password(credentials: &str) -> Option<String> {
    let decoded = String::from_utf8(BASE64_STANDARD.decode(credentials).ok()?).ok()?;
    decoded.split_once(':').map(|(_, password)| password.to_owned())
}

/// The values of the cookies of a name, few at most.
pub(crate) fn cookies(headers: &HeaderMap, name: &str) -> Vec<String> {
    let name = format!("{name}=");
    let pairs = headers.get_all(COOKIE).flat_map(|value| value.as_bytes().split(|b| *b == b';'));
    let own = pairs.filter_map(|pair| {
        let pair = str::from_utf8(pair).ok()?.trim().strip_prefix(&name)?;
        Some(pair.to_owned())
    });
    own.take(COOKIES_MAX).collect()
}

fn check(request: &ServiceRequest, need: Need, actor: Option<&Actor>) -> Result<(), Refusal> {
    if need == Need::Open {
        return Ok(());
    }
    let actor = actor.ok_or(Refusal::SignIn)?;
    match actor.session().kind {
        SessionKind::Device if need.wants_browser() => return Err(Refusal::OnPhone),
        SessionKind::Program if need.wants_browser() => return Err(not_allowed(BY_TOKEN).into()),
        SessionKind::Browser | SessionKind::Device | SessionKind::Program => {}
    }
    if actor.must_choose_password() && need != Need::Browser {
        return Err(Refusal::ChoosePassword);
    }
    let by_browser = actor.session().kind == SessionKind::Browser;
    if by_browser && need != Need::Browser && state_of(request).lacks_second_factor(actor.user()) {
        return Err(Refusal::SetUpFactor);
    }
    if let Some(right) = need.right() {
        let lacks = match actor.scope(right) {
            Scope::Nothing => Some(lacking(right)),
            // The log tells of everybody.
            Scope::Units(_) if right == Right::ReadAudit => {
                Some("the audit log is shown only to those who may see all units")
            }
            // A questionnaire is asked everywhere, and an aim holds for the units below.
            Scope::Units(_) if right == Right::ManageSurvey => {
                Some("questionnaires and aims are looked after by those who may see to all units")
            }
            Scope::Units(_) | Scope::Everything => None,
        };
        if let Some(lacks) = lacks {
            return Err(not_allowed(lacks).into());
        }
    }
    if need.wants_browser() { Ok(()) } else { check_origin(request, actor) }
}

/// A browser sends the cookie along whoever made the request. What changes something must hold what
/// only our own pages know.
fn check_origin(request: &ServiceRequest, actor: &Actor) -> Result<(), Refusal> {
    if !actor.came_by_cookie() || request.method().is_safe() {
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
        Right::ReadBulletins => "you may not read bulletins",
        Right::WriteBulletins => "you may not draft bulletins",
        Right::PublishBulletins => "you may not review and publish bulletins",
        Right::ReadSurvey => "you may not read units and questionnaires",
        Right::ManageSurvey => "you may not look after questionnaires and aims",
        Right::CorrectResponses => "you may not correct or withdraw responses",
        Right::WorkCases => "you may not work on cases",
        Right::ReadFieldwork => "you may not read how far fieldwork has come",
        Right::ReadIssues => "you may not read the ledger of issues",
        Right::WorkIssues => "you may not work on issues",
        Right::JudgeIssues => "you may not open and judge issues",
        Right::ReadOrders => "you may not read supervision orders",
        Right::AnswerOrders => "you may not answer supervision orders",
        Right::JudgeOrders => "you may not propose and judge supervision orders",
        Right::ReadAnnual => "you may not read what counts for a year",
        Right::EnterResults => "you may not enter what counts for a year",
        Right::ConfirmResults => "you may not confirm what counts for a year",
        Right::SettleQuarantine => "you may not decide about responses in quarantine",
        Right::ManageAccounts => "you may not manage accounts",
        Right::ReadAudit => "you may not read the audit log",
        Right::WorkChecks => "you may not check interviews",
        Right::JudgeChecks => "you may not draw checks and judge what they found",
        Right::ReadSignals => "you may not read signals of fieldwork",
    }
}

fn reads_pages(request: &ServiceRequest) -> bool {
    request.method().is_safe() && wants_page(request)
}

fn sends_form(request: &ServiceRequest) -> bool {
    request.method() == Method::POST && wants_page(request)
}

fn wants_page(request: &ServiceRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    !is_for_programs(request.path()) && accept.is_some_and(|accept| accept.contains("text/html"))
}

/// To another page, by a relative address.
fn lead(request: ServiceRequest, page: &str) -> ServiceResponse {
    let target = format!("{}{page}", root_from(request.path()));
    request.into_response(HttpResponse::SeeOther().insert_header((LOCATION, target)).finish())
}

fn refuse(request: ServiceRequest, error: &HttpError) -> ServiceResponse {
    if error.document().status.is_server_error() {
        state_of(&request).report(&format!("{} {}: {error}", request.method(), request.path()));
    }
    let response = if is_for_programs(request.path()) {
        error.document().response()
    } else {
        trouble(request.request(), error)
    };
    request.into_response(response)
}
