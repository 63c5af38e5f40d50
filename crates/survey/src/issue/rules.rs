//! Time limits of the ledger. They are data: an office sets its own.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Triage;
use crate::{Code, Counted, Problem, WorkingCalendar};

/// More working days than a year has.
const DAYS_MAX: u16 = 250;
/// Two years.
const REPEAT_DAYS_MAX: u16 = 731;

/// The time limits of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueRules {
    /// Working days until what is within policy is put right.
    pub handle_now_days: u16,
    /// Working days for what those above decide.
    pub escalate_policy_days: u16,
    /// Working days until it is explained why there is nothing to put right.
    pub explain_days: u16,
    /// Other limits for some categories.
    #[serde(default)]
    pub categories: Vec<CategoryDays>,
    /// Working days within which whoever complained gets an answer.
    pub reply_days: u16,
    /// Days, working or not, within which the same complaint about a unit is a repeated one.
    pub repeat_days: u16,
}

/// A limit of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryDays {
    /// Code of the category.
    pub category: Code,
    /// What is to be done about it.
    pub triage: Triage,
    /// Working days.
    pub days: u16,
}

impl Default for IssueRules {
    /// Five working days to finish and to reply, as 12345 has them in 潍坊 and 济南; fifteen where it takes
    /// longer, the most that was found for the rectification of bad ratings. For repeats no rule was
    /// found: a quarter is our own.
    fn default() -> Self {
        Self {
            handle_now_days: 5,
            escalate_policy_days: 15,
            explain_days: 5,
            categories: Vec::new(),
            reply_days: 5,
            repeat_days: 90,
        }
    }
}

impl IssueRules {
    /// Everything that is wrong with the rules.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut within = |days: u16, most: u16, path: String| {
            if !(1..=most).contains(&days) {
                let detail = format!("{days} days are not between 1 and {most}");
                problems.push(Problem::new("out_of_range", path, detail));
            }
        };
        for (days, field) in [
            (self.handle_now_days, "handle_now_days"),
            (self.escalate_policy_days, "escalate_policy_days"),
            (self.explain_days, "explain_days"),
            (self.reply_days, "reply_days"),
        ] {
            within(days, DAYS_MAX, format!("/{field}"));
        }
        within(self.repeat_days, REPEAT_DAYS_MAX, "/repeat_days".to_owned());
        for (place, of) in self.categories.iter().enumerate() {
            within(of.days, DAYS_MAX, format!("/categories/{place}/days"));
        }
        let mut seen = HashSet::new();
        for (place, of) in self.categories.iter().enumerate() {
            if !seen.insert((&of.category, of.triage)) {
                let detail = format!("{} of {} is there twice", of.triage, of.category);
                problems.push(Problem::new(
                    "duplicate_category",
                    format!("/categories/{place}"),
                    detail,
                ));
            }
        }
        problems
    }

    /// The day by which an issue is to be put right that is assigned on a day.
    pub fn due_on(
        &self,
        calendar: &WorkingCalendar,
        triage: Triage,
        category: &Code,
        from: Date,
    ) -> Counted<Date> {
        let mut special = self.categories.iter();
        let special = special.find(|of| of.category == *category && of.triage == triage);
        let days = special.map_or(self.days(triage), |of| of.days);
        calendar.add_working_days(from, days)
    }

    fn days(&self, triage: Triage) -> u16 {
        match triage {
            Triage::HandleNow => self.handle_now_days,
            Triage::EscalatePolicy => self.escalate_policy_days,
            Triage::Explain => self.explain_days,
        }
    }

    /// The day by which whoever complained is to have an answer.
    pub fn reply_due_on(&self, calendar: &WorkingCalendar, opened_on: Date) -> Counted<Date> {
        calendar.add_working_days(opened_on, self.reply_days)
    }

    /// The first day from which on the same complaint makes one of a day a repeated one.
    pub fn repeats_from(&self, opened_on: Date) -> Date {
        opened_on.saturating_sub(i64::from(self.repeat_days).days())
    }
}
