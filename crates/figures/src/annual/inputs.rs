//! Store → all that a score is made of.

use std::collections::BTreeMap;

use analytics::{Panel, PanelMeasure, Thresholds, UnitSelection, index_panel};
use jiff::civil::Date;
use statistics::composite::published_variance;
use store::{EntryFilter, Store, VouchedEntry};
use survey::annual::{AnnualFormula, Component, IndexOver, Measured};
use survey::issue::rates::IssueRate;
use survey::period::PeriodKind;
use survey::vouched::{EntryState, ExternalMeasure, ExternalResult, YearEntry};
use survey::{Code, Language, Period, ScoringScheme, UnitTree};

use super::{AnnualInputs, Item, LevelInputs, Reading, ReadingError, UnitInputs};
use crate::{Cut, Figures, FiguresError, IssueRateRequest, Selection, issue_rates};

/// A formula by `code@version`; by the code alone its newest version.
///
/// # Errors
/// [`FiguresError::UnknownFormula`]; when the store fails.
pub fn find_formula(store: &Store, name: &str) -> Result<AnnualFormula, FiguresError> {
    let formulas = store.formulas()?;
    let known = formulas.iter().map(AnnualFormula::reference).collect();
    let found =
        formulas.into_iter().rfind(|formula| formula.reference() == name || formula.code == *name);
    found.ok_or_else(|| FiguresError::UnknownFormula { name: name.to_owned(), known })
}

/// Gathers what a formula asks for: our own indices of official rounds, what those above published, rates
/// of the ledger as of a day, and what was entered by hand. Of entries only those count that somebody else
/// confirmed.
///
/// # Errors
/// When the formula names what there is not, or the store fails.
pub fn gather(
    store: &Store,
    formula: &AnnualFormula,
    year: i32,
    today: Date,
) -> Result<AnnualInputs, FiguresError> {
    let tree = store.unit_tree()?;
    let filter = EntryFilter {
        year: Some(year),
        state: Some(EntryState::Confirmed),
        ..EntryFilter::default()
    };
    let source = Gathering {
        store,
        formula,
        year,
        today,
        entries: store.year_entries(&filter)?,
        surveys: surveys(store, formula)?,
        tree: &tree,
    };
    let levels =
        formula.levels.iter().map(|level| source.level(level)).collect::<Result<_, _>>()?;
    Ok(AnnualInputs { year, formula: formula.clone(), levels })
}

/// The figures of each questionnaire that a component asks for, by its code.
fn surveys(
    store: &Store,
    formula: &AnnualFormula,
) -> Result<BTreeMap<Code, Figures>, FiguresError> {
    let mut surveys: BTreeMap<Code, Figures> = BTreeMap::new();
    for component in &formula.components {
        if let Measured::Index { questionnaire, .. } = &component.of
            && questionnaire.as_ref().is_none_or(|code| !surveys.contains_key(code))
        {
            let selection =
                Selection { questionnaire: questionnaire.clone(), ..Selection::default() };
            let figures = Figures::load(store, &selection)?;
            surveys.insert(figures.questionnaire().code.clone(), figures);
        }
    }
    Ok(surveys)
}

struct Gathering<'a> {
    store: &'a Store,
    formula: &'a AnnualFormula,
    year: i32,
    today: Date,
    entries: Vec<VouchedEntry>,
    surveys: BTreeMap<Code, Figures>,
    tree: &'a UnitTree,
}

/// An index that a component asks for.
struct Asked<'a> {
    component: usize,
    scheme: &'a ScoringScheme,
    category: &'a str,
    periods: Vec<Period>,
}

