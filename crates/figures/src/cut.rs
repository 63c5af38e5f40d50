//! What is asked for.

use analytics::{Thresholds, UnitSelection};
use survey::period::PeriodKind;
use survey::{Code, Language, Mode, OVERALL, Period, ScoringScheme};

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
    /// Level of the units; by default the highest level with at least three units.
    pub level: Option<String>,
    /// Unit code; by default the first root, or the first unit that may be shown.
    pub unit: Option<String>,
    /// In tables with the unit those right below it.
    pub children: bool,
    /// Units that may be shown, with all below them; everything without. What is shown has the numbers
    /// and ranks that it has in the whole.
    pub within: Option<Vec<Code>>,
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
    /// When to flag and to withhold.
    pub thresholds: Thresholds,
    /// Language of names.
    pub language: Language,
}

impl Figures {
    /// Newest quarter with interviews.
    pub fn newest_period(&self) -> Option<Period> {
        let month = *self.cube.months().last()?;
        Some(Period::containing(month, PeriodKind::Quarter))
    }

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

    /// Periods of a kind that hold interviews, newest first.
    pub fn periods(&self, kind: PeriodKind) -> Vec<Period> {
        let mut periods: Vec<Period> = self
            .cube
            .months()
            .into_iter()
            .rev()
            .map(|month| Period::containing(month, kind))
            .collect();
        periods.dedup();
        periods
    }

    pub(crate) fn period(&self, cut: &Cut) -> Result<Period, FiguresError> {
        cut.period.or_else(|| self.newest_period()).ok_or(FiguresError::NoResponses)
    }

    /// Whether a cut may show a unit.
    pub fn shows(&self, cut: &Cut, unit: &str) -> bool {
        let Some(within) = &cut.within else { return true };
        self.tree.position(unit).is_some_and(|position| {
            let mut lineage = self.tree.lineage(position);
            lineage.any(|above| within.contains(&self.tree.units()[above].code))
        })
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
            units.any(|unit| self.shows(cut, unit.code.as_str()))
        };
        if at_level(&usual) {
            return Some(usual);
        }
        let first = self.tree.get(cut.within.as_ref()?.first()?.as_str())?;
        Some(first.level.to_string())
    }

    /// The unit of a cut: where none is named the first root, or the first unit that may be shown.
    pub fn unit_of(&self, cut: &Cut) -> Option<String> {
        let root = || self.tree.units().iter().find(|unit| unit.parent.is_none());
        match (&cut.unit, &cut.within) {
            (Some(unit), _) => Some(unit.clone()),
            (None, Some(within)) => within.first().map(ToString::to_string),
            (None, None) => root().map(|unit| unit.code.to_string()),
        }
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
        self.level_of(cut).ok_or(FiguresError::NoResponses)
    }

    pub(crate) fn unit(&self, cut: &Cut) -> Result<String, FiguresError> {
        self.unit_of(cut).ok_or(FiguresError::NoResponses)
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
