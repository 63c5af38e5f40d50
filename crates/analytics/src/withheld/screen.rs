//! The decision for tables that are counted from interviews, and not from a cube.

use survey::{Mode, Period, UnitTree};

use super::{About, WithheldOf};
use crate::{AnalyticsError, Cube};

/// What tables of a period have to leave empty, whatever they count.
#[derive(Debug)]
pub struct Screen {
    numbers: WithheldOf,
    /// The same of each mode, where the table is not of one mode already.
    modes: Vec<WithheldOf>,
    /// Code of each question of the cube, in its order.
    questions: Vec<String>,
}

impl Screen {
    /// Whether the numbers of a unit (position in the tree) are withheld altogether.
    pub fn hides(&self, unit: usize) -> bool {
        self.numbers.hides(unit, About::Interviews) || self.numbers.hides(unit, About::Overall)
    }

    /// Whether they may not be told by mode.
    pub fn hides_modes(&self, unit: usize) -> bool {
        self.hides(unit) || self.modes.iter().any(|mode| mode.hides(unit, About::Interviews))
    }

    /// Whether they are withheld of a question.
    pub fn hides_question(&self, unit: usize, code: &str) -> bool {
        let mut asked = self.questions.iter().enumerate().filter(|(_, question)| *question == code);
        self.hides(unit)
            || asked.any(|(number, _)| self.numbers.hides(unit, About::Question(number)))
    }
}

impl Cube {
    /// What tables of a period and mode, of all modes together without, leave empty where fewer
    /// respondents than `shown_from` are too few: what every table of this cube does.
    ///
    /// # Errors
    /// When a unit is missing from the tree.
    pub fn screen(
        &self,
        tree: &UnitTree,
        shown_from: u64,
        (period, mode): (Period, Option<Mode>),
    ) -> Result<Screen, AnalyticsError> {
        let withheld = self.withheld(tree, shown_from)?;
        let each = Mode::ALL.into_iter().filter(|_| mode.is_none());
        Ok(Screen {
            numbers: withheld.of(period, mode),
            modes: each.map(|mode| withheld.of(period, Some(mode))).collect(),
            questions: self.dimensions.questions.iter().map(|q| q.code.to_string()).collect(),
        })
    }
}
