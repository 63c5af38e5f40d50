//! The ranking table of one period, level and category.

use survey::table::{RankingRow, Verdict};
use survey::{Language, Mode, Period, ScoringScheme, UnitTree, Weights};

use crate::change::{Change, Standing, adjusted};
use crate::estimate::{Estimate, Overlap};
use crate::index::{RowHead, UnitTexts, scheme_name, units_of_level};
use crate::scorer::{PeriodTotals, Scorer};
use crate::{AnalyticsError, By, Cube, DesignScope, Intervals, Thresholds};
use statistics::rank::{Contender, RankSet, rank_sets, top_probabilities};
use statistics::small_area::{Direct, SmallAreaError, SmallAreas, around_the_mean};
use statistics::verdict::{self, Assessment, Judged};

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
    /// Ask for the probability of being among so many best.
    pub top: Option<u32>,
    /// An index to reach, 0 to 100.
    pub target: Option<f64>,
    /// Who takes part.
    pub thresholds: Thresholds,
    /// What interviews weigh.
    pub weights: Weights,
    /// Language of the unit names.
    pub language: Language,
}

/// Units among which the probability of being among the best is computed: the work grows with
/// their square.
pub const TOP_UNITS_MAX: usize = 300;

/// Ranks the units of a level.
///
/// Ranked units come first, by rank, then code; units with too few answers or no standard error
/// follow without a rank. The change is against the period of the same kind just before, with the
/// covariance of the PSUs that both periods visited (2.22).
///
/// Beside each index stands the one that is drawn to the mean of all units (3.7); ranks are of the
/// former.
///
/// # Errors
/// When the scheme does not fit a question, level or category are unknown, or more than
/// [`TOP_UNITS_MAX`] units compete for the top.
pub fn ranking_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    request: &RankRequest,
) -> Result<Vec<RankingRow>, AnalyticsError> {
    let scorer = Scorer::new(cube, tree, scheme, By::Category, request.thresholds.shown_from)?
        .with_weights(request.weights);
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
    let changes = changes(&current, &before);
    let p_values: Vec<_> = changes.iter().map(|change| change.map(|change| change.p)).collect();
    let (_, adjusted) = adjusted(&p_values)?;
    let outlooks = current.outlooks(request.top)?;
    let judgements = current.judgements(request.target)?;
    let scheme = scheme_name(scheme);
    let category = &scorer.topics[topic].code;
    let row = |(place, &unit): (usize, &usize)| {
        let texts = UnitTexts::of(&tree.units()[unit], request.language);
        let head = RowHead {
            unit: &texts,
            period: request.period,
            mode: request.mode,
            scheme: &scheme,
            responses: current.totals.interviews(unit),
            design: DesignScope::Period,
            weights: request.weights,
            intervals: Intervals::Suitable,
        };
        let rank = current.places[place].as_ref().map(|placed| placed.set);
        let (change, outlook) = (changes[place], outlooks[place]);
        RankingRow {
            estimate: head.row(category, &current.estimates[place], &request.thresholds),
            rank: rank.map(|r| r.rank),
            rank_low: rank.map(|r| r.low),
            rank_high: rank.map(|r| r.high),
            tier: rank.map(|r| r.tier),
            p_top_k: outlook.p_top,
            expected_rank: rank.map(|r| r.expected),
            previous_rank: before.places[place].as_ref().map(|placed| placed.set.rank),
            change: change.map(|c| c.value),
            change_se: change.map(|c| c.se),
            change_p: change.map(|c| c.p),
            change_p_holm: adjusted[place],
            top_k: outlook.p_top.and(request.top),
            shrunken_index: outlook.shrunken.map(|shrunken| shrunken.estimate),
            shrunken_se: outlook.shrunken.map(|shrunken| shrunken.se),
            target: request.target,
            p_target: judgements[place].and_then(|judgement| judgement.probability),
            verdict: judgements[place].and_then(verdict),
        }
    };
    let mut rows: Vec<RankingRow> = units.iter().enumerate().map(row).collect();
    rows.sort_by(|a, b| {
        let place = |row: &RankingRow| (row.rank.is_none(), row.rank);
        place(a).cmp(&place(b)).then_with(|| a.estimate.unit_code.cmp(&b.estimate.unit_code))
    });
    Ok(rows)
}

/// The change of each unit. What is too thin for a rank is too thin for a movement.
pub(crate) fn changes(now: &Field<'_>, then: &Field<'_>) -> Vec<Option<Change>> {
    let overlap = Overlap::new(&now.totals, &then.totals);
    let change = |(now, then): (&Option<Placed>, &Option<Placed>)| {
        Change::new(&now.as_ref()?.standing, &then.as_ref()?.standing, &overlap)
    };
    std::iter::zip(&now.places, &then.places).map(change).collect()
}

/// The competing units of one period, in the order of the request.
pub(crate) struct Field<'a> {
    pub(crate) totals: PeriodTotals<'a>,
    pub(crate) estimates: Vec<Estimate>,
    /// `None` for units that don't take part.
    pub(crate) places: Vec<Option<Placed>>,
}

