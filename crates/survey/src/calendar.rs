//! Working days: weekends, holidays and the weekend days that are worked in exchange (调休).
//!
//! Which days those are is announced year by year, so they are data. A year that nobody entered is
//! counted by weekends alone, and what was counted so names it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::problem::quoted;
use crate::wording::is_blank;

/// More unknown years than these say no more than the first ones do.
const UNKNOWN_YEARS_MAX: usize = 5;
const DAYS_OF_WEEK: i64 = 7;
const HOURS_OF_DAY: i64 = 24;

/// Which days are worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingCalendar {
    /// Days of the week that are off, as ISO 8601 counts them: Monday is 1.
    pub weekend: BTreeSet<i8>,
    /// What was announced, a year each.
    #[serde(default)]
    pub years: Vec<CalendarYear>,
}

/// What was announced for a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    /// The year.
    pub year: i16,
    /// The document that says so.
    pub source: String,
    /// Days off, on weekends too.
    #[serde(default)]
    pub holidays: BTreeSet<Date>,
    /// Days of weekends that are worked.
    #[serde(default)]
    pub workdays: BTreeSet<Date>,
}

/// Whether a day is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// It is off.
    Holiday,
    /// It is worked.
    Workday,
}

/// What was counted, and which years had to be counted by weekends alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<T> {
    /// What came out.
    pub value: T,
    /// Years that the calendar does not know, in their order; of many the first five.
    pub unknown_years: Vec<i16>,
}

impl Default for WorkingCalendar {
    /// Saturdays and Sundays are off, and no year is known.
    fn default() -> Self {
        Self { weekend: BTreeSet::from([6, 7]), years: Vec::new() }
    }
}

