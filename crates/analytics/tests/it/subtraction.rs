//! The attacker: takes all that the tables of a cube show, and solves for what they withhold.

use std::collections::{BTreeMap, BTreeSet};

use analytics::{By, ChangeRequest, Cube, IndexRequest, ModeSplit, RankRequest, SharesRequest};
use analytics::{
    Thresholds, UnitSelection, answer_shares, change_table, index_table, ranking_table,
};
use jiff::civil::date;
use proptest::prelude::*;
use survey::period::PeriodKind;
use survey::table::{Flag, IndexRow};
use survey::{Language, Mode, Month, Period, Questionnaire, Response, UnitTree};

use crate::support::{code, cube, five, interview, questionnaire, unit};

const ENOUGH: u64 = 5;
/// `t1` and the villages in it have interviews, and `t2` only in its villages.
const UNITS: [&str; 6] = ["t1", "a", "b", "c", "d", "e"];
/// Across quarters, semesters and years.
const MONTHS: [(i16, i8); 5] = [(2026, 8), (2026, 9), (2026, 10), (2026, 11), (2027, 1)];
const MODES: [Mode; 2] = [Mode::Visit, Mode::Phone];
const QUESTIONS: [(&str, &str); 4] =
    [("q1", "air"), ("q2", "air"), ("q3", "water"), ("q4", "waste")];

/// Of `water`, `waste` is a part.
fn form() -> Questionnaire {
    let mut form = questionnaire(&QUESTIONS);
    form.questions[1].weight = 2.0;
    form.scheme.categories[2].parent = Some(code("water"));
    form
}

fn tree() -> UnitTree {
    let town = |name| unit(name, "town", Some("county"));
    let village = |name, town| unit(name, "village", Some(town));
    let villages = [("a", "t1"), ("b", "t1"), ("c", "t2"), ("d", "t2"), ("e", "t3")];
    let mut units = vec![unit("county", "county", None)];
    units.extend(["t1", "t2", "t3"].map(town));
    units.extend(villages.map(|(name, town)| village(name, town)));
    UnitTree::new(units).expect("a sound tree")
}

/// Interviews at one place, as many as are asked for, of whom some were not asked everything.
fn interviews(counts: &[usize], asked: &[usize]) -> Vec<Response> {
    let places = UNITS.into_iter().flat_map(|unit| {
        MONTHS.into_iter().flat_map(move |month| MODES.map(|mode| (unit, month, mode)))
    });
    let numbered = places.zip(counts).flat_map(|(place, count)| (0..*count).map(move |_| place));
    numbered
        .enumerate()
        .map(|(number, (unit, (year, month), mode))| {
            let kind = asked[number % asked.len()] + number / 3;
            let option = |of: usize| ["5", "4", "3", "2", "1", "dk"][(number + of) % 6];
            let answers: Vec<(&str, &str)> = (0..4)
                .filter(|question| (kind >> question) & 1 == 0 || *question == 0)
                .map(|question| (QUESTIONS[question].0, option(question * kind)))
                .collect();
            Response { mode, ..interview(number, unit, date(year, month, 3), &answers) }
        })
        .collect()
}

/// Where a number stands: unit, period, mode and topic.
type Place = (String, Period, Option<Mode>, String);

/// Units, periods and modes that a number may be of.
struct Group {
    unit: String,
    /// Without the units below it, which no table shows.
    own: bool,
    period: Period,
    mode: Option<Mode>,
    /// Numbers of the unit, month and mode of each interview that can be in it.
    atoms: Vec<usize>,
}

impl Group {
    fn place(&self, topic: &str) -> Place {
        (self.unit.clone(), self.period, self.mode, topic.to_owned())
    }
}

/// All tables of a cube, and what they count.
struct Reader {
    tree: UnitTree,
    cube: Cube,
    periods: Vec<Period>,
    /// The smaller first.
    groups: Vec<Group>,
    rows: BTreeMap<Place, IndexRow>,
    /// Units, periods and modes that any row is of.
    listed: BTreeSet<(String, Period, Option<Mode>)>,
    /// Per topic and atom: respondents.
    people: BTreeMap<&'static str, Vec<u64>>,
}

