//! The ranking table of one period, level and category.

use survey::table::RankingRow;
use survey::{Language, Mode, Period, ScoringScheme, UnitTree};

use crate::estimate::{Estimate, Linearised, Overlap};
use crate::index::{RowHead, scheme_name, units_of_level};
use crate::scorer::{PeriodTotals, Scorer};
use crate::{AnalyticsError, By, Cube, Thresholds};
use statistics::distribution::upper_tail;
use statistics::rank::{Contender, RankSet, rank_sets, satterthwaite};

/// What is ranked.
#[derive(Debug, Clone)]
pub struct RankRequest {
    /// The period.
    pub period: Period,
    /// Level of the units that compete.
    pub level: String,
    /// Category code, or `overall`.
    pub category: String,
    /// One mode, or all together.
    pub mode: Option<Mode>,
    /// Who takes part.
    pub thresholds: Thresholds,
    /// Language of the unit names.
    pub language: Language,
}

/// Ranks the units of a level.
///
/// Ranked units come first, by rank, then code; units with too few answers or no standard error
/// follow without a rank. The change is against the period of the same kind just before, with the
/// covariance of the PSUs that both periods visited (2.22).
///
/// # Errors
/// When the scheme does not fit a question, or level or category are unknown.
pub fn ranking_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    request: &RankRequest,
) -> Result<Vec<RankingRow>, AnalyticsError> {
    let scorer = Scorer::new(cube, tree, scheme, By::Category)?;
    let topic = scorer.topic(&request.category)?;
    let units = units_of_level(tree, &request.level)?;
    let current =
        Field::new(scorer.period(request.period, request.mode), &units, topic, &request.thresholds);
    let before = Field::new(
        scorer.period(request.period.previous(), request.mode),
        &units,
        topic,
        &request.thresholds,
    );
    let overlap = Overlap::new(&current.totals, &before.totals);
    let scheme = scheme_name(scheme);
    let mut rows: Vec<RankingRow> = units
        .iter()
        .enumerate()
        .map(|(place, &unit)| {
            let head = RowHead {
                tree,
                unit,
                period: request.period,
                mode: request.mode,
                scheme: &scheme,
                responses: current.totals.interviews(unit),
                language: request.language,
            };
            let estimate =
                head.row(&request.category, &current.estimates[place], &request.thresholds);
            let rank = current.places[place].as_ref().map(|placed| placed.set);
            let change = change(&current, &before, place, &overlap);
            RankingRow {
                estimate,
                rank: rank.map(|r| r.rank),
                rank_low: rank.map(|r| r.low),
                rank_high: rank.map(|r| r.high),
                tier: rank.map(|r| r.tier),
                p_top_k: None,
                expected_rank: rank.map(|r| r.expected),
                previous_rank: before.places[place].as_ref().map(|placed| placed.set.rank),
                change: change.map(|c| c.value),
                change_se: change.map(|c| c.se),
                change_p: change.map(|c| c.p),
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        (a.rank.is_none(), a.rank, &a.estimate.unit_code).cmp(&(
            b.rank.is_none(),
            b.rank,
            &b.estimate.unit_code,
        ))
    });
    Ok(rows)
}

/// The competing units of one period, in the order of the request.
struct Field<'a> {
    totals: PeriodTotals<'a>,
    estimates: Vec<Estimate>,
    /// `None` for units that don't take part.
    places: Vec<Option<Placed>>,
}

/// A unit that takes part.
struct Placed {
    contender: Contender,
    linearised: Linearised,
    set: RankSet,
}

impl<'a> Field<'a> {
    fn new(
        totals: PeriodTotals<'a>,
        units: &[usize],
        topic: usize,
        thresholds: &Thresholds,
    ) -> Self {
        let estimates: Vec<Estimate> =
            units.iter().map(|&unit| totals.estimate(unit, topic)).collect();
        let running: Vec<Option<(Contender, Linearised)>> = std::iter::zip(units, &estimates)
            .map(|(&unit, estimate)| {
                let contender = contender(estimate, thresholds)?;
                Some((contender, totals.linearised(unit, topic)?))
            })
            .collect();
        let (contenders, linearised): (Vec<Contender>, Vec<&Linearised>) = running
            .iter()
            .flatten()
            .map(|(contender, linearised)| (*contender, linearised))
            .unzip();
        let sets = rank_sets(&contenders, |j, k| totals.covariance(linearised[j], linearised[k]));
        let mut sets = sets.into_iter();
        let places = running.into_iter().map(|running| {
            let (contender, linearised) = running?;
            Some(Placed { contender, linearised, set: sets.next()? })
        });
        let places = places.collect();
        Self { totals, estimates, places }
    }
}

/// A unit can compete with enough respondents, and when its design gives a standard error and a
/// degree of freedom.
fn contender(estimate: &Estimate, thresholds: &Thresholds) -> Option<Contender> {
    let index = estimate.index?;
    let se = index.se()?;
    let competes = estimate.total.people >= thresholds.ranked_from && estimate.df > 0;
    competes.then_some(Contender { estimate: index.value, se, df: Some(estimate.df) })
}

#[derive(Clone, Copy)]
struct Change {
    value: f64,
    se: f64,
    p: f64,
}

/// A change is shown where both periods are ranked: what is too thin for a rank is too thin for a
/// movement.
fn change(
    current: &Field<'_>,
    before: &Field<'_>,
    unit: usize,
    overlap: &Overlap,
) -> Option<Change> {
    let (now, then) = (current.places[unit].as_ref()?, before.places[unit].as_ref()?);
    let value = now.contender.estimate - then.contender.estimate;
    let covariance = overlap.covariance(&now.linearised, &then.linearised);
    let variance = now.contender.se.powi(2) + then.contender.se.powi(2) - 2.0 * covariance;
    if variance <= 0.0 {
        return None;
    }
    let se = variance.sqrt();
    let p = 2.0 * upper_tail(value.abs() / se, satterthwaite(&now.contender, &then.contender));
    Some(Change { value, se, p })
}
