//! The pages on which the office looks after questionnaires: what is published, drafts, and one
//! version with everything in it.

mod acts;
mod faults;
mod shown;
mod upload;
mod view;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use exchange::{Template, questionnaire_toml, write_questionnaire};
use survey::{Code, Questionnaire};

pub(crate) use acts::act;

use super::address::encoded;
use super::plain::failed;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::words::Words;
use shown::Told;

/// The name of a page's parameter that says what was done just now.
const DONE: &str = "done";

/// `GET /questionnaires`: drafts, published versions, and the form to upload a file.
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let shown = async {
        let params = Params::read(request.query_string(), &[LANG, DONE]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = acts::done_text(params.text(DONE), Words::of(locale.language));
        params.finish()?;
        shown::list(&request, &state, &actor, Told { done, ..Told::nothing(locale) }).await
    };
    shown.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `POST /questionnaires`: a file.
pub(crate) async fn upload(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    payload: Multipart,
) -> HttpResponse {
    let answer = upload::upload(&request, &state, &actor, payload).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `GET /questionnaires/version`: one version as it is asked, published or drafted.
pub(crate) async fn version_page(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> HttpResponse {
    let shown = async {
        let mut params = Params::read(request.query_string(), &[LANG, DONE, "code", "version"]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = acts::done_text(params.text(DONE), Words::of(locale.language));
        let asked = version_of(&mut params);
        params.finish()?;
        let (code, version) = asked.ok_or_else(which)?;
        shown::one(&request, &state, &actor, (&code, version), Told::done(locale, done)).await
    };
    shown.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `GET /questionnaires/file`: a version, or one to begin with, as a file to be edited.
pub(crate) async fn file(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let made = async {
        let names = ["code", "version", "template", "format"];
        let mut params = Params::read(request.query_string(), &names);
        let workbook = params.choice("format", &[("xlsx", true), ("toml", false)]).unwrap_or(true);
        let template = params.parsed("template", str::parse::<Template>);
        let version = version_of(&mut params);
        params.finish()?;
        let store = state.clone();
        block(move || File::of(&store, template, version, workbook)).await?
    };
    match made.await {
        Ok(file) => file.response(),
        Err(error) => failed(&request, &state, &error),
    }
}

/// Code and version of an address, if both are there.
fn version_of(params: &mut Params) -> Option<(Code, u32)> {
    let code = params.parsed("code", str::parse::<Code>);
    let version = params.parsed("version", |text| {
        text.parse().map_err(|_| "a version is a whole number".to_owned())
    });
    Some((code?, version?))
}

fn which() -> HttpError {
    let detail = "name a version by code and version";
    ProblemDocument::bad_request("bad_query", detail).into()
}

/// There is neither a published version nor a draft.
pub(crate) fn unknown(code: &Code, version: u32) -> HttpError {
    let detail = format!("there is no version {version} of questionnaire {code}");
    ProblemDocument::not_found("unknown_questionnaire", detail).into()
}

/// A questionnaire to be taken away.
struct File {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl File {
    fn of(
        state: &State,
        template: Option<Template>,
        version: Option<(Code, u32)>,
        workbook: bool,
    ) -> Result<Self, HttpError> {
        let (name, toml, questionnaire) = match (template, version) {
            (Some(template), None) => {
                let questionnaire = template.questionnaire().map_err(unwritable)?;
                (template.to_string(), Some(template.toml().to_owned()), questionnaire)
            }
            (None, Some((code, version))) => {
                let questionnaire = stored(state, &code, version)?;
                (format!("{code}-{version}"), None, questionnaire)
            }
            _ => return Err(which()),
        };
        let (kind, ending, bytes) = if workbook {
            const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (XLSX, "xlsx", write_questionnaire(&questionnaire).map_err(unwritable)?)
        } else {
            let text = match toml {
                Some(with_comments) => with_comments,
                None => questionnaire_toml(&questionnaire).map_err(unwritable)?,
            };
            ("application/toml", "toml", text.into_bytes())
        };
        Ok(Self { name: format!("{name}.{ending}"), kind, bytes })
    }

    fn response(self) -> HttpResponse {
        // Codes may be Chinese.
        let disposition = format!("attachment; filename*=UTF-8''{}", encoded(&self.name));
        HttpResponse::build(StatusCode::OK)
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_DISPOSITION, disposition))
            .content_type(self.kind)
            .body(self.bytes)
    }
}

/// The published version, else its draft.
fn stored(state: &State, code: &Code, version: u32) -> Result<Questionnaire, HttpError> {
    if let Some(published) = state.store().questionnaire(code.as_str(), version)? {
        return Ok(published);
    }
    let draft = state.store().draft(code.as_str(), version)?;
    draft.map(|draft| draft.questionnaire).ok_or_else(|| unknown(code, version))
}

/// A form that was asked elsewhere may not fit into a workbook; then it is had as TOML.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn unwritable(error: exchange::ExchangeError) -> HttpError {
    let (status, detail) = (StatusCode::UNPROCESSABLE_ENTITY, error.to_string());
    ProblemDocument::new(status, "not_writable", detail).into()
}
