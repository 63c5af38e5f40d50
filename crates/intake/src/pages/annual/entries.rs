//! `/external` and `/letters`: what was entered with its document, as far as it has come, and the forms for
//! whoever may enter.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use figures::level_name;
use store::{EntryFilter, VouchedEntry};
use survey::vouched::EntryState;
use survey::{Code, Right};
use uuid::Uuid;

use super::book::Book;
use super::done_text;
use super::form::Form;
use super::lines::{Reasoned, lines};
use super::view::{EntriesPage, EntryFormView};
use crate::State;
use crate::annual::{within_reach, year_of};
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::field::choice;
use crate::pages::names::Names;
use crate::pages::names::units_offered;
use crate::pages::plain::{DONE, away, failed, finished, frame_of};
use crate::pages::view::Choice;
use crate::query::Params;
use crate::responses::uuid_of;
use crate::words::{Words, fill};

/// Entries of one page.
const ENTRIES: u32 = 50;
/// Which entry is to be corrected.
const CORRECT: &str = "correct";

/// `GET /external`
pub(crate) async fn results(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> HttpResponse {
    page(Book::Results, request, state, actor).await
}

/// `GET /letters`
pub(crate) async fn letters(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> HttpResponse {
    page(Book::Letters, request, state, actor).await
}

async fn page(book: Book, request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let (asked, done) = Asked::read(book, &request)?;
        let done = done_text(done.as_deref(), Words::of(asked.locale.language));
        shown(&request, &state, &actor, Told { done, ..Told::nothing(asked) }).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// What of a list is to be seen.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) book: Book,
    pub(super) locale: Locale,
    pub(super) year: Option<i32>,
    pub(super) level: Option<Code>,
    /// Turns the page.
    pub(super) after: Option<Uuid>,
    pub(super) correct: Option<Uuid>,
}

impl Asked {
    /// Also gives what was done just now.
    pub(super) fn read(
        book: Book,
        request: &HttpRequest,
    ) -> Result<(Self, Option<String>), HttpError> {
        let names = ["year", "level", "after", CORRECT, LANG, DONE];
        let mut params = Params::read(request.query_string(), &names).without_blanks();
        let asked = Self {
            book,
            locale: Locale::of(request, params.text(LANG)),
            year: params.parsed("year", year_of).or(book.usual_year()),
            level: params.parsed("level", str::parse),
            after: params.parsed("after", uuid_of),
            correct: params.parsed(CORRECT, uuid_of),
        };
        let done = params.text(DONE).map(str::to_owned);
        params.finish()?;
        Ok((asked, done))
    }

    /// The same list again.
    pub(super) fn query(&self) -> Query {
        Query::default()
            .with("year", self.year.filter(|_| self.year != self.book.usual_year()))
            .with("level", self.level.as_ref())
    }
}

/// What the page says besides the list.
pub(super) struct Told {
    pub(super) asked: Asked,
    pub(super) status: StatusCode,
    pub(super) done: &'static str,
    pub(super) trouble: String,
    /// The form as it was sent.
    pub(super) form: Option<EntryFormView>,
    /// The reason as it was sent with which an entry is to be given up.
    pub(super) reasoned: Option<Reasoned>,
}

impl Told {
    pub(super) fn nothing(asked: Asked) -> Self {
        let (done, trouble, form, reasoned) = ("", String::new(), None, None);
        Self { asked, status: StatusCode::OK, done, trouble, form, reasoned }
    }
}

/// What is read of the store for a page.
struct Found {
    entries: Vec<VouchedEntry>,
    names: Names,
    units: Vec<Choice>,
    /// What is to be corrected.
    old: Option<VouchedEntry>,
    lines: Vec<super::view::EntryLine>,
}

impl Found {
    fn load(
        state: &State,
        actor: &Actor,
        asked: &Asked,
        reasoned: Option<&Reasoned>,
    ) -> Result<Self, HttpError> {
        let (store, language) = (state.store(), asked.locale.language);
        let names = Names::load(state, language)?;
        let scope = actor.scope(Right::ReadAnnual);
        let mut units = state.reference().units_within(store, &scope)?;
        if let Some(level) = &asked.level {
            let of_level = names.units.units().iter().filter(|unit| unit.level == *level);
            let within = |code: &Code| units.as_ref().is_none_or(|units| units.contains(code));
            let codes = of_level.map(|unit| unit.code.clone()).filter(within).collect();
            units = Some(codes);
        }
        let kind = Some(asked.book.kind());
        let filter = EntryFilter { kind, year: asked.year, units, state: None };
        // One more tells whether there are more.
        let entries = store.year_entries_after(&filter, asked.after, i64::from(ENTRIES) + 1)?;
        let shown = &entries[..entries.len().min(ENTRIES as usize)];
        let lines = lines(state, actor, (asked, &names), shown, reasoned)?;
        let old = asked.correct.map(|id| within_reach(state, actor, Right::EnterResults, id));
        let old = old.transpose()?;
        let offered = units_offered(state, actor, Right::EnterResults, &names)?;
        Ok(Self { entries, names, units: offered, old, lines })
    }

    /// Where the list goes on.
    fn next(&self, asked: &Asked, root: &str) -> Option<String> {
        let last = self.entries.get(ENTRIES as usize - 1)?;
        let more = self.entries.len() > ENTRIES as usize;
        let query = asked.query().with("after", Some(last.id));
        more.then(|| query.after(&format!("{root}{}", asked.book.page())))
    }

    /// The form for a new entry or a correction, before anybody has filled it.
    fn form(&self, asked: &Asked, words: &Words) -> EntryFormView {
        let old = self.old.as_ref();
        let form = asked.book.form(&self.names, words, old.map(|old| &old.entry));
        form_view(asked, form, old, &self.names, words)
    }
}

/// A form with what it is about around it.
pub(super) fn form_view(
    asked: &Asked,
    form: Form,
    old: Option<&VouchedEntry>,
    names: &Names,
    words: &Words,
) -> EntryFormView {
    let said = old.and_then(|old| asked.book.said(&old.entry, names, words));
    EntryFormView {
        heading: match &said {
            Some(said) => fill(words.entries_correcting, "what", &said.about),
            None => asked.book.headings(words).enter.to_owned(),
        },
        correcting: old.map(|old| old.id.to_string()),
        form,
    }
}

pub(super) async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    mut told: Told,
) -> Result<HttpResponse, HttpError> {
    let (asked, reasoned) = (told.asked.clone(), told.reasoned.take());
    let found = away(state, actor, move |state, actor| {
        Found::load(state, actor, &asked, reasoned.as_ref())
    })
    .await?;
    let asked = &told.asked;
    let words = Words::of(asked.locale.language);
    // What is no more what counts can't be corrected.
    let stale = found.old.as_ref().is_some_and(|old| old.vouched.state != EntryState::Confirmed);
    if stale && told.trouble.is_empty() {
        told.status = StatusCode::CONFLICT;
        words.year_fault_state.clone_into(&mut told.trouble);
    }
    let enters = actor.may(Right::EnterResults) && !stale;
    let form = enters.then(|| told.form.unwrap_or_else(|| found.form(asked, words)));
    let (page, headings) = (asked.book.page(), asked.book.headings(words));
    let query = asked.query();
    let frame = frame_of(request, asked.locale, actor, headings.title, page, &query);
    let again = query.with("after", asked.after).with(CORRECT, asked.correct);
    let page = EntriesPage {
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        action: again.after(&format!("{}{page}", frame.root)),
        page,
        year: asked.year.map(|year| year.to_string()).unwrap_or_default(),
        levels: levels(&found.names, asked, words),
        next: found.next(asked, &frame.root),
        lines: found.lines,
        units: found.units,
        headings,
        form,
        frame,
    };
    Ok(finished(request, asked.locale, told.status, &page))
}

fn levels(names: &Names, asked: &Asked, words: &Words) -> Vec<Choice> {
    let level = |level: &Code| Choice {
        selected: asked.level.as_ref() == Some(level),
        ..choice(level.as_str(), level_name(level.as_str(), names.language))
    };
    let all = choice("", words.entries_all_levels);
    std::iter::once(all).chain(names.units.levels().into_iter().map(level)).collect()
}
