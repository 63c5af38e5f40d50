//! A file of the office becomes a draft, or is told what is wrong with it.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Bytes, Data, block};
use actix_web::{HttpRequest, HttpResponse};
use exchange::{ExchangeError, QuestionnaireFile, Standard, questionnaire_of};
use futures_util::StreamExt;
use store::StoreError;
use survey::Problem;

use super::acts::place;
use super::shown::{self, Told, Uploaded};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::multipart::{bad_form, file_name, in_time, whole, word};
use crate::words::Words;

/// Largest file, in bytes. The largest real questionnaire is below a tenth of it.
pub(super) const FILE_BYTES_MAX: usize = 2 << 20;

/// What the form sends.
#[derive(Default)]
struct Form {
    token: String,
    name: String,
    bytes: Bytes,
}

/// Takes a file in.
pub(super) async fn upload(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    payload: Multipart,
) -> Result<HttpResponse, HttpError> {
    let form = in_time(Form::read(payload)).await?;
    actor.check_form(&form.token)?;
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    if form.name.is_empty() {
        let told = Told::refused(locale, StatusCode::UNPROCESSABLE_ENTITY, words.form_no_file);
        return shown::list(request, state, actor, told).await;
    }
    let (worker, by) = (state.clone(), actor.user().name.clone());
    let name = form.name.clone();
    let kept = block(move || keep(&worker, by.as_str(), &form)).await?;
    match kept {
        Ok(QuestionnaireFile { questionnaire, notes }) if notes.is_empty() => {
            let there = place(&questionnaire.code, questionnaire.version, "uploaded");
            let there = there.after("questionnaires/version");
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, there)).finish())
        }
        Ok(QuestionnaireFile { questionnaire, notes }) => {
            let version = Some((questionnaire.code, questionnaire.version));
            let uploaded = Some(Uploaded { name, version, problems: notes });
            shown::list(request, state, actor, Told { uploaded, ..Told::nothing(locale) }).await
        }
        Err(Refused::Problems(problems)) => {
            let uploaded = Some(Uploaded { name, version: None, problems });
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let told = Told { status, uploaded, ..Told::nothing(locale) };
            shown::list(request, state, actor, told).await
        }
        Err(Refused::Published) => {
            let told = Told::refused(locale, StatusCode::CONFLICT, words.form_published_already);
            shown::list(request, state, actor, told).await
        }
        Err(Refused::Other(error)) => Err(error),
    }
}

/// Why a file is no draft.
enum Refused {
    Problems(Vec<Problem>),
    /// The version stands with other content.
    Published,
    Other(HttpError),
}

impl From<ExchangeError> for Refused {
    fn from(error: ExchangeError) -> Self {
        Self::Problems(match error {
            ExchangeError::Settings { problems, .. } => problems,
            ExchangeError::Fault(fault) => vec![Problem::new(fault.code, "", fault.reason)],
            ExchangeError::Io { source, .. } => vec![Problem::new("io", "", source.to_string())],
        })
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::AlreadyPublished { .. } => Self::Published,
            StoreError::Invalid { problems, .. } => Self::Problems(problems),
            other => Self::Other(other.into()),
        }
    }
}

fn keep(state: &State, by: &str, form: &Form) -> Result<QuestionnaireFile, Refused> {
    let read = questionnaire_of(&form.name, &form.bytes, Standard::Publication)?;
    state.store().by(by).upload_draft(&read.questionnaire, &form.name)?;
    Ok(read)
}

impl Form {
    async fn read(mut payload: Multipart) -> Result<Self, HttpError> {
        let mut form = Self::default();
        while let Some(field) = payload.next().await {
            let mut field = field.map_err(|_| bad_form())?;
            match field.name() {
                Some("form_token") => form.token = word(&mut field).await?,
                Some("file") => {
                    form.name = file_name(&field);
                    form.bytes = whole(&mut field, FILE_BYTES_MAX).await?;
                }
                _ => return Err(bad_form()),
            }
        }
        Ok(form)
    }
}
