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
            let rank = current.ranks[place];
            let change = change(&current, &before, place, &overlap);
            RankingRow {
                estimate,
                rank: rank.map(|r| r.rank),
                rank_low: rank.map(|r| r.low),
                rank_high: rank.map(|r| r.high),
                tier: rank.map(|r| r.tier),
                p_top_k: None,
                expected_rank: rank.map(|r| r.expected),
                previous_rank: before.ranks[place].map(|r| r.rank),
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
struct Field {
    totals: PeriodTotals,
    estimates: Vec<Estimate>,
    ranks: Vec<Option<RankSet>>,
}

impl Field {
    fn new(totals: PeriodTotals, units: &[usize], topic: usize, thresholds: &Thresholds) -> Self {
        let estimates: Vec<Estimate> =
            units.iter().map(|&unit| totals.estimate(unit, topic)).collect();
        let running: Vec<(usize, &Linearised, Contender)> = estimates
            .iter()
            .enumerate()
            .filter(|(_, estimate)| estimate.total.people >= thresholds.ranked_from)
            .filter_map(|(place, estimate)| {
                let (index, contender) = contender(estimate)?;
                Some((place, index, contender))
            })
            .collect();
        let contenders: Vec<Contender> =
            running.iter().map(|(_, _, contender)| *contender).collect();
        let sets = rank_sets(&contenders, |j, k| totals.covariance(running[j].1, running[k].1));
        let mut ranks = vec![None; units.len()];
        for ((place, _, _), set) in running.iter().zip(sets) {
            ranks[*place] = Some(set);
        }
        Self { totals, estimates, ranks }
    }
}

/// An estimate can compete when its design gives it a standard error and a degree of freedom.
fn contender(estimate: &Estimate) -> Option<(&Linearised, Contender)> {
    let index = estimate.index.as_ref()?;
    let se = index.se()?;
    (estimate.df > 0)
        .then_some((index, Contender { estimate: index.value, se, df: Some(estimate.df) }))
}

#[derive(Clone, Copy)]
struct Change {
    value: f64,
    se: f64,
    p: f64,
}

/// A change is shown where both periods are ranked: what is too thin for a rank is too thin for a
/// movement.
fn change(current: &Field, before: &Field, place: usize, overlap: &Overlap) -> Option<Change> {
    current.ranks[place]?;
    before.ranks[place]?;
    let (now, now_contender) = contender(&current.estimates[place])?;
    let (then, then_contender) = contender(&before.estimates[place])?;
    let value = now.value - then.value;
    let variance =
        now_contender.se.powi(2) + then_contender.se.powi(2) - 2.0 * overlap.covariance(now, then);
    if variance <= 0.0 {
        return None;
    }
    let se = variance.sqrt();
    let p = 2.0 * upper_tail(value.abs() / se, satterthwaite(&now_contender, &then_contender));
    Some(Change { value, se, p })
}
