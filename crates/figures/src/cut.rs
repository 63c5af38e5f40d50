//! What is asked for.

use analytics::{Thresholds, UnitSelection};
use survey::{Language, Mode, OVERALL, Period, ScoringScheme, Sight, Weights};

use crate::{Figures, FiguresError};

/// The scheme that is used when none is named and it fits every scored question.
const USUAL_SCHEME: &str = "five_100_80_60_30_0";
/// The scheme that fits every scale.
const FITTING_SCHEME: &str = "equal_steps";

/// One cut of the data. What is left out takes a default, which every result names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cut {
    /// Period; by default the newest quarter with interviews.
    pub period: Option<Period>,
    /// Where a comparison with the period starts; by default the period before.
    pub from: Option<Period>,
    /// Level of the units; by default the highest level with at least three units.
    pub level: Option<String>,
    /// Unit code; by default the first root, or the first unit that may be shown.
    pub unit: Option<String>,
    /// In tables with the unit those right below it.
    pub children: bool,
    /// What may be shown; everything without. What is shown has the numbers and ranks that it has in
    /// the whole.
    pub within: Option<Vec<Sight>>,
    /// Category code; by default `overall`.
    pub category: Option<String>,
    /// Mode; by default all together.
    pub mode: Option<Mode>,
    /// Ask for the probability of being among so many best.
    pub top: Option<u32>,
    /// Hold the units of a ranking against an index, 0 to 100.
    pub target: Option<f64>,
    /// Scoring scheme, `code` or `code@version`.
    pub scheme: Option<String>,
    /// What interviews weigh in tables of indices, ranks, changes, mode effects and bounds. Charts are
    /// always of the design weights.
    pub weights: Weights,
    /// When to flag and to withhold.
    pub thresholds: Thresholds,
    /// Language of names.
    pub language: Language,
}

impl Cut {
    /// Whether something is left out that is not published.
    pub fn waits_for_publication(&self) -> bool {
        self.within.as_ref().is_some_and(|within| within.iter().any(|sight| sight.published))
    }

    /// Why there is nothing to show.
    pub(crate) fn nothing(&self) -> FiguresError {
        if self.waits_for_publication() {
            FiguresError::NothingPublished
        } else {
            FiguresError::NoResponses
        }
    }
}

impl Figures {
    /// Highest level with at least three units.
    pub fn usual_level(&self) -> Option<String> {
        const WORTH_RANKING: usize = 3;
        let levels = self.tree.levels();
        let level = levels
            .iter()
            .find(|level| self.tree.at_level(level.as_str()).count() >= WORTH_RANKING)
            .or(levels.last())?;
        Some(level.to_string())
    }

    /// The period of a cut: where none is named the newest that it may show.
    ///
    /// # Errors
    /// When there is none.
    pub fn period(&self, cut: &Cut) -> Result<Period, FiguresError> {
        cut.period.or_else(|| self.newest_period(cut)).ok_or_else(|| cut.nothing())
    }

    /// The level of a cut: where none is named the usual one, or that of the units that may be shown
    /// when none of them is of the usual level.
    pub fn level_of(&self, cut: &Cut) -> Option<String> {
        if cut.level.is_some() {
            return cut.level.clone();
        }
        let usual = self.usual_level()?;
        let at_level = |level: &str| {
            let mut units = self.tree.at_level(level).map(|at| &self.tree.units()[at]);
            units.any(|unit| self.names(cut, unit.code.as_str()))
        };
        if at_level(&usual) {
            return Some(usual);
        }
        let first = self.tree.get(&self.unit_of(cut)?)?;
        Some(first.level.to_string())
    }

    /// The unit of a cut: where none is named the first root, or the first unit that may be shown.
    pub fn unit_of(&self, cut: &Cut) -> Option<String> {
        if cut.unit.is_some() {
            return cut.unit.clone();
        }
        let root = || self.tree.units().iter().find(|unit| unit.parent.is_none());
        let top = match &cut.within {
            None => None,
            Some(within) => within.first()?.unit.as_ref(),
        };
        top.or_else(|| Some(&root()?.code)).map(ToString::to_string)
    }

    /// The units of a table: the cut's unit, or those of its level.
    pub(crate) fn units(&self, cut: &Cut) -> Result<UnitSelection, FiguresError> {
        Ok(match &cut.unit {
            Some(unit) if cut.children => UnitSelection::Family(unit.clone()),
            Some(unit) => UnitSelection::One(unit.clone()),
            None => UnitSelection::Level(self.level(cut)?),
        })
    }

    pub(crate) fn level(&self, cut: &Cut) -> Result<String, FiguresError> {
        self.level_of(cut).ok_or_else(|| cut.nothing())
    }

    pub(crate) fn unit(&self, cut: &Cut) -> Result<String, FiguresError> {
        self.unit_of(cut).ok_or_else(|| cut.nothing())
    }

    pub(crate) fn category(cut: &Cut) -> &str {
        cut.category.as_deref().unwrap_or(OVERALL)
    }

    /// The scheme of a cut, or the usual one.
    ///
    /// # Errors
    /// When there is no scheme of that name.
    pub fn scheme(&self, name: Option<&str>) -> Result<&ScoringScheme, FiguresError> {
        let name = match name {
            Some(name) => name,
            None if self.fits(USUAL_SCHEME) => USUAL_SCHEME,
            None => FITTING_SCHEME,
        };
        self.find_scheme(name).ok_or_else(|| FiguresError::UnknownScheme {
            name: name.to_owned(),
            known: self.schemes.iter().map(|scheme| scheme.code.to_string()).collect(),
        })
    }

    /// `code` finds the newest version, `code@version` that version.
    fn find_scheme(&self, name: &str) -> Option<&ScoringScheme> {
        let (code, version) = match name.rsplit_once('@') {
            Some((code, version)) => (code, Some(version.parse::<u32>().ok()?)),
            None => (name, None),
        };
        self.schemes
            .iter()
            .filter(|scheme| scheme.code == *code && version.is_none_or(|v| scheme.version == v))
            .max_by_key(|scheme| scheme.version)
    }

    fn fits(&self, name: &str) -> bool {
        let questionnaire = &self.questionnaire;
        let mut scales = questionnaire
            .questions
            .iter()
            .filter(|question| question.weight > 0.0)
            .filter_map(|question| questionnaire.scale_of(question));
        self.find_scheme(name).is_some_and(|scheme| scales.all(|scale| scheme.apply(scale).is_ok()))
    }
}
