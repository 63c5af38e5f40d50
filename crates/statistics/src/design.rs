//! Design-based estimation by Taylor linearisation (2.1)-(2.12), (2.20)-(2.22), (2.27).
//!
//! A [`Design`] says how the elements were sampled. It turns columns of numbers into a
//! [`Linearised`] estimate, and any number of those into their joint covariance matrix. An element
//! is an interview; or a whole PSU, with its weighted totals as numbers and weight 1, which gives
//! the same variances.

mod change;
mod effect;
mod error;
mod mode;
mod variance;

use std::collections::{BTreeMap, BTreeSet};

pub use change::{Change, ChangeForm, Period, change};
pub use effect::{DesignEffect, kish_design_effect, kish_sample_size};
pub use error::DesignError;
pub use mode::{ModeEffect, Reach, mode_effect, mode_factor};

use crate::calibration::Sweep;

/// One element of the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Element {
    /// Index of its stratum.
    pub stratum: usize,
    /// Its PSU, unique over all strata.
    pub psu: usize,
    /// Its weight: how many elements of the population it stands for.
    pub weight: f64,
}

/// A first-stage stratum.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stratum {
    /// Name for messages, and the key by which two periods are matched.
    pub label: String,
    /// PSUs sampled, `n_h`. `None`: as many as there are among the elements; say it when PSUs were
    /// visited without any answer.
    pub sampled: Option<usize>,
    /// PSUs in the population, `N_h`, for the finite population correction; `None` for none.
    pub population: Option<f64>,
}

/// What a stratum with a single sampled PSU adds to the variance (2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lonely {
    /// The estimate fails and names the strata.
    #[default]
    Fail,
    /// Nothing.
    Remove,
    /// Nothing: the PSU was certain to be sampled.
    Certainty,
    /// Its squared distance from the mean over all PSUs (survey ≥ 4.5, Stata `centered`).
    Adjust,
    /// The mean of the other strata (Stata `scaled`).
    Average,
}

/// Which degrees of freedom an estimate has (2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Freedom {
    /// PSUs minus strata with at least one element of positive weight in the domain.
    #[default]
    Domain,
    /// Sampled PSUs minus strata of the whole design.
    Design,
}

/// The second stage of a sample, for its finite population correction (2.5).
#[derive(Debug, Clone, PartialEq)]
struct SecondStage {
    unit: Vec<usize>,
    sampled: BTreeMap<usize, usize>,
    population: BTreeMap<usize, f64>,
}

/// How a sample was drawn.
#[derive(Debug, Clone)]
pub struct Design {
    elements: Vec<Element>,
    strata: Vec<Stratum>,
    /// `n_h` by stratum.
    sampled: Vec<usize>,
    second: Option<SecondStage>,
    lonely: Lonely,
    domain_lonely: bool,
    sweep: Option<Sweep>,
}

/// An estimate with its linearised values (2.3).
#[derive(Debug, Clone, PartialEq)]
pub struct Linearised {
    /// The estimate, in the unit of its numbers.
    pub estimate: f64,
    /// Influence of each element, without its weight; 0 outside the domain.
    influence: Vec<f64>,
    /// Elements in the domain.
    domain: Vec<bool>,
}

impl Linearised {
    /// A linear combination `Σ c_j θ̂_j` (2.20), (2.21): a difference, a net share, a composite.
    ///
    /// # Errors
    ///
    /// [`DesignError::NoElements`] without parts, [`DesignError::Mixed`] when parts are of samples
    /// of different sizes.
    pub fn combine(parts: &[(f64, &Self)]) -> Result<Self, DesignError> {
        let value = parts.iter().map(|(c, part)| c * part.estimate).sum();
        Self::smooth(value, parts)
    }

    /// A smooth function g of estimates, given its value and its partial derivative for each part
    /// (2.20).
    ///
    /// # Errors
    ///
    /// As for [`Self::combine`].
    pub fn smooth(value: f64, parts: &[(f64, &Self)]) -> Result<Self, DesignError> {
        let (_, first) = parts.first().ok_or(DesignError::NoElements)?;
        let rows = first.influence.len();
        if parts.iter().any(|(_, part)| part.influence.len() != rows) {
            return Err(DesignError::Mixed);
        }
        let influence =
            (0..rows).map(|i| parts.iter().map(|(c, part)| c * part.influence[i]).sum()).collect();
        let domain = (0..rows).map(|i| parts.iter().any(|(_, part)| part.domain[i])).collect();
        Ok(Self { estimate: value, influence, domain })
    }
}

