//! Answers → sufficient statistics, by dense addressing and with sums that no order of the answers
//! can change.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::cube::{Cell, MonthCells, People, Site, content};

/// A sum of non-negative numbers in fixed point, so that it is exact: the same answers in any
/// order, on any number of threads, give the same bits.
#[derive(Debug, Clone, Copy, Default)]
struct ExactSum<const FRACTION_BITS: i32> {
    // Not one i128: its alignment of 16 bytes would widen every tally.
    low: u64,
    high: u64,
}

impl<const FRACTION_BITS: i32> ExactSum<FRACTION_BITS> {
    /// A number below the last fraction bit loses what lies beyond it, alike in every order.
    #[expect(clippy::cast_possible_truncation, reason = "the fixed point is the purpose")]
    fn of(number: f64) -> Self {
        Self::from_fixed((number * 2f64.powi(FRACTION_BITS)) as i128)
    }

    /// Adds what one answer brings: a site would need 2³⁰ answers of the largest weight to overflow.
    fn add(&mut self, one: Self) {
        *self = Self::from_fixed(self.fixed().wrapping_add(one.fixed()));
    }

    /// Adds what any number of answers brought; a sum that a file made up stops at the limit.
    fn add_sum(&mut self, sum: Self) {
        *self = Self::from_fixed(self.fixed().saturating_add(sum.fixed()));
    }

    /// Within one unit of the last place of the sum, and the same for the same sum.
    fn value(self) -> f64 {
        // Not one i128: that conversion is done in software, millions of times.
        (self.high.cast_signed() as f64 * 2f64.powi(64) + self.low as f64)
            / 2f64.powi(FRACTION_BITS)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is taken apart into its two halves"
    )]
    fn from_fixed(fixed: i128) -> Self {
        Self { low: fixed as u64, high: (fixed >> 64) as u64 }
    }

    #[expect(clippy::cast_possible_wrap, reason = "the number is put together from its halves")]
    fn fixed(self) -> i128 {
        (i128::from(self.high as i64) << 64) | i128::from(self.low)
    }
}

/// Room for 2³⁰ squares of the largest weight.
const _: () = {
    let squares =
        survey::validate::WEIGHT_MAX * survey::validate::WEIGHT_MAX * (1_u64 << 30) as f64;
    assert!(squares < (1_u128 << (127 - 56)) as f64);
};

/// Weights from 2⁻¹¹ on are kept to their last bit, and 2⁶³ of them fit.
type WeightSum = ExactSum<64>;
/// Squares grow twice as fast in both directions.
type SquareSum = ExactSum<56>;
/// What a square may lose.
pub(crate) const LAST_PLACE: f64 = 1.0 / (1_u64 << 56) as f64;

/// What is kept of the answers that chose one option.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    count: u64,
    weight: WeightSum,
    weight_squared: SquareSum,
}

impl Tally {
    fn of_cell(cell: &Cell) -> Self {
        Load::of_sums(cell.count, cell.weight, cell.weight_squared).0
    }

    fn add(&mut self, more: &Self) {
        self.count = self.count.saturating_add(more.count);
        self.weight.add_sum(more.weight);
        self.weight_squared.add_sum(more.weight_squared);
    }

    fn cell(&self, question: u16, option: u8) -> Cell {
        Cell {
            question,
            option,
            count: self.count,
            weight: self.weight.value(),
            weight_squared: self.weight_squared.value(),
        }
    }
}

/// The sum of cells of one option, whatever their order.
pub(crate) fn sum_of(cells: &[Cell]) -> Cell {
    if let [only] = cells {
        return *only;
    }
    let mut sum = Tally::default();
    for cell in cells {
        sum.add(&Tally::of_cell(cell));
    }
    sum.cell(cells[0].question, cells[0].option)
}

/// The weight of one interview, made ready to be added many times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load(Tally);

impl Load {
    pub(crate) fn new(weight: f64) -> Self {
        Self::of_sums(1, weight, weight * weight)
    }

    /// The same for several answers.
    pub(crate) fn of_sums(count: u64, weight: f64, weight_squared: f64) -> Self {
        Self(Tally {
            count,
            weight: WeightSum::of(weight),
            weight_squared: SquareSum::of(weight_squared),
        })
    }
}

/// How the answers of a site are laid out: a slot for each option of each question.
#[derive(Debug, Default)]
struct Layout {
    /// First slot of each question; the last entry is the number of slots.
    first_slot: Vec<usize>,
    /// Groups of people.
    groups: usize,
}

