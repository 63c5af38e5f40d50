//! Intervals for means and proportions (2.8), (2.13)-(2.19).
//!
//! No function returns NaN: an interval that does not exist is `None`.

use crate::distribution::{beta_quantile, central_t, normal_quantile};

/// A two-sided interval, in the unit of its estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Upper minus lower end.
    pub fn width(self) -> f64 {
        self.high - self.low
    }
}

/// An estimated proportion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// The estimate, from 0 to 1.
    pub p: f64,
    /// Its variance under the design.
    pub variance: f64,
    /// Elements in the domain. (R counts all rows of the design where the weights are calibrated.)
    pub n: usize,
    /// Degrees of freedom.
    pub df: u32,
}

/// A method for the interval of a proportion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// p ± t√V (2.13); may leave 0..1.
    Mean,
    /// Symmetric on the logit scale (2.14); not for p = 0 or 1.
    Logit,
    /// Symmetric on the arcsine scale (2.15); not for p = 0 or 1.
    Arcsine,
    /// Korn–Graubard: exact binomial limits at the effective sample size (2.16).
    Beta,
    /// Korn–Graubard as the NCHS has it: the effective sample size is at most n (2.16).
    BetaNchs,
    /// Wilson's score interval at the effective sample size (2.17).
    Wilson,
    /// Likelihood ratio, scaled by the design effect (2.18); not for p = 0 or 1.
    Likelihood,
}

/// Estimate ± t·SE (2.8). `None` without a degree of freedom, with a negative variance or a level
/// outside (0, 1).
pub fn mean(estimate: f64, variance: f64, df: u32, level: f64) -> Option<Interval> {
    let half = critical(f64::from(df), level)? * usable(variance)?.sqrt();
    estimate.is_finite().then_some(Interval { low: estimate - half, high: estimate + half })
}

/// Interval of a proportion at a level such as 0.95. `None` where the method has none: see
/// [`Method`]; also without a degree of freedom.
pub fn proportion(own: Proportion, method: Method, level: f64) -> Option<Interval> {
    let v = usable(own.variance)?;
    let t = critical(f64::from(own.df), level)?;
    let p = own.p;
    if !(0.0..=1.0).contains(&p) || own.n == 0 {
        return None;
    }
    let spread = p * (1.0 - p);
    match method {
        Method::Mean => mean(p, v, own.df, level),
        Method::Logit if spread > 0.0 => {
            let (centre, half) = ((p / (1.0 - p)).ln(), t * v.sqrt() / spread);
            let back = |x: f64| 1.0 / (1.0 + (-x).exp());
            Some(Interval { low: back(centre - half), high: back(centre + half) })
        }
        Method::Arcsine if spread > 0.0 => {
            let (centre, half) = (p.sqrt().asin(), t * v.sqrt() / (2.0 * spread.sqrt()));
            let quarter = std::f64::consts::FRAC_PI_2;
            // R lets the angle run beyond the ends, where the sine turns back.
            let back = |x: f64| x.clamp(0.0, quarter).sin().powi(2);
            Some(Interval { low: back(centre - half), high: back(centre + half) })
        }
        Method::Beta | Method::BetaNchs => {
            let n = own.n as f64;
            let effective = effective_size(own, level)?;
            exact(p, if method == Method::Beta { effective } else { effective.min(n) }, level)
        }
        Method::Wilson => wilson(own, t, level),
        Method::Likelihood if spread > 0.0 => likelihood(p, v, own.n as f64, t),
        _ => None,
    }
}

/// The method that suits a proportion: [`Method::BetaNchs`] below 100 elements, or with p below
/// 10 % or above 90 %; else [`Method::Wilson`].
pub fn suitable(own: Proportion) -> Method {
    if own.n < 100 || own.p * (1.0 - own.p) < 0.09 { Method::BetaNchs } else { Method::Wilson }
}

/// `n* = p(1−p)/V·(t_{n−1}/t_df)²`; n where p(1−p) or V is 0.
fn effective_size(own: Proportion, level: f64) -> Option<f64> {
    let n = own.n as f64;
    let spread = own.p * (1.0 - own.p);
    if spread > 0.0 && own.variance > 0.0 {
        let ratio = critical(n - 1.0, level)? / critical(f64::from(own.df), level)?;
        Some(spread / own.variance * ratio * ratio)
    } else {
        // Nothing in the sample says what the design effect is.
        Some(n)
    }
}

