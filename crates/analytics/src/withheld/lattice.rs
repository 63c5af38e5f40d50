//! How many respondents each number of each table is of.

use std::iter::zip;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use survey::OptionKind;

use super::axis::{Axes, Axis, CATEGORIES, INTERVIEWS, MODE, PERIOD, UNIT};
use crate::cube::{ANSWERED_ANY, Cube, INTERVIEWED, MonthCells, QuestionDimension};

/// A node of each axis: the respondents that one number of a table is of.
pub(super) type Group = [usize; 4];

/// All groups of respondents that tables tell apart.
#[derive(Debug)]
pub(super) struct Lattice {
    pub(super) axes: Axes,
    /// Per axis: how far apart the groups of neighbouring nodes stand.
    strides: Group,
    /// Respondents of each group, as far as they can be told.
    counts: Vec<u32>,
    hidden: Bits,
}

impl Lattice {
    /// Nobody counted yet, and hidden what no table has.
    pub(super) fn new(axes: Axes) -> Self {
        let [_, units, modes, topics] = axes.all.each_ref().map(Axis::nodes);
        let strides = [units * modes * topics, modes * topics, topics, 1];
        let groups = axes.all.iter().map(Axis::nodes).product();
        Self { axes, strides, counts: vec![0; groups], hidden: Bits::new(groups) }
    }

    /// Counts all respondents; false, as soon as that is clear, if no group is smaller than this.
    pub(super) fn count(&mut self, cube: &Cube, from: u32) -> bool {
        let of_period = self.strides[PERIOD];
        if self.counts.is_empty() {
            return false;
        }
        // Months are the narrowest periods, so they stand at the end.
        let first_month = self.axes.all[PERIOD].own(0);
        let (longer, months) = self.counts.split_at_mut(first_month * of_period);
        let axes = &self.axes;
        let cells: Vec<&MonthCells> = cube.months.values().collect();
        let is_thin = |(counts, month): (&mut [u32], &&MonthCells)| {
            count_month(counts, month, axes, &cube.dimensions.questions);
            counts.iter().any(|&count| 0 < count && count < from)
        };
        let thin = months.par_chunks_mut(of_period).zip(cells.par_iter()).map(is_thin);
        // Every month is to be counted, so none may be left out once a thin one was found.
        if !thin.reduce(|| false, |a, b| a | b) {
            return false;
        }
        months.par_chunks_mut(of_period).for_each(|counts| add_upwards(counts, axes));
        longer.par_chunks_mut(of_period).enumerate().for_each(|(period, counts)| {
            for &month in &axes.all[PERIOD].atoms[period] {
                add(counts, &months[month * of_period..][..of_period]);
            }
        });
        true
    }

    /// What is decided needs no counts any more.
    pub(super) fn forget_counts(&mut self) {
        self.counts = Vec::new();
    }

    /// All groups, the wider first.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group> + use<> {
        let [periods, units, modes, topics] = self.axes.all.each_ref().map(Axis::nodes);
        (0..periods * units * modes * topics).map(move |at| {
            let (at, topic) = (at / topics, at % topics);
            let (at, mode) = (at / modes, at % modes);
            [at / units, at % units, mode, topic]
        })
    }

    pub(super) fn count_of(&self, group: Group) -> u32 {
        self.counts[self.at(group)]
    }

    /// What readers lose with a group: its respondents, the more the wider it is, because others are
    /// made of the wide ones.
    pub(super) fn worth(&self, group: Group) -> u64 {
        let atoms = zip(&self.axes.all, group).map(|(axis, node)| axis.atoms[node].len() as u64);
        atoms.fold(u64::from(self.count_of(group)), u64::saturating_mul)
    }

    pub(super) fn is_hidden(&self, group: Group) -> bool {
        group[UNIT] >= self.axes.first_own || self.hidden.get(self.at(group))
    }

    pub(super) fn hide(&mut self, group: Group) {
        let at = self.at(group);
        self.hidden.set(at);
    }

    fn at(&self, group: Group) -> usize {
        let [period, unit, mode, topic] = group;
        period * self.strides[PERIOD]
            + unit * self.strides[UNIT]
            + mode * self.strides[MODE]
            + topic
    }
}

/// Counts the respondents of a month, unit by unit and mode by mode, and all modes together.
fn count_month(
    counts: &mut [u32],
    month: &MonthCells,
    axes: &Axes,
    questions: &[QuestionDimension],
) {
    let [_, units, modes, topics] = axes.all.each_ref();
    for (at, site) in month.sites.iter().enumerate() {
        let Some(mode) = axes.mode(site.mode) else { continue };
        let row = units.own(site.unit as usize) * modes.nodes() + mode;
        let row = &mut counts[row * topics.nodes()..][..topics.nodes()];
        for (who, count) in month.people_of(at) {
            let topic = match who {
                INTERVIEWED => INTERVIEWS,
                _ => CATEGORIES - 1 + usize::from(who - ANSWERED_ANY),
            };
            raise(&mut row[topic], count);
        }
        for cell in month.cells_of(at) {
            let question = usize::from(cell.question);
            let option = &questions[question].scale.options[usize::from(cell.option)];
            if option.kind == OptionKind::Substantive {
                raise(&mut row[axes.questions + question], cell.count);
            }
        }
    }
    for unit in counts.chunks_exact_mut(modes.nodes() * topics.nodes()) {
        let (all, each) = unit.split_at_mut(topics.nodes());
        each.chunks_exact(topics.nodes()).for_each(|mode| add(all, mode));
    }
}

/// Adds what was counted at each unit to those above it.
fn add_upwards(counts: &mut [u32], axes: &Axes) {
    let [_, units, modes, topics] = axes.all.each_ref();
    let of_unit = modes.nodes() * topics.nodes();
    let mut add_to = |unit: usize, above: usize| {
        let (wider, rest) = counts.split_at_mut(unit * of_unit);
        add(&mut wider[above * of_unit..][..of_unit], &rest[..of_unit]);
    };
    for holders in &units.holders {
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

fn add(to: &mut [u32], more: &[u32]) {
    for (to, more) in zip(to, more) {
        *to = to.saturating_add(*more);
    }
}

fn raise(to: &mut u32, more: u64) {
    *to = to.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
}

/// As many yes or no.
#[derive(Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn get(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }
}
