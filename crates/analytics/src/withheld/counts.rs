//! How many respondents each number of each table is of.

use std::iter::zip;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use survey::OptionKind;

use super::axis::{ALL_MODES, Axes};
use super::topics::{INTERVIEWS, OVERALL, Topics};
use crate::cube::{ANSWERED_ANY, Cube, INTERVIEWED, MonthCells, QuestionDimension};

/// Respondents, as far as they matter: that many are never too few.
pub(super) type Count = u16;

/// Respondents of every unit, period, mode and topic.
#[derive(Debug)]
pub(super) struct Counts {
    topics: usize,
    /// Numbers of one cell: modes times topics.
    numbers: usize,
    respondents: Vec<Count>,
    /// Interviews of each cell.
    interviews: Vec<Count>,
}

impl Counts {
    /// Counts all respondents. `None` if no number is of fewer than this.
    pub(super) fn new(cube: &Cube, axes: &Axes, topics: &Topics, enough: Count) -> Option<Self> {
        let numbers = axes.modes() * topics.count();
        let of_period = axes.units.nodes() * numbers;
        let mut counts = vec![0; axes.periods.nodes() * of_period];
        // Months are the narrowest periods, so they stand at the end.
        let first_month = axes.periods.holders.first()?[0];
        let (longer, months) = counts.split_at_mut(first_month * of_period);
        let cells: Vec<&MonthCells> = cube.months.values().collect();
        let is_thin = |(counts, month): (&mut [Count], &&MonthCells)| {
            count_month(counts, month, axes, topics, &cube.dimensions.questions);
            counts.iter().any(|&count| 0 < count && count < enough)
        };
        let thin = months.par_chunks_mut(of_period).zip(cells.par_iter()).map(is_thin);
        // Every month is to be counted, so none may be left out once a thin one was found.
        if !thin.reduce(|| false, |a, b| a | b) {
            return None;
        }
        months.par_chunks_mut(of_period).for_each(|counts| add_upwards(counts, axes, numbers));
        longer.par_chunks_mut(of_period).enumerate().for_each(|(period, counts)| {
            for &month in &axes.periods.atoms[period] {
                add(counts, &months[month * of_period..][..of_period]);
            }
        });
        let interviews = counts.chunks_exact(numbers).map(|cell| cell[INTERVIEWS]).collect();
        Some(Self { topics: topics.count(), numbers, respondents: counts, interviews })
    }

    /// Interviews of a cell.
    pub(super) fn interviews(&self, cell: usize) -> Count {
        self.interviews[cell]
    }

    /// One of the numbers of a cell.
    pub(super) fn number(&self, cell: usize, number: usize) -> Count {
        self.respondents[cell * self.numbers + number]
    }

    /// The mode that a number of a cell is of.
    pub(super) fn mode_of(&self, number: usize) -> usize {
        number / self.topics
    }

    /// Numbers of a cell that are of fewer respondents than this, but of some: of each mode, or of
    /// all together, the first among these topics.
    pub(super) fn thin<'a>(
        &'a self,
        cell: usize,
        topics: &'a [usize],
        by_mode: bool,
        enough: Count,
    ) -> impl Iterator<Item = usize> + 'a {
        let numbers = if by_mode { self.topics..self.numbers } else { 0..self.topics };
        numbers.step_by(self.topics).filter_map(move |mode| {
            let mut numbers = topics.iter().map(|topic| mode + topic);
            numbers.find(|&number| (1..enough).contains(&self.number(cell, number)))
        })
    }

    /// The number of a topic in a mode in which a cell has respondents of another number.
    pub(super) fn of_same_mode(&self, cell: usize, number: usize, topic: usize) -> Option<usize> {
        let modes = match number / self.topics {
            ALL_MODES => self.topics..self.numbers,
            mode => mode * self.topics..(mode + 1) * self.topics,
        };
        let mut modes = modes.step_by(self.topics);
        let mode = modes.find(|mode| self.number(cell, mode + number % self.topics) > 0)?;
        Some(mode + topic)
    }

    /// The number of a topic in a mode in which a cell has respondents, but not that of this number.
    pub(super) fn of_other_mode(&self, cell: usize, number: usize, topic: usize) -> Option<usize> {
        let mut modes = (self.topics..self.numbers).step_by(self.topics);
        let other = modes.find(|mode| {
            mode / self.topics != number / self.topics && self.number(cell, mode + topic) > 0
        })?;
        Some(other + topic)
    }
}

/// Counts the respondents of a month, unit by unit and mode by mode, and all modes together.
fn count_month(
    counts: &mut [Count],
    month: &MonthCells,
    axes: &Axes,
    topics: &Topics,
    questions: &[QuestionDimension],
) {
    for (at, site) in month.sites.iter().enumerate() {
        let Some(mode) = axes.mode(site.mode) else { continue };
        let row = axes.units.own(site.unit as usize) * axes.modes() + mode;
        let row = &mut counts[row * topics.count()..][..topics.count()];
        for (who, count) in month.people_of(at) {
            let topic = match who {
                INTERVIEWED => INTERVIEWS,
                _ => OVERALL + usize::from(who - ANSWERED_ANY),
            };
            raise(&mut row[topic], count);
        }
        for cell in month.cells_of(at) {
            let question = usize::from(cell.question);
            let option = &questions[question].scale.options[usize::from(cell.option)];
            if option.kind == OptionKind::Substantive {
                raise(&mut row[topics.questions + question], cell.count);
            }
        }
    }
    for unit in counts.chunks_exact_mut(axes.modes() * topics.count()) {
        let (all, each) = unit.split_at_mut((ALL_MODES + 1) * topics.count());
        each.chunks_exact(topics.count()).for_each(|mode| add(all, mode));
    }
}

/// Adds what was counted at each unit to those above it.
fn add_upwards(counts: &mut [Count], axes: &Axes, of_unit: usize) {
    let mut add_to = |unit: usize, above: usize| {
        let (wider, rest) = counts.split_at_mut(unit * of_unit);
        add(&mut wider[above * of_unit..][..of_unit], &rest[..of_unit]);
    };
    for holders in &axes.units.holders {
        if holders[0] >= axes.first_own {
            add_to(holders[0], holders[1]);
        }
    }
    for (unit, above) in axes.unit_parents.iter().enumerate().rev() {
        if let Some(above) = *above {
            add_to(unit, above);
        }
    }
}

fn add(to: &mut [Count], more: &[Count]) {
    for (to, more) in zip(to, more) {
        *to = to.saturating_add(*more);
    }
}

fn raise(to: &mut Count, more: u64) {
    *to = to.saturating_add(Count::try_from(more).unwrap_or(Count::MAX));
}
