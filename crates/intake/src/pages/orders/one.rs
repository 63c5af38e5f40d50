//! One order: why there is one, how far it has come, what was done, and what the reader may do next.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::OrderRecord;
use survey::round::in_china;
use survey::{OrderLife, OrderState, Right, SupervisionRules, WorkingCalendar};
use uuid::Uuid;

use super::facts;
use super::forms::{Reader, forms};
use super::history;
use super::named;
use super::view::OnePage;
use crate::State;
use crate::auth::Actor;
use crate::bulletins::reaches;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::orders::acts::within_reach;
use crate::pages::address::Query;
use crate::pages::issues::DONE;
use crate::pages::issues::facts::days_left;
use crate::pages::issues::named::Names;
use crate::pages::issues::one::Told;
use crate::pages::issues::view::{Due, Station};
use crate::pages::issues::way::{Stop, since, stations};
use crate::pages::plain::{failed, finished, frame_of};
use crate::problem::ProblemDocument;
use crate::query::Params;
use crate::words::{Words, fill};

/// Stations of the way.
const STATIONS: [Stop; 5] = [
    (|words| words.order_way_propose, &["propose"]),
    (|words| words.order_way_issue, &["issue", "escalate"]),
    (|words| words.order_way_reply, &["reply"]),
    (|words| words.order_way_accept, &["accept"]),
    (|words| words.order_way_close, &["close"]),
];

/// `GET /orders/one`
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
    ProblemDocument::bad_request("bad_query", "name an order by its id").into()
}

fn done_text(done: Option<&str>, words: &Words) -> String {
    match done {
        Some("same") => words.order_was_same.to_owned(),
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
    let status: StatusCode = told.status;
    let page = found.page(request, actor, locale, told);
    Ok(finished(request, locale, status, &page))
}

/// What there is to show.
struct Found {
    record: OrderRecord,
    life: OrderLife,
    rights: Vec<Right>,
    names: Names,
    /// As they were when a rule proposed it.
    rules: Option<SupervisionRules>,
    calendar: WorkingCalendar,
    today: Date,
}

impl Found {
    fn load(state: &State, actor: &Actor, id: Uuid, locale: Locale) -> Result<Self, HttpError> {
        let store = state.store();
        let record = within_reach(state, actor, id)?;
        let mut rights = Vec::new();
        for right in [Right::AnswerOrders, Right::JudgeOrders] {
            if reaches(state, actor, &[right], &record.order.unit)? {
                rights.push(right);
            }
        }
        let version = record.order.rules_version;
        let rules = version.map(|version| store.supervision_rules_of(version)).transpose()?;
        Ok(Self {
            life: record.life()?,
            rights,
            names: Names::load(state, locale.language)?,
            rules: rules.flatten(),
            calendar: store.working_calendar()?,
            today: in_china(Timestamp::now()).date(),
            record,
        })
    }

    fn page(&self, request: &HttpRequest, actor: &Actor, locale: Locale, told: Told) -> OnePage {
        let (names, words) = (&self.names, Words::of(locale.language));
        let (order, steps) = (&self.record.order, &self.record.steps);
        let reader = Reader { rights: self.rights.clone(), name: actor.user().name.as_str() };
        let refused = told.refused.as_ref();
        let forms = forms(&self.life, &reader, self.today, refused, words);
        let gone = refused.is_some_and(|of| forms.iter().all(|form| form.kind != of.kind));
        let trouble = if gone && told.seen.is_some() {
            format!("{} {}", told.trouble, words.issue_changed_gone)
        } else {
            told.trouble
        };
        let period = locale.language.pick(order.period.chinese(), order.period.to_string());
        let heading = format!("{} · {period}", names.unit(&order.unit));
        let query = Query::default().with("id", Some(order.id));
        let rules = self.rules.as_ref();
        let step = |step| history::told(step, rules, names);
        OnePage {
            form_token: actor.form_token().to_owned(),
            done: told.done,
            trouble,
            meanwhile: told
                .seen
                .map_or(Vec::new(), |seen| since(steps, seen).iter().map(step).collect()),
            id: order.id.to_string(),
            after: order.seq,
            action: "orders/one",
            state: named::state(order.state, words),
            marks: self.marks(words),
            dues: self.dues(words),
            way: self.way(words),
            ground: facts::ground(&self.life.ground, rules, names.language),
            found: facts::found(&self.life.ground, names.language),
            facts: facts::facts(&self.record, &self.life, names),
            forms,
            barred: reader.barred(&self.life, self.today, words),
            steps: steps.iter().rev().map(step).collect(),
            frame: frame_of(request, locale, actor, &heading, "orders/one", &query),
            heading,
        }
    }

    fn marks(&self, words: &Words) -> Vec<String> {
        let rung = self.life.rung.map(|rung| named::rung(rung, words).to_owned());
        let appeal = self.life.pending().map(|_| words.order_appealed.to_owned());
        rung.into_iter().chain(appeal).collect()
    }

    fn dues(&self, words: &Words) -> Vec<(&'static str, Due)> {
        let due = |due: survey::supervision::Due| {
            let left = days_left(due.on, &self.calendar, self.today, words);
            let overdue = due.on < self.today;
            (named::due(due.what, words), Due { day: due.on.to_string(), left, overdue })
        };
        self.life.dues().into_iter().map(due).collect()
    }

    fn way(&self, words: &Words) -> Vec<Station> {
        let steps: Vec<_> =
            self.record.steps.iter().map(|step| (step.event.name(), step.at)).collect();
        let state = self.life.state;
        let passed = match state {
            OrderState::Proposed | OrderState::Dropped => 1,
            OrderState::Issued
            | OrderState::Returned
            | OrderState::Withdrawn
            | OrderState::Cancelled => 2,
            OrderState::Replied => 3,
            OrderState::Accepted => 4,
            OrderState::Closed => STATIONS.len(),
        };
        let goes_on = state.is_open() || state == OrderState::Proposed;
        stations(&STATIONS, (passed, goes_on), &steps, words)
    }
}
