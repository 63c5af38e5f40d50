//! The second step of signing in: a code, from whoever gave the password or came by a link.

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::web::{Data, Query as QueryString, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use store::{NewSession, Proof, Store, StoreError};

use super::address::Query;
use super::plain::{failed, finished, own_frame};
use super::sessions::{SIGNED_IN, cookie, new_session};
use super::sign_in::{NOBODY, destination, may_try};
use super::view::{Frame, SecondStepPage};
use crate::State;
use crate::auth::{
    EntryForm, PENDING_COOKIE, SESSION_COOKIE, cookies, digest, matched_step, new_token,
    recovery_digest,
};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::words::Words;

/// How long somebody who gave the password may look for the phone, in seconds.
pub(super) const PENDING_SECONDS: i64 = 5 * 60;

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Where to go then.
    #[serde(default)]
    next: String,
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// What shows that somebody holds the second factor: one of the two.
#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    recovery: String,
}

/// The form of the second step.
#[derive(Deserialize)]
pub(crate) struct SecondStep {
    #[serde(default)]
    next: String,
    #[serde(flatten)]
    given: Given,
}

/// The way to the second step, for whoever holds the token.
pub(super) fn lead(state: &State, token: &str, next: &str) -> HttpResponse {
    let next = Some(next).filter(|next| !next.is_empty());
    HttpResponse::SeeOther()
        .insert_header((LOCATION, Query::default().with("next", next).after("sign-in-code")))
        .insert_header((SET_COOKIE, cookie(state, PENDING_COOKIE, token, PENDING_SECONDS)))
        .finish()
}

/// `GET /sign-in-code`
pub(crate) async fn page(request: HttpRequest, asked: Option<QueryString<Asked>>) -> HttpResponse {
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    shown(&request, StatusCode::OK, asked, "")
}

fn shown(
    request: &HttpRequest,
    status: StatusCode,
    asked: Asked,
    trouble: &'static str,
) -> HttpResponse {
    let locale = Locale::of(request, Some(&asked.lang));
    let words = Words::of(locale.language);
    let next = Some(asked.next.clone()).filter(|next| !next.is_empty());
    let query = Query::default().with("next", next);
    let frame = own_frame(request, locale, words.second_step, "sign-in-code", &query);
    let frame = Frame { nav: Vec::new(), ..frame };
    finished(request, locale, status, &SecondStepPage { frame, next: asked.next, trouble })
}

/// What came of a code.
enum Came {
    In,
    /// With a wrong code.
    Wrong,
    /// Without having taken the first step, or long ago.
    Late,
}

/// `POST /sign-in-code`
pub(crate) async fn send(
    request: HttpRequest,
    state: Data<State>,
    form: EntryForm<SecondStep>,
) -> HttpResponse {
    let SecondStep { next, given } = form.0;
    let words = Words::of(Locale::of(&request, None).language);
    let token = new_token();
    match try_code(&request, &state, given, &token).await {
        Ok(Came::In) => HttpResponse::SeeOther()
            .insert_header((LOCATION, destination(&next)))
            .append_header((SET_COOKIE, cookie(&state, PENDING_COOKIE, "", 0)))
            .append_header((
                SET_COOKIE,
                cookie(&state, SESSION_COOKIE, &token, SIGNED_IN.as_secs()),
            ))
            .finish(),
        Ok(came) => {
            let late = matches!(came, Came::Late);
            let text = if late { words.second_step_late } else { words.second_step_wrong };
            let asked = Asked { next, ..Asked::default() };
            shown(&request, StatusCode::UNAUTHORIZED, asked, text)
        }
        Err(error) => failed(&request, &state, &error),
    }
}

async fn try_code(
    request: &HttpRequest,
    state: &Data<State>,
    given: Given,
    token: &str,
) -> Result<Came, HttpError> {
    let pending = cookies(request.headers(), PENDING_COOKIE);
    let session = new_session(request, "", token);
    let state = state.clone();
    block(move || {
        let store = state.store();
        for pending in pending.iter().map(|pending| digest(pending)) {
            if let Some(user) = store.pending_sign_in(&pending)? {
                let session = NewSession { user, ..session };
                return came(store, &pending, &given, &session);
            }
        }
        state.refusals().count(store)?;
        Ok(Came::Late)
    })
    .await?
}

fn came(
    store: &Store,
    pending: &str,
    given: &Given,
    session: &NewSession,
) -> Result<Came, HttpError> {
    let name = &session.user;
    if !store.user(name)?.is_some_and(|user| may_try(&user)) {
        return Ok(Came::Wrong);
    }
    if let Some(proof) = proof(store, name, given)?
        && store.finish_sign_in(pending, &proof, session)?
    {
        return Ok(Came::In);
    }
    store.by(NOBODY).count_failure(name)?;
    Ok(Came::Wrong)
}

/// What the store is to use up, if the code can be right at all.
pub(super) fn proof(store: &Store, name: &str, given: &Given) -> Result<Option<Proof>, StoreError> {
    if !given.recovery.trim().is_empty() {
        return Ok(Some(Proof::Recovery { digest: recovery_digest(&given.recovery) }));
    }
    let Some(factor) = store.second_factor(name)? else { return Ok(None) };
    let step = matched_step(&factor.secret, &given.code, jiff::Timestamp::now());
    Ok(step.map(|step| Proof::Code { secret: factor.secret, step }))
}
