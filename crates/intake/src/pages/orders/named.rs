//! What the codes of supervision are called.

use survey::supervision::{AppealOutcome, DueKind};
use survey::{OrderState, Rung};

use crate::words::Words;

pub(super) fn state(state: OrderState, words: &Words) -> &'static str {
    match state {
        OrderState::Proposed => words.order_is_proposed,
        OrderState::Dropped => words.order_is_dropped,
        OrderState::Issued => words.order_is_issued,
        OrderState::Replied => words.order_is_replied,
        OrderState::Returned => words.order_is_returned,
        OrderState::Accepted => words.order_is_accepted,
        OrderState::Closed => words.order_is_closed,
        OrderState::Withdrawn => words.order_is_withdrawn,
        OrderState::Cancelled => words.order_is_cancelled,
    }
}

pub(super) fn rung(rung: Rung, words: &Words) -> &'static str {
    match rung {
        Rung::Reminder => words.order_rung_reminder,
        Rung::Notice => words.order_rung_notice,
        Rung::Talk => words.order_rung_talk,
        Rung::Criticism => words.order_rung_criticism,
    }
}

pub(super) fn due(what: DueKind, words: &Words) -> &'static str {
    match what {
        DueKind::Reply => words.order_due_reply,
        DueKind::Decision => words.order_due_decision,
        DueKind::Correction => words.order_due_correction,
    }
}

pub(super) fn outcome(outcome: AppealOutcome, words: &Words) -> &'static str {
    match outcome {
        AppealOutcome::Upheld => words.order_upheld,
        AppealOutcome::Changed => words.order_changed_upon,
        AppealOutcome::Cancelled => words.order_cancelled_upon,
    }
}

/// What a step is called, by its name on the wire.
pub(super) fn step(name: &str, words: &Words) -> &'static str {
    match name {
        "propose" => words.order_do_propose,
        "drop" => words.order_do_drop,
        "issue" => words.order_do_issue,
        "reply" => words.order_do_reply,
        "visit" => words.order_do_visit,
        "return" => words.order_do_return,
        "accept" => words.order_do_accept,
        "close" => words.order_do_close,
        "escalate" => words.order_do_escalate,
        "extend" => words.order_do_extend,
        "appeal" => words.order_do_appeal,
        "decide" => words.order_do_decide,
        "correct" => words.order_do_correct,
        "withdraw" => words.order_do_withdraw,
        _ => "",
    }
}
