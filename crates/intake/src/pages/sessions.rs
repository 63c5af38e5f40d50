//! Sessions in browsers: how they are opened, called and ended.

use actix_web::http::header::{LOCATION, SET_COOKIE, USER_AGENT};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::{NewSession, SessionKind};

use super::plain::failed;
use crate::State;
use crate::auth::{Actor, EntryForm, SESSION_COOKIE, digest};
use crate::error::HttpError;

/// How long a browser stays signed in at most.
pub(super) const SIGNED_IN: SignedDuration = SignedDuration::from_hours(12);
/// Longest label of a session.
const LABEL_MAX: usize = 120;

/// A form that says only who sent it.
#[derive(Deserialize)]
pub(crate) struct Plain {
    form_token: String,
}

#[derive(Deserialize)]
pub(crate) struct EndSession {
    form_token: String,
    session: String,
}

pub(super) fn new_session(request: &HttpRequest, user: &str, token: &str) -> NewSession {
    NewSession {
        digest: digest(token),
        user: user.to_owned(),
        kind: SessionKind::Browser,
        label: agent_name(request),
        rights: None,
        expires_at: Timestamp::now() + SIGNED_IN,
    }
}

/// What a request comes from, for people.
pub(super) fn agent_name(request: &HttpRequest) -> String {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    browser_name(agent.unwrap_or_default())
}

/// Browser and system, as people call them. Every browser claims to be most others, so the order
/// tells.
fn browser_name(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("MicroMessenger/", "微信 WeChat"),
        ("DingTalk/", "钉钉 DingTalk"),
        ("Edg", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent.chars().take(LABEL_MAX).collect(),
    }
}

/// Without a path the cookie holds for the folder of the page, also below a prefix.
pub(super) fn cookie(state: &State, name: &str, token: &str, seconds: i64) -> String {
    let secure = if state.is_over_tls() { "; Secure" } else { "" };
    format!("{name}={token}; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}")
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Plain>,
) -> HttpResponse {
    let ended = match actor.check_form(&form.form_token) {
        Ok(()) => end(&state, &actor, actor.session().digest.clone()).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => HttpResponse::SeeOther()
            .insert_header((LOCATION, "sign-in"))
            .insert_header((SET_COOKIE, cookie(&state, SESSION_COOKIE, "", 0)))
            .finish(),
        Err(error) => failed(&request, &state, &error),
    }
}

/// Ends a session of one's own, and no other.
pub(super) async fn end(
    state: &Data<State>,
    actor: &Actor,
    digest: String,
) -> Result<(), HttpError> {
    if digest.is_empty() || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    let (store, name) = (state.clone(), actor.user().name.clone());
    block(move || store.store().by(name.as_str()).end_session(name.as_str(), &digest)).await??;
    state.sessions().forget();
    Ok(())
}

/// `POST /account/sessions`: ends one of one's own.
pub(crate) async fn end_session(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<EndSession>,
) -> HttpResponse {
    let ended = async {
        actor.check_form(&form.form_token)?;
        end(&state, &actor, form.session.clone()).await
    };
    match ended.await {
        Ok(()) => HttpResponse::SeeOther().insert_header((LOCATION, "../account")).finish(),
        Err(error) => failed(&request, &state, &error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36";
        for (agent, name) in [
            (chrome, "Chrome, Windows"),
            (&format!("{chrome} Edg/141.0"), "Edge, Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18) Safari/604.1 MicroMessenger/8.0",
                "微信 WeChat, iPhone",
            ),
            ("curl/8.5", "curl/8.5"),
            ("", ""),
        ] {
            assert_eq!(browser_name(agent), name);
        }
        assert_eq!(browser_name(&"x".repeat(500)).len(), LABEL_MAX);
    }
}
