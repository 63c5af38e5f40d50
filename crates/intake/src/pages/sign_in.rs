//! Signing in, by a password or a link.

use actix_web::dev::ServiceRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::web::{Data, Query as QueryString, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::ChartKind;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::{FirstStep, NewSession, Store, User};
use survey::Code;

use super::address::Query;
use super::plain::{failed, finished, own_frame};
use super::second_step::{self, PENDING_SECONDS};
use super::sessions::{SIGNED_IN, cookie, new_session};
use super::view::{Frame, SignInPage};
use crate::State;
use crate::auth::{EntryForm, SESSION_COOKIE, digest, new_token};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::words::Words;

/// Who acts where nobody has signed in.
pub(super) const NOBODY: &str = "nobody";

/// Where somebody is led whose session ended while they filled a form.
pub(crate) const EXPIRED: &str = "sign-in?done=expired";

/// What the page of signing in is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Where to go then.
    #[serde(default)]
    next: String,
    /// A link that signs in once.
    #[serde(default)]
    link: String,
    /// Why they are here: `password`, which was set just now, or `expired`.
    #[serde(default)]
    done: String,
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// The form of signing in, by password or by link.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    next: String,
}

/// Where somebody who must sign in is led, and comes back from.
pub(crate) fn sign_in_address(request: &ServiceRequest) -> String {
    let page = request.path().trim_start_matches('/');
    let next = match request.query_string() {
        "" => page.to_owned(),
        query => format!("{page}?{query}"),
    };
    let next = Some(next).filter(|next| !next.is_empty());
    Query::default().with("next", next).after("sign-in")
}

/// `GET /sign-in`
pub(crate) async fn sign_in_page(
    request: HttpRequest,
    asked: Option<QueryString<Asked>>,
) -> HttpResponse {
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    page_of_signing_in(&request, StatusCode::OK, asked, "")
}

fn page_of_signing_in(
    request: &HttpRequest,
    status: StatusCode,
    asked: Asked,
    trouble_text: &'static str,
) -> HttpResponse {
    let locale = Locale::of(request, Some(&asked.lang));
    let words = Words::of(locale.language);
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let query = Query::default().with("next", given(&asked.next)).with("link", given(&asked.link));
    let frame = own_frame(request, locale, words.sign_in, "sign-in", &query);
    let page = SignInPage {
        frame: Frame { nav: Vec::new(), ..frame },
        next: asked.next,
        link: asked.link,
        done: asked.done == "password",
        trouble: match asked.done.as_str() {
            "expired" => words.sign_in_expired,
            _ => trouble_text,
        },
    };
    finished(request, locale, status, &page)
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    request: HttpRequest,
    state: Data<State>,
    form: EntryForm<SignIn>,
) -> HttpResponse {
    let form = form.0;
    let token = new_token();
    let came_in = if form.link.is_empty() {
        by_password(&request, &state, &form, &token).await
    } else {
        by_link(&request, &state, &form.link, &token).await
    };
    match came_in {
        Ok(Came::In) => HttpResponse::SeeOther()
            .insert_header((LOCATION, destination(&form.next)))
            .insert_header((
                SET_COOKIE,
                cookie(&state, SESSION_COOKIE, &token, SIGNED_IN.as_secs()),
            ))
            .finish(),
        Ok(Came::Halfway) => second_step::lead(&state, &token, &form.next),
        Ok(Came::Refused) => {
            let words = Words::of(Locale::of(&request, None).language);
            let text = if form.link.is_empty() { words.sign_in_failed } else { words.link_failed };
            let asked = Asked { next: form.next, ..Asked::default() };
            page_of_signing_in(&request, StatusCode::UNAUTHORIZED, asked, text)
        }
        Err(error) => failed(&request, &state, &error),
    }
}

/// How far somebody came by a password or a link.
enum Came {
    In,
    /// A code is needed too. The token holds the place until then.
    Halfway,
    Refused,
}

