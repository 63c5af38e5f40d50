//! `/api/v1/views`: cuts of the figures under a name, to be opened again.
//!
//! A view holds choices and no figures: whoever opens it is shown what their own rights show. What is
//! shared, its name and its choices, is for all who may read figures.

mod choices;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{NewView, SavedView, StoreError};
use uuid::Uuid;

use crate::State;
use crate::auth::Actor;
use crate::body;
use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use crate::query::Params;
use crate::responses::id_of;

pub(crate) use choices::Page;
use choices::unknown_page;

/// Longest body, in bytes.
pub(crate) const VIEW_BYTES_MAX: usize = 16 << 10;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Views {
    views: Vec<SavedView>,
}

/// What is to be kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewView")]
pub(crate) struct Wanted {
    /// What it is called: 1 to 80 characters, in one line.
    pub(crate) name: String,
    /// The page, such as `workbench`, `ranking` or `trend`.
    pub(crate) page: String,
    /// The choices, as they stand in the address of the page after `?`.
    pub(crate) query: String,
    /// For all who may read figures, and not for the own account alone.
    #[serde(default)]
    pub(crate) shared: bool,
}

impl Wanted {
    /// The view, its choices in the one way of writing them.
    pub(crate) fn view(&self) -> Result<NewView, HttpError> {
        let page = Page::named(&self.page);
        let page = page.ok_or_else(|| ProblemDocument::invalid(vec![unknown_page(&self.page)]))?;
        let query = page.choices(&self.query).map_err(ProblemDocument::invalid)?;
        Ok(NewView {
            name: self.name.clone(),
            page: page.as_str().to_owned(),
            query: query.text(),
            shared: self.shared,
        })
    }

    /// Keeps the view for somebody.
    pub(crate) fn save(&self, state: &State, actor: &Actor) -> Result<SavedView, HttpError> {
        let view = self.view()?;
        state.store().by(actor.user().name.as_str()).save_view(&view).map_err(HttpError::of_sent)
    }
}

/// `GET /views`: the own ones and those that are shared, the newest first.
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let views = block(move || state.store().saved_views(Some(actor.user().name.as_str())));
    Ok(HttpResponse::Ok().json(Views { views: views.await?? }))
}

/// `POST /views`: keeps one.
pub(crate) async fn save(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let body = body::read(&request, payload, VIEW_BYTES_MAX).await?;
    let saved = block(move || body::parse_object::<Wanted>(&body)?.save(&state, &actor)).await??;
    Ok(HttpResponse::build(StatusCode::CREATED).json(saved))
}

/// `DELETE /views/{id}`: forgets one of one's own.
pub(crate) async fn delete(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    Params::read(request.query_string(), &[]).finish()?;
    let id = id_of(&request)?;
    let gone = block(move || state.store().by(actor.user().name.as_str()).delete_view(id));
    Ok(HttpResponse::Ok().json(gone.await??))
}

/// The choices of a page as a view keeps them, for a program beside the service.
///
/// # Errors
/// What is wrong with them, a sentence each.
pub fn view_choices(page: &str, query: &str) -> Result<String, Vec<String>> {
    let known = Page::named(page).ok_or_else(|| vec![unknown_page(page)]);
    let choices = known.and_then(|page| page.choices(query));
    let told = |fault: Fault| match fault.allowed.as_slice() {
        [] => fault.detail,
        allowed => format!("{}; there are {}", fault.detail, allowed.join(", ")),
    };
    choices.map(|choices| choices.text()).map_err(|faults| faults.into_iter().map(told).collect())
}

/// A view that somebody may open, and its page. Of others not even that there is one is told.
pub(crate) fn openable(
    state: &State,
    actor: &Actor,
    id: Uuid,
) -> Result<(SavedView, Page), HttpError> {
    let view = state.store().saved_view(id)?;
    let view = view.filter(|view| view.is_open_to(actor.user().name.as_str()));
    let opened = view.and_then(|view| Some((Page::named(&view.page)?, view)));
    let (page, view) = opened.ok_or_else(|| StoreError::UnknownView { id: id.to_string() })?;
    Ok((view, page))
}
