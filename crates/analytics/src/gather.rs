//! Sums that stand somewhere already, site by site, → the months of a cube.
//!
//! A cube that was written in order is read in order, and its columns are taken as they come. Only
//! what another engine wrote in some other order is sorted, and added where it repeats itself.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::cube::{Cell, Dimensions, MonthCells, Site, content};
use crate::tally::sum_of;

/// Months whose sites stand in any order, one perhaps several times.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    months: BTreeMap<i32, MonthCells>,
}

impl Gathered {
    /// Where the next site of a month goes.
    pub(crate) fn month(&mut self, month: i32) -> &mut MonthCells {
        self.months.entry(month).or_default()
    }

    /// Takes in another part, whose sites are called otherwise here.
    pub(crate) fn absorb(&mut self, other: Self, renamed: impl Fn(Site) -> Site) {
        for (month, mut theirs) in other.months {
            theirs.rename(&renamed);
            match self.months.get_mut(&month) {
                Some(own) => own.append(&theirs),
                None => {
                    self.months.insert(month, theirs);
                }
            }
        }
    }

    /// The months of a cube with these dimensions, which get their order.
    pub(crate) fn finish(self, dimensions: &mut Dimensions) -> BTreeMap<i32, MonthCells> {
        let sum = |(month, cells): (i32, MonthCells)| (month, cells.summed());
        let months: BTreeMap<i32, MonthCells> = self.months.into_par_iter().map(sum).collect();
        let unnamed = dimensions.unnamed_psus();
        let contents = months.iter().flat_map(|(&month, cells)| {
            let sites = cells.sites.iter().enumerate();
            let sites = sites.filter(|(_, site)| unnamed[site.psu as usize]);
            sites.map(move |(at, &site)| (month, site, content(cells.cells_of(at))))
        });
        let renaming = dimensions.sort(contents);
        let finish = |(month, mut cells): (i32, MonthCells)| {
            cells.rename(|site| renaming.site(site));
            (month, if cells.sites.is_sorted() { cells } else { cells.sorted() })
        };
        months.into_par_iter().map(finish).collect()
    }
}

impl MonthCells {
    fn rename(&mut self, renamed: impl Fn(Site) -> Site) {
        for site in &mut self.sites {
            *site = renamed(*site);
        }
    }

    fn append(&mut self, other: &Self) {
        for (at, &site) in other.sites.iter().enumerate() {
            self.push_site(site, other.cells_of(at), other.people_of(at));
        }
    }

    fn push_site(
        &mut self,
        site: Site,
        cells: impl Iterator<Item = Cell>,
        people: impl Iterator<Item = (u16, u64)>,
    ) {
        cells.for_each(|cell| self.cells.push(cell));
        people.for_each(|(who, count)| self.people.push(who, count));
        self.end_site(site);
    }

    /// Positions of the sites, the same ones beside each other.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.sites.len()).collect();
        order.sort_by_key(|&at| self.sites[at]);
        order
    }

    /// Every site once.
    fn summed(self) -> Self {
        let order = self.order();
        let same = |a: &usize, b: &usize| self.sites[*a] == self.sites[*b];
        let once = order.is_sorted_by(|a, b| !same(a, b));
        if once && (0..self.sites.len()).all(|at| self.ascends(at)) {
            return self;
        }
        let mut summed = Self::with_capacity(self.sites.len(), self.cells.len());
        for parts in order.chunk_by(same) {
            let cells = added(
                parts.iter().flat_map(|&at| self.cells_of(at)).collect(),
                |cell| (cell.question, cell.option),
                sum_of,
            );
            let people = added(
                parts.iter().flat_map(|&at| self.people_of(at)).collect(),
                |(who, _)| *who,
                |same| (same[0].0, same.iter().fold(0, |sum, (_, more)| sum.saturating_add(*more))),
            );
            summed.push_site(self.sites[parts[0]], cells.into_iter(), people.into_iter());
        }
        summed
    }

    /// True if each option and each group of people stands there once, in order.
    fn ascends(&self, site: usize) -> bool {
        self.cells_of(site).map(|cell| (cell.question, cell.option)).is_sorted_by(|a, b| a < b)
            && self.people_of(site).is_sorted_by(|a, b| a.0 < b.0)
    }

    fn sorted(self) -> Self {
        let mut sorted = Self::with_capacity(self.sites.len(), self.cells.len());
        for at in self.order() {
            sorted.push_site(self.sites[at], self.cells_of(at), self.people_of(at));
        }
        sorted
    }
}

/// Adds what has the same key, and puts it in order.
fn added<T, K: Ord>(mut all: Vec<T>, key: impl Fn(&T) -> K, sum: impl Fn(&[T]) -> T) -> Vec<T> {
    all.sort_by_key(&key);
    all.chunk_by(|a, b| key(a) == key(b)).map(sum).collect()
}
