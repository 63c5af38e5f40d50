//! Which days make sense: when something may have happened, and by when something may be due.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::{Period, Problem};

/// Nothing here happened before there was a People's Republic: an earlier day is a slip of the pen.
pub const EARLIEST: Date = date(1949, 10, 1);
/// Years ahead in which something may be due. What nobody has to do within two is not put right.
pub const YEARS_AHEAD_MAX: i32 = 2;

/// The last day by which something may be due, as seen on a day.
pub fn last_due_day(on: Date) -> Date {
    on.saturating_add(YEARS_AHEAD_MAX.years())
}

/// What is wrong with a day on which something is said to have happened, as seen on another.
pub(crate) fn happened(path: &str, day: Date, today: Date) -> Option<Problem> {
    if day < EARLIEST {
        let detail = format!("{day} lies before {EARLIEST}");
        return Some(Problem::new("out_of_range", path, detail));
    }
    (day > today).then(|| Problem::new("in_the_future", path, format!("{day} is yet to come")))
}

/// What is wrong with a period of which something is said, as seen on a day: it has begun.
pub(crate) fn begun(path: &str, period: Period, today: Date) -> Option<Problem> {
    let first = period.months().start.first_day();
    if first.year() < EARLIEST.year() {
        let detail = format!("{period} lies before {}", EARLIEST.year());
        return Some(Problem::new("out_of_range", path, detail));
    }
    (first > today).then(|| Problem::new("in_the_future", path, format!("{period} is yet to come")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_lies_between_the_first_day_and_today() {
        let today = date(2026, 9, 3);
        let code = |day| happened("/on", day, today).map(|problem| problem.code);
        for day in [EARLIEST, today] {
            assert_eq!(code(day), None, "{day}");
        }
        for day in [Date::MIN, date(1, 1, 1), date(1949, 9, 30)] {
            assert_eq!(code(day), Some("out_of_range"), "{day}");
        }
        for day in [date(2026, 9, 4), Date::MAX] {
            assert_eq!(code(day), Some("in_the_future"), "{day}");
        }
        let code = |period: &str| {
            let period = period.parse().expect("a period");
            begun("/period", period, today).map(|problem| problem.code)
        };
        assert_eq!(["1949", "2026", "2026-Q3", "2026-09"].map(code), [None; 4]);
        assert_eq!(["0001", "1948-Q4"].map(code), [Some("out_of_range"); 2]);
        assert_eq!(["2026-Q4", "9999-Q4"].map(code), [Some("in_the_future"); 2]);
        assert_eq!(last_due_day(date(2028, 2, 29)), date(2030, 2, 28));
        assert_eq!(last_due_day(Date::MAX), Date::MAX);
    }
}
