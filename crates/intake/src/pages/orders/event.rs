//! From what a form sends to the step that it means, and from why that was refused to the field.

use jiff::civil::Date;
use store::StoreError;
use survey::{OrderEvent, OrderRefusal};

use crate::error::HttpError;
use crate::pages::case::refusal;
use crate::pages::field::{FieldFault, Sent, TEXT_MAX};
use crate::problem::Fault;
use crate::words::Words;

/// The step that a form means.
pub(super) fn event_of(
    kind: &str,
    sent: &Sent,
    words: &Words,
) -> Result<OrderEvent, Vec<FieldFault>> {
    use OrderEvent as E;
    let text = |name: &str| sent.text(name).to_owned();
    let choose = |field: &str| vec![FieldFault::at(field, words.issue_fault_choose)];
    let day = |field: &str| {
        let day = sent.text(field).parse::<Date>();
        day.map_err(|_| vec![FieldFault::at(field, words.issue_fault_day)])
    };
    Ok(match kind {
        "issue" => E::Issue { demand: text("demand"), reply_due: None, appeal_until: None },
        "drop" => E::Drop,
        "reply" => E::Reply {
            explanation: text("explanation"),
            measures: text("measures"),
            result: sent.optional("result"),
        },
        "visit" => E::Visit { on: day("on")?, findings: text("findings") },
        "return" => E::Return { reply_due: None },
        "accept" => E::Accept,
        "close" => E::Close { result: text("result"), appeal_until: None },
        "escalate" => {
            let to = sent.text("to").parse().map_err(|_| choose("to"))?;
            E::Escalate { to, reply_due: None, appeal_until: None }
        }
        "extend" => E::Extend { until: day("until")? },
        "appeal" => E::Appeal { text: text("text"), decide_by: None },
        "decide" => {
            let outcome = sent.text("outcome").parse().map_err(|_| choose("outcome"))?;
            E::Decide { outcome, correct_by: None }
        }
        "correct" => E::Correct { text: text("text") },
        "withdraw" => E::Withdraw,
        _ => return Err(vec![FieldFault::whole(words.order_fault_state)]),
    })
}

/// What is wrong with what was sent; nothing where the fault lies elsewhere.
pub(super) fn faults_of(error: &HttpError, words: &Words) -> Option<Vec<FieldFault>> {
    let of_store = |error: &StoreError| match error {
        StoreError::OrderRefused { refusal } => Some(refused(refusal, words)),
        _ => None,
    };
    let of_body = |fault: &Fault| match fault.code {
        "unknown_unit" | "unit_not_allowed" => FieldFault::at("unit", words.issue_fault_unit),
        _ => FieldFault::whole(fault.detail.clone()),
    };
    refusal::faults_of(error, words, of_store, of_body)
}

fn refused(refusal: &OrderRefusal, words: &Words) -> FieldFault {
    use OrderRefusal as R;
    match refusal {
        R::State { .. } | R::NoDeadline => FieldFault::whole(words.order_fault_state),
        R::BothSides { .. } | R::OwnDecision => FieldFault::whole(words.order_barred),
        R::NoReason { .. } => FieldFault::at("reason", words.issue_fault_why),
        R::BadText { field } => FieldFault::blank(field, TEXT_MAX, words),
        R::NotLater => FieldFault::at("until", words.issue_fault_not_later),
        R::OutOfReach => FieldFault::at("until", words.issue_fault_reach),
        R::InTheFuture => FieldFault::at("on", words.issue_fault_future),
        R::NotTheNextRung { .. } => FieldFault::at("to", words.order_fault_rung),
        R::AppealPending => FieldFault::whole(words.order_fault_pending),
        R::NoAppeal => FieldFault::whole(words.order_fault_no_appeal),
        R::NothingToDecide => FieldFault::whole(words.order_fault_nothing),
    }
}
