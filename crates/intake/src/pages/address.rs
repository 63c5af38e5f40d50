//! Addresses within the service: always relative, because it may stand below a prefix that only
//! the proxy before it knows.

use std::fmt::Write;

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, REFERER};

use crate::State;

/// The way from a page up to the root of the service, `./` or `../…`.
pub(crate) fn root_from(path: &str) -> String {
    match path.trim_start_matches('/').matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// The address of a page as others reach it, for what is handed on: with the prefix that only the
/// browser knows, if it says from which of our pages the form came.
pub(super) fn outside(request: &HttpRequest, state: &State, page: &str) -> String {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header(HOST).unwrap_or_default();
    let came_from = header(REFERER).and_then(|from| from.split(['?', '#']).next());
    let seen = came_from.and_then(|from| {
        let (scheme, rest) = from.split_once("://")?;
        let known = ["http", "https"].contains(&scheme);
        let prefix = rest.strip_prefix(host)?.strip_suffix(request.path())?;
        (known && (prefix.is_empty() || prefix.starts_with('/')))
            .then(|| format!("{scheme}://{host}{prefix}/"))
    });
    let scheme = if state.is_over_tls() { "https" } else { "http" };
    let root = seen.unwrap_or_else(|| format!("{scheme}://{host}/"));
    format!("{root}{page}")
}

/// Names and values of a query string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(&'static str, String)>);

impl Query {
    /// Adds a value, if there is one.
    pub(crate) fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.0.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// The same without some names.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| !names.contains(name)).cloned().collect())
    }

    /// Names and values as they were before they were encoded.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// `path?name=value&…`.
    pub(crate) fn after(&self, path: &str) -> String {
        if self.0.is_empty() { path.to_owned() } else { format!("{path}?{}", self.text()) }
    }

    /// `name=value&…`.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (place, (name, value)) in self.0.iter().enumerate() {
            if place > 0 {
                text.push('&');
            }
            text.push_str(name);
            text.push('=');
            encode(value, &mut text);
        }
        text
    }
}

/// A text as part of an address.
pub(crate) fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    encode(value, &mut text);
    text
}

/// Percent-encodes all but the unreserved characters (RFC 3986).
fn encode(value: &str, to: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(char::from(byte));
        } else {
            let _ = write!(to, "%{byte:02X}"); // a String never refuses
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_and_missing_ones_left_out() {
        let query =
            Query::default().with("a", Some("满 &=?")).with("b", None::<&str>).with("c", Some(1));
        assert_eq!(query.after("x"), "x?a=%E6%BB%A1%20%26%3D%3F&c=1");
        assert_eq!(query.without(&["a", "c"]).after("x"), "x");
    }

    #[test]
    fn every_page_finds_the_root() {
        assert_eq!(root_from("/ranking"), "./");
        assert_eq!(root_from("/a/b/c"), "../../");
    }
}
