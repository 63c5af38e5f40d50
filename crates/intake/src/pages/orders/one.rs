//! One order: why there is one, how far it has come, what was done, and what the reader may do next.

use actix_web::web::Data;
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
use crate::error::HttpError;
use crate::locale::Locale;
use crate::orders::acts::within_reach;
use crate::pages::address::Query;
use crate::pages::case::view::{CaseView, Due, Station};
use crate::pages::case::way::{Stop, stations};
use crate::pages::case::{self, Case, Told, rights_for};
use crate::pages::issues::facts::days_left;
use crate::pages::names::Names;
use crate::pages::plain::frame_of;
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
    case::one::<OneOrder>(request, state, actor).await
}

/// An order, as it stands before somebody.
pub(super) struct OneOrder {
    record: OrderRecord,
    life: OrderLife,
    rights: Vec<Right>,
    names: Names,
    /// As they were when a rule proposed it.
    rules: Option<SupervisionRules>,
    calendar: WorkingCalendar,
    today: Date,
}

impl Case for OneOrder {
    type Page = OnePage;

    const NAME: &'static str = "an order";

    fn done(name: &str, words: &Words) -> String {
        match (name, named::step(name, words)) {
            ("same", _) => words.order_was_same.to_owned(),
            (_, "") => String::new(),
            (_, step) => fill(words.issue_was_stepped, "step", &step),
        }
    }

    fn load(state: &State, actor: &Actor, id: Uuid, locale: Locale) -> Result<Self, HttpError> {
        let store = state.store();
        let record = within_reach(state, actor, id)?;
        let rights = [Right::AnswerOrders, Right::JudgeOrders];
        let rights = rights_for(state, actor, &rights, &record.order.unit)?;
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
        let life = (&self.life, order.seq);
        let forms = forms(life, &reader, self.today, told.refused.as_ref(), words);
        let period = locale.language.pick(order.period.chinese(), order.period.to_string());
        let heading = format!("{} · {period}", names.unit(&order.unit));
        let query = Query::default().with("id", Some(order.id));
        let rules = self.rules.as_ref();
        let step = |step: &_| history::told(step, rules, names);
        OnePage {
            frame: frame_of(request, locale, actor, &heading, "orders/one", &query),
            case: CaseView {
                form_token: actor.form_token().to_owned(),
                trouble: told.trouble(&forms, words),
                meanwhile: told.meanwhile(steps, step),
                done: told.done,
                list: ("orders", words.orders),
                id: order.id.to_string(),
                heading,
                state: named::state(order.state, words),
                marks: self.marks(words),
                barred: reader.barred(&self.life, self.today, words),
                forms,
                units: Vec::new(),
                steps: steps.iter().rev().map(step).collect(),
            },
            dues: self.dues(words),
            way: self.way(words),
            ground: facts::ground(&self.life.ground, rules, names.language),
            found: facts::found(&self.life.ground, names.language),
            facts: facts::facts(&self.record, &self.life, names),
        }
    }
}

impl OneOrder {
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