impl Came {
    fn through(open: bool) -> Self {
        if open { Self::In } else { Self::Refused }
    }
}

/// Remembers that the first step is taken.
fn halfway(
    store: &Store,
    user: &str,
    session: &NewSession,
    first: FirstStep,
) -> Result<Came, HttpError> {
    let until = Timestamp::now() + SignedDuration::from_secs(PENDING_SECONDS);
    store.begin_sign_in(&session.digest, user, first, until)?;
    Ok(Came::Halfway)
}

/// Whether a name and a password let in. Why not is told to nobody: it would help whoever guesses.
async fn by_password(
    request: &HttpRequest,
    state: &Data<State>,
    form: &SignIn,
    token: &str,
) -> Result<Came, HttpError> {
    let turn = state.passwords().turn().await?;
    let (state, password) = (state.clone(), form.password.clone());
    // What is no name is nobody's.
    let name: Option<Code> = form.name.trim().parse().ok();
    let session = new_session(request, form.name.trim(), token);
    block(move || {
        let store = state.store();
        let user = name.map(|name| store.user(name.as_str())).transpose()?.flatten();
        let usable = user.as_ref().filter(|user| may_try(user));
        let hash = usable.and_then(|user| user.password_hash.as_deref());
        let right = state.passwords().verify(&turn, &password, hash);
        drop(turn);
        match (usable, hash) {
            (Some(user), Some(hash)) if right && user.second_factor => {
                halfway(store, user.name.as_str(), &session, FirstStep::Password(hash.to_owned()))
            }
            (Some(user), Some(hash)) if right => {
                Ok(Came::through(store.by(user.name.as_str()).sign_in(&session, hash)?))
            }
            (Some(user), _) => {
                store.by(NOBODY).count_failure(user.name.as_str())?;
                Ok(Came::Refused)
            }
            (None, _) => {
                state.refusals().count(store)?;
                Ok(Came::Refused)
            }
        }
    })
    .await?
}

pub(super) fn may_try(user: &User) -> bool {
    user.disabled_at.is_none() && user.locked_until.is_none_or(|until| until <= Timestamp::now())
}

async fn by_link(
    request: &HttpRequest,
    state: &Data<State>,
    link: &str,
    token: &str,
) -> Result<Came, HttpError> {
    let (state, link) = (state.clone(), digest(link));
    let session = new_session(request, "", token);
    block(move || {
        let store = state.store();
        let owner = store.link(&link)?.map(|owner| store.user(&owner)).transpose()?.flatten();
        let Some(owner) = owner.filter(|owner| owner.disabled_at.is_none()) else {
            state.refusals().count(store)?;
            return Ok(Came::Refused);
        };
        let user = owner.name.to_string();
        if owner.second_factor {
            return halfway(store, &user, &session, FirstStep::Link(link));
        }
        Ok(Came::through(store.use_link(&link, &NewSession { user, ..session })?))
    })
    .await?
}

/// Only to pages of our own: an address from elsewhere could lead anywhere.
pub(super) fn destination(next: &str) -> String {
    let page = next.split(['?', '#']).next().unwrap_or_default();
    let own = ["account", "accounts", "audit", "devices", "quarantine", "second-factor"];
    let known = [&own[..], &["calls", "preview", "visit"]].concat().contains(&page)
        || ChartKind::ALL.iter().any(|kind| kind.as_str() == page);
    let printable = next.bytes().all(|byte| byte.is_ascii_graphic());
    if known && printable { next.to_owned() } else { "./".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_our_own_are_destinations() {
        for (next, place) in [
            ("ranking?period=2026-Q3", "ranking?period=2026-Q3"),
            ("account", "account"),
            ("calls", "calls"),
            ("preview#environment/2", "preview#environment/2"),
            ("", "./"),
            ("/ranking", "./"),
            ("https://evil.example", "./"),
            ("ranking\r\nx: y", "./"),
        ] {
            assert_eq!(destination(next), place, "{next}");
        }
    }
}
