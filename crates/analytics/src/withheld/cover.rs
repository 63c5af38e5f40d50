//! What else must be hidden, so that no subtraction gives back what was hidden first.
//!
//! A thin cell is safe when its respondents could as well be in other cells and nothing that is
//! shown would be different: when there is an exchange. An exchange moves respondents from one unit
//! to another in one month, and as many back in another month, so that wider units and periods keep
//! their numbers. All cells whose numbers it changes must be hidden. It stays one when more is
//! hidden, so each thin cell needs to be looked at only once.

use super::axis::Axes;
use super::counts::{Count, Counts};
use super::layer::Layer;

/// How many units and months are tried.
const UNITS: usize = 6;
const MONTHS: usize = 3;

/// A number of a cell that is of too few respondents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Small {
    pub(super) period: usize,
    pub(super) unit: usize,
    pub(super) number: usize,
}

/// Where those respondents are, and who is there to change places with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thin {
    pub(super) small: Small,
    month: usize,
    atom: usize,
    /// Numbers of cells; where one of them is of nobody, there is no cover.
    pub(super) others: [usize; 2],
}

/// Finds exchanges.
#[derive(Debug)]
pub(super) struct Cover<'a> {
    axes: &'a Axes,
    counts: &'a Counts,
    enough: Count,
    /// Per month and unit: the atoms in it where somebody was interviewed, those of few first.
    visited: Vec<Vec<Vec<usize>>>,
    /// Per month: the months to go to, the nearest first.
    ways: Vec<Vec<Way>>,
}

/// A month to go to, and the periods whose numbers that changes.
#[derive(Debug)]
struct Way {
    /// `None` where all periods above lose the respondents.
    to: Option<usize>,
    changed: Vec<usize>,
}

/// The units and periods whose numbers an exchange changes.
struct Exchange<'a> {
    units: Vec<usize>,
    periods: &'a [usize],
}

impl<'a> Cover<'a> {
    pub(super) fn new(axes: &'a Axes, counts: &'a Counts, enough: Count) -> Self {
        let months = 0..axes.periods.holders.len();
        let ways = months.clone().map(|month| ways(axes, month)).collect();
        let mut own = Self { axes, counts, enough, visited: Vec::new(), ways };
        own.visited = months.map(|month| own.visited_in(month)).collect();
        own
    }

    fn visited_in(&self, month: usize) -> Vec<Vec<usize>> {
        let mut atoms: Vec<usize> = (0..self.axes.units.holders.len())
            .filter(|&atom| self.interviews(month, atom) > 0)
            .collect();
        // Atoms ascend by code.
        atoms.sort_by_key(|&atom| self.interviews(month, atom));
        let mut visited = vec![Vec::new(); self.axes.units.nodes()];
        for atom in atoms {
            for &unit in &self.axes.units.holders[atom] {
                visited[unit].push(atom);
            }
        }
        visited
    }

    /// The cells that have to be hidden to cover a thin one, itself among them.
    pub(super) fn cells(&self, layer: &Layer, thin: Thin) -> Vec<usize> {
        let Some(Exchange { units, periods }) = self.exchange(layer, thin) else {
            return Vec::new();
        };
        let of_period = |&period| units.iter().map(move |&unit| self.axes.cell(period, unit));
        periods.iter().flat_map(of_period).collect()
    }

