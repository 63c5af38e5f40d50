//! How far an issue has come, as its steps tell.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::imported::{LEDGER_MAX, first_moment};
use super::{
    CallBack, CallBackTry, Channel, IssueEvent, IssueRefusal, IssueState, IssueStep, LedgerEntry,
    Owners, Triage,
};
use crate::Code;
use crate::days::{EARLIEST, last_due_day};
use crate::person::compared;
use crate::personal::tells_a_person;
use crate::round::in_china;
use crate::wording::{says, says_in_a_line};

/// Longest text, in characters.
pub(crate) const TEXT_MAX: usize = 2_000;
/// Longest name, in characters.
pub(crate) const NAME_MAX: usize = 80;

/// How far an issue has come, and by whose hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueLife {
    /// How far.
    pub state: IssueState,
    /// How it came to light.
    pub channel: Channel,
    /// What is to be done about it.
    pub triage: Option<Triage>,
    /// Whose it is.
    pub owners: Option<Owners>,
    /// Who had it first, whoever has it now (首问负责).
    pub first_receiver: Option<String>,
    /// The unit that it was handed to.
    pub handed_to: Option<Code>,
    /// By when it is to be put right.
    pub due_on: Option<Date>,
    /// What was done since it was opened, or came back.
    pub measures: u32,
    /// Who found it put right.
    pub accepted_by: Option<String>,
    /// What whoever complained said last.
    pub call_back: Option<CallBack>,
    /// When whoever complained got an answer first.
    pub replied_at: Option<Timestamp>,
    /// When it was struck off.
    pub closed_at: Option<Timestamp>,
    /// How often it was opened again.
    pub reopened: u32,
    /// How often what came of it was shown.
    pub published: u32,
    /// What another ledger said of it last.
    pub imported: Option<LedgerEntry>,
    /// Whether anything was done to it here, so that another ledger has no more say.
    pub is_led_here: bool,
    /// Who owned it or worked on it, ever: names as [`compared`].
    pub hands: BTreeSet<String>,
    /// Its steps so far.
    pub seq: u32,
}

