//! Small areas: the model of Fay and Herriot by restricted maximum likelihood (3.7).

use nalgebra::{DMatrix, DVector};

/// The direct estimate of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Direct {
    /// The estimate.
    pub estimate: f64,
    /// Its variance D, smoothed and taken as known; in the squared unit of the estimate.
    pub variance: f64,
}

/// Why areas cannot be modelled.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum SmallAreaError {
    /// No more areas than columns of covariates, or no column.
    #[error("{areas} areas are too few for {columns} columns of covariates")]
    TooFew {
        /// Areas.
        areas: usize,
        /// Columns, the intercept included.
        columns: usize,
    },
    /// Covariates of another number of areas.
    #[error("{found} rows of covariates for {areas} areas")]
    Length {
        /// Areas.
        areas: usize,
        /// Rows of covariates, or numbers of a column.
        found: usize,
    },
    /// An estimate that is missing or infinite.
    #[error("area {area} has the estimate {estimate}")]
    Estimate {
        /// Index of the area.
        area: usize,
        /// The estimate.
        estimate: f64,
    },
    /// A variance that is missing, infinite or not above zero.
    #[error("area {area} has the variance {variance}")]
    Variance {
        /// Index of the area.
        area: usize,
        /// The variance.
        variance: f64,
    },
    /// A covariate that is missing or infinite.
    #[error("area {area} has the covariate {value}")]
    Covariate {
        /// Index of the area.
        area: usize,
        /// The covariate.
        value: f64,
    },
    /// Columns of covariates that depend on each other.
    #[error("the covariates depend on each other")]
    Singular,
    /// The variance between areas was not found.
    #[error("the variance between areas was not found in {steps} steps")]
    NoConvergence {
        /// Steps taken.
        steps: usize,
    },
    /// Shares for a benchmark that are missing, infinite, below zero or all zero.
    #[error("area {area} has the share {share}")]
    Share {
        /// Index of the area.
        area: usize,
        /// The share.
        share: f64,
    },
}

/// An area under the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The direct estimate.
    pub direct: f64,
    /// What the covariates say: xᵀβ.
    pub synthetic: f64,
    /// Weight of the direct estimate: γ = A/(A + D), from 0 to 1.
    pub gamma: f64,
    /// The shrunken estimate (EBLUP): xᵀβ + γ(y − xᵀβ).
    pub estimate: f64,
    /// Its mean squared error g₁ + g₂ + 2g₃, in the squared unit of the estimate.
    pub mse: f64,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Variance A between areas beyond the covariates.
    pub variance: f64,
    /// Coefficients β of the covariates.
    pub coefficients: Vec<f64>,
    /// The areas, in the order given.
    pub areas: Vec<Area>,
}

/// What the model finds.
#[derive(Debug, Clone, PartialEq)]
pub enum SmallAreas {
    /// The areas differ beyond what the covariates say. Show the direct estimates beside the
    /// shrunken ones, and do not rank by these alone: they draw small areas to the mean.
    Shrunken(Model),
    /// A = 0: no differences are detectable beyond the covariates. Every area is given what the
    /// covariates say, and the mean squared errors are not to be shown: they rise as D falls.
    NoDetectableDifferences(Model),
}

impl SmallAreas {
    /// The model in either case.
    pub fn model(&self) -> &Model {
        match self {
            Self::Shrunken(model) | Self::NoDetectableDifferences(model) => model,
        }
    }
}

impl Model {
    /// The shrunken estimates, moved by one constant so that their mean with these shares of the
    /// population equals that of the direct estimates (3.7). Shares need not add up to 1.
    ///
    /// # Errors
    ///
    /// Shares of another number of areas; a share that is missing, infinite or below zero; no
    /// share above zero.
    pub fn benchmarked(&self, shares: &[f64]) -> Result<Vec<f64>, SmallAreaError> {
        if shares.len() != self.areas.len() {
            let areas = self.areas.len();
            return Err(SmallAreaError::Length { areas, found: shares.len() });
        }
        let wrong = |share: &f64| !share.is_finite() || *share < 0.0;
        let total: f64 = shares.iter().sum();
        if let Some(area) = shares.iter().position(wrong) {
            return Err(SmallAreaError::Share { area, share: shares[area] });
        }
        if total <= 0.0 {
            return Err(SmallAreaError::Share { area: 0, share: total });
        }
        let gap = |(area, share): (&Area, &f64)| share * (area.direct - area.estimate);
        let move_by = self.areas.iter().zip(shares).map(gap).sum::<f64>() / total;
        Ok(self.areas.iter().map(|area| area.estimate + move_by).collect())
    }
}

