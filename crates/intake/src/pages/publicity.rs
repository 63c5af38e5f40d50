//! `/publicity`: what was told to the public, counted by month and unit, and entry by entry.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::{Twin, publicity_counts};
use store::{LoggedPublicity, PublicityPage as Part};
use survey::{Language, PublicityKind, UnitTree};

use super::address::Query;
use super::chart::trouble_of;
use super::plain::{failed, finished, frame_of};
use super::turning::{PAGE, Turning, TurningView};
use super::view::{Choice, Frame, Select, Table, Trouble};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::publicity::{Asked, PAGE_LEN};
use crate::query::Params;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "publicity.html")]
struct PublicityPage {
    frame: Frame,
    troubles: Vec<Trouble>,
    keep_language: bool,
    period: String,
    select: Select,
    counts: Option<Table>,
    lines: Vec<Line>,
    turning: TurningView,
}

/// An entry.
struct Line {
    day: String,
    channel: String,
    kind: &'static str,
    unit: String,
    topic: String,
    link: String,
    /// Whether a browser can go there.
    is_address: bool,
}

/// `GET /publicity`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    match shown(&request, &state, &actor).await {
        Ok(response) => response,
        Err(error) => failed(&request, &state, &error),
    }
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
) -> Result<HttpResponse, HttpError> {
    let names = ["period", "unit", "kind", PAGE, LANG];
    let mut params = Params::read(request.query_string(), &names).without_blanks();
    let locale = Locale::of(request, params.text(LANG));
    let period = params.text("period").unwrap_or_default().to_owned();
    let (asked, page) = (Asked::read(&mut params), Turning::asked(&mut params));
    let faults = params.faults().to_vec();
    let (worker, reader) = (state.clone(), actor.clone());
    let found = Found { asked, period, page, faults, ..Found::default() };
    let found = block(move || found.load(&worker, &reader, locale.language)).await??;
    let page = found.page(request, actor, locale);
    let status = if page.troubles.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
#[derive(Default)]
struct Found {
    asked: Asked,
    /// The period as it was written.
    period: String,
    page: usize,
    faults: Vec<Fault>,
    counts: Twin,
    part: Part,
    lines: Vec<Line>,
}

impl Found {
    fn load(mut self, state: &State, actor: &Actor, language: Language) -> Result<Self, HttpError> {
        if !self.faults.is_empty() {
            return Ok(self);
        }
        let filter = match self.asked.filter(state, actor) {
            Err(HttpError::Problem(document)) if !document.errors.is_empty() => {
                self.faults.extend(document.errors.iter().cloned());
                return Ok(self);
            }
            filter => filter?,
        };
        let counts = publicity_counts(state.store(), &filter, language)?;
        self.counts = Twin::of_publicity(&counts, language);
        let total: u64 = counts.iter().map(|row| row.good_news + row.exposures).sum();
        let rows =
            Turning::to(self.page, PAGE_LEN as usize, usize::try_from(total).unwrap_or(usize::MAX));
        self.page = rows.page();
        self.part = state.store().publicity(&filter, rows.rows().start as u64, PAGE_LEN)?;
        let tree = state.store().unit_tree()?;
        self.lines = self.part.entries.iter().map(|entry| line(entry, &tree, language)).collect();
        Ok(self)
    }

    fn page(self, request: &HttpRequest, actor: &Actor, locale: Locale) -> PublicityPage {
        let words = Words::of(locale.language);
        let query = Query::default()
            .with("period", self.asked.period)
            .with("unit", self.asked.unit.as_ref())
            .with("kind", self.asked.kind);
        let total = usize::try_from(self.part.total).unwrap_or(usize::MAX);
        let turning = Turning::to(self.page, PAGE_LEN as usize, total);
        let shown = query.clone().with(PAGE, Some(turning.page()).filter(|page| *page > 1));
        let kind = self.asked.kind.map_or("", PublicityKind::as_str);
        let option = |value: &str, text: &str| Choice {
            value: value.to_owned(),
            text: text.to_owned(),
            selected: value == kind,
        };
        let kinds = PublicityKind::ALL.map(|known| option(known.as_str(), named(known, words)));
        let kinds = std::iter::once(option("", words.publicity_any_kind)).chain(kinds).collect();
        PublicityPage {
            frame: frame_of(request, locale, actor, words.publicity, "publicity", &shown),
            troubles: self.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            keep_language: locale.chosen,
            period: self.period,
            select: Select::plain("kind", words.publicity_kind, kinds),
            counts: (!self.lines.is_empty()).then(|| Table::of(self.counts, &Query::default())),
            lines: self.lines,
            turning: turning.view(&query, "publicity", words),
        }
    }
}

fn named(kind: PublicityKind, words: &Words) -> &'static str {
    match kind {
        PublicityKind::GoodNews => words.publicity_good_news,
        PublicityKind::Exposure => words.publicity_exposure,
    }
}

fn line(entry: &LoggedPublicity, tree: &UnitTree, language: Language) -> Line {
    let item = &entry.item;
    let unit = tree.get(item.unit.as_str());
    let link = item.link.clone().unwrap_or_default();
    Line {
        day: item.published_on.to_string(),
        channel: item.channel.clone(),
        kind: named(item.kind, Words::of(language)),
        unit: unit.map_or(item.unit.as_str(), |unit| unit.name.get(language)).to_owned(),
        topic: item.topic.clone(),
        is_address: link.starts_with("https://") || link.starts_with("http://"),
        link,
    }
}