impl Gathering<'_> {
    fn level(&self, level: &Code) -> Result<LevelInputs, FiguresError> {
        let positions: Vec<usize> = self.tree.at_level(level.as_str()).collect();
        let units = || positions.iter().map(|position| &self.tree.units()[*position]);
        let count = self.formula.components.len();
        let mut readings: Vec<Vec<Option<Reading>>> = vec![vec![None; count]; positions.len()];
        for (at, component) in self.formula.components.iter().enumerate() {
            let found: Vec<Option<Reading>> = match &component.of {
                Measured::Index { .. } => continue,
                Measured::External { issuer, domain, measure } => units()
                    .map(|unit| self.external(&unit.code, issuer, domain, *measure))
                    .collect(),
                Measured::IssueRate { rate, category } => self.rates(level, *rate, category)?,
                Measured::Entered {} => {
                    units().map(|unit| self.entered(&unit.code, component)).collect()
                }
            };
            for (unit, reading) in readings.iter_mut().zip(found) {
                unit[at] = reading;
            }
        }
        let covariances = self.indices(level, &mut readings)?;
        let inputs = units().zip(readings).map(|(unit, readings)| UnitInputs {
            unit: unit.code.clone(),
            name: unit.name.clone(),
            readings,
            adjustments: self.adjustments(&unit.code),
        });
        Ok(LevelInputs { level: level.clone(), units: inputs.collect(), covariances })
    }

    /// Puts our own indices in, and gives their covariances. Those of different questionnaires have none:
    /// they asked different people.
    fn indices(
        &self,
        level: &Code,
        readings: &mut [Vec<Option<Reading>>],
    ) -> Result<Vec<(usize, usize, f64)>, FiguresError> {
        let count = self.formula.components.len();
        let mut covariances = Vec::new();
        for (questionnaire, figures) in &self.surveys {
            let asked = self.asked(questionnaire, figures)?;
            let measures: Vec<PanelMeasure<'_>> = asked
                .iter()
                .map(|own| PanelMeasure {
                    scheme: own.scheme,
                    category: own.category,
                    periods: &own.periods,
                })
                .collect();
            let (cube, thresholds) = (figures.cube(), Thresholds::default());
            let panel = index_panel(cube, self.tree, &measures, level.as_str(), &thresholds)?;
            for (unit, readings) in readings.iter_mut().enumerate() {
                for (measure, own) in asked.iter().enumerate() {
                    readings[own.component] = panel.cell(unit, measure).map(|cell| Reading {
                        value: cell.index,
                        n: Some(cell.n),
                        error: ReadingError::Sampled { se: cell.se, df: cell.df },
                        entry: None,
                    });
                }
            }
            covariances.extend(listed(&panel, &asked, count));
        }
        covariances.sort_by_key(|(a, b, _)| (*a, *b));
        Ok(covariances)
    }

    fn asked<'a>(
        &'a self,
        wanted: &Code,
        figures: &'a Figures,
    ) -> Result<Vec<Asked<'a>>, FiguresError> {
        let mut asked = Vec::new();
        for (component, own) in self.formula.components.iter().enumerate() {
            if let Measured::Index { questionnaire, category, scheme, over } = &own.of
                // None is named only where there is only one.
                && questionnaire.as_ref().is_none_or(|code| code == wanted)
            {
                let scheme = figures.scheme(Some(scheme))?;
                let periods = self.periods(*over, figures);
                asked.push(Asked { component, scheme, category, periods });
            }
        }
        Ok(asked)
    }

    fn periods(&self, over: IndexOver, figures: &Figures) -> Vec<Period> {
        let year = Period::Year(self.year);
        match over {
            IndexOver::Year => vec![year],
            IndexOver::Quarters => {
                let mut quarters = figures.periods(&Cut::default(), PeriodKind::Quarter);
                quarters.retain(|quarter| year.covers(*quarter));
                quarters.reverse();
                quarters
            }
        }
    }

    fn external(
        &self,
        unit: &Code,
        issuer: &Code,
        domain: &Code,
        measure: ExternalMeasure,
    ) -> Option<Reading> {
        let is_meant = |own: &ExternalResult| {
            own.unit == *unit
                && own.issuer == *issuer
                && own.domain == *domain
                && own.period == Period::Year(self.year)
        };
        self.entries.iter().find_map(|entry| match &entry.entry {
            YearEntry::External(own) if is_meant(own) => {
                let value = own.points(measure)?;
                let per_point = 100.0 * 100.0;
                let variance = own.n.and_then(|n| published_variance(value / 100.0, n as f64, 1.0));
                let variance = variance.map(|variance| variance * per_point);
                let error = ReadingError::Published { variance };
                Some(Reading { value, n: own.n, error, entry: Some(entry.id) })
            }
            _ => None,
        })
    }

    /// In the order of the units of the level.
    fn rates(
        &self,
        level: &Code,
        rate: IssueRate,
        category: &str,
    ) -> Result<Vec<Option<Reading>>, FiguresError> {
        let request = IssueRateRequest {
            periods: vec![Period::Year(self.year)],
            units: UnitSelection::Level(level.to_string()),
            within: None,
            category: Some(category.to_owned()),
            measure: Some(rate),
            today: self.today,
            language: Language::Chinese,
        };
        let rows = issue_rates(self.store, &request)?;
        let reading = |unit: usize| {
            let code = self.tree.units()[unit].code.as_str();
            let row = rows.iter().find(|row| row.unit_code == code)?;
            let (value, n) = (row.share? * 100.0, Some(row.denominator));
            Some(Reading { value, n, error: ReadingError::Counted, entry: None })
        };
        Ok(self.tree.at_level(level.as_str()).map(reading).collect())
    }

    fn entered(&self, unit: &Code, component: &Component) -> Option<Reading> {
        self.entries.iter().find_map(|entry| match &entry.entry {
            YearEntry::Value(own) if own.unit == *unit && own.component == component.code => {
                let (error, entry) = (ReadingError::Counted, Some(entry.id));
                Some(Reading { value: own.value, n: None, error, entry })
            }
            _ => None,
        })
    }

    fn adjustments(&self, unit: &Code) -> Vec<Item> {
        let item = |entry: &VouchedEntry| match &entry.entry {
            YearEntry::Adjustment(own) if own.unit == *unit => Some(Item {
                entry: entry.id,
                number: own.number.clone(),
                points: own.points,
                reason: own.reason.clone(),
            }),
            _ => None,
        };
        self.entries.iter().filter_map(item).collect()
    }
}

/// Covariances of a panel that are not 0, by place among all components of all units.
fn listed(panel: &Panel, asked: &[Asked<'_>], components: usize) -> Vec<(usize, usize, f64)> {
    let mut places: Vec<(usize, (usize, usize))> = Vec::new();
    for unit in 0..panel.units().len() {
        for (measure, own) in asked.iter().enumerate() {
            places.push((unit * components + own.component, (unit, measure)));
        }
    }
    let mut listed = Vec::new();
    for (at, (place, own)) in places.iter().enumerate() {
        for (other_place, other) in &places[..=at] {
            let covariance = panel.covariance(*own, *other);
            if covariance.abs() > 0.0 {
                listed.push((*place, *other_place, covariance));
            }
        }
    }
    listed
}
