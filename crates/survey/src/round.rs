//! Survey rounds: one wave of fieldwork.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::response::Mode;
use crate::schema::Day;
use crate::{Code, Label};

/// Official rounds make the published numbers; mock rounds (模拟调查) rehearse an outside survey.
/// The two never mix in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundKind {
    /// Counts for the published index.
    #[default]
    Official,
    /// A rehearsal.
    Mock,
}

/// One wave of fieldwork with one questionnaire version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// The key.
    pub code: Code,
    /// What people call it.
    pub name: Label,
    /// Questionnaire code.
    pub questionnaire: Code,
    /// Questionnaire version.
    pub version: u32,
    /// Official or mock.
    #[serde(default)]
    pub kind: RoundKind,
    /// Name of the external survey that a mock round rehearses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirrors: Option<Code>,
    /// Ways of asking that this round uses.
    pub modes: Vec<Mode>,
    /// First day of fieldwork.
    #[schemars(with = "Day")]
    pub opens: Date,
    /// Last day of fieldwork.
    #[schemars(with = "Day")]
    pub closes: Date,
}

impl Round {
    /// Whether fieldwork goes on at a time. Days are those of China, which has one time zone.
    pub fn is_open(&self, now: Timestamp) -> bool {
        (self.opens..=self.closes).contains(&in_china(now).date())
    }
}

/// A time as clocks in China show it: the country has one time zone and no summer time.
pub fn in_china(at: Timestamp) -> ZonedDateTime {
    at.to_zoned_datetime(TimeZone::fixed(jiff::tz::offset(8)))
}

/// When a day begins by the clocks of China; the end of the calendar for a day beyond it.
pub fn midnight_in_china(day: Date) -> Timestamp {
    TimeZone::fixed(jiff::tz::offset(8)).to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_open_from_the_first_midnight_to_the_last() {
        let round = Round {
            code: "R".parse().expect("a code"),
            name: Label::single("R"),
            questionnaire: "q".parse().expect("a code"),
            version: 1,
            kind: RoundKind::Official,
            mirrors: None,
            modes: vec![Mode::Visit],
            opens: jiff::civil::date(2026, 9, 1),
            closes: jiff::civil::date(2026, 9, 30),
        };
        let open = |time: &str| round.is_open(time.parse().expect("a time"));
        assert!(!open("2026-08-31T15:59:59Z"));
        assert!(open("2026-08-31T16:00:00Z"));
        assert!(open("2026-09-30T15:59:59Z"));
        assert!(!open("2026-09-30T16:00:00Z"));
        assert_eq!(midnight_in_china(round.opens).to_string(), "2026-08-31T16:00:00Z");
    }
}
