//! The sums of one period, unit by unit.

use std::sync::Arc;

use super::sums::{Mass, PlaceSums, Sums};
use super::{Place, Scorer};

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
    sums: Arc<PlaceSums>,
    /// PSUs of the places with an interview in the period.
    visited: Vec<Psu>,
    /// `n_h`: PSUs of each stratum in the design, whether or not anybody there gave an answer.
    pub(crate) psus_of_stratum: Vec<u32>,
    /// Per unit of the tree: positions of the places in it and below it.
    members: Vec<Vec<u32>>,
    /// Per unit and topic.
    totals: Vec<Sums>,
    /// Per unit.
    interviews: Vec<u64>,
}

impl<'a> PeriodTotals<'a> {
    pub(super) fn new(scorer: &'a Scorer<'a>, sums: Arc<PlaceSums>) -> Self {
        let (units, topics) = (scorer.lineages.len(), scorer.topics.len());
        let places: Vec<&Place> = sums.numbers.iter().map(|&at| &scorer.places[at]).collect();
        let mut members = vec![Vec::new(); units];
        let mut totals = vec![Sums::default(); units * topics];
        let mut interviews = vec![0; units];
        for (at, place) in (0..).zip(&places) {
            let own = scorer.unit_positions[place.unit as usize];
            interviews[own] += sums.interviews[at as usize];
            for topic in 0..topics {
                totals[own * topics + topic].merge(&sums.of(topic, at as usize));
            }
            for &ancestor in &scorer.lineages[own] {
                members[ancestor].push(at);
            }
        }
        for &(unit, parent) in &scorer.upwards {
            interviews[parent] += interviews[unit];
            for topic in 0..topics {
                let own = totals[unit * topics + topic];
                totals[parent * topics + topic].merge(&own);
            }
        }
        let psus_of_stratum = scorer.psus_of_strata(&places);
        let visited = places.iter().map(|place| place.psu()).collect();
        Self { scorer, sums, visited, psus_of_stratum, members, totals, interviews }
    }

    /// Interviews of a unit.
    pub(crate) fn interviews(&self, unit: usize) -> u64 {
        self.interviews[unit]
    }

    /// All sums of a unit.
    pub(crate) fn total(&self, unit: usize, topic: usize) -> Sums {
        self.totals[unit * self.scorer.topics.len() + topic]
    }

    /// Visits the PSUs of a unit that have a base, ascending, with what each adds to it.
    pub(crate) fn each_psu(&self, unit: usize, topic: usize, mut visit: impl FnMut(Psu, &Mass)) {
        let masses = self.sums.masses(topic);
        let mut open: Option<(Psu, Mass)> = None;
        for &at in &self.members[unit] {
            let (psu, mass) = (self.visited[at as usize], &masses[at as usize]);
            if mass.base <= 0.0 {
                continue;
            }
            match &mut open {
                // A PSU that lies in several units is still one.
                Some((own, sum)) if own.number == psu.number => sum.merge(mass),
                _ => {
                    if let Some((full, sum)) = open.replace((psu, *mass)) {
                        visit(full, &sum);
                    }
                }
            }
        }
        if let Some((last, sum)) = open {
            visit(last, &sum);
        }
    }

    /// The PSUs of the period, ascending.
    pub(crate) fn psus(&self) -> impl Iterator<Item = Psu> + '_ {
        let mut last = None;
        self.visited.iter().copied().filter(move |psu| last.replace(*psu) != Some(*psu))
    }
}