impl Reader {
    fn new(responses: &[Response], tree: UnitTree) -> Self {
        let cube = cube(responses, &form());
        let kinds = [
            PeriodKind::Month,
            PeriodKind::Quarter,
            PeriodKind::Semester,
            PeriodKind::Half,
            PeriodKind::Year,
        ];
        let months = responses.iter().map(|response| Month::of(response.interviewed_on));
        let of_month = |month| kinds.map(|kind| Period::containing(month, kind));
        let periods: BTreeSet<Period> = months.flat_map(of_month).collect();
        let periods: Vec<Period> = periods.into_iter().collect();
        let mut rows = BTreeMap::new();
        for by in [By::Category, By::Question] {
            for modes in [ModeSplit::Together, ModeSplit::Each] {
                let request =
                    IndexRequest { periods: periods.clone(), by, modes, ..IndexRequest::default() };
                for row in index_table(&cube, &tree, &five(), &request).expect("a table") {
                    let mode = row.mode.parse().ok();
                    let place =
                        (row.unit_code.to_string(), row.period, mode, row.category.to_string());
                    rows.insert(place, row);
                }
            }
        }
        let listed = rows.keys().map(|(unit, period, mode, _)| (unit.clone(), *period, *mode));
        Self {
            listed: listed.collect(),
            groups: groups(&tree, &periods),
            people: people(responses),
            tree,
            cube,
            periods,
            rows,
        }
    }

    /// Respondents who count for a topic there.
    fn people(&self, group: &Group, topic: &str) -> u64 {
        group.atoms.iter().map(|atom| self.people[topic][*atom]).sum()
    }

    fn is_thin(&self, group: &Group, topic: &str) -> bool {
        (1..ENOUGH).contains(&self.people(group, topic))
    }

    /// True if the reader knows the number there: it is shown, or there is no row because nobody is
    /// there.
    fn knows(&self, group: &Group, topic: &str) -> bool {
        let row = |topic: &str| self.rows.get(&group.place(topic));
        match topic {
            // Everybody knows where nobody asks, e.g. that offices of towns make no visits.
            _ if group.own => self.people(group, "interviews") == 0,
            "interviews" => {
                let is_listed =
                    self.listed.contains(&(group.unit.clone(), group.period, group.mode));
                let is_shown = |topic: &&str| row(topic).is_some_and(|row| row.responses.is_some());
                !is_listed || TOPICS.iter().any(is_shown)
            }
            _ => row(topic).is_none_or(|row| row.n.is_some()),
        }
    }
}

/// Unit, month and mode of each atom.
fn atoms() -> impl Iterator<Item = (&'static str, Month, Mode)> {
    UNITS.into_iter().flat_map(|unit| {
        let month = |(year, month)| Month::of(date(year, month, 1));
        MONTHS.into_iter().flat_map(move |of| MODES.map(|mode| (unit, month(of), mode)))
    })
}

fn groups(tree: &UnitTree, periods: &[Period]) -> Vec<Group> {
    let units = tree.units().iter().map(|unit| (unit.code.as_str(), false));
    let units: Vec<_> = units.chain([("t1", true)]).collect();
    let mut groups = Vec::new();
    for &(unit, own) in &units {
        let is_in = |at: &str| {
            let at = tree.position(at).expect("a unit");
            let mut lineage = tree.lineage(at).take(if own { 1 } else { usize::MAX });
            lineage.any(|at| tree.units()[at].code == *unit)
        };
        let within = UNITS.map(|at| (at, is_in(at)));
        for &period in periods {
            for mode in [None, Some(Mode::Visit), Some(Mode::Phone)] {
                let is_there = |(_, (at, month, by)): &(usize, (&str, Month, Mode))| {
                    within.contains(&(*at, true))
                        && period.months().contains(month)
                        && mode.is_none_or(|mode| mode == *by)
                };
                let atoms = atoms().enumerate().filter(is_there).map(|(number, _)| number);
                let atoms = atoms.collect();
                groups.push(Group { unit: unit.to_owned(), own, period, mode, atoms });
            }
        }
    }
    groups.sort_by_key(|group| group.atoms.len());
    groups
}

fn people(responses: &[Response]) -> BTreeMap<&'static str, Vec<u64>> {
    let number: BTreeMap<_, usize> = atoms().zip(0..).collect();
    let nobody = vec![0; number.len()];
    let mut people: BTreeMap<_, _> =
        TOPICS.into_iter().chain(["interviews"]).map(|topic| (topic, nobody.clone())).collect();
    for response in responses {
        let place = (response.unit.as_str(), Month::of(response.interviewed_on), response.mode);
        let opinions = response.answers.iter().filter(|(_, answer)| *answer != "dk");
        let questions = opinions
            .filter_map(|(question, _)| QUESTIONS.iter().position(|(code, _)| *question == **code));
        let questions: Vec<usize> = questions.collect();
        for (topic, counts) in &mut people {
            let weights = weights(topic);
            if *topic == "interviews" || questions.iter().any(|at| weights[*at] > 0) {
                counts[number[&place]] += 1;
            }
        }
    }
    people
}

