//! What answers have to do with each other, which no cube keeps: pairs of scores of the same
//! respondent, PSU by PSU, and who named which category as a priority.
//!
//! Sums add, like those of a cube, but scores are applied as interviews come: another scheme needs
//! another pass.

mod form;
mod jackknife;
mod pairs;

use std::collections::{BTreeMap, HashMap};

use survey::{Code, Label, Mode, Questionnaire, Response, ScoringScheme};

use self::form::JointForm;
pub(crate) use self::jackknife::{Importance, derived};
use self::pairs::PairSums;
use crate::{AnalyticsError, By};

/// People who were drawn directly are put into so many groups of a stratum by their ids: as many
/// PSUs as people would neither fit into memory nor tell more.
const DIRECT_GROUPS: u128 = 40;

/// What overall satisfaction may go with: a category or a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Driver {
    pub(crate) code: Code,
    pub(crate) name: Label,
}

/// Where a respondent was drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    stratum: Box<str>,
    psu: Psu,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Psu {
    Named(Box<str>),
    /// Some of those who were drawn directly.
    Direct(u128),
}

/// Who named which category as a priority.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Named {
    /// Respondents who said what matters most to them, were it nothing of what is offered.
    pub(crate) asked: u64,
    /// Their weights.
    pub(crate) weight: f64,
    /// Weights of those who named it, by driver.
    pub(crate) by_driver: Vec<f64>,
}

impl Named {
    /// Adds what was named elsewhere.
    pub(crate) fn add(&mut self, more: &Self) {
        self.asked += more.asked;
        self.weight += more.weight;
        self.by_driver.resize(self.by_driver.len().max(more.by_driver.len()), 0.0);
        for (own, more) in std::iter::zip(&mut self.by_driver, &more.by_driver) {
            *own += more;
        }
    }
}

/// Sums over respondents of pairs of scores: of each two drivers, and of each with the outcome.
#[derive(Debug, Clone)]
pub struct JointSums {
    scheme: ScoringScheme,
    by: By,
    mode: Option<Mode>,
    drivers: Vec<Driver>,
    /// The question about everything together, by the newest version that has one.
    outcome: Option<Label>,
    forms: HashMap<(Code, u32), JointForm>,
    places: BTreeMap<Place, PairSums>,
    named: BTreeMap<Code, Named>,
}

impl JointSums {
    /// Nothing yet, of the scores of a scheme. `mode` leaves out what was asked otherwise.
    pub fn new(scheme: ScoringScheme, by: By, mode: Option<Mode>) -> Self {
        Self {
            scheme,
            by,
            mode,
            drivers: Vec::new(),
            outcome: None,
            forms: HashMap::new(),
            places: BTreeMap::new(),
            named: BTreeMap::new(),
        }
    }

    /// Makes a questionnaire version known, older ones first. Needed once before its interviews.
    ///
    /// # Errors
    /// [`AnalyticsError::SchemeDoesNotFit`] for a question that is scored or about everything
    /// together.
    pub fn add_questionnaire(
        &mut self,
        questionnaire: &Questionnaire,
    ) -> Result<(), AnalyticsError> {
        for driver in form::drivers(questionnaire, self.by) {
            match self.drivers.iter_mut().find(|known| known.code == driver.code) {
                Some(known) => *known = driver,
                None => self.drivers.push(driver),
            }
        }
        if let Some(question) = questionnaire.overall_question() {
            self.outcome = Some(question.text.clone());
        }
        let form = JointForm::new(questionnaire, &self.scheme, self.by, &self.drivers)?;
        self.forms.insert((questionnaire.code.clone(), questionnaire.version), form);
        Ok(())
    }

    /// Counts one interview, made with a questionnaire version that was added before.
    ///
    /// # Panics
    /// If the questionnaire version was not added.
    pub fn add(&mut self, response: &Response, questionnaire: &Questionnaire) {
        if self.mode.is_some_and(|mode| mode != response.mode) {
            return;
        }
        let form = self
            .forms
            .get(&(questionnaire.code.clone(), questionnaire.version))
            .expect("the caller adds a questionnaire before its interviews");
        let scores = form.scores(response, self.drivers.len());
        let place = Place::of(response);
        self.places.entry(place).or_default().add(&scores, response.weight);
        let named = form.named(response, self.drivers.len());
        if let Some(named) = named {
            let unit = self.named.entry(response.unit.clone()).or_default();
            let weights = named.iter().map(|named| if *named { response.weight } else { 0.0 });
            let (asked, weight) = (1, response.weight);
            unit.add(&Named { asked, weight, by_driver: weights.collect() });
        }
    }

    /// Adds what other sums with the same scheme and the same questionnaires counted.
    pub fn absorb(&mut self, other: Self) {
        for (place, pairs) in other.places {
            self.places.entry(place).or_default().absorb(&pairs);
        }
        for (unit, named) in other.named {
            self.named.entry(unit).or_default().add(&named);
        }
    }

    /// What importance can be derived from these sums, and what was named.
    pub fn matters(&self) -> Matters {
        Matters {
            by: self.by,
            mode: self.mode,
            drivers: self.drivers.clone(),
            outcome: self.outcome.clone(),
            importance: derived(self),
            named: self.named.clone(),
        }
    }

    pub(crate) fn has_outcome(&self) -> bool {
        self.outcome.is_some()
    }

    pub(crate) fn drivers(&self) -> usize {
        self.drivers.len()
    }
}

/// What matters, as far as interviews tell: derived importance, and priorities by name.
#[derive(Debug, Clone)]
pub struct Matters {
    pub(crate) by: By,
    pub(crate) mode: Option<Mode>,
    pub(crate) drivers: Vec<Driver>,
    pub(crate) outcome: Option<Label>,
    pub(crate) importance: Importance,
    pub(crate) named: BTreeMap<Code, Named>,
}

impl Place {
    fn of(response: &Response) -> Self {
        let psu = match &response.psu {
            Some(name) => Psu::Named(name.as_str().into()),
            None => Psu::Direct(response.id.as_u128() % DIRECT_GROUPS),
        };
        Self { stratum: response.stratum.as_ref().map_or("", Code::as_str).into(), psu }
    }

    pub(crate) fn stratum(&self) -> &str {
        &self.stratum
    }
}
