//! What hangs on the weights: which ranks change when one of them moves by a tenth.

use survey::table::SensitivityRow;

use super::AnnualInputs;
use super::score::Field;
use crate::FiguresError;

/// By how much each weight is moved, up and down.
pub const MOVED_BY: f64 = 0.1;

/// The ranks that change when the weight of one component is a tenth more, or less, and the others make
/// room in proportion. By level, component, more before less, and rank.
///
/// # Errors
/// As [`annual_result`](super::annual_result).
pub fn sensitivity(inputs: &AnnualInputs) -> Result<Vec<SensitivityRow>, FiguresError> {
    let formula = &inputs.formula;
    let mut rows = Vec::new();
    for level in &inputs.levels {
        let base = Field::new(formula, level, &formula.weights())?;
        for (at, component) in formula.components.iter().enumerate() {
            for factor in [1.0 + MOVED_BY, 1.0 - MOVED_BY] {
                let weights = formula.moved_weights(at, factor);
                let moved = Field::new(formula, level, &weights)?;
                let mut changed = Vec::new();
                for (place, unit) in level.units.iter().enumerate() {
                    let (Ok(own), Ok(other)) = (&base.standings[place], &moved.standings[place])
                    else {
                        continue;
                    };
                    if own.set.rank == other.set.rank {
                        continue;
                    }
                    changed.push(SensitivityRow {
                        level: level.level.as_str().into(),
                        component: component.code.as_str().into(),
                        weight: component.weight,
                        moved_weight: weights[at],
                        unit_code: unit.unit.as_str().into(),
                        unit_name: unit.name.zh.as_str().into(),
                        rank: own.set.rank,
                        moved_rank: other.set.rank,
                        total: own.score.total,
                        moved_total: other.score.total,
                        within_sampling_error: (own.set.low..=own.set.high)
                            .contains(&other.set.rank),
                    });
                }
                changed.sort_by(|a, b| (a.rank, &a.unit_code).cmp(&(b.rank, &b.unit_code)));
                rows.append(&mut changed);
            }
        }
    }
    Ok(rows)
}
