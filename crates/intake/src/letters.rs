//! How large the letters of pages are: `?print=large` chooses it, and a cookie keeps the choice.
//!
//! No page knows the parameter. It is taken out of the address on the way in: the browser is sent to
//! the same page again, with the cookie.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};

use crate::locale::cookie_value;

/// Name of the parameter and of the cookie.
pub(crate) const PRINT: &str = "print";

/// How large the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Letters {
    #[default]
    Normal,
    Large,
}

impl Letters {
    /// As it was chosen before.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        cookie_value(request, PRINT).and_then(Self::named).unwrap_or(Self::Normal)
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Normal, Self::Large].into_iter().find(|letters| letters.name() == name)
    }

    /// As in addresses, cookies and the class of a page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
        }
    }

    pub(crate) fn are_large(self) -> bool {
        self == Self::Large
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Normal => Self::Large,
            Self::Large => Self::Normal,
        }
    }
}

/// Keeps a choice that stands in the address of a page. Programs have no use for it, and are told so
/// where they send it.
pub(crate) async fn keep_choice<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let is_page = request.method().is_safe() && !request.path().starts_with("/api/");
    match chosen(request.query_string()).filter(|_| is_page) {
        Some((letters, rest)) => {
            // Without a path the cookie holds for the folder that the pages are in, also below a
            // prefix. Nor does the address name one; `./` lets no page's name be taken for a site's.
            let page = request.path().rsplit('/').next().unwrap_or_default();
            let mark = if rest.is_empty() { "" } else { "?" };
            let cookie =
                format!("{PRINT}={}; Max-Age=31536000; SameSite=Lax; HttpOnly", letters.name());
            let response = HttpResponse::SeeOther()
                .insert_header((LOCATION, format!("./{page}{mark}{rest}")))
                .insert_header((SET_COOKIE, cookie))
                .finish();
            Ok(request.into_response(response).map_into_right_body())
        }
        None => Ok(next.call(request).await?.map_into_left_body()),
    }
}

/// The choice in a query, and the query without it.
fn chosen(query: &str) -> Option<(Letters, String)> {
    let of_part = |part: &str| {
        part.split_once('=')
            .filter(|(name, _)| *name == PRINT)
            .and_then(|(_, name)| Letters::named(name))
    };
    let letters = query.split('&').find_map(of_part)?;
    let rest: Vec<&str> = query.split('&').filter(|part| of_part(part).is_none()).collect();
    Some((letters, rest.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_taken_out_of_a_query() {
        for (query, taken) in [
            ("print=large", Some((Letters::Large, ""))),
            ("a=1&print=normal&b=%20", Some((Letters::Normal, "a=1&b=%20"))),
            ("print=huge", None),
            ("a=print", None),
            ("", None),
        ] {
            let expected = taken.map(|(letters, rest)| (letters, rest.to_owned()));
            assert_eq!(chosen(query), expected, "{query}");
        }
    }
}
