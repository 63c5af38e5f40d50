//! Several indices of each unit of a level, with the covariances between all of them: what a composite
//! over components, quarters and units needs (2.29), (2.30).

use std::collections::BTreeMap;

use survey::{Period, ScoringScheme, UnitTree};

use crate::change::Standing;
use crate::estimate::Overlap;
use crate::index::units_of_level;
use crate::scorer::{PeriodTotals, Scorer};
use crate::{AnalyticsError, By, Cube, Thresholds};

/// Units of a panel: its covariances grow with their square.
pub const PANEL_UNITS_MAX: usize = 1_000;

/// One index of every unit: the mean of those of some periods.
#[derive(Debug, Clone, Copy)]
pub struct PanelMeasure<'a> {
    /// Points of the answers.
    pub scheme: &'a ScoringScheme,
    /// Category code, or `overall`.
    pub category: &'a str,
    /// A unit needs each of them; of one the mean is its index.
    pub periods: &'a [Period],
}

/// An index of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PanelCell {
    /// The index, or the mean of several.
    pub index: f64,
    /// Its standard error.
    pub se: f64,
    /// Its degrees of freedom, by Satterthwaite for several periods.
    pub df: u32,
    /// Respondents.
    pub n: u64,
}

/// Indices of units, and how they vary together.
#[derive(Debug, Clone)]
pub struct Panel {
    units: Vec<usize>,
    measures: usize,
    /// Unit by unit; nothing where a unit is too thin to be ranked in one of the periods.
    cells: Vec<Option<PanelCell>>,
    /// The lower triangle, row by row.
    covariances: Vec<f64>,
}

/// An index as the periods that it is made of.
struct Made<'a> {
    cell: PanelCell,
    shares: Vec<(Period, &'a PeriodTotals<'a>, Standing)>,
}

