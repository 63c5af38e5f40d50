//! Cube + unit tree + scoring scheme → PSU totals of one period.

use std::collections::HashMap;

use survey::{Mode, OVERALL, OptionKind, Period, ScoringScheme, UnitTree, scoring::Worth};

use crate::cube::{ANSWERED_ANY, ANSWERED_CATEGORY, Cube, INTERVIEWED, rows_of};
use crate::{AnalyticsError, By};

/// What a column of results is about: all questions, a category, or one question.
#[derive(Debug)]
pub(crate) struct Topic {
    pub(crate) code: String,
    /// Whom [`crate::cube::People`] counts for it; `None` where answers are respondents.
    who: Option<u16>,
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
        let (topics, topics_of) = match by {
            By::Category => category_topics(cube),
            By::Question => question_topics(cube),
        };
        Ok(Self {
            cube,
            worth: worth_of_options(cube, scheme, &topics_of)?,
            topics,
            topics_of,
            unit_positions: unit_positions(cube, tree)?,
            lineages: (0..tree.units().len()).map(|unit| tree.lineage(unit).collect()).collect(),
        })
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
        let mut totals = self.sites(period);
        let wanted = |row_mode: u8| mode.is_none_or(|mode| mode as u8 == row_mode);
        self.count_people(period, wanted, &mut totals);
        self.sum_answers(period, wanted, &mut totals);
        totals
    }

    fn sites(&self, period: Period) -> PeriodTotals {
        let people = &self.cube.people;
        let mut keys: Vec<(u32, u32)> = rows_of(&people.month, period)
            .filter(|&row| people.who[row] == INTERVIEWED)
            .map(|row| (people.psu[row], people.unit[row]))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let mut psus_of_stratum: HashMap<u32, u32> = HashMap::new();
        let mut members = vec![Vec::new(); self.lineages.len()];
        let mut previous = None;
        for (site, &(psu, unit)) in keys.iter().enumerate() {
            if previous != Some(psu) {
                *psus_of_stratum.entry(self.cube.dimensions.psus[psu as usize]).or_default() += 1;
                previous = Some(psu);
            }
            for &ancestor in &self.lineages[self.unit_positions[unit as usize]] {
                members[ancestor].push(site);
            }
        }
        PeriodTotals {
            stratum: keys.iter().map(|&(psu, _)| self.cube.dimensions.psus[psu as usize]).collect(),
            interviews: vec![0; keys.len()],
            sums: vec![Sums::default(); keys.len() * self.topics.len()],
            topics: self.topics.len(),
            keys,
            psus_of_stratum,
            members,
        }
    }

    fn count_people(&self, period: Period, wanted: impl Fn(u8) -> bool, totals: &mut PeriodTotals) {
        let people = &self.cube.people;
        let topic_of: HashMap<u16, usize> =
            self.topics.iter().enumerate().filter_map(|(topic, t)| Some((t.who?, topic))).collect();
        for row in rows_of(&people.month, period).filter(|&row| wanted(people.mode[row])) {
            let site = totals.site(people.psu[row], people.unit[row]);
            if people.who[row] == INTERVIEWED {
                totals.interviews[site] += people.count[row];
            } else if let Some(&topic) = topic_of.get(&people.who[row]) {
                totals.sums[site * totals.topics + topic].people += people.count[row];
            }
        }
    }

    fn sum_answers(&self, period: Period, wanted: impl Fn(u8) -> bool, totals: &mut PeriodTotals) {
        let cells = &self.cube.cells;
        for row in rows_of(&cells.month, period).filter(|&row| wanted(cells.mode[row])) {
            let question = usize::from(cells.question[row]);
            let option = usize::from(cells.option[row]);
            let kind = self.cube.dimensions.questions[question].scale.options[option].kind;
            let site = totals.site(cells.psu[row], cells.unit[row]);
            for &(topic, weight) in &self.topics_of[question] {
                let sums = &mut totals.sums[site * totals.topics + topic];
                let weight = weight * cells.weight[row];
                sums.add(kind, self.worth[question][option], weight, cells.count[row]);
                if self.topics[topic].who.is_none() && kind == OptionKind::Substantive {
                    sums.people += cells.count[row];
                }
            }
        }
    }
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

/// Sums of one period per site, a site being one PSU within one unit.
#[derive(Debug)]
pub(crate) struct PeriodTotals {
    /// PSU and cube unit of each site, ascending.
    keys: Vec<(u32, u32)>,
    stratum: Vec<u32>,
    interviews: Vec<u64>,
    sums: Vec<Sums>,
    topics: usize,
    /// `n_h`: PSUs of each stratum in the period, whether or not anybody there gave an answer.
    pub(crate) psus_of_stratum: HashMap<u32, u32>,
    /// Per position in the unit tree: the sites at and below it.
    members: Vec<Vec<usize>>,
}

impl PeriodTotals {
    fn site(&self, psu: u32, unit: u32) -> usize {
        self.keys.binary_search(&(psu, unit)).expect("every answer belongs to an interview")
    }

    /// Interviews of a unit.
    pub(crate) fn interviews(&self, unit: usize) -> u64 {
        self.members[unit].iter().map(|&site| self.interviews[site]).sum()
    }

    /// Sums of a unit per PSU: (PSU, stratum, sums), ascending by PSU.
    pub(crate) fn psu_sums(&self, unit: usize, topic: usize) -> Vec<(u32, u32, Sums)> {
        let mut by_psu: Vec<(u32, u32, Sums)> = Vec::new();
        for &site in &self.members[unit] {
            let sums = &self.sums[site * self.topics + topic];
            let psu = self.keys[site].0;
            match by_psu.last_mut() {
                // One PSU may lie in several units; it is still one PSU.
                Some((last, _, merged)) if *last == psu => merged.merge(sums),
                _ => by_psu.push((psu, self.stratum[site], *sums)),
            }
        }
        by_psu
    }

    /// Stratum of a PSU of the period.
    pub(crate) fn stratum_of(&self, psu: u32) -> u32 {
        self.stratum[self.keys.partition_point(|key| key.0 < psu)]
    }

    /// PSUs that stand in both periods with their stratum, ascending.
    pub(crate) fn common_psus(&self, other: &Self) -> Vec<(u32, u32)> {
        let mut mine: Vec<(u32, u32)> =
            self.keys.iter().zip(&self.stratum).map(|(key, stratum)| (key.0, *stratum)).collect();
        mine.dedup();
        mine.retain(|(psu, _)| {
            let at = other.keys.partition_point(|key| key.0 < *psu);
            other.keys.get(at).is_some_and(|key| key.0 == *psu)
        });
        mine
    }
}
