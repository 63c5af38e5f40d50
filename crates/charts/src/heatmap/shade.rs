//! From scores to at most seven shades of one hue.

use plotters::style::RGBColor;

use crate::palette::HEAT;
use crate::scale::{Axis, pixel};

/// Steps with round ends; the lowest is darkest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shades {
    axis: Axis,
}

impl Shades {
    pub(crate) fn covering(values: &[f64]) -> Self {
        Self { axis: Axis::covering(values, 7) }
    }

    /// Colour of a step: few steps are spread over the whole range of shades.
    fn colour(self, step: u32) -> RGBColor {
        let (steps, shades) = (self.axis.steps().max(1), HEAT.len());
        if steps == 1 {
            return HEAT[shades / 2];
        }
        let share = f64::from(step.min(steps - 1)) / f64::from(steps - 1);
        let last = u32::try_from(shades - 1).unwrap_or(0);
        HEAT[(pixel(share * f64::from(last)).unsigned_abs() as usize).min(shades - 1)]
    }

    /// Colour of a score: each step holds its lower end, the last one its upper end too.
    pub(crate) fn of(self, value: f64) -> RGBColor {
        let above = (value.clamp(self.axis.low, self.axis.high) - self.axis.low) / self.axis.step;
        self.colour(pixel(above.floor()).unsigned_abs())
    }

    /// Colour and range of every step, lowest first.
    pub(crate) fn key(self) -> Vec<(RGBColor, String)> {
        let ticks = self.axis.ticks();
        (0..)
            .zip(ticks.windows(2))
            .map(|(step, ends)| {
                let text = format!("{}–{}", self.axis.label(ends[0]), self.axis.label(ends[1]));
                (self.colour(step), text)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_seven_steps_and_darker_is_lower() {
        let shades = Shades::covering(&[41.0, 93.0]);
        assert!((2..=7).contains(&shades.key().len()));
        assert_eq!(shades.of(41.0), HEAT[0]);
        assert_eq!(shades.of(93.0), HEAT[6]);
        assert_eq!(shades.key()[0].0, HEAT[0]);
    }

    #[test]
    fn equal_values_and_none_still_have_a_shade() {
        for values in [&[88.0; 4][..], &[], &[100.0], &[0.0]] {
            let shades = Shades::covering(values);
            assert!(!shades.key().is_empty());
            shades.of(88.0);
        }
    }
}
