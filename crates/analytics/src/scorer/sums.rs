//! What is summed per place and topic.

use std::collections::BTreeMap;
use std::sync::Arc;

use survey::OptionKind;
use survey::scoring::Worth;

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
    pub(crate) fn merge(&mut self, other: &Self) {
        self.base += other.base;
        self.points += other.points;
        self.satisfied += other.satisfied;
    }
}

impl Rest {
    fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.answers += other.answers;
        self.points_squared += other.points_squared;
        self.given += other.given;
        self.dont_know += other.dont_know;
        self.refused += other.refused;
    }
}

/// Sums of months by [`survey::Month::index`].
#[derive(Debug)]
pub(crate) struct MonthSums(pub(super) BTreeMap<i32, Arc<PlaceSums>>);

/// Sums per place and topic, of the places that were visited.
#[derive(Debug)]
pub(super) struct PlaceSums {
    /// Numbers of the places, ascending.
    pub(super) numbers: Vec<usize>,
    pub(super) interviews: Vec<u64>,
    /// Per topic and place, as a table is made topic by topic; apart from the rest, because they
    /// are read at every level of the tree.
    masses: Vec<Mass>,
    rest: Vec<Rest>,
}

impl PlaceSums {
    pub(super) fn at(mut numbers: Vec<usize>, topics: usize) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        Self {
            interviews: vec![0; numbers.len()],
            masses: vec![Mass::default(); numbers.len() * topics],
            rest: vec![Rest::default(); numbers.len() * topics],
            numbers,
        }
    }

    pub(super) fn merged(parts: &[&Arc<Self>], topics: usize) -> Self {
        let numbers = parts.iter().flat_map(|part| part.numbers.iter().copied());
        let mut whole = Self::at(numbers.collect(), topics);
        for part in parts {
            let mut place = 0;
            let place_of = |number: &usize| {
                while whole.numbers[place] < *number {
                    place += 1;
                }
                place
            };
            let places: Vec<usize> = part.numbers.iter().map(place_of).collect();
            for (&place, more) in places.iter().zip(&part.interviews) {
                whole.interviews[place] += more;
            }
            for topic in 0..topics {
                let (to, from) = (topic * whole.numbers.len(), topic * part.numbers.len());
                for (at, &place) in places.iter().enumerate() {
                    whole.masses[to + place].merge(&part.masses[from + at]);
                    whole.rest[to + place].merge(&part.rest[from + at]);
                }
            }
        }
        whole
    }

    /// What the ratios of a topic are made of, place by place.
    pub(super) fn masses(&self, topic: usize) -> &[Mass] {
        &self.masses[topic * self.numbers.len()..][..self.numbers.len()]
    }

    /// All sums of a place and topic.
    pub(super) fn of(&self, topic: usize, place: usize) -> Sums {
        let at = topic * self.numbers.len() + place;
        Sums { mass: self.masses[at], rest: self.rest[at] }
    }

    pub(super) fn add_people(&mut self, topic: usize, place: usize, people: u64) {
        self.rest[topic * self.numbers.len() + place].people += people;
    }

    /// Adds answers of one option.
    pub(super) fn add_answers(
        &mut self,
        topic: usize,
        place: usize,
        kind: OptionKind,
        worth: Option<Worth>,
        (answers, weight): (u64, f64),
    ) {
        let at = topic * self.numbers.len() + place;
        let (mass, rest) = (&mut self.masses[at], &mut self.rest[at]);
        rest.given += weight;
        match kind {
            OptionKind::Substantive => {}
            OptionKind::DontKnow => rest.dont_know += weight,
            OptionKind::Refused => rest.refused += weight,
        }
        if let Some(worth) = worth {
            let points = weight * worth.points;
            mass.base += weight;
            mass.points += points;
            mass.satisfied += if worth.satisfied { weight } else { 0.0 };
            rest.answers += answers;
            rest.points_squared += points * worth.points;
        }
    }
}
