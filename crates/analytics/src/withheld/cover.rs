//! What else must be hidden, so that no subtraction gives back what was hidden first.
//!
//! A thin group is safe when its respondents could as well be in other groups and nothing that is
//! shown would be different: when there is an exchange. An exchange moves respondents from one atom
//! to another along some axes, and others back elsewhere, so that wider nodes keep their numbers.
//! All groups whose numbers it changes must be hidden. It stays one when more is hidden, so each
//! thin group needs to be looked at only once.

use std::cmp::Reverse;

use super::axis::{MODE, PERIOD, TOPIC, UNIT};
use super::lattice::{Group, Lattice};

/// Per axis: how many atoms are tried.
const TRIED: [usize; 4] = [3, 8, 2, 3];
const AXES: [usize; 4] = [PERIOD, UNIT, MODE, TOPIC];

/// Hides the groups of fewer respondents, and others as far as they are needed to cover them.
pub(super) fn cover(lattice: &mut Lattice, enough: u32) {
    let is_thin = |lattice: &Lattice, group| (1..enough).contains(&lattice.count_of(group));
    for group in lattice.groups() {
        if is_thin(lattice, group) {
            lattice.hide(group);
        }
    }
    let mut last = None;
    for thin in lattice.groups() {
        if is_thin(lattice, thin) {
            last = Exchange::of(lattice, thin, last.as_ref());
            if let Some(exchange) = &last {
                exchange.hide(lattice);
                exchange.widen(lattice, enough);
            }
        }
    }
}

/// Where respondents of a thin group could as well be.
#[derive(Clone, Copy)]
struct Exchange {
    thin: Group,
    /// Per axis: the atom that they leave.
    from: [usize; 4],
    /// Per axis: the atom that they go to; `None` where all nodes above lose them.
    to: [Option<usize>; 4],
}

/// An atom to go to, and the nodes whose numbers that changes.
struct Way {
    to: Option<usize>,
    changed: Vec<usize>,
}

impl Exchange {
    /// The one that costs readers the least. `None` where counts contradict each other.
    fn of(lattice: &Lattice, thin: Group, last: Option<&Self>) -> Option<Self> {
        if let Some(again) = last.and_then(|last| last.again(lattice, thin)) {
            return Some(again);
        }
        let stay = Self { thin, from: atoms_of(lattice, thin)?, to: [None; 4] };
        let mut ways = AXES.map(|axis| {
            let mut ways = match axis {
                UNIT => Vec::new(),
                _ => stay.ways(lattice, axis, thin[axis], None, TRIED[axis]),
            };
            ways.push(stay.way(lattice, axis, None));
            ways
        });
        let holders = &lattice.axes.all[UNIT].holders[stay.from[UNIT]];
        let above = holders.iter().skip_while(|unit| **unit != thin[UNIT]);
        // The nearest units there are: to go farther changes those above, too.
        let mut near = above
            .clone()
            .zip(above.skip(1))
            .map(|(&inner, &outer)| stay.ways(lattice, UNIT, inner, Some(outer), TRIED[UNIT]));
        if let Some(units) = near.find(|units| !units.is_empty()) {
            ways[UNIT] = units;
        }
        cheapest(lattice, ways.each_ref().map(Vec::as_slice)).map(|to| Self { to, ..stay })
    }

    /// The same for another topic of the same interviews, if that hides nothing more.
    fn again(&self, lattice: &Lattice, thin: Group) -> Option<Self> {
        let mut own = thin;
        for axis in [PERIOD, UNIT, MODE] {
            if self.thin[axis] != thin[axis] {
                return None;
            }
            own[axis] = lattice.axes.all[axis].own(self.from[axis]);
        }
        let mut again = Self { thin, ..*self };
        again.from[TOPIC] = fullest(lattice, own, TOPIC)?;
        again.to[TOPIC] = None;
        (again.cost(lattice) == Some(0)).then_some(again)
    }

    /// Atoms of a node to go to, but not those of a node within it: the best so many.
    fn ways(
        &self,
        lattice: &Lattice,
        axis: usize,
        outside: usize,
        within: Option<usize>,
        limit: usize,
    ) -> Vec<Way> {
        let nodes = &lattice.axes.all[axis];
        let mut own = self.thin;
        for axis in AXES {
            own[axis] = lattice.axes.all[axis].own(self.from[axis]);
        }
        let is_there = |atom: &usize| {
            let mut group = own;
            group[axis] = nodes.own(*atom);
            !nodes.holds(outside, *atom) && lattice.count_of(group) > 0
        };
        let mut there: Vec<usize> = match within {
            Some(node) => nodes.atoms[node].iter().copied().filter(is_there).collect(),
            None => (0..nodes.holders.len()).filter(is_there).collect(),
        };
        there.sort_by_cached_key(|atom| {
            let group = self.beside(lattice, axis, *atom);
            let count = i64::from(lattice.count_of(group));
            let hidden = lattice.is_hidden(group);
            let changed = nodes.changed_count(self.from[axis], *atom);
            (changed, !hidden, if hidden { -count } else { count })
        });
        there.truncate(limit);
        there.into_iter().map(|atom| self.way(lattice, axis, Some(atom))).collect()
    }

