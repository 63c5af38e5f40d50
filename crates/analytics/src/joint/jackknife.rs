//! Derived importance (1.3) with the interval of a jackknife over PSUs.

use nalgebra::{DMatrix, DVector};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use statistics::distribution::t_quantile;
use statistics::drivers::{LMG_DRIVERS_MAX, Spread, johnson, lmg};
use survey::table::{ImportanceMethod, Lacking};

use super::JointSums;
use super::pairs::PairSums;

/// Fewer respondents in common, or fewer than so many for each driver, tell nothing of what goes
/// with what.
const RESPONDENTS_MIN: u64 = 100;
const RESPONDENTS_PER_DRIVER: u64 = 10;

/// PSUs that are left out one by one. Where there are more, some of a stratum go out together: more
/// replicates would take longer and tell hardly more.
const REPLICATES_MAX: usize = 200;

/// What was derived, or why nothing was.
#[derive(Debug, Clone)]
pub(crate) struct Importance {
    /// Respondents with an answer about everything together.
    pub(crate) respondents: u64,
    /// Fewest of them that a pair has in common.
    pub(crate) fewest: u64,
    pub(crate) derived: Result<Derived, Lacking>,
}

#[derive(Debug, Clone)]
pub(crate) struct Derived {
    /// By driver; `None` for those that too few answered.
    pub(crate) shares: Vec<Option<Spread>>,
    pub(crate) r_squared: f64,
    pub(crate) method: ImportanceMethod,
}

/// Which variables of the sums take part.
struct Model {
    drivers: Vec<usize>,
    outcome: usize,
}

/// Derives importance from sums.
pub(crate) fn derived(sums: &JointSums) -> Importance {
    let total = sum(sums.places.values());
    let outcome = sums.drivers();
    let respondents = total.people(outcome, outcome);
    let model = Model::of(&total, outcome);
    let fewest = model.rarest_pair(&total).map_or(0, |(fewest, ..)| fewest);
    let derived = if !sums.has_outcome() {
        Err(Lacking::Outcome)
    } else if sums.drivers() < 2 {
        Err(Lacking::Drivers)
    } else if model.drivers.len() < 2 {
        Err(Lacking::Respondents(RESPONDENTS_MIN))
    } else {
        model.derive(sums, &total)
    };
    Importance { respondents, fewest, derived }
}

impl Model {
    /// Drivers that enough respondents have in common with each other and with the outcome; of a pair
    /// with too few, the one that fewer have goes.
    fn of(total: &PairSums, outcome: usize) -> Self {
        let mut model = Self { drivers: (0..outcome).collect(), outcome };
        while let Some((fewest, a, b)) = model.rarest_pair(total)
            && model.drivers.len() > 1
            && fewest < model.needed()
        {
            let have = |driver: usize| total.people(driver, outcome);
            let gone = if b == outcome || have(a) < have(b) { a } else { b };
            model.drivers.retain(|driver| *driver != gone);
        }
        model
    }

    /// The pair that fewest have in common, and how many have.
    fn rarest_pair(&self, total: &PairSums) -> Option<(u64, usize, usize)> {
        let pairs = self.drivers.iter().flat_map(|&a| self.variables().map(move |b| (a, b)));
        pairs.map(|(a, b)| (total.people(a, b), a, b)).min()
    }

    fn needed(&self) -> u64 {
        RESPONDENTS_MIN.max(RESPONDENTS_PER_DRIVER * self.drivers.len() as u64)
    }

    fn variables(&self) -> impl Iterator<Item = usize> + Clone {
        self.drivers.iter().copied().chain([self.outcome])
    }

    fn derive(&self, sums: &JointSums, total: &PairSums) -> Result<Derived, Lacking> {
        let whole = self.shares(total)?;
        let strata = Strata::of(sums);
        let df = strata.freedom();
        let quantile = t_quantile(df).ok_or(Lacking::Psus)?;
        let variances = strata.variances(total, &whole.0, |sums| Ok(self.shares(sums)?.0))?;
        let mut shares = vec![None; self.outcome];
        for ((&driver, &value), variance) in self.drivers.iter().zip(&whole.0).zip(variances) {
            let margin = quantile * variance.sqrt();
            let (low, high) = ((value - margin).max(0.0), (value + margin).min(1.0));
            shares[driver] = Some(Spread { value, low, high });
        }
        Ok(Derived { shares, r_squared: whole.1, method: self.method() })
    }

    fn method(&self) -> ImportanceMethod {
        if self.drivers.len() <= LMG_DRIVERS_MAX {
            ImportanceMethod::Lmg
        } else {
            ImportanceMethod::Johnson
        }
    }

