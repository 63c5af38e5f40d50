//! Saved views, shown.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use figures::{level_name, mode_name, weights_name};
use store::{COMMAND_LINE, SavedView};
use survey::{Language, OVERALL};

use super::PAGE;
use super::view::{Line, ViewsPage};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::chart::label;
use crate::pages::form::period_name;
use crate::pages::plain::{finished, frame_of};
use crate::pages::view::SaveForm;
use crate::views::{Page, Wanted};
use crate::words::Words;

/// What the page says besides the list.
pub(super) struct Told {
    pub(super) locale: Locale,
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// Choices that are to be saved.
    pub(super) wanted: Option<Wanted>,
}

impl Told {
    pub(super) fn nothing(locale: Locale) -> Self {
        Self { locale, status: StatusCode::OK, done: "", trouble: String::new(), wanted: None }
    }
}

/// The list.
pub(super) async fn list(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader) = (state.clone(), actor.clone());
    let views =
        block(move || worker.store().saved_views(Some(reader.user().name.as_str()))).await??;
    let language = told.locale.language;
    let title = Words::of(language).views;
    let (own, shared): (Vec<_>, Vec<_>) =
        views.into_iter().partition(|view| view.owner == actor.user().name.as_str());
    let lines = |views: Vec<SavedView>| views.iter().map(|view| line(view, language)).collect();
    let page = ViewsPage {
        frame: frame_of(request, told.locale, actor, title, PAGE, &Query::default()),
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        form: told.wanted.and_then(|wanted| form(wanted, language)),
        own: lines(own),
        shared: lines(shared),
    };
    Ok(finished(request, told.locale, told.status, &page))
}

/// The form for choices, and what they are; nothing where the page has none.
fn form(wanted: Wanted, language: Language) -> Option<(SaveForm, String)> {
    let about = about(Page::named(&wanted.page)?, &wanted.query, language);
    let Wanted { name, page, query, shared } = wanted;
    Some((SaveForm { name, page, query, shared }, about))
}

fn line(view: &SavedView, language: Language) -> Line {
    let words = Words::of(language);
    let day = survey::round::in_china(view.saved_at).date();
    let whom = if view.shared { words.view_shared } else { words.view_mine };
    let owner = if view.owner == COMMAND_LINE { words.command_line } else { &view.owner };
    let about = Page::named(&view.page).map(|page| about(page, &view.query, language));
    Line {
        id: view.id.to_string(),
        name: view.name.clone(),
        origin: format!("{owner} · {day} · {whom}"),
        about: about.unwrap_or_else(|| view.page.clone()),
    }
}

/// A page and the choices on it, in words as far as they have some without the data.
fn about(page: Page, query: &str, language: Language) -> String {
    let words = Words::of(language);
    let choices = page.kept_choices(query);
    let said = choices.pairs().filter_map(|(name, value)| {
        let label = match (page, name) {
            (Page::Workbench, "from") => words.bench_from,
            _ => label(name, words)?,
        };
        Some(format!("{label}{}{}", words.colon, value_text(name, value, language)))
    });
    std::iter::once(page.title(language).to_owned()).chain(said).collect::<Vec<_>>().join(" · ")
}

fn value_text(name: &str, value: &str, language: Language) -> String {
    let words = Words::of(language);
    let known = match (name, value) {
        ("kind", "mock") => Some(words.kind_mock),
        ("category", OVERALL) => Some(words.whole_topic),
        ("mode", _) => value.parse().ok().map(|mode| mode_name(Some(mode), language)),
        ("weights", _) => value.parse().ok().map(|weights| weights_name(weights, language)),
        ("view", "indices") => Some(words.bench_index),
        ("view", "changes") => Some(words.bench_changes),
        ("view", "mode-effects") => Some(words.bench_modes),
        ("view", "bounds") => Some(words.bench_bounds),
        ("by", "question") => Some(words.bench_question),
        ("by", "mode") => Some(words.mode),
        _ => None,
    };
    match name {
        "period" | "from" => {
            value.parse().map_or_else(|_| value.to_owned(), |period| period_name(period, language))
        }
        "level" => level_name(value, language),
        _ => known.unwrap_or(value).to_owned(),
    }
}
