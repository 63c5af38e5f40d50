//! Honest ranking: competition ranks, joint and marginal rank sets, tiers, the top k.

mod error;
mod marginal;
mod quadrature;
mod top;

pub use error::RankError;
pub use marginal::{MarginalSet, marginal_rank_sets};
pub use top::{TopPlace, top_probabilities};

use crate::distribution::{CONFIDENCE, normal_cdf, upper_tail};

/// One unit in a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contender {
    /// The estimate; higher is better.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Its degrees of freedom; `None` for the normal distribution.
    pub df: Option<u32>,
}

/// The place of one contender.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSet {
    /// Competition rank: ties share the lower number, the next rank is skipped (1-2-2-4).
    pub rank: u32,
    /// Best rank that the data allow, jointly for all contenders.
    pub low: u32,
    /// Worst rank that the data allow, jointly for all contenders.
    pub high: u32,
    /// Tier, 1 the best (3.4).
    pub tier: u32,
    /// Expected rank (3.5).
    pub expected: f64,
}

impl RankSet {
    /// Whether the contender is among the k best (3.5), jointly with the sets of all contenders.
    pub fn top(&self, k: u32) -> TopPlace {
        if self.high <= k {
            TopPlace::SurelyIn
        } else if self.low <= k {
            TopPlace::PossiblyIn
        } else {
            TopPlace::SurelyOut
        }
    }
}

/// Ranks, joint 95 % rank sets by Holm over all ordered pairs (3.2), tiers (3.4) and expected ranks
/// (3.5), in the order of the contenders.
///
/// `covariance(j, k)` is the covariance of two estimates; 0 for independent units. The t of a pair
/// has Satterthwaite degrees of freedom.
pub fn rank_sets(
    contenders: &[Contender],
    covariance: impl Fn(usize, usize) -> f64,
) -> Vec<RankSet> {
    let better = Comparisons::test(contenders, covariance);
    let ranks = competition_ranks(contenders);
    let tiers = tiers(&ranks, &better);
    (0..contenders.len())
        .map(|j| RankSet {
            rank: ranks[j],
            low: 1 + count(contenders.len(), |k| better.is(k, j)),
            high: count_u32(contenders.len()) - count(contenders.len(), |k| better.is(j, k)),
            tier: tiers[j],
            expected: expected_rank(contenders, j),
        })
        .collect()
}

/// Which contender is significantly better than which.
struct Comparisons {
    contenders: usize,
    rejected: Vec<bool>,
}

impl Comparisons {
    /// Holm's step-down over the p(p−1) one-sided hypotheses `θ_j ≤ θ_k`.
    fn test(contenders: &[Contender], covariance: impl Fn(usize, usize) -> f64) -> Self {
        let p = contenders.len();
        // Only the direction of the observed difference can be rejected at levels below one half,
        // so one p-value per unordered pair is enough; the family still counts both directions.
        let mut pairs = Vec::with_capacity(p * p.saturating_sub(1) / 2);
        for j in 0..p {
            for k in 0..j {
                let (best, worst) =
                    if contenders[j].estimate >= contenders[k].estimate { (j, k) } else { (k, j) };
                let p_value =
                    p_value(&contenders[best], &contenders[worst], covariance(best, worst));
                pairs.push((p_value, best, worst));
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut comparisons = Self { contenders: p, rejected: vec![false; p * p] };
        let mut remaining = p * p.saturating_sub(1);
        for (p_value, best, worst) in pairs {
            let level = (1.0 - CONFIDENCE) / remaining as f64;
            if p_value > level {
                break;
            }
            comparisons.rejected[best * p + worst] = true;
            remaining -= 1;
        }
        comparisons
    }

    /// True when `j` is significantly better than `k`.
    fn is(&self, j: usize, k: usize) -> bool {
        self.rejected[j * self.contenders + k]
    }
}

fn p_value(best: &Contender, worst: &Contender, covariance: f64) -> f64 {
    let (v1, v2) = (best.se * best.se, worst.se * worst.se);
    let variance = v1 + v2 - 2.0 * covariance;
    let difference = best.estimate - worst.estimate;
    if variance <= 0.0 {
        // Both estimates without any error: a difference is certain, equality is not a difference.
        return if difference > 0.0 { 0.0 } else { 1.0 };
    }
    upper_tail(difference / variance.sqrt(), satterthwaite(best, worst))
}

/// Degrees of freedom of a difference of two estimates.
pub fn satterthwaite(a: &Contender, b: &Contender) -> Option<f64> {
    let (v1, v2) = (a.se * a.se, b.se * b.se);
    let (df1, df2) = (f64::from(a.df?), f64::from(b.df?));
    let denominator = v1 * v1 / df1 + v2 * v2 / df2;
    (denominator > 0.0).then(|| (v1 + v2) * (v1 + v2) / denominator)
}

fn competition_ranks(contenders: &[Contender]) -> Vec<u32> {
    contenders
        .iter()
        .map(|own| 1 + count(contenders.len(), |k| contenders[k].estimate > own.estimate))
        .collect()
}

/// A boundary after position r iff everyone in 1..=r is significantly above everyone below.
fn tiers(ranks: &[u32], better: &Comparisons) -> Vec<u32> {
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|&j| ranks[j]);
    let mut tiers = vec![1; ranks.len()];
    let mut tier = 1;
    let mut start = 0;
    for r in 1..order.len() {
        // Units above the current tier are above everyone below already.
        let (above, below) = (&order[start..r], &order[r..]);
        if above.iter().all(|&j| below.iter().all(|&k| better.is(j, k))) {
            tier += 1;
            start = r;
        }
        tiers[order[r]] = tier;
    }
    tiers
}

fn expected_rank(contenders: &[Contender], j: usize) -> f64 {
    let own = &contenders[j];
    let ahead = contenders.iter().enumerate().filter(|(m, _)| *m != j).map(|(_, other)| {
        let spread = own.se.hypot(other.se);
        let difference = other.estimate - own.estimate;
        if spread > 0.0 { normal_cdf(difference / spread) } else { ahead_for_certain(difference) }
    });
    1.0 + ahead.sum::<f64>()
}

/// Probability of being ahead with a difference without any error: ties are broken by lot.
fn ahead_for_certain(difference: f64) -> f64 {
    if difference == 0.0 { 0.5 } else { f64::from(u8::from(difference > 0.0)) }
}

/// That every estimate is a number and every standard error zero or above.
fn check(contenders: &[Contender]) -> Result<(), RankError> {
    for (contender, &Contender { estimate, se, .. }) in contenders.iter().enumerate() {
        if !estimate.is_finite() {
            return Err(RankError::Estimate { contender, estimate });
        }
        if !se.is_finite() || se < 0.0 {
            return Err(RankError::StandardError { contender, se });
        }
    }
    Ok(())
}

fn count(contenders: usize, counts: impl Fn(usize) -> bool) -> u32 {
    count_u32((0..contenders).filter(|&k| counts(k)).count())
}

fn count_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
