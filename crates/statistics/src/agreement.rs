//! Agreement of two ratings: the share of pairs that agree, and Cohen's kappa.
//!
//! Kappa is (observed − expected) / (1 − expected) agreement. What is expected by chance is computed item by
//! item, as two questions that most people answer differently agree by chance less than each does with
//! itself: over items, the differences and the rests are added up, each weighted by its pairs. For one item
//! that is Cohen's kappa. The standard error is the one for large samples of Fleiss, Cohen and Everitt
//! (Psychological Bulletin 72, 1969, 323–327, formula 13) written as the spread of one value for each pair;
//! pairs of one subject are added up first, because they are not independent of each other.

use std::collections::BTreeMap;

use crate::distribution::normal_quantile;
use crate::interval::{self, Interval, Method, Proportion};

/// A subject's rating on an item, given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Who or what was rated; pairs of one subject belong together.
    pub subject: usize,
    /// What it was rated on. Categories of two items are never compared.
    pub item: usize,
    /// The category of the first rating.
    pub first: usize,
    /// The category of the second.
    pub second: usize,
}

/// How far two ratings agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Subjects with a pair.
    pub subjects: usize,
    /// Pairs.
    pub pairs: usize,
    /// Share of the pairs that agree.
    pub share: f64,
    /// Wilson's interval of the share (2.17), by subjects as PSUs; `None` for a single subject.
    pub share_interval: Option<Interval>,
    /// Kappa; `None` where chance alone would make all pairs agree.
    pub kappa: Option<f64>,
    /// Its standard error.
    pub kappa_se: Option<f64>,
    /// Kappa ± z·SE within −1 and 1. `None` where all subjects agree alike, as in perfect agreement, or where
    /// one rating is always the same: the formula finds no error at all then, which is not to be believed.
    pub kappa_interval: Option<Interval>,
}

/// The agreement of pairs, with intervals of a level such as 0.95. `None` without a pair.
pub fn agreement(pairs: &[Pair], level: f64) -> Option<Agreement> {
    if pairs.is_empty() {
        return None;
    }
    let n = pairs.len() as f64;
    let share = pairs.iter().filter(|pair| pair.agrees()).count() as f64 / n;
    let subjects = by_subject(pairs, |pair| f64::from(u8::from(pair.agrees())) - share);
    let chance = Chance::of(pairs);
    let kappa = chance.kappa();
    let kappa_se = kappa.map(|kappa| {
        let influences = by_subject(pairs, |pair| chance.influence(pair, kappa));
        influences.iter().map(|sum| sum * sum).sum::<f64>().sqrt()
    });
    let z = normal_quantile(f64::midpoint(1.0, level)).filter(|z| *z > 0.0);
    let kappa_interval = match (kappa, kappa_se, z) {
        (Some(kappa), Some(se), Some(z)) if se > ROUNDING => {
            Some(Interval { low: (kappa - z * se).max(-1.0), high: (kappa + z * se).min(1.0) })
        }
        _ => None,
    };
    Some(Agreement {
        subjects: subjects.len(),
        pairs: pairs.len(),
        share,
        share_interval: share_interval(share, &subjects, pairs.len(), level),
        kappa,
        kappa_se,
        kappa_interval,
    })
}

/// Smaller standard errors are sums of nothing but rounding.
const ROUNDING: f64 = 1e-12;

impl Pair {
    fn agrees(&self) -> bool {
        self.first == self.second
    }
}

/// Sums of a value over the pairs of each subject.
fn by_subject(pairs: &[Pair], value: impl Fn(&Pair) -> f64) -> Vec<f64> {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    for pair in pairs {
        *sums.entry(pair.subject).or_default() += value(pair);
    }
    sums.into_values().collect()
}

/// The share as a ratio mean with the subjects as PSUs of one stratum (2.4).
fn share_interval(share: f64, deviations: &[f64], pairs: usize, level: f64) -> Option<Interval> {
    let df = u32::try_from(deviations.len()).ok()?.checked_sub(1).filter(|df| *df > 0)?;
    let scale = f64::from(df + 1) / f64::from(df) / (pairs as f64).powi(2);
    let variance = scale * deviations.iter().map(|sum| sum * sum).sum::<f64>();
    let own = Proportion { p: share, variance, n: pairs, df };
    interval::proportion(own, Method::Wilson, level)
}

/// Counts of an item: its pairs, those that agree, and how often each category was given first and second.
#[derive(Default)]
struct Item {
    pairs: f64,
    agreeing: f64,
    first: BTreeMap<usize, f64>,
    second: BTreeMap<usize, f64>,
}

impl Item {
    /// How far the ratings would agree, were the second drawn without looking at the first.
    fn expected(&self) -> f64 {
        let both = self.first.iter().filter_map(|(of, first)| Some(first * self.second.get(of)?));
        both.sum::<f64>() / self.pairs.powi(2)
    }

    fn share(of: &BTreeMap<usize, f64>, category: usize, pairs: f64) -> f64 {
        of.get(&category).copied().unwrap_or(0.0) / pairs
    }
}

struct Chance {
    items: BTreeMap<usize, Item>,
    /// Σ pairs · (observed − expected).
    above: f64,
    /// Σ pairs · (1 − expected).
    rest: f64,
}

impl Chance {
    fn of(pairs: &[Pair]) -> Self {
        let mut items: BTreeMap<usize, Item> = BTreeMap::new();
        for pair in pairs {
            let item = items.entry(pair.item).or_default();
            item.pairs += 1.0;
            item.agreeing += f64::from(u8::from(pair.agrees()));
            *item.first.entry(pair.first).or_default() += 1.0;
            *item.second.entry(pair.second).or_default() += 1.0;
        }
        let above = items.values().map(|item| item.agreeing - item.pairs * item.expected()).sum();
        let rest = items.values().map(|item| item.pairs * (1.0 - item.expected())).sum();
        Self { items, above, rest }
    }

    fn kappa(&self) -> Option<f64> {
        (self.rest > ROUNDING).then(|| self.above / self.rest)
    }

    /// What a pair contributes to the error of kappa.
    fn influence(&self, pair: &Pair, kappa: f64) -> f64 {
        let Some(item) = self.items.get(&pair.item) else { return 0.0 };
        let agrees = f64::from(u8::from(pair.agrees())) - item.agreeing / item.pairs;
        let margins = Item::share(&item.second, pair.first, item.pairs)
            + Item::share(&item.first, pair.second, item.pairs);
        (agrees - (1.0 - kappa) * (margins - 2.0 * item.expected())) / self.rest
    }
}
