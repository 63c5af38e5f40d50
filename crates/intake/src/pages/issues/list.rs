//! The list: what is overdue on top, then the oldest.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Issue, IssueFilter, LedgerCounts, LedgerPage};
use survey::round::in_china;
use survey::{IssueLife, Right};

use super::asked::{Asked, units_offered};
use super::named::{self, Names};
use super::view::{Line, ListPage};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::chart::trouble_of;
use crate::pages::plain::{failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning};
use crate::pages::view::{Choice, Tile};
use crate::query::Params;
use crate::words::{Words, fill};

/// Issues of one page.
const ROWS: usize = 50;
/// As much of what is wrong as a row tells, in characters.
const WHAT_MAX: usize = 60;

/// `GET /issues`
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
    let mut params = Params::read(request.query_string(), &Asked::NAMES).without_blanks();
    let locale = Locale::of(request, params.text(LANG));
    let asked = Asked::read(&mut params);
    let (worker, reader) = (state.clone(), actor.clone());
    let found = block(move || Found::load(&worker, &reader, asked, locale)).await??;
    let page = found.page(request, actor, locale);
    let status = if page.troubles.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
struct Found {
    asked: Asked,
    names: Names,
    units: Vec<Choice>,
    ledger: LedgerPage,
    turning: Turning,
    today: Date,
}

impl Found {
    fn load(
        state: &State,
        actor: &Actor,
        mut asked: Asked,
        locale: Locale,
    ) -> Result<Self, HttpError> {
        let today = in_china(Timestamp::now()).date();
        let names = Names::load(state, locale.language)?;
        let units = units_offered(state, actor, Right::ReadIssues, &names)?;
        let filter = asked.filter(state, actor, &names, today)?;
        let (ledger, turning) = match filter {
            Some(filter) => part(state, &filter, today, asked.page)?,
            None => (LedgerPage::default(), Turning::to(1, ROWS, 0)),
        };
        Ok(Self { asked, names, units, ledger, turning, today })
    }

    fn page(&self, request: &HttpRequest, actor: &Actor, locale: Locale) -> ListPage {
        let words = Words::of(locale.language);
        let (asked, query) = (&self.asked, self.asked.query());
        let shown = query.clone().with(PAGE, Some(asked.page).filter(|page| *page > 1));
        let frame = frame_of(request, locale, actor, words.issues, "issues", &shown);
        let counts = &self.ledger.counts;
        let age = |(days, n): &(i32, u64)| {
            let text = fill(&fill(words.issues_older, "n", days), "k", n);
            let older = query.without(&["age", "state", "overdue"]).with("age", Some(days));
            (text, older.after("issues"))
        };
        ListPage {
            troubles: asked.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            keep_language: locale.chosen,
            unit: asked.unit.clone(),
            units: self.units.iter().map(Choice::again).collect(),
            selects: asked.selects(&self.names, words),
            tiles: tiles(counts, words),
            ages: counts.older.iter().map(age).collect(),
            lines: self.ledger.issues.iter().map(|issue| self.line(issue, &frame.root)).collect(),
            turning: self.turning.view(&query, "issues", words),
            csv: query.with(LANG, Some(locale.language.tag())).after("issues/file"),
            csv_hint: words.issues_csv_hint,
            registers: actor.may(Right::JudgeIssues),
            frame,
        }
    }

    fn line(&self, issue: &Issue, root: &str) -> Line {
        let (names, words) = (&self.names, Words::of(self.names.language));
        let overdue = IssueLife::is_past(issue.state, issue.due_on, self.today);
        Line {
            href: address(issue.id, root),
            what: what(issue, names),
            marks: marks(issue, words),
            unit: names.unit(&issue.unit),
            category: names.category(&issue.category),
            channel: named::channel(issue.channel, words),
            opened_on: issue.opened_on.to_string(),
            state: named::state(issue.state, words),
            due: issue.due_on.map(|day| day.to_string()).unwrap_or_default(),
            overdue,
            person: issue.owners.as_ref().map(|of| of.person.clone()).unwrap_or_default(),
        }
    }
}

/// The page that was asked for, or the last where there are not so many.
fn part(
    state: &State,
    filter: &IssueFilter,
    today: Date,
    page: usize,
) -> Result<(LedgerPage, Turning), HttpError> {
    let read = |page: usize| {
        let before = u64::try_from((page - 1).saturating_mul(ROWS)).unwrap_or(u64::MAX);
        state.store().ledger(filter, today, before, u32::try_from(ROWS).unwrap_or(u32::MAX))
    };
    let ledger = read(page)?;
    let total = usize::try_from(ledger.total).unwrap_or(usize::MAX);
    let turning = Turning::to(page, ROWS, total);
    if ledger.issues.is_empty() && total > 0 {
        return Ok((read(turning.page())?, turning));
    }
    Ok((ledger, turning))
}

fn tiles(counts: &LedgerCounts, words: &Words) -> Vec<Tile> {
    [
        (words.issues_tile_open, counts.open, words.issues_tile_open_note),
        (words.issues_tile_overdue, counts.overdue, words.issues_tile_overdue_note),
        (words.issues_tile_judge, counts.to_judge, words.issues_tile_judge_note),
        (words.issues_tile_closed, counts.closed, words.issues_tile_closed_note),
    ]
    .into_iter()
    .map(|(label, n, note)| Tile {
        label: label.to_owned(),
        value: n.to_string(),
        note: note.to_owned(),
    })
    .collect()
}

/// Where an issue is read.
pub(in crate::pages) fn address(id: uuid::Uuid, root: &str) -> String {
    Query::default().with("id", Some(id)).after(&format!("{root}issues/one"))
}

/// What an issue is about, in a line.
pub(in crate::pages) fn what(issue: &Issue, names: &Names) -> String {
    let said = issue.description.as_deref().map(str::trim).filter(|said| !said.is_empty());
    let Some(said) = said else {
        return match &issue.reason {
            Some(reason) => names.reason(&issue.category, reason),
            None => Words::of(names.language).issue_no_words.to_owned(),
        };
    };
    if said.chars().count() <= WHAT_MAX {
        return said.to_owned();
    }
    said.chars().take(WHAT_MAX).chain(['…']).collect()
}

/// Whether it is one of several of its kind, and whether it came back.
pub(super) fn marks(issue: &Issue, words: &Words) -> Vec<String> {
    let repeats = issue.repeats.map(|_| words.issue_repeats.to_owned());
    let reopened =
        (issue.reopened > 0).then(|| fill(words.issue_reopened_mark, "n", &issue.reopened));
    repeats.into_iter().chain(reopened).collect()
}