    fn way(&self, lattice: &Lattice, axis: usize, to: Option<usize>) -> Way {
        Way { to, changed: lattice.axes.all[axis].changed(self.from[axis], to) }
    }

    /// The neighbour of the thin group that an atom is.
    fn beside(&self, lattice: &Lattice, axis: usize, atom: usize) -> Group {
        let mut group = self.thin;
        group[axis] = lattice.axes.all[axis].own(atom);
        group
    }

    fn changed(&self, lattice: &Lattice) -> [Vec<usize>; 4] {
        AXES.map(|axis| lattice.axes.all[axis].changed(self.from[axis], self.to[axis]))
    }

    fn cost(&self, lattice: &Lattice) -> Option<u64> {
        cost(lattice, self.changed(lattice).each_ref().map(Vec::as_slice), u64::MAX)
    }

    fn hide(&self, lattice: &mut Lattice) {
        let changed = self.changed(lattice);
        each(changed.each_ref().map(Vec::as_slice), |group| {
            lattice.hide(group);
            true
        });
    }

    /// Goes to more neighbours until they are enough together with the thin group: what is hidden
    /// side by side may be told as a sum.
    fn widen(&self, lattice: &mut Lattice, enough: u32) {
        for axis in AXES {
            let Some(first) = self.to[axis] else { continue };
            let count =
                |lattice: &Lattice, atom: usize| lattice.count_of(self.beside(lattice, axis, atom));
            let mut sum = lattice.count_of(self.thin).saturating_add(count(lattice, first));
            if sum >= enough {
                continue;
            }
            let around = self.around(lattice, axis);
            for way in self.ways(lattice, axis, self.thin[axis], around, usize::MAX) {
                let Some(to) = way.to.filter(|to| *to != first) else { continue };
                let mut more = *self;
                more.to[axis] = Some(to);
                if more.cost(lattice).is_some() {
                    more.hide(lattice);
                    sum = sum.saturating_add(count(lattice, to));
                }
                if sum >= enough {
                    break;
                }
            }
        }
    }

    /// The narrowest unit that holds both ends of the exchange.
    fn around(&self, lattice: &Lattice, axis: usize) -> Option<usize> {
        let to = self.to[axis].filter(|_| axis == UNIT)?;
        let units = &lattice.axes.all[UNIT];
        units.holders[self.from[UNIT]].iter().copied().find(|unit| units.holds(*unit, to))
    }
}

/// The fullest atom of a group on each axis. `None` where counts contradict each other.
fn atoms_of(lattice: &Lattice, thin: Group) -> Option<[usize; 4]> {
    let (mut group, mut atoms) = (thin, [0; 4]);
    for axis in AXES {
        atoms[axis] = fullest(lattice, group, axis)?;
        group[axis] = lattice.axes.all[axis].own(atoms[axis]);
    }
    Some(atoms)
}

fn fullest(lattice: &Lattice, group: Group, axis: usize) -> Option<usize> {
    let nodes = &lattice.axes.all[axis];
    let count = |atom: usize| {
        let mut group = group;
        group[axis] = nodes.own(atom);
        lattice.count_of(group)
    };
    let atoms = nodes.atoms[group[axis]].iter().copied();
    let fullest = atoms.max_by_key(|atom| (count(*atom), Reverse(*atom)))?;
    (count(fullest) > 0).then_some(fullest)
}

/// The ways that together cost the least.
fn cheapest(lattice: &Lattice, ways: [&[Way]; 4]) -> Option<[Option<usize>; 4]> {
    let [periods, units, modes, topics] = ways;
    let (mut best, mut least) = (None, u64::MAX);
    for unit in units {
        for period in periods {
            for mode in modes {
                for topic in topics {
                    let ways = [period, unit, mode, topic];
                    if let Some(cost) = cost(lattice, ways.map(|way| &*way.changed), least) {
                        (best, least) = (Some(ways.map(|way| way.to)), cost);
                    }
                    if least == 0 {
                        return best;
                    }
                }
            }
        }
    }
    best
}

/// What readers lose with the groups that would have to be hidden. `None` if they are not fewer than the
/// least so far, or if somebody would have to be where nobody is.
fn cost(lattice: &Lattice, changed: [&[usize]; 4], least: u64) -> Option<u64> {
    let mut cost = 0;
    let possible = each(changed, |group| {
        if !lattice.is_hidden(group) {
            cost += lattice.worth(group);
        }
        lattice.count_of(group) > 0 && cost < least
    });
    possible.then_some(cost)
}

/// Visits the groups of some nodes until one is not good.
fn each(nodes: [&[usize]; 4], mut is_good: impl FnMut(Group) -> bool) -> bool {
    let [periods, units, modes, topics] = nodes;
    periods.iter().all(|&period| {
        units.iter().all(|&unit| {
            modes
                .iter()
                .all(|&mode| topics.iter().all(|&topic| is_good([period, unit, mode, topic])))
        })
    })
}
