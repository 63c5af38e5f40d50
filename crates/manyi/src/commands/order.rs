//! `manyi order`: supervision of units.

mod lines;
mod step;

use figures::{Figures, ProposalRequest, condition_text, found_text, proposed_orders};
use jiff::Timestamp;
use store::{COMMAND_LINE, Change, OrderFilter, OrderRecord, Store, StoreError};
use survey::round::in_china;
use survey::supervision::{Ground, NewOrder};
use survey::{Code, Language, OrderLife, OrderState, OrderStep};
use uuid::Uuid;

use self::lines::{OrderLine, ProposalLine, listed, proposed};
use super::steps::{StepLine, told};
use crate::args::{Global, OrderCommand, OrderPropose};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

/// The rules that ship with the product.
const SHIPPED: &str = include_str!("../../../../fixtures/supervision_rules.toml");
/// Orders read at a time.
const PAGE_LEN: u32 = 500;

pub(super) fn run(
    command: &OrderCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        OrderCommand::Propose(args) => propose(args, &store, global, talk)?,
        OrderCommand::List { unit, state, open, overdue, period } => {
            let states = if *open {
                OrderState::ALL.into_iter().filter(|state| state.is_open()).collect()
            } else {
                state.clone()
            };
            let overdue_on = overdue.then(|| in_china(Timestamp::now()).date());
            let filter =
                OrderFilter { states, overdue_on, period: *period, ..OrderFilter::default() };
            list(&store, unit.as_ref(), filter, global)?;
        }
        OrderCommand::Show { id } => show(&found(&store, *id)?, global, talk)?,
        taken => {
            let record = step::take(taken, &store)?;
            show(&record, global, talk)?;
        }
    }
    Ok(Outcome::Done)
}

/// Puts the rules in force that ship with the product, where there are none.
pub(super) fn prepare(store: &Store) -> Result<(), Failure> {
    if store.supervision_rules()?.version == 0 {
        let file = "fixtures/supervision_rules.toml";
        let shipped = exchange::settings::parse_supervision_rules(SHIPPED, file)?;
        store.by(COMMAND_LINE).put_supervision_rules(&shipped)?;
    }
    Ok(())
}

fn propose(
    args: &OrderPropose,
    store: &Store,
    global: &Global,
    talk: &Talk,
) -> Result<(), Failure> {
    let new = match (&args.unit, &args.reason) {
        (Some(unit), Some(reason)) => vec![by_hand(args, unit, reason, store)?],
        _ => by_rule(args, store)?,
    };
    let tree = store.unit_tree()?;
    let lines: Vec<ProposalLine> =
        new.iter().map(|order| ProposalLine::of(order, &tree, global.lang)).collect();
    if args.dry_run {
        talk.say(format!("dry run: {} orders would be proposed, nothing was stored", new.len()));
    } else {
        let changes = store.by(COMMAND_LINE).propose_orders(&new)?;
        let added = changes.iter().filter(|(change, _)| *change == Change::Added).count();
        let there = changes.len() - added;
        talk.say(format!("{added} orders proposed, {there} there already; a person issues them"));
    }
    Destination::new(global)?.write(lines, |lines| proposed(lines, global.lang))
}

fn by_hand(
    args: &OrderPropose,
    unit: &Code,
    reason: &str,
    store: &Store,
) -> Result<NewOrder, Failure> {
    let ground = Ground::Person { text: reason.to_owned() };
    let new = NewOrder { unit: unit.clone(), period: args.period, ground };
    let problems = new.problems(&store.unit_tree()?, in_china(Timestamp::now()).date());
    if !problems.is_empty() {
        return Err(StoreError::Invalid { what: "the order".to_owned(), problems }.into());
    }
    Ok(new)
}

fn by_rule(args: &OrderPropose, store: &Store) -> Result<Vec<NewOrder>, Failure> {
    let figures = Figures::load(store, &args.selection.selection())?;
    let request = ProposalRequest {
        period: args.period,
        level: args.level.clone(),
        within: None,
        today: in_china(Timestamp::now()).date(),
    };
    Ok(proposed_orders(store, &figures, &request)?)
}

fn list(
    store: &Store,
    unit: Option<&Code>,
    filter: OrderFilter,
    global: &Global,
) -> Result<(), Failure> {
    let tree = store.unit_tree()?;
    let units = unit.map(|unit| super::export::below(&tree, unit)).transpose()?;
    let filter = OrderFilter { units, ..filter };
    let today = in_china(Timestamp::now()).date();
    let mut orders = Vec::new();
    loop {
        let page = store.order_page(&filter, today, orders.len() as u64, PAGE_LEN)?;
        let is_last = page.orders.len() < PAGE_LEN as usize;
        orders.extend(page.orders);
        if is_last {
            break;
        }
    }
    let lines = orders.into_iter().map(|order| OrderLine::of(order, &tree, global.lang)).collect();
    Destination::new(global)?.write(lines, |lines: &[OrderLine]| listed(lines, global.lang))
}

fn found(store: &Store, id: Uuid) -> Result<OrderRecord, Failure> {
    let unknown = || StoreError::UnknownOrder { id: id.to_string() };
    Ok(store.order(id)?.ok_or_else(unknown)?)
}

fn show(record: &OrderRecord, global: &Global, talk: &Talk) -> Result<(), Failure> {
    let (order, life) = (&record.order, record.life()?);
    let said = |name: &str, value: Option<String>| {
        value.map(|value| format!(", {name} {value}")).unwrap_or_default()
    };
    talk.say(format!(
        "order {} to {} about {}: {}{}{}",
        order.id,
        order.unit,
        order.period,
        order.state,
        said("rung", order.rung.map(|rung| rung.to_string())),
        said("next due", order.due_what.zip(order.due_on).map(|(what, on)| format!("{what} {on}"))),
    ));
    for line in ground(&life.ground, global.lang) {
        talk.say(line);
    }
    let lines: Vec<StepLine> = steps(record)?;
    Destination::new(global)?.write(lines, |lines| told(lines, global.lang))
}

/// What an order rests on, a line each.
fn ground(ground: &Ground, language: Language) -> Vec<String> {
    match ground {
        Ground::Person { text } => vec![text.clone()],
        Ground::Rule { rule, version, when, found } => {
            let rule = format!("{rule} v{version}: {}", condition_text(when, language));
            std::iter::once(rule)
                .chain(found.iter().map(|found| found_text(found, language)))
                .collect()
        }
    }
}

fn steps(record: &OrderRecord) -> Result<Vec<StepLine>, Failure> {
    let line = |(place, step): (usize, &OrderStep)| {
        let life =
            OrderLife::of(&record.steps[..=place]).map_err(|refused| StoreError::Unreadable {
                what: format!("order {}", record.order.id),
                detail: refused.to_string(),
            })?;
        Ok(StepLine::of(step, (life.seq, step.event.name(), life.state.as_str()))?)
    };
    record.steps.iter().enumerate().map(line).collect()
}
