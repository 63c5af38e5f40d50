//! PSU totals → ratio estimates with their variances and covariances.

use std::mem::take;

use statistics::design::Lonely;
use statistics::distribution::t_quantile;

use crate::scorer::{Mass, PeriodTotals, Psu, Sums};

/// Index or rate: two numerators over one base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Mean points, 0 to 100.
    Index,
    /// Share of the satisfied, 0 to 1.
    Rate,
}

impl Measure {
    /// The highest value.
    fn best(self) -> f64 {
        match self {
            Self::Index => 100.0,
            Self::Rate => 1.0,
        }
    }

    fn numerator(self, mass: &Mass) -> f64 {
        match self {
            Self::Index => mass.points,
            Self::Rate => mass.satisfied,
        }
    }
}

/// A standard error or a standard deviation that is a smaller part of the best value is what
/// rounding left of 0: everybody said the same.
const ROUNDING: f64 = 1e-12;

/// All estimates of one unit, period and topic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Estimate {
    pub(crate) total: Sums,
    /// Nothing of this may be told: it could point at a person.
    pub(crate) withheld: bool,
    /// Degrees of freedom (2.7).
    pub(crate) df: u32,
    pub(crate) index: Option<Ratio>,
    pub(crate) rate: Option<Ratio>,
    pub(crate) deff: Option<f64>,
    pub(crate) n_eff: Option<f64>,
}

/// A ratio estimate (2.2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    pub(crate) value: f64,
    pub(crate) variance: Variance,
}

/// What each PSU contributes to the error of a ratio (2.3).
#[derive(Debug)]
pub(crate) struct Linearised {
    /// z of each PSU that has a base, ascending.
    influences: Vec<(Psu, f64)>,
    /// (stratum, Σz), ascending by stratum.
    strata: Vec<(u32, f64)>,
}

/// A variance, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Variance {
    /// V by (2.4).
    Known(f64),
    /// All answers come from one PSU: nothing to compare it with.
    OnePsu,
    /// A stratum has a single PSU in the whole design (2.6).
    LonelyPsu,
}

/// Errors of index and rate.
struct Errors {
    df: u32,
    index: Variance,
    rate: Variance,
}

/// A walk over the PSUs of a domain, stratum by stratum.
#[derive(Default)]
struct Walk {
    stratum: Option<u32>,
    index: Moments,
    rate: Moments,
    index_variance: f64,
    rate_variance: f64,
    psus: u32,
    strata: u32,
    /// Strata with a single PSU that have no variance, or that of the others.
    lonely: u32,
    averaged: u32,
}

impl Walk {
    fn end_stratum(&mut self, n_h: impl Fn(u32) -> f64, rule: Lonely) {
        let Some(stratum) = self.stratum else { return };
        let n = n_h(stratum);
        let (index, rate) = (take(&mut self.index), take(&mut self.rate));
        self.strata += 1;
        match rule {
            _ if n >= 2.0 => {
                self.index_variance += index.variance(n);
                self.rate_variance += rate.variance(n);
            }
            Lonely::Fail => self.lonely += 1,
            Lonely::Remove | Lonely::Certainty => {}
            // The residuals of a ratio sum to 0, and so does their mean over all PSUs.
            Lonely::Adjust => {
                self.index_variance += index.squares;
                self.rate_variance += rate.squares;
            }
            Lonely::Average => self.averaged += 1,
        }
    }

    fn errors(&self, whole: &Mass) -> Errors {
        let others = self.strata - self.averaged;
        let known = |measure: Measure, variance: f64| match self.psus {
            _ if self.lonely > 0 || others == 0 && self.strata > 0 => Variance::LonelyPsu,
            0 | 1 => Variance::OnePsu,
            _ => {
                let scale = f64::from(self.strata) / f64::from(others);
                let variance = variance * scale / (whole.base * whole.base);
                let noise = (ROUNDING * measure.best()).powi(2);
                Variance::Known(if variance > noise { variance } else { 0.0 })
            }
        };
        Errors {
            df: self.psus - self.strata,
            index: known(Measure::Index, self.index_variance),
            rate: known(Measure::Rate, self.rate_variance),
        }
    }
}