    /// The part of R² of each driver, and R².
    fn shares(&self, sums: &PairSums) -> Result<(Vec<f64>, f64), Lacking> {
        let q = self.drivers.len();
        let mut drivers = DMatrix::identity(q, q);
        let mut outcome = DVector::zeros(q);
        let correlation = |a, b| sums.correlation(a, b).ok_or(Lacking::Variation);
        for (j, &a) in self.drivers.iter().enumerate() {
            outcome[j] = correlation(a, self.outcome)?;
            for (k, &b) in self.drivers[..j].iter().enumerate() {
                drivers[(j, k)] = correlation(a, b)?;
                drivers[(k, j)] = drivers[(j, k)];
            }
        }
        let parts = match self.method() {
            ImportanceMethod::Lmg => lmg(&drivers, &outcome),
            ImportanceMethod::Johnson => johnson(&drivers, &outcome),
        };
        let parts = parts.map_err(|_| Lacking::Variation)?;
        let r_squared: f64 = parts.iter().sum();
        // Correlations of pairs with different people in them can contradict each other.
        let sound = r_squared > 1e-9 && r_squared <= 1.0 + 1e-9;
        if !sound {
            return Err(Lacking::Variation);
        }
        Ok((parts.iter().map(|part| (part / r_squared).max(0.0)).collect(), r_squared))
    }
}

/// Sums of the PSUs of each stratum, or of several of them that are left out together.
struct Strata(Vec<Vec<PairSums>>);

impl Strata {
    fn of(sums: &JointSums) -> Self {
        let places: Vec<_> = sums.places.iter().collect();
        let of_stratum = places.chunk_by(|a, b| a.0.stratum() == b.0.stratum());
        let mut strata: Vec<Vec<&PairSums>> = Vec::new();
        let mut lonely: Vec<&PairSums> = Vec::new();
        for stratum in of_stratum {
            let psus: Vec<&PairSums> = stratum.iter().map(|(_, pairs)| *pairs).collect();
            // A stratum with a single PSU tells no variation: such are taken together.
            if let [only] = psus[..] { lonely.push(only) } else { strata.push(psus) }
        }
        match (lonely.len(), strata.last_mut()) {
            (0, _) => {}
            (1, Some(last)) => last.append(&mut lonely),
            _ => strata.push(lonely),
        }
        let psus = strata.iter().map(Vec::len).sum::<usize>();
        Self(strata.iter().map(|stratum| grouped(stratum, psus)).collect())
    }

    fn freedom(&self) -> u32 {
        let groups: usize = self.0.iter().map(Vec::len).sum();
        u32::try_from(groups.saturating_sub(self.0.len())).unwrap_or(u32::MAX)
    }

    /// Variances of figures of all sums: `Σ_h (n_h−1)/n_h Σ_c (θ_hc − θ)²`, `θ_hc` being without PSU c
    /// and with the others of its stratum standing for it.
    fn variances(
        &self,
        total: &PairSums,
        whole: &[f64],
        figures: impl Fn(&PairSums) -> Result<Vec<f64>, Lacking> + Sync,
    ) -> Result<Vec<f64>, Lacking> {
        let sums: Vec<PairSums> = self.0.iter().map(|psus| sum(psus.iter())).collect();
        let replicates: Vec<(f64, &PairSums, &PairSums)> = std::iter::zip(&self.0, &sums)
            .flat_map(|(psus, sum)| psus.iter().map(move |psu| (psus.len() as f64, sum, psu)))
            .collect();
        let squares = |&(n, stratum, psu): &(f64, &PairSums, &PairSums)| {
            let mut without = total.clone();
            without.add_times(stratum, 1.0 / (n - 1.0));
            without.add_times(psu, -n / (n - 1.0));
            let figures = figures(&without)?;
            let part = |(own, whole): (&f64, &f64)| (n - 1.0) / n * (own - whole).powi(2);
            Ok(figures.iter().zip(whole).map(part).collect::<Vec<f64>>())
        };
        let squares: Vec<Vec<f64>> =
            replicates.par_iter().map(squares).collect::<Result<_, Lacking>>()?;
        Ok((0..whole.len()).map(|at| squares.iter().map(|row| row[at]).sum()).collect())
    }
}

/// The PSUs of a stratum, put together where there are too many of all.
fn grouped(stratum: &[&PairSums], psus: usize) -> Vec<PairSums> {
    let share = (stratum.len() * REPLICATES_MAX).div_ceil(psus.max(REPLICATES_MAX));
    let mut groups = vec![PairSums::default(); share.max(2).min(stratum.len())];
    let count = groups.len();
    for (at, psu) in stratum.iter().enumerate() {
        groups[at % count].absorb(psu);
    }
    groups
}

fn sum<'a>(parts: impl Iterator<Item = &'a PairSums>) -> PairSums {
    let mut sum = PairSums::default();
    parts.for_each(|part| sum.absorb(part));
    sum
}
