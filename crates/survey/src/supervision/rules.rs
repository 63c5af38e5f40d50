//! Rules that propose orders, and time limits. They are data: an office sets its own, and each version
//! stays on record.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Figure, Found};
use crate::issue::rates::IssueRate;
use crate::{Code, Label, Period, Problem};

/// More working days than a year has.
const DAYS_MAX: u16 = 250;
/// Periods in a row: two years of quarters.
const PERIODS_MAX: u32 = 8;

/// The rules of an office.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisionRules {
    /// How much time there is for what.
    #[serde(default)]
    pub limits: TimeLimits,
    /// What proposes an order.
    #[serde(default)]
    pub rules: Vec<SupervisionRule>,
}

/// Working days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeLimits {
    /// Until the unit replies.
    pub reply_days: u16,
    /// Until the unit may no longer appeal.
    pub appeal_days: u16,
    /// Until an appeal is decided.
    pub decide_days: u16,
    /// Until that is carried out.
    pub correct_days: u16,
}

/// What proposes an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisionRule {
    /// Its code: with unit and period it makes the id of an order.
    pub code: Code,
    /// Its name.
    pub name: Label,
    /// What it asks for.
    pub when: Condition,
}

/// What a rule asks for. Of several demands all have to be met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "SupervisionCondition")]
pub enum Condition {
    /// Issues are overdue.
    OverdueIssues {
        /// So many at least.
        count: u32,
        /// Such a share, at least, of those that are still to be put right.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share: Option<f64>,
        /// One of them by so many days at least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<u32>,
    },
    /// The unit is in the last of several tiers, so that it is surely behind.
    BottomTier {
        /// In so many periods in a row.
        periods: u32,
    },
    /// The rate of satisfied answers is surely below a floor.
    SatisfactionBelow {
        /// The floor.
        rate: f64,
    },
    /// A rate of the ledger is surely below a floor.
    LedgerRateBelow {
        /// Which rate.
        measure: IssueRate,
        /// The floor.
        rate: f64,
    },
    /// The same complaint came up again and again.
    RepeatedComplaint {
        /// So often at least, with the first.
        times: u32,
    },
    /// Issues were opened again.
    ReopenedIssues {
        /// So many at least.
        count: u32,
    },
}

/// The place of a unit in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct TierFacts {
    /// The period.
    pub period: Period,
    /// Tier of the unit; 1 is best.
    pub tier: u32,
    /// How many tiers there are.
    pub tiers: u32,
    /// Its index with the interval.
    pub index: Found,
}

/// What is known of a unit in a period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnitFacts {
    /// Issues that are past their day.
    pub overdue: u32,
    /// Issues that are still to be put right.
    pub to_do: u32,
    /// By how many days the most overdue is past its day.
    pub days_overdue: u32,
    /// How often the most frequent complaint came up.
    pub complaints: u32,
    /// Issues that were opened again.
    pub reopened: u32,
    /// Issues that came in.
    pub opened: u32,
    /// Its place in the period and those before it, the newest first; a period without one ends it.
    pub tiers: Vec<TierFacts>,
    /// The rate of satisfied answers.
    pub satisfaction: Option<Found>,
    /// The rates of the ledger.
    pub ledger_rates: BTreeMap<IssueRate, Found>,
}

impl Default for TimeLimits {
    /// Ten working days to reply, as 济南 and 杭州 have them for 绩效督促通知单; fifteen to appeal, ten to
    /// decide, five to carry it out, as 济南 has them for reviews.
    fn default() -> Self {
        Self { reply_days: 10, appeal_days: 15, decide_days: 10, correct_days: 5 }
    }
}

impl SupervisionRules {
    /// Everything that is wrong with the rules.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let limits = &self.limits;
        for (days, field) in [
            (limits.reply_days, "reply_days"),
            (limits.appeal_days, "appeal_days"),
            (limits.decide_days, "decide_days"),
            (limits.correct_days, "correct_days"),
        ] {
            if !(1..=DAYS_MAX).contains(&days) {
                let detail = format!("{days} days are not between 1 and {DAYS_MAX}");
                problems.push(Problem::new("out_of_range", format!("/limits/{field}"), detail));
            }
        }
        let mut seen = BTreeSet::new();
        for (place, rule) in self.rules.iter().enumerate() {
            let at = format!("/rules/{place}");
            if !seen.insert(&rule.code) {
                let detail = format!("{} is there twice", rule.code);
                problems.push(Problem::new("duplicate_rule", format!("{at}/code"), detail));
            }
            let when = format!("{at}/when");
            problems.extend(rule.when.problems().into_iter().map(|problem| problem.under(&when)));
        }
        problems
    }
}