/// Modulo a prime nothing is lost by rounding: what follows in fractions follows here, too.
const PRIME: u64 = (1 << 31) - 1;

/// What follows from sums that are known: by the first place, the factors of each place.
#[derive(Default)]
struct Known(BTreeMap<usize, Vec<(usize, u64)>>);

impl Known {
    /// What is left of a sum when all that is known of it is taken off.
    fn rest(&self, mut sum: Vec<u64>) -> Vec<u64> {
        for at in 0..sum.len() {
            let factor = sum[at];
            let known = if factor > 0 { self.0.get(&at) } else { None };
            for (place, own) in known.into_iter().flatten() {
                sum[*place] = (sum[*place] + (PRIME - factor) * own) % PRIME;
            }
        }
        sum
    }

    fn learn(&mut self, sum: Vec<u64>) {
        let rest = self.rest(sum);
        let Some(first) = rest.iter().position(|factor| *factor > 0) else { return };
        let inverse = power(rest[first], PRIME - 2);
        let factors = rest.iter().enumerate().filter(|(_, factor)| **factor > 0);
        let factors = factors.map(|(at, factor)| (at, factor * inverse % PRIME));
        self.0.insert(first, factors.collect());
    }

    fn tells(&self, sum: Vec<u64>) -> bool {
        self.rest(sum).iter().all(|factor| *factor == 0)
    }
}

fn power(base: u64, exponent: u64) -> u64 {
    let half = if exponent > 1 { power(base * base % PRIME, exponent / 2) } else { 1 };
    if exponent % 2 == 1 { half * base % PRIME } else { half }
}

/// The sum over what was counted at each atom that a number is.
fn sum(group: &Group, weights: &[u64]) -> Vec<u64> {
    let mut factors = vec![0; UNITS.len() * MONTHS.len() * MODES.len() * weights.len()];
    for atom in &group.atoms {
        factors[atom * weights.len()..][..weights.len()].copy_from_slice(weights);
    }
    factors
}

/// Weight of the answers to each question in a topic.
fn weights(topic: &str) -> Vec<u64> {
    let weight = |(at, (question, category)): (usize, (&str, &str))| match (topic, category) {
        ("overall", _) | ("water", "waste") => [1, 2, 1, 1][at],
        _ if topic == category => [1, 2, 1, 1][at],
        _ => u64::from(topic == question),
    };
    QUESTIONS.into_iter().enumerate().map(weight).collect()
}

const TOPICS: [&str; 8] = ["overall", "air", "water", "waste", "q1", "q2", "q3", "q4"];

/// Numbers of too few people that follow from what is shown, of people and of their answers.
fn given_away(reader: &Reader) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |what, topic, group: &Group| {
        found.push(format!("{what} of {:?} {}", group.place(topic), group.own));
    };
    for topic in TOPICS.into_iter().chain(["interviews"]) {
        let mut known = Known::default();
        for group in reader.groups.iter().filter(|group| reader.knows(group, topic)) {
            known.learn(sum(group, &[1]));
        }
        for group in reader.groups.iter().filter(|group| reader.is_thin(group, topic)) {
            if known.tells(sum(group, &[1])) {
                add("respondents", topic, group);
            }
        }
    }
    let mut known = Known::default();
    for group in &reader.groups {
        for topic in TOPICS.into_iter().filter(|topic| reader.knows(group, topic)) {
            known.learn(sum(group, &weights(topic)));
        }
    }
    for group in &reader.groups {
        for topic in TOPICS.into_iter().filter(|topic| reader.is_thin(group, topic)) {
            if known.tells(sum(group, &weights(topic))) {
                add("answers", topic, group);
            }
        }
    }
    found
}

/// About 1.5, 6 or 40 interviews of a unit in a month.
fn any_counts() -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    let counts = |most: usize| {
        let count = prop_oneof![8 => 0..=most, 1 => Just(0), 1 => 1..5_usize];
        prop::collection::vec(count, UNITS.len() * MONTHS.len() * MODES.len())
    };
    let counts = prop::sample::select(vec![1, 6, 40]).prop_flat_map(counts);
    (counts, prop::collection::vec(0..16_usize, 7))
}

