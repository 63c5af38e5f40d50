//! Estimate and target (2.31).
//!
//! No function returns NaN: what cannot be judged is an error or [`Verdict::Untestable`].

use crate::distribution::{CONFIDENCE, normal_quantile, t_quantile_at, upper_tail};

/// An estimate to be held against a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The estimate θ̂.
    pub estimate: f64,
    /// Its standard error, in the same unit: 0 for a complete count, `None` where it is unknown,
    /// as for a result that someone else published as a bare number.
    pub se: Option<f64>,
    /// Its degrees of freedom; `None` for the normal distribution.
    pub df: Option<f64>,
}

/// Whether a target was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The lower one-sided 95 % limit lies at the target or above.
    Met,
    /// The upper one-sided 95 % limit lies below the target.
    NotMet,
    /// The data allow both.
    Undetermined,
    /// The standard error is unknown, or has less than one degree of freedom: nothing tells what chance did.
    Untestable,
}

/// A verdict and what it rests on. All but the verdict are `None` iff that is
/// [`Verdict::Untestable`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assessment {
    /// The verdict.
    pub verdict: Verdict,
    /// P(θ ≥ T), from 0 to 1.
    pub probability: Option<f64>,
    /// Lower one-sided 95 % limit, in the unit of the estimate.
    pub lower: Option<f64>,
    /// Upper one-sided 95 % limit.
    pub upper: Option<f64>,
}

/// Why an estimate cannot be held against a target.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum VerdictError {
    /// A missing or infinite estimate.
    #[error("the estimate is {estimate}")]
    Estimate {
        /// The estimate.
        estimate: f64,
    },
    /// A missing or infinite target.
    #[error("the target is {target}")]
    Target {
        /// The target.
        target: f64,
    },
    /// A standard error that is not a number, infinite or negative.
    #[error("the standard error is {se}")]
    StandardError {
        /// The standard error.
        se: f64,
    },
    /// Degrees of freedom that are not a number or negative.
    #[error("there are {df} degrees of freedom")]
    Freedom {
        /// The degrees of freedom.
        df: f64,
    },
}

/// Holds an estimate against a target T in the same unit, higher being better (2.31):
/// `P(θ ≥ T) = P(t ≤ (θ̂ − T)/SE)` and the verdict by one-sided limits at [`CONFIDENCE`].
///
/// P treats θ as uncertain around θ̂ (a confidence distribution; with a flat prior, the posterior).
///
/// # Errors
///
/// Numbers that cannot be: see [`VerdictError`].
pub fn assess(own: Judged, target: f64) -> Result<Assessment, VerdictError> {
    check(own, target)?;
    let estimate = own.estimate;
    let df = own.df.filter(|df| df.is_finite());
    let critical =
        df.map_or_else(|| normal_quantile(CONFIDENCE), |df| t_quantile_at(CONFIDENCE, df));
    let (probability, margin) = match (own.se, critical) {
        (Some(0.0), _) => (f64::from(u8::from(estimate >= target)), 0.0),
        (Some(se), Some(critical)) => {
            (upper_tail(standardised(target - estimate, se), df), se * critical)
        }
        _ => return Ok(UNTESTABLE),
    };
    let (lower, upper) = (estimate - margin, estimate + margin);
    let verdict = if lower >= target {
        Verdict::Met
    } else if upper < target {
        Verdict::NotMet
    } else {
        Verdict::Undetermined
    };
    Ok(Assessment {
        verdict,
        probability: Some(probability),
        lower: Some(lower),
        upper: Some(upper),
    })
}

const UNTESTABLE: Assessment =
    Assessment { verdict: Verdict::Untestable, probability: None, lower: None, upper: None };

/// Finite, though a quotient by a tiny error is not.
fn standardised(difference: f64, se: f64) -> f64 {
    (difference / se).clamp(-f64::MAX, f64::MAX)
}

fn check(own: Judged, target: f64) -> Result<(), VerdictError> {
    if !own.estimate.is_finite() {
        return Err(VerdictError::Estimate { estimate: own.estimate });
    }
    if !target.is_finite() {
        return Err(VerdictError::Target { target });
    }
    if let Some(se) = own.se.filter(|se| !se.is_finite() || *se < 0.0) {
        return Err(VerdictError::StandardError { se });
    }
    match own.df.filter(|df| df.is_nan() || *df < 0.0) {
        Some(df) => Err(VerdictError::Freedom { df }),
        None => Ok(()),
    }
}
