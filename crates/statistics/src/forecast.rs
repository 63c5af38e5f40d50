//! What another survey will find, given what one's own found now, and what both found before.
//!
//! The other survey asks others, at another time, in another way. Where earlier pairs are known, the
//! differences d = other − own tell by how much it differs on the whole (their mean) and how unsteadily
//! (their variance, of which sampling explains a part). The interval for one more result is that of a
//! random-effects model for a new study (Higgins, Thompson & Spiegelhalter 2009, section 4.1), with the
//! moment estimate of the variance between (their τ²) and the plain mean, as own errors of the other
//! survey are not known and no pair can be weighted by them:
//!
//! own + d̄ ± t(K − 1) · √(τ² + se² + S²/K), where S² = max(s², s̄e²) and τ² = S² − s̄e².
//!
//! s² is the variance of the K differences, s̄e² the mean of the squared standard errors of the own results
//! then, se the standard error of the own result now. With equal errors this is Student's interval for one
//! more observation, d̄ ± t · s · √(1 + 1/K).

use crate::distribution::central_t;
use crate::interval::{Interval, mean};

/// Fewer pairs tell no spread: two leave one degree of freedom, and an interval wider than the scale.
pub const PAIRS_MIN: usize = 3;

/// What one's own survey found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Own {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom of that.
    pub df: u32,
}

/// What one's own survey found before, and the other then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The own estimate.
    pub own: f64,
    /// Its standard error.
    pub se: f64,
    /// What the other survey found.
    pub other: f64,
}

/// By how much the other survey differed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean of other − own.
    pub bias: f64,
    /// Standard deviation of other − own.
    pub spread: f64,
}

/// A forecast with the interval in which one more result will lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// The forecast.
    pub estimate: f64,
    /// Its interval.
    pub interval: Interval,
    /// What earlier pairs told; without, only the own sampling error is in the interval.
    pub difference: Option<Difference>,
}

/// The forecast at a level such as 0.95. `None` where the own result has no error, or a number is none.
pub fn forecast(own: Own, pairs: &[Pair], level: f64) -> Option<Forecast> {
    if pairs.len() < PAIRS_MIN {
        let interval = mean(own.estimate, own.se * own.se, own.df, level)?;
        return Some(Forecast { estimate: own.estimate, interval, difference: None });
    }
    let count = pairs.len() as f64;
    let bias = pairs.iter().map(|pair| pair.other - pair.own).sum::<f64>() / count;
    let squares = pairs.iter().map(|pair| (pair.other - pair.own - bias).powi(2)).sum::<f64>();
    let variance = squares / (count - 1.0);
    let sampling = pairs.iter().map(|pair| pair.se * pair.se).sum::<f64>() / count;
    // What sampling alone must make differ is no steadiness of the other survey.
    let whole = variance.max(sampling);
    let predicted = (whole - sampling) + own.se * own.se + whole / count;
    let half = central_t(count - 1.0, level)? * predicted.sqrt();
    let estimate = own.estimate + bias;
    let interval = Interval { low: estimate - half, high: estimate + half };
    let is_number = [estimate, half].iter().all(|number| number.is_finite());
    let difference = Some(Difference { bias, spread: variance.sqrt() });
    is_number.then_some(Forecast { estimate, interval, difference })
}
