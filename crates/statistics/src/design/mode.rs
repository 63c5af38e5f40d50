//! Two modes in one survey (2.27), (2.28).

use super::{Design, DesignError, Linearised};

/// Which interview modes reach an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only the mode by which it was interviewed.
    OneMode,
    /// Both modes; interviewed by the first.
    BothByFirst,
    /// Both modes; interviewed by the second.
    BothBySecond,
}

/// Factor on a weight when two modes with overlapping frames become one design with strata
/// mode × town (2.27): θ or 1−θ in the overlap, else 1. `None` unless θ lies in 0..=1.
///
/// θ is fixed for all units and periods, before looking at the results.
pub fn mode_factor(theta: f64, reach: Reach) -> Option<f64> {
    (0.0..=1.0).contains(&theta).then_some(match reach {
        Reach::OneMode => 1.0,
        Reach::BothByFirst => theta,
        Reach::BothBySecond => 1.0 - theta,
    })
}

/// Both mode means and how far they lie apart (2.28): to be published together, because people
/// answer a telephone more kindly than a face.
#[derive(Debug, Clone)]
pub struct ModeEffect {
    /// Mean of the first mode.
    pub first: Linearised,
    /// Mean of the second mode.
    pub second: Linearised,
    /// Second minus first.
    pub difference: f64,
    /// Standard error of the difference, with the covariance of PSUs that both modes reached.
    pub se: f64,
}

/// Compares the means of two modes, domains of one design (2.21).
///
/// # Errors
///
/// As for [`Design::mean`]: an empty domain, a lonely PSU.
pub fn mode_effect(
    design: &Design,
    y: &[f64],
    first: &[bool],
    second: &[bool],
) -> Result<ModeEffect, DesignError> {
    let (first, second) = (design.mean(y, Some(first))?, design.mean(y, Some(second))?);
    let apart = Linearised::combine(&[(1.0, &second), (-1.0, &first)])?;
    let se = design.variance(&apart)?.sqrt();
    Ok(ModeEffect { difference: apart.estimate, first, second, se })
}
