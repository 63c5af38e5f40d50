//! The list: what is overdue on top, then the oldest.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Issue, LedgerCounts, LedgerPage};
use survey::round::in_china;
use survey::{IssueLife, Right};

use super::asked::Asked;
use super::named;
use super::view::ListPage;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::case::list::{CasesView, Column, Row};
use crate::pages::chart::trouble_of;
use crate::pages::names::{Names, units_offered};
use crate::pages::plain::{away, failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning};
use crate::pages::view::{Choice, Tile};
use crate::query::Params;
use crate::words::{Words, fill};

/// Issues of one page.
const ROWS: u32 = 50;
/// As much of what is wrong as a row tells, in characters.
const WHAT_MAX: usize = 60;

/// `GET /issues`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = shown(&request, &state, &actor).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &Asked::NAMES).without_blanks();
    let locale = Locale::of(request, params.text(LANG));
    let asked = Asked::read(&mut params);
    let found = away(state, actor, move |state, actor| Found::load(state, actor, asked, locale));
    let page = found.await?.page(request, actor, locale);
    let status =
        if page.cases.troubles.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
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
            Some(filter) => Turning::read(
                asked.page,
                ROWS,
                |before, most| state.store().ledger(&filter, today, before, most),
                |ledger| ledger.total,
            )?,
            None => (LedgerPage::default(), Turning::none()),
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
            keep_language: locale.chosen,
            unit: asked.unit.clone(),
            units: self.units.iter().map(Choice::again).collect(),
            selects: asked.selects(&self.names, words),
            tiles: tiles(counts, words),
            ages: counts.older.iter().map(age).collect(),
            cases: CasesView {
                title: words.issues,
                lead: words.issues_lead,
                done: String::new(),
                trouble: String::new(),
                troubles: asked.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
                listed: words.issues_listed,
                none: words.issues_none,
                columns: columns(words),
                rows: self.ledger.issues.iter().map(|issue| self.row(issue, &frame.root)).collect(),
                turning: self.turning.view(&query, "issues", words),
            },
            csv: query.with(LANG, Some(locale.language.tag())).after("issues/file"),
            csv_hint: words.issues_csv_hint,
            registers: actor.may(Right::JudgeIssues),
            frame,
        }
    }

    fn row(&self, issue: &Issue, root: &str) -> Row {
        let (names, words) = (&self.names, Words::of(self.names.language));
        let is_past = IssueLife::is_past(issue.state, issue.due_on, self.today);
        Row {
            href: address(issue.id, root),
            marks: marks(issue, words),
            texts: vec![
                what(issue, names),
                names.unit(&issue.unit),
                names.category(&issue.category),
                named::channel(issue.channel, words).to_owned(),
                issue.opened_on.to_string(),
                named::state(issue.state, words).to_owned(),
                issue.due_on.map(|day| day.to_string()).unwrap_or_default(),
                issue.owners.as_ref().map(|of| of.person.clone()).unwrap_or_default(),
            ],
            overdue: if is_past { words.issues_tile_overdue } else { "" }.to_owned(),
        }
    }
}

fn columns(words: &'static Words) -> Vec<Column> {
    vec![
        Column::text(words.issue_what),
        Column::text(words.unit),
        Column::text(words.category),
        Column::kind(words.issues_channel),
        Column::day(words.issue_opened_on),
        Column::kind(words.issues_state),
        Column::day(words.issue_due).due(),
        Column::text(words.issue_person),
    ]
}

fn tiles(counts: &LedgerCounts, words: &Words) -> Vec<Tile> {
    [
        (words.issues_tile_open, counts.open, words.issues_tile_open_note),
        (words.issues_tile_overdue, counts.overdue, words.issues_tile_overdue_note),
        (words.issues_tile_judge, counts.to_judge, words.issues_tile_judge_note),
        (words.issues_tile_closed, counts.closed, words.issues_tile_closed_note),
    ]
    .map(|(label, n, note)| Tile::new(label, n.to_string(), note))
    .into()
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