impl Design {
    /// A design of one stage.
    ///
    /// # Errors
    ///
    /// A sample that cannot be: see [`DesignError`].
    pub fn new(strata: Vec<Stratum>, elements: Vec<Element>) -> Result<Self, DesignError> {
        if elements.is_empty() {
            return Err(DesignError::NoElements);
        }
        let mut home: BTreeMap<usize, usize> = BTreeMap::new();
        let mut found = vec![0; strata.len()];
        for (row, element) in elements.iter().enumerate() {
            let Element { stratum, psu, weight } = *element;
            if !(weight.is_finite() && weight >= 0.0) {
                return Err(DesignError::Weight { row, weight });
            }
            if stratum >= strata.len() {
                return Err(DesignError::UnknownStratum { row, stratum });
            }
            let known = home.entry(psu).or_insert_with(|| {
                found[stratum] += 1;
                stratum
            });
            if *known != stratum {
                let label = |h: usize| strata[h].label.clone();
                let (first, second) = (label(*known), label(stratum));
                return Err(DesignError::PsuInTwoStrata { psu, first, second });
            }
        }
        let sampled = strata.iter().zip(found).map(|(stratum, found)| counted(stratum, found));
        let sampled = sampled.collect::<Result<_, _>>()?;
        let (lonely, domain_lonely) = (Lonely::Fail, false);
        Ok(Self { elements, strata, sampled, second: None, lonely, domain_lonely, sweep: None })
    }

    /// The same design with a rule for strata with one PSU (2.6). With `domain_lonely`, `Adjust`
    /// and `Average` also apply to strata of which one PSU lies in the domain.
    #[must_use]
    pub fn with_lonely(self, lonely: Lonely, domain_lonely: bool) -> Self {
        Self { lonely, domain_lonely, ..self }
    }

    /// The same design with a second stage: the unit of each element, and the units in the
    /// population of each PSU. It counts only in strata with a population.
    ///
    /// # Errors
    ///
    /// Another number of units than elements, a PSU without a population or with one smaller than
    /// its sample.
    pub fn with_second_stage(
        self,
        unit: Vec<usize>,
        population: BTreeMap<usize, f64>,
    ) -> Result<Self, DesignError> {
        self.same_length(unit.len())?;
        let mut units: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (element, unit) in self.elements.iter().zip(&unit) {
            units.entry(element.psu).or_default().insert(*unit);
        }
        let sampled: BTreeMap<_, _> = units.iter().map(|(psu, u)| (*psu, u.len())).collect();
        for (&psu, &sampled) in &sampled {
            let n = *population.get(&psu).ok_or(DesignError::NoSecondStage { psu })?;
            enough(|| format!("PSU {psu}"), n, sampled)?;
        }
        Ok(Self { second: Some(SecondStage { unit, sampled, population }), ..self })
    }

    /// The same design with calibrated weights and the matching correction of the variance.
    pub(crate) fn calibrated(&self, weights: &[f64], sweep: Sweep) -> Self {
        let mut design = self.clone();
        for (element, weight) in design.elements.iter_mut().zip(weights) {
            element.weight = *weight;
        }
        design.sweep = Some(sweep);
        design
    }

    /// True when the weights were calibrated.
    pub fn is_calibrated(&self) -> bool {
        self.sweep.is_some()
    }

    /// The elements, in their order.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The weights, in the order of the elements.
    pub fn weights(&self) -> Vec<f64> {
        self.elements.iter().map(|element| element.weight).collect()
    }

    /// Total Σ w y over a domain, `None` for all elements (2.1).
    ///
    /// # Errors
    ///
    /// Columns of another length, numbers that are not finite, an empty domain.
    pub fn total(&self, y: &[f64], domain: Option<&[bool]>) -> Result<Linearised, DesignError> {
        let domain = self.domain(domain)?;
        self.check(y, &domain)?;
        let influence: Vec<f64> = kept(y, &domain).collect();
        let estimate = self.weighted(&influence);
        Ok(Linearised { estimate, influence, domain })
    }

