//! Funnel plot with over-dispersion (3.6), after Spiegelhalter 2005.

use crate::distribution::normal_quantile;
use crate::interval::Interval;

/// Level of the inner limits.
pub const INNER: f64 = 0.95;
/// Level of the outer limits.
pub const OUTER: f64 = 0.998;
/// Share of the z-scores that is drawn in at each end before φ is taken.
const WINSORISED: f64 = 0.1;

/// One unit of a funnel plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Its estimate: a share from 0 to 1, or a mean.
    pub estimate: f64,
    /// Its effective sample size, which holds the design effect: the horizontal axis.
    pub effective: f64,
}

/// What the estimates are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// Shares; the spread follows from the target.
    Share,
    /// Means of values with this standard deviation between elements, in the unit of the
    /// estimates.
    Mean {
        /// The standard deviation.
        sd: f64,
    },
}

/// Why there is no funnel.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum FunnelError {
    /// No unit at all.
    #[error("there is no unit")]
    NoUnits,
    /// An estimate that is missing or infinite, or a share outside 0..1.
    #[error("unit {unit} has the estimate {estimate}")]
    Estimate {
        /// Index of the unit.
        unit: usize,
        /// The estimate.
        estimate: f64,
    },
    /// An effective sample size that is missing, infinite or not above zero.
    #[error("unit {unit} has the effective sample size {effective}")]
    Effective {
        /// Index of the unit.
        unit: usize,
        /// The effective sample size.
        effective: f64,
    },
    /// A target that is missing or infinite; of shares, one that does not lie between 0 and 1:
    /// at 0 and 1 itself nothing could vary.
    #[error("the target is {target}")]
    Target {
        /// The target.
        target: f64,
    },
    /// A standard deviation that is missing, infinite or not above zero.
    #[error("the standard deviation is {sd}")]
    StandardDeviation {
        /// The standard deviation.
        sd: f64,
    },
    /// A level of limits outside (0, 1).
    #[error("the level {level} does not lie between 0 and 1")]
    Level {
        /// The level.
        level: f64,
    },
}

/// Place of a unit in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Within the inner limits.
    Inside,
    /// Beyond the inner limits.
    BeyondInner,
    /// Beyond the outer limits.
    BeyondOuter,
}

/// A unit in its funnel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// (y − θ₀)/SE(θ₀), before over-dispersion.
    pub z: f64,
    /// Limits of [`INNER`], in the unit of the estimate; of shares, they may leave 0..1.
    pub inner: Interval,
    /// Limits of [`OUTER`].
    pub outer: Interval,
    /// Where the estimate lies.
    pub position: Position,
}

/// A funnel around a target (3.6).
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// Where the limits meet, in the unit of the estimates.
    pub target: f64,
    /// Over-dispersion φ: the mean of the squared winsorised z. Limits widen by √max(1, φ).
    pub dispersion: f64,
    /// The units, in the order given.
    pub units: Vec<Placed>,
    /// Standard deviation of an element under the target.
    sd: f64,
}

impl Funnel {
    /// Limits of a level at an effective sample size, to draw the curves (3.6): θ₀ ±
    /// z·√max(1, φ)·SE(θ₀), in the unit of the estimates. For shares they may leave 0..1.
    ///
    /// # Errors
    ///
    /// A level outside (0, 1), or an effective sample size that is not above zero (as unit 0).
    pub fn limits(&self, effective: f64, level: f64) -> Result<Interval, FunnelError> {
        check_effective(0, effective)?;
        let z = normal_quantile(f64::midpoint(1.0, level)).filter(|z| *z > 0.0);
        let z = z.ok_or(FunnelError::Level { level })?;
        Ok(self.interval(effective, z))
    }

    fn interval(&self, effective: f64, z: f64) -> Interval {
        let half = z * self.dispersion.max(1.0).sqrt() * self.sd / effective.sqrt();
        Interval { low: self.target - half, high: self.target + half }
    }

