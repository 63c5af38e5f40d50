//! What the codes of units, categories, reasons and questions are called.

use std::collections::HashSet;

use survey::{Category, Code, Language, Questionnaire, Right, UnitTree};

use super::field::choice;
use super::view::Choice;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::problem::Fault;

/// As many units as a browser is given to choose from.
const UNITS_LISTED: usize = 400;

/// Names of units, categories, reasons and questions.
pub(super) struct Names {
    pub(super) units: UnitTree,
    questionnaires: Vec<Questionnaire>,
    pub(super) language: Language,
}

impl Names {
    pub(super) fn load(state: &State, language: Language) -> Result<Self, HttpError> {
        let store = state.store();
        let mut questionnaires = store.questionnaires()?;
        // What the newest version says comes first.
        questionnaires.sort_by_key(|form| std::cmp::Reverse(form.version));
        Ok(Self { units: store.unit_tree()?, questionnaires, language })
    }

    /// A unit with the one above it, for villages of different towns share names.
    pub(super) fn unit(&self, code: &Code) -> String {
        let Some(place) = self.units.position(code.as_str()) else { return code.to_string() };
        let mut above: Vec<&str> = self
            .units
            .lineage(place)
            .map(|place| self.units.units()[place].name.get(self.language))
            .collect();
        // The root says nothing where all lies in it.
        if above.len() > 1 {
            above.pop();
        }
        above.truncate(2);
        above.reverse();
        above.join(" · ")
    }

    /// The unit that somebody wrote, by its code or by a name that only one has.
    pub(super) fn unit_of(&self, text: &str) -> Option<Code> {
        if let Some(unit) = self.units.get(text) {
            return Some(unit.code.clone());
        }
        let is_called = |name: &survey::Label| {
            [Language::Chinese, Language::English].iter().any(|of| name.get(*of) == text)
        };
        let mut called = self.units.units().iter().filter(|unit| is_called(&unit.name));
        let first = called.next()?;
        called.next().is_none().then(|| first.code.clone())
    }

    pub(super) fn category(&self, code: &Code) -> String {
        let known = self.category_of(code);
        known.map_or(code.to_string(), |category| category.name.get(self.language).to_owned())
    }

    fn category_of(&self, code: &Code) -> Option<&Category> {
        self.questionnaires.iter().find_map(|form| form.scheme.get(code.as_str()))
    }

    pub(super) fn reason(&self, category: &Code, code: &Code) -> String {
        let known = self
            .questionnaires
            .iter()
            .filter_map(|form| form.scheme.get(category.as_str()))
            .find_map(|category| category.reason(code.as_str()));
        known.map_or(code.to_string(), |reason| reason.label.get(self.language).to_owned())
    }

    pub(super) fn question(&self, code: &Code) -> String {
        let mut all = self.questionnaires.iter().flat_map(|form| &form.questions);
        let known = all.find(|question| question.code == *code);
        known.map_or(code.to_string(), |question| question.text.get(self.language).to_owned())
    }

    /// Every category once, with its newest name.
    pub(super) fn categories(&self) -> Vec<&Category> {
        let mut seen = HashSet::new();
        let all = self.questionnaires.iter().flat_map(|form| &form.scheme.categories);
        all.filter(|category| seen.insert(&category.code)).collect()
    }

    /// The unit that an address names. Where that is none it is put on record.
    pub(super) fn unit_asked(&self, text: &str, faults: &mut Vec<Fault>) -> Option<Code> {
        let unit = self.unit_of(text);
        if unit.is_none() && !text.is_empty() {
            let detail = "there is no such unit within your units".to_owned();
            faults.push(Fault::parameter("unknown_unit", "unit", detail));
        }
        unit
    }
}

/// The units within somebody's reach, to choose from where they are few enough.
pub(super) fn units_offered(
    state: &State,
    actor: &Actor,
    right: Right,
    names: &Names,
) -> Result<Vec<Choice>, HttpError> {
    let within = state.reference().units_within(state.store(), &actor.scope(right))?;
    let codes: Vec<&Code> = match &within {
        Some(units) => units.iter().collect(),
        None => names.units.units().iter().map(|unit| &unit.code).collect(),
    };
    if codes.len() > UNITS_LISTED {
        return Ok(Vec::new());
    }
    Ok(codes.into_iter().map(|code| choice(code.as_str(), names.unit(code))).collect())
}