    /// The exchange that leaves no few side by side if there is one, and then costs readers the
    /// least: with atoms of the narrowest unit around the thin one that has any, and else with
    /// nobody, so that all units above lose the respondents.
    fn exchange(&self, layer: &Layer, thin: Thin) -> Option<Exchange<'_>> {
        let holders = &self.axes.units.holders[thin.atom];
        let above = holders.iter().skip_while(|unit| **unit != thin.small.unit);
        for (&inner, &outer) in above.clone().zip(above.skip(1)) {
            let partners = self.partners(thin, inner, outer).map(Some);
            if let Some(exchange) = self.best(layer, thin, partners) {
                return Some(exchange);
            }
        }
        self.best(layer, thin, std::iter::once(None))
    }

    fn best(
        &self,
        layer: &Layer,
        thin: Thin,
        partners: impl Iterator<Item = Option<usize>>,
    ) -> Option<Exchange<'_>> {
        let (mut best, mut least) = (None, (u8::MAX, u64::MAX));
        for atom in partners {
            let units = self.axes.units.changed(thin.atom, atom);
            for way in self.ways_from(thin) {
                let both = atom.zip(way.to);
                if both.is_some_and(|(atom, month)| !self.has_others(thin, month, atom)) {
                    continue;
                }
                let few = self.too_few(thin, way.to, atom);
                if let Some(cost) = self.cost(layer, &units, &way.changed, (few, least)) {
                    least = (few, cost);
                    best = Some(Exchange { units: units.clone(), periods: &way.changed });
                }
                if least == (0, 0) {
                    return best;
                }
            }
        }
        best
    }

    /// A month and an atom where respondents of a small number have others to change places with.
    pub(super) fn thin(
        &self,
        small: Small,
        others: impl Fn(usize) -> Option<[usize; 2]>,
    ) -> Option<Thin> {
        let Axes { periods, units, .. } = self.axes;
        let is_there = |month: usize, unit: usize| self.number(small, periods.own(month), unit) > 0;
        let months = periods.atoms[small.period].iter().copied();
        months.filter(|&month| is_there(month, small.unit)).find_map(|month| {
            let mut atoms = units.atoms[small.unit].iter().copied();
            atoms.find_map(|atom| {
                let others = others(self.axes.cell(periods.own(month), units.own(atom)))?;
                is_there(month, units.own(atom)).then_some(Thin { small, month, atom, others })
            })
        })
    }

    /// Atoms of a unit to go to, but not those of a unit in it: first those that are just enough
    /// together with the thin one.
    fn partners(&self, thin: Thin, inner: usize, outer: usize) -> impl Iterator<Item = usize> + '_ {
        let visited = &self.visited[thin.month][outer];
        let own = self.number(thin.small, thin.small.period, thin.small.unit);
        let missing = self.enough.saturating_sub(own);
        let start = visited.partition_point(|&atom| self.interviews(thin.month, atom) < missing);
        let (few, enough) = visited.split_at(start);
        let others = enough.iter().chain(few.iter().rev()).copied();
        let is_other = move |atom: &usize| {
            !self.axes.units.holds(inner, *atom) && self.has_others(thin, thin.month, *atom)
        };
        others.filter(is_other).take(UNITS)
    }

    /// The nearest months, and at last away.
    fn ways_from(&self, thin: Thin) -> impl Iterator<Item = &Way> {
        let is_there = move |way: &&Way| {
            way.to.is_some_and(|to| {
                !self.axes.periods.holds(thin.small.period, to)
                    && self.has_others(thin, to, thin.atom)
            })
        };
        let ways = &self.ways[thin.month];
        let away = ways.last().into_iter();
        ways.iter().filter(is_there).take(MONTHS).chain(away)
    }

    fn has_others(&self, thin: Thin, month: usize, atom: usize) -> bool {
        let cell = self.axes.cell(self.axes.periods.own(month), self.axes.units.own(atom));
        thin.others.iter().all(|&number| self.counts.number(cell, number) > 0)
    }

    /// Along how many axes the thin cell and the one that is hidden beside it are too few together:
    /// what is hidden side by side may be told as a sum.
    fn too_few(&self, thin: Thin, month: Option<usize>, atom: Option<usize>) -> u8 {
        let Axes { periods, units, .. } = self.axes;
        let own = self.number(thin.small, thin.small.period, thin.small.unit);
        let is_enough = |month: usize, atom: usize| {
            let beside = self.number(thin.small, periods.own(month), units.own(atom));
            own.saturating_add(beside) >= self.enough
        };
        let beside = atom.is_some_and(|atom| is_enough(thin.month, atom));
        let before = month.is_some_and(|month| is_enough(month, thin.atom));
        u8::from(!beside) + u8::from(!before)
    }

    /// What readers lose with the cells that would have to be hidden. `None` if that is not better
    /// than the least so far.
    fn cost(
        &self,
        layer: &Layer,
        units: &[usize],
        periods: &[usize],
        (few, least): (u8, (u8, u64)),
    ) -> Option<u64> {
        let mut cost = 0_u64;
        for &period in periods {
            for &unit in units.iter().filter(|unit| **unit < self.axes.first_own) {
                let cell = self.axes.cell(period, unit);
                if !layer.hides(cell) {
                    cost = cost.saturating_add(self.worth(period, unit));
                }
            }
            if (few, cost) >= least {
                return None;
            }
        }
        Some(cost)
    }

    /// The respondents of a cell, the more the wider it is, because others are made of the wide ones.
    fn worth(&self, period: usize, unit: usize) -> u64 {
        let atoms = self.axes.periods.atoms[period].len() * self.axes.units.atoms[unit].len();
        u64::from(self.counts.interviews(self.axes.cell(period, unit))).saturating_mul(atoms as u64)
    }

    fn interviews(&self, month: usize, atom: usize) -> Count {
        let (period, unit) = (self.axes.periods.own(month), self.axes.units.own(atom));
        self.counts.interviews(self.axes.cell(period, unit))
    }

    fn number(&self, small: Small, period: usize, unit: usize) -> Count {
        self.counts.number(self.axes.cell(period, unit), small.number)
    }
}

/// The other months, those first that change the fewest periods, and away.
fn ways(axes: &Axes, month: usize) -> Vec<Way> {
    let way = |to| Way { to, changed: axes.periods.changed(month, to) };
    let others = (0..axes.periods.holders.len()).filter(|other| *other != month);
    let mut ways: Vec<Way> = others.map(|other| way(Some(other))).collect();
    ways.sort_by_key(|way| (way.changed.len(), way.to.map(|to| to.abs_diff(month))));
    ways.push(way(None));
    ways
}
