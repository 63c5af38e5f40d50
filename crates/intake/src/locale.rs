//! How a page meets its reader: in which language (`?lang=`, else the cookie of an earlier choice, else
//! what the browser asks for, else Chinese), and how large its letters are.

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderName};
use survey::Language;

use crate::letters::Letters;

/// Name of the parameter and of the cookie.
pub(crate) const LANG: &str = "lang";

/// The language of a page, whether it was chosen just now, and the size of the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locale {
    pub(crate) language: Language,
    /// Chosen in the address, so that it is worth a cookie.
    pub(crate) chosen: bool,
    pub(crate) letters: Letters,
}

impl Locale {
    /// The language for a request whose query asks for `asked`.
    pub(crate) fn of(request: &HttpRequest, asked: Option<&str>) -> Self {
        let letters = Letters::of(request);
        if let Some(language) = asked.and_then(|tag| tag.parse().ok()) {
            return Self { language, chosen: true, letters };
        }
        let language = from_cookie(request).or_else(|| accepted(request)).unwrap_or_default();
        Self { language, chosen: false, letters }
    }

    /// What of a page differs by its reader, in a word.
    pub(crate) fn variant(self) -> &'static str {
        match self.letters {
            Letters::Normal => self.language.tag(),
            Letters::Large => self.language.pick("zh-CN large", "en large"),
        }
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
    cookie_value(request, LANG)?.parse().ok()
}

/// What a cookie holds.
pub(crate) fn cookie_value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    header(request, COOKIE)?
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(own, _)| *own == name)
        .map(|(_, value)| value)
}

/// The first language of the list that we speak. Browsers list them by preference.
fn accepted(request: &HttpRequest) -> Option<Language> {
    header(request, ACCEPT_LANGUAGE)?.split(',').find_map(|range| {
        let tag = range.split(';').next().unwrap_or_default().trim();
        let main = tag.split('-').next().unwrap_or_default();
        main.parse().ok()
    })
}
