//! How far an order has come, as its steps tell.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::checks::{check_reason, text};
use super::{
    AppealOutcome, Deadline, DueKind, Ground, OrderEvent, OrderRefusal, OrderState, OrderStep, Rung,
};
use crate::person::compared;
use crate::round::in_china;

/// An appeal, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// By when it is to be decided.
    pub decide_by: Date,
    /// How it was.
    pub outcome: Option<AppealOutcome>,
    /// By when that is to be carried out.
    pub correct_by: Option<Date>,
    /// Whether nothing is to be done about it any more.
    pub is_settled: bool,
}

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// By when.
    pub on: Date,
    /// What.
    pub what: DueKind,
}

/// How far an order has come, and by whose hands.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderLife {
    /// How far.
    pub state: OrderState,
    /// Why there is one.
    pub ground: Ground,
    /// How strong it is.
    pub rung: Option<Rung>,
    /// What the unit is to do.
    pub demand: Option<String>,
    /// What came of it.
    pub result: Option<String>,
    /// By when the unit is to reply.
    pub reply_due: Option<Date>,
    /// How often it did.
    pub replies: u32,
    /// How often it did so too late.
    pub late_replies: u32,
    /// How often somebody went to see.
    pub visits: u32,
    /// Until when the unit may appeal against what was done last.
    pub appeal_until: Option<Date>,
    /// The last appeal.
    pub appeal: Option<Appeal>,
    /// How often the unit appealed.
    pub appeals: u32,
    /// When the unit got it.
    pub issued_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Who answered for the unit, ever: names as [`compared`], here and below.
    pub answered_by: BTreeSet<String>,
    /// Who issued it and judged what the unit said, ever.
    pub judged_by: BTreeSet<String>,
    /// Who decided about appeals, ever.
    pub decided_by: BTreeSet<String>,
    /// Its steps so far.
    pub seq: u32,
}

