//! Cube + unit tree + scoring scheme → PSU totals of one period.

use survey::{Mode, OVERALL, OptionKind, Period, ScoringScheme, UnitTree, scoring::Worth};

use crate::cube::{ANSWERED_ANY, ANSWERED_CATEGORY, Cube, Grain, INTERVIEWED, Site};
use crate::{AnalyticsError, By, DesignScope};

/// What a column of results is about: all questions, a category, or one question.
#[derive(Debug)]
pub(crate) struct Topic {
    pub(crate) code: String,
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
    /// Per question and option: points, or outside the base.
    worth: Vec<Vec<Option<Worth>>>,
    /// Per question: the topics it counts for and its weight there.
    topics_of: Vec<Vec<(usize, f64)>>,
    design: DesignScope,
    /// All places, ascending.
    places: Vec<Place>,
    /// Per site of the cube: its place.
    place_of_site: Vec<usize>,
    /// Per unit of the cube: its position in the tree.
    unit_positions: Vec<usize>,
    /// Per position in the tree: the positions from there to the root.
    lineages: Vec<Vec<usize>>,
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
        let (topics, topics_of) = match by {
            By::Category => category_topics(cube),
            By::Question => question_topics(cube),
        };
        let (places, place_of_site) = places(cube);
        Ok(Self {
            cube,
            design: DesignScope::default(),
            places,
            place_of_site,
            worth: worth_of_options(cube, scheme, &topics_of)?,
            topics,
            topics_of,
            unit_positions: unit_positions(cube, tree)?,
            lineages: (0..tree.units().len()).map(|unit| tree.lineage(unit).collect()).collect(),
        })
    }

    /// The same with another design of the periods.
    pub(crate) fn with_design(self, design: DesignScope) -> Self {
        Self { design, ..self }
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
    pub(crate) fn period(&self, period: Period, mode: Option<Mode>) -> PeriodTotals {
        let sites = self.cube.sites.of(period);
        let mut local = vec![usize::MAX; self.places.len()];
        for site in sites.clone() {
            local[self.place_of_site[site]] = 0;
        }
        let visited: Vec<Place> = std::iter::zip(&mut local, &self.places)
            .filter(|(local, _)| **local == 0)
            .enumerate()
            .map(|(number, (local, place))| {
                *local = number;
                *place
            })
            .collect();
        let mut totals = self.empty_totals(visited);
        for site in sites {
            let place = local[self.place_of_site[site]];
            if mode.is_none_or(|mode| mode as u8 == self.cube.sites.keys()[site].mode) {
                self.count_people(site, place, &mut totals);
                self.sum_answers(site, place, &mut totals);
            }
        }
        totals
    }

    fn empty_totals(&self, places: Vec<Place>) -> PeriodTotals {
        let mut psus_of_stratum = vec![0; self.cube.dimensions.strata.texts().len()];
        let sampled = match self.design {
            DesignScope::Period => &places,
            DesignScope::All => &self.places,
        };
        for psu in sampled.chunk_by(|a, b| a.psu == b.psu) {
            psus_of_stratum[psu[0].stratum as usize] += 1;
        }
        let mut members = vec![Vec::new(); self.lineages.len()];
        for (number, place) in places.iter().enumerate() {
            for &ancestor in &self.lineages[self.unit_positions[place.unit as usize]] {
                members[ancestor].push(number);
            }
        }
        PeriodTotals {
            interviews: vec![0; places.len()],
            sums: vec![Sums::default(); places.len() * self.topics.len()],
            topics: self.topics.len(),
            places,
            psus_of_stratum,
            members,
        }
    }

    fn count_people(&self, site: usize, place: usize, totals: &mut PeriodTotals) {
        let people = &self.cube.people;
        for row in self.cube.sites.people_of(site) {
            let (who, count) = (people.who[row], people.count[row]);
            if who == INTERVIEWED {
                totals.interviews[place] += count;
            } else if let Some(topic) = self.topic_of_group(who) {
                totals.sums[place * totals.topics + topic].people += count;
            }
        }
    }

    /// Topics by category are the groups of people in the same order.
    fn topic_of_group(&self, who: u16) -> Option<usize> {
        let topic = usize::from(who.checked_sub(ANSWERED_ANY)?);
        self.topics.get(topic)?.who.map(|_| topic)
    }

    fn sum_answers(&self, site: usize, place: usize, totals: &mut PeriodTotals) {
        let cells = &self.cube.cells;
        for row in self.cube.sites.cells_of(site) {
            let question = usize::from(cells.question[row]);
            let option = usize::from(cells.option[row]);
            let kind = self.cube.dimensions.questions[question].scale.options[option].kind;
            for &(topic, weight) in &self.topics_of[question] {
                let sums = &mut totals.sums[place * totals.topics + topic];
                let weight = weight * cells.weight[row];
                sums.add(kind, self.worth[question][option], weight, cells.count[row]);
                if self.topics[topic].who.is_none() && kind == OptionKind::Substantive {
                    sums.people += cells.count[row];
                }
            }
        }
    }
}

/// All places of a cube, ascending, and the place of each site.
fn places(cube: &Cube) -> (Vec<Place>, Vec<usize>) {
    let place_of = |site: &Site| Place {
        stratum: cube.dimensions.psus[site.psu as usize],
        psu: site.psu,
        unit: site.unit,
    };
    let mut places: Vec<Place> = cube.sites.keys().iter().map(place_of).collect();
    places.sort_unstable();
    places.dedup();
    let number = |site: &Site| places.partition_point(|place| *place < place_of(site));
    let place_of_site = cube.sites.keys().iter().map(number).collect();
    (places, place_of_site)
}