    fn place(&self, unit: Unit, z: f64) -> Result<Placed, FunnelError> {
        let inner = self.limits(unit.effective, INNER)?;
        let outer = self.limits(unit.effective, OUTER)?;
        let within = |limits: Interval| (limits.low..=limits.high).contains(&unit.estimate);
        let position = match (within(inner), within(outer)) {
            (true, _) => Position::Inside,
            (false, true) => Position::BeyondInner,
            (false, false) => Position::BeyondOuter,
        };
        Ok(Placed { z, inner, outer, position })
    }
}

/// A funnel of units around a target (3.6): limits of 95 % and 99.8 %, widened for
/// over-dispersion.
///
/// # Errors
///
/// Figures that cannot be: see [`FunnelError`].
pub fn funnel(units: &[Unit], target: f64, measure: Measure) -> Result<Funnel, FunnelError> {
    check(units, measure)?;
    let sd = spread(target, measure)?;
    let z: Vec<f64> =
        units.iter().map(|unit| (unit.estimate - target) / (sd / unit.effective.sqrt())).collect();
    let funnel = Funnel { target, dispersion: dispersion(&z), units: Vec::new(), sd };
    let placed = units.iter().zip(z).map(|(unit, z)| funnel.place(*unit, z));
    let placed = placed.collect::<Result<_, _>>()?;
    Ok(Funnel { units: placed, ..funnel })
}

/// The target that the units set themselves: their mean, weighted by effective sample size.
///
/// # Errors
///
/// No unit, or figures that cannot be: see [`FunnelError`].
pub fn pooled_target(units: &[Unit], measure: Measure) -> Result<f64, FunnelError> {
    check(units, measure)?;
    let weighted: f64 = units.iter().map(|unit| unit.estimate * unit.effective).sum();
    let total: f64 = units.iter().map(|unit| unit.effective).sum();
    Ok(weighted / total)
}

fn check(units: &[Unit], measure: Measure) -> Result<(), FunnelError> {
    if units.is_empty() {
        return Err(FunnelError::NoUnits);
    }
    for (index, &Unit { estimate, effective }) in units.iter().enumerate() {
        let share = (0.0..=1.0).contains(&estimate);
        if !estimate.is_finite() || measure == Measure::Share && !share {
            return Err(FunnelError::Estimate { unit: index, estimate });
        }
        check_effective(index, effective)?;
    }
    Ok(())
}

fn check_effective(unit: usize, effective: f64) -> Result<(), FunnelError> {
    if effective.is_finite() && effective > 0.0 {
        Ok(())
    } else {
        Err(FunnelError::Effective { unit, effective })
    }
}

fn spread(target: f64, measure: Measure) -> Result<f64, FunnelError> {
    match measure {
        Measure::Share if target > 0.0 && target < 1.0 => Ok((target * (1.0 - target)).sqrt()),
        Measure::Mean { sd } if !(sd.is_finite() && sd > 0.0) => {
            Err(FunnelError::StandardDeviation { sd })
        }
        Measure::Mean { sd } if target.is_finite() => Ok(sd),
        _ => Err(FunnelError::Target { target }),
    }
}

/// Mean of the squared z-scores, drawn in to their quantiles of 10 % and 90 %.
fn dispersion(z: &[f64]) -> f64 {
    let mut sorted = z.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile(&sorted, WINSORISED), quantile(&sorted, 1.0 - WINSORISED));
    z.iter().map(|z| z.max(low).min(high).powi(2)).sum::<f64>() / z.len() as f64
}

/// Quantile between the order statistics, type 7 of Hyndman and Fan.
fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let place = probability * (sorted.len() - 1) as f64;
    let below = sorted.iter().enumerate().rev().find(|(index, _)| *index as f64 <= place);
    let Some((index, below)) = below else { return 0.0 };
    let above = sorted.get(index + 1).unwrap_or(below);
    below + (place - index as f64) * (above - below)
}
