//! From values to pixels.

use survey::display::rounded;

/// Steps between ticks that people count in.
const STEPS: [f64; 9] = [0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0];

/// A value that can be drawn; NaN and infinities count as missing.
pub(crate) fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

/// A score with one decimal where it has one: 90, 87.5.
pub(crate) fn short(value: f64) -> String {
    let text = rounded(value, 1);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The nearest whole pixel.
pub(crate) fn pixel(value: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and NaN becomes 0")]
    let pixel = value.round() as i32;
    pixel
}

/// A count of rows as a factor of pixels. Charts refuse more rows than this could lose.
pub(crate) fn rows(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A change with its sign.
pub(crate) fn signed(points: f64, decimals: u32) -> String {
    let text = rounded(points, decimals);
    if points > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
        format!("+{text}")
    } else {
        text
    }
}

/// A stretch of a scale with round ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) step: f64,
}

impl Axis {
    /// The shortest axis with round ends and at most `steps_max` steps around the values. Scores
    /// live between 0 and 100, so an interval that reaches beyond is drawn up to there.
    pub(crate) fn covering(values: &[f64], steps_max: u32) -> Self {
        let inside = values.iter().filter(|v| v.is_finite()).map(|v| v.clamp(0.0, 100.0));
        let (mut low, mut high) =
            inside.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            (low, high) = (0.0, 100.0);
        }
        // A single value needs some ground to stand on.
        if high - low < 1.0 {
            (low, high) = ((low - 1.0).max(0.0), (high + 1.0).min(100.0));
        }
        Self::round(low, high, steps_max).unwrap_or(Self { low: 0.0, high: 100.0, step: 50.0 })
    }

    /// The same for changes of a score, from -100 to 100, with zero on it.
    pub(crate) fn with_zero(values: &[f64], steps_max: u32) -> Self {
        let inside = values.iter().filter(|v| v.is_finite()).map(|v| v.clamp(-100.0, 100.0));
        let (low, high) = inside.fold((-1.0_f64, 1.0_f64), |(l, h), v| (l.min(v), h.max(v)));
        Self::round(low, high, steps_max).unwrap_or(Self { low: -100.0, high: 100.0, step: 50.0 })
    }

    /// An axis of a size, from zero on, with steps of 1, 2 or 5 and as many noughts as are needed.
    pub(crate) fn from_zero(most: f64, steps_max: u32) -> Self {
        let most = if most.is_finite() { most.max(1.0) } else { 1.0 };
        let least = most / f64::from(steps_max.max(1));
        let noughts = 10.0_f64.powf(least.log10().floor().max(0.0));
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * noughts);
        let step = steps.into_iter().find(|step| *step >= least).unwrap_or(noughts * 10.0);
        Self { low: 0.0, high: (most / step).ceil() * step, step }
    }

    fn round(low: f64, high: f64, steps_max: u32) -> Option<Self> {
        let axis = |step: f64| Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
        };
        STEPS.into_iter().map(axis).find(|axis| axis.steps() <= steps_max)
    }

    /// Number of steps.
    pub(crate) fn steps(self) -> u32 {
        pixel((self.high - self.low) / self.step).unsigned_abs()
    }

    /// Values of the ticks, ends included.
    pub(crate) fn ticks(self) -> Vec<f64> {
        (0..=self.steps()).map(|i| self.low + f64::from(i) * self.step).collect()
    }

    /// What stands at a tick.
    pub(crate) fn label(self, tick: f64) -> String {
        rounded(tick, u32::from(self.step.fract() > 0.0))
    }

    /// The pixel of a value between the pixels of the two ends.
    pub(crate) fn place(self, value: f64, at_low: i32, at_high: i32) -> i32 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        pixel(f64::from(at_low) + share * f64::from(at_high - at_low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_round_and_stay_between_0_and_100() {
        let axis = Axis::covering(&[82.3, 95.1, 101.7], 8);
        assert_eq!((axis.low, axis.high, axis.step), (80.0, 100.0, 5.0));
        let whole = Axis::covering(&[-3.0, 130.0], 5);
        assert_eq!((whole.low, whole.high), (0.0, 100.0));
    }

    #[test]
    fn no_value_and_equal_values_still_give_an_axis() {
        for values in [&[][..], &[88.0; 5], &[100.0], &[0.0], &[f64::NAN]] {
            let axis = Axis::covering(values, 6);
            assert!(axis.high > axis.low, "{values:?} {axis:?}");
            assert!(axis.ticks().len() >= 2);
        }
    }

    #[test]
    fn changes_have_zero_on_their_axis_and_sizes_begin_there() {
        let fallen = Axis::with_zero(&[-12.0, -3.0, -250.0], 8);
        assert_eq!((fallen.low, fallen.high, fallen.step), (-100.0, 20.0, 20.0));
        let still = Axis::with_zero(&[f64::NAN], 5);
        assert_eq!((still.low, still.high), (-1.0, 1.0));
        for (most, high, step) in [(0.0, 1.0, 1.0), (83.0, 100.0, 20.0), (1_234.0, 1_400.0, 200.0)]
        {
            let axis = Axis::from_zero(most, 8);
            assert_eq!((axis.low, axis.high, axis.step), (0.0, high, step), "{most}");
        }
        assert!(Axis::from_zero(f64::INFINITY, 5).steps() <= 5);
    }

    #[test]
    fn a_sign_is_for_what_is_more_than_nothing() {
        assert_eq!(signed(2.345, 1), "+2.3");
        assert_eq!(signed(-2.35, 1), "-2.4");
        assert_eq!(signed(0.04, 1), "0.0");
    }

    #[test]
    fn places_are_clamped_to_the_axis() {
        let axis = Axis { low: 80.0, high: 100.0, step: 5.0 };
        assert_eq!(axis.place(90.0, 0, 200), 100);
        assert_eq!(axis.place(70.0, 0, 200), 0);
        assert_eq!(axis.place(90.0, 200, 0), 100);
        assert_eq!(axis.label(85.0), "85");
    }
}
