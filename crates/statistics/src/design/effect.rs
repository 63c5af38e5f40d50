//! Element variance, design effects and effective sample sizes (2.9)-(2.12).

use super::{Design, DesignError, Linearised, kept};

/// How much the design changes a variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DesignEffect {
    /// Elements of positive weight in the estimate.
    pub n: usize,
    /// Against simple random sampling with replacement.
    pub replace: f64,
    /// Against simple random sampling without replacement; `None` when the weights sum to no more
    /// than n, so that they cannot be counts of a population.
    pub without: Option<f64>,
}

impl DesignEffect {
    /// Effective sample size n/deff (2.11).
    pub fn effective_size(&self) -> Option<f64> {
        (self.replace > 0.0).then(|| self.n as f64 / self.replace)
    }
}

impl Design {
    /// Variance between elements, n/(n−1) Σ w(y−ȳ)²/Σ w (2.9); `None` with fewer than two elements
    /// of positive weight.
    ///
    /// # Errors
    ///
    /// As for [`Self::total`].
    pub fn element_variance(
        &self,
        y: &[f64],
        domain: Option<&[bool]>,
    ) -> Result<Option<f64>, DesignError> {
        let domain = self.domain(domain)?;
        self.check(y, &domain)?;
        let y: Vec<f64> = kept(y, &domain).collect();
        Ok(self.spread(&y, &domain).map(|spread| spread.variance))
    }

    /// Design effect of a total, mean or ratio (2.10), over the elements of its domain: name the
    /// substantive answers as the domain, rather than as zeros of a denominator. `None` with fewer
    /// than two elements, or when they are all alike.
    ///
    /// # Errors
    ///
    /// As for [`Self::covariance`].
    pub fn effect(&self, estimate: &Linearised) -> Result<Option<DesignEffect>, DesignError> {
        let variance = self.variance(estimate)?;
        let Some(spread) = self.spread(&estimate.influence, &estimate.domain) else {
            return Ok(None);
        };
        let (n, w) = (spread.n as f64, spread.weight);
        let simple = spread.variance * w * w / n;
        Ok((simple > 0.0).then(|| DesignEffect {
            n: spread.n,
            replace: variance / simple,
            without: (w > n).then(|| variance / (simple * (w - n) / w)),
        }))
    }

    /// Elements of positive weight in a domain.
    ///
    /// # Errors
    ///
    /// A domain of another length, an empty domain.
    pub fn count(&self, domain: Option<&[bool]>) -> Result<usize, DesignError> {
        let domain = self.domain(domain)?;
        let inside = self.elements.iter().zip(&domain);
        Ok(inside.filter(|(element, inside)| **inside && element.weight > 0.0).count())
    }

    fn spread(&self, y: &[f64], domain: &[bool]) -> Option<Spread> {
        let rows = || {
            let rows = self.elements.iter().zip(y).zip(domain);
            rows.filter(|((e, _), d)| **d && e.weight > 0.0).map(|((e, y), _)| (e.weight, *y))
        };
        let n = rows().count();
        if n < 2 {
            return None;
        }
        let weight: f64 = rows().map(|(w, _)| w).sum();
        let mean = rows().map(|(w, y)| w * y).sum::<f64>() / weight;
        let squares = rows().map(|(w, y)| w * (y - mean) * (y - mean)).sum::<f64>() / weight;
        Some(Spread { n, weight, variance: squares * n as f64 / (n - 1) as f64 })
    }
}

struct Spread {
    n: usize,
    weight: f64,
    variance: f64,
}

/// Kish's effective sample size (Σw)²/Σw² of unequal weights (2.12); `None` when all are zero.
pub fn kish_sample_size(weights: &[f64]) -> Option<f64> {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    (squares > 0.0).then(|| sum * sum / squares)
}

/// Kish's design effect of unequal weights, 1 + cv²(w) (2.12), over the weights above zero.
pub fn kish_design_effect(weights: &[f64]) -> Option<f64> {
    let n = weights.iter().filter(|w| **w > 0.0).count() as f64;
    Some(n / kish_sample_size(weights)?)
}
