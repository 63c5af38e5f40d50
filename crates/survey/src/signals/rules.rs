//! The limits of signals. They are data: an office sets its own.

use serde::{Deserialize, Serialize};

use crate::Problem;

/// From where on an interview, a pair or a unit is noticed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalRules {
    /// Fewer interviews, or whatever is counted, give no signal.
    pub counted_min: u32,
    /// An interview is short that took less than this part of the median of its form and mode.
    pub short_of_median: f64,
    /// Share of short interviews from which on it is a signal.
    pub short_share: f64,
    /// Answers on one scale that an interview needs for its answers to be called a straight line.
    pub straight_questions: u32,
    /// By how much the share of straight lines exceeds that of the others.
    pub straight_excess: f64,
    /// Two interviews are nearly identical that agree in this share of the questions both were asked.
    pub identical_match: f64,
    /// By how much the share of nearly identical pairs exceeds that of the others.
    pub identical_excess: f64,
    /// Night begins at this hour, by the clocks of China.
    pub night_from: i8,
    /// Night ends at this hour.
    pub night_until: i8,
    /// Share of night entries from which on it is a signal.
    pub night_share: f64,
    /// Don't-knows are few below this part of the share that the others have.
    pub dont_know_part: f64,
    /// How many don't-knows there should be, by the share of the others, for their absence to tell.
    pub dont_know_expected: f64,
    /// Metres from the middle of the positions of the unit from which on an interview is far away.
    pub far_metres: f64,
    /// Share of far interviews from which on it is a signal.
    pub far_share: f64,
    /// Length of a moment in minutes.
    pub moment_minutes: u32,
    /// Interviews that end within a moment, from which on it is a signal.
    pub moment_interviews: u32,
}

impl Default for SignalRules {
    /// No standard was found that sets these limits. That of the match is near the 85 % of Kuriakose and
    /// Robbins (2016), and higher, because a form of ten questions agrees by itself more often than one of
    /// a hundred; the others are our own, and meant to be changed.
    fn default() -> Self {
        Self {
            counted_min: 10,
            short_of_median: 0.4,
            short_share: 0.2,
            straight_questions: 5,
            straight_excess: 0.3,
            identical_match: 0.9,
            identical_excess: 0.2,
            night_from: 22,
            night_until: 6,
            night_share: 0.1,
            dont_know_part: 0.25,
            dont_know_expected: 5.0,
            far_metres: 5_000.0,
            far_share: 0.2,
            moment_minutes: 1,
            moment_interviews: 3,
        }
    }
}

impl SignalRules {
    /// Everything that is wrong with the rules.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut refuse = |field: &str, detail: String| {
            problems.push(Problem::new("out_of_range", format!("/{field}"), detail));
        };
        for (field, share) in [
            ("short_of_median", self.short_of_median),
            ("short_share", self.short_share),
            ("straight_excess", self.straight_excess),
            ("identical_match", self.identical_match),
            ("identical_excess", self.identical_excess),
            ("night_share", self.night_share),
            ("dont_know_part", self.dont_know_part),
            ("far_share", self.far_share),
        ] {
            if !(0.0..=1.0).contains(&share) {
                refuse(field, format!("{share} is not between 0 and 1"));
            }
        }
        for (field, number) in
            [("dont_know_expected", self.dont_know_expected), ("far_metres", self.far_metres)]
        {
            if !(number > 0.0 && number.is_finite()) {
                refuse(field, format!("{number} is not above 0"));
            }
        }
        for (field, least, number) in [
            ("counted_min", 1, self.counted_min),
            ("straight_questions", 2, self.straight_questions),
            ("moment_minutes", 1, self.moment_minutes),
            ("moment_interviews", 2, self.moment_interviews),
        ] {
            if number < least {
                refuse(field, format!("{number} is less than {least}"));
            }
        }
        for (field, hour) in [("night_from", self.night_from), ("night_until", self.night_until)] {
            if !(0..24).contains(&hour) {
                refuse(field, format!("{hour} is no hour from 0 to 23"));
            }
        }
        problems
    }

    /// Whether an hour belongs to the night, which may span midnight.
    pub(super) fn is_night(&self, hour: i8) -> bool {
        if self.night_from <= self.night_until {
            (self.night_from..self.night_until).contains(&hour)
        } else {
            hour >= self.night_from || hour < self.night_until
        }
    }
}
