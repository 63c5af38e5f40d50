//! Cube + unit tree + scoring scheme → PSU totals of one period.

mod sums;
mod totals;

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use statistics::design::Lonely;
use survey::{Mode, OVERALL, OptionKind, Period, ScoringScheme, UnitTree, scoring::Worth};

pub(crate) use sums::{Mass, MonthSums, Sums};
use sums::{MonthSum, PlaceMasses, UnitRests};
pub(crate) use totals::{PeriodTotals, Psu};

use crate::cube::{
    ANSWERED_ANY, ANSWERED_CATEGORY, Cell, Cube, Grain, INTERVIEWED, MonthCells, QuestionDimension,
    Site,
};
use crate::{AnalyticsError, By, DesignScope};

/// What a column of results is about: all questions, a category, or one question.
#[derive(Debug)]
pub(crate) struct Topic {
    pub(crate) code: CompactString,
    /// Whom [`crate::cube::People`] counts for it; `None` where answers are respondents.
    who: Option<u16>,
}

/// One PSU within one unit. A PSU may lie in several units and is still one PSU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    // The order makes the PSUs of a stratum neighbours, and the places of a PSU.
    stratum: u32,
    psu: u32,
    unit: u32,
}

/// A cube seen through one scoring scheme.
#[derive(Debug)]
pub(crate) struct Scorer<'a> {
    cube: &'a Cube,
    pub(crate) topics: Vec<Topic>,
    /// Per question and option; nothing for questions that count for no topic.
    scored: Vec<Vec<Scored>>,
    /// Per question: the topic it counts for first, and its weight.
    topic_of: Vec<Option<(usize, f64)>>,
    /// Per topic: the one that all of it counts for too, which stands before it.
    above: Vec<Option<usize>>,
    design: DesignScope,
    lonely: Lonely,
    /// All places, ascending.
    places: Vec<Place>,
    /// Per unit of the cube: its position in the tree.
    unit_positions: Vec<usize>,
    /// Per position in the tree: the positions from there to the root.
    lineages: Vec<Vec<usize>>,
    /// Each unit with the one above it, from the leaves to the roots.
    upwards: Vec<(usize, usize)>,
}

impl<'a> Scorer<'a> {
    /// Applies a scheme to every question of the cube.
    pub(crate) fn new(
        cube: &'a Cube,
        tree: &UnitTree,
        scheme: &ScoringScheme,
        by: By,
    ) -> Result<Self, AnalyticsError> {
        if by == By::Question && cube.grain == Grain::Category {
            return Err(AnalyticsError::TooCoarse("a table by question"));
        }
        let Topics { all: topics, topic_of, above } = match by {
            By::Category => category_topics(cube),
            By::Question => question_topics(cube),
        };
        let lineages: Vec<Vec<usize>> =
            (0..tree.units().len()).map(|unit| tree.lineage(unit).collect()).collect();
        Ok(Self {
            cube,
            design: DesignScope::default(),
            lonely: Lonely::default(),
            places: places(cube),
            scored: scored_options(cube, scheme, &topic_of)?,
            topics,
            topic_of,
            above,
            unit_positions: unit_positions(cube, tree)?,
            upwards: upwards(&lineages),
            lineages,
        })
    }

    /// The same with another design of the periods.
    pub(crate) fn with_design(self, design: DesignScope) -> Self {
        Self { design, ..self }
    }

    /// The same with another rule for strata with a single PSU (2.6).
    pub(crate) fn with_lonely(self, lonely: Lonely) -> Self {
        Self { lonely, ..self }
    }

    /// Position of a topic.
    pub(crate) fn topic(&self, code: &str) -> Result<usize, AnalyticsError> {
        self.topics.iter().position(|topic| topic.code == code).ok_or_else(|| {
            let codes: Vec<_> = self.topics.iter().map(|topic| topic.code.as_str()).collect();
            AnalyticsError::UnknownCategory {
                category: code.to_owned(),
                categories: codes.join(", "),
            }
        })
    }