/// Steps of the scoring before giving up.
const STEPS: usize = 200;
/// Change of A, relative to A + the median D, at which the scoring stops.
const TOLERANCE: f64 = 1e-13;
/// A, relative to the median D, that the scoring cannot tell from 0.
const NOTHING: f64 = 1e-12;
/// Length of a column beyond the others, relative to the column, that counts as none.
const DEPENDENT: f64 = 1e-10;

/// The model of Fay and Herriot by restricted maximum likelihood, with the mean squared error of
/// Prasad and Rao (3.7). `covariates` has a row for each area; give the intercept as a column of
/// ones.
///
/// # Errors
///
/// Figures that cannot be, or too few areas: see [`SmallAreaError`].
pub fn fay_herriot(
    direct: &[Direct],
    covariates: &DMatrix<f64>,
) -> Result<SmallAreas, SmallAreaError> {
    check(direct, covariates)?;
    let data = Data {
        y: DVector::from_iterator(direct.len(), direct.iter().map(|own| own.estimate)),
        variances: direct.iter().map(|own| own.variance).collect(),
        x: covariates,
    };
    let variance = data.between()?;
    let model = data.model(variance)?;
    Ok(if variance > 0.0 {
        SmallAreas::Shrunken(model)
    } else {
        SmallAreas::NoDetectableDifferences(model)
    })
}

/// [`fay_herriot`] without covariates: areas are drawn to their common mean.
///
/// # Errors
///
/// As [`fay_herriot`].
pub fn around_the_mean(direct: &[Direct]) -> Result<SmallAreas, SmallAreaError> {
    fay_herriot(direct, &DMatrix::from_element(direct.len(), 1, 1.0))
}

fn check(direct: &[Direct], covariates: &DMatrix<f64>) -> Result<(), SmallAreaError> {
    let (areas, columns) = (direct.len(), covariates.ncols());
    if covariates.nrows() != areas {
        return Err(SmallAreaError::Length { areas, found: covariates.nrows() });
    }
    if columns == 0 || areas <= columns {
        return Err(SmallAreaError::TooFew { areas, columns });
    }
    for (area, &Direct { estimate, variance }) in direct.iter().enumerate() {
        if !estimate.is_finite() {
            return Err(SmallAreaError::Estimate { area, estimate });
        }
        if !(variance.is_finite() && variance > 0.0) {
            return Err(SmallAreaError::Variance { area, variance });
        }
        if let Some(&value) = covariates.row(area).iter().find(|value| !value.is_finite()) {
            return Err(SmallAreaError::Covariate { area, value });
        }
    }
    Ok(())
}

struct Data<'a> {
    y: DVector<f64>,
    variances: Vec<f64>,
    x: &'a DMatrix<f64>,
}

/// Generalised least squares at a variance between areas.
struct Fit {
    /// 1/(A + D).
    v: DVector<f64>,
    /// Orthonormal basis Q of the columns of √V·X.
    basis: DMatrix<f64>,
    coefficients: Vec<f64>,
    /// xᵀβ.
    synthetic: DVector<f64>,
}

