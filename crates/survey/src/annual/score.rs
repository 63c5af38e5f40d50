//! The parts of one unit → its score.

use super::{AnnualFormula, Component, Missing};

/// What a component comes to for a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// What it weighs for this unit, after the weight of missing ones was shared out.
    pub weight: f64,
    /// Points after scale, floor and cap.
    pub points: f64,
    /// The points are those that the formula gives where there is no value.
    pub is_given: bool,
}

/// The score of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitScore {
    /// By component; nothing for those whose weight the others share.
    pub parts: Vec<Option<Part>>,
    /// Σ weight × points.
    pub weighted: f64,
    /// What that is multiplied by.
    pub coefficient: f64,
    /// Bonus items together, at most the cap.
    pub bonus: f64,
    /// Deduction items together, at most the cap; not below 0.
    pub deduction: f64,
    /// `weighted × coefficient + bonus − deduction`.
    pub total: f64,
}

impl Component {
    /// Points of a value: by the scale, then within floor and cap.
    pub fn points(&self, value: f64) -> f64 {
        let scaled =
            self.scale.map_or(value, |scale| scale.to[0] + (value - scale.from[0]) * scale.slope());
        let floored = self.floor.map_or(scaled, |floor| scaled.max(floor));
        self.cap.map_or(floored, |cap| floored.min(cap))
    }

    /// Points per unit of the value, for its error. Floor and cap take nothing off: where a value is
    /// cut, its error is overstated, never understated.
    pub fn slope(&self) -> f64 {
        self.scale.map_or(1.0, super::LinearScale::slope)
    }
}

impl AnnualFormula {
    /// The score of a unit: `weights` as of [`AnnualFormula::weights`] or moved, `values` by component,
    /// `adjustments` the points of its bonus and deduction items.
    ///
    /// # Errors
    /// Places of the components whose absence leaves the unit without a score.
    pub fn score(
        &self,
        unit: &str,
        weights: &[f64],
        values: &[Option<f64>],
        adjustments: &[f64],
    ) -> Result<UnitScore, Vec<usize>> {
        let parts = self.parts(weights, values)?;
        let weighted = parts.iter().flatten().map(|part| part.weight * part.points).sum::<f64>();
        let coefficient = self.coefficient(unit);
        // Added by size, so that the order of the items makes no difference in the last digit.
        let mut items = adjustments.to_vec();
        items.sort_by(f64::total_cmp);
        let sum = |is_bonus: bool| {
            let own = items.iter().filter(|points| (**points > 0.0) == is_bonus);
            // Without any item `sum` would give minus nought.
            own.fold(0.0, |sum, points| sum + points.abs())
        };
        let bonus = sum(true).min(self.bonus_cap);
        let deduction = sum(false).min(self.deduction_cap);
        let total = weighted * coefficient + bonus - deduction;
        Ok(UnitScore { parts, weighted, coefficient, bonus, deduction, total })
    }

    fn parts(
        &self,
        weights: &[f64],
        values: &[Option<f64>],
    ) -> Result<Vec<Option<Part>>, Vec<usize>> {
        let mut parts = Vec::new();
        let mut refused = Vec::new();
        for (at, component) in self.components.iter().enumerate() {
            let weight = weights.get(at).copied().unwrap_or_default();
            let value = values.get(at).copied().flatten();
            let points = match (value, component.missing.unwrap_or(self.missing)) {
                (Some(value), _) => Some((component.points(value), false)),
                (None, Missing::Points(points)) => Some((points, true)),
                (None, Missing::Renormalise) => None,
                (None, Missing::Refuse) => {
                    // What weighs nothing is missed by nobody.
                    if weight > 0.0 {
                        refused.push(at);
                    }
                    None
                }
            };
            parts.push(points.map(|(points, is_given)| Part { weight, points, is_given }));
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        let there: f64 = parts.iter().flatten().map(|part| part.weight).sum();
        if there <= 0.0 {
            return Err((0..parts.len()).filter(|at| parts[*at].is_none()).collect());
        }
        let all: f64 = weights.iter().sum();
        for part in parts.iter_mut().flatten() {
            part.weight *= all / there;
        }
        Ok(parts)
    }
}
