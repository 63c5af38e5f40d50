//! Ledger → rates with their denominators, unit by unit, and the funnel of one of them.
//!
//! Nothing is kept between two tables: each is counted from the steps of the issues, which are the truth.

mod funnel;
mod picture;
mod twin;

use std::collections::{BTreeMap, BTreeSet};

use analytics::{AnalyticsError, UnitSelection, selected_units};
use jiff::civil::Date;
use statistics::interval::wilson_of_counts;
use store::{IssueHistory, Store, StoreError};
use survey::issue::rates::{Fraction, IssueFacts, IssueRate, RateCounts};
use survey::table::{Flag, IssueRateRow};
use survey::{Code, Language, OVERALL, Period, UnitTree};

use crate::FiguresError;

pub use self::funnel::issue_funnel;
pub use self::picture::{IssueFunnelLook, issue_funnel_chart};
pub use self::twin::category_names;

/// Of fewer issues a share is flagged, as an index of fewer respondents is.
const SMALL_BELOW: u64 = 30;
/// Level of the intervals.
const LEVEL: f64 = 0.95;

/// Which rates of the ledger are asked for.
#[derive(Debug, Clone)]
pub struct IssueRateRequest {
    /// Periods, in the order of the rows.
    pub periods: Vec<Period>,
    /// Units.
    pub units: UnitSelection,
    /// Units that may be seen, with all below them; everything without.
    pub within: Option<Vec<Code>>,
    /// One category or `overall`; both and all without.
    pub category: Option<String>,
    /// One rate; all without.
    pub measure: Option<IssueRate>,
    /// The day as of which it is told what is overdue.
    pub today: Date,
    /// Language of the names.
    pub language: Language,
}

/// Counts of a unit in a period: overall, and by category.
type Cell = BTreeMap<Option<Code>, RateCounts>;

/// Rates of the ledger, each with its denominator: period by period and unit by unit, overall and then
/// the categories of which there is anything. A unit holds those below it; an issue is of the unit that
/// has to put it right now. Issues of official and of mock rounds are there alike.
///
/// # Errors
/// When a unit, level or category is unknown or out of sight, or the store fails.
pub fn issue_rates(
    store: &Store,
    request: &IssueRateRequest,
) -> Result<Vec<IssueRateRow>, FiguresError> {
    check_category(store, request)?;
    let tree = store.unit_tree()?;
    let units = units_in_sight(&tree, request)?;
    let cells = counted(store, &tree, &units, request)?;
    let mut rows = Vec::new();
    for (at, period) in request.periods.iter().enumerate() {
        for unit in &units {
            let none = Cell::from([(None, RateCounts::default())]);
            let cell = cells.get(&(at, *unit)).unwrap_or(&none);
            for (category, counts) in cell {
                rows.extend(rows_of(&tree, (*unit, *period), category.as_ref(), counts, request));
            }
        }
    }
    Ok(rows)
}

fn check_category(store: &Store, request: &IssueRateRequest) -> Result<(), FiguresError> {
    let Some(wanted) = request.category.as_deref().filter(|wanted| *wanted != OVERALL) else {
        return Ok(());
    };
    let questionnaires = store.questionnaires()?;
    let categories = questionnaires.iter().flat_map(|form| &form.scheme.categories);
    let known: BTreeSet<&str> = categories.map(|category| category.code.as_str()).collect();
    if known.contains(wanted) {
        return Ok(());
    }
    let known = known.into_iter().map(str::to_owned).collect();
    Err(FiguresError::UnknownCategory { name: wanted.to_owned(), known })
}

/// The units asked for, by position in the tree. Of one out of sight not even that there is one is told.
fn units_in_sight(
    tree: &UnitTree,
    request: &IssueRateRequest,
) -> Result<Vec<usize>, AnalyticsError> {
    let is_seen = |place: usize| {
        request.within.as_ref().is_none_or(|within| {
            tree.lineage(place).any(|above| within.contains(&tree.units()[above].code))
        })
    };
    if let UnitSelection::One(code) | UnitSelection::Family(code) = &request.units
        && !tree.position(code).is_some_and(is_seen)
    {
        return Err(AnalyticsError::UnknownUnit(code.clone()));
    }
    let mut units = selected_units(tree, &request.units)?;
    units.retain(|place| is_seen(*place));
    Ok(units)
}

/// Counts by place of the period in the request, and position of the unit in the tree.
fn counted(
    store: &Store,
    tree: &UnitTree,
    units: &[usize],
    request: &IssueRateRequest,
) -> Result<BTreeMap<(usize, usize), Cell>, FiguresError> {
    let mut cells = BTreeMap::new();
    let Some(until) = request.periods.iter().map(|period| period.last_day()).max() else {
        return Ok(cells);
    };
    let wanted: BTreeSet<usize> = units.iter().copied().collect();
    store.try_for_each_issue(until, |history| {
        let own = tree.position(history.unit.as_str());
        let own = own.ok_or_else(|| AnalyticsError::UnknownUnit(history.unit.to_string()))?;
        let facts = facts(&history)?;
        for (at, period) in request.periods.iter().enumerate() {
            let counts = facts.counts(&period.months(), request.today);
            if counts.is_empty() {
                continue;
            }
            for unit in tree.lineage(own).filter(|unit| wanted.contains(unit)) {
                let cell: &mut Cell = cells.entry((at, unit)).or_default();
                *cell.entry(None).or_default() += counts;
                *cell.entry(Some(history.category.clone())).or_default() += counts;
            }
        }
        Ok::<_, FiguresError>(())
    })?;
    Ok(cells)
}

fn facts(history: &IssueHistory) -> Result<IssueFacts, StoreError> {
    IssueFacts::of(history.opened_on, &history.steps).map_err(|refused| StoreError::Unreadable {
        what: format!("the steps of issue {}", history.id),
        detail: refused.to_string(),
    })
}

/// The rows of one category, as far as they are asked for.
fn rows_of(
    tree: &UnitTree,
    (unit, period): (usize, Period),
    category: Option<&Code>,
    counts: &RateCounts,
    request: &IssueRateRequest,
) -> Vec<IssueRateRow> {
    let category = category.map_or(OVERALL, Code::as_str);
    if request.category.as_deref().is_some_and(|wanted| wanted != category) {
        return Vec::new();
    }
    let unit = &tree.units()[unit];
    let row = |measure: IssueRate| {
        let of = counts.of(measure);
        let interval = wilson_of_counts(of.numerator, of.denominator, LEVEL);
        IssueRateRow {
            unit_code: unit.code.as_str().into(),
            unit_name: unit.name.get(request.language).into(),
            level: unit.level.as_str().into(),
            period,
            category: category.into(),
            measure,
            dated: measure.day(),
            numerator: of.numerator,
            denominator: of.denominator,
            share: of.share(),
            share_low: interval.map(|interval| interval.low),
            share_high: interval.map(|interval| interval.high),
            flag: flag(of),
        }
    };
    let wanted = |measure: &IssueRate| request.measure.is_none_or(|wanted| wanted == *measure);
    IssueRate::ALL.into_iter().filter(wanted).map(row).collect()
}

fn flag(of: Fraction) -> Option<Flag> {
    (1..SMALL_BELOW).contains(&of.denominator).then_some(Flag::SmallN)
}
