//! What the way of asking does to an index: two modes of one period, domains of one design (2.28).

use compact_str::CompactString;
use survey::table::ModeEffectRow;
use survey::{Language, Mode, Period, ScoringScheme, Unit, UnitTree, Weights};

use crate::change::{Change, Side, adjusted};
use crate::estimate::Overlap;
use crate::index::{flag, scheme_name, selected_units};
use crate::scorer::Scorer;
use crate::{AnalyticsError, By, Cube, Grain, Thresholds, UnitSelection};

/// Which differences.
#[derive(Debug, Clone)]
pub struct ModeEffectRequest {
    /// Periods.
    pub periods: Vec<Period>,
    /// Units.
    pub units: UnitSelection,
    /// Category code, or `overall`.
    pub category: String,
    /// The one mode and the other, which is compared with it.
    pub modes: [Mode; 2],
    /// Below which counts there is no difference.
    pub thresholds: Thresholds,
    /// What interviews weigh.
    pub weights: Weights,
    /// Language of the unit names.
    pub language: Language,
}

/// The difference between two modes of every unit in each period, the units in the order of the tree.
///
/// Both are domains of the period's sample, so that the covariance of the PSUs that both reached is
/// taken off. All rows are one family for Holm's adjustment (2.23). A unit that is too thin in one
/// mode has a row with its counts and no difference; a unit without an interview by either has none.
///
/// # Errors
/// When the scheme does not fit a question, a unit, level or category is unknown, or the cube keeps
/// modes together.
pub fn mode_effect_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    request: &ModeEffectRequest,
) -> Result<Vec<ModeEffectRow>, AnalyticsError> {
    if cube.grain == Grain::Category {
        return Err(AnalyticsError::TooCoarse("a difference between modes"));
    }
    let scorer = Scorer::new(cube, tree, scheme, By::Category, request.thresholds.shown_from)?
        .with_weights(request.weights);
    let topic = scorer.topic(&request.category)?;
    let units = selected_units(tree, &request.units)?;
    let name = scheme_name(scheme);
    let mut rows = Vec::new();
    for &period in &request.periods {
        let totals = request.modes.map(|mode| scorer.period(period, Some(mode)));
        let overlap = Overlap::new(&totals[1], &totals[0]);
        for &unit in &units {
            let side = |totals| Side::new(totals, unit, topic, &request.thresholds);
            let sides = totals.each_ref().map(side);
            if totals.iter().all(|totals| !totals.is_listed(unit)) {
                continue;
            }
            let both = sides[1].standing.as_ref().zip(sides[0].standing.as_ref());
            let effect = both.and_then(|(other, one)| Change::new(other, one, &overlap));
            let head = Head { unit: &tree.units()[unit], period, scheme: &name };
            rows.push(head.row(request, &sides, effect));
        }
    }
    let p_values: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
    let (family, adjusted) = adjusted(&p_values)?;
    for (row, p) in rows.iter_mut().zip(adjusted) {
        row.p_holm = p;
        row.family = p.map(|_| family);
    }
    Ok(rows)
}

/// What a row says besides figures.
struct Head<'a> {
    unit: &'a Unit,
    period: Period,
    scheme: &'a CompactString,
}

impl Head<'_> {
    fn row(
        &self,
        request: &ModeEffectRequest,
        sides: &[Side; 2],
        effect: Option<Change>,
    ) -> ModeEffectRow {
        let interval = effect.and_then(|effect| effect.interval());
        let flags = sides.each_ref().map(|side| flag(&side.estimate, &request.thresholds));
        ModeEffectRow {
            unit_code: self.unit.code.as_str().into(),
            unit_name: self.unit.name.get(request.language).into(),
            level: self.unit.level.as_str().into(),
            period: self.period,
            category: request.category.as_str().into(),
            scheme: self.scheme.clone(),
            from_mode: request.modes[0].as_str(),
            to_mode: request.modes[1].as_str(),
            from_n: sides[0].n(),
            to_n: sides[1].n(),
            from_index: sides[0].index(),
            to_index: sides[1].index(),
            change: effect.map(|effect| effect.value),
            se: effect.map(|effect| effect.se),
            df: effect.and_then(|effect| effect.df),
            ci_low: interval.map(|(low, _)| low),
            ci_high: interval.map(|(_, high)| high),
            p: effect.map(|effect| effect.p),
            p_holm: None,
            family: None,
            flag: flags[0].max(flags[1]),
            weights: request.weights,
        }
    }
}