/// The offices of `t1` were called by nobody in that quarter, so what is exchanged with them in visits hides
/// a quarter of `a`, and says nothing of its calls.
#[test]
fn what_covers_visits_covers_no_calls() {
    let counts = [
        [8, 25, 7, 3, 0, 0, 8, 0, 37, 34],
        [17, 8, 17, 38, 36, 12, 3, 2, 3, 1],
        [8, 29, 39, 0, 24, 24, 29, 15, 34, 14],
        [3, 17, 11, 38, 38, 35, 15, 38, 0, 2],
        [25, 31, 20, 19, 36, 4, 19, 24, 1, 26],
        [4, 1, 0, 10, 9, 38, 25, 0, 18, 29],
    ];
    let responses = interviews(counts.as_flattened(), &[2, 11, 9, 13, 3, 14, 8]);
    assert_eq!(given_away(&Reader::new(&responses, tree())), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn no_subtraction_gives_back_what_is_withheld((counts, asked) in any_counts()) {
        let responses = interviews(&counts, &asked);
        prop_assert_eq!(given_away(&Reader::new(&responses, tree())), Vec::<String>::new());
    }

    #[test]
    fn every_table_withholds_the_same((counts, asked) in any_counts()) {
        let responses = interviews(&counts, &asked);
        let reader = Reader::new(&responses, tree());
        for level in ["county", "town", "village"] {
            compare_rankings(&reader, level);
            compare_changes(&reader, level);
        }
        compare_shares(&reader);
    }
}

fn compare_rankings(reader: &Reader, level: &str) {
    for &period in &reader.periods {
        let request = RankRequest {
            period,
            level: level.to_owned(),
            category: "air".to_owned(),
            mode: Some(Mode::Phone),
            top: None,
            target: None,
            weights: survey::Weights::default(),
            thresholds: Thresholds { ranked_from: 0, ..Thresholds::default() },
            language: Language::English,
        };
        let rows = ranking_table(&reader.cube, &reader.tree, &five(), &request).expect("a ranking");
        for row in rows {
            let own = &row.estimate;
            let place =
                (own.unit_code.to_string(), period, Some(Mode::Phone), own.category.to_string());
            if !reader.rows.contains_key(&place) {
                assert_eq!(own.n, Some(0), "{place:?}");
            }
            if let Some(other) = reader.rows.get(&place) {
                assert_eq!((own.n, own.responses), (other.n, other.responses), "{place:?}");
                assert_eq!(own.index, other.index, "{place:?}");
            }
            if own.n.is_none() {
                let figures = [row.change, row.shrunken_index, row.expected_rank, row.p_target];
                assert_eq!((figures, row.rank), ([None; 4], None));
            }
        }
    }
}

fn compare_changes(reader: &Reader, level: &str) {
    let request = ChangeRequest {
        periods: reader.periods.clone(),
        units: UnitSelection::Level(level.to_owned()),
        category: "overall".to_owned(),
        mode: None,
        weights: survey::Weights::default(),
        thresholds: Thresholds { ranked_from: 0, ..Thresholds::default() },
        language: Language::English,
    };
    let rows = change_table(&reader.cube, &reader.tree, &five(), &request).expect("changes");
    for row in rows {
        let ends = [
            (row.from_period, row.from_n, row.from_index),
            (row.to_period, row.to_n, row.to_index),
        ];
        for (period, n, index) in ends {
            let place = (row.unit_code.to_string(), period, None, "overall".to_owned());
            if let Some(other) = reader.rows.get(&place) {
                assert_eq!((n, index), (other.n, other.index), "{place:?}");
            }
        }
        if row.from_n.is_none() || row.to_n.is_none() {
            assert_eq!((row.change, row.p, row.flag), (None, None, Some(Flag::Suppressed)));
        }
    }
}

fn compare_shares(reader: &Reader) {
    for Group { unit, period, mode, .. } in reader.groups.iter().filter(|group| !group.own) {
        let request = SharesRequest {
            period: *period,
            unit: unit.clone(),
            mode: *mode,
            thresholds: Thresholds::default(),
            language: Language::English,
        };
        let shares = answer_shares(&reader.cube, &reader.tree, &request).expect("shares");
        let shown = shares.map(|(_, rows)| rows).unwrap_or_default();
        for (question, _) in QUESTIONS {
            let place = (unit.clone(), *period, *mode, question.to_owned());
            let row = reader.rows.get(&place).and_then(|row| row.n).filter(|n| *n > 0);
            let share = shown.iter().find(|share| share.label == question).map(|share| share.n);
            assert_eq!(share, row, "{place:?}");
        }
    }
}