impl WorkingCalendar {
    /// Everything that is wrong with the calendar.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let weekdays = 1..=7;
        if let Some(day) = self.weekend.iter().find(|day| !weekdays.contains(*day)) {
            let detail = format!("{day} is no day of the week; Monday is 1, Sunday is 7");
            problems.push(Problem::new("out_of_range", "/weekend", detail));
        }
        if weekdays.clone().all(|day| self.weekend.contains(&day)) {
            let detail = "no day of the week is left to work on";
            problems.push(Problem::new("no_working_day", "/weekend", detail));
        }
        let mut seen = BTreeSet::new();
        for (place, year) in self.years.iter().enumerate() {
            let at = format!("/years/{place}");
            if !seen.insert(year.year) {
                let detail = format!("{} is there twice", year.year);
                problems.push(Problem::new("duplicate_year", format!("{at}/year"), detail));
            }
            let of_year = year.problems(&self.weekend);
            problems.extend(of_year.into_iter().map(|problem| problem.under(&at)));
        }
        problems
    }

    /// What was announced for a year.
    pub fn year(&self, year: i16) -> Option<&CalendarYear> {
        self.years.iter().find(|known| known.year == year)
    }

    /// Whether a day is worked, as far as is known.
    pub fn is_working_day(&self, day: Date) -> bool {
        match self.year(day.year()) {
            Some(year) if year.holidays.contains(&day) => false,
            Some(year) if year.workdays.contains(&day) => true,
            _ => !self.is_weekend(day.weekday()),
        }
    }

    fn is_weekend(&self, day: Weekday) -> bool {
        self.weekend.contains(&day.to_monday_one_offset())
    }

    /// The day on which so many working days are over. The day itself does not count: of five days from
    /// a Friday the first is the Monday.
    pub fn add_working_days(&self, from: Date, days: u16) -> Counted<Date> {
        let after = from.series(1.day()).skip(1).filter(|day| self.is_working_day(*day));
        let value = match usize::from(days).checked_sub(1) {
            None => from,
            Some(before) => after.into_iter().nth(before).unwrap_or(Date::MAX),
        };
        self.counted(value, from, value)
    }

    /// How many working days lie after a day, up to another and with it; less than none where that lies
    /// before.
    pub fn working_days_between(&self, from: Date, to: Date) -> Counted<i64> {
        let (first, last) = (from.min(to), from.max(to));
        let worked = self.weekdays_between(first, last) + self.announced_between(first, last);
        self.counted(if to < from { -worked } else { worked }, first, last)
    }

    /// Days that are worked by their day of the week: whole weeks at once, as a day may be far away.
    fn weekdays_between(&self, first: Date, last: Date) -> i64 {
        let all = first.duration_until(last).as_hours() / HOURS_OF_DAY;
        let worked = |days: i64| {
            let days = first.series(1.day()).skip(1).zip(0..days);
            days.filter(|(day, _)| !self.is_weekend(day.weekday())).fold(0, |sum, _| sum + 1)
        };
        let weeks = all / DAYS_OF_WEEK;
        weeks * worked(if weeks > 0 { DAYS_OF_WEEK } else { 0 }) + worked(all % DAYS_OF_WEEK)
    }

    /// By how many days that were announced there are more to work on, or less.
    fn announced_between(&self, first: Date, last: Date) -> i64 {
        let announced =
            self.years.iter().flat_map(|year| year.holidays.iter().chain(&year.workdays));
        let days: BTreeSet<Date> =
            announced.copied().filter(|day| first < *day && *day <= last).collect();
        let gain = |day: Date| {
            i64::from(self.is_working_day(day)) - i64::from(!self.is_weekend(day.weekday()))
        };
        days.into_iter().map(gain).sum()
    }

    fn counted<T>(&self, value: T, first: Date, last: Date) -> Counted<T> {
        let years = first.year()..=last.year();
        let unknown = years.filter(|year| self.year(*year).is_none());
        Counted { value, unknown_years: unknown.take(UNKNOWN_YEARS_MAX).collect() }
    }

    /// Puts years in place of those that stand here, and keeps the others.
    #[must_use]
    pub fn with_years_of(mut self, other: Self) -> Self {
        let new: BTreeSet<i16> = other.years.iter().map(|year| year.year).collect();
        self.years.retain(|year| !new.contains(&year.year));
        self.years.extend(other.years);
        self.years.sort_by_key(|year| year.year);
        Self { weekend: other.weekend, ..self }
    }

    /// Makes a day one that is worked, or is off.
    ///
    /// # Errors
    /// `unknown_year` when nothing is known of its year: one day does not make a year known.
    pub fn set(&mut self, day: Date, kind: DayKind) -> Result<(), Problem> {
        let is_weekend = self.is_weekend(day.weekday());
        let known = self.years.iter_mut().find(|year| year.year == day.year());
        let Some(year) = known else {
            let detail = format!(
                "nothing is known of {}; import the calendar of the year first",
                day.year()
            );
            return Err(Problem::new("unknown_year", "/years", detail));
        };
        year.holidays.remove(&day);
        year.workdays.remove(&day);
        match kind {
            DayKind::Holiday => {
                year.holidays.insert(day);
            }
            DayKind::Workday if is_weekend => {
                year.workdays.insert(day);
            }
            DayKind::Workday => {}
        }
        Ok(())
    }
}

impl CalendarYear {
    fn problems(&self, weekend: &BTreeSet<i8>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |code, field: &str, detail| {
            problems.push(Problem::new(code, format!("/{field}"), detail));
        };
        if is_blank(&self.source) {
            wrong("missing", "source", "name the document that says so".to_owned());
        }
        for (field, days) in [("holidays", &self.holidays), ("workdays", &self.workdays)] {
            for day in days.iter().filter(|day| day.year() != self.year) {
                wrong("other_year", field, format!("{day} is no day of {}", self.year));
            }
        }
        for day in &self.workdays {
            if self.holidays.contains(day) {
                wrong("contradiction", "workdays", format!("{day} is off and worked at once"));
            } else if !weekend.contains(&day.weekday().to_monday_one_offset()) {
                let detail = format!("{day} is no weekend day, and worked anyway");
                wrong("not_a_weekend", "workdays", detail);
            }
        }
        problems
    }
}

impl DayKind {
    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Workday => "workday",
        }
    }
}

impl fmt::Display for DayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for DayKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Holiday, Self::Workday]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("{} is neither holiday nor workday", quoted(text)))
    }
}

#[cfg(test)]
mod tests;
