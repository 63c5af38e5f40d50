//! Periods: months and what is made of them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A calendar month, counted from year 0: `year * 12 + month - 1`. Months are what the cube
/// keeps; every longer period is a run of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month that a day lies in.
    pub fn of(day: Date) -> Self {
        Self::new(day.year().into(), day.month().cast_unsigned().into())
    }

    fn new(year: i32, month_from_1: i32) -> Self {
        Self(year * 12 + month_from_1 - 1)
    }

    /// The count since year 0, for storing.
    pub fn index(self) -> i32 {
        self.0
    }

    /// The month with a count since year 0.
    pub fn from_index(index: i32) -> Self {
        Self(index)
    }

    /// Its first day; the last one of the calendar for a month beyond it.
    pub fn first_day(self) -> Date {
        let (year, month) = (i16::try_from(self.year()), i8::try_from(self.month()));
        let day = year.ok().zip(month.ok()).map(|(year, month)| Date::new(year, month, 1));
        day.and_then(Result::ok).unwrap_or(Date::MAX)
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Calendar month, 1 to 12.
    pub fn month(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }
}

/// What an index can be computed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// `2026-09`
    Month(Month),
    /// `2026-Q3`
    Quarter {
        /// Calendar year.
        year: i32,
        /// 1 to 4.
        quarter: i32,
    },
    /// `2026-H2`
    Half {
        /// Calendar year.
        year: i32,
        /// 1 or 2.
        half: i32,
    },
    /// `2026`
    Year(i32),
    /// `2026-S1`: September 2026 to January 2027; `2026-S2`: February to August 2027. A semester
    /// (学期) is named after the calendar year in which its school year begins.
    Semester {
        /// Calendar year in which the school year begins.
        year: i32,
        /// 1 or 2.
        semester: i32,
    },
}

/// The kinds of period, from short to long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// Five or seven months.
    Semester,
    /// Six months.
    Half,
    /// Twelve months.
    Year,
}

impl Period {
    /// The regular expression of how a period is written.
    pub const PATTERN: &str = "^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]|S[12]))?$";

    /// The months of the period, first to one past the last.
    pub fn months(self) -> Range<Month> {
        let (first, count) = match self {
            Self::Month(month) => (month, 1),
            Self::Quarter { year, quarter } => (Month::new(year, quarter * 3 - 2), 3),
            Self::Half { year, half } => (Month::new(year, half * 6 - 5), 6),
            Self::Year(year) => (Month::new(year, 1), 12),
            Self::Semester { year, semester: 1 } => (Month::new(year, 9), 5),
            Self::Semester { year, .. } => (Month::new(year + 1, 2), 7),
        };
        first..Month(first.0 + count)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.months().end.first_day().yesterday().unwrap_or(Date::MIN)
    }

    /// Whether every month of another period is one of this.
    pub fn covers(self, other: Self) -> bool {
        let (own, other) = (self.months(), other.months());
        own.start <= other.start && other.end <= own.end
    }

    /// The period of a kind that a month lies in.
    pub fn containing(month: Month, kind: PeriodKind) -> Self {
        let (year, m) = (month.year(), month.month());
        match kind {
            PeriodKind::Month => Self::Month(month),
            PeriodKind::Quarter => Self::Quarter { year, quarter: (m + 2) / 3 },
            PeriodKind::Half => Self::Half { year, half: (m + 5) / 6 },
            PeriodKind::Year => Self::Year(year),
            PeriodKind::Semester if m >= 9 => Self::Semester { year, semester: 1 },
            PeriodKind::Semester if m == 1 => Self::Semester { year: year - 1, semester: 1 },
            PeriodKind::Semester => Self::Semester { year: year - 1, semester: 2 },
        }
    }

    /// Its kind.
    pub fn kind(self) -> PeriodKind {
        match self {
            Self::Month(_) => PeriodKind::Month,
            Self::Quarter { .. } => PeriodKind::Quarter,
            Self::Half { .. } => PeriodKind::Half,
            Self::Year(_) => PeriodKind::Year,
            Self::Semester { .. } => PeriodKind::Semester,
        }
    }

