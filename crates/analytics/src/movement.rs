//! Ranks over several periods.

use compact_str::CompactString;
use survey::table::MovementRow;
use survey::{Language, Mode, Period, ScoringScheme, Unit, UnitTree};

use crate::change::adjusted;
use crate::index::{flag, scheme_name, units_of_level};
use crate::ranking::{Field, changes};
use crate::scorer::Scorer;
use crate::{AnalyticsError, By, Cube, Thresholds};

/// Whose ranks, and when.
#[derive(Debug, Clone)]
pub struct MovementRequest {
    /// The periods, in order of time.
    pub periods: Vec<Period>,
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

/// The ranks of the units of a level in each of some periods, and the change of each index from the
/// first to the last.
///
/// Units come by their rank in the last period, those without one after them; the periods of a unit
/// stand together. Each period is ranked by itself, and all changes are one family for Holm's
/// adjustment (2.23). A unit without an interview in all periods has no rows.
///
/// # Errors
/// When the scheme does not fit a question, or level or category are unknown.
pub fn movement_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    request: &MovementRequest,
) -> Result<Vec<MovementRow>, AnalyticsError> {
    let scorer = Scorer::new(cube, tree, scheme, By::Category, request.thresholds.shown_from)?;
    let topic = scorer.topic(&request.category)?;
    let units = units_of_level(tree, &request.level)?;
    let parts = scorer.parts(&request.periods, request.mode);
    let field =
        |&period| Field::new(scorer.totals(&parts, period), &units, topic, &request.thresholds);
    let fields: Vec<Field<'_>> = request.periods.iter().map(field).collect();
    let changes = match fields.as_slice() {
        [first, .., last] => changes(last, first),
        _ => vec![None; units.len()],
    };
    let p_values: Vec<_> = changes.iter().map(|change| change.map(|change| change.p)).collect();
    let (_, adjusted) = adjusted(&p_values)?;
    let scheme = scheme_name(scheme);
    let mut rows = Vec::new();
    for place in order(&fields, &units, tree) {
        let unit = &tree.units()[units[place]];
        for (field, &period) in fields.iter().zip(&request.periods) {
            let head = Head { unit, period, scheme: &scheme, request };
            rows.push(head.row(field, place, field.totals.interviews(units[place])));
        }
        if let (Some(last), Some(change)) = (rows.last_mut(), changes[place]) {
            last.change = Some(change.value);
            last.change_se = Some(change.se);
            last.change_p = Some(change.p);
            last.change_p_holm = adjusted[place];
        }
    }
    Ok(rows)
}

/// Positions of the units with an interview, by their rank in the last period, then by code.
fn order(fields: &[Field<'_>], units: &[usize], tree: &UnitTree) -> Vec<usize> {
    let interviewed =
        |&place: &usize| fields.iter().any(|field| field.totals.is_listed(units[place]));
    let mut order: Vec<usize> = (0..units.len()).filter(interviewed).collect();
    let rank = |place: usize| fields.last()?.places[place].as_ref().map(|placed| placed.set.rank);
    order.sort_by_key(|&place| {
        let rank = rank(place);
        (rank.is_none(), rank, &tree.units()[units[place]].code)
    });
    order
}

/// What a row says besides figures.
struct Head<'a> {
    unit: &'a Unit,
    period: Period,
    scheme: &'a CompactString,
    request: &'a MovementRequest,
}

impl Head<'_> {
    /// How a unit stands in a period, without the change.
    fn row(&self, field: &Field<'_>, place: usize, responses: Option<u64>) -> MovementRow {
        let Self { unit, request, .. } = self;
        let estimate = &field.estimates[place];
        let flag = flag(estimate, &request.thresholds);
        let shown = !estimate.withheld;
        let index = estimate.index.filter(|_| shown);
        let set = field.places[place].as_ref().map(|placed| placed.set);
        MovementRow {
            unit_code: unit.code.as_str().into(),
            unit_name: unit.name.get(request.language).into(),
            level: unit.level.as_str().into(),
            category: request.category.as_str().into(),
            scheme: self.scheme.clone(),
            mode: request.mode.map_or("all", Mode::as_str).into(),
            period: self.period,
            responses,
            n: Some(estimate.total.rest.people).filter(|_| shown),
            index: index.map(|index| index.value),
            rank: set.map(|set| set.rank),
            rank_low: set.map(|set| set.low),
            rank_high: set.map(|set| set.high),
            tier: set.map(|set| set.tier),
            flag,
            change: None,
            change_se: None,
            change_p: None,
            change_p_holm: None,
        }
    }
}
