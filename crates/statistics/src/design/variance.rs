//! Variance of linearised estimates (2.4)-(2.6).

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::{Design, DesignError, Linearised, Lonely};

/// Below this a stratum counts as sampled completely, as in R.
const COMPLETE: f64 = 1e-7;

/// Totals of the weighted linearised values of one PSU, or of one second-stage unit.
type Totals = BTreeMap<usize, DVector<f64>>;

impl Design {
    /// Covariance matrix of estimates of this sample (2.4), with the second stage (2.5), the rule
    /// for lonely PSUs (2.6) and the correction for calibration (2.24)-(2.26).
    ///
    /// # Errors
    ///
    /// [`DesignError::Mixed`] for an estimate of another sample; [`DesignError::LonelyPsus`];
    /// [`DesignError::NothingToAverage`].
    pub fn covariance(&self, estimates: &[&Linearised]) -> Result<DMatrix<f64>, DesignError> {
        let z = self.contributions(estimates)?;
        let present: Vec<bool> = (0..self.elements.len())
            .map(|i| self.is_calibrated() || estimates.iter().any(|e| e.domain[i]))
            .collect();
        let mut strata: BTreeMap<usize, Totals> = BTreeMap::new();
        for (i, element) in self.elements.iter().enumerate().filter(|(i, _)| present[*i]) {
            let totals = strata.entry(element.stratum).or_default();
            let zero = || DVector::zeros(estimates.len());
            *totals.entry(element.psu).or_insert_with(zero) += &z[i];
        }
        let first = self.first_stage(&strata, estimates.len())?;
        Ok(first + self.second_stage(&z, &present, estimates.len())?)
    }

    /// Variance of one estimate.
    ///
    /// # Errors
    ///
    /// As for [`Self::covariance`].
    pub fn variance(&self, estimate: &Linearised) -> Result<f64, DesignError> {
        // Rounding may leave a theoretical zero a little below it.
        Ok(self.covariance(&[estimate])?[(0, 0)].max(0.0))
    }

    /// Weighted linearised values of each element, swept by the calibration.
    pub(super) fn contributions(
        &self,
        estimates: &[&Linearised],
    ) -> Result<Vec<DVector<f64>>, DesignError> {
        let mut z = vec![DVector::zeros(estimates.len()); self.elements.len()];
        for (column, estimate) in estimates.iter().enumerate() {
            if estimate.influence.len() != self.elements.len() {
                return Err(DesignError::Mixed);
            }
            let swept = self.sweep.as_ref().map(|sweep| sweep.residuals(&estimate.influence));
            let u = swept.as_ref().unwrap_or(&estimate.influence);
            for ((z, element), u) in z.iter_mut().zip(&self.elements).zip(u) {
                z[column] = element.weight * u;
            }
        }
        Ok(z)
    }

    /// `f_h = 1 − n_h/N_h`.
    pub(super) fn unsampled(&self, stratum: usize) -> f64 {
        let sampled = self.sampled[stratum] as f64;
        self.strata[stratum].population.map_or(1.0, |population| 1.0 - sampled / population)
    }

    fn first_stage(
        &self,
        strata: &BTreeMap<usize, Totals>,
        columns: usize,
    ) -> Result<DMatrix<f64>, DesignError> {
        let mut sum = DMatrix::zeros(columns, columns);
        let mut averaged = 0_usize;
        let mut lonely = Vec::new();
        let centre = self.centre(strata, columns);
        for (&h, totals) in strata {
            let (n, f) = (self.sampled[h], self.unsampled(h));
            if f < COMPLETE {
                continue;
            }
            let alone = n == 1 || (self.domain_lonely && totals.len() == 1);
            match self.lonely {
                Lonely::Fail if n == 1 => lonely.push(self.strata[h].label.clone()),
                Lonely::Average if alone => averaged += 1,
                Lonely::Adjust if alone => sum += squares(totals, n, Some(&centre)) * f,
                _ if n > 1 => sum += squares(totals, n, None) * f,
                _ => {}
            }
        }
        if !lonely.is_empty() {
            return Err(DesignError::LonelyPsus { strata: lonely });
        }
        match strata.len() - averaged {
            0 => Err(DesignError::NothingToAverage),
            others => Ok(sum * (strata.len() as f64 / others as f64)),
        }
    }

    /// Mean over all sampled PSUs of the strata in the estimate.
    fn centre(&self, strata: &BTreeMap<usize, Totals>, columns: usize) -> DVector<f64> {
        let psus: usize = strata.keys().map(|h| self.sampled[*h]).sum();
        let zero = DVector::zeros(columns);
        strata.values().flat_map(BTreeMap::values).fold(zero, |sum, z| sum + z) / psus as f64
    }

    fn second_stage(
        &self,
        z: &[DVector<f64>],
        present: &[bool],
        columns: usize,
    ) -> Result<DMatrix<f64>, DesignError> {
        let mut sum = DMatrix::zeros(columns, columns);
        let Some(second) = &self.second else { return Ok(sum) };
        let mut psus: BTreeMap<usize, (usize, Totals)> = BTreeMap::new();
        for (i, element) in self.elements.iter().enumerate().filter(|(i, _)| present[*i]) {
            let (_, totals) =
                psus.entry(element.psu).or_insert_with(|| (element.stratum, Totals::new()));
            let zero = || DVector::zeros(columns);
            *totals.entry(second.unit[i]).or_insert_with(zero) += &z[i];
        }
        let mut lonely = Vec::new();
        for (psu, (stratum, totals)) in &psus {
            let Some(population) = self.strata[*stratum].population else { continue };
            let m = second.sampled[psu];
            let f = 1.0 - m as f64 / second.population[psu];
            if f < COMPLETE {
                continue;
            }
            if m > 1 {
                let share = self.sampled[*stratum] as f64 / population;
                sum += squares(totals, m, None) * (share * f);
            } else if self.lonely == Lonely::Fail {
                lonely.push(format!("PSU {psu}"));
            }
        }
        if lonely.is_empty() { Ok(sum) } else { Err(DesignError::LonelyPsus { strata: lonely }) }
    }
}

/// n/(n−1) times the sum of squares and products around the mean, or around a given centre; units
/// that are not in the domain count as zeros. With one unit there is no factor.
fn squares(totals: &Totals, n: usize, centre: Option<&DVector<f64>>) -> DMatrix<f64> {
    let columns = totals.values().next().map_or(0, DVector::len);
    let zero = DVector::zeros(columns);
    let centre = centre
        .cloned()
        .unwrap_or_else(|| totals.values().fold(zero.clone(), |sum, total| sum + total) / n as f64);
    let mut sum = &centre * centre.transpose() * (n - totals.len()) as f64;
    for total in totals.values() {
        let distance = total - &centre;
        sum += &distance * distance.transpose();
    }
    if n > 1 { sum * (n as f64 / (n - 1) as f64) } else { sum }
}