    /// The period of the same kind just before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::containing(Month(self.months().start.0 - 1), self.kind())
    }

    /// In words for a Chinese reader, e.g. `2026年第三季度`.
    pub fn chinese(self) -> String {
        const NUMERALS: [&str; 5] = ["", "一", "二", "三", "四"];
        let numeral =
            |n: i32| usize::try_from(n).ok().and_then(|n| NUMERALS.get(n)).copied().unwrap_or("");
        match self {
            Self::Month(month) => format!("{}年{}月", month.year(), month.month()),
            Self::Quarter { year, quarter } => format!("{year}年第{}季度", numeral(quarter)),
            Self::Half { year, half: 1 } => format!("{year}年上半年"),
            Self::Half { year, .. } => format!("{year}年下半年"),
            Self::Year(year) => format!("{year}年"),
            Self::Semester { year, semester } => {
                format!("{year}—{}学年第{}学期", year + 1, numeral(semester))
            }
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Month(month) => write!(f, "{:04}-{:02}", month.year(), month.month()),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Self::Half { year, half } => write!(f, "{year:04}-H{half}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Semester { year, semester } => write!(f, "{year:04}-S{semester}"),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse(text).ok_or_else(|| {
            format!("{text:?} is not a period: write 2026-09, 2026-Q3, 2026-H2, 2026 or 2026-S1")
        })
    }
}

fn parse(text: &str) -> Option<Period> {
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (year, Some(rest)),
        None => (text, None),
    };
    if year.len() != 4 || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return None;
    }
    let year: i32 = year.bytes().all(|b| b.is_ascii_digit()).then(|| year.parse().ok())??;
    let Some(rest) = rest else {
        return Some(Period::Year(year));
    };
    let within = |digits: &str, len: usize, max: i32| {
        let number: i32 = (digits.len() == len).then(|| digits.parse().ok())??;
        (1..=max).contains(&number).then_some(number)
    };
    match rest.as_bytes().first()? {
        b'Q' => Some(Period::Quarter { year, quarter: within(&rest[1..], 1, 4)? }),
        b'H' => Some(Period::Half { year, half: within(&rest[1..], 1, 2)? }),
        b'S' => Some(Period::Semester { year, semester: within(&rest[1..], 1, 2)? }),
        _ => Some(Period::Month(Month::new(year, within(rest, 2, 12)?))),
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A month, quarter, half-year, year or semester: 2026-09, 2026-Q3, 2026-H2, \
                            2026 or 2026-S1.",
            "type": "string",
            "pattern": Self::PATTERN,
            "examples": ["2026-Q3"],
        })
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [PeriodKind; 5] = [
        PeriodKind::Month,
        PeriodKind::Quarter,
        PeriodKind::Semester,
        PeriodKind::Half,
        PeriodKind::Year,
    ];

    #[test]
    fn written_forms_are_read_back() {
        for text in ["2026-09", "2026-Q3", "2026-H2", "2026", "2026-S1"] {
            assert_eq!(text.parse::<Period>().map(|p| p.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "",
            "26",
            "2026-13",
            "2026-00",
            "2026-Q5",
            "2026-9",
            "2026-Q",
            "２０２６",
            "2026-+1",
            "2026-Q3-",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn chinese_names_are_the_usual_ones() {
        let name = |text: &str| text.parse::<Period>().expect("a period").chinese();
        assert_eq!(name("2026-09"), "2026年9月");
        assert_eq!(name("2026-Q3"), "2026年第三季度");
        assert_eq!(name("2026-H1"), "2026年上半年");
        assert_eq!(name("2026-S1"), "2026—2027学年第一学期");
    }

    #[test]
    fn a_period_covers_what_lies_in_it() {
        let covers = |own: &str, other: &str| {
            let period = |text: &str| text.parse::<Period>().expect("a period");
            period(own).covers(period(other))
        };
        for (own, other) in [
            ("2026-Q3", "2026-Q3"),
            ("2026-Q3", "2026-07"),
            ("2026-Q3", "2026-09"),
            ("2026-H2", "2026-Q3"),
            ("2026", "2026-H2"),
            ("2027", "2026-S2"),
        ] {
            assert!(covers(own, other), "{own} covers {other}");
        }
        for (own, other) in [
            ("2026-Q3", "2026-06"),
            ("2026-Q3", "2026-10"),
            ("2026-09", "2026-Q3"),
            ("2026-H1", "2026-Q3"),
            ("2026", "2027"),
            ("2026", "2026-S1"),
        ] {
            assert!(!covers(own, other), "{own} does not cover {other}");
        }
    }

    proptest! {
        #[test]
        fn every_month_lies_in_its_period_and_periods_tile_time(index in 0..120_000, k in 0usize..5) {
            let month = Month::from_index(index);
            let period = Period::containing(month, KINDS[k]);
            prop_assert!(period.months().contains(&month));
            prop_assert_eq!(period.previous().months().end, period.months().start);
            prop_assert_eq!(period.kind(), KINDS[k]);
        }

        #[test]
        fn no_text_panics(text in ".{0,12}") {
            let _ = text.parse::<Period>();
        }
    }
}
