//! The sums of one period, unit by unit.

use std::sync::Arc;

use statistics::design::Lonely;

use super::sums::{Mass, PartSum, PlaceMasses, Sums};
use super::{Place, Scorer};
use crate::withheld::{About, WithheldOf};

/// A PSU and its stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Psu {
    pub(crate) stratum: u32,
    pub(crate) number: u32,
}

/// Sums of one period per place and topic, and per unit and topic.
#[derive(Debug)]
pub(crate) struct PeriodTotals<'a> {
    scorer: &'a Scorer<'a>,
    /// Of the places with an interview in the period.
    masses: Arc<PlaceMasses>,
    /// PSUs of those places.
    visited: Vec<Psu>,
    /// `n_h`: PSUs of each stratum in the design, whether or not anybody there gave an answer.
    pub(crate) psus_of_stratum: Vec<u32>,
    members: Members,
    /// Per unit and topic.
    totals: Vec<Sums>,
    /// Per unit.
    interviews: Vec<u64>,
    withheld: WithheldOf,
}

/// Per unit of the tree: positions of the places in it and below it, ascending.
#[derive(Debug)]
struct Members {
    positions: Vec<u32>,
    ends: Vec<usize>,
}

impl Members {
    fn new(scorer: &Scorer<'_>, places: &[&Place]) -> Self {
        let lineage = |place: &Place| &scorer.lineages[scorer.unit_positions[place.unit as usize]];
        let mut ends = vec![0; scorer.lineages.len()];
        for place in places {
            for &unit in lineage(place) {
                ends[unit] += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        // What begins as the start of each unit's run ends as its end.
        let mut positions = vec![0; sum];
        for (at, place) in (0..).zip(places) {
            for &unit in lineage(place) {
                positions[ends[unit]] = at;
                ends[unit] += 1;
            }
        }
        Self { positions, ends }
    }

    fn of(&self, unit: usize) -> &[u32] {
        let start = if unit == 0 { 0 } else { self.ends[unit - 1] };
        &self.positions[start..self.ends[unit]]
    }
}

impl<'a> PeriodTotals<'a> {
    pub(super) fn new(scorer: &'a Scorer<'a>, parts: &[&PartSum], withheld: WithheldOf) -> Self {
        let topics = scorer.topics.len();
        let masses = if let [part] = parts {
            part.places.clone()
        } else {
            let places: Vec<&PlaceMasses> = parts.iter().map(|part| &*part.places).collect();
            Arc::new(PlaceMasses::merged(&places, topics))
        };
        let places: Vec<&Place> = masses.numbers.iter().map(|&at| &scorer.places[at]).collect();
        let members = Members::new(scorer, &places);
        let psus_of_stratum = scorer.psus_of_strata(&places);
        let visited = places.iter().map(|place| place.psu()).collect();
        let units = scorer.lineages.len();
        let (totals, interviews) = (vec![Sums::default(); units * topics], vec![0; units]);
        let mut own = Self {
            scorer,
            masses,
            visited,
            psus_of_stratum,
            members,
            totals,
            interviews,
            withheld,
        };
        own.total_units(parts);
        own
    }

    /// Sums what is known of each place and each unit of the cube up to the roots of the tree.
    fn total_units(&mut self, parts: &[&PartSum]) {
        let (scorer, topics) = (self.scorer, self.scorer.topics.len());
        for part in parts {
            for (visited, &unit) in part.units.numbers.iter().enumerate() {
                let own = scorer.unit_positions[unit as usize];
                self.interviews[own] += part.units.interviews[visited];
                let rests = part.units.of(visited);
                for (total, rest) in self.totals[own * topics..].iter_mut().zip(rests) {
                    total.rest.merge(rest);
                }
            }
        }
        for topic in 0..topics {
            for (&number, mass) in self.masses.numbers.iter().zip(self.masses.topic(topic)) {
                let own = scorer.unit_positions[scorer.places[number].unit as usize];
                self.totals[own * topics + topic].mass.merge(mass);
            }
        }
        for &(unit, parent) in &scorer.upwards {
            self.interviews[parent] += self.interviews[unit];
            for topic in 0..topics {
                let own = self.totals[unit * topics + topic];
                self.totals[parent * topics + topic].merge(&own);
            }
        }
    }

    /// What a stratum with a single PSU adds to a variance.
    pub(crate) fn lonely_rule(&self) -> Lonely {
        self.scorer.lonely
    }

    /// True if a unit has an interview, or if that is withheld.
    pub(crate) fn is_listed(&self, unit: usize) -> bool {
        self.interviews[unit] > 0 || self.withheld.hides(unit, About::Interviews)
    }

    /// True if anybody at a unit was asked, or if that is withheld.
    pub(crate) fn is_asked(&self, unit: usize, topic: usize) -> bool {
        self.total(unit, topic).rest.given > 0.0 || self.withholds(unit, topic)
    }

    /// Interviews of a unit. `None` if they are withheld.
    pub(crate) fn interviews(&self, unit: usize) -> Option<u64> {
        Some(self.interviews[unit]).filter(|_| !self.withheld.hides(unit, About::Interviews))
    }

    /// True if nothing may be told of a unit and topic.
    pub(crate) fn withholds(&self, unit: usize, topic: usize) -> bool {
        let total = self.total(unit, topic);
        // Also where nobody had an opinion and a scheme gives points to those who don't know.
        let is_thin = total.mass.base > 0.0 && total.rest.people < self.scorer.shown_from;
        let is_hidden = || self.withheld.hides(unit, self.scorer.topics[topic].about);
        self.is_listed(unit) && (is_thin || is_hidden())
    }

    /// All sums of a unit.
    pub(crate) fn total(&self, unit: usize, topic: usize) -> Sums {
        self.totals[unit * self.scorer.topics.len() + topic]
    }

    /// Visits the PSUs of a unit that have a base, ascending, with what each adds to it.
    pub(crate) fn each_psu(&self, unit: usize, topic: usize, mut visit: impl FnMut(Psu, &Mass)) {
        let masses = self.masses.topic(topic);
        let psu_at = |at: &u32| self.visited[*at as usize];
        // A PSU that lies in several units is still one.
        for places in self.members.of(unit).chunk_by(|a, b| psu_at(a).number == psu_at(b).number) {
            let mut sum = masses[places[0] as usize];
            for &more in &places[1..] {
                sum.merge(&masses[more as usize]);
            }
            if sum.base > 0.0 {
                visit(psu_at(&places[0]), &sum);
            }
        }
    }

    /// The PSUs of the period, ascending.
    pub(crate) fn psus(&self) -> impl Iterator<Item = Psu> + '_ {
        let mut last = None;
        self.visited.iter().copied().filter(move |psu| last.replace(*psu) != Some(*psu))
    }
}
