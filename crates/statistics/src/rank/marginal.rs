//! Rank set of a single contender (3.1).

use super::quadrature::{Step, even_normal_mean};
use super::{Contender, RankError, check, count, count_u32};
use crate::distribution::{CONFIDENCE, normal_cdf, normal_quantile};

/// The ranks that the data allow for one contender, looked at by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarginalSet {
    /// Critical value for the differences from this contender, in standard errors. `None` without
    /// a difference that has an error.
    pub critical: Option<f64>,
    /// Best rank.
    pub low: u32,
    /// Worst rank.
    pub high: u32,
}

/// 95 % rank set of each contender by itself (3.1), in the order of the contenders, after
/// Mogstad, Romano, Shaikh and Wilhelm.
///
/// For independent estimates and normal distributions: degrees of freedom are not looked at. The
/// sets are narrower than those of [`rank_sets`](super::rank_sets), and only one of them may be
/// read with the confidence of 95 %.
///
/// # Errors
///
/// An estimate or a standard error that is missing, infinite or negative.
pub fn marginal_rank_sets(contenders: &[Contender]) -> Result<Vec<MarginalSet>, RankError> {
    check(contenders)?;
    Ok((0..contenders.len()).map(|j| marginal(contenders, j)).collect())
}

fn marginal(contenders: &[Contender], j: usize) -> MarginalSet {
    let own = &contenders[j];
    let others = contenders.iter().enumerate().filter(|(k, _)| *k != j);
    let uncertain: Vec<f64> =
        others.map(|(_, other)| other.se).filter(|se| own.se.max(*se) > 0.0).collect();
    let critical = critical(own.se, &uncertain);
    let beats = |best: &Contender, worst: &Contender| {
        // Without any error a difference is certain.
        best.estimate - worst.estimate > critical.unwrap_or(0.0) * best.se.hypot(worst.se)
    };
    let p = contenders.len();
    MarginalSet {
        critical,
        low: 1 + count(p, |k| beats(&contenders[k], own)),
        high: count_u32(p) - count(p, |k| beats(own, &contenders[k])),
    }
}

/// The c at which the largest standardised difference from a contender stays within ±c with
/// [`CONFIDENCE`].
fn critical(own: f64, others: &[f64]) -> Option<f64> {
    // One comparison needs at least this, and Šidák's is always enough.
    let low = normal_quantile(f64::midpoint(1.0, CONFIDENCE))?;
    let each = CONFIDENCE.powf(1.0 / others.len() as f64);
    let high = normal_quantile(f64::midpoint(1.0, each))?;
    (!others.is_empty()).then(|| root(low, high, |c| within(own, others, c) - CONFIDENCE))
}

/// `P(max |Z_j − Z_k|/d ≤ c)`.
fn within(own: f64, others: &[f64], c: f64) -> f64 {
    let distance = |other: f64| c * own.hypot(other);
    let step = |other: &f64| Step { at: distance(*other) / own, width: other / own };
    let steps: Vec<Step> = others.iter().map(step).filter(|step| step.at.is_finite()).collect();
    even_normal_mean(&steps, |z| {
        let window = |other: &f64| window(own * z, distance(*other), *other);
        others.iter().map(window).product()
    })
}

/// P(centre − half ≤ X ≤ centre + half) for a normal X of mean 0.
fn window(centre: f64, half: f64, sd: f64) -> f64 {
    if sd == 0.0 {
        return f64::from(u8::from(centre.abs() <= half));
    }
    // Turned to the left, where the distribution function has all its digits.
    let centre = -centre.abs();
    normal_cdf((centre + half) / sd) - normal_cdf((centre - half) / sd)
}

/// Root of an increasing function in an interval, by the Illinois form of the false position.
fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut at_low, mut at_high) = (f(low), f(high));
    if at_low >= 0.0 {
        return low;
    }
    if at_high <= 0.0 {
        return high;
    }
    let (mut last, mut last_value) = (high, 0.0);
    for _ in 0..100 {
        let next = (low * at_high - high * at_low) / (at_high - at_low);
        let value = f(next);
        if value == 0.0 || (next - last).abs() <= 1e-13 * next {
            return next;
        }
        // An end that stays twice running loses half its weight, or it would stay for ever.
        let again = value * last_value > 0.0;
        if value < 0.0 {
            (low, at_low) = (next, value);
            at_high /= if again { 2.0 } else { 1.0 };
        } else {
            (high, at_high) = (next, value);
            at_low /= if again { 2.0 } else { 1.0 };
        }
        (last, last_value) = (next, value);
    }
    last
}
