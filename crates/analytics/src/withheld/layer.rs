//! Which cells are hidden: of one split of topics, by mode or of all modes together.

use std::iter::zip;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::axis::Axes;
use super::counts::{Count, Counts};
use super::cover::{Cover, Small, Thin};
use super::topics::{Split, WHOLE};

/// A yes or no for every cell, that is for every unit and period.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer(Vec<u64>);

impl Layer {
    pub(super) fn new(cells: usize) -> Self {
        Self(vec![0; cells.div_ceil(64)])
    }

    pub(super) fn hides(&self, cell: usize) -> bool {
        self.0[cell / 64] >> (cell % 64) & 1 == 1
    }

    pub(super) fn hide(&mut self, cell: usize) {
        self.0[cell / 64] |= 1 << (cell % 64);
    }

    fn hide_all_of(&mut self, other: &Self) {
        for (own, other) in zip(&mut self.0, &other.0) {
            *own |= other;
        }
    }
}

/// The two layers of a split.
#[derive(Debug, Default)]
pub(super) struct Layers {
    together: Layer,
    by_mode: Layer,
    /// Per mode: the cells whose number of that mode an exchange changes. Others are hidden by mode only
    /// because the modes together are.
    moved: Vec<Layer>,
}

impl Layers {
    pub(super) fn hides(&self, cell: usize, by_mode: bool) -> bool {
        if by_mode { self.by_mode.hides(cell) } else { self.together.hides(cell) }
    }

    fn moves(&self, cell: usize, mode: usize) -> bool {
        self.moved.get(mode).is_some_and(|moved| moved.hides(cell))
    }
}

/// Makes the layers.
#[derive(Debug)]
pub(super) struct Planner<'a> {
    axes: &'a Axes,
    counts: &'a Counts,
    cover: Cover<'a>,
    enough: Count,
}

impl<'a> Planner<'a> {
    pub(super) fn new(axes: &'a Axes, counts: &'a Counts, enough: Count) -> Self {
        Self { axes, counts, cover: Cover::new(axes, counts, enough), enough }
    }

    /// The layers of each split.
    pub(super) fn layers(&self, splits: &[Split]) -> Vec<Layers> {
        let none = || Layer::new(self.axes.cells());
        let nothing = Layers { together: none(), by_mode: none(), moved: Vec::new() };
        let mut layers: Vec<Layers> = Vec::new();
        layers.resize_with(splits.len(), Layers::default);
        let depths = splits.iter().map(|split| split.depth).max();
        for depth in 0..=depths.unwrap_or(0) {
            let of_depth = splits.par_iter().enumerate().filter(|(_, split)| split.depth == depth);
            let made = of_depth.map(|(at, split)| {
                let (above, whole) = match split.above {
                    Some(above) => (&layers[above], &layers[WHOLE]),
                    None => (&nothing, &nothing),
                };
                (at, self.of_split(split, above, whole))
            });
            for (at, made) in made.collect::<Vec<_>>() {
                layers[at] = made;
            }
        }
        layers
    }

    /// What is hidden in the split above is hidden here, and what is hidden of all modes together is
    /// so by mode.
    fn of_split(&self, split: &Split, above: &Layers, whole: &Layers) -> Layers {
        // Everybody knows by which modes nobody is asked, e.g. that offices of towns make no visits, so an
        // exchange keeps to modes that occur.
        let same = |small: Small| {
            let of = |cell| self.counts.of_same_mode(cell, small.number, split.whole);
            self.cover.thin(small, |cell| of(cell).map(|own| [own; 2]))
        };
        let two = |small: Small| {
            self.cover.thin(small, |cell| {
                let own = self.counts.of_same_mode(cell, small.number, split.whole)?;
                Some([own, self.counts.of_other_mode(cell, small.number, split.whole)?])
            })
        };
        let mut moved = vec![Layer::new(self.axes.cells()); self.axes.modes()];
        let mut together = above.together.clone();
        let small = self.small(split, false, |cell, _| above.together.hides(cell));
        self.fill(&mut together, &mut moved, small.into_iter().filter_map(same).collect());
        let (mut mixed, mut alone) = (Vec::new(), Vec::new());
        for small in self.small(split, true, |cell, mode| whole.moves(cell, mode)) {
            match two(small) {
                Some(thin) => mixed.push(thin),
                // Without another mode, the number of all modes would give that of the one away.
                None => alone.extend(same(small)),
            }
        }
        self.fill(&mut together, &mut moved, alone);
        let mut by_mode = above.by_mode.clone();
        by_mode.hide_all_of(&together);
        self.fill(&mut by_mode, &mut moved, mixed);
        Layers { together, by_mode, moved }
    }

    /// Numbers of too few respondents in cells that are not covered yet in their mode, those of wider cells
    /// first.
    fn small(
        &self,
        split: &Split,
        by_mode: bool,
        is_covered: impl Fn(usize, usize) -> bool,
    ) -> Vec<Small> {
        let mut found = Vec::new();
        for period in 0..self.axes.periods.nodes() {
            for unit in 0..self.axes.units.nodes() {
                let cell = self.axes.cell(period, unit);
                if self.counts.interviews(cell) > 0 {
                    let numbers = self.counts.thin(cell, &split.topics, by_mode, self.enough);
                    let numbers =
                        numbers.filter(|&number| !is_covered(cell, self.counts.mode_of(number)));
                    found.extend(numbers.map(|number| Small { period, unit, number }));
                }
            }
        }
        found
    }

    /// Hides thin cells and what covers them, and notes in which modes it does.
    fn fill(&self, layer: &mut Layer, moved: &mut [Layer], thin: Vec<Thin>) {
        for thin in &thin {
            layer.hide(self.axes.cell(thin.small.period, thin.small.unit));
        }
        for thin in thin {
            for cell in self.cover.cells(layer, thin) {
                layer.hide(cell);
                for number in thin.others {
                    moved[self.counts.mode_of(number)].hide(cell);
                }
            }
        }
    }
}