impl Layout {
    fn slots(&self) -> usize {
        self.first_slot.last().copied().unwrap_or(0)
    }
}

/// Tallies of every site, a table a month, addressed without hashing: one entry per site and slot
/// says where its tally lies.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    layout: Layout,
    months: BTreeMap<i32, MonthTallies>,
}

impl Tallies {
    /// Makes room for questions with these numbers of options, the known ones first, and for so
    /// many groups of people.
    pub(crate) fn widen(&mut self, options: impl IntoIterator<Item = usize>, groups: usize) {
        let mut first_slot = vec![0];
        first_slot.extend(options.into_iter().scan(0, |end, count| {
            *end += count;
            Some(*end)
        }));
        let old = std::mem::replace(&mut self.layout, Layout { first_slot, groups });
        for month in self.months.values_mut() {
            month.widen(&old, &self.layout);
        }
    }

    /// Where the answers to a question that chose an option are tallied.
    pub(crate) fn slot(&self, question: u16, option: u8) -> usize {
        self.layout.first_slot[usize::from(question)] + usize::from(option)
    }

    /// The tallies of a site.
    pub(crate) fn site(&mut self, month: i32, site: Site) -> SiteTallies<'_> {
        let month = self.months.entry(month).or_default();
        month.tallies(site, &self.layout)
    }

    /// Adds the tallies of another part, whose sites are called otherwise here.
    pub(crate) fn absorb(&mut self, other: Self, renamed: impl Fn(Site) -> Site) {
        for (month, mut theirs) in other.months {
            theirs.rename(&renamed);
            match self.months.entry(month) {
                Entry::Vacant(month) => {
                    month.insert(theirs);
                }
                Entry::Occupied(month) => month.into_mut().absorb(&theirs, &self.layout),
            }
        }
    }

    /// The tables of a cube. A month's tallies are given up before the next month's are copied.
    /// Sites are called otherwise there.
    pub(crate) fn finish(self, renamed: impl Fn(Site) -> Site + Sync) -> BTreeMap<i32, MonthCells> {
        let Self { layout, months } = self;
        let finish = |(month, mut tallies): (i32, MonthTallies)| {
            tallies.sites.iter_mut().for_each(|site| *site = renamed(*site));
            (month, tallies.finish(&layout))
        };
        months.into_par_iter().map(finish).collect()
    }

    /// The sites that are wanted, each with a number that tells contents apart.
    pub(crate) fn contents(
        &self,
        wanted: impl Fn(&Site) -> bool + Copy,
    ) -> impl Iterator<Item = (i32, Site, u64)> {
        self.months.iter().flat_map(move |(&month, tallies)| {
            let sites = tallies.sites.iter().enumerate().filter(move |(_, site)| wanted(site));
            sites.map(move |(at, &site)| (month, site, content(tallies.cells(at, &self.layout))))
        })
    }
}

/// Tallies of one site.
#[derive(Debug)]
pub(crate) struct SiteTallies<'a> {
    places: &'a mut [u32],
    people: &'a mut [u64],
    kept: &'a mut Vec<Tally>,
}

impl SiteTallies<'_> {
    pub(crate) fn add_answer(&mut self, slot: usize, load: &Load) {
        let tally = self.tally(slot);
        tally.count += 1;
        tally.weight.add(load.0.weight);
        tally.weight_squared.add(load.0.weight_squared);
    }

    /// Adds what any number of answers came to.
    pub(crate) fn add_sums(&mut self, slot: usize, sums: &Load) {
        self.add_tally(slot, &sums.0);
    }

    fn add_tally(&mut self, slot: usize, more: &Tally) {
        self.tally(slot).add(more);
    }

    fn tally(&mut self, slot: usize) -> &mut Tally {
        let place = &mut self.places[slot];
        if *place == 0 {
            self.kept.push(Tally::default());
            *place = u32::try_from(self.kept.len()).expect("fewer than 2^32 cells a month");
        }
        &mut self.kept[*place as usize - 1]
    }

    pub(crate) fn add_people(&mut self, who: u16, count: u64) {
        let people = &mut self.people[usize::from(who)];
        *people = people.saturating_add(count);
    }
}

/// Tallies of one month.
#[derive(Debug, Default)]
struct MonthTallies {
    numbers: HashMap<Site, usize, FixedState>,
    sites: Vec<Site>,
    /// Per site and slot: 0, or 1 + the position of its tally.
    places: Vec<u32>,
    kept: Vec<Tally>,
    /// Per site and group: respondents.
    people: Vec<u64>,
}