impl OrderLife {
    /// What steps made of an order, from the first on.
    ///
    /// # Errors
    /// When one of them can't follow on those before it.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a OrderStep>) -> Result<Self, OrderRefusal> {
        let mut steps = steps.into_iter();
        let none = OrderRefusal::State { state: None, event: "nothing" };
        let life = Self::open(steps.next().ok_or(none)?)?;
        steps.try_fold(life, |life, step| life.follow(step))
    }

    /// An order that is proposed.
    ///
    /// # Errors
    /// When the step is another one.
    pub fn open(step: &OrderStep) -> Result<Self, OrderRefusal> {
        let OrderEvent::Propose { ground } = &step.event else {
            return Err(OrderRefusal::State { state: None, event: step.event.name() });
        };
        if let Ground::Person { text: said } = ground {
            text("text", said)?;
        }
        Ok(Self {
            state: OrderState::Proposed,
            ground: ground.clone(),
            rung: None,
            demand: None,
            result: None,
            reply_due: None,
            replies: 0,
            late_replies: 0,
            visits: 0,
            appeal_until: None,
            appeal: None,
            appeals: 0,
            issued_at: None,
            closed_at: None,
            answered_by: BTreeSet::new(),
            judged_by: BTreeSet::new(),
            decided_by: BTreeSet::new(),
            seq: 1,
        })
    }

    /// The same after one more step.
    ///
    /// # Errors
    /// With the rule that stands against it.
    pub fn apply(&self, step: &OrderStep) -> Result<Self, OrderRefusal> {
        let next = self.follow(step)?;
        self.check_side(&step.event, &step.by)?;
        self.check_appeal(step)?;
        check_reason(step)?;
        self.check_content(step)?;
        Ok(next)
    }

    /// The same after a step that was taken: rules that came later don't make it undone.
    fn follow(&self, step: &OrderStep) -> Result<Self, OrderRefusal> {
        let event = step.event.name();
        let refused = OrderRefusal::State { state: Some(self.state), event };
        let state = self.state_after(&step.event).ok_or(refused)?;
        let mut next = Self { state, seq: self.seq + 1, ..self.clone() };
        next.note(step);
        Ok(next)
    }

    /// Whether something can be done to it as it stands on a day, whatever it says and whoever does it.
    pub fn is_open_to(&self, event: &OrderEvent, on: Date) -> bool {
        self.state_after(event).is_some() && self.appeal_allows(event, on).is_ok()
    }

    /// What is due, the next first.
    pub fn dues(&self) -> Vec<Due> {
        let reply = self.reply_due.filter(|_| self.state.awaits_reply());
        let open = self.pending();
        let decide = open.filter(|appeal| appeal.outcome.is_none()).map(|appeal| appeal.decide_by);
        let correct = open.and_then(|appeal| appeal.correct_by);
        let mut dues: Vec<Due> =
            [(DueKind::Reply, reply), (DueKind::Decision, decide), (DueKind::Correction, correct)]
                .into_iter()
                .filter_map(|(what, on)| Some(Due { on: on?, what }))
                .collect();
        dues.sort();
        dues
    }

    /// The appeal that something is still to be done about. What was taken back needs nothing more.
    pub fn pending(&self) -> Option<&Appeal> {
        let appeal = self.appeal.as_ref().filter(|appeal| !appeal.is_settled);
        appeal.filter(|_| self.state != OrderState::Withdrawn)
    }

    /// Whether something is past its day.
    pub fn is_overdue(&self, on: Date) -> bool {
        self.dues().first().is_some_and(|due| due.on < on)
    }

    fn state_after(&self, event: &OrderEvent) -> Option<OrderState> {
        use OrderEvent as E;
        use OrderState as S;
        let state = self.state;
        match (state, event) {
            (S::Proposed, E::Drop) => Some(S::Dropped),
            (S::Proposed, E::Issue { .. }) | (S::Issued | S::Returned, E::Escalate { .. }) => {
                Some(S::Issued)
            }
            (S::Issued | S::Returned, E::Reply { .. }) => Some(S::Replied),
            (S::Replied, E::Return { .. }) => Some(S::Returned),
            (S::Replied, E::Accept) => Some(S::Accepted),
            (S::Accepted, E::Close { .. }) => Some(S::Closed),
            (_, E::Withdraw) if state.is_open() => Some(S::Withdrawn),
            (_, E::Decide { outcome: AppealOutcome::Cancelled, .. }) if self.may_be_appealed() => {
                Some(S::Cancelled)
            }
            _ => self.stays_at(event).then_some(state),
        }
    }

    /// Whether something may be done that leaves it where it is.
    fn stays_at(&self, event: &OrderEvent) -> bool {
        use OrderEvent as E;
        match event {
            E::Appeal { .. } | E::Decide { .. } => self.may_be_appealed(),
            E::Correct { .. } => self.may_be_appealed() || self.state == OrderState::Cancelled,
            E::Extend { .. } => self.state.awaits_reply(),
            E::Visit { .. } => self.state.is_open(),
            _ => false,
        }
    }

    fn may_be_appealed(&self) -> bool {
        self.state.is_open() || self.state == OrderState::Closed
    }

    fn note(&mut self, step: &OrderStep) {
        use OrderEvent as E;
        self.note_who(step);
        match &step.event {
            E::Propose { .. } | E::Drop | E::Accept | E::Withdraw => {}
            E::Issue { demand, reply_due, appeal_until } => {
                self.demand = Some(demand.clone());
                self.rung = Some(Rung::Reminder);
                self.issued_at = Some(step.at);
                self.expect(reply_due.as_ref(), appeal_until.as_ref());
            }
            E::Escalate { to, reply_due, appeal_until } => {
                self.rung = Some(*to);
                self.expect(reply_due.as_ref(), appeal_until.as_ref());
            }
            E::Reply { .. } => {
                self.replies += 1;
                let late = self.reply_due.is_some_and(|due| due < in_china(step.at).date());
                self.late_replies += u32::from(late);
            }
            E::Visit { .. } => self.visits += 1,
            E::Return { reply_due } => self.reply_due = on(reply_due.as_ref()),
            E::Extend { until } => self.reply_due = Some(*until),
            E::Close { result, appeal_until } => {
                self.result = Some(result.clone());
                self.closed_at = Some(step.at);
                self.appeal_until = on(appeal_until.as_ref());
            }
            E::Appeal { decide_by, .. } => {
                self.appeals += 1;
                self.appeal_until = None;
                self.appeal = on(decide_by.as_ref()).map(|decide_by| Appeal {
                    decide_by,
                    outcome: None,
                    correct_by: None,
                    is_settled: false,
                });
            }
            E::Decide { outcome, correct_by } => {
                if let Some(appeal) = &mut self.appeal {
                    appeal.outcome = Some(*outcome);
                    appeal.correct_by = on(correct_by.as_ref());
                    appeal.is_settled = *outcome == AppealOutcome::Upheld;
                }
            }
            E::Correct { text } => self.correct(text),
        }
    }

    fn note_who(&mut self, step: &OrderStep) {
        let by = compared(&step.by);
        if step.event.answers() {
            self.answered_by.insert(by);
        } else if step.event.judges() {
            self.judged_by.insert(by);
        } else if matches!(step.event, OrderEvent::Decide { .. }) {
            self.decided_by.insert(by);
        }
    }

    fn expect(&mut self, reply_due: Option<&Deadline>, appeal_until: Option<&Deadline>) {
        self.reply_due = on(reply_due);
        self.appeal_until = on(appeal_until);
    }

    fn correct(&mut self, text: &str) {
        let said = Some(text.to_owned());
        if self.state.is_open() {
            self.demand = said;
        } else {
            self.result = said;
        }
        if let Some(appeal) = &mut self.appeal {
            appeal.is_settled = true;
        }
    }
}

fn on(deadline: Option<&Deadline>) -> Option<Date> {
    deadline.map(|deadline| deadline.on)
}