/// Σz and Σz² over the PSUs of a stratum that are in the domain.
#[derive(Default)]
struct Moments {
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, z: f64) {
        self.sum += z;
        self.squares += z * z;
    }

    /// The term of (2.4) of a stratum with n PSUs in the design, those outside the domain being
    /// zeros.
    fn variance(&self, n: f64) -> f64 {
        n / (n - 1.0) * (self.squares - self.sum * self.sum / n)
    }
}

impl Ratio {
    /// Standard error, where the design gives one.
    pub(crate) fn se(&self) -> Option<f64> {
        match self.variance {
            Variance::Known(variance) => Some(variance.sqrt()),
            Variance::OnePsu | Variance::LonelyPsu => None,
        }
    }
}

impl Linearised {
    /// z of a PSU: 0 where nobody of the domain answered.
    fn influence(&self, psu: Psu) -> f64 {
        self.influences
            .binary_search_by_key(&psu, |(own, _)| *own)
            .map_or(0.0, |at| self.influences[at].1)
    }
}

impl PeriodTotals<'_> {
    /// Estimates of a unit (position in the tree) and topic.
    pub(crate) fn estimate(&self, unit: usize, topic: usize) -> Estimate {
        let total = self.total(unit, topic);
        let whole = total.mass;
        let errors = self.errors(unit, topic, &whole);
        let ratio = |measure: Measure, variance| {
            // Rounding may carry a mean of equal points a little beyond them.
            let value = (measure.numerator(&whole) / whole.base).clamp(0.0, measure.best());
            (whole.base > 0.0).then_some(Ratio { value, variance })
        };
        let index = ratio(Measure::Index, errors.index);
        let rate = ratio(Measure::Rate, errors.rate);
        let element_variance = element_variance(&total);
        let variance = index.and_then(|index| index.se()).map(|se| se * se);
        let answers = total.rest.answers as f64;
        Estimate {
            df: errors.df,
            deff: quotient(variance.map(|v| v * answers), element_variance),
            n_eff: quotient(element_variance, variance),
            index,
            rate,
            total,
            withheld: self.withholds(unit, topic),
        }
    }

    /// The index of a unit and topic by PSU. `None` when the base is empty.
    pub(crate) fn linearised(&self, unit: usize, topic: usize) -> Option<Linearised> {
        let total = self.total(unit, topic);
        let whole = total.mass;
        if whole.base <= 0.0 {
            return None;
        }
        let residual = residual(&whole, Measure::Index);
        let mut influences: Vec<(Psu, f64)> = Vec::new();
        self.each_psu(unit, topic, |psu, mass| {
            influences.push((psu, residual(mass) / whole.base));
        });
        let strata = influences
            .chunk_by(|a, b| a.0.stratum == b.0.stratum)
            .map(|stratum| (stratum[0].0.stratum, stratum.iter().map(|(_, z)| z).sum()))
            .collect();
        Some(Linearised { influences, strata })
    }

    /// Variances (2.4) of both ratios and their degrees of freedom (2.7), in one walk over the PSUs.
    fn errors(&self, unit: usize, topic: usize, whole: &Mass) -> Errors {
        let of_index = residual(whole, Measure::Index);
        let of_rate = residual(whole, Measure::Rate);
        let mut walk = Walk::default();
        self.each_psu(unit, topic, |psu, mass| {
            if walk.stratum != Some(psu.stratum) {
                walk.end_stratum(|stratum| self.n_h(stratum), self.lonely_rule());
                walk.stratum = Some(psu.stratum);
            }
            walk.psus += 1;
            walk.index.add(of_index(mass));
            walk.rate.add(of_rate(mass));
        });
        walk.end_stratum(|stratum| self.n_h(stratum), self.lonely_rule());
        walk.errors(whole)
    }

    /// Covariance of two estimates of the same period: (2.4) with two columns.
    pub(crate) fn covariance(&self, a: &Linearised, b: &Linearised) -> f64 {
        let mut covariance = 0.0;
        for (stratum, sum_a, sum_b) in common(&a.strata, &b.strata) {
            let n = self.n_h(stratum);
            if n >= 2.0 {
                covariance -= sum_a * sum_b / (n - 1.0);
            }
        }
        // Units rarely share a PSU, so this walk seldom finds one.
        for (psu, z_a, z_b) in common(&a.influences, &b.influences) {
            let n = self.n_h(psu.stratum);
            if n >= 2.0 {
                covariance += n / (n - 1.0) * z_a * z_b;
            }
        }
        covariance
    }

    fn n_h(&self, stratum: u32) -> f64 {
        f64::from(self.psus_of_stratum[stratum as usize])
    }
}

