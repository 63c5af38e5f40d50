//! One common issue: what to look for, who answered what, and what the reader may do.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{CommonRecord, Issue};
use survey::Right;
use survey::common::SelfCheckProgress;
use survey::round::in_china;
use uuid::Uuid;

use super::DONE;
use super::forms::{Refused, forms};
use super::list::state_text;
use super::tasks::{step_view, task_view};
use super::view::OnePage;
use crate::State;
use crate::auth::Actor;
use crate::bulletins::reaches;
use crate::common::within_reach;
use crate::error::HttpError;
use crate::issues::acts;
use crate::locale::{LANG, Locale};
use crate::pages::address::Query;
use crate::pages::issues::asked::units_offered;
use crate::pages::issues::list::{address, what};
use crate::pages::issues::named::Names;
use crate::pages::plain::{failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning};
use crate::pages::view::{Choice, Fact, Tile};
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::words::{Words, fill};

/// Tasks of one page.
const ROWS: usize = 30;
/// As many of the issues that it rests on as are named.
const SOURCES: usize = 10;

/// What the page says besides what it shows.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) done: String,
    pub(super) trouble: String,
    pub(super) refused: Option<Refused>,
}

/// `GET /common/one`
pub(crate) async fn one(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let mut params = Params::read(request.query_string(), &[LANG, DONE, PAGE, "id"]);
        let locale = Locale::of(&request, params.text(LANG));
        let done = done_text(params.text(DONE), Words::of(locale.language)).to_owned();
        let id = params.parsed("id", |text| {
            Uuid::try_parse(text).map_err(|_| "an id has the form of a UUID".to_owned())
        });
        let part = Turning::asked(&mut params);
        params.finish()?;
        let id = id.ok_or_else(|| {
            ProblemDocument::bad_request("bad_query", "name a common issue by its id")
        })?;
        let told = Told { status: StatusCode::OK, done, trouble: String::new(), refused: None };
        page(&request, &state, &actor, (id, part), locale, told).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

fn done_text(done: Option<&str>, words: &Words) -> &'static str {
    match done {
        Some("made") => words.common_was_made,
        Some("send") => words.common_was_send,
        Some("answer") => words.common_was_answer,
        Some("return") => words.common_was_return,
        Some("close") => words.common_was_close,
        _ => "",
    }
}

pub(super) async fn page(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    (id, part): (Uuid, usize),
    locale: Locale,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (worker, reader) = (state.clone(), actor.clone());
    let found = block(move || Found::load(&worker, &reader, id, locale)).await??;
    let status = told.status;
    let page = found.page(request, actor, part, locale, told);
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
struct Found {
    record: CommonRecord,
    /// Whether the reader sends, returns and closes.
    judges: bool,
    /// The units for which the reader answers, of those that were asked.
    answers: Vec<survey::Code>,
    names: Names,
    units: Vec<Choice>,
    sources: Vec<Issue>,
    today: Date,
}

impl Found {
    fn load(state: &State, actor: &Actor, id: Uuid, locale: Locale) -> Result<Self, HttpError> {
        let record = within_reach(state, actor, id)?;
        let names = Names::load(state, locale.language)?;
        let judges = reaches(state, actor, &[Right::JudgeIssues], &record.common.unit)?;
        let mut answers = Vec::new();
        for task in record.tasks.iter().filter(|task| task.task.is_owed()) {
            if reaches(state, actor, &[Right::WorkIssues], &task.unit)? {
                answers.push(task.unit.clone());
            }
        }
        let mut sources = Vec::new();
        for id in record.issues.iter().take(SOURCES) {
            sources.extend(acts::within_reach(state, actor, *id).ok().map(|found| found.issue));
        }
        let units = if judges {
            units_offered(state, actor, Right::JudgeIssues, &names)?
        } else {
            Vec::new()
        };
        let today = in_china(Timestamp::now()).date();
        Ok(Self { record, judges, answers, names, units, sources, today })
    }

    fn page(
        &self,
        request: &HttpRequest,
        actor: &Actor,
        part: usize,
        locale: Locale,
        told: Told,
    ) -> OnePage {
        let (names, words) = (&self.names, Words::of(locale.language));
        let (common, tasks) = (&self.record.common, &self.record.tasks);
        let turning = Turning::to(part, ROWS, tasks.len());
        let query = Query::default().with("id", Some(common.id));
        let shown = query.clone().with(PAGE, Some(turning.page()).filter(|page| *page > 1));
        let frame = frame_of(request, locale, actor, &common.title, "common/one", &shown);
        let tasks = &tasks[turning.rows()];
        let answers = tasks.iter().filter(|task| self.answers.contains(&task.unit));
        let signatory = &actor.user().display_name;
        let forms = forms(
            &self.record,
            (answers.collect(), signatory),
            self.judges,
            names,
            told.refused.as_ref(),
        );
        let mut facts = self.facts();
        if !self.record.issues.is_empty() {
            let text = fill(words.common_sources_n, "n", &self.record.issues.len());
            facts.push(Fact { label: words.common_sources, text });
        }
        let source = |issue: &Issue| {
            let text = format!("{} · {}", names.unit(&issue.unit), what(issue, names));
            (address(issue.id, &frame.root), text)
        };
        OnePage {
            form_token: actor.form_token().to_owned(),
            done: told.done,
            trouble: told.trouble,
            id: common.id.to_string(),
            title: common.title.clone(),
            state: state_text(common.state, words),
            look_for: common.look_for.clone(),
            tiles: tiles(&self.record.progress(self.today), words),
            facts,
            sources: self.sources.iter().map(source).collect(),
            forms,
            tasks: tasks
                .iter()
                .map(|task| task_view(task, names, self.today, &frame.root))
                .collect(),
            turning: turning.view(&query, "common/one", words),
            units: self.units.iter().map(Choice::again).collect(),
            steps: self.record.steps.iter().rev().map(|step| step_view(step, names)).collect(),
            frame,
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let (common, words) = (&self.record.common, Words::of(self.names.language));
        vec![
            Fact { label: words.category, text: self.names.category(&common.category) },
            Fact { label: words.common_within, text: self.names.unit(&common.unit) },
            Fact { label: words.common_made_on, text: in_china(common.made_at).date().to_string() },
            Fact { label: words.common_made_by, text: common.made_by.clone() },
        ]
    }
}

fn tiles(progress: &SelfCheckProgress, words: &Words) -> Vec<Tile> {
    let overdue = match progress.overdue {
        0 => String::new(),
        n => fill(words.common_told_overdue, "n", &n),
    };
    let places = format!("{} {}", words.common_places, progress.places);
    [
        (words.common_found, progress.found, places),
        (words.common_not_found, progress.not_found, String::new()),
        (words.common_task_waiting, progress.unanswered, overdue),
    ]
    .into_iter()
    .map(|(label, n, note)| Tile { label: label.to_owned(), value: n.to_string(), note })
    .collect()
}
