//! Pages for what goes wrong. Programs get the problem document instead.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, VARY};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use figures::ChartKind;
use survey::problem::quoted;
use survey::{Language, Right};

use super::address::{Query, root_from};
use super::view::{Frame, NavItem, TroublePage};
use crate::assets;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::letters::PRINT;
use crate::locale::{LANG, Locale};
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::words::Words;

/// Answers every address at which nothing stands.
pub(crate) async fn nothing_here(request: HttpRequest) -> HttpResponse {
    let detail = format!("nothing stands at {}", quoted(request.path()));
    let document = ProblemDocument::not_found("not_found", detail);
    if request.path().starts_with("/api/") {
        return document.response();
    }
    trouble(&request, &document.into())
}

/// A failure as a page for people, and as a problem document for programs.
pub(crate) fn trouble(request: &HttpRequest, error: &HttpError) -> HttpResponse {
    let document = error.document();
    let page = reads_pages(request).then(|| page(request, &document).render().ok()).flatten();
    let Some(page) = page else { return document.response() };
    document
        .head()
        .insert_header((VARY, "Accept, Accept-Language, Cookie"))
        .content_type(HTML)
        .body(page)
}

/// Media type of pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";

fn reads_pages(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn page(request: &HttpRequest, document: &ProblemDocument) -> TroublePage {
    let asked = Params::read(request.query_string(), &[LANG]);
    let locale = Locale::of(request, asked.text(LANG));
    let words = Words::of(locale.language);
    let (heading, text) = match document.status {
        StatusCode::NOT_FOUND => (words.error_missing, words.error_missing_text.to_owned()),
        StatusCode::FORBIDDEN => (words.error_forbidden, words.error_forbidden_text.to_owned()),
        status if status.is_client_error() && request.method().is_safe() => {
            (words.error_bad, document.detail.clone())
        }
        status if status.is_client_error() => {
            let told = told(document, words).map(str::to_owned);
            (words.error_unsaved, told.unwrap_or_else(|| document.detail.clone()))
        }
        _ => (words.error_failed, words.error_failed_text.to_owned()),
    };
    let frame = frame(request.path(), locale, heading.to_owned(), None, &Query::default());
    // Whoever sent a form goes back to it.
    let back = if request.method().is_safe() {
        frame.root.clone()
    } else {
        format!("{}{}", frame.root, request.path().trim_start_matches('/'))
    };
    let frame = match request.extensions().get::<Actor>() {
        Some(actor) => frame.for_reader(actor),
        None => Frame { nav: Vec::new(), ..frame },
    };
    TroublePage { heading, text, code: document.code, back, frame }
}

/// Why a form was not taken, in the words of the page.
fn told(document: &ProblemDocument, words: &Words) -> Option<&'static str> {
    let codes = document.errors.iter().map(|fault| fault.code).chain([document.code]);
    codes.into_iter().find_map(|code| match code {
        "bad_reason" => Some(words.error_reason),
        "unknown_form" => Some(words.error_unknown_form),
        "already_settled" => Some(words.error_settled),
        "superseded" => Some(words.error_superseded),
        "body_too_large" => Some(words.error_file_too_large),
        _ => None,
    })
}

impl Frame {
    /// The same, which leads nobody where they may not go.
    pub(super) fn for_reader(mut self, actor: &Actor) -> Self {
        self.nav.retain(|item| actor.may(item.needs));
        self
    }
}

/// What stands around every page. `query` is kept from chart to chart.
pub(super) fn frame(
    path: &str,
    locale: Locale,
    title: String,
    current: Option<ChartKind>,
    query: &Query,
) -> Frame {
    let language = locale.language;
    let root = root_from(path);
    let address = |kind: ChartKind, query: &Query| query.after(&format!("{root}{}", kind.as_str()));
    let item = |kind: ChartKind| NavItem {
        href: address(kind, &query.without(&["unit"])),
        text: kind.title(language),
        current: current == Some(kind),
        needs: Right::ReadFigures,
    };
    let fieldwork = NavItem {
        href: format!("{root}fieldwork"),
        text: Words::of(language).fieldwork,
        current: path == "/fieldwork",
        needs: Right::ReadFieldwork,
    };
    let workbench = NavItem {
        href: format!("{root}workbench"),
        text: Words::of(language).workbench,
        current: path == "/workbench",
        needs: Right::ReadFigures,
    };
    let other = language.pick(Language::English, Language::Chinese);
    let page = current.map(ChartKind::as_str).unwrap_or_default();
    let resized = query.clone().with(PRINT, Some(locale.letters.other().name()));
    let switched = query.without(&[LANG]).with(LANG, Some(other.tag()));
    Frame {
        words: Words::of(language),
        language,
        title,
        style: format!("{root}{}", assets::STYLE.path()),
        icon: format!("{root}{}", assets::ICON.path()),
        nav: ChartKind::ALL.into_iter().map(item).chain([workbench, fieldwork]).collect(),
        other_language: address(current.unwrap_or(ChartKind::Ranking), &switched),
        other_tag: other.tag(),
        letters: locale.letters,
        other_letters: resized.after(&format!("{root}{page}")),
        root,
    }
}
