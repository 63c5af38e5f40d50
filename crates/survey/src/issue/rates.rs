//! Rates of the ledger (处理率、结案率、回复率等): the history of an issue in, counts out.
//!
//! The plans ask for “确保处理率、结案率达到百分之百” and “环境信访回复率及满意率”, and give no formula: what
//! each rate is a share of stands at [`IssueRate`], and is told beside every number. Nobody in the
//! denominator makes no rate, and not 100 %.

use std::ops::{AddAssign, Range};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CallBack, Channel, IssueEvent, IssueLife, IssueRefusal, IssueState, IssueStep, LedgerStatus,
    Triage,
};
use crate::Month;
use crate::round::in_china;

/// A rate of the ledger.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum IssueRate {
    /// 处理率, `handled / received`: issues that their owners took up, or did anything about, of those that
    /// came in. By the day on which they were opened.
    #[serde(rename = "handling_rate")]
    Handling,
    /// 结案率, `closed / received`: issues that are struck off and were not opened again since, of those that
    /// came in. By the day on which they were opened.
    #[serde(rename = "closure_rate")]
    Closure,
    /// 回复率, `replied / reply_required`: issues whose complainant got an answer, of those that need one:
    /// all that came in otherwise than by a survey, and those that are explained instead of put right. By
    /// the day on which they were opened.
    #[serde(rename = "reply_rate")]
    Reply,
    /// 按时反馈率: issues that were submitted no later than on their day, and did not come back since, of
    /// those whose day is over. What is still to be put right then counts against it, and what was extended
    /// has its new day. By the day on which they were opened.
    #[serde(rename = "on_time_feedback_rate")]
    OnTime,
    /// 有效回访率: fixes whose complainant was reached and said how it is, of all fixes: "每件必回访". A fix
    /// is an acceptance; what is opened again and put right again has two. By the day of the acceptance.
    #[serde(rename = "valid_callback_rate")]
    CallBack,
    /// 解决率: issues that are put right in the eyes of whoever complained, and were not opened again since,
    /// of those that came in. Silence is not counted as put right. By the day on which they were opened.
    #[serde(rename = "resolution_rate")]
    Resolution,
    /// 整改满意率, `satisfied / rated`: fixes that whoever complained is satisfied with, of those that they
    /// said anything of. It is never mixed with the satisfaction rate of a survey. By the day of the
    /// acceptance: by that of closing all who were not satisfied would be missing.
    #[serde(rename = "fix_satisfaction_rate")]
    Satisfaction,
}

/// Which day of an issue says to which period it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RateDay {
    /// The day on which it was brought forward.
    Opened,
    /// The day on which somebody else found it put right.
    Accepted,
}

impl RateDay {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Accepted => "accepted",
        }
    }
}

named!(IssueRate, "rate of the ledger", 7,
    Handling => "handling_rate",
    Closure => "closure_rate",
    Reply => "reply_rate",
    OnTime => "on_time_feedback_rate",
    CallBack => "valid_callback_rate",
    Resolution => "resolution_rate",
    Satisfaction => "fix_satisfaction_rate",
);

impl IssueRate {
    /// Which day says to which period something belongs.
    pub fn day(self) -> RateDay {
        match self {
            Self::CallBack | Self::Satisfaction => RateDay::Accepted,
            Self::Handling | Self::Closure | Self::Reply | Self::OnTime | Self::Resolution => {
                RateDay::Opened
            }
        }
    }
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fraction {
    /// How many.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
}

impl Fraction {
    /// The share; of none there is no share.
    pub fn share(self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }

    fn count(&mut self, is_one: bool) {
        self.numerator += u64::from(is_one);
        self.denominator += 1;
    }
}

impl AddAssign for Fraction {
    fn add_assign(&mut self, more: Self) {
        self.numerator += more.numerator;
        self.denominator += more.denominator;
    }
}

/// What all rates are made of: counts, which add up over units, categories and periods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateCounts([Fraction; IssueRate::ALL.len()]);

impl RateCounts {
    /// The counts of a rate.
    pub fn of(&self, rate: IssueRate) -> Fraction {
        self.0[rate as usize]
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn count(&mut self, rate: IssueRate, is_one: bool) {
        self.0[rate as usize].count(is_one);
    }
}

impl AddAssign for RateCounts {
    fn add_assign(&mut self, more: Self) {
        for (own, more) in self.0.iter_mut().zip(more.0) {
            *own += more;
        }
    }
}

/// An acceptance, and what whoever complained said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fix {
    accepted_on: Date,
    satisfied: Option<bool>,
}

/// As much of the history of an issue as rates are counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueFacts {
    opened_on: Date,
    life: IssueLife,
    handled: bool,
    /// When it was submitted, as long as it did not come back.
    submitted_on: Option<Date>,
    fixes: Vec<Fix>,
}

