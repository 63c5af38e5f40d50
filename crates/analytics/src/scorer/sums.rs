//! What is summed per place and topic.

use std::collections::BTreeMap;
use std::sync::Arc;

use survey::scoring::Worth;
use survey::{Mode, OptionKind, Period};

/// Sums of a domain. Every field adds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) mass: Mass,
    pub(crate) rest: Rest,
}

/// What index and rate are ratios of, and all that their errors are computed from.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mass {
    /// Σw over the base: the denominator of both.
    pub(crate) base: f64,
    /// Σw·points over the base.
    pub(crate) points: f64,
    /// Σw over the satisfied.
    pub(crate) satisfied: f64,
}

/// What only totals are needed of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rest {
    /// Respondents with a substantive answer.
    pub(crate) people: u64,
    /// Answers in the base.
    pub(crate) answers: u64,
    /// Σw·points² over the base.
    pub(crate) points_squared: f64,
    /// Σw over all answers given, don't-know and refused among them.
    pub(crate) given: f64,
    /// Σw over don't-know.
    pub(crate) dont_know: f64,
    /// Σw over refused.
    pub(crate) refused: f64,
}

impl Sums {
    pub(super) fn merge(&mut self, other: &Self) {
        self.mass.merge(&other.mass);
        self.rest.merge(&other.rest);
    }
}

impl Mass {
    /// Adds answers of one option.
    pub(super) fn add(&mut self, worth: Worth, weight: f64) {
        self.base += weight;
        self.points += weight * worth.points;
        self.satisfied += if worth.satisfied { weight } else { 0.0 };
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.base += other.base;
        self.points += other.points;
        self.satisfied += other.satisfied;
    }
}

impl Rest {
    /// Adds answers of one option, which is worth something or outside the base.
    pub(super) fn add(
        &mut self,
        kind: OptionKind,
        worth: Option<Worth>,
        answers: u64,
        weight: f64,
    ) {
        self.given += weight;
        match kind {
            OptionKind::Substantive => {}
            OptionKind::DontKnow => self.dont_know += weight,
            OptionKind::Refused => self.refused += weight,
        }
        if let Some(worth) = worth {
            self.answers += answers;
            self.points_squared += weight * worth.points * worth.points;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.answers += other.answers;
        self.points_squared += other.points_squared;
        self.given += other.given;
        self.dont_know += other.dont_know;
        self.refused += other.refused;
    }
}

/// Sums of months, and of the quarters from which longer periods are added up.
#[derive(Debug)]
pub(crate) struct PartSums {
    /// By [`survey::Month::index`].
    pub(super) months: BTreeMap<i32, PartSum>,
    /// By the index of their first month.
    pub(super) quarters: BTreeMap<i32, PartSum>,
    /// One mode, or all together.
    pub(super) mode: Option<Mode>,
}

/// What the interviews of a month or a quarter came to.
#[derive(Debug)]
pub(super) struct PartSum {
    pub(super) places: Arc<PlaceMasses>,
    pub(super) units: UnitRests,
}

impl PartSums {
    /// The months or quarters that make up a period.
    pub(super) fn of(&self, period: Period) -> Vec<&PartSum> {
        let parts = if has_quarters(period) { &self.quarters } else { &self.months };
        let months = period.months();
        parts.range(months.start.index()..months.end.index()).map(|(_, part)| part).collect()
    }
}

/// Whether a period is made of whole quarters; a semester is not.
pub(super) fn has_quarters(period: Period) -> bool {
    match period {
        Period::Quarter { .. } | Period::Half { .. } | Period::Year(_) => true,
        Period::Month(_) | Period::Semester { .. } => false,
    }
}

impl PartSum {
    pub(super) fn merged(parts: &[&Self], topics: usize) -> Self {
        let places: Vec<&PlaceMasses> = parts.iter().map(|part| &*part.places).collect();
        let units: Vec<&UnitRests> = parts.iter().map(|part| &part.units).collect();
        Self {
            places: Arc::new(PlaceMasses::merged(&places, topics)),
            units: UnitRests::merged(&units, topics),
        }
    }
}

/// Masses of the places that were visited.
#[derive(Debug)]
pub(super) struct PlaceMasses {
    /// Numbers of the places, ascending.
    pub(super) numbers: Vec<usize>,
    /// Per topic and place: a table is made topic by topic.
    masses: Vec<Mass>,
}

impl PlaceMasses {
    /// No masses yet at places that ascend.
    pub(super) fn at(numbers: Vec<usize>, topics: usize) -> Self {
        Self { masses: vec![Mass::default(); numbers.len() * topics], numbers }
    }

