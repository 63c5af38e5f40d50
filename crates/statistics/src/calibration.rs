//! Post-stratification, raking and linear calibration with their variances (2.24)-(2.26).

mod error;

pub use error::CalibrationError;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::design::Design;

/// A column of population counts: the category of each element and the total of each category.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// Name for messages.
    pub label: String,
    /// Category of each element, an index into `totals`.
    pub category: Vec<usize>,
    /// Population count of each category.
    pub totals: Vec<f64>,
}

/// Distance between old and new weights.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Distance {
    /// w' = w(1 + xᵀλ); weights may become negative, which is an error.
    #[default]
    Linear,
    /// w' = w·exp(xᵀλ).
    Raking,
    /// w'/w between two bounds, below and above 1.
    Logit {
        /// Smallest w'/w.
        lower: f64,
        /// Largest w'/w.
        upper: f64,
    },
}

/// Form of the variance after raking (2.26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RakeVariance {
    /// Residuals of the regression on all margins with design weights (2.25).
    #[default]
    Regression,
    /// Ten cycles of sweeping unweighted margin means, as R's `rake()` does.
    RCompat,
}

/// What the calibration takes out of linearised values.
#[derive(Debug, Clone)]
pub(crate) enum Sweep {
    /// Weighted means of cells, with the weights before (2.24).
    Cells { cell: Vec<usize>, cells: usize, weights: Vec<f64> },
    /// A regression with the weights before (2.25).
    Regression { x: DMatrix<f64>, weights: Vec<f64>, cross: Cholesky<f64, Dyn> },
    /// Unweighted means of margins, in cycles (2.26).
    Margins(Vec<Margin>),
}

impl Sweep {
    /// Residuals of influences.
    pub(crate) fn residuals(&self, u: &[f64]) -> Vec<f64> {
        match self {
            Self::Cells { cell, cells, weights } => less_means(u, cell, *cells, weights),
            Self::Regression { x, weights, cross } => {
                let weighted = u.iter().zip(weights).map(|(u, w)| u * w);
                let weighted = DVector::from_iterator(u.len(), weighted);
                let fitted = x * cross.solve(&(x.transpose() * weighted));
                u.iter().zip(fitted.iter()).map(|(u, fitted)| u - fitted).collect()
            }
            Self::Margins(margins) => {
                let mut u = u.to_vec();
                let ones = vec![1.0; u.len()];
                for margin in std::iter::repeat_n(margins, R_CYCLES).flatten() {
                    u = less_means(&u, &margin.category, margin.totals.len(), &ones);
                }
                u
            }
        }
    }
}

/// Cycles in R's `svyrecvar`.
const R_CYCLES: usize = 10;
/// Steps of Newton's method before giving up.
const STEPS: usize = 100;
/// Relative distance from the totals at which the weights are good.
const TOLERANCE: f64 = 1e-12;

fn less_means(u: &[f64], cell: &[usize], cells: usize, weights: &[f64]) -> Vec<f64> {
    let (mut sums, mut sizes) = (vec![0.0; cells], vec![0.0; cells]);
    for ((u, cell), w) in u.iter().zip(cell).zip(weights) {
        sums[*cell] += w * u;
        sizes[*cell] += w;
    }
    let mean = |cell: usize| if sizes[cell] > 0.0 { sums[cell] / sizes[cell] } else { 0.0 };
    u.iter().zip(cell).map(|(u, cell)| u - mean(*cell)).collect()
}

/// Post-stratification: `w' = w N_g/N̂_g` (2.24).
///
/// # Errors
///
/// A margin that does not fit the sample: see [`CalibrationError`].
pub fn post_stratify(design: &Design, cells: &Margin) -> Result<Design, CalibrationError> {
    let weights = fresh(design)?;
    let sizes = check_margin(cells, &weights)?;
    let factor = |cell: usize| cells.totals[cell] / sizes[cell];
    let new: Vec<f64> = weights.iter().zip(&cells.category).map(|(w, c)| w * factor(*c)).collect();
    let (cell, cells) = (cells.category.clone(), cells.totals.len());
    Ok(design.calibrated(&new, Sweep::Cells { cell, cells, weights }))
}

