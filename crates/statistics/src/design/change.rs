//! Change of an estimate between two periods that share PSUs (2.22).

use std::collections::{BTreeMap, BTreeSet};

use super::{Design, DesignError, Element, Linearised, Stratum};

/// How the covariance of two periods is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChangeForm {
    /// The variance of each period under its own design, and the covariance of the shared PSUs.
    #[default]
    OwnPeriod,
    /// Both periods as domains of one design, as R's `svyby` has it. Its errors are too large
    /// wherever PSUs were replaced; for comparison only.
    Stacked,
}

/// An estimate of one period with the design of that period.
#[derive(Debug, Clone, Copy)]
pub struct Period<'a> {
    /// The design of the period alone. Strata of two periods are matched by label, PSUs by number.
    pub design: &'a Design,
    /// The estimate.
    pub estimate: &'a Linearised,
}

/// A change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Second minus first.
    pub difference: f64,
    /// Variance of the first estimate.
    pub first: f64,
    /// Variance of the second estimate.
    pub second: f64,
    /// Their covariance.
    pub covariance: f64,
    /// PSUs in both periods.
    pub common_psus: usize,
}

impl Change {
    /// Standard error of the difference.
    pub fn se(&self) -> f64 {
        (self.first + self.second - 2.0 * self.covariance).max(0.0).sqrt()
    }
}

/// Change from the first period to the second (2.22).
///
/// With a finite population correction the covariance of a stratum is multiplied by the geometric
/// mean of both periods' corrections. The covariance is kept within ±√(V¹V²).
///
/// # Errors
///
/// As for [`Design::covariance`]; stacked, also a PSU that changed its stratum.
pub fn change(first: Period, second: Period, form: ChangeForm) -> Result<Change, DesignError> {
    let difference = second.estimate.estimate - first.estimate.estimate;
    let (one, two) = (totals(first)?, totals(second)?);
    let common_psus = one.keys().filter(|key| two.contains_key(*key)).count();
    let (v1, v2, covariance) = match form {
        ChangeForm::OwnPeriod => {
            let v1 = first.design.variance(first.estimate)?;
            let v2 = second.design.variance(second.estimate)?;
            let limit = (v1 * v2).sqrt();
            (v1, v2, shared(first, second, &one, &two).clamp(-limit, limit))
        }
        ChangeForm::Stacked => {
            let stack = stacked(first.design, second.design)?;
            let rows = stack.elements.len();
            let padded = |period: Period, start: usize| {
                let mut influence = vec![0.0; rows];
                let mut domain = vec![false; rows];
                let end = start + period.estimate.influence.len();
                influence[start..end].copy_from_slice(&period.estimate.influence);
                domain[start..end].copy_from_slice(&period.estimate.domain);
                Linearised { estimate: period.estimate.estimate, influence, domain }
            };
            let a = padded(first, 0);
            let b = padded(second, first.design.elements.len());
            let v = stack.covariance(&[&a, &b])?;
            (v[(0, 0)], v[(1, 1)], v[(0, 1)])
        }
    };
    Ok(Change { difference, first: v1, second: v2, covariance, common_psus })
}

/// Totals of the linearised values by (stratum label, PSU), of every PSU of the period.
fn totals(period: Period) -> Result<BTreeMap<(String, usize), f64>, DesignError> {
    let z = period.design.contributions(&[period.estimate])?;
    let mut totals = BTreeMap::new();
    for (element, z) in period.design.elements.iter().zip(&z) {
        let label = period.design.strata[element.stratum].label.clone();
        *totals.entry((label, element.psu)).or_insert(0.0) += z[0];
    }
    Ok(totals)
}

/// `C = Σ_h n¹²_h S¹²_h` over strata with at least two common PSUs.
fn shared(
    first: Period,
    second: Period,
    one: &BTreeMap<(String, usize), f64>,
    two: &BTreeMap<(String, usize), f64>,
) -> f64 {
    let mut strata: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for (key, a) in one {
        if let Some(b) = two.get(key) {
            strata.entry(&key.0).or_default().push((*a, *b));
        }
    }
    let correction = |period: Period, label: &str| {
        let h = period.design.strata.iter().position(|stratum| stratum.label == label);
        h.map_or(1.0, |h| period.design.unsampled(h))
    };
    let of_stratum = |(label, pairs): (&str, Vec<(f64, f64)>)| {
        let n = pairs.len() as f64;
        if pairs.len() < 2 {
            return 0.0;
        }
        let mean_a = pairs.iter().map(|(a, _)| a).sum::<f64>() / n;
        let mean_b = pairs.iter().map(|(_, b)| b).sum::<f64>() / n;
        let products: f64 = pairs.iter().map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
        let f = (correction(first, label) * correction(second, label)).sqrt();
        f * n / (n - 1.0) * products
    };
    strata.into_iter().map(of_stratum).sum()
}

/// One design of both samples, one after the other.
fn stacked(first: &Design, second: &Design) -> Result<Design, DesignError> {
    if first.is_calibrated() || second.is_calibrated() {
        return Err(DesignError::Mixed);
    }
    let mut strata = first.strata.clone();
    let place: Vec<usize> = second.strata.iter().map(|own| merged(&mut strata, own)).collect();
    let moved = second.elements.iter().map(|e| Element { stratum: place[e.stratum], ..*e });
    let elements: Vec<Element> = first.elements.iter().copied().chain(moved).collect();
    let mut psus = vec![BTreeSet::new(); strata.len()];
    for element in &elements {
        psus[element.stratum].insert(element.psu);
    }
    for (stratum, psus) in strata.iter_mut().zip(psus) {
        stratum.sampled = stratum.sampled.map(|sampled| sampled.max(psus.len()));
    }
    let stack = Design::new(strata, elements)?;
    Ok(stack.with_lonely(first.lonely, first.domain_lonely))
}

/// Index of the stratum with the label, added when there is none.
fn merged(strata: &mut Vec<Stratum>, own: &Stratum) -> usize {
    if let Some(h) = strata.iter().position(|stratum| stratum.label == own.label) {
        strata[h].sampled = strata[h].sampled.max(own.sampled);
        h
    } else {
        strata.push(own.clone());
        strata.len() - 1
    }
}
