//! Days and hours of fieldwork.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::offset;
use survey::Month;

/// Where the fieldwork begins.
pub(crate) const FIRST_MONTH: Date = date(2024, 10, 1);

/// Days on which nobody goes visiting: roughly the public holidays, first and last day.
const HOLIDAYS: [(Date, Date); 13] = [
    (date(2024, 10, 1), date(2024, 10, 7)),
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 1, 26), date(2025, 2, 5)),
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 14), date(2026, 2, 24)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
];

/// First day of a month, counted from 0 at the beginning of the fieldwork.
pub(crate) fn first_day(month: u32) -> Date {
    let index = Month::of(FIRST_MONTH).index() + i32::try_from(month).unwrap_or(i32::MAX);
    let month = Month::from_index(index);
    let year = i16::try_from(month.year()).unwrap_or(i16::MAX);
    Date::new(year, i8::try_from(month.month()).unwrap_or(1), 1).unwrap_or(FIRST_MONTH)
}

/// The days of a month on which people are interviewed: the 3rd to the 27th without holidays.
pub(crate) fn field_days(month: u32) -> Vec<Date> {
    let first = first_day(month);
    (3..=27)
        .filter_map(|day| Date::new(first.year(), first.month(), day).ok())
        .filter(|day| !HOLIDAYS.iter().any(|(from, to)| (*from..=*to).contains(day)))
        .collect()
}

/// The instant of a second of a day in China.
pub(crate) fn instant(day: Date, second: u32) -> Timestamp {
    let midnight = offset(8).to_timestamp(day.at(0, 0, 0, 0)).unwrap_or_default();
    let seconds = midnight.as_second() + i64::from(second);
    Timestamp::from_second(seconds).unwrap_or_default()
}

/// Seconds after midnight.
pub(crate) const fn clock(hour: u32, minute: u32) -> u32 {
    hour * 3600 + minute * 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        assert_eq!(first_day(0), date(2024, 10, 1));
        assert_eq!(first_day(23), date(2026, 9, 1));
    }

    #[test]
    fn nobody_is_visited_on_the_new_year_of_2026() {
        let days = field_days(16);
        assert!(days.len() >= 10);
        assert!(!days.contains(&date(2026, 2, 17)));
    }

    #[test]
    fn eight_in_the_morning_in_china_is_midnight_utc() {
        let at = instant(date(2025, 3, 9), clock(8, 0));
        assert_eq!(at.to_string(), "2025-03-09T00:00:00Z");
    }
}