/// Raking to several margins (2.26), by Newton's method on the dual.
///
/// # Errors
///
/// Margins that do not fit the sample or each other, or cannot be reached: see
/// [`CalibrationError`].
pub fn rake(
    design: &Design,
    margins: &[Margin],
    variance: RakeVariance,
) -> Result<Design, CalibrationError> {
    let weights = fresh(design)?;
    for margin in margins {
        check_margin(margin, &weights)?;
    }
    let first = margins.first().ok_or(CalibrationError::Nothing)?;
    let first_sum: f64 = first.totals.iter().sum();
    for second in margins {
        let second_sum: f64 = second.totals.iter().sum();
        if (first_sum - second_sum).abs() > 1e-9 * first_sum {
            let (first, second) = (first.label.clone(), second.label.clone());
            return Err(CalibrationError::Inconsistent { first, first_sum, second, second_sum });
        }
    }
    // All categories of the first margin, all but one of the others.
    let columns: Vec<(&Margin, usize)> = margins
        .iter()
        .enumerate()
        .flat_map(|(k, margin)| (usize::from(k > 0)..margin.totals.len()).map(move |c| (margin, c)))
        .collect();
    let indicator = |i: usize, j: usize| {
        let (margin, category) = columns[j];
        f64::from(u8::from(margin.category[i] == category))
    };
    let x = DMatrix::from_fn(weights.len(), columns.len(), indicator);
    let totals: Vec<f64> = columns.iter().map(|(margin, c)| margin.totals[*c]).collect();
    let raked = calibrate(design, &x, &totals, Distance::Raking)?;
    Ok(match variance {
        RakeVariance::Regression => raked,
        RakeVariance::RCompat => {
            design.calibrated(&raked.weights(), Sweep::Margins(margins.to_vec()))
        }
    })
}

/// Calibration to the totals of auxiliary columns (2.25): one row of `x` per element, one column
/// per total. Include a column of ones to reach a population size.
///
/// # Errors
///
/// Columns that do not fit the sample or depend on each other, totals that cannot be reached: see
/// [`CalibrationError`].
pub fn calibrate(
    design: &Design,
    x: &DMatrix<f64>,
    totals: &[f64],
    distance: Distance,
) -> Result<Design, CalibrationError> {
    let weights = fresh(design)?;
    check_columns(x, totals, &weights, distance)?;
    let cross = independent(cross_products(x, &weights)).ok_or(CalibrationError::Singular)?;
    let new = solve(x, &weights, totals, distance)?;
    let below = new.iter().position(|w| *w < 0.0);
    if let Some(row) = below {
        return Err(CalibrationError::NegativeWeight { row, weight: new[row] });
    }
    Ok(design.calibrated(&new, Sweep::Regression { x: x.clone(), weights, cross }))
}

/// Newton's method for λ with Σ w F(xᵀλ) x = T.
fn solve(
    x: &DMatrix<f64>,
    weights: &[f64],
    totals: &[f64],
    distance: Distance,
) -> Result<Vec<f64>, CalibrationError> {
    let totals = DVector::from_column_slice(totals);
    let mut lambda = DVector::zeros(x.ncols());
    let mut best: Option<(f64, Vec<f64>)> = None;
    for _ in 0..STEPS {
        let eta = x * &lambda;
        let (new, slopes): (Vec<f64>, Vec<f64>) = weights
            .iter()
            .zip(eta.iter())
            .map(|(w, eta)| (w * distance.factor(*eta), w * distance.slope(*eta)))
            .unzip();
        let missing = &totals - x.transpose() * DVector::from_column_slice(&new);
        let scale = |j: usize| totals[j].abs().max(1.0);
        let error = (0..missing.len()).map(|j| missing[j].abs() / scale(j)).fold(0.0, f64::max);
        if !error.is_finite() {
            return Err(CalibrationError::NoConvergence);
        }
        // One step beyond the tolerance brings the last digits; stop when it brings no more.
        match &best {
            Some((least, weights)) if *least <= TOLERANCE && error >= *least => {
                return Ok(weights.clone());
            }
            Some((least, _)) if error >= *least => {}
            _ => best = Some((error, new)),
        }
        let slope = cross_products(x, &slopes).cholesky();
        lambda += slope.ok_or(CalibrationError::NoConvergence)?.solve(&missing);
    }
    best.filter(|(error, _)| *error <= TOLERANCE)
        .map(|(_, weights)| weights)
        .ok_or(CalibrationError::NoConvergence)
}

