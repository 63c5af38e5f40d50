//! Composites of indices (2.30) and their roll-up over time (2.29).

use nalgebra::{DMatrix, DVector};

use crate::distribution::{CONFIDENCE, normal_quantile};

/// One part of a composite for one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// Weight ω in the composite; fixed before the results are known.
    pub weight: f64,
    /// The part I.
    pub estimate: f64,
    /// What is known of its error.
    pub error: ComponentError,
}

/// What is known of the error of a part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ComponentError {
    /// From our own survey: its row in the covariance matrix of all such parts.
    Sampled(usize),
    /// A complete count: no sampling error.
    Counted,
    /// A number that someone else published without an error. It is taken as fixed, and its
    /// sampling error is unknown.
    Published {
        /// What its variance would be, where the sample size was published:
        /// [`published_variance`].
        variance: Option<f64>,
    },
}

/// A composite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Composite {
    /// S = Σ ω I.
    pub estimate: f64,
    /// Variance from the parts of our own survey alone: ωᵀΣω.
    pub variance: f64,
    /// True when a part was published without an error: "its sampling error is unknown".
    pub error_unknown: bool,
    /// Half-width by which S could lie elsewhere for the error of published parts at 95 %, as far
    /// as their sample sizes are known.
    pub sensitivity: Option<f64>,
}

/// Why there is no composite.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CompositeError {
    /// No part.
    #[error("a composite needs a component")]
    Empty,
    /// A weight, estimate or variance that is missing, infinite or, but for estimates, negative.
    #[error("component {index} has the value {value}")]
    Value {
        /// Index of the component.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A row that the covariance matrix does not have.
    #[error("component {index} points at row {row} of {rows} by {columns} covariances")]
    Row {
        /// Index of the component.
        index: usize,
        /// The row.
        row: usize,
        /// Rows of the matrix.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// Units with different numbers of parts.
    #[error("unit {unit} has {found} components, not {wanted}")]
    Length {
        /// Index of the unit.
        unit: usize,
        /// Its components.
        found: usize,
        /// Those of the first unit.
        wanted: usize,
    },
}

/// The composite of some parts (2.30). `covariances` are those of the parts of our own survey: of
/// one period by [`Design::covariance`](crate::design::Design::covariance), of several with the
/// covariances of [`change`](crate::design::change) beside the diagonal (2.29).
///
/// # Errors
///
/// [`CompositeError`].
pub fn composite(
    components: &[Component],
    covariances: &DMatrix<f64>,
) -> Result<Composite, CompositeError> {
    if components.is_empty() {
        return Err(CompositeError::Empty);
    }
    let mut weights = DVector::zeros(covariances.nrows());
    let (mut estimate, mut published, mut error_unknown) = (0.0, None, false);
    for (index, part) in components.iter().enumerate() {
        let value = |value: f64, least: f64| {
            let usable = value.is_finite() && value >= least;
            if usable { Ok(value) } else { Err(CompositeError::Value { index, value }) }
        };
        estimate += value(part.weight, 0.0)? * value(part.estimate, f64::MIN)?;
        match part.error {
            ComponentError::Counted => {}
            ComponentError::Sampled(row) => {
                let (rows, columns) = covariances.shape();
                if row >= rows || rows != columns {
                    return Err(CompositeError::Row { index, row, rows, columns });
                }
                weights[row] += part.weight;
            }
            ComponentError::Published { variance } => {
                error_unknown = true;
                if let Some(variance) = variance {
                    let more = part.weight * part.weight * value(variance, 0.0)?;
                    published = Some(published.unwrap_or(0.0) + more);
                }
            }
        }
    }
    // Of a covariance matrix this can't be negative, but its floating-point image can.
    let variance = (weights.transpose() * covariances * &weights)[(0, 0)].max(0.0);
    let critical = normal_quantile(f64::midpoint(1.0, CONFIDENCE));
    let sensitivity = published.zip(critical).map(|(variance, z)| z * f64::sqrt(variance));
    Ok(Composite { estimate, variance, error_unknown, sensitivity })
}

/// Variance p(1−p)·deff/n of a published proportion (2.30). `None` unless p lies in 0..=1 and n and
/// deff are above zero.
pub fn published_variance(p: f64, n: f64, deff: f64) -> Option<f64> {
    let usable = (0.0..=1.0).contains(&p) && n > 0.0 && deff > 0.0;
    let variance = p * (1.0 - p) * deff / n;
    (usable && variance.is_finite()).then_some(variance)
}

/// Weighted parts ω I of several units → share of each part in the spread of the composite between
/// the units: cov(ω I, S)/var(S). They add up to 1; a negative share draws the units together.
/// `None` when the units don't differ.
///
/// # Errors
///
/// [`CompositeError::Empty`] for fewer than two units or no part, [`CompositeError::Length`].
pub fn spread_shares(units: &[Vec<f64>]) -> Result<Option<Vec<f64>>, CompositeError> {
    let parts = units.first().map_or(0, Vec::len);
    if units.len() < 2 || parts == 0 {
        return Err(CompositeError::Empty);
    }
    for (unit, own) in units.iter().enumerate() {
        if own.len() != parts {
            return Err(CompositeError::Length { unit, found: own.len(), wanted: parts });
        }
        if let Some((index, &value)) = own.iter().enumerate().find(|(_, part)| !part.is_finite()) {
            return Err(CompositeError::Value { index, value });
        }
    }
    let n = units.len() as f64;
    let sums: Vec<f64> = units.iter().map(|own| own.iter().sum()).collect();
    let mean = sums.iter().sum::<f64>() / n;
    let with_sum = |part: usize| -> f64 {
        let own_mean = units.iter().map(|own| own[part]).sum::<f64>() / n;
        std::iter::zip(units, &sums).map(|(own, sum)| (own[part] - own_mean) * (sum - mean)).sum()
    };
    let spread: f64 = sums.iter().map(|sum| (sum - mean) * (sum - mean)).sum();
    let shares = (0..parts).map(|part| with_sum(part) / spread).collect();
    Ok((spread > 0.0).then_some(shares))
}
