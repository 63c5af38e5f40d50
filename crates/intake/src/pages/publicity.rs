//! `/publicity`: what was told to the public, counted by month and unit, and entry by entry; whoever judges
//! issues logs it there, and takes back what was wrong.

mod acts;

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use figures::{Twin, publicity_counts};
use store::{LoggedPublicity, PublicityPage as Part};
use survey::{Language, PublicityKind, Right, UnitTree};

pub(crate) use self::acts::act;
use super::address::Query;
use super::chart::trouble_of;
use super::field::{Field, Kind};
use super::names::Names;
use super::names::units_offered;
use super::plain::{DONE, failed, finished, frame_of};
use super::turning::{PAGE, Turning, TurningView};
use super::view::{Choice, Frame, Select, Table, Trouble};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::problem::Fault;
use crate::publicity::{self, PAGE_LEN};
use crate::query::Params;
use crate::words::Words;

/// Its address.
const PAGE_NAME: &str = "publicity";

/// The page.
#[derive(Template)]
#[template(path = "publicity.html")]
struct PublicityPage {
    frame: Frame,
    form_token: String,
    done: &'static str,
    /// What stands against what was sent.
    trouble: String,
    troubles: Vec<Trouble>,
    /// The form for another entry; empty for whoever may not log any.
    fields: Vec<Field>,
    units: Vec<Choice>,
    /// Whether any entry may be taken back by the reader.
    any_removes: bool,
    keep_language: bool,
    period: String,
    select: Select,
    counts: Option<Table>,
    lines: Vec<Line>,
    turning: TurningView,
}

/// An entry.
struct Line {
    id: String,
    day: String,
    channel: String,
    kind: &'static str,
    unit: String,
    topic: String,
    link: String,
    /// Whether a browser can go there.
    is_address: bool,
    /// Whether the reader may take it back.
    removes: bool,
}

/// What stands in the address.
#[derive(Default)]
struct Asked {
    cut: publicity::Asked,
    /// The period as it was written.
    period: String,
    page: usize,
    faults: Vec<Fault>,
}

/// What the page says besides the log.
struct Told {
    status: StatusCode,
    done: &'static str,
    trouble: String,
    /// The form as it was sent.
    fields: Option<Vec<Field>>,
}

impl Default for Told {
    fn default() -> Self {
        Self { status: StatusCode::OK, done: "", trouble: String::new(), fields: None }
    }
}

/// `GET /publicity`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let names = ["period", "unit", "kind", PAGE, DONE, LANG];
    let mut params = Params::read(request.query_string(), &names).without_blanks();
    let locale = Locale::of(&request, params.text(LANG));
    let words = Words::of(locale.language);
    let done = match params.text(DONE) {
        Some("logged") => words.publicity_done_logged,
        Some("same") => words.publicity_done_same,
        Some("removed") => words.publicity_done_removed,
        _ => "",
    };
    let asked = Asked {
        period: params.text("period").unwrap_or_default().to_owned(),
        cut: publicity::Asked::read(&mut params),
        page: Turning::asked(&mut params),
        faults: params.faults().to_vec(),
    };
    let told = Told { done, ..Told::default() };
    match shown(&request, &state, &actor, (asked, locale), told).await {
        Ok(response) => response,
        Err(error) => failed(&request, &state, &error),
    }
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    (asked, locale): (Asked, Locale),
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader) = (state.clone(), actor.clone());
    let found = Found { asked, ..Found::default() };
    let found = block(move || found.load(&worker, &reader, locale.language)).await??;
    let status = if found.asked.faults.is_empty() { told.status } else { StatusCode::BAD_REQUEST };
    Ok(finished(request, locale, status, &found.page(request, actor, locale, told)))
}

/// What there is to show.
#[derive(Default)]
struct Found {
    asked: Asked,
    counts: Twin,
    part: Part,
    lines: Vec<Line>,
    /// Those that the reader may log something of.
    units: Vec<Choice>,
}

impl Found {
    fn load(mut self, state: &State, actor: &Actor, language: Language) -> Result<Self, HttpError> {
        let names = Names::load(state, language)?;
        if actor.may(Right::JudgeIssues) {
            self.units = units_offered(state, actor, Right::JudgeIssues, &names)?;
        }
        if !self.asked.faults.is_empty() {
            return Ok(self);
        }
        let filter = match self.asked.cut.filter(state, actor) {
            Err(HttpError::Problem(document)) if !document.errors.is_empty() => {
                self.asked.faults.extend(document.errors.iter().cloned());
                return Ok(self);
            }
            filter => filter?,
        };
        let counts = publicity_counts(state.store(), &filter, language)?;
        self.counts = Twin::of_publicity(&counts, language);
        let total: u64 = counts.iter().map(|row| row.good_news + row.exposures).sum();
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        let rows = Turning::to(self.asked.page, PAGE_LEN as usize, total);
        self.asked.page = rows.page();
        self.part = state.store().publicity(&filter, rows.rows().start as u64, PAGE_LEN)?;
        let own = actor.scope(Right::JudgeIssues);
        let line = |entry: &LoggedPublicity| Line {
            removes: own.covers(entry.item.unit.as_str(), &names.units),
            ..line(entry, &names.units, language)
        };
        self.lines = self.part.entries.iter().map(line).collect();
        Ok(self)
    }

    fn page(
        self,
        request: &HttpRequest,
        actor: &Actor,
        locale: Locale,
        told: Told,
    ) -> PublicityPage {
        let words = Words::of(locale.language);
        let query = Query::default()
            .with("period", self.asked.cut.period)
            .with("unit", self.asked.cut.unit.as_ref())
            .with("kind", self.asked.cut.kind);
        let total = usize::try_from(self.part.total).unwrap_or(usize::MAX);
        let turning = Turning::to(self.asked.page, PAGE_LEN as usize, total);
        let shown = query.clone().with(PAGE, Some(turning.page()).filter(|page| *page > 1));
        let kind = self.asked.cut.kind.map_or("", PublicityKind::as_str);
        let option = |value: &str, text: &str| Choice {
            value: value.to_owned(),
            text: text.to_owned(),
            selected: value == kind,
        };
        let kinds = PublicityKind::ALL.map(|known| option(known.as_str(), named(known, words)));
        let kinds = std::iter::once(option("", words.publicity_any_kind)).chain(kinds).collect();
        let fields = match told.fields {
            _ if !actor.may(Right::JudgeIssues) => Vec::new(),
            Some(sent) => sent,
            None => acts::fields(words),
        };
        PublicityPage {
            frame: frame_of(request, locale, actor, words.publicity, PAGE_NAME, &shown),
            form_token: actor.form_token().to_owned(),
            done: told.done,
            trouble: told.trouble,
            fields,
            units: self.units,
            any_removes: self.lines.iter().any(|line| line.removes),
            troubles: self.asked.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            keep_language: locale.chosen,
            period: self.asked.period,
            select: Select::plain("kind", words.publicity_kind, kinds),
            counts: (!self.lines.is_empty()).then(|| Table::of(self.counts, &Query::default())),
            lines: self.lines,
            turning: turning.view(&query, PAGE_NAME, words),
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
        id: entry.id.to_string(),
        day: item.published_on.to_string(),
        channel: item.channel.clone(),
        kind: named(item.kind, Words::of(language)),
        unit: unit.map_or(item.unit.as_str(), |unit| unit.name.get(language)).to_owned(),
        topic: item.topic.clone(),
        is_address: link.starts_with("https://") || link.starts_with("http://"),
        link,
        removes: false,
    }
}