impl Distance {
    /// w'/w.
    fn factor(self, eta: f64) -> f64 {
        match self {
            Self::Linear => 1.0 + eta,
            Self::Raking => eta.exp(),
            Self::Logit { lower, upper } => {
                let e = (steepness(lower, upper) * eta).exp();
                (lower * (upper - 1.0) + upper * (1.0 - lower) * e)
                    / (upper - 1.0 + (1.0 - lower) * e)
            }
        }
    }

    /// Derivative of [`Self::factor`].
    fn slope(self, eta: f64) -> f64 {
        match self {
            Self::Linear => 1.0,
            Self::Raking => eta.exp(),
            Self::Logit { lower, upper } => {
                let factor = self.factor(eta);
                steepness(lower, upper) * (factor - lower) * (upper - factor) / (upper - lower)
            }
        }
    }
}

/// Chosen so that the slope at 0 is 1.
fn steepness(lower: f64, upper: f64) -> f64 {
    (upper - lower) / ((1.0 - lower) * (upper - 1.0))
}

/// Σ w x xᵀ.
fn cross_products(x: &DMatrix<f64>, weights: &[f64]) -> DMatrix<f64> {
    let mut weighted = x.clone();
    for (mut row, w) in weighted.row_iter_mut().zip(weights) {
        row *= *w;
    }
    weighted.transpose() * x
}

/// The decomposition, unless a column depends on those before it: 1−R² below 1e-12.
fn independent(cross: DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let diagonal = cross.diagonal();
    let cross = cross.cholesky()?;
    let own = cross.l_dirty().diagonal();
    let free = |(own, all): (&f64, &f64)| own * own > 1e-12 * all;
    own.iter().zip(diagonal.iter()).all(free).then_some(cross)
}

fn fresh(design: &Design) -> Result<Vec<f64>, CalibrationError> {
    if design.is_calibrated() { Err(CalibrationError::Twice) } else { Ok(design.weights()) }
}

fn check_columns(
    x: &DMatrix<f64>,
    totals: &[f64],
    weights: &[f64],
    distance: Distance,
) -> Result<(), CalibrationError> {
    let (expected, found) = (weights.len(), x.nrows());
    if expected != found {
        return Err(CalibrationError::Length { expected, found });
    }
    if x.ncols() == 0 || x.ncols() != totals.len() {
        return Err(CalibrationError::Nothing);
    }
    if let Some(category) = totals.iter().position(|total| !total.is_finite()) {
        let (margin, total) = ("total".to_owned(), totals[category]);
        return Err(CalibrationError::Total { margin, category, total });
    }
    if let Some(row) = x.row_iter().position(|row| row.iter().any(|x| !x.is_finite())) {
        return Err(CalibrationError::NotFinite { row });
    }
    match distance {
        Distance::Logit { lower, upper } if !(lower < 1.0 && upper > 1.0) => {
            Err(CalibrationError::Bounds { lower, upper })
        }
        _ => Ok(()),
    }
}

/// Weighted sizes of the categories.
fn check_margin(margin: &Margin, weights: &[f64]) -> Result<Vec<f64>, CalibrationError> {
    let (expected, found) = (weights.len(), margin.category.len());
    if expected != found {
        return Err(CalibrationError::Length { expected, found });
    }
    let label = || margin.label.clone();
    let mut sizes = vec![0.0; margin.totals.len()];
    for (row, (&category, w)) in margin.category.iter().zip(weights).enumerate() {
        let size = sizes.get_mut(category);
        *size.ok_or_else(|| CalibrationError::UnknownCategory {
            margin: label(),
            row,
            category,
        })? += w;
    }
    for (category, (size, total)) in sizes.iter().zip(&margin.totals).enumerate() {
        if !(total.is_finite() && *total > 0.0) {
            return Err(CalibrationError::Total { margin: label(), category, total: *total });
        }
        if *size <= 0.0 {
            return Err(CalibrationError::UnseenCategory { margin: label(), category });
        }
    }
    Ok(sizes)
}
