//! Sums over interviews that no cube keeps, unit by unit and mode by mode. They add.

use std::collections::{BTreeMap, HashSet};
use std::iter::zip;

use jiff::civil::Date;
use statistics::design::kish_design_effect;
use survey::{Code, OptionKind};

/// What became of a question among some respondents: four kinds of silence, and an opinion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Silence {
    pub(super) not_asked: u64,
    pub(super) answered: u64,
    pub(super) dont_know: u64,
    pub(super) refused: u64,
    pub(super) unanswered: u64,
}

impl Silence {
    pub(super) fn count(&mut self, kind: OptionKind) {
        match kind {
            OptionKind::Substantive => self.answered += 1,
            OptionKind::DontKnow => self.dont_know += 1,
            OptionKind::Refused => self.refused += 1,
        }
    }

    fn add(&mut self, more: &Self) {
        self.not_asked += more.not_asked;
        self.answered += more.answered;
        self.dont_know += more.dont_know;
        self.refused += more.refused;
        self.unanswered += more.unanswered;
    }

    /// To how many it was put.
    pub(super) fn asked(&self) -> u64 {
        self.answered + self.dont_know + self.refused + self.unanswered
    }

    /// Shares of those asked: an opinion, don't know, refused, nothing at all.
    pub(super) fn shares(&self) -> [Option<f64>; 4] {
        let parts = [self.answered, self.dont_know, self.refused, self.unanswered];
        parts.map(|part| share(part, self.asked()))
    }
}

/// Sums over the interviews of a unit, or of one of its modes.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    pub(super) interviews: u64,
    pub(super) partial: u64,
    pub(super) hand_added: u64,
    pub(super) outside_round: u64,
    pub(super) corrected: u64,
    /// By number of the question.
    pub(super) questions: Vec<Silence>,
    /// Days from interview to receipt → how many were sent so late.
    lags: BTreeMap<i64, u64>,
    weights: Vec<f64>,
    strata: HashSet<Option<Code>>,
    psus: HashSet<(Option<Code>, Code)>,
    drawn_directly: u64,
}

impl Sums {
    /// Puts an interview of a weight in its place in the design.
    pub(super) fn place(&mut self, weight: f64, stratum: Option<&Code>, psu: Option<&Code>) {
        self.weights.push(weight);
        if !self.strata.contains(&stratum.cloned()) {
            self.strata.insert(stratum.cloned());
        }
        match psu {
            None => self.drawn_directly += 1,
            Some(psu) => {
                self.psus.insert((stratum.cloned(), psu.clone()));
            }
        }
    }

    /// Counts an interview that was sent, and came in on a day.
    pub(super) fn sent(&mut self, held: Date, received: Date) {
        let days = held.duration_until(received).as_hours() / 24;
        *self.lags.entry(days).or_default() += 1;
    }

    pub(super) fn add(&mut self, more: &Self) {
        self.interviews += more.interviews;
        self.partial += more.partial;
        self.hand_added += more.hand_added;
        self.outside_round += more.outside_round;
        self.corrected += more.corrected;
        self.questions.resize(self.questions.len().max(more.questions.len()), Silence::default());
        for (own, more) in zip(&mut self.questions, &more.questions) {
            own.add(more);
        }
        for (days, count) in &more.lags {
            *self.lags.entry(*days).or_default() += count;
        }
        self.weights.extend(&more.weights);
        self.strata.extend(more.strata.iter().cloned());
        self.psus.extend(more.psus.iter().cloned());
        self.drawn_directly += more.drawn_directly;
    }

    /// All questions together.
    pub(super) fn silence(&self) -> Silence {
        let mut all = Silence::default();
        self.questions.iter().for_each(|question| all.add(question));
        all
    }

    pub(super) fn sent_count(&self) -> u64 {
        self.lags.values().sum()
    }

    /// The median of the days; of an even number the mean of both in the middle.
    pub(super) fn lag_median(&self) -> Option<f64> {
        let count = self.sent_count();
        let (low, high) = (self.lag_at(count.checked_sub(1)? / 2)?, self.lag_at(count / 2)?);
        Some((low + high) as f64 / 2.0)
    }

    /// The days of one of those that were sent, the shortest first.
    fn lag_at(&self, place: u64) -> Option<i64> {
        let mut passed = 0;
        let found = self.lags.iter().find(|(_, count)| {
            passed += **count;
            place < passed
        });
        found.map(|(days, _)| *days)
    }

    pub(super) fn late_share(&self, after: u32) -> Option<f64> {
        let late = self.lags.range(i64::from(after) + 1..).map(|(_, count)| count).sum();
        share(late, self.sent_count())
    }

    pub(super) fn weight_sum(&self) -> f64 {
        // An empty sum would be less than nothing: -0.
        self.weights.iter().fold(0.0, |sum, weight| sum + weight)
    }

    pub(super) fn deff_weights(&self) -> Option<f64> {
        kish_design_effect(&self.weights)
    }

    pub(super) fn strata(&self) -> u64 {
        self.strata.len() as u64
    }

    pub(super) fn psus(&self) -> u64 {
        self.psus.len() as u64 + self.drawn_directly
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_lags(days: &[i64]) -> Sums {
        let mut sums = Sums::default();
        for days in days {
            *sums.lags.entry(*days).or_default() += 1;
        }
        sums
    }

    #[test]
    fn the_median_is_in_the_middle_and_late_is_beyond_the_days() {
        assert_eq!(of_lags(&[]).lag_median(), None);
        assert!(of_lags(&[]).weight_sum().is_sign_positive());
        assert_eq!(of_lags(&[]).late_share(3), None);
        assert_eq!(of_lags(&[0, 9, 1]).lag_median(), Some(1.0));
        let four = of_lags(&[0, 3, 4, 9]);
        assert_eq!((four.lag_median(), four.late_share(3)), (Some(3.5), Some(0.5)));
    }

    #[test]
    fn weights_of_one_and_three_make_a_design_effect_of_five_quarters() {
        let mut sums = Sums::default();
        // Mean 2, variance 1: cv² = 1/4.
        for weight in [1.0, 3.0, 1.0, 3.0] {
            sums.place(weight, None, None);
        }
        assert_eq!((sums.weight_sum(), sums.deff_weights()), (8.0, Some(1.25)));
        assert_eq!((sums.strata(), sums.psus()), (1, 4));
    }

    #[test]
    fn psus_of_one_name_in_two_strata_are_two() {
        let code = |text: &str| text.parse::<Code>().expect("a code");
        let mut sums = Sums::default();
        for (stratum, psu) in [("east", "1"), ("east", "1"), ("west", "1")] {
            sums.place(1.0, Some(&code(stratum)), Some(&code(psu)));
        }
        assert_eq!((sums.strata(), sums.psus()), (2, 2));
    }
}
