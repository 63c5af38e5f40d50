//! Who is asking, and what they may do.
//!
//! A request carries a token: a browser in a cookie, a phone or another system in an
//! `Authorization` header. [`identify`] finds out whose it is; [`gate()`], at each address, lets nobody
//! through who lacks what that needs ([`Needs`]).

mod form;
mod gate;
mod needs;
mod password;
mod refusals;
mod secret;
mod sessions;
mod totp;

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::future::{Ready, ready};
use store::{Session, SessionKind, SignedIn, User};
use survey::{Right, Scope, Sight, access};

pub(crate) use form::EntryForm;
pub(crate) use gate::{cookies, gate, identify};
pub(crate) use needs::{Need, Needs};
pub(crate) use password::{PasswordFault, Passwords, judge};
pub(crate) use refusals::Refusals;
pub use secret::{digest, new_token};
pub(crate) use sessions::SessionCache;
pub(crate) use totp::{grouped, matched_step, new_recovery_codes, new_secret, recovery_digest};

use crate::error::HttpError;
use crate::problem::ProblemDocument;

/// How long a link that signs in can be used.
pub const LINK_HOURS: i64 = 24;
/// Name of the cookie of somebody who still owes a code.
pub(crate) const PENDING_COOKIE: &str = "manyi_sign_in";
/// Name of the cookie that a browser keeps the token of its session in.
pub(crate) const SESSION_COOKIE: &str = "manyi_session";

/// Whoever sent a request.
#[derive(Debug, Clone)]
pub(crate) struct Actor(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    signed_in: SignedIn,
    /// What forms of this session must send back.
    form_token: String,
    by_cookie: bool,
}

impl Actor {
    fn new(signed_in: SignedIn, form_token: String, by_cookie: bool) -> Self {
        Self(Arc::new(Inner { signed_in, form_token, by_cookie }))
    }

    /// A browser sends cookies along whoever made the request.
    pub(crate) fn came_by_cookie(&self) -> bool {
        self.0.by_cookie
    }

    pub(crate) fn user(&self) -> &User {
        &self.0.signed_in.user
    }

    pub(crate) fn session(&self) -> &Session {
        &self.0.signed_in.session
    }

    pub(crate) fn form_token(&self) -> &str {
        &self.0.form_token
    }

    /// Refuses a form that another site may have made up.
    pub(crate) fn check_form(&self, token: &str) -> Result<(), HttpError> {
        if secret::same(token, self.form_token()) {
            return Ok(());
        }
        let detail = "this form is too old; load the page again and send it once more";
        Err(ProblemDocument::new(StatusCode::FORBIDDEN, "form_expired", detail).into())
    }

    /// Where something is allowed.
    pub(crate) fn scope(&self, right: Right) -> Scope {
        let narrowed = self.session().rights.as_ref();
        if narrowed.is_some_and(|rights| !rights.contains(&right)) {
            return Scope::Nothing;
        }
        access::scope(&self.user().grants, right)
    }

    /// What may be seen of the figures; `None` for everything.
    pub(crate) fn sights(&self) -> Option<Vec<Sight>> {
        if self.may(Right::ReadFigures) {
            access::sights(&self.user().grants)
        } else {
            Some(vec![])
        }
    }

    pub(crate) fn may(&self, right: Right) -> bool {
        self.scope(right) != Scope::Nothing
    }

    /// Someone else set the password, or a link let in who has none yet.
    fn must_choose_password(&self) -> bool {
        self.session().kind == SessionKind::Browser && self.user().must_change
    }
}

impl FromRequest for Actor {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or_else(|| not_signed_in().into()))
    }
}

/// 401 for programs; browsers are led to the page for it.
pub(crate) fn not_signed_in() -> ProblemDocument {
    let detail = "sign in first: send a token that has not ended as `Authorization: Bearer TOKEN`";
    ProblemDocument::new(StatusCode::UNAUTHORIZED, "not_signed_in", detail)
}

/// 403 for whoever lacks a right, or has it for other units only.
pub(crate) fn not_allowed(what: &str) -> ProblemDocument {
    let detail = format!("{what}: neither the role nor the token's own rights must lack it");
    ProblemDocument::new(StatusCode::FORBIDDEN, "not_allowed", detail)
}
