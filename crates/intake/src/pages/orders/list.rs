//! The list: what is overdue on top, then what waits for somebody to issue it.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{OrderCounts, OrderFilter, OrderPage, SupervisionOrder};
use survey::round::in_china;
use survey::{OrderState, Right, SupervisionRules};

use super::facts::rule_name;
use super::named;
use super::view::ListPage;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::issues::OPEN;
use crate::locale::{LANG, Locale};
use crate::orders::{states_of, within};
use crate::pages::address::Query;
use crate::pages::case::list::{CasesView, Column, Row, noted};
use crate::pages::chart::trouble_of;
use crate::pages::field::{choice, choose};
use crate::pages::names::{Names, units_offered};
use crate::pages::plain::{DONE, away, failed, finished, frame_of};
use crate::pages::turning::{PAGE, Turning};
use crate::pages::view::{Choice, Select, Tile};
use crate::problem::Fault;
use crate::query::Params;
use crate::words::{Words, fill};

/// Orders of one page.
const ROWS: u32 = 50;

/// `GET /orders`
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

/// What stands in the address.
struct Asked {
    /// As it was written: a code or a name.
    unit: String,
    state: String,
    states: Vec<OrderState>,
    overdue: bool,
    /// How many orders were proposed just now.
    done: Option<u32>,
    page: usize,
    faults: Vec<Fault>,
}

impl Asked {
    const NAMES: [&'static str; 6] = ["unit", "state", "overdue", DONE, PAGE, LANG];

    fn read(params: &mut Params) -> Self {
        Self {
            unit: params.text("unit").unwrap_or_default().trim().to_owned(),
            state: params.text("state").unwrap_or_default().to_owned(),
            states: params.parsed("state", states_of).unwrap_or_default(),
            overdue: params.choice("overdue", &[("true", true), ("false", false)]).unwrap_or(false),
            done: params
                .parsed(DONE, |text| text.parse().map_err(|_| "a number of orders".to_owned())),
            page: Turning::asked(params),
            faults: params.faults().to_vec(),
        }
    }

    fn query(&self) -> Query {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Query::default()
            .with("unit", said(&self.unit))
            .with("state", said(&self.state))
            .with("overdue", self.overdue.then_some("true"))
    }

    fn selects(&self, words: &'static Words) -> Vec<Select> {
        let states = OrderState::ALL.map(|of| choice(of.as_str(), named::state(of, words)));
        let states = [choice("", words.orders_state_all), choice(OPEN, words.orders_state_open)]
            .into_iter()
            .chain(states)
            .collect();
        let overdue =
            vec![choice("", words.issues_due_any), choice("true", words.issues_due_overdue)];
        let mut selects = vec![
            Select::plain("state", words.issues_state, states),
            Select::plain("overdue", words.issues_due_choice, overdue),
        ];
        let chosen = [self.state.as_str(), if self.overdue { "true" } else { "" }];
        for (select, chosen) in selects.iter_mut().zip(chosen) {
            choose(&mut select.groups, chosen);
        }
        selects
    }
}

/// What there is to show.
struct Found {
    asked: Asked,
    names: Names,
    units: Vec<Choice>,
    orders: OrderPage,
    /// Rules by version, as far as orders name them.
    rules: BTreeMap<u32, SupervisionRules>,
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
        let units = units_offered(state, actor, Right::ReadOrders, &names)?;
        let (orders, turning) = match filter(state, actor, &mut asked, &names, today)? {
            Some(filter) => Turning::read(
                asked.page,
                ROWS,
                |before, most| state.store().order_page(&filter, today, before, most),
                |orders| orders.total,
            )?,
            None => (OrderPage::default(), Turning::none()),
        };
        let mut rules = BTreeMap::new();
        for version in orders.orders.iter().filter_map(|order| order.rules_version) {
            if !rules.contains_key(&version)
                && let Some(known) = state.store().supervision_rules_of(version)?
            {
                rules.insert(version, known);
            }
        }
        Ok(Self { asked, names, units, orders, rules, turning, today })
    }