impl MonthTallies {
    fn site(&mut self, site: Site, layout: &Layout) -> usize {
        let next = self.sites.len();
        let number = *self.numbers.entry(site).or_insert(next);
        if number == next {
            self.sites.push(site);
            self.places.resize(self.places.len() + layout.slots(), 0);
            self.people.resize(self.people.len() + layout.groups, 0);
        }
        number
    }

    fn tallies(&mut self, site: Site, layout: &Layout) -> SiteTallies<'_> {
        let number = self.site(site, layout);
        SiteTallies {
            places: &mut self.places[number * layout.slots()..][..layout.slots()],
            people: &mut self.people[number * layout.groups..][..layout.groups],
            kept: &mut self.kept,
        }
    }

    fn rename(&mut self, renamed: impl Fn(Site) -> Site) {
        for site in &mut self.sites {
            *site = renamed(*site);
        }
        self.numbers = std::iter::zip(self.sites.iter().copied(), 0..).collect();
    }

    fn absorb(&mut self, other: &Self, layout: &Layout) {
        for (number, &site) in other.sites.iter().enumerate() {
            let mut own = self.tallies(site, layout);
            let places = &other.places[number * layout.slots()..][..layout.slots()];
            for (slot, &place) in places.iter().enumerate() {
                if place > 0 {
                    own.add_tally(slot, &other.kept[place as usize - 1]);
                }
            }
            let people = &other.people[number * layout.groups..];
            for (own, more) in std::iter::zip(own.people, people) {
                *own += more;
            }
        }
    }

    fn widen(&mut self, old: &Layout, new: &Layout) {
        self.places = widened(&self.places, self.sites.len(), old.slots(), new.slots());
        self.people = widened(&self.people, self.sites.len(), old.groups, new.groups);
    }

    fn finish(self, layout: &Layout) -> MonthCells {
        let mut order: Vec<usize> = (0..self.sites.len()).collect();
        order.sort_unstable_by_key(|&number| self.sites[number]);
        let mut month = MonthCells::with_capacity(self.sites.len(), self.kept.len());
        for number in order {
            self.cells(number, layout).for_each(|cell| month.cells.push(cell));
            self.write_people(number, layout, &mut month.people);
            month.end_site(self.sites[number]);
        }
        month
    }

    fn cells(&self, site: usize, layout: &Layout) -> impl Iterator<Item = Cell> {
        let places = &self.places[site * layout.slots()..][..layout.slots()];
        (0_u16..).zip(layout.first_slot.windows(2)).flat_map(move |(question, bounds)| {
            let places = (0_u8..).zip(&places[bounds[0]..bounds[1]]);
            let kept = places.filter(|(_, place)| **place > 0);
            kept.map(move |(option, &place)| self.kept[place as usize - 1].cell(question, option))
        })
    }

    fn write_people(&self, site: usize, layout: &Layout, people: &mut People) {
        let counts = &self.people[site * layout.groups..][..layout.groups];
        for (who, &count) in (0u16..).zip(counts) {
            if count > 0 {
                people.push(who, count);
            }
        }
    }
}

/// The same rows with more columns.
fn widened<T: Copy + Default>(cells: &[T], rows: usize, old_width: usize, width: usize) -> Vec<T> {
    let mut wide = Vec::with_capacity(rows * width);
    for row in 0..rows {
        wide.extend_from_slice(&cells[row * old_width..][..old_width]);
        wide.resize((row + 1) * width, T::default());
    }
    wide
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_sum_does_not_depend_on_the_order(mut weights in proptest::collection::vec(1e-3..1e6f64, 1..50)) {
            let sum = |weights: &[f64]| {
                let mut sum = WeightSum::default();
                for &weight in weights {
                    sum.add(WeightSum::of(weight));
                }
                sum.value()
            };
            let forward = sum(&weights);
            let plain: f64 = weights.iter().sum();
            prop_assert!((forward - plain).abs() <= 1e-14 * plain * weights.len() as f64);
            weights.reverse();
            prop_assert_eq!(forward.to_bits(), sum(&weights).to_bits());
        }
    }

    #[test]
    fn one_weight_comes_back_to_the_last_bit() {
        for weight in [0.1, 1.0 / 3.0, 37.1234, 1e8, 0.000_5] {
            assert_eq!(WeightSum::of(weight).value().to_bits(), f64::to_bits(weight), "{weight}");
        }
    }
}
