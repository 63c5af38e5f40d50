//! The page on which somebody sets up a second factor for the own account, or takes it away.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Query as QueryString, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use serde::Deserialize;
use store::SecondFactor;
use survey::round::in_china;

use super::address::{Query, encoded};
use super::plain::{failed, finished, frame_of};
use super::qr::picture;
use super::second_step::{Given, proof};
use super::sign_in::may_try;
use super::view::{FactorView, Frame, RecoveryCodesPage, SecondFactorPage};
use crate::State;
use crate::auth::{
    Actor, EntryForm, grouped, matched_step, new_recovery_codes, new_secret, recovery_digest,
};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::problem::ProblemDocument;
use crate::words::{Words, fill};

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What was done just now.
    #[serde(default)]
    done: String,
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// The forms of the page.
#[derive(Deserialize)]
pub(crate) struct Change {
    form_token: String,
    act: String,
    #[serde(default)]
    password: String,
    /// The secret that the page showed.
    #[serde(default)]
    secret: String,
    #[serde(flatten)]
    given: Given,
}

/// What a page says besides what is there.
struct Told {
    status: StatusCode,
    locale: Locale,
    done: &'static str,
    trouble: &'static str,
    /// The secret that a phone may know already.
    secret: Option<String>,
}

/// What came of a form.
enum Outcome {
    /// Recovery codes to be shown.
    Added(Vec<String>),
    Removed,
    WrongCode,
    WrongPassword,
}

/// `GET /second-factor`
pub(crate) async fn page(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    asked: Option<QueryString<Asked>>,
) -> HttpResponse {
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    let locale = Locale::of(&request, Some(&asked.lang));
    let words = Words::of(locale.language);
    let done = if asked.done == "removed" { words.factor_removed } else { "" };
    let told = Told { status: StatusCode::OK, locale, done, trouble: "", secret: None };
    let shown = shown(&request, &state, &actor, told).await;
    shown.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `POST /second-factor`
pub(crate) async fn change(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Change>,
) -> HttpResponse {
    let answer = answer(&request, &state, &actor, form.0).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    form: Change,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(&form.form_token)?;
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    let secret = Some(form.secret.clone()).filter(|secret| !secret.is_empty());
    let trouble = match carry_out(state, actor, form).await? {
        Outcome::Added(codes) => return Ok(codes_page(request, locale, actor, codes)),
        Outcome::Removed => {
            let there = (LOCATION, "second-factor?done=removed");
            return Ok(HttpResponse::SeeOther().insert_header(there).finish());
        }
        Outcome::WrongCode => words.factor_wrong_code,
        Outcome::WrongPassword => words.factor_wrong_password,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    shown(request, state, actor, Told { status, locale, done: "", trouble, secret }).await
}

async fn carry_out(state: &Data<State>, actor: &Actor, form: Change) -> Result<Outcome, HttpError> {
    let adds = match form.act.as_str() {
        "add" => true,
        "remove" => false,
        _ => {
            let detail = "no form of this page sends that";
            return Err(ProblemDocument::bad_request("bad_form", detail).into());
        }
    };
    // Whoever sets it up is shown the secret, so that a wrong code is no guess.
    let step = matched_step(&form.secret, &form.given.code, Timestamp::now());
    if adds && step.is_none() {
        return Ok(Outcome::WrongCode);
    }
    let turn = state.passwords().turn().await?;
    let (worker, name) = (state.clone(), actor.user().name.to_string());
    let outcome = block(move || {
        let store = worker.store();
        let user = store.user(&name)?.filter(may_try);
        let hash = user.as_ref().and_then(|user| user.password_hash.as_deref());
        let right = worker.passwords().verify(&turn, &form.password, hash);
        drop(turn);
        let by = store.by(&name);
        let changed = match (hash, step) {
            (Some(hash), Some(step)) if right && adds => {
                let codes = new_recovery_codes();
                let digests: Vec<String> = codes.iter().map(|c| recovery_digest(c)).collect();
                by.add_second_factor(&name, hash, (&form.secret, step), &digests)?
                    .then_some(Outcome::Added(codes))
            }
            (Some(hash), _) if right && !adds => match proof(store, &name, &form.given)? {
                Some(proof) => {
                    by.remove_second_factor(&name, hash, &proof)?.then_some(Outcome::Removed)
                }
                None => None,
            },
            _ => None,
        };
        if changed.is_none() && user.is_some() {
            by.count_failure(&name)?;
        }
        Ok::<_, HttpError>(changed.unwrap_or(Outcome::WrongPassword))
    })
    .await??;
    state.sessions().forget();
    Ok(outcome)
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, name) = (state.clone(), actor.user().name.to_string());
    let factor = block(move || worker.store().second_factor(&name)).await??;
    let locale = told.locale;
    let words = Words::of(locale.language);
    let view = match factor {
        Some(factor) => is_set(&factor, words),
        None if actor.user().password_hash.is_none() => FactorView::NoPassword,
        None => to_be_set(state, actor, told.secret)?,
    };
    let page = SecondFactorPage {
        frame: own(request, locale, actor, words),
        form_token: actor.form_token().to_owned(),
        name: actor.user().name.to_string(),
        demanded: state.lacks_second_factor(actor.user()),
        done: told.done,
        trouble: told.trouble,
        view,
    };
    Ok(finished(request, locale, told.status, &page))
}

fn own(request: &HttpRequest, locale: Locale, actor: &Actor, words: &Words) -> Frame {
    frame_of(request, locale, actor, words.factor, "second-factor", &Query::default())
}

fn is_set(factor: &SecondFactor, words: &Words) -> FactorView {
    let since = in_china(factor.added_at).strftime("%Y-%m-%d %H:%M");
    FactorView::Set {
        since: fill(words.factor_since, "at", &since),
        left: fill(words.factor_left, "n", &factor.recovery_codes),
    }
}

fn to_be_set(state: &State, actor: &Actor, known: Option<String>) -> Result<FactorView, HttpError> {
    let secret = known.unwrap_or_else(new_secret);
    let name = encoded(actor.user().name.as_str());
    // The app shows this beside its codes, for people with accounts at several services.
    let at = state.public_host().map(|host| format!("%40{}", encoded(host))).unwrap_or_default();
    let address = Query::default().with("secret", Some(&secret)).with("issuer", Some("manyi"));
    let address = address.after(&format!("otpauth://totp/manyi:{name}{at}"));
    Ok(FactorView::ToBeSet {
        picture: picture(&address)?,
        address,
        shown_secret: grouped(&secret, " "),
        secret,
    })
}

fn codes_page(
    request: &HttpRequest,
    locale: Locale,
    actor: &Actor,
    codes: Vec<String>,
) -> HttpResponse {
    let frame = own(request, locale, actor, Words::of(locale.language));
    finished(request, locale, StatusCode::OK, &RecoveryCodesPage { frame, codes })
}
