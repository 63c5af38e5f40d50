//! What overall satisfaction goes with (1.3): derived importance, and its quadrant with performance.
//!
//! Importance shows what satisfaction is associated with, never what causes it.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// More drivers make 2^q regressions too many for [`lmg`].
pub const LMG_DRIVERS_MAX: usize = 12;

/// Below this an eigenvalue of a correlation matrix counts as zero.
const SINGULAR: f64 = 1e-10;

/// Why importance can't be derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DriverError {
    /// The correlations are not square, not symmetric, not within −1 to 1, or not one per driver.
    #[error("the correlations of {0} drivers must be a symmetric matrix with ones on its diagonal")]
    NotCorrelations(usize),
    /// A driver is a combination of others.
    #[error("the drivers depend on each other completely: leave one of them out")]
    Collinear,
    /// Too many drivers.
    #[error("{0} drivers: LMG takes up to {LMG_DRIVERS_MAX}, Johnson's weights take any number")]
    TooMany(usize),
}

/// Share of R² that each driver brings, averaged over all orders of entry (Lindeman, Merenda and
/// Gold; Shapley). `drivers` holds their correlations, `outcome` theirs with the outcome. The
/// shares add up to R².
///
/// # Errors
/// See [`DriverError`].
pub fn lmg(drivers: &DMatrix<f64>, outcome: &DVector<f64>) -> Result<Vec<f64>, DriverError> {
    let q = outcome.len();
    if q > LMG_DRIVERS_MAX {
        return Err(DriverError::TooMany(q));
    }
    spectrum(drivers, outcome)?;
    let fits: Vec<f64> = (0..1_usize << q)
        .map(|set| fit(drivers, outcome, &members(set, q)))
        .collect::<Option<_>>()
        .ok_or(DriverError::Collinear)?;
    // |S|!(q−|S|−1)!/q! for |S| = 0, 1, …: each is the one before × |S|/(q−|S|).
    let mut weights = vec![1.0 / q as f64; q];
    for size in 1..q {
        weights[size] = weights[size - 1] * size as f64 / (q - size) as f64;
    }
    let share = |driver: usize| {
        let without = (0..fits.len()).filter(|set| set & (1 << driver) == 0);
        let gains = without.map(|set| {
            weights[set.count_ones() as usize] * (fits[set | (1 << driver)] - fits[set])
        });
        gains.sum()
    };
    Ok((0..q).map(share).collect())
}

/// Johnson's relative weights, which add up to R² too and take any number of drivers.
///
/// # Errors
/// See [`DriverError`].
pub fn johnson(drivers: &DMatrix<f64>, outcome: &DVector<f64>) -> Result<Vec<f64>, DriverError> {
    let spectrum = spectrum(drivers, outcome)?;
    let vectors = &spectrum.eigenvectors;
    let power = |exponent: f64| {
        let values = spectrum.eigenvalues.map(|value| value.powf(exponent));
        vectors * DMatrix::from_diagonal(&values) * vectors.transpose()
    };
    let loadings = power(0.5);
    let coefficients = power(-0.5) * outcome;
    let weight = |j: usize| {
        let terms = (0..outcome.len()).map(|k| (loadings[(j, k)] * coefficients[k]).powi(2));
        terms.sum()
    };
    Ok((0..outcome.len()).map(weight).collect())
}

/// Checks the correlations and takes them apart.
fn spectrum(
    drivers: &DMatrix<f64>,
    outcome: &DVector<f64>,
) -> Result<SymmetricEigen<f64, nalgebra::Dyn>, DriverError> {
    let q = outcome.len();
    let correlation = |r: &f64| (-1.0..=1.0).contains(r);
    let sound = q > 0
        && drivers.shape() == (q, q)
        && drivers.iter().chain(outcome.iter()).all(correlation)
        && (0..q).all(|j| drivers[(j, j)] == 1.0)
        && (0..q).all(|j| (0..j).all(|k| (drivers[(j, k)] - drivers[(k, j)]).abs() < 1e-12));
    if !sound {
        return Err(DriverError::NotCorrelations(q));
    }
    let spectrum = SymmetricEigen::new(drivers.clone());
    if spectrum.eigenvalues.min() < SINGULAR { Err(DriverError::Collinear) } else { Ok(spectrum) }
}

fn members(set: usize, q: usize) -> Vec<usize> {
    (0..q).filter(|driver| set & (1 << driver) != 0).collect()
}

/// R² of the outcome on some drivers.
fn fit(drivers: &DMatrix<f64>, outcome: &DVector<f64>, set: &[usize]) -> Option<f64> {
    let own = DVector::from_iterator(set.len(), set.iter().map(|&j| outcome[j]));
    let among = DMatrix::from_fn(set.len(), set.len(), |j, k| drivers[(set[j], set[k])]);
    Some(own.dot(&among.cholesky()?.solve(&own)))
}

/// An estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Where a driver lies in the importance–performance grid (Martilla and James 1977).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// Important, and done badly (重点改进).
    ConcentrateHere,
    /// Important, and done well (继续保持).
    KeepUp,
    /// Unimportant, and done badly.
    LowPriority,
    /// Unimportant, and done well.
    PossibleOverkill,
    /// The interval box crosses a line: the data don't say.
    Undetermined,
}

/// The quadrant of a driver, the lines being given, commonly the means over the drivers. An end of
/// an interval that lies on a line has not crossed it.
pub fn quadrant(performance: Spread, importance: Spread, lines: (f64, f64)) -> Quadrant {
    match (side(performance, lines.0), side(importance, lines.1)) {
        (Some(false), Some(true)) => Quadrant::ConcentrateHere,
        (Some(true), Some(true)) => Quadrant::KeepUp,
        (Some(false), Some(false)) => Quadrant::LowPriority,
        (Some(true), Some(false)) => Quadrant::PossibleOverkill,
        _ => Quadrant::Undetermined,
    }
}

/// True above a line, false below it; `None` where the interval crosses it or is none.
fn side(spread: Spread, line: f64) -> Option<bool> {
    if spread.low >= line && spread.high > line {
        return Some(true);
    }
    (spread.high <= line && spread.low < line).then_some(false)
}