impl Condition {
    /// What was found of a unit in a period, where that is what the rule asks for.
    pub fn found(&self, period: Period, facts: &UnitFacts) -> Option<Vec<Found>> {
        let count = |figure, value, of: u32| Found::count(figure, period, value, Some(of.into()));
        match self {
            Self::OverdueIssues { count: least, share, days } => {
                let of_all = f64::from(facts.overdue) / f64::from(facts.to_do.max(1));
                let holds = facts.overdue >= *least
                    && share.is_none_or(|least| of_all >= least)
                    && days.is_none_or(|least| facts.days_overdue >= least);
                let mut found = vec![count(Figure::OverdueIssues, facts.overdue, facts.to_do)];
                found.extend(share.map(|_| Found {
                    value: of_all,
                    ..count(Figure::OverdueShare, 0, facts.to_do)
                }));
                found.extend(
                    days.map(|_| {
                        Found::count(Figure::DaysOverdue, period, facts.days_overdue, None)
                    }),
                );
                holds.then_some(found)
            }
            Self::BottomTier { periods } => {
                let asked = facts.tiers.iter().take(usize::try_from(*periods).ok()?);
                let behind: Vec<_> = asked.take_while(|place| place.is_behind()).collect();
                let holds = u32::try_from(behind.len()).ok()? == *periods;
                holds.then(|| behind.into_iter().flat_map(TierFacts::found).collect())
            }
            Self::SatisfactionBelow { rate } => facts
                .satisfaction
                .clone()
                .filter(|found| found.is_below(*rate))
                .map(|one| vec![one]),
            Self::LedgerRateBelow { measure, rate } => {
                let found = facts.ledger_rates.get(measure).filter(|found| found.is_below(*rate));
                found.cloned().map(|one| vec![one])
            }
            Self::RepeatedComplaint { times } => (facts.complaints >= *times)
                .then(|| vec![Found::count(Figure::Complaints, period, facts.complaints, None)]),
            Self::ReopenedIssues { count: least } => (facts.reopened >= *least)
                .then(|| vec![count(Figure::ReopenedIssues, facts.reopened, facts.opened)]),
        }
    }

    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, detail: String| {
            problems.push(Problem::new("out_of_range", format!("/{field}"), detail));
        };
        let is_share = |rate: f64| rate > 0.0 && rate <= 1.0;
        let no_share = |rate: f64| format!("{rate} is no share above 0 and up to 1");
        match self {
            Self::OverdueIssues { count, share, .. } => {
                if *count == 0 {
                    wrong("count", "nothing overdue is no ground for an order".to_owned());
                }
                if let Some(share) = share.filter(|share| !is_share(*share)) {
                    wrong("share", no_share(share));
                }
            }
            Self::BottomTier { periods } if !(1..=PERIODS_MAX).contains(periods) => {
                wrong("periods", format!("{periods} is not between 1 and {PERIODS_MAX}"));
            }
            Self::SatisfactionBelow { rate } | Self::LedgerRateBelow { rate, .. }
                if !is_share(*rate) =>
            {
                wrong("rate", no_share(*rate));
            }
            Self::RepeatedComplaint { times } if *times < 2 => {
                wrong("times", "what came up once is not repeated: 2 at least".to_owned());
            }
            Self::ReopenedIssues { count: 0 } => {
                wrong("count", "nothing opened again is no ground for an order".to_owned());
            }
            _ => {}
        }
        problems
    }
}

impl TierFacts {
    /// Whether every unit of other tiers is surely better. Of one tier there is no telling who is behind.
    pub fn is_behind(&self) -> bool {
        self.tiers > 1 && self.tier == self.tiers
    }

    fn found(&self) -> [Found; 2] {
        let tier = Found::count(Figure::Tier, self.period, self.tier, Some(self.tiers.into()));
        [tier, self.index.clone()]
    }
}

impl Found {
    /// Whether it is surely below a floor: the point alone says nothing.
    pub fn is_below(&self, floor: f64) -> bool {
        self.high.is_some_and(|high| high < floor)
    }
}
