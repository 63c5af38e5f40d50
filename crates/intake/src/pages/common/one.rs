//! One common issue: what to look for, who answered what, and what the reader may do.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{CommonRecord, Issue};
use survey::common::SelfCheckProgress;
use survey::round::in_china;
use survey::{Code, Right};
use uuid::Uuid;

use super::forms::forms;
use super::list::{overdue_text, state_text};
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
use crate::pages::case::view::CaseView;
use crate::pages::case::{self, Case, Told};
use crate::pages::issues::list::{address, what};
use crate::pages::names::{Names, units_offered};
use crate::pages::plain::{DONE, frame_of};
use crate::pages::turning::{PAGE, Turning};
use crate::pages::view::{Choice, Fact, Tile};
use crate::words::{Words, fill};

/// Tasks of one page.
const ROWS: usize = 30;
/// As many of the issues that it rests on as are named.
const SOURCES: usize = 10;

/// `GET /common/one`
pub(crate) async fn one(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    case::one::<OneCommon>(request, state, actor).await
}

/// A common issue, as it stands before somebody.
pub(super) struct OneCommon {
    record: CommonRecord,
    /// Whether the reader sends, returns and closes.
    judges: bool,
    /// The units for which the reader answers, of those that were asked.
    answers: Vec<Code>,
    names: Names,
    units: Vec<Choice>,
    sources: Vec<Issue>,
    today: Date,
}

impl Case for OneCommon {
    type Page = OnePage;

    const NAME: &'static str = "a common issue";
    const PARAMS: &'static [&'static str] = &[LANG, DONE, PAGE, "id"];

    fn done(name: &str, words: &Words) -> String {
        let done = match name {
            "made" => words.common_was_made,
            "send" => words.common_was_send,
            "answer" => words.common_was_answer,
            "return" => words.common_was_return,
            "close" => words.common_was_close,
            _ => "",
        };
        done.to_owned()
    }

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

    fn page(&self, request: &HttpRequest, actor: &Actor, locale: Locale, told: Told) -> OnePage {
        let (names, words) = (&self.names, Words::of(locale.language));
        let (common, tasks) = (&self.record.common, &self.record.tasks);
        let turning = Turning::to(told.part, ROWS, tasks.len());
        let query = Query::default().with("id", Some(common.id));
        let shown = query.clone().with(PAGE, Some(turning.page()).filter(|page| *page > 1));
        let frame = frame_of(request, locale, actor, &common.title, "common/one", &shown);
        let tasks = &tasks[turning.rows()];
        let owed = tasks.iter().filter(|task| self.answers.contains(&task.unit)).collect();
        let signatory = actor.user().display_name.as_str();
        let refused = told.refused.as_ref();
        let forms = forms(&self.record, (owed, signatory), self.judges, names, refused);
        let task = |of| task_view(of, names, self.today, &frame.root);
        OnePage {
            case: CaseView {
                form_token: actor.form_token().to_owned(),
                trouble: told.trouble(&forms, words),
                // Whoever sees their own tasks only can't tell which steps are new.
                meanwhile: Vec::new(),
                done: told.done,
                list: ("common", words.common),
                id: common.id.to_string(),
                heading: common.title.clone(),
                state: state_text(common.state, words),
                marks: Vec::new(),
                barred: "",
                forms,
                units: self.units.iter().map(Choice::again).collect(),
                steps: self.record.steps.iter().rev().map(|step| step_view(step, names)).collect(),
            },
            look_for: common.look_for.clone(),
            tiles: tiles(&self.record.progress(self.today), words),
            facts: self.facts(),
            sources: self.sources(&frame.root),
            tasks: tasks.iter().map(task).collect(),
            turning: turning.view(&query, "common/one", words),
            frame,
        }
    }
}

impl OneCommon {
    /// The issues that it rests on, as far as they are named.
    fn sources(&self, root: &str) -> Vec<(String, String)> {
        let source = |issue: &Issue| {
            let text = format!("{} · {}", self.names.unit(&issue.unit), what(issue, &self.names));
            (address(issue.id, root), text)
        };
        self.sources.iter().map(source).collect()
    }

    fn facts(&self) -> Vec<Fact> {
        let (common, words) = (&self.record.common, Words::of(self.names.language));
        let mut facts = vec![
            Fact { label: words.category, text: self.names.category(&common.category) },
            Fact { label: words.common_within, text: self.names.unit(&common.unit) },
            Fact { label: words.common_made_on, text: in_china(common.made_at).date().to_string() },
            Fact { label: words.common_made_by, text: common.made_by.clone() },
        ];
        if !self.record.issues.is_empty() {
            let text = fill(words.common_sources_n, "n", &self.record.issues.len());
            facts.push(Fact { label: words.common_sources, text });
        }
        facts
    }
}

fn tiles(progress: &SelfCheckProgress, words: &Words) -> Vec<Tile> {
    let places = format!("{} {}", words.common_places, progress.places);
    [
        (words.common_found, progress.found, places),
        (words.common_not_found, progress.not_found, String::new()),
        (words.common_task_waiting, progress.unanswered, overdue_text(progress, words)),
    ]
    .map(|(label, n, note)| Tile::new(label, n.to_string(), note))
    .into()
}