impl Data<'_> {
    fn fit(&self, between: f64) -> Result<Fit, SmallAreaError> {
        let v = self.variances.iter().map(|d| 1.0 / (between + d));
        let v = DVector::from_iterator(self.y.len(), v);
        let root = v.map(f64::sqrt);
        let mut weighted = self.x.clone();
        for mut column in weighted.column_iter_mut() {
            column.component_mul_assign(&root);
        }
        let lengths: Vec<f64> = weighted.column_iter().map(|column| column.norm()).collect();
        let (basis, triangle) = weighted.qr().unpack();
        let alone = |j: usize| triangle[(j, j)].abs() > DEPENDENT * lengths[j];
        if !(0..lengths.len()).all(alone) {
            return Err(SmallAreaError::Singular);
        }
        let projected = basis.tr_mul(&self.y.component_mul(&root));
        let beta = triangle.solve_upper_triangular(&projected).ok_or(SmallAreaError::Singular)?;
        let synthetic = self.x * &beta;
        Ok(Fit { v, basis, coefficients: beta.iter().copied().collect(), synthetic })
    }

    /// REML score `s = −½tr P + ½yᵀPPy` and information `F = ½tr PP`, with `P = √V(I − QQᵀ)√V`.
    fn score(&self, between: f64) -> Result<(f64, f64), SmallAreaError> {
        let Fit { v, basis, synthetic, .. } = self.fit(between)?;
        let leverage = |i: usize| basis.row(i).norm_squared();
        let mut inner = basis.clone();
        for mut column in inner.column_iter_mut() {
            column.component_mul_assign(&v);
        }
        let inner = basis.tr_mul(&inner);
        let (mut trace, mut square, mut residual) = (0.0, inner.norm_squared(), 0.0);
        for (i, v) in v.iter().enumerate() {
            trace += v * (1.0 - leverage(i));
            square += v * v * (1.0 - 2.0 * leverage(i));
            residual += (v * (self.y[i] - synthetic[i])).powi(2);
        }
        Ok(((residual - trace) / 2.0, square / 2.0))
    }

    /// A by scoring from the median D, kept within what the signs of the scores leave.
    fn between(&self) -> Result<f64, SmallAreaError> {
        let mut sorted = self.variances.clone();
        sorted.sort_by(f64::total_cmp);
        let half = sorted.len() / 2;
        let median = f64::midpoint(sorted[half], sorted[sorted.len() - 1 - half]);
        let falls_at_zero = self.score(0.0)?.0 <= 0.0;
        let (mut low, mut high) = (0.0, f64::INFINITY);
        let (mut a, mut last, mut before) = (median, f64::INFINITY, f64::INFINITY);
        for _ in 0..STEPS {
            let (score, information) = self.score(a)?;
            if score > 0.0 {
                low = a;
            } else {
                high = a;
            }
            let mut next = a + score / information;
            if next <= 0.0 && falls_at_zero {
                return Ok(0.0);
            }
            // Scoring may leave the bracket, or swing to and fro across the root.
            let swings = (next - a).abs() > before / 2.0;
            if next < low || next > high || swings && high.is_finite() {
                next = if high.is_finite() { f64::midpoint(low, high) } else { 2.0 * a };
            }
            (before, last) = (last, (next - a).abs());
            if last <= TOLERANCE * (a + median) {
                return Ok(if next > NOTHING * median { next } else { 0.0 });
            }
            a = next;
        }
        Err(SmallAreaError::NoConvergence { steps: STEPS })
    }

    fn model(&self, variance: f64) -> Result<Model, SmallAreaError> {
        let fit = self.fit(variance)?;
        // Var(A) of REML.
        let uncertainty = 2.0 / fit.v.norm_squared();
        let area = |i: usize| {
            let (d, v, synthetic) = (self.variances[i], fit.v[i], fit.synthetic[i]);
            let (gamma, b) = (variance * v, d * v);
            let g1 = d * gamma;
            let g2 = b * b * fit.basis.row(i).norm_squared() / v;
            let g3 = b * b * uncertainty * v;
            Area {
                direct: self.y[i],
                synthetic,
                gamma,
                estimate: synthetic + gamma * (self.y[i] - synthetic),
                mse: g1 + g2 + 2.0 * g3,
            }
        };
        let areas = (0..self.y.len()).map(area).collect();
        Ok(Model { variance, coefficients: fit.coefficients, areas })
    }
}
