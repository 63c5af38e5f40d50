//! The index table: unit × period × category.

use compact_str::{CompactString, format_compact};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use statistics::design::Lonely;
use statistics::distribution::CONFIDENCE;
use statistics::interval::{self, Interval, Method, Proportion};
use survey::table::{Flag, IndexRow};
use survey::{Language, Mode, Period, ScoringScheme, Unit, UnitTree, Weights};

use crate::estimate::{Estimate, Ratio, Variance, index_interval};
use crate::scorer::{PartSums, PeriodTotals, Scorer};
use crate::{AnalyticsError, Cube, Grain};

/// What the rows of a unit and period are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Overall and each category.
    #[default]
    Category,
    /// Each question.
    Question,
}

/// Which modes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ModeSplit {
    /// All modes together.
    #[default]
    Together,
    /// One mode.
    Only(Mode),
    /// A row for each mode that occurs.
    Each,
}

/// Which units get rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum UnitSelection {
    /// Every unit with an interview.
    #[default]
    All,
    /// The units of a level.
    Level(String),
    /// One unit.
    One(String),
    /// One unit and those right below it.
    Family(String),
}

/// Which PSUs the design of a period counts (`n_h` of (2.4)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DesignScope {
    /// Those that the period visited: each period is a sample of its own.
    #[default]
    Period,
    /// Those of all the data, a period being a domain of one sample, as R's `svyby` takes it.
    All,
}

impl DesignScope {
    /// Its name in result tables and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Period => "period",
            Self::All => "file",
        }
    }
}

/// Which intervals of 95 % are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Intervals {
    /// Those of indices by (2.8), those of rates by the method that suits each (2.18).
    #[default]
    Suitable,
    /// Those of indices by (2.8), those of rates by one method.
    Rates(Method),
    /// None: for tables that don't show them, because millions take a while.
    None,
}

/// Below which counts a cell is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Fewer respondents: `small_n`, and no rank.
    pub ranked_from: u64,
    /// Fewer respondents: the numbers are withheld, because they could point at a person.
    pub shown_from: u64,
    /// Fewer degrees of freedom: `low_df` (NCHS presentation rule: 8).
    pub df_from: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { ranked_from: 30, shown_from: 5, df_from: 8 }
    }
}

/// What an index table shall hold.
#[derive(Debug, Clone, Default)]
pub struct IndexRequest {
    /// Periods, in the order of the rows.
    pub periods: Vec<Period>,
    /// Units.
    pub units: UnitSelection,
    /// Categories or questions.
    pub by: By,
    /// Modes.
    pub modes: ModeSplit,
    /// Design of a period.
    pub design: DesignScope,
    /// What a stratum with a single PSU adds to a variance (2.6); by default there is none then.
    pub lonely: Lonely,
    /// Intervals.
    pub intervals: Intervals,
    /// What interviews weigh.
    pub weights: Weights,
    /// When to flag.
    pub thresholds: Thresholds,
    /// Language of the unit names.
    pub language: Language,
}

/// Computes the index table. Cells without an interview have no row.
///
/// Points and rates follow formulas (2.2)–(2.4), (2.7), (2.8), (2.10), (2.11); rows are ordered by
/// period, unit (as in the tree), mode and category.
///
/// # Errors
/// When the scheme does not fit a question, a unit is missing from the tree or a level is unknown.
pub fn index_table(
    cube: &Cube,
    tree: &UnitTree,
    scheme: &ScoringScheme,
    request: &IndexRequest,
) -> Result<Vec<IndexRow>, AnalyticsError> {
    let table = IndexTable::new(cube, tree, scheme, request)?;
    let rows = |&period| table.rows_of(period, Vec::new());
    Ok(request.periods.par_iter().flat_map_iter(rows).collect())
}

/// An index table that is made a period at a time, for tables that need not be held whole.
#[derive(Debug)]
pub struct IndexTable<'a> {
    scorer: Scorer<'a>,
    /// What each mode that is shown answered.
    modes: Vec<(Option<Mode>, PartSums)>,
    scheme: CompactString,
    /// Positions in the tree.
    units: Vec<(usize, UnitTexts)>,
    request: &'a IndexRequest,
}

