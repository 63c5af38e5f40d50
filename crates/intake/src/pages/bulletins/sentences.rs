//! The page on which the office words the sentences of bulletins.

mod form;
mod refusal;
mod view;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, LOCATION};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use documents::{Sentences, shipped_sentences};
use store::{BulletinTemplate, StoreError};
use survey::round::in_china;
use survey::{Language, Right, Scope};

use self::form::{Act, Form};
use self::view::{SentencesPage, Wording};
use super::DONE;
use crate::State;
use crate::auth::{Actor, not_allowed};
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::plain::{failed, finished, frame_of};
use crate::query::Params;
use crate::words::{Words, fill};

/// Where it stands.
const PAGE: &str = "bulletins/sentences";
/// So many versions are listed.
const VERSIONS_SHOWN: usize = 10;
const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

/// What was sent and is not used, and why.
struct Refused {
    language: Language,
    text: String,
    why: String,
    status: StatusCode,
}

/// `GET /bulletins/sentences`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let shown = async {
        let params = Params::read(request.query_string(), &[LANG, DONE]);
        let locale = Locale::of(&request, params.text(LANG));
        let words = Words::of(locale.language);
        let done = match params.text(DONE) {
            Some("worded") => words.sentences_worded,
            Some("shipped") => words.sentences_back,
            _ => "",
        };
        params.finish()?;
        show(&request, &state, &actor, locale, (done, None)).await
    };
    shown.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `GET /bulletins/sentences/file`: the wording that holds, or the one that ships, as a file to be edited.
pub(crate) async fn file(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let made = async {
        let mut params = Params::read(request.query_string(), &["of", "shipped"]);
        let tags = LANGUAGES.map(|language| (language.tag(), language));
        let language = params.choice("of", &tags).unwrap_or_default();
        let shipped = params.choice("shipped", &[("true", true), ("false", false)]);
        params.finish()?;
        let worker = state.clone();
        let text = block(move || match shipped {
            Some(true) => Ok(shipped_sentences(language).to_owned()),
            _ => Ok::<_, HttpError>(current(own(&worker, language)?.as_ref(), language)),
        })
        .await??;
        let name = format!("attachment; filename=\"sentences-{language}.toml\"");
        Ok::<_, HttpError>(
            HttpResponse::Ok()
                .insert_header((CACHE_CONTROL, "no-store"))
                .insert_header((CONTENT_DISPOSITION, name))
                .content_type("application/toml")
                .body(text),
        )
    };
    made.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `POST /bulletins/sentences`: a wording, or the one that ships again.
pub(crate) async fn write(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    payload: Multipart,
) -> HttpResponse {
    let answer = answer(&request, &state, &actor, payload).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    payload: Multipart,
) -> Result<HttpResponse, HttpError> {
    let form = Form::read(payload).await?;
    actor.check_form(&form.token)?;
    if !writes_everywhere(actor) {
        let detail = "the sentences are those of all bulletins: only who drafts bulletins of all \
                      units may word them";
        return Err(not_allowed(detail).into());
    }
    let locale = Locale::of(request, None);
    let (worker, by, act) = (state.clone(), actor.user().name.clone(), form.act);
    let refused = block(move || keep(&worker, by.as_str(), form, locale.language)).await??;
    if let Some(refused) = refused {
        return show(request, state, actor, locale, ("", Some(refused))).await;
    }
    let done = match act {
        Act::Use => "worded",
        Act::Shipped => "shipped",
    };
    let there = Query::default().with(DONE, Some(done)).after("sentences");
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, there)).finish())
}