fn exact(p: f64, n: f64, level: f64) -> Option<Interval> {
    let tail = (1.0 - level) / 2.0;
    let (yes, no) = (n * p, n * (1.0 - p));
    let low = if yes > 0.0 { beta_quantile(tail, yes, no + 1.0)? } else { 0.0 };
    let high = if no > 0.0 { beta_quantile(1.0 - tail, yes + 1.0, no)? } else { 1.0 };
    Some(Interval { low, high })
}

fn wilson(own: Proportion, t: f64, level: f64) -> Option<Interval> {
    let p = own.p;
    let spread = p * (1.0 - p);
    let n = if spread > 0.0 && own.variance > 0.0 {
        spread / own.variance
    } else if spread > 0.0 {
        own.n as f64
    } else {
        let ratio = critical(own.n as f64 - 1.0, level)? / t;
        own.n as f64 * ratio * ratio
    };
    Some(score(p, n, t))
}

/// Wilson's score interval of a share among so many, all of whom were counted: nothing was drawn, and
/// the normal quantile stands where a design has Student's t. `None` of nobody, with more of them than
/// there are, or a level outside (0, 1).
pub fn wilson_of_counts(counted: u64, of: u64, level: f64) -> Option<Interval> {
    if of == 0 || counted > of {
        return None;
    }
    let z = normal_quantile(f64::midpoint(1.0, level)).filter(|z| *z > 0.0)?;
    Some(score(counted as f64 / of as f64, of as f64, z))
}

fn score(p: f64, n: f64, t: f64) -> Interval {
    let spread = p * (1.0 - p);
    let scale = 1.0 + t * t / n;
    let centre = (p + t * t / (2.0 * n)) / scale;
    let half = t / (2.0 * n) * (4.0 * n * spread + t * t).sqrt() / scale;
    // At 0 and 1 the near end is the share itself, but for rounding.
    let low = if p > 0.0 { (centre - half).max(0.0) } else { 0.0 };
    let high = if p < 1.0 { (centre + half).min(1.0) } else { 1.0 };
    Interval { low, high }
}

/// Roots of 2(n−1)·[p ln(p/q) + (1−p) ln((1−p)/(1−q))] = nV/[p(1−p)]·t².
fn likelihood(p: f64, v: f64, n: f64, t: f64) -> Option<Interval> {
    if n < 2.0 {
        return None;
    }
    let limit = n * v / (p * (1.0 - p)) * t * t / (2.0 * (n - 1.0));
    let distance = |q: f64| p * (p / q).ln() + (1.0 - p) * ((1.0 - p) / (1.0 - q)).ln();
    let root = |mut outside: f64| {
        let mut inside = p;
        for _ in 0..200 {
            let middle = f64::midpoint(inside, outside);
            if distance(middle) > limit {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        inside
    };
    Some(Interval { low: root(0.0), high: root(1.0) })
}

/// t such that a central interval of the level runs from −t to t.
fn critical(df: f64, level: f64) -> Option<f64> {
    central_t(df, level).filter(|t| *t > 0.0)
}

fn usable(variance: f64) -> Option<f64> {
    (variance.is_finite() && variance >= 0.0).then_some(variance)
}

/// Whether a figure may be shown (2.19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presentation {
    /// Show it.
    Show,
    /// Show it with the mark "few degrees of freedom".
    LowFreedom,
    /// Leave it out.
    Suppress,
}

/// Degrees of freedom below which a figure carries a mark.
const FEW_DEGREES: u32 = 8;

/// Presentation of a proportion: left out with n or `n_eff` below 30, an interval of 30 points or
/// more, or one of more than 5 points that is wider than 130 % of p.
pub fn present_proportion(own: Proportion, effective: f64, interval: Interval) -> Presentation {
    let width = interval.width();
    let relative = own.p > 0.0 && width <= 1.3 * own.p;
    let large = own.n >= 30 && effective >= 30.0;
    graded(large && width < 0.3 && (width <= 0.05 || relative), own.df)
}

/// Presentation of a rate or mean: left out with n or `n_eff` below 10, or an interval wider than
/// 160 % of the estimate.
pub fn present_rate(
    estimate: f64,
    n: usize,
    effective: f64,
    df: u32,
    interval: Interval,
) -> Presentation {
    let narrow = interval.width() <= 1.6 * estimate.abs();
    graded(n >= 10 && effective >= 10.0 && narrow, df)
}

fn graded(sound: bool, df: u32) -> Presentation {
    match (sound, df < FEW_DEGREES) {
        (false, _) => Presentation::Suppress,
        (true, true) => Presentation::LowFreedom,
        (true, false) => Presentation::Show,
    }
}