impl<'a> IndexTable<'a> {
    /// Scores the months of the request.
    ///
    /// # Errors
    /// As [`index_table`].
    pub fn new(
        cube: &'a Cube,
        tree: &'a UnitTree,
        scheme: &ScoringScheme,
        request: &'a IndexRequest,
    ) -> Result<Self, AnalyticsError> {
        let scorer = Scorer::new(cube, tree, scheme, request.by, request.thresholds.shown_from)?
            .with_design(request.design)
            .with_lonely(request.lonely)
            .with_weights(request.weights);
        if request.modes != ModeSplit::Together && cube.grain == Grain::Category {
            return Err(AnalyticsError::TooCoarse("a table by mode"));
        }
        let parts = |mode| (mode, scorer.parts(&request.periods, mode));
        Ok(Self {
            modes: modes_of(request.modes).into_iter().map(parts).collect(),
            scheme: scheme_name(scheme),
            units: selected_units(tree, &request.units)?
                .into_iter()
                .map(|unit| (unit, UnitTexts::of(&tree.units()[unit], request.language)))
                .collect(),
            request,
            scorer,
        })
    }

    /// The rows of each period in the order of the request.
    pub fn parts(&self) -> IndexParts<'_> {
        IndexParts { table: self, periods: &self.request.periods }
    }

    /// The rows of a period, in the room that others leave.
    fn rows_of(&self, period: Period, mut rows: Vec<IndexRow>) -> Vec<IndexRow> {
        rows.clear();
        let modes = self.modes.iter();
        let modes: Vec<(Option<Mode>, PeriodTotals<'_>)> =
            modes.map(|(mode, parts)| (*mode, self.scorer.totals(parts, period))).collect();
        rows.reserve(self.units.len() * modes.len() * self.scorer.topics.len());
        for (unit, texts) in &self.units {
            for (mode, totals) in &modes {
                if totals.is_listed(*unit) {
                    let head = RowHead {
                        unit: texts,
                        period,
                        mode: *mode,
                        scheme: &self.scheme,
                        responses: totals.interviews(*unit),
                        design: self.request.design,
                        weights: self.request.weights,
                        intervals: self.request.intervals,
                    };
                    self.add_rows(*unit, &head, totals, &mut rows);
                }
            }
        }
        rows
    }

    fn add_rows(
        &self,
        unit: usize,
        head: &RowHead<'_>,
        totals: &PeriodTotals<'_>,
        rows: &mut Vec<IndexRow>,
    ) {
        for (topic, about) in self.scorer.topics.iter().enumerate() {
            if totals.is_asked(unit, topic) {
                let estimate = totals.estimate(unit, topic);
                rows.push(head.row(&about.code, &estimate, &self.request.thresholds));
            }
        }
    }
}

/// The periods of an [`IndexTable`] that are still to come.
#[derive(Debug)]
pub struct IndexParts<'a> {
    table: &'a IndexTable<'a>,
    periods: &'a [Period],
}

impl IndexParts<'_> {
    /// The rows of the next periods, as many as there are threads; `None` after the last.
    ///
    /// `spent` is what an earlier call gave and nobody needs any more: its room is used again, which
    /// saves a fifth of the time of a long table.
    pub fn next(&mut self, mut spent: Vec<Vec<IndexRow>>) -> Option<Vec<Vec<IndexRow>>> {
        let together = self.periods.len().min(rayon::current_num_threads());
        let periods = self.periods.split_off(..together).filter(|periods| !periods.is_empty())?;
        spent.resize_with(together, Vec::new);
        let rows = |(&period, room)| self.table.rows_of(period, room);
        Some(periods.par_iter().zip(spent).map(rows).collect())
    }
}

/// The name under which a scheme is printed with every figure.
pub(crate) fn scheme_name(scheme: &ScoringScheme) -> CompactString {
    format_compact!("{}@{}", scheme.code, scheme.version)
}

fn modes_of(split: ModeSplit) -> Vec<Option<Mode>> {
    match split {
        ModeSplit::Together => vec![None],
        ModeSplit::Only(mode) => vec![Some(mode)],
        ModeSplit::Each => Mode::ALL.into_iter().map(Some).collect(),
    }
}

pub(crate) fn selected_units(
    tree: &UnitTree,
    selection: &UnitSelection,
) -> Result<Vec<usize>, AnalyticsError> {
    match selection {
        UnitSelection::All => Ok((0..tree.units().len()).collect()),
        UnitSelection::Level(level) => units_of_level(tree, level),
        UnitSelection::One(code) => Ok(vec![unit_at(tree, code)?]),
        UnitSelection::Family(code) => {
            let head = unit_at(tree, code)?;
            let below = |unit: &usize| tree.lineage(*unit).nth(1) == Some(head);
            Ok(std::iter::once(head).chain((0..tree.units().len()).filter(below)).collect())
        }
    }
}

fn unit_at(tree: &UnitTree, code: &str) -> Result<usize, AnalyticsError> {
    tree.position(code).ok_or_else(|| AnalyticsError::UnknownUnit(code.to_owned()))
}