fn category_topics(cube: &Cube) -> (Vec<Topic>, Vec<Vec<(usize, f64)>>) {
    let overall = Topic { code: OVERALL.to_owned(), who: Some(ANSWERED_ANY) };
    let categories = cube
        .dimensions
        .categories
        .iter()
        .zip(ANSWERED_CATEGORY..)
        .map(|(category, who)| Topic { code: category.code.to_string(), who: Some(who) });
    let topics = std::iter::once(overall).chain(categories).collect();
    let topics_of = cube.dimensions.questions.iter().map(|question| {
        if question.weight == 0.0 {
            return Vec::new();
        }
        let lineage = cube.dimensions.category_lineage(question.category);
        std::iter::once(0)
            .chain(lineage.map(|c| usize::from(c) + 1))
            .map(|topic| (topic, question.weight))
            .collect()
    });
    (topics, topics_of.collect())
}

fn question_topics(cube: &Cube) -> (Vec<Topic>, Vec<Vec<(usize, f64)>>) {
    let questions = &cube.dimensions.questions;
    let topics = questions.iter().map(|q| Topic { code: q.code.to_string(), who: None }).collect();
    (topics, (0..questions.len()).map(|q| vec![(q, 1.0)]).collect())
}

/// Questions that count for no topic need not fit the scheme.
fn worth_of_options(
    cube: &Cube,
    scheme: &ScoringScheme,
    topics_of: &[Vec<(usize, f64)>],
) -> Result<Vec<Vec<Option<Worth>>>, AnalyticsError> {
    cube.dimensions
        .questions
        .iter()
        .zip(topics_of)
        .map(|(question, topics)| {
            if topics.is_empty() {
                return Ok(Vec::new());
            }
            scheme.apply(&question.scale).map_err(|problem| AnalyticsError::SchemeDoesNotFit {
                question: question.code.to_string(),
                problem: problem.detail,
            })
        })
        .collect()
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

/// Sums of one site and topic. Every field adds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    /// Respondents with a substantive answer.
    pub(crate) people: u64,
    /// Answers in the base.
    pub(crate) answers: u64,
    /// Σw over the base: the denominator of index and rate.
    pub(crate) base: f64,
    /// Σw·points over the base.
    pub(crate) points: f64,
    /// Σw·points² over the base.
    pub(crate) points_squared: f64,
    /// Σw over the satisfied.
    pub(crate) satisfied: f64,
    /// Σw over all answers given, don't-know and refused among them.
    pub(crate) given: f64,
    /// Σw over don't-know.
    pub(crate) dont_know: f64,
    /// Σw over refused.
    pub(crate) refused: f64,
}

impl Sums {
    fn add(&mut self, kind: OptionKind, worth: Option<Worth>, weight: f64, answers: u64) {
        self.given += weight;
        match kind {
            OptionKind::Substantive => {}
            OptionKind::DontKnow => self.dont_know += weight,
            OptionKind::Refused => self.refused += weight,
        }
        if let Some(worth) = worth {
            self.answers += answers;
            self.base += weight;
            self.points += weight * worth.points;
            self.points_squared += weight * worth.points * worth.points;
            if worth.satisfied {
                self.satisfied += weight;
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.people += other.people;
        self.answers += other.answers;
        self.base += other.base;
        self.points += other.points;
        self.points_squared += other.points_squared;
        self.satisfied += other.satisfied;
        self.given += other.given;
        self.dont_know += other.dont_know;
        self.refused += other.refused;
    }
}

/// Sums of one PSU within a unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PsuSums {
    pub(crate) psu: Psu,
    pub(crate) sums: Sums,
}

/// A PSU and its stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Psu {
    pub(crate) stratum: u32,
    pub(crate) number: u32,
}

/// Sums of one period per place and topic.
#[derive(Debug)]
pub(crate) struct PeriodTotals {
    /// Places with an interview in the period, ascending.
    places: Vec<Place>,
    interviews: Vec<u64>,
    sums: Vec<Sums>,
    topics: usize,
    /// `n_h`: PSUs of each stratum in the period, whether or not anybody there gave an answer.
    pub(crate) psus_of_stratum: Vec<u32>,
    /// Per position in the unit tree: the places at and below it.
    members: Vec<Vec<usize>>,
}

impl PeriodTotals {
    /// Interviews of a unit.
    pub(crate) fn interviews(&self, unit: usize) -> u64 {
        self.members[unit].iter().map(|&place| self.interviews[place]).sum()
    }

    /// Sums of a unit per PSU, ascending.
    pub(crate) fn psu_sums(&self, unit: usize, topic: usize) -> Vec<PsuSums> {
        let mut psus: Vec<PsuSums> = Vec::with_capacity(self.members[unit].len());
        for &member in &self.members[unit] {
            let place = &self.places[member];
            let sums = &self.sums[member * self.topics + topic];
            match psus.last_mut() {
                Some(last) if last.psu.number == place.psu => last.sums.merge(sums),
                _ => psus.push(PsuSums {
                    psu: Psu { stratum: place.stratum, number: place.psu },
                    sums: *sums,
                }),
            }
        }
        psus
    }

    /// The PSUs of the period, ascending.
    pub(crate) fn psus(&self) -> impl Iterator<Item = Psu> + '_ {
        self.places
            .chunk_by(|a, b| a.psu == b.psu)
            .map(|places| Psu { stratum: places[0].stratum, number: places[0].psu })
    }
}
