//! On the phone: opening a link from the desk, and what is there afterwards.

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::web::{Data, Query as QueryString};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use store::SessionKind;

use super::address::Query;
use super::plain::{failed, finished, own_frame};
use super::sessions::{agent_name, cookie, end};
use super::view::{DevicePage, DeviceView, Frame};
use survey::round::in_china;

use crate::State;
use crate::auth::{Actor, EntryForm, SESSION_COOKIE, new_token};
use crate::devices::{lifetime, sign_in};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::words::{Words, fill};

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The secret of the link.
    #[serde(default)]
    link: String,
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// The forms of the page: one opens the link, one signs out.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    link: String,
    #[serde(default)]
    form_token: String,
}

/// `GET /device`: uses nothing up, because chat programs look at links by themselves.
pub(crate) async fn page(
    request: HttpRequest,
    actor: Option<Actor>,
    asked: Option<QueryString<Asked>>,
) -> HttpResponse {
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    let locale = Locale::of(&request, Some(&asked.lang));
    let words = Words::of(locale.language);
    let view = match actor.filter(|actor| actor.session().kind == SessionKind::Device) {
        _ if !asked.link.is_empty() => DeviceView::Link(asked.link),
        Some(actor) => signed_in(&actor, words),
        None => DeviceView::Nothing,
    };
    shown(&request, locale, StatusCode::OK, view, "")
}

fn signed_in(actor: &Actor, words: &Words) -> DeviceView {
    let session = actor.session();
    DeviceView::SignedIn {
        name: actor.user().display_name.clone(),
        label: session.label.clone(),
        until: fill(words.device_until, "at", &in_china(session.expires_at).strftime("%Y-%m-%d")),
        form_token: actor.form_token().to_owned(),
    }
}

fn shown(
    request: &HttpRequest,
    locale: Locale,
    status: StatusCode,
    view: DeviceView,
    trouble: &'static str,
) -> HttpResponse {
    let words = Words::of(locale.language);
    let link = match &view {
        DeviceView::Link(link) => Some(link.clone()),
        DeviceView::SignedIn { .. } | DeviceView::Nothing => None,
    };
    let query = Query::default().with("link", link);
    let frame = own_frame(request, locale, words.device, "device", &query);
    let frame = Frame { nav: Vec::new(), ..frame };
    let in_wechat = agent_name(request).contains("WeChat");
    finished(request, locale, status, &DevicePage { frame, view, in_wechat, trouble })
}

/// `POST /device`
pub(crate) async fn send(
    request: HttpRequest,
    state: Data<State>,
    actor: Option<Actor>,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = match actor.filter(|_| form.link.is_empty()) {
        Some(actor) => out(&state, &actor, &form.form_token).await,
        None => opened(&request, &state, &form.link).await,
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn opened(
    request: &HttpRequest,
    state: &Data<State>,
    link: &str,
) -> Result<HttpResponse, HttpError> {
    let token = new_token();
    if sign_in(state, link, &token, agent_name(request)).await?.is_none() {
        let locale = Locale::of(request, None);
        let trouble = Words::of(locale.language).device_link_failed;
        let status = StatusCode::UNAUTHORIZED;
        return Ok(shown(request, locale, status, DeviceView::Nothing, trouble));
    }
    let kept = cookie(state, SESSION_COOKIE, &token, lifetime().as_secs());
    Ok(HttpResponse::SeeOther()
        .insert_header((LOCATION, "device"))
        .insert_header((SET_COOKIE, kept))
        .finish())
}

async fn out(
    state: &Data<State>,
    actor: &Actor,
    form_token: &str,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(form_token)?;
    end(state, actor, actor.session().digest.clone()).await?;
    Ok(HttpResponse::SeeOther()
        .insert_header((LOCATION, "device"))
        .insert_header((SET_COOKIE, cookie(state, SESSION_COOKIE, "", 0)))
        .finish())
}