/// Keeps a wording, and says why not where it can't be used.
fn keep(
    state: &State,
    by: &str,
    form: Form,
    reader: Language,
) -> Result<Option<Refused>, HttpError> {
    let Form { language, seen, act, text, .. } = form;
    let words = Words::of(reader);
    // Nothing of one's own is what ships, also after the program has been brought up to date.
    let text = if act == Act::Shipped { String::new() } else { text };
    let refused = |text, why, status| Ok(Some(Refused { language, text, why, status }));
    if act == Act::Use && text.trim().is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return refused(text, words.sentences_nothing.to_owned(), status);
    }
    if let Err(error) = Sentences::new(language, Some(&text)) {
        let why = refusal::words(&error, reader);
        return refused(text, why, StatusCode::UNPROCESSABLE_ENTITY);
    }
    match state.store().by(by).write_bulletin_template(language, &text, seen) {
        Ok(_) => Ok(None),
        Err(StoreError::TemplateChanged) => {
            refused(text, words.sentences_changed.to_owned(), StatusCode::CONFLICT)
        }
        Err(error) => Err(error.into()),
    }
}

/// The sentences are those of the bulletins of every unit.
fn writes_everywhere(actor: &Actor) -> bool {
    actor.scope(Right::WriteBulletins) == Scope::Everything
}

/// What the office wrote last, unless that was to go back to what ships.
fn own(state: &State, language: Language) -> Result<Option<BulletinTemplate>, StoreError> {
    let newest = state.store().bulletin_template(language)?;
    Ok(newest.filter(|newest| !newest.text.trim().is_empty()))
}

fn current(own: Option<&BulletinTemplate>, language: Language) -> String {
    match own {
        Some(own) => own.text.clone(),
        None => shipped_sentences(language).to_owned(),
    }
}

async fn show(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    locale: Locale,
    (done, mut refused): (&'static str, Option<Refused>),
) -> Result<HttpResponse, HttpError> {
    let worker = state.clone();
    let versions = block(move || {
        let versions = |language| worker.store().bulletin_template_versions(language);
        Ok::<_, StoreError>([versions(Language::Chinese)?, versions(Language::English)?])
    })
    .await??;
    let words = Words::of(locale.language);
    let frame = frame_of(request, locale, actor, words.sentences, PAGE, &Query::default());
    let status = refused.as_ref().map_or(StatusCode::OK, |refused| refused.status);
    let wordings = LANGUAGES.into_iter().zip(versions);
    let page = SentencesPage {
        form_token: actor.form_token().to_owned(),
        done,
        may: writes_everywhere(actor),
        wordings: wordings
            .map(|(language, versions)| {
                let refused = refused.take_if(|refused| refused.language == language);
                wording(language, &versions, refused, (&frame.root, words))
            })
            .collect(),
        frame,
    };
    Ok(finished(request, locale, status, &page))
}

fn wording(
    language: Language,
    versions: &[BulletinTemplate],
    refused: Option<Refused>,
    (root, words): (&str, &Words),
) -> Wording {
    let newest = versions.first();
    let own = newest.filter(|newest| !newest.text.trim().is_empty()).cloned();
    let file = |shipped: Option<&str>| {
        let query = Query::default().with("of", Some(language.tag())).with("shipped", shipped);
        query.after(&format!("{root}{PAGE}/file"))
    };
    let line = |version: &BulletinTemplate| {
        let day = in_china(version.written_at).date();
        let what = if version.text.trim().is_empty() { words.sentences_as_shipped } else { "" };
        let number = fill(words.made_version, "n", &version.version);
        [number.as_str(), &version.written_by, &day.to_string(), what]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let (text, trouble) = match refused {
        Some(refused) => (refused.text, refused.why),
        None => (current(own.as_ref(), language), String::new()),
    };
    Wording {
        tag: language.tag(),
        name: language.pick("中文", "English"),
        seen: newest.map_or(0, |newest| newest.version),
        state: if own.is_some() { words.sentences_own } else { words.sentences_shipped },
        is_own: own.is_some(),
        current: file(None),
        shipped: file(Some("true")),
        text,
        trouble,
        versions: versions.iter().take(VERSIONS_SHOWN).map(line).collect(),
    }
}
