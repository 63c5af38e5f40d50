//! One issue: what it is, how far it has come, what was done, and what the reader may do next.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{CommonIssue, Evidence, IssueRecord, StoreError};
use survey::round::in_china;
use survey::{IssueLife, Right, WorkingCalendar};
use uuid::Uuid;

use super::facts;
use super::forms::{Reader, forms};
use super::history::{self, FileOf};
use super::list::{address, marks, what};
use super::named;
use super::view::OnePage;
use super::way::way;
use crate::State;
use crate::auth::Actor;
use crate::common;
use crate::error::HttpError;
use crate::issues::acts::{shown, within_reach};
use crate::issues::evidence::seen;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::case::view::CaseView;
use crate::pages::case::{self, Case, Told, rights_for};
use crate::pages::common::address as common_address;
use crate::pages::names::{Names, units_offered};
use crate::pages::plain::frame_of;
use crate::pages::view::Choice;
use crate::words::{Words, fill};

/// `GET /issues/one`
pub(crate) async fn one(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    case::one::<OneIssue>(request, state, actor).await
}

/// An issue, as it stands before somebody.
pub(super) struct OneIssue {
    record: IssueRecord,
    life: IssueLife,
    rights: Vec<Right>,
    names: Names,
    units: Vec<Choice>,
    calendar: WorkingCalendar,
    today: Date,
    /// The first of its kind, where the reader may see it.
    first: Option<Uuid>,
    /// The open common issue that it is one of, where the reader may see it.
    common: Option<CommonIssue>,
    evidence: Vec<Evidence>,
}

impl Case for OneIssue {
    type Page = OnePage;

    const NAME: &'static str = "an issue";

    fn done(name: &str, words: &Words) -> String {
        match (name, named::step(name, words)) {
            ("opened", _) => words.issue_was_opened.to_owned(),
            ("same", _) => words.issue_was_same.to_owned(),
            (_, "") => String::new(),
            (_, step) => fill(words.issue_was_stepped, "step", &step),
        }
    }

    fn load(state: &State, actor: &Actor, id: Uuid, locale: Locale) -> Result<Self, HttpError> {
        let record = within_reach(state, actor, id)?;
        let life = record.life()?;
        let rights = [Right::WorkIssues, Right::JudgeIssues];
        let rights = rights_for(state, actor, &rights, &record.issue.unit)?;
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
            common: common_of(state, actor, id)?,
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
        let life = (&self.life, issue.seq);
        let forms = forms(life, &reader, self.today, told.refused.as_ref(), words);
        let heading = format!("{} · {}", names.unit(&issue.unit), names.category(&issue.category));
        let query = Query::default().with("id", Some(issue.id));
        let frame = frame_of(request, locale, actor, &heading, "issues/one", &query);
        let files = self.evidence.iter().map(|file| FileOf::new(issue.id, file, &frame.root));
        let files: Vec<FileOf> = files.collect();
        let step = |step: &_| history::told(step, names, &files);
        let judges = self.rights.contains(&Right::JudgeIssues);
        let own_work = judges && reader.had_a_hand(&self.life);
        let common = self.common.as_ref();
        OnePage {
            case: CaseView {
                form_token: actor.form_token().to_owned(),
                trouble: told.trouble(&forms, words),
                meanwhile: told.meanwhile(steps, step),
                done: told.done,
                list: ("issues", words.issues),
                id: issue.id.to_string(),
                heading,
                state: named::state(issue.state, words),
                marks: marks(issue, words),
                barred: if own_work { words.issue_own_work } else { "" },
                forms,
                units: self.units.iter().map(Choice::again).collect(),
                steps: steps.iter().rev().map(step).collect(),
            },
            description: issue.description.clone().unwrap_or_else(|| what(issue, names)),
            due: facts::due(issue, &self.calendar, self.today, words),
            way: way(&self.life, steps, words),
            facts: facts::facts(&self.record, names, self.today),
            first: self.first.map(|first| address(first, &frame.root)),
            common: common.map(|of| (common_address(of.id, &frame.root), of.title.clone())),
            frame,
        }
    }
}

fn common_of(state: &State, actor: &Actor, issue: Uuid) -> Result<Option<CommonIssue>, HttpError> {
    let Some(id) = state.store().common_issue_of(issue)? else { return Ok(None) };
    match common::within_reach(state, actor, id) {
        Ok(record) => Ok(Some(record.common)),
        Err(HttpError::Store(StoreError::UnknownCommonIssue { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}
