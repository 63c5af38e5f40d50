//! How far a common issue and its tasks have come, as its steps tell.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CommonEvent, CommonRefusal, CommonStep, Finding, SelfCheckAnswer};
use crate::Code;
use crate::issue::{TEXT_MAX, named};
use crate::round::in_china;
use crate::schema::{Day, Instant};
use crate::wording::says;

/// More working days than a quarter has.
pub(super) const DAYS_MAX: u16 = 70;

/// How far a common issue has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CommonState {
    /// Nobody was told of it yet.
    Made,
    /// Units look whether they have it.
    Sent,
    /// That is over.
    Closed,
}

named!(CommonState, "state of a common issue", 3,
    Made => "made",
    Sent => "sent",
    Closed => "closed",
);

/// How far the task of a unit has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// The unit is to answer.
    Waiting,
    /// It answered.
    Answered,
    /// Its answer did not do: it is to answer anew.
    Returned,
}

named!(TaskState, "state of a task", 3,
    Waiting => "waiting",
    Answered => "answered",
    Returned => "returned",
);

/// An answer, and who gave it when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignedAnswer {
    /// What.
    pub answer: SelfCheckAnswer,
    /// By whose account.
    pub by: String,
    /// When.
    #[schemars(with = "Instant")]
    pub at: Timestamp,
    /// Whether that was after the last day.
    pub late: bool,
}

/// What a unit is to look for (自查任务).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SelfCheckTask {
    /// How far it has come.
    pub state: TaskState,
    /// The last day to answer.
    #[schemars(with = "Day")]
    pub due_on: Date,
    /// The newest answer, which may have been returned.
    pub answer: Option<SignedAnswer>,
    /// How often an answer was returned.
    pub returned: u32,
    /// Number of the newest step that is about it.
    pub seq: u32,
    /// Number of the step that holds the newest answer; 0 where there is none.
    pub answer_seq: u32,
}

impl SelfCheckTask {
    /// Whether the unit still owes an answer.
    pub fn is_owed(&self) -> bool {
        self.state != TaskState::Answered
    }

    /// Whether it owes one after the last day.
    pub fn is_overdue(&self, on: Date) -> bool {
        self.is_owed() && self.due_on < on
    }

    /// What was found, by an answer that stands.
    pub fn finding(&self) -> Option<Finding> {
        let answer = self.answer.as_ref().filter(|_| !self.is_owed())?;
        Some(answer.answer.finding)
    }
}

/// How far a common issue has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonLife {
    /// How far.
    pub state: CommonState,
    /// The tasks, by unit.
    pub tasks: BTreeMap<Code, SelfCheckTask>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Its steps so far.
    pub seq: u32,
}

/// How many units answered what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SelfCheckProgress {
    /// All that were asked.
    pub tasks: usize,
    /// Of them, how many found it.
    pub found: usize,
    /// In how many places together.
    pub places: u64,
    /// How many looked and did not.
    pub not_found: usize,
    /// How many owe an answer; silence is none.
    pub unanswered: usize,
    /// Of those, how many after their last day.
    pub overdue: usize,
    /// Of those, how many whose answer was returned.
    pub returned: usize,
    /// How many answered after their last day.
    pub late: usize,
}

impl Default for CommonLife {
    fn default() -> Self {
        Self { state: CommonState::Made, tasks: BTreeMap::new(), closed_at: None, seq: 0 }
    }
}

