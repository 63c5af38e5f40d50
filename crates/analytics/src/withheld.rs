//! Which numbers are withheld, because they or a subtraction could point at a person.
//!
//! Decided once for all tables of a cube: a number that one table withholds and another one shows
//! would not be withheld.

mod axis;
mod counts;
mod cover;
mod layer;
mod screen;
mod topics;

use std::sync::{Arc, Mutex, PoisonError};

use survey::{Code, Mode, Period, UnitTree};

use crate::{AnalyticsError, Cube};
use axis::Axes;
use counts::{Count, Counts};
use layer::{Layers, Planner};
pub use screen::Screen;
use topics::Topics;

/// What of a cube is withheld.
#[derive(Debug, Default)]
pub(crate) struct Withheld {
    /// `None` where no group of respondents is small.
    plan: Option<Plan>,
}

#[derive(Debug)]
struct Plan {
    axes: Axes,
    topics: Topics,
    /// Per split of the topics.
    layers: Vec<Layers>,
}

/// What a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// Interviews, whatever was answered.
    Interviews,
    /// All scored questions.
    Overall,
    /// A category, by its number in the cube.
    Category(usize),
    /// A question, by its number in the cube.
    Question(usize),
}

impl Withheld {
    fn new(cube: &Cube, tree: &UnitTree, shown_from: u64) -> Result<Self, AnalyticsError> {
        let enough = Count::try_from(shown_from).unwrap_or(Count::MAX);
        if enough <= 1 {
            return Ok(Self::default());
        }
        let (axes, topics) = (Axes::new(cube, tree)?, Topics::new(&cube.dimensions));
        let Some(counts) = Counts::new(cube, &axes, &topics, enough) else {
            return Ok(Self::default());
        };
        let layers = Planner::new(&axes, &counts, enough).layers(&topics.splits);
        Ok(Self { plan: Some(Plan { axes, topics, layers }) })
    }

    /// What is withheld of one period and mode, of all modes together without.
    pub(crate) fn of(self: &Arc<Self>, period: Period, mode: Option<Mode>) -> WithheldOf {
        let period = |plan: &Plan| match mode {
            Some(mode) if !plan.axes.has_mode(mode) => None,
            _ => plan.axes.period(period),
        };
        let period = self.plan.as_ref().and_then(period);
        WithheldOf { whole: self.clone(), period, by_mode: mode.is_some() }
    }
}

/// What is withheld of one period and mode.
#[derive(Debug)]
pub(crate) struct WithheldOf {
    whole: Arc<Withheld>,
    /// `None` where nothing is.
    period: Option<usize>,
    by_mode: bool,
}

impl WithheldOf {
    /// True if a unit (position in the tree) must not show a number.
    pub(crate) fn hides(&self, unit: usize, about: About) -> bool {
        let Some((plan, period)) = self.whole.plan.as_ref().zip(self.period) else {
            return false;
        };
        let layers = &plan.layers[plan.topics.split_of(about)];
        let unit = plan.axes.unit(unit);
        unit.is_some_and(|unit| layers.hides(plan.axes.cell(period, unit), self.by_mode))
    }
}

/// What was decided about a cube already.
#[derive(Debug, Default)]
pub(crate) struct Decisions(Mutex<Vec<Decision>>);

#[derive(Debug)]
struct Decision {
    shown_from: u64,
    /// Codes of the units of the tree, each with that of the unit above.
    tree: Vec<[String; 2]>,
    withheld: Arc<Withheld>,
}

/// Trees and thresholds that a cube is looked at with at the same time.
const KEPT: usize = 4;

impl Cube {
    /// What tables of this cube withhold where fewer respondents than `shown_from` are too few.
    pub(crate) fn withheld(
        &self,
        tree: &UnitTree,
        shown_from: u64,
    ) -> Result<Arc<Withheld>, AnalyticsError> {
        let same = |known: &&Decision| {
            known.shown_from == shown_from && known.tree.iter().map(texts).eq(pairs(tree))
        };
        let decisions = || self.decisions.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = decisions().iter().find(same) {
            return Ok(known.withheld.clone());
        }
        // Not under the lock: what is counted here runs on threads that may ask for the same.
        let withheld = Arc::new(Withheld::new(self, tree, shown_from)?);
        let tree = pairs(tree).map(|texts| texts.map(str::to_owned)).collect();
        let mut known = decisions();
        known.truncate(KEPT - 1);
        known.insert(0, Decision { shown_from, tree, withheld: withheld.clone() });
        Ok(withheld)
    }
}

fn texts(pair: &[String; 2]) -> [&str; 2] {
    pair.each_ref().map(String::as_str)
}

fn pairs(tree: &UnitTree) -> impl Iterator<Item = [&str; 2]> {
    tree.units()
        .iter()
        .map(|unit| [unit.code.as_str(), unit.parent.as_ref().map_or("", Code::as_str)])
}
