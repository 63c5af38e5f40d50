//! The steps of an order that are typed in.

use store::{COMMAND_LINE, NewStep, OrderRecord, Store};
use survey::OrderEvent;

use crate::args::{OrderCommand, OrderTarget};
use crate::error::Failure;

/// Takes the step that a command stands for, as the newest.
pub(super) fn take(command: &OrderCommand, store: &Store) -> Result<OrderRecord, Failure> {
    let Some((on, event)) = step(command) else {
        return Err(Failure::Usage("this is no step of an order".to_owned()));
    };
    let after = super::found(store, on.id)?.order.seq;
    let by = on
        .by
        .as_ref()
        .map_or_else(|| COMMAND_LINE.to_owned(), |name| format!("{name} ({COMMAND_LINE})"));
    let new = NewStep { after, event, reason: on.reason.clone(), evidence: Vec::new() };
    Ok(store.by(&by).step_order(on.id, &new)?)
}

fn step(command: &OrderCommand) -> Option<(&OrderTarget, OrderEvent)> {
    use OrderCommand as C;
    use OrderEvent as E;
    Some(match command {
        C::Propose(_) | C::List { .. } | C::Show { .. } => return None,
        C::Issue { on, demand } => {
            (on, E::Issue { demand: demand.clone(), reply_due: None, appeal_until: None })
        }
        C::Drop { on } => (on, E::Drop),
        C::Reply { on, explanation, measures, result } => {
            let (explanation, measures) = (explanation.clone(), measures.clone());
            (on, E::Reply { explanation, measures, result: result.clone() })
        }
        C::Visit { on, day, findings } => (on, E::Visit { on: *day, findings: findings.clone() }),
        C::Accept { on } => (on, E::Accept),
        C::Return { on } => (on, E::Return { reply_due: None }),
        C::Close { on, result } => (on, E::Close { result: result.clone(), appeal_until: None }),
        C::Escalate { on, to } => {
            (on, E::Escalate { to: *to, reply_due: None, appeal_until: None })
        }
        C::Extend { on, until } => (on, E::Extend { until: *until }),
        C::Appeal { on, text } => (on, E::Appeal { text: text.clone(), decide_by: None }),
        C::Decide { on, outcome } => (on, E::Decide { outcome: *outcome, correct_by: None }),
        C::Correct { on, text } => (on, E::Correct { text: text.clone() }),
        C::Withdraw { on } => (on, E::Withdraw),
    })
}
