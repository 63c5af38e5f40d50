//! At the desk: a link that signs a phone in, as a QR code.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query as QueryString, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::address::{Query, outside};
use super::plain::{failed, finished, frame_of, own_frame};
use super::qr::picture;
use super::view::{DevicesPage, Frame, LinkPage};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::devices::{DEVICE_DAYS, LABEL_MAX, LINK_MINUTES, is_label, new_link};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::words::{Words, fill};

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// The form of the page.
#[derive(Deserialize)]
pub(crate) struct NewDevice {
    form_token: String,
    #[serde(default)]
    label: String,
}

/// `GET /devices`
pub(crate) async fn page(
    request: HttpRequest,
    actor: Actor,
    asked: Option<QueryString<Asked>>,
) -> HttpResponse {
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    shown(&request, &actor, Locale::of(&request, Some(&asked.lang)), StatusCode::OK, "")
}

fn shown(
    request: &HttpRequest,
    actor: &Actor,
    locale: Locale,
    status: StatusCode,
    trouble: &'static str,
) -> HttpResponse {
    let words = Words::of(locale.language);
    let frame = frame_of(request, locale, actor, words.devices, "devices", &Query::default());
    let page = DevicesPage {
        frame,
        form_token: actor.form_token().to_owned(),
        hint: fill(words.devices_hint, "days", &DEVICE_DAYS),
        label_max: LABEL_MAX,
        trouble,
    };
    finished(request, locale, status, &page)
}

/// `POST /devices`
pub(crate) async fn make(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<NewDevice>,
) -> HttpResponse {
    let made = made(&request, &state, &actor, &form.0).await;
    made.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn made(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    form: &NewDevice,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(&form.form_token)?;
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    let label = form.label.trim().to_owned();
    if !is_label(&label) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(shown(request, actor, locale, status, words.devices_bad_label));
    }
    let (worker, name) = (state.clone(), actor.user().name.to_string());
    let secret = block(move || new_link(worker.store().by(&name), &name, &label)).await??;
    link(request, state, locale, actor.user().name.as_str(), &secret, ("account", words.account))
}

/// The page with the QR code, which can't be had again. `back` is an address and its text.
pub(super) fn link(
    request: &HttpRequest,
    state: &State,
    locale: Locale,
    name: &str,
    secret: &str,
    back: (&str, &'static str),
) -> Result<HttpResponse, HttpError> {
    let words = Words::of(locale.language);
    let frame = own_frame(request, locale, words.devices, "devices", &Query::default());
    let there = Query::default().with("link", Some(secret)).after("device");
    let link = outside(request, state, &there);
    let hint = fill(words.device_link_hint, "minutes", &LINK_MINUTES);
    let page = LinkPage {
        heading: fill(words.device_link_heading, "name", &name),
        hint: fill(&hint, "name", &name),
        picture: Some(picture(&link)?),
        unreachable: state.public_host().is_none(),
        link,
        back: format!("{}{}", frame.root, back.0),
        back_text: back.1,
        frame: Frame { nav: Vec::new(), ..frame },
    };
    Ok(finished(request, locale, StatusCode::OK, &page))
}
