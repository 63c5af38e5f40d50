//! Answers → sufficient statistics, by dense addressing and with sums that no order of the answers
//! can change.

use std::collections::HashMap;

use crate::cube::{Cells, People, Site, Sites};

/// A sum of non-negative numbers in fixed point, so that it is exact: the same answers in any
/// order, on any number of threads, give the same bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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

    fn add(&mut self, other: Self) {
        *self = Self::from_fixed(self.fixed().saturating_add(other.fixed()));
    }

    fn value(self) -> f64 {
        self.fixed() as f64 / 2f64.powi(FRACTION_BITS)
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

/// Weights from 2⁻¹¹ on are kept to their last bit, and 2⁶³ of them fit.
type WeightSum = ExactSum<64>;
/// Squares grow twice as fast in both directions.
type SquareSum = ExactSum<56>;

/// What is kept of the answers that chose one option.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    count: u64,
    weight: WeightSum,
    weight_squared: SquareSum,
}

/// The weight of one interview, made ready to be added many times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load(Tally);

impl Load {
    pub(crate) fn new(weight: f64) -> Self {
        Self::of_sums(1, weight, weight * weight)
    }

    /// Sums that were made before.
    pub(crate) fn of_sums(count: u64, weight: f64, weight_squared: f64) -> Self {
        Self(Tally {
            count,
            weight: WeightSum::of(weight),
            weight_squared: SquareSum::of(weight_squared),
        })
    }
}

/// Tallies of every site, addressed without hashing: one table entry per site and option says
/// where its tally lies.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    /// First option of each question in a site's part of `places`; the last entry is its width.
    first_option: Vec<usize>,
    groups: usize,
    numbers: HashMap<Site, usize>,
    sites: Vec<Site>,
    /// Per site and option: 0, or 1 + the position of its tally.
    places: Vec<u32>,
    kept: Vec<Tally>,
    /// Per site and group: respondents.
    people: Vec<u64>,
}

impl Tallies {
    /// Makes room for questions with these numbers of options, the known ones first, and for so
    /// many groups of people.
    pub(crate) fn widen(&mut self, options: impl IntoIterator<Item = usize>, groups: usize) {
        let mut first_option = vec![0];
        first_option.extend(options.into_iter().scan(0, |end, count| {
            *end += count;
            Some(*end)
        }));
        let (old_width, old_groups) = (self.width(), self.groups);
        self.first_option = first_option;
        self.groups = groups;
        self.places = widened(&self.places, self.sites.len(), old_width, self.width());
        self.people = widened(&self.people, self.sites.len(), old_groups, groups);
    }

    fn width(&self) -> usize {
        self.first_option.last().copied().unwrap_or(0)
    }

    /// The number of a site, which `add_answers` and `add_people` take.
    pub(crate) fn site(&mut self, site: Site) -> usize {
        if let Some(&number) = self.numbers.get(&site) {
            return number;
        }
        let number = self.sites.len();
        self.numbers.insert(site, number);
        self.sites.push(site);
        self.places.resize(self.places.len() + self.width(), 0);
        self.people.resize(self.people.len() + self.groups, 0);
        number
    }

    pub(crate) fn add_answers(&mut self, site: usize, question: u16, option: u8, load: Load) {
        let at =
            site * self.width() + self.first_option[usize::from(question)] + usize::from(option);
        self.add(at, &load.0);
    }

    fn add(&mut self, at: usize, more: &Tally) {
        if self.places[at] == 0 {
            self.kept.push(Tally::default());
            self.places[at] = u32::try_from(self.kept.len()).expect("fewer than 2^32 cells");
        }
        let tally = &mut self.kept[self.places[at] as usize - 1];
        tally.count += more.count;
        tally.weight.add(more.weight);
        tally.weight_squared.add(more.weight_squared);
    }

    pub(crate) fn add_people(&mut self, site: usize, who: u16, count: u64) {
        self.people[site * self.groups + usize::from(who)] += count;
    }

    /// Adds the tallies of another part, whose sites are called otherwise here.
    pub(crate) fn absorb(&mut self, other: &Self, renamed: impl Fn(Site) -> Site) {
        for (from, &site) in other.sites.iter().enumerate() {
            let to = self.site(renamed(site));
            for at in 0..other.width() {
                let place = other.places[from * other.width() + at];
                if place > 0 {
                    self.add(to * self.width() + at, &other.kept[place as usize - 1]);
                }
            }
            for group in 0..other.groups {
                self.people[to * self.groups + group] += other.people[from * other.groups + group];
            }
        }
    }

    /// The tables of a cube, in the order of their keys.
    pub(crate) fn finish(self) -> (Sites, Cells, People) {
        let mut order: Vec<usize> = (0..self.sites.len()).collect();
        order.sort_unstable_by_key(|&number| self.sites[number]);
        let (mut sites, mut cells, mut people) =
            (Sites::default(), Cells::default(), People::default());
        for number in order {
            self.write_cells(number, &mut cells);
            self.write_people(number, &mut people);
            sites.push(self.sites[number], cells.len(), people.len());
        }
        (sites, cells, people)
    }

    fn write_cells(&self, site: usize, cells: &mut Cells) {
        let places = &self.places[site * self.width()..][..self.width()];
        for (question, bounds) in (0u16..).zip(self.first_option.windows(2)) {
            for (option, &place) in (0u8..).zip(&places[bounds[0]..bounds[1]]) {
                if place > 0 {
                    let tally = self.kept[place as usize - 1];
                    cells.question.push(question);
                    cells.option.push(option);
                    cells.count.push(tally.count);
                    cells.weight.push(tally.weight.value());
                    cells.weight_squared.push(tally.weight_squared.value());
                }
            }
        }
    }

    fn write_people(&self, site: usize, people: &mut People) {
        let counts = &self.people[site * self.groups..][..self.groups];
        for (who, &count) in (0u16..).zip(counts) {
            if count > 0 {
                people.who.push(who);
                people.count.push(count);
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
