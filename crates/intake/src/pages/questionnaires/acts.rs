//! Publishing a draft, or throwing it away.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use store::StoreError;
use survey::Code;

use super::shown::{self, Told};
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::failed;
use crate::words::Words;

/// What the form of a draft sends.
#[derive(Deserialize)]
pub(crate) struct Decision {
    form_token: String,
    code: Code,
    version: u32,
    /// Digest of the draft that was looked at.
    seen: String,
    act: What,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Publish,
    Discard,
}

/// `POST /questionnaires/version`
pub(crate) async fn act(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Decision>,
) -> HttpResponse {
    let answer = match actor.check_form(&form.form_token) {
        Ok(()) => answer(&request, &state, &actor, form.0).await,
        Err(error) => Err(error),
    };
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    form: Decision,
) -> Result<HttpResponse, HttpError> {
    let (worker, by) = (state.clone(), actor.user().name.clone());
    let Decision { code, version, seen, act, .. } = form;
    let of = code.clone();
    let done = block(move || {
        let office = worker.store().by(by.as_str());
        match act {
            What::Publish => office.publish_draft(&of, version, Some(&seen)).map(drop),
            What::Discard => office.discard_draft(&of, version),
        }
    })
    .await?;
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    let refused = |status, trouble| Told::refused(locale, status, trouble);
    match done {
        Ok(()) => {
            let there = match act {
                What::Publish => place(&code, version, "published").after("version"),
                What::Discard => {
                    Query::default().with("done", Some("discarded")).after("../questionnaires")
                }
            };
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, there)).finish())
        }
        Err(StoreError::DraftReplaced { .. }) => {
            let told = refused(StatusCode::CONFLICT, words.form_replaced);
            shown::one(request, state, actor, (&code, version), told).await
        }
        Err(StoreError::AlreadyPublished { .. }) => {
            let told = refused(StatusCode::CONFLICT, words.form_published_already);
            shown::list(request, state, actor, told).await
        }
        Err(StoreError::UnknownDraft { .. }) => {
            let told = refused(StatusCode::NOT_FOUND, words.form_gone);
            shown::list(request, state, actor, told).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The query of a version's page after something was done.
pub(super) fn place(code: &Code, version: u32, done: &str) -> Query {
    Query::default()
        .with("code", Some(code))
        .with("version", Some(version))
        .with("done", Some(done))
}

/// What a page says was done just now.
pub(super) fn done_text(done: Option<&str>, words: &Words) -> &'static str {
    match done {
        Some("uploaded") => words.form_uploaded,
        Some("published") => words.form_published_now,
        Some("discarded") => words.form_discarded,
        _ => "",
    }
}
