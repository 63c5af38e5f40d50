//! Pages for what goes wrong. Programs get the problem document instead.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, VARY};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::ChartKind;
use survey::Language;
use survey::problem::quoted;

use super::address::{Query, root_from};
use super::view::{Frame, NavItem, TroublePage};
use crate::assets;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::problem::ProblemDocument;
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
    let locale = Locale::of(request, None);
    let words = Words::of(locale.language);
    let (heading, text) = match document.status {
        StatusCode::NOT_FOUND => (words.error_missing, words.error_missing_text.to_owned()),
        StatusCode::FORBIDDEN => (words.error_forbidden, words.error_forbidden_text.to_owned()),
        status if status.is_client_error() => (words.error_bad, document.detail.clone()),
        _ => (words.error_failed, words.error_failed_text.to_owned()),
    };
    let frame = frame(request.path(), locale, heading.to_owned(), None, &Query::default());
    let back = format!("{}{}", frame.root, ChartKind::Ranking.as_str());
    TroublePage { heading, text, code: document.code, back, frame }
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
    };
    let other = language.pick(Language::English, Language::Chinese);
    let switched = query.without(&[LANG]).with(LANG, Some(other.tag()));
    Frame {
        words: Words::of(language),
        language,
        title,
        style: format!("{root}{}", assets::STYLE.path()),
        icon: format!("{root}{}", assets::ICON.path()),
        nav: ChartKind::ALL.into_iter().map(item).collect(),
        other_language: address(current.unwrap_or(ChartKind::Ranking), &switched),
        other_tag: other.tag(),
        root,
    }
}
