//! The funnel of one period, level and category: who stands out, given how many answers there are.

use statistics::funnel::{self, Funnel, Measure, Placed, Position, Unit};
use survey::table::{FunnelPlace, FunnelRow};
use survey::{Language, Mode, Period, ScoringScheme, UnitTree};

use crate::estimate::{Estimate, element_variance};
use crate::index::{flag, scheme_name, units_of_level};
use crate::scorer::Scorer;
use crate::{AnalyticsError, By, Cube, Thresholds};

/// Whose funnel.
#[derive(Debug, Clone)]
pub struct FunnelRequest {
    /// The period.
    pub period: Period,
    /// Level of the units.
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

/// The units of a level in their funnel (3.6): the limits of 95 % and 99.8 % around the mean of the
/// units, at the effective number of answers that each has, widened for over-dispersion.
///
/// The spread of an answer is pooled over the units, within each, and so is not inflated by the
/// differences that the funnel is to find. No effective number is taken for more than there are
/// answers, as NCHS does. Units in the funnel come first, the highest above its
/// target at the head; those with too few answers, without a standard error or whose answers are
/// all alike have no effective number of answers to be placed by, and follow without a place.
///
/// # Errors
/// When the scheme does not fit a question, or level or category are unknown.
pub fn funnel_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    request: &FunnelRequest,
) -> Result<Vec<FunnelRow>, AnalyticsError> {
    let scorer = Scorer::new(cube, tree, scheme, By::Category, request.thresholds.shown_from)?;
    let topic = scorer.topic(&request.category)?;
    let totals = scorer.period(request.period, request.mode);
    let estimates: Vec<(usize, Estimate)> = units_of_level(tree, &request.level)?
        .into_iter()
        .map(|unit| (unit, totals.estimate(unit, topic)))
        .collect();
    let members: Vec<Option<Member>> =
        estimates.iter().map(|(_, estimate)| Member::new(estimate, &request.thresholds)).collect();
    let taking_part: Vec<&Member> = members.iter().flatten().collect();
    let funnel = funnel_of(&taking_part)?;
    let mut placed = funnel.iter().flat_map(|funnel| &funnel.units);
    let scheme = scheme_name(scheme);
    let row = |((unit, estimate), member): (&(usize, Estimate), &Option<Member>)| {
        let unit = &tree.units()[*unit];
        let flag = flag(estimate, &request.thresholds);
        let shown = !estimate.withheld;
        let row = FunnelRow {
            unit_code: unit.code.as_str().into(),
            unit_name: unit.name.get(request.language).into(),
            level: unit.level.as_str().into(),
            period: request.period,
            category: request.category.as_str().into(),
            scheme: scheme.clone(),
            mode: request.mode.map_or("all", Mode::as_str).into(),
            n: Some(estimate.total.rest.people).filter(|_| shown),
            n_eff: member.as_ref().map(|member| member.unit.effective),
            index: estimate.index.filter(|_| shown).map(|index| index.value),
            target: None,
            z: None,
            dispersion: None,
            inner_low: None,
            inner_high: None,
            outer_low: None,
            outer_high: None,
            place: None,
            flag,
        };
        let place = member.as_ref().and_then(|_| placed.next());
        match (&funnel, place) {
            (Some(funnel), Some(place)) => with_place(row, funnel, place),
            _ => row,
        }
    };
    let mut rows: Vec<FunnelRow> = estimates.iter().zip(&members).map(row).collect();
    // Those outside have no z, and `None` is the least.
    let order = |row: &FunnelRow| row.z.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| order(b).total_cmp(&order(a)).then_with(|| a.unit_code.cmp(&b.unit_code)));
    Ok(rows)
}

/// A unit that takes part.
struct Member {
    unit: Unit,
    /// Answers less one.
    freedom: f64,
    /// Variance of an answer within the unit (2.9).
    variance: f64,
}

impl Member {
    fn new(estimate: &Estimate, thresholds: &Thresholds) -> Option<Self> {
        let thin = estimate.withheld || estimate.total.rest.people < thresholds.ranked_from;
        if thin || estimate.df == 0 {
            return None;
        }
        // Where few PSUs happen to agree, n_eff has no bound, and one unit would be the mean of all.
        let answers = estimate.total.rest.answers as f64;
        let effective = estimate.n_eff?.min(answers);
        if effective <= 0.0 {
            return None;
        }
        Some(Self {
            unit: Unit { estimate: estimate.index?.value, effective },
            freedom: answers - 1.0,
            variance: element_variance(&estimate.total)?,
        })
    }
}

/// `None` where nobody takes part.
fn funnel_of(members: &[&Member]) -> Result<Option<Funnel>, AnalyticsError> {
    if members.is_empty() {
        return Ok(None);
    }
    let freedom: f64 = members.iter().map(|member| member.freedom).sum();
    let squares: f64 = members.iter().map(|member| member.freedom * member.variance).sum();
    let measure = Measure::Mean { sd: (squares / freedom).sqrt() };
    let units: Vec<Unit> = members.iter().map(|member| member.unit).collect();
    let target = funnel::pooled_target(&units, measure)?;
    Ok(Some(funnel::funnel(&units, target, measure)?))
}

fn with_place(row: FunnelRow, funnel: &Funnel, placed: &Placed) -> FunnelRow {
    FunnelRow {
        target: Some(funnel.target),
        z: Some(placed.z),
        dispersion: Some(funnel.dispersion),
        inner_low: Some(placed.inner.low),
        inner_high: Some(placed.inner.high),
        outer_low: Some(placed.outer.low),
        outer_high: Some(placed.outer.high),
        place: Some(match (placed.position, placed.z > 0.0) {
            (Position::Inside, _) => FunnelPlace::Inside,
            (Position::BeyondInner, true) => FunnelPlace::Above,
            (Position::BeyondInner, false) => FunnelPlace::Below,
            (Position::BeyondOuter, true) => FunnelPlace::FarAbove,
            (Position::BeyondOuter, false) => FunnelPlace::FarBelow,
        }),
        ..row
    }
}
