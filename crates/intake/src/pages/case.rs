//! What the pages of cases share. A case has a history, and people take it forward step by step: an issue, a
//! supervision order, a common issue.

pub(super) mod act;
pub(super) mod forms;
pub(super) mod list;
pub(super) mod refusal;
pub(super) mod sending;
pub(super) mod view;
pub(super) mod way;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use survey::{Code, Right, Step};
use uuid::Uuid;

use self::forms::Refused;
use self::view::{StepForm, StepView};
use super::plain::{DONE, away, failed, finished};
use super::turning::Turning;
use crate::State;
use crate::auth::Actor;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::words::Words;

/// A case, as it stands before somebody.
pub(super) trait Case: Sized + Send + 'static {
    type Page: Template;

    /// What an address that names none is told to name.
    const NAME: &'static str;
    /// What may stand in the address.
    const PARAMS: &'static [&'static str] = &[LANG, DONE, "id"];

    /// Reads one that is within somebody's reach.
    fn load(state: &State, actor: &Actor, id: Uuid, locale: Locale) -> Result<Self, HttpError>;

    fn page(&self, request: &HttpRequest, actor: &Actor, locale: Locale, told: Told) -> Self::Page;

    /// What is said of what was done just now, by its name in the address.
    fn done(name: &str, words: &Words) -> String;
}

/// What the page of a case says besides what it shows.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) done: String,
    pub(super) trouble: String,
    pub(super) refused: Option<Refused>,
    /// The newest step that somebody had seen when others took more.
    pub(super) seen: Option<u32>,
    /// Which part of a table too long for one page.
    pub(super) part: usize,
}

impl Told {
    pub(super) fn nothing() -> Self {
        let (done, trouble) = (String::new(), String::new());
        Self { status: StatusCode::OK, done, trouble, refused: None, seen: None, part: 1 }
    }

    /// What is wrong, and whether the step that was sent can't be taken any more.
    pub(super) fn trouble(&self, forms: &[StepForm], words: &Words) -> String {
        let is_gone = |of: &Refused| forms.iter().all(|form| form.kind != of.kind);
        if self.seen.is_some() && self.refused.as_ref().is_some_and(is_gone) {
            return format!("{} {}", self.trouble, words.issue_changed_gone);
        }
        self.trouble.clone()
    }

    /// What others did while somebody was writing.
    pub(super) fn meanwhile<E>(
        &self,
        steps: &[Step<E>],
        view: impl Fn(&Step<E>) -> StepView,
    ) -> Vec<StepView> {
        let Some(seen) = self.seen else { return Vec::new() };
        steps.iter().skip(usize::try_from(seen).unwrap_or(usize::MAX)).map(view).collect()
    }
}

/// Which of some rights somebody has for a unit.
pub(super) fn rights_for(
    state: &State,
    actor: &Actor,
    rights: &[Right],
    unit: &Code,
) -> Result<Vec<Right>, HttpError> {
    let mut had = Vec::new();
    for right in rights {
        if reaches(state, actor, &[*right], unit)? {
            had.push(*right);
        }
    }
    Ok(had)
}

/// Answers a request for the page of a case.
pub(super) async fn one<C: Case>(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> HttpResponse {
    let answer = async {
        let mut params = Params::read(request.query_string(), C::PARAMS);
        let locale = Locale::of(&request, params.text(LANG));
        let done = params.text(DONE).map(|name| C::done(name, Words::of(locale.language)));
        let id = params.parsed("id", |text| {
            Uuid::try_parse(text).map_err(|_| "an id has the form of a UUID".to_owned())
        });
        let part = Turning::asked(&mut params);
        params.finish()?;
        let id = id.ok_or_else(|| {
            ProblemDocument::bad_request("bad_query", format!("name {} by its id", C::NAME))
        })?;
        let told = Told { done: done.unwrap_or_default(), part, ..Told::nothing() };
        shown::<C>(&request, &state, &actor, id, locale, told).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn shown<C: Case>(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    id: Uuid,
    locale: Locale,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let case = away(state, actor, move |state, actor| C::load(state, actor, id, locale)).await?;
    let status = told.status;
    let page = case.page(request, actor, locale, told);
    Ok(finished(request, locale, status, &page))
}
