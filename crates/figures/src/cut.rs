//! What is asked for.

use analytics::Thresholds;
use survey::period::PeriodKind;
use survey::{Language, Mode, OVERALL, Period, ScoringScheme};

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
    /// Unit code; by default the first root.
    pub unit: Option<String>,
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

    pub(crate) fn level(&self, cut: &Cut) -> Result<String, FiguresError> {
        cut.level.clone().or_else(|| self.usual_level()).ok_or(FiguresError::NoResponses)
    }

    pub(crate) fn unit(&self, cut: &Cut) -> Result<String, FiguresError> {
        let first_root =
            || Some(self.tree.units().iter().find(|unit| unit.parent.is_none())?.code.to_string());
        cut.unit.clone().or_else(first_root).ok_or(FiguresError::NoResponses)
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
