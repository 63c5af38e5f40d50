//! What to fix first: derived importance against performance, and the importance–satisfaction
//! rating where respondents named their priorities.

use std::cmp::Ordering;

use statistics::drivers::{self, Spread, quadrant};
use survey::table::{Derivation, Flag, IndexRow, Priorities, PriorityRow, Quadrant};
use survey::{Language, Period, ScoringScheme, UnitTree};

use crate::index::scheme_name;
use crate::joint::{Driver, Matters, Named};
use crate::{
    AnalyticsError, Cube, IndexRequest, ModeSplit, Thresholds, UnitSelection, index_table,
};

/// Whose performance is held against what matters.
#[derive(Debug, Clone)]
pub struct PriorityRequest {
    /// The period.
    pub period: Period,
    /// Unit code.
    pub unit: String,
    /// When to flag and to withhold.
    pub thresholds: Thresholds,
    /// Language of names.
    pub language: Language,
}

/// Computes the priorities of a unit. `matters` comes from the interviews of the same period, of all
/// units, under the same scheme.
///
/// # Errors
/// As [`index_table`].
pub fn priority_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    matters: &Matters,
    request: &PriorityRequest,
) -> Result<Priorities, AnalyticsError> {
    let index = index_table(cube, tree, scheme, &index_request(matters, request))?;
    let named = named_in(matters, tree, &request.unit)?;
    let unit =
        tree.get(&request.unit).ok_or_else(|| AnalyticsError::UnknownUnit(request.unit.clone()))?;
    // Who named a priority is nearly everybody who was interviewed.
    let is_withheld = index.iter().any(|row| row.responses.is_none());
    let mut rows: Vec<PriorityRow> = Vec::with_capacity(matters.drivers.len());
    for (at, driver) in matters.drivers.iter().enumerate() {
        let performance = index.iter().find(|row| row.category == driver.code.as_str());
        let mut row = PriorityRow {
            unit_code: unit.code.as_str().into(),
            unit_name: unit.name.get(request.language).into(),
            period: request.period,
            scheme: scheme_name(scheme),
            mode: matters.mode.map_or("all", survey::Mode::as_str).into(),
            ..row_of(driver, performance, request)
        };
        let importance = matters.importance.derived.as_ref().ok();
        let importance = importance.and_then(|derived| derived.shares[at]);
        row.importance = importance.map(|spread| spread.value);
        row.importance_low = importance.map(|spread| spread.low);
        row.importance_high = importance.map(|spread| spread.high);
        name(&mut row, at, &named, is_withheld, &request.thresholds);
        rows.push(row);
    }
    let lines = lines(&rows);
    for row in &mut rows {
        row.quadrant = lines.and_then(|lines| quadrant_of(row, lines));
    }
    rows.sort_by(first_things_first);
    let derivation = derivation(matters, request.language);
    Ok(Priorities { rows, derivation, lines })
}

fn index_request(matters: &Matters, request: &PriorityRequest) -> IndexRequest {
    IndexRequest {
        periods: vec![request.period],
        units: UnitSelection::One(request.unit.clone()),
        by: matters.by,
        modes: matters.mode.map_or(ModeSplit::Together, ModeSplit::Only),
        thresholds: request.thresholds,
        language: request.language,
        ..IndexRequest::default()
    }
}

/// What respondents of a unit named, and of those below it.
fn named_in(matters: &Matters, tree: &UnitTree, unit: &str) -> Result<Named, AnalyticsError> {
    let mut sum = Named::default();
    for (code, named) in &matters.named {
        let unknown = || AnalyticsError::UnknownUnit(code.to_string());
        let position = tree.position(code.as_str()).ok_or_else(unknown)?;
        if tree.lineage(position).any(|above| tree.units()[above].code == *unit) {
            sum.add(named);
        }
    }
    Ok(sum)
}