/// The panel of the units of a level, in the order of the tree.
///
/// # Errors
/// When a scheme does not fit a question, the level or a category is unknown, or the level has more than
/// [`PANEL_UNITS_MAX`] units.
pub fn index_panel(
    cube: &Cube,
    tree: &UnitTree,
    measures: &[PanelMeasure<'_>],
    level: &str,
    thresholds: &Thresholds,
) -> Result<Panel, AnalyticsError> {
    let units = units_of_level(tree, level)?;
    if units.len() > PANEL_UNITS_MAX {
        let (what, limit) = ("units of a level that are scored together", PANEL_UNITS_MAX);
        return Err(AnalyticsError::TooMany { what, limit });
    }
    let scorer = |measure: &PanelMeasure<'_>| {
        Scorer::new(cube, tree, measure.scheme, By::Category, thresholds.shown_from)
    };
    let scorers: Vec<Scorer<'_>> = measures.iter().map(scorer).collect::<Result<_, _>>()?;
    let totals: Vec<Vec<PeriodTotals<'_>>> = std::iter::zip(&scorers, measures)
        .map(|(scorer, measure)| {
            let parts = scorer.parts(measure.periods, None);
            measure.periods.iter().map(|period| scorer.totals(&parts, *period)).collect()
        })
        .collect();
    let topics: Vec<usize> = std::iter::zip(&scorers, measures)
        .map(|(scorer, measure)| scorer.topic(measure.category))
        .collect::<Result<_, _>>()?;
    let mut overlaps = Overlaps::default();
    let mut made = Vec::with_capacity(units.len() * measures.len());
    for &unit in &units {
        for (at, measure) in measures.iter().enumerate() {
            let periods: Vec<(Period, &PeriodTotals<'_>)> =
                std::iter::zip(measure.periods.iter().copied(), &totals[at]).collect();
            made.push(Made::new(&periods, unit, topics[at], thresholds, &mut overlaps));
        }
    }
    let mut covariances = Vec::with_capacity(made.len() * (made.len() + 1) / 2);
    for (row, own) in made.iter().enumerate() {
        for other in &made[..=row] {
            let both = own.as_ref().zip(other.as_ref());
            covariances.push(both.map_or(0.0, |(a, b)| a.covariance(b, &mut overlaps)));
        }
    }
    let cells = made.into_iter().map(|made| made.map(|made| made.cell)).collect();
    Ok(Panel { units, measures: measures.len(), cells, covariances })
}

/// PSUs that two periods share, found once for each pair.
#[derive(Default)]
struct Overlaps(BTreeMap<(Period, Period), Overlap>);

impl Overlaps {
    fn of(&mut self, a: (Period, &PeriodTotals<'_>), b: (Period, &PeriodTotals<'_>)) -> &Overlap {
        self.0.entry((a.0, b.0)).or_insert_with(|| Overlap::new(a.1, b.1))
    }
}

impl<'a> Made<'a> {
    /// `None` where the unit can't be ranked in one of the periods.
    fn new(
        periods: &[(Period, &'a PeriodTotals<'a>)],
        unit: usize,
        topic: usize,
        thresholds: &Thresholds,
        overlaps: &mut Overlaps,
    ) -> Option<Self> {
        let mut n = 0;
        let mut shares = Vec::with_capacity(periods.len());
        for (period, totals) in periods {
            let estimate = totals.estimate(unit, topic);
            n += estimate.total.rest.people;
            let standing = Standing::new(totals, unit, topic, &estimate, thresholds)?;
            shares.push((*period, *totals, standing));
        }
        let count = shares.len() as f64;
        let index = shares.iter().map(|(.., own)| own.contender.estimate).sum::<f64>() / count;
        let cell = PanelCell { index, se: 0.0, df: df_of_mean(&shares)?, n };
        let mut made = Self { cell, shares };
        made.cell.se = match made.shares.as_slice() {
            [(.., only)] => only.contender.se,
            _ => made.covariance(&made, overlaps).max(0.0).sqrt(),
        };
        Some(made)
    }

    fn covariance(&self, other: &Self, overlaps: &mut Overlaps) -> f64 {
        let mut sum = 0.0;
        for (period, totals, own) in &self.shares {
            for (other_period, other_totals, standing) in &other.shares {
                let (a, b) = (&own.linearised, &standing.linearised);
                sum += if period == other_period {
                    totals.covariance(a, b)
                } else {
                    overlaps.of((*period, totals), (*other_period, other_totals)).covariance(a, b)
                };
            }
        }
        sum / (self.shares.len() * other.shares.len()) as f64
    }
}

/// Satterthwaite's degrees of freedom of a mean, rounded down; `None` of nothing.
fn df_of_mean(shares: &[(Period, &PeriodTotals<'_>, Standing)]) -> Option<u32> {
    let (mut variance, mut squares) = (0.0, 0.0);
    for (.., own) in shares {
        let own = own.contender;
        let (own_variance, df) = (own.se * own.se, f64::from(own.df?));
        variance += own_variance;
        squares += own_variance * own_variance / df;
    }
    let least = shares.iter().filter_map(|(.., own)| own.contender.df).min()?;
    if squares <= 0.0 {
        return Some(least);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let df = (variance * variance / squares).floor() as u32;
    Some(df.max(least))
}

impl Panel {
    /// Positions of the units in the tree.
    pub fn units(&self) -> &[usize] {
        &self.units
    }

    /// The index of a unit by its place in [`Panel::units`] and the place of the measure.
    pub fn cell(&self, unit: usize, measure: usize) -> Option<PanelCell> {
        self.cells.get(unit * self.measures + measure).copied().flatten()
    }

    /// The covariance of two indices, each by unit and measure; 0 where one is missing.
    pub fn covariance(&self, a: (usize, usize), b: (usize, usize)) -> f64 {
        let place = |(unit, measure): (usize, usize)| unit * self.measures + measure;
        let (low, high) = (place(a).min(place(b)), place(a).max(place(b)));
        self.covariances.get(high * (high + 1) / 2 + low).copied().unwrap_or_default()
    }
}