    /// Sums of one period, one mode or all.
    ///
    /// The design counts every PSU of the period whatever the mode: a mode is a domain of the
    /// period's sample, not a sample of its own.
    pub(crate) fn period(&self, period: Period, mode: Option<Mode>) -> PeriodTotals<'_> {
        self.totals(&self.months(&[period], mode), period)
    }

    /// Sums of every month of some periods, from which [`Self::totals`] adds up each period.
    pub(crate) fn months(&self, periods: &[Period], mode: Option<Mode>) -> MonthSums {
        let months: BTreeMap<i32, &MonthCells> =
            periods.iter().flat_map(|&period| self.cube.months_of(period)).collect();
        let sum = |(month, cells)| (month, self.month(cells, mode));
        MonthSums(months.into_par_iter().map(sum).collect())
    }

    /// Sums of one of the periods that the months were summed for.
    pub(crate) fn totals(&self, months: &MonthSums, period: Period) -> PeriodTotals<'_> {
        let months = self.cube.months_of(period).filter_map(|(month, _)| months.0.get(&month));
        PeriodTotals::new(self, &months.collect::<Vec<_>>())
    }

    /// PSUs of each stratum in the design of a period that visited these places.
    fn psus_of_strata(&self, visited: &[&Place]) -> Vec<u32> {
        let mut psus_of_stratum = vec![0; self.cube.dimensions.strata.texts().len()];
        let mut count = |places: &mut dyn Iterator<Item = &Place>| {
            let mut last = None;
            for place in places {
                if last.replace(place.psu) != Some(place.psu) {
                    psus_of_stratum[place.stratum as usize] += 1;
                }
            }
        };
        match self.design {
            DesignScope::Period => count(&mut visited.iter().copied()),
            DesignScope::All => count(&mut self.places.iter()),
        }
        psus_of_stratum
    }

    fn month(&self, month: &MonthCells, mode: Option<Mode>) -> MonthSum {
        let mut numbers = Vec::new();
        let mut number = 0;
        // Sites ascend as places do.
        let place_of = |site: &Site| {
            let place = Place::of(site, self.cube);
            while self.places[number] < place {
                number += 1;
            }
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
            numbers.len() - 1
        };
        let place_of_site: Vec<usize> = month.sites.iter().map(place_of).collect();
        let mut places = PlaceMasses::at(numbers, self.topics.len());
        let mut visited: Vec<u32> = month.sites.iter().map(|site| site.unit).collect();
        visited.sort_unstable();
        visited.dedup();
        let mut units = UnitRests::at(visited, self.topics.len());
        let unit_of = |site: &Site, units: &UnitRests| {
            units.numbers.partition_point(|&other| other < site.unit)
        };
        let wanted = |site: &Site| mode.is_none_or(|mode| mode as u8 == site.mode);
        let sites = || month.sites.iter().enumerate().filter(|(_, site)| wanted(site));
        for (at, site) in sites() {
            let unit = unit_of(site, &units);
            let to = (place_of_site[at], unit);
            self.sum_answers(month.cells_of(at), to, &mut places, &mut units);
        }
        self.sum_upwards(&mut places, &mut units);
        // A respondent in two categories is one in both together: people don't add up.
        for (at, site) in sites() {
            let unit = unit_of(site, &units);
            self.count_people(month.people_of(at), unit, &mut units);
        }
        MonthSum { places: Arc::new(places), units }
    }

    /// What a topic came to counts for the topic above it.
    fn sum_upwards(&self, places: &mut PlaceMasses, units: &mut UnitRests) {
        for (topic, above) in self.above.iter().enumerate().rev() {
            if let Some(above) = *above {
                places.add_topic(topic, above);
                units.add_topic(topic, above);
            }
        }
    }

    fn count_people(
        &self,
        people: impl Iterator<Item = (u16, u64)>,
        unit: usize,
        units: &mut UnitRests,
    ) {
        for (who, count) in people {
            if who == INTERVIEWED {
                units.interviews[unit] += count;
            } else if let Some(topic) = self.topic_of_group(who) {
                units.rest(unit, topic).people += count;
            }
        }
    }

    /// Topics by category are the groups of people in the same order.
    fn topic_of_group(&self, who: u16) -> Option<usize> {
        let topic = usize::from(who.checked_sub(ANSWERED_ANY)?);
        self.topics.get(topic)?.who.map(|_| topic)
    }

    fn sum_answers(
        &self,
        answers: impl Iterator<Item = Cell>,
        (place, unit): (usize, usize),
        places: &mut PlaceMasses,
        units: &mut UnitRests,
    ) {
        for cell in answers {
            let (question, option) = (usize::from(cell.question), usize::from(cell.option));
            let Some((topic, weight)) = self.topic_of[question] else { continue };
            let Scored { kind, worth } = self.scored[question][option];
            let weight = weight * cell.weight;
            let rest = units.rest(unit, topic);
            rest.add(kind, worth, cell.count, weight);
            if self.topics[topic].who.is_none() && kind == OptionKind::Substantive {
                rest.people += cell.count;
            }
            if let Some(worth) = worth {
                places.mass(topic, place).add(worth, weight);
            }
        }
    }
}