    /// Ratio Σ w num / Σ w den over a domain, `None` for all elements (2.2), (2.3).
    ///
    /// # Errors
    ///
    /// As for [`Self::total`], and a denominator of zero.
    pub fn ratio(
        &self,
        numerator: &[f64],
        denominator: &[f64],
        domain: Option<&[bool]>,
    ) -> Result<Linearised, DesignError> {
        let domain = self.domain(domain)?;
        self.check(numerator, &domain)?;
        self.check(denominator, &domain)?;
        let num: Vec<f64> = kept(numerator, &domain).collect();
        let den: Vec<f64> = kept(denominator, &domain).collect();
        let x = self.weighted(&den);
        if x == 0.0 {
            return Err(DesignError::ZeroDenominator);
        }
        let estimate = self.weighted(&num) / x;
        let influence = num.iter().zip(&den).map(|(n, d)| (n - estimate * d) / x).collect();
        Ok(Linearised { estimate, influence, domain })
    }

    /// Mean over a domain, `None` for all elements (2.2). A share is the mean of zeros and ones.
    ///
    /// # Errors
    ///
    /// As for [`Self::total`].
    pub fn mean(&self, y: &[f64], domain: Option<&[bool]>) -> Result<Linearised, DesignError> {
        self.ratio(y, &vec![1.0; self.elements.len()], domain)
    }

    /// Degrees of freedom (2.7); 0 leaves no interval.
    ///
    /// # Errors
    ///
    /// A domain of another length, an empty domain.
    pub fn df(&self, domain: Option<&[bool]>, freedom: Freedom) -> Result<u32, DesignError> {
        let domain = self.domain(domain)?;
        let (psus, strata) = match freedom {
            Freedom::Domain => {
                let inside =
                    || self.elements.iter().zip(&domain).filter(|(e, d)| **d && e.weight > 0.0);
                let psus: BTreeSet<_> = inside().map(|(e, _)| e.psu).collect();
                let strata: BTreeSet<_> = inside().map(|(e, _)| e.stratum).collect();
                (psus.len(), strata.len())
            }
            Freedom::Design => {
                (self.sampled.iter().sum(), self.sampled.iter().filter(|n| **n > 0).count())
            }
        };
        Ok(u32::try_from(psus.saturating_sub(strata)).unwrap_or(u32::MAX))
    }

    fn domain(&self, domain: Option<&[bool]>) -> Result<Vec<bool>, DesignError> {
        let domain = domain.map_or_else(|| vec![true; self.elements.len()], <[bool]>::to_vec);
        self.same_length(domain.len())?;
        let mut inside = self.elements.iter().zip(&domain);
        if inside.any(|(element, inside)| *inside && element.weight > 0.0) {
            Ok(domain)
        } else {
            Err(DesignError::EmptyDomain)
        }
    }

    fn check(&self, y: &[f64], domain: &[bool]) -> Result<(), DesignError> {
        self.same_length(y.len())?;
        match y.iter().zip(domain).position(|(y, inside)| *inside && !y.is_finite()) {
            Some(row) => Err(DesignError::NotFinite { row }),
            None => Ok(()),
        }
    }

    fn same_length(&self, found: usize) -> Result<(), DesignError> {
        let expected = self.elements.len();
        if found == expected { Ok(()) } else { Err(DesignError::Length { expected, found }) }
    }

    fn weighted(&self, y: &[f64]) -> f64 {
        self.elements.iter().zip(y).map(|(element, y)| element.weight * y).sum()
    }
}

/// The numbers of a domain; zeros, not whatever stands there, outside of it.
fn kept(y: &[f64], domain: &[bool]) -> impl Iterator<Item = f64> {
    y.iter().zip(domain).map(|(y, inside)| if *inside { *y } else { 0.0 })
}

fn counted(stratum: &Stratum, found: usize) -> Result<usize, DesignError> {
    let sampled = stratum.sampled.unwrap_or(found);
    if found > sampled {
        return Err(DesignError::TooManyPsus { stratum: stratum.label.clone(), sampled, found });
    }
    if let Some(population) = stratum.population {
        enough(|| stratum.label.clone(), population, sampled)?;
    }
    Ok(sampled)
}

fn enough(unit: impl Fn() -> String, population: f64, sampled: usize) -> Result<(), DesignError> {
    if population.is_finite() && population >= sampled as f64 {
        Ok(())
    } else {
        Err(DesignError::PopulationTooSmall { unit: unit(), population, sampled })
    }
}
