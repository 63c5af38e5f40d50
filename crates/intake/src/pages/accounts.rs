//! The page on which an administrator looks after accounts: a list, and one account by its name.

mod acts;
mod shown;
mod view;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query as QueryString};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

pub(crate) use acts::act;

use super::plain::failed;
use crate::State;
use crate::auth::Actor;
use crate::locale::Locale;
use crate::words::Words;

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Whose account; empty for the list.
    #[serde(default)]
    name: String,
    /// What was done just now.
    #[serde(default)]
    done: String,
    /// The language, where it was chosen.
    #[serde(default)]
    lang: String,
}

/// What a page says besides what is there.
struct Told {
    status: StatusCode,
    locale: Locale,
    done: &'static str,
    trouble: String,
    /// What was typed into the form that made trouble.
    typed: acts::Fields,
}

impl Told {
    fn nothing(locale: Locale) -> Self {
        let (status, typed) = (StatusCode::OK, acts::Fields::default());
        Self { status, locale, done: "", trouble: String::new(), typed }
    }
}

/// `GET /accounts`; `name` asks for one of them.
pub(crate) async fn page(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    asked: Option<QueryString<Asked>>,
) -> HttpResponse {
    let asked = asked.map(QueryString::into_inner).unwrap_or_default();
    let locale = Locale::of(&request, Some(&asked.lang));
    let done = acts::done_text(&asked.done, Words::of(locale.language));
    let told = Told { done, ..Told::nothing(locale) };
    let shown = if asked.name.is_empty() {
        shown::list(&request, &state, &actor, told).await
    } else {
        shown::one(&request, &state, &actor, &asked.name, told).await
    };
    shown.unwrap_or_else(|error| failed(&request, &state, &error))
}