impl Place {
    fn psu(&self) -> Psu {
        Psu { stratum: self.stratum, number: self.psu }
    }

    fn of(site: &Site, cube: &Cube) -> Self {
        Self { stratum: cube.dimensions.psus[site.psu as usize], psu: site.psu, unit: site.unit }
    }
}

/// All places of a cube, ascending.
fn places(cube: &Cube) -> Vec<Place> {
    let sites = cube.months.values().flat_map(|month| &month.sites);
    let mut places: Vec<Place> = sites.map(|site| Place::of(site, cube)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn upwards(lineages: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut deepest_first: Vec<&Vec<usize>> = lineages.iter().collect();
    deepest_first.sort_by_key(|lineage| std::cmp::Reverse(lineage.len()));
    deepest_first.iter().filter_map(|lineage| Some((lineage[0], *lineage.get(1)?))).collect()
}

/// What a table is about, and how questions count for it.
struct Topics {
    all: Vec<Topic>,
    topic_of: Vec<Option<(usize, f64)>>,
    above: Vec<Option<usize>>,
}

fn category_topics(cube: &Cube) -> Topics {
    let categories = &cube.dimensions.categories;
    let topic = |category: u16| usize::from(category) + 1;
    let overall = Topic { code: OVERALL.into(), who: Some(ANSWERED_ANY) };
    let own = categories
        .iter()
        .zip(ANSWERED_CATEGORY..)
        .map(|(category, who)| Topic { code: category.code.as_str().into(), who: Some(who) });
    let above = categories.iter().map(|category| Some(category.parent.map_or(0, topic)));
    let topic_of = cube.dimensions.questions.iter().map(|question| {
        let counts = question.weight != 0.0;
        counts.then(|| (question.category.map_or(0, topic), question.weight))
    });
    Topics {
        all: std::iter::once(overall).chain(own).collect(),
        topic_of: topic_of.collect(),
        above: std::iter::once(None).chain(above).collect(),
    }
}

fn question_topics(cube: &Cube) -> Topics {
    let questions = &cube.dimensions.questions;
    Topics {
        all: questions
            .iter()
            .map(|question| Topic { code: question.code.as_str().into(), who: None })
            .collect(),
        topic_of: (0..questions.len()).map(|question| Some((question, 1.0))).collect(),
        above: vec![None; questions.len()],
    }
}

/// An option under a scheme.
#[derive(Debug, Clone, Copy)]
struct Scored {
    kind: OptionKind,
    /// `None` outside the base.
    worth: Option<Worth>,
}

/// Questions that count for no topic need not fit the scheme.
fn scored_options(
    cube: &Cube,
    scheme: &ScoringScheme,
    topic_of: &[Option<(usize, f64)>],
) -> Result<Vec<Vec<Scored>>, AnalyticsError> {
    let scored = |(question, topic): (&QuestionDimension, &Option<(usize, f64)>)| {
        if topic.is_none() {
            return Ok(Vec::new());
        }
        let worth =
            scheme.apply(&question.scale).map_err(|problem| AnalyticsError::SchemeDoesNotFit {
                question: question.code.to_string(),
                problem: problem.detail,
            })?;
        let options = question.scale.options.iter().zip(worth);
        Ok(options.map(|(option, worth)| Scored { kind: option.kind, worth }).collect())
    };
    cube.dimensions.questions.iter().zip(topic_of).map(scored).collect()
}

fn unit_positions(cube: &Cube, tree: &UnitTree) -> Result<Vec<usize>, AnalyticsError> {
    cube.dimensions
        .units
        .texts()
        .iter()
        .map(|code| {
            tree.position(code).ok_or_else(|| AnalyticsError::UnknownUnit(code.to_string()))
        })
        .collect()
}
