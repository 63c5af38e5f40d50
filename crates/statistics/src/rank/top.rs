//! The k best (3.5).

use super::quadrature::{Step, normal_mean};
use super::{Contender, RankError, ahead_for_certain, check};
use crate::distribution::{normal_cdf, upper_tail};

/// Whether the data allow a contender to be among the k best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TopPlace {
    /// Its worst rank is k or better.
    SurelyIn,
    /// Its best rank is k or better.
    PossiblyIn,
    /// Its best rank is worse than k.
    SurelyOut,
}

/// Probability of each contender of being among the k best (3.5), in the order of the contenders;
/// together they are k, or the number of contenders if that is less.
///
/// True values are independent and normal around the estimates: give shrunken estimates with the
/// roots of their mean squared errors (3.7), for direct estimates are too far apart. Degrees of
/// freedom are not looked at. Equal estimates without any error are ordered by lot.
///
/// # Errors
///
/// An estimate or a standard error that is missing, infinite or negative.
pub fn top_probabilities(contenders: &[Contender], k: usize) -> Result<Vec<f64>, RankError> {
    check(contenders)?;
    if k >= contenders.len() {
        return Ok(vec![1.0; contenders.len()]);
    }
    Ok((0..contenders.len()).map(|j| top(contenders, j, k)).collect())
}

fn top(contenders: &[Contender], j: usize, k: usize) -> f64 {
    let own = contenders[j];
    let others = || contenders.iter().enumerate().filter(|(m, _)| *m != j).map(|(_, other)| other);
    let probability = if own.se > 0.0 {
        let step = |other: &Contender| Step {
            at: (other.estimate - own.estimate) / own.se,
            width: other.se / own.se,
        };
        let steps: Vec<Step> = others().map(step).filter(|step| step.at.is_finite()).collect();
        normal_mean(&steps, |z| {
            let gap = |other: &Contender| own.estimate - other.estimate + own.se * z;
            let sides = others().map(|other| side(gap(other), other.se));
            few_ahead(sides, k).last().copied().unwrap_or(0.0)
        })
    } else {
        certain(others(), own.estimate, k)
    };
    probability.min(1.0)
}

/// For a contender without error: its ties are those without error at the same place, any number
/// of which is ahead with equal probability.
fn certain<'a>(others: impl Iterator<Item = &'a Contender> + Clone, level: f64, k: usize) -> f64 {
    let tied = |other: &&Contender| other.se == 0.0 && other.estimate == level;
    let ties = others.clone().filter(tied).count();
    let apart =
        others.filter(|other| !tied(other)).map(|other| side(level - other.estimate, other.se));
    let few = few_ahead(apart, k);
    // With t ties ahead, k − 1 − t others may be.
    let sum: f64 = few.iter().rev().take(ties + 1).sum();
    sum / (ties + 1) as f64
}

/// Probabilities that another contender lies above and below a level so far above its estimate.
fn side(gap: f64, se: f64) -> (f64, f64) {
    if se > 0.0 {
        (upper_tail(gap / se, None), normal_cdf(gap / se))
    } else {
        let above = ahead_for_certain(-gap);
        (above, 1.0 - above)
    }
}

/// Probabilities that at most 0, 1, …, k−1 of the others are above: a Poisson-binomial
/// distribution.
fn few_ahead(others: impl Iterator<Item = (f64, f64)>, k: usize) -> Vec<f64> {
    let mut exactly = vec![0.0; k];
    if let Some(none) = exactly.first_mut() {
        *none = 1.0;
    }
    for (above, below) in others {
        for count in (0..k).rev() {
            let fewer = if count > 0 { exactly[count - 1] } else { 0.0 };
            exactly[count] = exactly[count] * below + fewer * above;
        }
    }
    let mut sum = 0.0;
    for probability in &mut exactly {
        sum += *probability;
        *probability = sum;
    }
    exactly
}