    fn page(&self, request: &HttpRequest, actor: &Actor, locale: Locale) -> ListPage {
        let words = Words::of(locale.language);
        let (asked, query) = (&self.asked, self.asked.query());
        let shown = query.clone().with(PAGE, Some(asked.page).filter(|page| *page > 1));
        let frame = frame_of(request, locale, actor, words.orders, "orders", &shown);
        let done = asked.done.map(|n| fill(words.orders_proposed_now, "n", &n));
        ListPage {
            keep_language: locale.chosen,
            unit: asked.unit.clone(),
            units: self.units.iter().map(Choice::again).collect(),
            selects: asked.selects(words),
            tiles: tiles(self.orders.counts, actor.may(Right::JudgeOrders), words),
            cases: CasesView {
                title: words.orders,
                lead: words.orders_lead,
                done: done.unwrap_or_default(),
                trouble: String::new(),
                troubles: asked.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
                listed: words.orders_listed,
                none: words.orders_none,
                columns: columns(words),
                rows: self.orders.orders.iter().map(|order| self.row(order, &frame.root)).collect(),
                turning: self.turning.view(&query, "orders", words),
            },
            proposes: actor.may(Right::JudgeOrders),
            frame,
        }
    }

    fn row(&self, order: &SupervisionOrder, root: &str) -> Row {
        let language = self.names.language;
        let words = Words::of(language);
        let rules = order.rules_version.and_then(|version| self.rules.get(&version));
        let rule = order.rule.as_ref().map(|rule| rule_name(rule.as_str(), rules, language));
        let due = order.due_what.zip(order.due_on);
        let due = due.map(|(what, day)| format!("{} {day}", named::due(what, words)));
        let is_overdue = order.is_overdue(self.today);
        Row {
            href: Query::default().with("id", Some(order.id)).after(&format!("{root}orders/one")),
            marks: Vec::new(),
            texts: vec![
                self.names.unit(&order.unit),
                rule.unwrap_or_else(|| words.order_by_hand.to_owned()),
                language.pick(order.period.chinese(), order.period.to_string()),
                named::state(order.state, words).to_owned(),
                order.rung.map_or("", |rung| named::rung(rung, words)).to_owned(),
                due.unwrap_or_default(),
            ],
            overdue: if is_overdue { words.issues_tile_overdue } else { "" }.to_owned(),
        }
    }
}

fn columns(words: &'static Words) -> Vec<Column> {
    vec![
        Column::text(words.unit),
        Column::text(words.order_ground),
        Column::day(words.period),
        Column::kind(words.issues_state),
        Column::kind(words.order_rung),
        Column::text(words.order_due_next).due(),
    ]
}

/// What the store is asked for. Where a unit lies elsewhere that is put on record, and nothing is asked.
fn filter(
    state: &State,
    actor: &Actor,
    asked: &mut Asked,
    names: &Names,
    today: Date,
) -> Result<Option<OrderFilter>, HttpError> {
    let unit = names.unit_asked(&asked.unit, &mut asked.faults);
    let Some(wide) = noted(within(state, actor, unit), &mut asked.faults)? else { return Ok(None) };
    let overdue_on = asked.overdue.then_some(today);
    let filter = OrderFilter { states: asked.states.clone(), overdue_on, ..wide };
    Ok(asked.faults.is_empty().then_some(filter))
}

fn tiles(counts: OrderCounts, judges: bool, words: &Words) -> Vec<Tile> {
    let tile = |label: &str, n: u64, note: &str| Tile::new(label, n.to_string(), note);
    let proposed =
        judges.then(|| tile(words.order_is_proposed, counts.proposed, words.orders_proposed_note));
    [
        tile(words.orders_open, counts.open, words.orders_open_note),
        tile(words.issues_tile_overdue, counts.overdue, words.orders_overdue_note),
    ]
    .into_iter()
    .chain(proposed)
    .collect()
}