impl IssueFacts {
    /// What the steps of an issue tell that was brought forward on a day, from the first on.
    ///
    /// # Errors
    /// When one of them can't follow on those before it.
    pub fn of<'a>(
        opened_on: Date,
        steps: impl IntoIterator<Item = &'a IssueStep>,
    ) -> Result<Self, IssueRefusal> {
        let mut steps = steps.into_iter();
        let none = IssueRefusal::State { state: None, event: "nothing" };
        let life = IssueLife::open(steps.next().ok_or(none)?)?;
        let facts = Self { opened_on, life, handled: false, submitted_on: None, fixes: Vec::new() };
        steps.try_fold(facts, Self::after)
    }

    /// The day on which it was brought forward.
    pub fn opened_on(&self) -> Date {
        self.opened_on
    }

    /// What it adds to the rates of some months, as it stands on a day. What was withdrawn was none.
    pub fn counts(&self, months: &Range<Month>, today: Date) -> RateCounts {
        let mut counts = RateCounts::default();
        if self.life.state == IssueState::Withdrawn {
            return counts;
        }
        let falls_into = |day: Date| months.contains(&Month::of(day));
        if falls_into(self.opened_on) {
            counts.count(IssueRate::Handling, self.handled);
            counts.count(IssueRate::Closure, self.life.state == IssueState::Closed);
            counts.count(IssueRate::Resolution, self.is_resolved());
            if self.needs_reply() {
                counts.count(IssueRate::Reply, self.life.replied_at.is_some());
            }
            if let Some(due) = self.life.due_on.filter(|due| *due < today) {
                counts.count(IssueRate::OnTime, self.submitted_on.is_some_and(|day| day <= due));
            }
        }
        for fix in self.fixes.iter().filter(|fix| falls_into(fix.accepted_on)) {
            counts.count(IssueRate::CallBack, fix.satisfied.is_some());
            if let Some(satisfied) = fix.satisfied {
                counts.count(IssueRate::Satisfaction, satisfied);
            }
        }
        counts
    }

    fn after(mut self, step: &IssueStep) -> Result<Self, IssueRefusal> {
        use IssueEvent as E;
        self.life = self.life.apply(step)?;
        let day = in_china(step.at).date();
        match &step.event {
            E::Register { .. } => {
                self.handled = false;
                self.submitted_on = None;
                self.fixes.clear();
            }
            E::TakeUp | E::RecordMeasure { .. } => self.handled = true,
            E::Submit { .. } => self.submitted_on = Some(day),
            E::Return | E::Reopen => self.submitted_on = None,
            // No fix: nobody here accepted it, and nobody was called back.
            E::Import { entry } => {
                self.handled = entry.status != LedgerStatus::Open;
                self.submitted_on = entry.closed_on;
            }
            E::Accept => self.fixes.push(Fix { accepted_on: day, satisfied: None }),
            E::CallBack { outcome: CallBack::Satisfied, .. } => self.hear(true),
            E::CallBack { outcome: CallBack::NotSatisfied, .. } => {
                self.hear(false);
                self.submitted_on = None;
            }
            _ => {}
        }
        Ok(self)
    }

    /// What was said last of the newest fix.
    fn hear(&mut self, satisfied: bool) {
        if let Some(fix) = self.fixes.last_mut() {
            fix.satisfied = Some(satisfied);
        }
    }

    fn is_resolved(&self) -> bool {
        let stands = matches!(self.life.state, IssueState::Verified | IssueState::Closed);
        stands && self.fixes.last().is_some_and(|fix| fix.satisfied == Some(true))
    }

    fn needs_reply(&self) -> bool {
        self.life.channel != Channel::Answer || self.life.triage == Some(Triage::Explain)
    }
}
