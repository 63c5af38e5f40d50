//! Days counted by hand, and what must hold for any.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// October 2026 as it was announced, and nothing of any other year.
fn calendar() -> WorkingCalendar {
    let days = |days: &[i8]| days.iter().map(|day| date(2026, 10, *day)).collect();
    let year = CalendarYear {
        year: 2026,
        source: "the notice".to_owned(),
        holidays: days(&[1, 2, 3, 4, 5, 6, 7]),
        workdays: days(&[10]),
    };
    WorkingCalendar { years: vec![year], ..WorkingCalendar::default() }
}

#[test]
fn holidays_are_skipped_and_make_up_days_are_counted() {
    let calendar = calendar();
    // From Wednesday 30 September: Thursday 8, Friday 9, Saturday 10 (worked), Monday 12.
    for (days, due) in [
        (0, date(2026, 9, 30)),
        (1, date(2026, 10, 8)),
        (2, date(2026, 10, 9)),
        (3, date(2026, 10, 10)),
        (4, date(2026, 10, 12)),
    ] {
        let counted = calendar.add_working_days(date(2026, 9, 30), days);
        assert_eq!(counted, Counted { value: due, unknown_years: vec![] }, "{days}");
    }
    let between = |from, to| calendar.working_days_between(from, to).value;
    assert_eq!(between(date(2026, 9, 30), date(2026, 10, 12)), 4);
    assert_eq!(between(date(2026, 10, 12), date(2026, 9, 30)), -4);
    assert_eq!(between(date(2026, 10, 1), date(2026, 10, 7)), 0);
}

#[test]
fn a_year_that_nobody_entered_is_named() {
    let counted = calendar().add_working_days(date(2026, 12, 31), 1);
    // New Year's Day of 2027 is a Friday, and only its notice could tell that it is off.
    assert_eq!(counted, Counted { value: date(2027, 1, 1), unknown_years: vec![2027] });
    let counted =
        WorkingCalendar::default().working_days_between(date(2026, 1, 2), date(2027, 1, 4));
    assert_eq!(counted.unknown_years, [2026, 2027]);
}

#[test]
fn a_day_far_away_is_counted_at_once_and_few_years_are_named() {
    let calendar = calendar();
    let begun = std::time::Instant::now();
    let counted = calendar.working_days_between(Date::MIN, Date::MAX);
    assert!(begun.elapsed() < std::time::Duration::from_millis(50), "{:?}", begun.elapsed());
    assert_eq!(counted.unknown_years, [-9999, -9998, -9997, -9996, -9995]);
    // 28 years of the calendar are 1461 weeks; 2026 has six holidays on weekdays less, a Saturday more.
    let counted = calendar.working_days_between(date(2026, 9, 30), date(2054, 9, 30));
    assert_eq!(counted.value, 1461 * 5 - 5 + 1);
}

#[test]
fn a_day_is_set_only_where_its_year_is_known() {
    let mut calendar = calendar();
    calendar.set(date(2026, 11, 30), DayKind::Holiday).expect("a known year");
    assert!(!calendar.is_working_day(date(2026, 11, 30)));
    calendar.set(date(2026, 11, 30), DayKind::Workday).expect("a known year");
    assert!(calendar.is_working_day(date(2026, 11, 30)));
    calendar.set(date(2026, 11, 29), DayKind::Workday).expect("a known year");
    assert!(calendar.is_working_day(date(2026, 11, 29)));
    assert_eq!(calendar.problems(), []);
    let refused = calendar.set(date(2027, 1, 1), DayKind::Holiday).expect_err("an unknown one");
    assert_eq!(refused.code, "unknown_year");
    assert!(refused.detail.contains("2027"), "{refused}");
}