impl IssueLife {
    /// What steps made of an issue, from the first on.
    ///
    /// # Errors
    /// When one of them can't follow on those before it.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a IssueStep>) -> Result<Self, IssueRefusal> {
        let mut steps = steps.into_iter();
        let none = IssueRefusal::State { state: None, event: "nothing" };
        let life = Self::open(steps.next().ok_or(none)?)?;
        steps.try_fold(life, |life, step| life.follow(step))
    }

    /// An issue that comes in.
    ///
    /// # Errors
    /// When the step is another one.
    pub fn open(step: &IssueStep) -> Result<Self, IssueRefusal> {
        let IssueEvent::Register { channel, receiver } = &step.event else {
            return Err(IssueRefusal::State { state: None, event: step.event.name() });
        };
        if let Some(receiver) = receiver {
            text("receiver", receiver, NAME_MAX)?;
        }
        Ok(Self {
            state: IssueState::Registered,
            channel: *channel,
            triage: None,
            owners: None,
            first_receiver: receiver.clone(),
            handed_to: None,
            due_on: None,
            measures: 0,
            accepted_by: None,
            call_back: None,
            replied_at: None,
            closed_at: None,
            reopened: 0,
            published: 0,
            imported: None,
            is_led_here: false,
            hands: BTreeSet::new(),
            seq: 1,
        })
    }

    /// The same after one more step.
    ///
    /// # Errors
    /// With the rule that stands against it.
    pub fn apply(&self, step: &IssueStep) -> Result<Self, IssueRefusal> {
        let next = self.follow(step)?;
        self.check_hands(step)?;
        self.check_reason(step)?;
        self.check_content(step)?;
        Ok(next)
    }

    /// The same after a step that was taken: rules that came later don't make it undone.
    fn follow(&self, step: &IssueStep) -> Result<Self, IssueRefusal> {
        let event = step.event.name();
        let refused = IssueRefusal::State { state: Some(self.state), event };
        let state = self.state_after(&step.event).ok_or(refused)?;
        let mut next = Self { state, seq: self.seq + 1, ..self.clone() };
        next.note(step);
        Ok(next)
    }

    /// Whether something can be done to it as it stands, whatever it says and whoever does it.
    pub fn is_open_to(&self, event: &IssueEvent) -> bool {
        self.state_after(event).is_some()
    }

    /// Whether somebody owned it or worked on it.
    pub fn had_a_hand(&self, name: &str) -> bool {
        self.hands.contains(&compared(name))
    }

    /// Whether it is past its day and still to be put right.
    pub fn is_overdue(&self, on: Date) -> bool {
        Self::is_past(self.state, self.due_on, on)
    }

    /// The same of an issue of which only state and day are known.
    pub fn is_past(state: IssueState, due_on: Option<Date>, on: Date) -> bool {
        state.awaits_work() && due_on.is_some_and(|due| due < on)
    }

    fn state_after(&self, event: &IssueEvent) -> Option<IssueState> {
        use IssueEvent as E;
        use IssueState as S;
        let (state, is_owned) = (self.state, self.owners.is_some());
        match (state, event) {
            (S::Withdrawn, E::Register { .. }) => Some(S::Registered),
            (S::Withdrawn, _) | (_, E::Register { .. }) => None,
            (_, E::Withdraw) => Some(S::Withdrawn),
            (_, E::Triage { triage, .. }) if is_owned && state.awaits_work() => {
                Some(sorted(state, *triage))
            }
            (S::Registered | S::Returned | S::Reopened, E::Assign { triage, .. }) => {
                // Without a triage the step is refused for that, and not for the state.
                let triage = triage.or(self.triage).unwrap_or(Triage::HandleNow);
                Some(sorted(S::Assigned, triage))
            }
            (S::Assigned | S::Escalated | S::Returned | S::Reopened, E::TakeUp) if is_owned => {
                Some(S::Rectifying)
            }
            (S::Assigned | S::Rectifying | S::Returned, E::HandOff { .. }) if is_owned => {
                Some(S::Assigned)
            }
            (S::Assigned, E::GiveBack) | (S::Submitted | S::Explained, E::Return) => {
                Some(S::Returned)
            }
            (S::Rectifying, E::Submit { .. }) => {
                let is_explained = self.triage == Some(Triage::Explain);
                Some(if is_explained { S::Explained } else { S::Submitted })
            }
            (S::Submitted | S::Explained, E::Accept) => Some(S::Verified),
            (
                S::Verified | S::Closed,
                E::Reopen | E::CallBack { outcome: CallBack::NotSatisfied, .. },
            ) => Some(S::Reopened),
            (S::Verified, E::Close) => Some(S::Closed),
            (S::Registered | S::Closed, E::Import { entry }) if !self.is_led_here => {
                Some(entry.status.state())
            }
            _ => self.stays_at(event).then_some(state),
        }
    }

    /// Whether something may be done that leaves it where it is.
    fn stays_at(&self, event: &IssueEvent) -> bool {
        use IssueEvent as E;
        use IssueState as S;
        match event {
            E::Reply { .. } | E::Publish { .. } => true,
            E::Triage { .. } => self.state.awaits_work(),
            E::Extend { .. } => self.owners.is_some() && self.state.awaits_work(),
            E::RecordMeasure { .. } => matches!(self.state, S::Rectifying | S::Escalated),
            E::HandOff { .. } => self.state == S::Escalated,
            E::CallBack { .. } => matches!(self.state, S::Verified | S::Closed),
            _ => false,
        }
    }

    fn check_hands(&self, step: &IssueStep) -> Result<(), IssueRefusal> {
        if step.event.judges() && self.had_a_hand(&step.by) {
            return Err(IssueRefusal::OwnWork { event: step.event.name() });
        }
        Ok(())
    }

    fn check_reason(&self, step: &IssueStep) -> Result<(), IssueRefusal> {
        use IssueEvent as E;
        if let Some(reason) = &step.reason {
            text("reason", reason, TEXT_MAX)?;
        }
        if step.reason.is_some() {
            return Ok(());
        }
        match &step.event {
            E::Close if self.call_back != Some(CallBack::Satisfied) => {
                Err(IssueRefusal::NoCallBack)
            }
            E::Triage { triage, .. } | E::Assign { triage: Some(triage), .. }
                if *triage == Triage::HandleNow || self.triage == Some(*triage) =>
            {
                Ok(())
            }
            E::Triage { .. }
            | E::Assign { triage: Some(_), .. }
            | E::HandOff { .. }
            | E::GiveBack
            | E::Return
            | E::Reopen
            | E::Extend { .. }
            | E::Withdraw => Err(IssueRefusal::NoReason { event: step.event.name() }),
            _ => Ok(()),
        }
    }

    fn check_content(&self, step: &IssueStep) -> Result<(), IssueRefusal> {
        use IssueEvent as E;
        match &step.event {
            E::Register { receiver: Some(receiver), .. } => text("receiver", receiver, NAME_MAX),
            E::Assign { owners, triage, due_on, .. } => {
                names(owners)?;
                triage.or(self.triage).ok_or(IssueRefusal::NoTriage)?;
                due_on.map(drop).ok_or(IssueRefusal::NoDueDate)
            }
            E::Triage { due_on: None, .. } if self.owners.is_some() => Err(IssueRefusal::NoDueDate),
            E::HandOff { owners, .. } => names(owners),
            E::RecordMeasure { measure } => text("measure", measure, TEXT_MAX),
            E::Submit { result } => {
                text("result", result, TEXT_MAX)?;
                match self.triage {
                    Some(Triage::Explain) if self.replied_at.is_none() => {
                        Err(IssueRefusal::NoReply)
                    }
                    Some(Triage::Explain) => Ok(()),
                    _ if self.measures == 0 => Err(IssueRefusal::NoMeasure),
                    _ => Ok(()),
                }
            }
            E::CallBack { outcome, tries } => {
                tries.iter().try_for_each(|tried| check_try(tried, step.at))?;
                let is_missing = *outcome == CallBack::Unreachable && tries.is_empty();
                if is_missing { Err(IssueRefusal::NoTries) } else { Ok(()) }
            }
            E::Publish { scope, from, until, text: shown } => {
                text("scope", scope, NAME_MAX)?;
                text("text", shown, TEXT_MAX)?;
                if until < from {
                    return Err(IssueRefusal::EndsBeforeItBegins);
                }
                let tells = tells_a_person(shown) || tells_a_person(scope);
                if tells { Err(IssueRefusal::PersonalData) } else { Ok(()) }
            }
            E::Reply { text: told } => text("text", told, TEXT_MAX),
            E::Import { entry } => {
                text("ledger", &entry.ledger, LEDGER_MAX)?;
                let is_sound = entry.says_when_it_closed();
                if is_sound { Ok(()) } else { Err(IssueRefusal::NoClosingDay) }
            }
            E::Extend { due_on } if self.due_on.is_some_and(|due| *due_on <= due) => {
                Err(IssueRefusal::NotLater)
            }
            E::Extend { due_on } if *due_on > last_due_day(in_china(step.at).date()) => {
                Err(IssueRefusal::OutOfReach)
            }
            _ => Ok(()),
        }
    }

    fn note(&mut self, step: &IssueStep) {
        use IssueEvent as E;
        self.is_led_here |= !matches!(step.event, E::Import { .. });
        match &step.event {
            E::Register { channel, receiver } => self.begin_anew(*channel, receiver.as_ref()),
            E::Triage { triage, due_on, .. } => {
                self.triage = Some(*triage);
                self.due_on = due_on.filter(|_| self.owners.is_some()).or(self.due_on);
            }
            E::Assign { owners, triage, due_on, .. } => {
                self.triage = triage.or(self.triage);
                self.due_on = *due_on;
                self.give_to(owners);
            }
            E::HandOff { owners, unit } => {
                self.handed_to = unit.clone().or(self.handed_to.take());
                self.give_to(owners);
            }
            E::RecordMeasure { .. } => {
                self.measures += 1;
                self.hands.insert(compared(&step.by));
            }
            E::TakeUp | E::Submit { .. } => {
                self.hands.insert(compared(&step.by));
            }
            E::GiveBack => {
                self.owners = None;
                self.hands.insert(compared(&step.by));
            }
            E::Return => self.measures = 0,
            E::Accept => self.accepted_by = Some(step.by.clone()),
            E::CallBack { outcome, .. } => {
                self.call_back = Some(*outcome);
                if *outcome == CallBack::NotSatisfied {
                    self.open_again();
                }
            }
            E::Close => self.closed_at = Some(step.at),
            E::Reopen => {
                self.call_back = None;
                self.open_again();
            }
            E::Publish { .. } => self.published += 1,
            E::Reply { .. } => {
                self.replied_at = self.replied_at.or(Some(step.at));
                // What is to be explained is put right by nothing else.
                if self.triage == Some(Triage::Explain) && self.accepted_by.is_none() {
                    self.hands.insert(compared(&step.by));
                }
            }
            E::Extend { due_on } => self.due_on = Some(*due_on),
            E::Import { entry } => self.take_over(entry),
            E::Withdraw => {}
        }
    }

    fn give_to(&mut self, owners: &Owners) {
        self.hands.extend(owners.names().map(compared));
        let first = self.first_receiver.take();
        self.first_receiver = Some(first.unwrap_or_else(|| owners.person.clone()));
        self.owners = Some(owners.clone());
    }

    /// What another ledger says stands here too, until somebody here does anything.
    fn take_over(&mut self, entry: &LedgerEntry) {
        self.due_on = entry.due_on;
        self.replied_at = self.replied_at.or(entry.replied_on.and_then(first_moment));
        self.closed_at = entry.closed_on.and_then(first_moment);
        self.imported = Some(entry.clone());
    }

    /// What was accepted is so no more. Its owners keep it, and its day.
    fn open_again(&mut self) {
        self.accepted_by = None;
        self.closed_at = None;
        self.measures = 0;
        self.reopened += 1;
    }

    /// What was withdrawn comes in again: it has nobody, as at first. Who had it and how often it was
    /// opened again stays.
    fn begin_anew(&mut self, channel: Channel, receiver: Option<&String>) {
        self.channel = channel;
        self.triage = None;
        self.owners = None;
        self.handed_to = None;
        self.due_on = None;
        self.measures = 0;
        self.accepted_by = None;
        self.call_back = None;
        self.closed_at = None;
        self.first_receiver = self.first_receiver.take().or_else(|| receiver.cloned());
    }
}