    pub(super) fn merged(parts: &[&Self], topics: usize) -> Self {
        let mut whole = Self::at(union(parts.iter().map(|part| &part.numbers)), topics);
        for part in parts {
            let places = positions(&part.numbers, &whole.numbers);
            for topic in 0..topics {
                for (&place, more) in places.iter().zip(part.topic(topic)) {
                    whole.mass(topic, place).merge(more);
                }
            }
        }
        whole
    }

    /// The masses of a topic, place by place.
    pub(super) fn topic(&self, topic: usize) -> &[Mass] {
        &self.masses[topic * self.numbers.len()..][..self.numbers.len()]
    }

    /// Adds the masses of a topic to another.
    pub(super) fn add_topic(&mut self, topic: usize, to: usize) {
        for place in 0..self.numbers.len() {
            let more = self.topic(topic)[place];
            self.mass(to, place).merge(&more);
        }
    }

    pub(super) fn mass(&mut self, topic: usize, place: usize) -> &mut Mass {
        &mut self.masses[topic * self.numbers.len() + place]
    }
}

/// What is not needed PSU by PSU, of the units that were visited.
#[derive(Debug)]
pub(super) struct UnitRests {
    /// Numbers of the units in the cube, ascending.
    pub(super) numbers: Vec<u32>,
    pub(super) interviews: Vec<u64>,
    /// Per unit and topic.
    rests: Vec<Rest>,
    topics: usize,
}

impl UnitRests {
    /// No sums yet of units that ascend.
    pub(super) fn at(numbers: Vec<u32>, topics: usize) -> Self {
        let units = numbers.len();
        let (interviews, rests) = (vec![0; units], vec![Rest::default(); units * topics]);
        Self { numbers, interviews, rests, topics }
    }

    pub(super) fn merged(parts: &[&Self], topics: usize) -> Self {
        let mut whole = Self::at(union(parts.iter().map(|part| &part.numbers)), topics);
        for part in parts {
            for (own, unit) in positions(&part.numbers, &whole.numbers).into_iter().zip(0..) {
                whole.interviews[own] += part.interviews[unit];
                for (own, more) in whole.of_mut(own).iter_mut().zip(part.of(unit)) {
                    own.merge(more);
                }
            }
        }
        whole
    }

    /// The rests of a visited unit, topic by topic.
    pub(super) fn of(&self, visited: usize) -> &[Rest] {
        &self.rests[visited * self.topics..][..self.topics]
    }

    /// Adds the rests of a topic to another.
    pub(super) fn add_topic(&mut self, topic: usize, to: usize) {
        for visited in 0..self.numbers.len() {
            let more = self.of(visited)[topic];
            self.of_mut(visited)[to].merge(&more);
        }
    }

    pub(super) fn of_mut(&mut self, visited: usize) -> &mut [Rest] {
        &mut self.rests[visited * self.topics..][..self.topics]
    }
}

/// What stands in any of some ascending lists, ascending.
fn union<'a, T: Copy + Ord + 'a>(parts: impl Iterator<Item = &'a Vec<T>>) -> Vec<T> {
    let mut all: Vec<T> = parts.flatten().copied().collect();
    // A stable sort finds the parts already in order, and only merges them.
    all.sort();
    all.dedup();
    all
}

/// Where each entry of an ascending list stands in another one that has them all.
fn positions<T: Ord>(part: &[T], whole: &[T]) -> Vec<usize> {
    let mut at = 0;
    let position = |entry: &T| {
        while whole[at] < *entry {
            at += 1;
        }
        at
    };
    part.iter().map(position).collect()
}