#[test]
fn what_cannot_be_is_said() {
    let mut calendar = calendar();
    calendar.weekend = (1..=8).collect();
    let year = &mut calendar.years[0];
    year.source = " ".to_owned();
    year.holidays.insert(date(2025, 10, 1));
    year.workdays.insert(date(2026, 10, 1));
    calendar.years.push(calendar.years[0].clone());
    let problems = calendar.problems();
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    for code in [
        "out_of_range",
        "no_working_day",
        "missing",
        "other_year",
        "contradiction",
        "duplicate_year",
    ] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    let mut calendar = self::calendar();
    calendar.years[0].workdays.insert(date(2026, 10, 12));
    assert_eq!(calendar.problems()[0].code, "not_a_weekend");
}

#[test]
fn a_later_notice_replaces_its_year_and_no_other() {
    let of = |year| CalendarYear {
        year,
        source: "later".to_owned(),
        holidays: BTreeSet::new(),
        workdays: BTreeSet::new(),
    };
    let later = WorkingCalendar { years: vec![of(2027), of(2026)], ..WorkingCalendar::default() };
    let mut before = calendar();
    before.years.push(CalendarYear { source: "earlier".to_owned(), ..of(2024) });
    let after = before.with_years_of(later);
    let years: Vec<_> = after.years.iter().map(|year| (year.year, year.source.as_str())).collect();
    assert_eq!(years, [(2024, "earlier"), (2026, "later"), (2027, "later")]);
}

fn any_calendar() -> impl Strategy<Value = WorkingCalendar> {
    let day =
        (0..365_i64).prop_map(|after| date(2026, 1, 1).checked_add(after.days()).expect("a day"));
    let days = || prop::collection::btree_set(day.clone(), 0..40);
    (days(), days(), prop::collection::btree_set(1..=7_i8, 0..4)).prop_map(
        |(holidays, workdays, weekend)| {
            let workdays = workdays.difference(&holidays).copied().collect();
            let source = "a notice".to_owned();
            let year = CalendarYear { year: 2026, source, holidays, workdays };
            WorkingCalendar { weekend, years: vec![year] }
        },
    )
}

proptest! {
    /// Whatever is off: the day that is found is worked, is the first with so many before it, and is as
    /// far away as was asked.
    #[test]
    fn there_and_back_is_the_same(
        calendar in any_calendar(), start in 0..365_i64, days in 1..60_u16,
    ) {
        let from = date(2026, 1, 1).checked_add(start.days()).expect("a day");
        let due = calendar.add_working_days(from, days).value;
        prop_assert!(calendar.is_working_day(due));
        prop_assert_eq!(calendar.working_days_between(from, due).value, i64::from(days));
        let before = due.yesterday().expect("a day");
        prop_assert_eq!(calendar.working_days_between(from, before).value, i64::from(days) - 1);
    }

    /// However it is counted, it is as if each day were looked at.
    #[test]
    fn whole_weeks_count_as_their_days(
        calendar in any_calendar(), start in -400..800_i64, length in 0..500_i64,
    ) {
        let from = date(2026, 1, 1).checked_add(start.days()).expect("a day");
        let to = from.checked_add(length.days()).expect("a day");
        let days = from.series(1.day()).skip(1).take_while(|day| *day <= to);
        let worked = days.filter(|day| calendar.is_working_day(*day)).count();
        let worked = i64::try_from(worked).expect("a small count");
        prop_assert_eq!(calendar.working_days_between(from, to).value, worked);
        prop_assert_eq!(calendar.working_days_between(to, from).value, -worked);
    }

    /// Two ways that follow each other are as long as the whole.
    #[test]
    fn stretches_add_up(
        calendar in any_calendar(), days in prop::collection::vec(0..730_i64, 3),
    ) {
        let at = |after: i64| date(2026, 1, 1).checked_add(after.days()).expect("a day");
        let [a, b, c] = [at(days[0]), at(days[1]), at(days[2])];
        let between = |from, to| calendar.working_days_between(from, to).value;
        prop_assert_eq!(between(a, b), -between(b, a));
        let (mut sorted, way) = ([a, b, c], between);
        sorted.sort();
        let [a, b, c] = sorted;
        prop_assert_eq!(way(a, b) + way(b, c), way(a, c));
    }
}
