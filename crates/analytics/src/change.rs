//! Changes of an index from period to period, with the PSUs that both visited (2.22).

use compact_str::CompactString;
use statistics::distribution::{CONFIDENCE, central_t, normal_quantile, upper_tail};
use statistics::multiplicity::{self, Adjustment};
use statistics::rank::{Contender, satterthwaite};
use survey::table::ChangeRow;
use survey::{Language, Mode, Period, ScoringScheme, UnitTree, Weights};

use crate::estimate::{Estimate, Linearised, Overlap};
use crate::index::{flag, scheme_name, selected_units};
use crate::scorer::{PeriodTotals, Scorer};
use crate::{AnalyticsError, By, Cube, Thresholds, UnitSelection};

/// Which changes.
#[derive(Debug, Clone)]
pub struct ChangeRequest {
    /// Each is compared with the one before it in this list.
    pub periods: Vec<Period>,
    /// Units.
    pub units: UnitSelection,
    /// Category code, or `overall`.
    pub category: String,
    /// One mode, or all together.
    pub mode: Option<Mode>,
    /// Below which counts there is no change.
    pub thresholds: Thresholds,
    /// What interviews weigh.
    pub weights: Weights,
    /// Language of the unit names.
    pub language: Language,
}

/// The change of every unit from each period to the next, the units in the order of the tree.
///
/// Both periods stand under their own design, and the covariance of the PSUs that both visited is
/// taken off (2.22). All changes of the table are one family for Holm's adjustment (2.23). A unit
/// that is too thin in one of the periods has a row with its counts and no change; a unit without
/// an interview in both has none.
///
/// # Errors
/// When the scheme does not fit a question, or a unit, level or category is unknown.
pub fn change_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    request: &ChangeRequest,
) -> Result<Vec<ChangeRow>, AnalyticsError> {
    let scorer = Scorer::new(cube, tree, scheme, By::Category, request.thresholds.shown_from)?
        .with_weights(request.weights);
    let topic = scorer.topic(&request.category)?;
    let units = selected_units(tree, &request.units)?;
    let parts = scorer.parts(&request.periods, request.mode);
    let scheme = scheme_name(scheme);
    let mut rows = Vec::new();
    for pair in request.periods.windows(2) {
        let (then, now) = (scorer.totals(&parts, pair[0]), scorer.totals(&parts, pair[1]));
        let overlap = Overlap::new(&now, &then);
        for &unit in &units {
            let sides =
                [&then, &now].map(|totals| Side::new(totals, unit, topic, &request.thresholds));
            if then.is_listed(unit) || now.is_listed(unit) {
                let change = sides[1].standing.as_ref().zip(sides[0].standing.as_ref());
                let change = change.and_then(|(now, then)| Change::new(now, then, &overlap));
                let head = Head { tree, unit, periods: [pair[0], pair[1]], scheme: &scheme };
                rows.push(head.row(request, &sides, change));
            }
        }
    }
    let changes: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
    let (family, adjusted) = adjusted(&changes)?;
    for (row, p) in rows.iter_mut().zip(adjusted) {
        row.p_holm = p;
        row.family = p.map(|_| family);
    }
    Ok(rows)
}

/// A unit of one period that can be compared.
pub(crate) struct Standing {
    pub(crate) contender: Contender,
    pub(crate) linearised: Linearised,
}

impl Standing {
    /// `None` for a unit with too few respondents, or whose design gives no standard error or no
    /// degree of freedom.
    pub(crate) fn new(
        totals: &PeriodTotals<'_>,
        unit: usize,
        topic: usize,
        estimate: &Estimate,
        thresholds: &Thresholds,
    ) -> Option<Self> {
        let index = estimate.index?;
        let se = index.se()?;
        // A figure that is withheld must not come back through a rank or a change.
        let thin = estimate.withheld || estimate.total.rest.people < thresholds.ranked_from;
        if thin || estimate.df == 0 {
            return None;
        }
        let contender = Contender { estimate: index.value, se, df: Some(estimate.df) };
        Some(Self { contender, linearised: totals.linearised(unit, topic)? })
    }
}

