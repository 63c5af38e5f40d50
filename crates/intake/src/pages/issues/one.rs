//! One issue: what it is, how far it has come, what was done, and what the reader may do next.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Evidence, IssueRecord};
use survey::round::in_china;
use survey::{IssueLife, Right, WorkingCalendar};
use uuid::Uuid;

use super::DONE;
use super::asked::units_offered;
use super::facts;
use super::forms::{Reader, Refused, forms};
use super::history::{self, FileOf};
use super::list::{address, marks, what};
use super::named::{self, Names};
use super::view::OnePage;
use super::way::{since, way};
use crate::State;
use crate::auth::Actor;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::issues::acts::{shown, within_reach};
use crate::issues::evidence::seen;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::plain::{failed, finished, frame_of};
use crate::pages::view::Choice;
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::words::{Words, fill};

/// What the page says besides what it shows.
pub(in crate::pages) struct Told {
    pub(in crate::pages) status: StatusCode,
    pub(in crate::pages) done: String,
    pub(in crate::pages) trouble: String,
    pub(in crate::pages) refused: Option<Refused>,
    /// The newest step that somebody had seen when others took more.
    pub(in crate::pages) seen: Option<u32>,
}

impl Told {
    pub(in crate::pages) fn nothing() -> Self {
        let (done, trouble) = (String::new(), String::new());
        Self { status: StatusCode::OK, done, trouble, refused: None, seen: None }
    }
}

/// `GET /issues/one`
pub(crate) async fn one(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let mut params = Params::read(request.query_string(), &[LANG, DONE, "id"]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = done_text(params.text(DONE), Words::of(locale.language));
        let id = params.parsed("id", |text| {
            Uuid::try_parse(text).map_err(|_| "an id has the form of a UUID".to_owned())
        });
        params.finish()?;
        let id = id.ok_or_else(which)?;
        page(&request, &state, &actor, id, locale, Told { done, ..Told::nothing() }).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

fn which() -> HttpError {
    ProblemDocument::bad_request("bad_query", "name an issue by its id").into()
}

fn done_text(done: Option<&str>, words: &Words) -> String {
    match done {
        Some("opened") => words.issue_was_opened.to_owned(),
        Some("same") => words.issue_was_same.to_owned(),
        Some(step) => match named::step(step, words) {
            "" => String::new(),
            step => fill(words.issue_was_stepped, "step", &step),
        },
        None => String::new(),
    }
}

pub(super) async fn page(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    id: Uuid,
    locale: Locale,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader) = (state.clone(), actor.clone());
    let found = block(move || Found::load(&worker, &reader, id, locale)).await??;
    let status = told.status;
    let page = found.page(request, actor, locale, told);
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
struct Found {
    record: IssueRecord,
    life: IssueLife,
    rights: Vec<Right>,
    names: Names,
    units: Vec<Choice>,
    calendar: WorkingCalendar,
    today: Date,
    /// The first of its kind, where the reader may see it.
    first: Option<Uuid>,
    evidence: Vec<Evidence>,
}

impl Found {
    fn load(state: &State, actor: &Actor, id: Uuid, locale: Locale) -> Result<Self, HttpError> {
        let record = within_reach(state, actor, id)?;
        let life = record.life()?;
        let unit = &record.issue.unit;
        let mut rights = Vec::new();
        for right in [Right::WorkIssues, Right::JudgeIssues] {
            if reaches(state, actor, &[right], unit)? {
                rights.push(right);
            }
        }
        let names = Names::load(state, locale.language)?;
        let units = match rights.first() {
            Some(right) => units_offered(state, actor, *right, &names)?,
            None => Vec::new(),
        };
        let first = match record.issue.repeats {
            Some(first) => within_reach(state, actor, first).ok().map(|found| found.issue.id),
            None => None,
        };
        let record = shown(state, actor, record)?;
        Ok(Self {
            evidence: seen(state, actor, &record)?,
            record,
            life,
            rights,
            names,
            units,
            calendar: state.store().working_calendar()?,
            today: in_china(Timestamp::now()).date(),
            first,
        })
    }

    fn page(&self, request: &HttpRequest, actor: &Actor, locale: Locale, told: Told) -> OnePage {
        let (names, words) = (&self.names, Words::of(locale.language));
        let (issue, steps) = (&self.record.issue, &self.record.steps);
        let user = actor.user();
        let reader = Reader {
            rights: self.rights.clone(),
            name: user.name.as_str(),
            display_name: &user.display_name,
        };
        let refused = told.refused.as_ref();
        let forms = forms(&self.life, &reader, names, self.today, refused);
        let gone = refused.is_some_and(|of| forms.iter().all(|form| form.kind != of.kind));
        let trouble = if gone && told.seen.is_some() {
            format!("{} {}", told.trouble, words.issue_changed_gone)
        } else {
            told.trouble
        };
        let heading = format!("{} · {}", names.unit(&issue.unit), names.category(&issue.category));
        let query = Query::default().with("id", Some(issue.id));
        let frame = frame_of(request, locale, actor, &heading, "issues/one", &query);
        let files = self.evidence.iter().map(|file| FileOf::new(issue.id, file, &frame.root));
        let files: Vec<FileOf> = files.collect();
        let judges = self.rights.contains(&Right::JudgeIssues);
        OnePage {
            form_token: actor.form_token().to_owned(),
            done: told.done,
            trouble,
            meanwhile: told.seen.map_or(Vec::new(), |seen| {
                since(steps, seen).iter().map(|step| history::told(step, names, &files)).collect()
            }),
            id: issue.id.to_string(),
            after: issue.seq,
            heading,
            state: named::state(issue.state, words),
            marks: marks(issue, words),
            description: issue.description.clone().unwrap_or_else(|| what(issue, names)),
            due: facts::due(issue, &self.calendar, self.today, words),
            way: way(&self.life, steps, words),
            facts: facts::facts(&self.record, names, self.today),
            first: self.first.map(|first| address(first, &frame.root)),
            forms,
            action: "issues/one",
            own_work: judges && reader.had_a_hand(&self.life),
            units: self.units.iter().map(Choice::again).collect(),
            steps: steps.iter().rev().map(|step| history::told(step, names, &files)).collect(),
            frame,
        }
    }
}
