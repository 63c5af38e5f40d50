//! What stands against a step of an order, besides how far the order has come.

use jiff::civil::Date;

use super::{AppealOutcome, Deadline, OrderEvent, OrderLife, OrderRefusal, OrderStep, Rung};
use crate::days::{EARLIEST, last_due_day};
use crate::issue::TEXT_MAX;
use crate::person::compared;
use crate::round::in_china;
use crate::wording::says;

impl OrderLife {
    /// Whether somebody may do something, by what they did before: one person is on one side of an order,
    /// and nobody decides about an appeal against what they did.
    ///
    /// # Errors
    /// With the rule that stands against it.
    pub fn check_side(&self, event: &OrderEvent, by: &str) -> Result<(), OrderRefusal> {
        let by = &compared(by);
        let is_decision = matches!(event, OrderEvent::Decide { .. });
        let answered = self.answered_by.contains(by);
        let judged = self.judged_by.contains(by) || self.decided_by.contains(by);
        if event.answers() && judged || !event.answers() && answered {
            return Err(OrderRefusal::BothSides { event: event.name() });
        }
        if is_decision && self.judged_by.contains(by) {
            return Err(OrderRefusal::OwnDecision);
        }
        Ok(())
    }

    pub(super) fn check_appeal(&self, step: &OrderStep) -> Result<(), OrderRefusal> {
        self.appeal_allows(&step.event, in_china(step.at).date())
    }

    pub(super) fn appeal_allows(&self, event: &OrderEvent, on: Date) -> Result<(), OrderRefusal> {
        use OrderEvent as E;
        let outcome = self.pending().map(|appeal| appeal.outcome);
        match event {
            E::Escalate { .. } | E::Close { .. } | E::Appeal { .. } if outcome.is_some() => {
                Err(OrderRefusal::AppealPending)
            }
            E::Appeal { .. } if self.appeal_until.is_none_or(|until| until < on) => {
                Err(OrderRefusal::NoAppeal)
            }
            E::Decide { .. } if outcome != Some(None) => Err(OrderRefusal::NothingToDecide),
            E::Correct { .. } if !matches!(outcome, Some(Some(_))) => {
                Err(OrderRefusal::NothingToDecide)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn check_content(&self, step: &OrderStep) -> Result<(), OrderRefusal> {
        use OrderEvent as E;
        match &step.event {
            E::Issue { demand, reply_due, appeal_until } => {
                text("demand", demand)?;
                there([reply_due, appeal_until])
            }
            E::Reply { explanation, measures, result } => {
                text("explanation", explanation)?;
                text("measures", measures)?;
                result.as_deref().map_or(Ok(()), |result| text("result", result))
            }
            E::Visit { on, .. } if *on > in_china(step.at).date() => Err(OrderRefusal::InTheFuture),
            E::Visit { on, .. } if *on < EARLIEST => Err(OrderRefusal::OutOfReach),
            E::Visit { findings, .. } => text("findings", findings),
            E::Return { reply_due } => there([reply_due]),
            E::Close { result, appeal_until } => {
                text("result", result)?;
                there([appeal_until])
            }
            E::Escalate { to, reply_due, appeal_until } => {
                let next = self.rung.and_then(Rung::next);
                if next != Some(*to) {
                    return Err(OrderRefusal::NotTheNextRung { next });
                }
                there([reply_due, appeal_until])
            }
            E::Extend { until } if self.reply_due.is_some_and(|due| *until <= due) => {
                Err(OrderRefusal::NotLater)
            }
            E::Extend { until } if *until > last_due_day(in_china(step.at).date()) => {
                Err(OrderRefusal::OutOfReach)
            }
            E::Appeal { text: said, decide_by } => {
                text("text", said)?;
                there([decide_by])
            }
            E::Decide { outcome, correct_by } if *outcome != AppealOutcome::Upheld => {
                there([correct_by])
            }
            E::Correct { text: said } => text("text", said),
            _ => Ok(()),
        }
    }
}

pub(super) fn check_reason(step: &OrderStep) -> Result<(), OrderRefusal> {
    use OrderEvent as E;
    if let Some(reason) = &step.reason {
        return text("reason", reason);
    }
    match &step.event {
        E::Drop
        | E::Return { .. }
        | E::Escalate { .. }
        | E::Extend { .. }
        | E::Decide { .. }
        | E::Withdraw => Err(OrderRefusal::NoReason { event: step.event.name() }),
        _ => Ok(()),
    }
}

fn there<const N: usize>(deadlines: [&Option<Deadline>; N]) -> Result<(), OrderRefusal> {
    if deadlines.iter().all(|deadline| deadline.is_some()) {
        Ok(())
    } else {
        Err(OrderRefusal::NoDeadline)
    }
}

pub(super) fn text(field: &'static str, text: &str) -> Result<(), OrderRefusal> {
    if says(text, TEXT_MAX) { Ok(()) } else { Err(OrderRefusal::BadText { field }) }
}