/// Positions of the units of a level, or an error that lists the levels there are.
pub(crate) fn units_of_level(tree: &UnitTree, level: &str) -> Result<Vec<usize>, AnalyticsError> {
    let units: Vec<usize> = tree.at_level(level).collect();
    if units.is_empty() {
        let levels: Vec<_> = tree.levels().into_iter().map(ToString::to_string).collect();
        return Err(AnalyticsError::UnknownLevel {
            level: level.to_owned(),
            levels: levels.join(", "),
        });
    }
    Ok(units)
}

/// What rows say of a unit.
#[derive(Debug)]
pub(crate) struct UnitTexts {
    code: CompactString,
    name: CompactString,
    level: CompactString,
    parent: CompactString,
}

impl UnitTexts {
    pub(crate) fn of(unit: &Unit, language: Language) -> Self {
        Self {
            code: unit.code.as_str().into(),
            name: unit.name.get(language).into(),
            level: unit.level.as_str().into(),
            parent: unit.parent.as_ref().map_or("", survey::Code::as_str).into(),
        }
    }
}

/// What the rows of one unit, period and mode have in common.
pub(crate) struct RowHead<'a> {
    pub(crate) unit: &'a UnitTexts,
    pub(crate) period: Period,
    pub(crate) mode: Option<Mode>,
    pub(crate) scheme: &'a CompactString,
    pub(crate) responses: Option<u64>,
    pub(crate) design: DesignScope,
    pub(crate) weights: Weights,
    pub(crate) intervals: Intervals,
}

impl RowHead<'_> {
    /// One row of the table. A withheld one has no numbers.
    pub(crate) fn row(
        &self,
        category: &CompactString,
        estimate: &Estimate,
        thresholds: &Thresholds,
    ) -> IndexRow {
        let total = &estimate.total;
        let flag = flag(estimate, thresholds);
        let shown = !estimate.withheld;
        let index = estimate.index.as_ref().filter(|_| shown);
        let rate = estimate.rate.as_ref().filter(|_| shown);
        let se = index.and_then(Ratio::se);
        let rate_se = rate.and_then(Ratio::se);
        let interval = index.zip(se).and_then(|(i, se)| self.index_interval(i.value, se, estimate));
        let rate_range =
            rate.zip(rate_se).and_then(|(r, se)| self.rate_interval(r.value, se, estimate));
        let share = |part: f64| (shown && total.rest.given > 0.0).then(|| part / total.rest.given);
        IndexRow {
            unit_code: self.unit.code.clone(),
            unit_name: self.unit.name.clone(),
            level: self.unit.level.clone(),
            parent_code: self.unit.parent.clone(),
            period: self.period,
            category: category.clone(),
            scheme: self.scheme.clone(),
            mode: self.mode.map_or("all", Mode::as_str).into(),
            responses: self.responses,
            n: Some(total.rest.people).filter(|_| shown),
            n_eff: estimate.n_eff.filter(|_| shown),
            index: index.map(|i| i.value),
            se,
            df: Some(estimate.df).filter(|_| shown && total.mass.base > 0.0),
            ci_low: interval.map(|(low, _)| low),
            ci_high: interval.map(|(_, high)| high),
            deff: estimate.deff.filter(|_| shown),
            rate: rate.map(|r| r.value),
            rate_se,
            rate_ci_low: rate_range.map(|range| range.low),
            rate_ci_high: rate_range.map(|range| range.high),
            dont_know_share: share(total.rest.dont_know),
            refused_share: share(total.rest.refused),
            flag,
            design: self.design.as_str(),
            weights: self.weights,
        }
    }

    fn index_interval(&self, index: f64, se: f64, estimate: &Estimate) -> Option<(f64, f64)> {
        let wanted = self.intervals != Intervals::None;
        wanted.then(|| index_interval(index, se, estimate.df)).flatten()
    }

    fn rate_interval(&self, rate: f64, se: f64, estimate: &Estimate) -> Option<Interval> {
        let n = usize::try_from(estimate.total.rest.answers).ok()?;
        let own = Proportion { p: rate, variance: se * se, n, df: estimate.df };
        let method = match self.intervals {
            Intervals::Suitable => interval::suitable(own),
            Intervals::Rates(method) => method,
            Intervals::None => return None,
        };
        interval::proportion(own, method, CONFIDENCE)
    }
}

/// The gravest reason for care comes first.
pub(crate) fn flag(estimate: &Estimate, thresholds: &Thresholds) -> Option<Flag> {
    let n = estimate.total.rest.people;
    if estimate.withheld {
        return Some(Flag::Suppressed);
    }
    if estimate.index.as_ref().is_some_and(|index| index.variance == Variance::LonelyPsu) {
        return Some(Flag::LonelyPsu);
    }
    if n < thresholds.ranked_from {
        return Some(Flag::SmallN);
    }
    (estimate.df < thresholds.df_from).then_some(Flag::LowDf)
}