/// Where an issue that has owners stands, by what is to be done about it.
fn sorted(state: IssueState, triage: Triage) -> IssueState {
    match (state, triage) {
        (_, Triage::EscalatePolicy) => IssueState::Escalated,
        (IssueState::Escalated, _) => IssueState::Assigned,
        _ => state,
    }
}

fn names(owners: &Owners) -> Result<(), IssueRefusal> {
    text("leader", &owners.leader, NAME_MAX)?;
    text("section", &owners.section, NAME_MAX)?;
    text("person", &owners.person, NAME_MAX)
}

fn check_try(tried: &CallBackTry, at: Timestamp) -> Result<(), IssueRefusal> {
    text("note", &tried.note, TEXT_MAX)?;
    let on = in_china(tried.at).date();
    if on > in_china(at).date() {
        return Err(IssueRefusal::InTheFuture);
    }
    if on < EARLIEST { Err(IssueRefusal::OutOfReach) } else { Ok(()) }
}

fn text(field: &'static str, text: &str, most: usize) -> Result<(), IssueRefusal> {
    // What is short is a name, and stands in a line.
    let is_sound = if most <= NAME_MAX { says_in_a_line(text, most) } else { says(text, most) };
    if is_sound { Ok(()) } else { Err(IssueRefusal::BadText { field }) }
}