/// What the field as a whole says about a unit.
#[derive(Clone, Copy, Default)]
struct Outlook {
    shrunken: Option<Contender>,
    p_top: Option<f64>,
}

/// A unit that takes part.
pub(crate) struct Placed {
    standing: Standing,
    pub(crate) set: RankSet,
}

impl<'a> Field<'a> {
    pub(crate) fn new(
        totals: PeriodTotals<'a>,
        units: &[usize],
        topic: usize,
        thresholds: &Thresholds,
    ) -> Self {
        let estimates: Vec<Estimate> =
            units.iter().map(|&unit| totals.estimate(unit, topic)).collect();
        let running: Vec<Option<Standing>> = std::iter::zip(units, &estimates)
            .map(|(&unit, estimate)| Standing::new(&totals, unit, topic, estimate, thresholds))
            .collect();
        let standings: Vec<&Standing> = running.iter().flatten().collect();
        let contenders: Vec<Contender> = standings.iter().map(|own| own.contender).collect();
        let sets = rank_sets(&contenders, |j, k| {
            totals.covariance(&standings[j].linearised, &standings[k].linearised)
        });
        let mut sets = sets.into_iter();
        let places = running
            .into_iter()
            .map(|standing| Some(Placed { standing: standing?, set: sets.next()? }));
        let places = places.collect();
        Self { totals, estimates, places }
    }

    /// How the units stand to a target (2.31), in the order of the request; nothing for those that
    /// don't take part.
    fn judgements(&self, target: Option<f64>) -> Result<Vec<Option<Assessment>>, AnalyticsError> {
        let judge = |place: &Option<Placed>| {
            let Some((place, target)) = place.as_ref().zip(target) else { return Ok(None) };
            let Contender { estimate, se, df } = place.standing.contender;
            let judged = Judged { estimate, se: Some(se), df: df.map(f64::from) };
            Ok(Some(verdict::assess(judged, target)?))
        };
        self.places.iter().map(judge).collect()
    }

    /// For each unit, in the order of the request.
    fn outlooks(&self, top: Option<u32>) -> Result<Vec<Outlook>, AnalyticsError> {
        let contenders: Vec<Contender> =
            self.places.iter().flatten().map(|placed| placed.standing.contender).collect();
        let mut outlooks = vec![Outlook::default(); self.places.len()];
        if top.is_some() && contenders.len() > TOP_UNITS_MAX {
            let limit = TOP_UNITS_MAX;
            return Err(AnalyticsError::TooMany { what: "units that compete for the top", limit });
        }
        let Some(shrunken) = shrunken(&contenders)? else { return Ok(outlooks) };
        let p_top = top.map(|k| top_probabilities(&shrunken, k as usize)).transpose()?;
        let taking_part =
            self.places.iter().zip(&mut outlooks).filter(|(place, _)| place.is_some());
        for (at, (_, outlook)) in taking_part.enumerate() {
            *outlook = Outlook {
                shrunken: Some(shrunken[at]),
                p_top: p_top.as_ref().map(|p_top| p_top[at]),
            };
        }
        Ok(outlooks)
    }
}

/// The contenders drawn to their mean (3.7). `None` when no differences are detectable, or there
/// are too few to tell.
fn shrunken(contenders: &[Contender]) -> Result<Option<Vec<Contender>>, AnalyticsError> {
    // Without any error there is nothing to draw.
    let direct: Vec<Direct> = contenders
        .iter()
        .filter(|own| own.se > 0.0)
        .map(|own| Direct { estimate: own.estimate, variance: own.se * own.se })
        .collect();
    let model = match around_the_mean(&direct) {
        Ok(SmallAreas::Shrunken(model)) => model,
        Ok(SmallAreas::NoDetectableDifferences(_))
        | Err(SmallAreaError::TooFew { .. } | SmallAreaError::NoConvergence { .. }) => {
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let mut drawn = contenders.to_vec();
    let changed = drawn.iter_mut().filter(|own| own.se > 0.0);
    for (own, area) in changed.zip(&model.areas) {
        *own = Contender { estimate: area.estimate, se: area.mse.sqrt(), df: None };
    }
    Ok(Some(drawn))
}

/// Whether an estimate reaches a target (2.31); `None` without a standard error.
///
/// # Errors
/// For numbers that can't be.
pub fn verdict_on(
    estimate: f64,
    (se, df): (Option<f64>, Option<u32>),
    target: f64,
) -> Result<Option<Verdict>, AnalyticsError> {
    let judged = Judged { estimate, se, df: df.map(f64::from) };
    Ok(verdict(verdict::assess(judged, target)?))
}

fn verdict(assessment: Assessment) -> Option<Verdict> {
    match assessment.verdict {
        verdict::Verdict::Met => Some(Verdict::Met),
        verdict::Verdict::NotMet => Some(Verdict::NotMet),
        verdict::Verdict::Undetermined => Some(Verdict::Undetermined),
        verdict::Verdict::Untestable => None,
    }
}
