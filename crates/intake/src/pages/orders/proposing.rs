//! The forms that propose orders: by the rules in force, or one by hand.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use store::RulesInForce;
use survey::period::PeriodKind;
use survey::round::in_china;
use survey::{Month, Period, Right};
use uuid::Uuid;

use super::event::faults_of;
use super::view::NewPage;
use crate::State;
use crate::auth::{Actor, EntryForm};
use crate::error::HttpError;
use crate::locale::Locale;
use crate::orders::proposing::{ByHand, ByRule, found, proposed};
use crate::pages::address::Query;
use crate::pages::case::act::{lead, summary};
use crate::pages::case::view::EntryView;
use crate::pages::field::{Field, FieldFault, Kind, Sent};
use crate::pages::names::{Names, units_offered};
use crate::pages::plain::{DONE, away, failed, finished, frame_of, locale_asked, see_other};
use crate::words::{Words, fill};

/// Which of the two forms was sent.
const BY_RULE: &str = "rule";

/// What was sent and not taken.
struct Refused {
    sent: Sent,
    faults: Vec<FieldFault>,
}

/// What came of a form.
enum Outcome {
    /// The rules proposed so many.
    Found(usize),
    /// One by hand, and what is said of it.
    ByHand(Uuid, &'static str),
    Refused(Vec<FieldFault>),
}

/// `GET /orders/new`
pub(crate) async fn new(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    let answer = async {
        let locale = locale_asked(&request)?;
        page(&request, &state, &actor, locale, None).await
    };
    answer.await.unwrap_or_else(|error| failed(&request, &state, &error))
}

/// `POST /orders/new`
pub(crate) async fn propose(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
    form: EntryForm<Sent>,
) -> HttpResponse {
    let answer = answer(&request, &state, &actor, form.0).await;
    answer.unwrap_or_else(|error| failed(&request, &state, &error))
}

async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    sent: Sent,
) -> Result<HttpResponse, HttpError> {
    actor.check_form(sent.text("form_token"))?;
    let locale = Locale::of(request, None);
    let (sent, outcome) = away(state, actor, move |state, actor| {
        let outcome = taken(state, actor, &sent, locale)?;
        Ok((sent, outcome))
    })
    .await?;
    match outcome {
        Outcome::Found(n) => Ok(listed(n)),
        Outcome::ByHand(id, done) => Ok(lead("one", id, done)),
        Outcome::Refused(faults) => {
            page(request, state, actor, locale, Some(Refused { sent, faults })).await
        }
    }
}

fn taken(state: &State, actor: &Actor, sent: &Sent, locale: Locale) -> Result<Outcome, HttpError> {
    let words = Words::of(locale.language);
    let Ok(period) = sent.text("period").parse::<Period>() else {
        let fault = FieldFault::at("period", words.order_fault_period);
        return Ok(Outcome::Refused(vec![fault]));
    };
    let outcome: Result<Outcome, HttpError> = if sent.text("way") == BY_RULE {
        let asked = ByRule { period, level: None, questionnaire: None, dry_run: false };
        found(state, actor, asked).map(|found| {
            let is_new = found.proposals.iter().filter(|proposal| proposal.outcome == "new");
            Outcome::Found(is_new.count())
        })
    } else {
        let Some(unit) = Names::load(state, locale.language)?.unit_of(sent.text("unit")) else {
            let fault = FieldFault::at("unit", words.issue_fault_unit);
            return Ok(Outcome::Refused(vec![fault]));
        };
        let by_hand = ByHand { unit, period, text: sent.text("text").to_owned() };
        proposed(state, actor, by_hand).map(|proposed| {
            let done = if proposed.outcome == "new" { "propose" } else { "same" };
            Outcome::ByHand(proposed.order.id, done)
        })
    };
    match outcome {
        Ok(outcome) => Ok(outcome),
        Err(error) => faults_of(&error, words).map(Outcome::Refused).ok_or(error),
    }
}

/// Leads to what waits to be issued.
fn listed(n: usize) -> HttpResponse {
    let query = Query::default().with("state", Some("proposed")).with(DONE, Some(n));
    see_other(&query.after("../orders"))
}

async fn page(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    locale: Locale,
    refused: Option<Refused>,
) -> Result<HttpResponse, HttpError> {
    let (rules, units) = away(state, actor, move |state, actor| {
        let names = Names::load(state, locale.language)?;
        let units = units_offered(state, actor, Right::JudgeOrders, &names)?;
        Ok((state.store().supervision_rules()?, units))
    })
    .await?;
    let words = Words::of(locale.language);
    let [mut by_rule, mut by_hand] = fields(words);
    let (mut trouble, mut status) = (String::new(), StatusCode::OK);
    if let Some(Refused { sent, faults }) = &refused {
        let own = if sent.text("way") == BY_RULE { &mut by_rule } else { &mut by_hand };
        *own = std::mem::take(own).into_iter().map(|field| field.sent(sent, faults)).collect();
        (trouble, status) = (summary(faults, words), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let query = Query::default();
    let frame = frame_of(request, locale, actor, words.orders_new, "orders/new", &query);
    let page = NewPage {
        frame,
        entry: EntryView {
            form_token: actor.form_token().to_owned(),
            trouble,
            list: ("orders", words.orders),
            lead: words.orders_new_lead,
            units,
        },
        version: fill(words.order_rule_version, "n", &rules.version),
        rules: told(&rules, locale),
        by_rule: by_rule.into_iter().map(|field| field.within(BY_RULE)).collect(),
        by_hand,
    };
    Ok(finished(request, locale, status, &page))
}

/// The rules, each with what it asks for.
fn told(rules: &RulesInForce, locale: Locale) -> Vec<String> {
    let rule = |rule: &survey::supervision::SupervisionRule| {
        let asks = figures::condition_text(&rule.when, locale.language);
        format!("{} · {asks}", rule.name.get(locale.language))
    };
    rules.rules.rules.iter().map(rule).collect()
}

/// Of the form for the rules, and of that by hand. The quarter before this one is over.
fn fields(words: &'static Words) -> [Vec<Field>; 2] {
    let month = Month::of(in_china(Timestamp::now()).date());
    let quarter = Period::containing(month, PeriodKind::Quarter).previous().to_string();
    let period = || {
        Field::new("period", words.period, Kind::Line)
            .valued(quarter.clone())
            .hint(words.order_period_hint)
    };
    let by_hand = vec![
        Field::new("unit", words.unit, Kind::Unit).hint(words.order_unit_hint),
        period(),
        Field::new("text", words.order_ground, Kind::Area),
    ];
    [vec![period()], by_hand]
}