/// A change and its error.
#[derive(Clone, Copy)]
pub(crate) struct Change {
    pub(crate) value: f64,
    pub(crate) se: f64,
    /// `None` without end.
    pub(crate) df: Option<f64>,
    pub(crate) p: f64,
}

impl Change {
    /// `None` where nothing varies.
    pub(crate) fn new(now: &Standing, then: &Standing, overlap: &Overlap) -> Option<Self> {
        let value = now.contender.estimate - then.contender.estimate;
        let covariance = overlap.covariance(&now.linearised, &then.linearised);
        let variance = now.contender.se.powi(2) + then.contender.se.powi(2) - 2.0 * covariance;
        if variance <= 0.0 {
            return None;
        }
        let (se, df) = (variance.sqrt(), satterthwaite(&now.contender, &then.contender));
        Some(Self { value, se, df, p: 2.0 * upper_tail(value.abs() / se, df) })
    }

    pub(crate) fn interval(&self) -> Option<(f64, f64)> {
        let t = match self.df {
            Some(df) => central_t(df, CONFIDENCE),
            None => normal_quantile(f64::midpoint(1.0, CONFIDENCE)),
        };
        t.map(|t| (self.value - t * self.se, self.value + t * self.se))
    }
}

/// How many p-values there are, and each adjusted by Holm for all of them (2.23).
pub(crate) fn adjusted(
    p_values: &[Option<f64>],
) -> Result<(u64, Vec<Option<f64>>), AnalyticsError> {
    let family: Vec<f64> = p_values.iter().copied().flatten().collect();
    let mut adjusted = multiplicity::adjusted(&family, Adjustment::Holm)?.into_iter();
    let each = p_values.iter().map(|p| p.and_then(|_| adjusted.next())).collect();
    Ok((family.len() as u64, each))
}

/// A unit in one of the two periods, or asked by one of two modes.
pub(crate) struct Side {
    pub(crate) estimate: Estimate,
    pub(crate) standing: Option<Standing>,
}

impl Side {
    pub(crate) fn new(
        totals: &PeriodTotals<'_>,
        unit: usize,
        topic: usize,
        thresholds: &Thresholds,
    ) -> Self {
        let estimate = totals.estimate(unit, topic);
        let standing = Standing::new(totals, unit, topic, &estimate, thresholds);
        Self { estimate, standing }
    }

    pub(crate) fn n(&self) -> Option<u64> {
        Some(self.estimate.total.rest.people).filter(|_| !self.estimate.withheld)
    }

    pub(crate) fn index(&self) -> Option<f64> {
        self.estimate.index.filter(|_| !self.estimate.withheld).map(|index| index.value)
    }
}

/// What a row says besides figures.
struct Head<'a> {
    tree: &'a UnitTree,
    unit: usize,
    periods: [Period; 2],
    scheme: &'a CompactString,
}

impl Head<'_> {
    fn row(&self, request: &ChangeRequest, sides: &[Side; 2], change: Option<Change>) -> ChangeRow {
        let unit = &self.tree.units()[self.unit];
        let interval = change.and_then(|change| change.interval());
        let flags = sides.each_ref().map(|side| flag(&side.estimate, &request.thresholds));
        ChangeRow {
            unit_code: unit.code.as_str().into(),
            unit_name: unit.name.get(request.language).into(),
            level: unit.level.as_str().into(),
            category: request.category.as_str().into(),
            scheme: self.scheme.clone(),
            mode: request.mode.map_or("all", Mode::as_str).into(),
            from_period: self.periods[0],
            to_period: self.periods[1],
            from_n: sides[0].n(),
            to_n: sides[1].n(),
            from_index: sides[0].index(),
            to_index: sides[1].index(),
            change: change.map(|change| change.value),
            se: change.map(|change| change.se),
            df: change.and_then(|change| change.df),
            ci_low: interval.map(|(low, _)| low),
            ci_high: interval.map(|(_, high)| high),
            p: change.map(|change| change.p),
            p_holm: None,
            family: None,
            flag: flags[0].max(flags[1]),
            weights: request.weights,
        }
    }
}