fn row_of(
    driver: &Driver,
    performance: Option<&IndexRow>,
    request: &PriorityRequest,
) -> PriorityRow {
    PriorityRow {
        unit_code: "".into(),
        unit_name: "".into(),
        period: request.period,
        driver: driver.code.as_str().into(),
        driver_name: driver.name.get(request.language).into(),
        scheme: "".into(),
        mode: "".into(),
        importance: None,
        importance_low: None,
        importance_high: None,
        n: performance.map_or(Some(0), |row| row.n),
        performance: performance.and_then(|row| row.index),
        performance_low: performance.and_then(|row| row.ci_low),
        performance_high: performance.and_then(|row| row.ci_high),
        rate: performance.and_then(|row| row.rate),
        quadrant: None,
        asked: None,
        named_share: None,
        priority_rating: None,
        flag: performance.and_then(|row| row.flag),
    }
}

/// Share naming it × (1 − share satisfied).
fn name(
    row: &mut PriorityRow,
    driver: usize,
    named: &Named,
    is_withheld: bool,
    thresholds: &Thresholds,
) {
    let is_thin = (1..thresholds.shown_from).contains(&named.asked);
    row.asked = Some(named.asked).filter(|_| !is_withheld && !is_thin);
    let shown = row.asked.is_some() && named.weight > 0.0;
    row.named_share = shown.then(|| named.by_driver[driver] / named.weight);
    row.priority_rating = row.named_share.zip(row.rate).map(|(share, rate)| share * (1.0 - rate));
}

/// Means over the drivers that have a place in the grid.
fn lines(rows: &[PriorityRow]) -> Option<(f64, f64)> {
    let points: Vec<(f64, f64)> =
        rows.iter().filter_map(|row| row.performance.zip(row.importance)).collect();
    let mean =
        |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
    (points.len() > 1).then(|| (mean(|point| point.0), mean(|point| point.1)))
}

fn quadrant_of(row: &PriorityRow, lines: (f64, f64)) -> Option<Quadrant> {
    let (performance, importance) = row.performance.zip(row.importance)?;
    let performance_range = row.performance_low.zip(row.performance_high);
    let importance_range = row.importance_low.zip(row.importance_high);
    let (Some(across), Some(up)) = (performance_range, importance_range) else {
        return Some(Quadrant::Undetermined);
    };
    // Of too few people nothing is told apart.
    if row.flag.is_some_and(|flag| flag > Flag::LowDf) {
        return Some(Quadrant::Undetermined);
    }
    let performance = Spread { value: performance, low: across.0, high: across.1 };
    let importance = Spread { value: importance, low: up.0, high: up.1 };
    Some(match quadrant(performance, importance, lines) {
        drivers::Quadrant::ConcentrateHere => Quadrant::ConcentrateHere,
        drivers::Quadrant::KeepUp => Quadrant::KeepUp,
        drivers::Quadrant::LowPriority => Quadrant::LowPriority,
        drivers::Quadrant::PossibleOverkill => Quadrant::PossibleOverkill,
        drivers::Quadrant::Undetermined => Quadrant::Undetermined,
    })
}

fn first_things_first(a: &PriorityRow, b: &PriorityRow) -> Ordering {
    let key = |row: &PriorityRow| {
        let known = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
        (known(row.priority_rating), known(row.importance))
    };
    let ((a_rating, a_importance), (b_rating, b_importance)) = (key(a), key(b));
    b_rating.total_cmp(&a_rating).then(b_importance.total_cmp(&a_importance))
}

fn derivation(matters: &Matters, language: Language) -> Derivation {
    let importance = &matters.importance;
    let derived = importance.derived.as_ref();
    let outcome = matters.outcome.as_ref();
    Derivation {
        outcome: outcome.map_or_else(String::new, |text| text.get(language).to_owned()),
        respondents: importance.respondents,
        fewest: importance.fewest,
        r_squared: derived.ok().map(|derived| derived.r_squared),
        method: derived.ok().map(|derived| derived.method),
        lacking: derived.err().copied(),
    }
}
