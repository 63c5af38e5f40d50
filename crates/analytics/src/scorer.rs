//! Cube + unit tree + scoring scheme → PSU totals of one period.

mod sums;
mod totals;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use compact_str::CompactString;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use statistics::design::Lonely;
use survey::period::PeriodKind;
use survey::{
    Mode, Month, OVERALL, OptionKind, Period, ScoringScheme, UnitTree, Weights, scoring::Worth,
};

pub(crate) use sums::{Mass, PartSums, Sums};
use sums::{PartSum, PlaceMasses, UnitRests, has_quarters};
pub(crate) use totals::{PeriodTotals, Psu};

use crate::cube::{
    ANSWERED_ANY, ANSWERED_CATEGORY, Cell, Cube, Grain, INTERVIEWED, MonthCells, QuestionDimension,
    Site,
};
use crate::withheld::{About, Withheld};
use crate::{AnalyticsError, By, DesignScope};

/// What a column of results is about: all questions, a category, or one question.
#[derive(Debug)]
pub(crate) struct Topic {
    pub(crate) code: CompactString,
    /// Whom [`crate::cube::People`] counts for it; `None` where answers are respondents.
    who: Option<u16>,
    pub(crate) about: About,
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
    /// Per topic: the one that all of it counts for too, which stands before it.
    above: Vec<Option<usize>>,
    design: DesignScope,
    lonely: Lonely,
    weights: Weights,
    shown_from: u64,
    withheld: Arc<Withheld>,
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
    /// Applies a scheme to every question of the cube. Figures of fewer respondents than
    /// `shown_from` are withheld.
    pub(crate) fn new(
        cube: &'a Cube,
        tree: &UnitTree,
        scheme: &ScoringScheme,
        by: By,
        shown_from: u64,
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
            weights: Weights::default(),
            shown_from,
            withheld: cube.withheld(tree, shown_from)?,
            places: places(cube),
            scored: scored_options(cube, scheme, &topics, &topic_of)?,
            topics,
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

    /// The same with other weights of the interviews.
    pub(crate) fn with_weights(self, weights: Weights) -> Self {
        Self { weights, ..self }
    }

    /// What the answers of a cell weigh together. With weights of 1 their sum is their number.
    fn weight_of(&self, cell: &Cell) -> f64 {
        match self.weights {
            Weights::Design => cell.weight,
            Weights::Equal => cell.count as f64,
        }
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
        self.totals(&self.parts(&[period], mode), period)
    }

    /// Sums of every month and quarter of some periods, from which [`Self::totals`] adds up each
    /// period.
    pub(crate) fn parts(&self, periods: &[Period], mode: Option<Mode>) -> PartSums {
        let months: BTreeMap<i32, &MonthCells> =
            periods.iter().flat_map(|&period| self.cube.months_of(period)).collect();
        let sum = |(month, cells)| (month, self.month(cells, mode));
        let months: BTreeMap<i32, PartSum> = months.into_par_iter().map(sum).collect();
        let quarters: BTreeSet<i32> = periods
            .iter()
            .filter(|period| has_quarters(**period))
            .flat_map(|&period| self.cube.months_of(period))
            .map(|(month, _)| quarter_of(month).start.index())
            .collect();
        let sum = |quarter| {
            let range = quarter_of(quarter);
            let months = months.range(range.start.index()..range.end.index());
            let months: Vec<&PartSum> = months.map(|(_, sum)| sum).collect();
            (quarter, PartSum::merged(&months, self.topics.len()))
        };
        let quarters = quarters.into_par_iter().map(sum).collect();
        PartSums { months, quarters, mode }
    }

    /// Sums of one of the periods that the parts were summed for.
    pub(crate) fn totals(&self, parts: &PartSums, period: Period) -> PeriodTotals<'_> {
        PeriodTotals::new(self, &parts.of(period), self.withheld.of(period, parts.mode))
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

    fn month(&self, month: &MonthCells, mode: Option<Mode>) -> PartSum {
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
        PartSum { places: Arc::new(places), units }
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
                units.of_mut(unit)[topic].people += count;
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
        let rests = units.of_mut(unit);
        for cell in answers {
            let scored = &self.scored[usize::from(cell.question)];
            let Some(scored) = scored.get(usize::from(cell.option)) else { continue };
            let weight = scored.weight * self.weight_of(&cell);
            let rest = &mut rests[scored.topic];
            rest.add(scored.kind, scored.worth, cell.count, weight);
            if scored.answers_are_people {
                rest.people += cell.count;
            }
            if let Some(worth) = scored.worth {
                places.mass(scored.topic, place).add(worth, weight);
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
    // Those of each month ascend already, which a stable sort finds out.
    places.sort();
    places.dedup();
    places
}

fn quarter_of(month: i32) -> Range<Month> {
    Period::containing(Month::from_index(month), PeriodKind::Quarter).months()
}

fn upwards(lineages: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut deepest_first: Vec<&Vec<usize>> = lineages.iter().collect();
    deepest_first.sort_by_key(|lineage| std::cmp::Reverse(lineage.len()));
    deepest_first.iter().filter_map(|lineage| Some((lineage[0], *lineage.get(1)?))).collect()
}

/// What a table is about, and how questions count for it.
struct Topics {
    all: Vec<Topic>,
    /// Per question: the topic it counts for first, and its weight.
    topic_of: Vec<Option<(usize, f64)>>,
    above: Vec<Option<usize>>,
}

fn category_topics(cube: &Cube) -> Topics {
    let categories = &cube.dimensions.categories;
    let topic = |category: u16| usize::from(category) + 1;
    let overall = Topic { code: OVERALL.into(), who: Some(ANSWERED_ANY), about: About::Overall };
    let own = categories.iter().zip(ANSWERED_CATEGORY..).enumerate();
    let own = own.map(|(number, (category, who))| Topic {
        code: category.code.as_str().into(),
        who: Some(who),
        about: About::Category(number),
    });
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
            .enumerate()
            .map(|(number, question)| Topic {
                code: question.code.as_str().into(),
                who: None,
                about: About::Question(number),
            })
            .collect(),
        // What matters most has no degrees, and so no index.
        topic_of: (0..questions.len())
            .map(|at| (!questions[at].scale.names_priorities()).then_some((at, 1.0)))
            .collect(),
        above: vec![None; questions.len()],
    }
}

/// An option under a scheme.
#[derive(Debug, Clone, Copy)]
struct Scored {
    topic: usize,
    /// That of the question.
    weight: f64,
    kind: OptionKind,
    /// `None` outside the base.
    worth: Option<Worth>,
    /// Each answer is a respondent of the topic.
    answers_are_people: bool,
}

/// Questions that count for no topic need not fit the scheme.
fn scored_options(
    cube: &Cube,
    scheme: &ScoringScheme,
    topics: &[Topic],
    topic_of: &[Option<(usize, f64)>],
) -> Result<Vec<Vec<Scored>>, AnalyticsError> {
    let scored = |(question, topic): (&QuestionDimension, &Option<(usize, f64)>)| {
        let &Some((topic, weight)) = topic else { return Ok(Vec::new()) };
        let worth =
            scheme.apply(&question.scale).map_err(|problem| AnalyticsError::SchemeDoesNotFit {
                question: question.code.to_string(),
                problem: problem.detail,
            })?;
        let answers_are_people =
            |kind| topics[topic].who.is_none() && kind == OptionKind::Substantive;
        let options = question.scale.options.iter().zip(worth).map(|(option, worth)| {
            let kind = option.kind;
            Scored { topic, weight, kind, worth, answers_are_people: answers_are_people(kind) }
        });
        Ok(options.collect())
    };
    cube.dimensions.questions.iter().zip(topic_of).map(scored).collect()
}

/// Per unit of the cube: its position in the tree.
pub(crate) fn unit_positions(cube: &Cube, tree: &UnitTree) -> Result<Vec<usize>, AnalyticsError> {
    cube.dimensions
        .units
        .texts()
        .iter()
        .map(|code| {
            tree.position(code).ok_or_else(|| AnalyticsError::UnknownUnit(code.to_string()))
        })
        .collect()
}