impl CommonLife {
    /// What steps made of a common issue, from the first on.
    ///
    /// # Errors
    /// When one of them can't follow on those before it.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a CommonStep>) -> Result<Self, CommonRefusal> {
        steps.into_iter().try_fold(Self::default(), |life, step| life.apply(step))
    }

    /// Number of the newest step that whoever does something has to have seen: of the unit's task, or of all.
    pub fn newest(&self, event: &CommonEvent) -> u32 {
        let task = event.unit().and_then(|unit| self.tasks.get(unit));
        task.map_or(self.seq, |task| task.seq)
    }

    /// The same after one more step.
    ///
    /// # Errors
    /// With the rule that stands against it.
    pub fn apply(&self, step: &CommonStep) -> Result<Self, CommonRefusal> {
        let event = step.event.name();
        if self.state == CommonState::Closed {
            return Err(CommonRefusal::State { state: self.state, event });
        }
        let reason = step.reason.as_ref();
        if reason.is_some_and(|reason| !says(reason, TEXT_MAX)) {
            return Err(CommonRefusal::BadText { field: "reason" });
        }
        let mut next = Self { seq: self.seq + 1, ..self.clone() };
        match &step.event {
            CommonEvent::Send { units, days, due_on, .. } => next.send(units, *days, *due_on)?,
            CommonEvent::Answer { unit, answer } => next.answer(unit, answer, step)?,
            CommonEvent::Return { unit } => {
                if reason.is_none() {
                    return Err(CommonRefusal::NoReason { event });
                }
                next.give_back(unit, event)?;
            }
            CommonEvent::Close => {
                let units = self.tasks.values().filter(|task| task.is_owed()).count();
                if reason.is_none() && (units > 0 || self.state == CommonState::Made) {
                    return Err(match units {
                        0 => CommonRefusal::NoReason { event },
                        units => CommonRefusal::Unanswered { units },
                    });
                }
                next.state = CommonState::Closed;
                next.closed_at = Some(step.at);
            }
        }
        Ok(next)
    }

    fn send(
        &mut self,
        units: &[Code],
        days: u16,
        due_on: Option<Date>,
    ) -> Result<(), CommonRefusal> {
        let chosen: BTreeSet<&Code> = units.iter().collect();
        if let Some(unit) = chosen.iter().find(|unit| self.tasks.contains_key(unit.as_str())) {
            return Err(CommonRefusal::SentAlready { unit: (*unit).clone() });
        }
        if chosen.is_empty() {
            return Err(CommonRefusal::NoUnits);
        }
        if !(1..=DAYS_MAX).contains(&days) {
            return Err(CommonRefusal::BadDays);
        }
        let due_on = due_on.ok_or(CommonRefusal::NoDueDate)?;
        let (seq, state) = (self.seq, TaskState::Waiting);
        for unit in chosen {
            let task =
                SelfCheckTask { state, due_on, answer: None, returned: 0, seq, answer_seq: 0 };
            self.tasks.insert(unit.clone(), task);
        }
        self.state = CommonState::Sent;
        Ok(())
    }

    fn answer(
        &mut self,
        unit: &Code,
        answer: &SelfCheckAnswer,
        step: &CommonStep,
    ) -> Result<(), CommonRefusal> {
        let seq = self.seq;
        let task = self.task(unit)?;
        if !task.is_owed() {
            let (unit, event) = (unit.clone(), step.event.name());
            return Err(CommonRefusal::Task { unit, state: task.state, event });
        }
        answer.check()?;
        let late = in_china(step.at).date() > task.due_on;
        let (answer, by, at) = (answer.clone(), step.by.clone(), step.at);
        task.answer = Some(SignedAnswer { answer, by, at, late });
        (task.state, task.seq, task.answer_seq) = (TaskState::Answered, seq, seq);
        Ok(())
    }

    fn give_back(&mut self, unit: &Code, event: &'static str) -> Result<(), CommonRefusal> {
        let seq = self.seq;
        let task = self.task(unit)?;
        if task.is_owed() {
            return Err(CommonRefusal::Task { unit: unit.clone(), state: task.state, event });
        }
        (task.state, task.seq) = (TaskState::Returned, seq);
        task.returned += 1;
        Ok(())
    }

    fn task(&mut self, unit: &Code) -> Result<&mut SelfCheckTask, CommonRefusal> {
        let no_task = || CommonRefusal::NoTask { unit: unit.clone() };
        self.tasks.get_mut(unit.as_str()).ok_or_else(no_task)
    }
}

impl SelfCheckProgress {
    /// How far tasks have come on a day.
    pub fn of<'a>(tasks: impl IntoIterator<Item = &'a SelfCheckTask>, on: Date) -> Self {
        let mut progress = Self::default();
        for task in tasks {
            progress.tasks += 1;
            match task.finding() {
                Some(Finding::Found) => progress.found += 1,
                Some(Finding::NotFound) => progress.not_found += 1,
                None => progress.unanswered += 1,
            }
            progress.overdue += usize::from(task.is_overdue(on));
            progress.returned += usize::from(task.state == TaskState::Returned);
            if let Some(signed) = task.answer.as_ref().filter(|_| !task.is_owed()) {
                progress.late += usize::from(signed.late);
                progress.places += u64::from(signed.answer.places);
            }
        }
        progress
    }
}
