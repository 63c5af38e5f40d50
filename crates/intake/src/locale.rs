//! Which language a page speaks: `?lang=`, else the cookie of an earlier choice, else what the
//! browser asks for, else Chinese.

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderName};
use survey::Language;

/// Name of the parameter and of the cookie.
pub(crate) const LANG: &str = "lang";

/// The language of a page, and whether it was chosen just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locale {
    pub(crate) language: Language,
    /// Chosen in the address, so that it is worth a cookie.
    pub(crate) chosen: bool,
}

impl Locale {
    /// The language for a request whose query asks for `asked`.
    pub(crate) fn of(request: &HttpRequest, asked: Option<&str>) -> Self {
        if let Some(language) = asked.and_then(|tag| tag.parse().ok()) {
            return Self { language, chosen: true };
        }
        let language = from_cookie(request).or_else(|| accepted(request)).unwrap_or_default();
        Self { language, chosen: false }
    }

    /// The cookie that keeps the choice for a year. Without a path it holds for the folder that
    /// the pages are in, also below a prefix.
    pub(crate) fn cookie(self) -> String {
        format!("{LANG}={}; Max-Age=31536000; SameSite=Lax; HttpOnly", self.language.tag())
    }
}

fn header(request: &HttpRequest, name: HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

fn from_cookie(request: &HttpRequest) -> Option<Language> {
    header(request, COOKIE)?
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == LANG)
        .and_then(|(_, tag)| tag.parse().ok())
}

/// The first language of the list that we speak. Browsers list them by preference.
fn accepted(request: &HttpRequest) -> Option<Language> {
    header(request, ACCEPT_LANGUAGE)?.split(',').find_map(|range| {
        let tag = range.split(';').next().unwrap_or_default().trim();
        let main = tag.split('-').next().unwrap_or_default();
        main.parse().ok()
    })
}