/// PSUs that two periods share, ascending, for the covariance of a change (2.22).
#[derive(Debug)]
pub(crate) struct Overlap(Vec<Psu>);

impl Overlap {
    pub(crate) fn new(a: &PeriodTotals<'_>, b: &PeriodTotals<'_>) -> Self {
        let mut others = b.psus().peekable();
        let shared = a.psus().filter(|psu| {
            while others.next_if(|other| other < psu).is_some() {}
            others.peek() == Some(psu)
        });
        Self(shared.collect())
    }

    /// C of (2.22): `Σ_h n_h ·` the sample covariance over the `n_h ≥ 2` common PSUs.
    pub(crate) fn covariance(&self, a: &Linearised, b: &Linearised) -> f64 {
        let strata = self.0.chunk_by(|a, b| a.stratum == b.stratum).filter(|psus| psus.len() >= 2);
        let terms = strata.map(|psus| {
            let n = psus.len() as f64;
            let (mut sum_a, mut sum_b, mut products) = (0.0, 0.0, 0.0);
            for psu in psus {
                let (z_a, z_b) = (a.influence(*psu), b.influence(*psu));
                sum_a += z_a;
                sum_b += z_b;
                products += z_a * z_b;
            }
            n / (n - 1.0) * (products - sum_a * sum_b / n)
        });
        terms.sum()
    }
}

/// Entries of two ascending lists that have the same key.
fn common<'a, K: Copy + Ord>(
    a: &'a [(K, f64)],
    b: &'a [(K, f64)],
) -> impl Iterator<Item = (K, f64, f64)> + 'a {
    let mut rest = b;
    within(a, b).iter().filter_map(move |&(key, value)| {
        rest = &rest[rest.partition_point(|(other, _)| *other < key)..];
        let &(other, other_value) = rest.first()?;
        (other == key).then_some((key, value, other_value))
    })
}

/// The part of an ascending list that lies within the ends of another: for units side by side, nothing.
fn within<'a, K: Copy + Ord>(list: &'a [(K, f64)], ends: &[(K, f64)]) -> &'a [(K, f64)] {
    let (Some((first, _)), Some((last, _))) = (ends.first(), ends.last()) else { return &[] };
    let start = list.partition_point(|(key, _)| key < first);
    let end = list.partition_point(|(key, _)| key <= last);
    list.get(start..end).unwrap_or_default()
}

/// What the sums of a PSU contribute to the error of a ratio (2.3), times the base.
fn residual(whole: &Mass, measure: Measure) -> impl Fn(&Mass) -> f64 {
    let value = measure.numerator(whole) / whole.base;
    move |mass: &Mass| measure.numerator(mass) - value * mass.base
}

/// s² of (2.9), an answer being the element.
pub(crate) fn element_variance(total: &Sums) -> Option<f64> {
    if total.rest.answers < 2 || total.mass.base <= 0.0 {
        return None;
    }
    let n = total.rest.answers as f64;
    let mean = total.mass.points / total.mass.base;
    let spread = total.rest.points_squared / total.mass.base - mean * mean;
    // The difference of two squares keeps only half of the digits.
    let noise = ROUNDING * Measure::Index.best().powi(2);
    Some(if spread > noise { n / (n - 1.0) * spread } else { 0.0 })
}

fn quotient(numerator: Option<f64>, denominator: Option<f64>) -> Option<f64> {
    let (numerator, denominator) = (numerator?, denominator?);
    (denominator > 0.0).then(|| numerator / denominator)
}

/// (2.8), kept within 0 to 100. `None` without a degree of freedom.
pub(crate) fn index_interval(index: f64, se: f64, df: u32) -> Option<(f64, f64)> {
    let margin = t_quantile(df)? * se;
    Some(((index - margin).max(0.0), (index + margin).min(100.0)))
}
