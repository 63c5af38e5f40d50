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

use crate::support::{cube, five, interview, questionnaire, unit};

const ENOUGH: u64 = 5;
/// `t1` and the villages in it have interviews, and `t2` only in its villages.
const UNITS: [&str; 6] = ["t1", "a", "b", "c", "d", "e"];
/// Across quarters, semesters and years.
const MONTHS: [(i16, i8); 5] = [(2026, 8), (2026, 9), (2026, 10), (2026, 11), (2027, 1)];
const MODES: [Mode; 2] = [Mode::Visit, Mode::Phone];
const QUESTIONS: [(&str, &str); 4] =
    [("q1", "air"), ("q2", "air"), ("q3", "water"), ("q4", "waste")];

fn form() -> Questionnaire {
    let mut form = questionnaire(&QUESTIONS);
    form.questions[1].weight = 2.0;
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

/// All tables of a cube, and what they count.
struct Reader {
    tree: UnitTree,
    cube: Cube,
    responses: Vec<Response>,
    periods: Vec<Period>,
    rows: BTreeMap<Place, IndexRow>,
}

impl Reader {
    fn new(responses: Vec<Response>, tree: UnitTree) -> Self {
        let cube = cube(&responses, &form());
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
        Self { tree, cube, responses, periods, rows }
    }

    /// All places of tables, with those that no table has: a unit without the units below it.
    fn places(&self, topic: &str) -> Vec<(Place, bool)> {
        let units = self.tree.units().iter().map(|unit| (unit.code.to_string(), false));
        let units: Vec<_> = units.chain([("t1".to_owned(), true)]).collect();
        let modes = [None, Some(Mode::Visit), Some(Mode::Phone)];
        let periods = self.periods.iter().copied();
        let times = periods.flat_map(|period| modes.map(|mode| (period, mode)));
        times
            .flat_map(|(period, mode)| {
                let place = move |(unit, own)| ((unit, period, mode, topic.to_owned()), own);
                units.clone().into_iter().map(place)
            })
            .collect()
    }

    fn is_in(&self, response: &Response, (unit, period, mode, _): &Place, own: bool) -> bool {
        let at = self.tree.position(response.unit.as_str()).expect("a unit");
        let month = Month::of(response.interviewed_on);
        let mut lineage = self.tree.lineage(at).take(if own { 1 } else { usize::MAX });
        lineage.any(|at| self.tree.units()[at].code == **unit)
            && period.months().contains(&month)
            && mode.is_none_or(|mode| mode == response.mode)
    }

    /// Respondents who count for a topic there.
    fn people(&self, place: &Place, own: bool) -> u64 {
        let counts = |response: &&Response| {
            let topic = place.3.as_str();
            let opinion = |(question, answer): (&survey::Code, &String)| {
                let category = QUESTIONS.iter().find(|(code, _)| *question == **code);
                let about = [question.as_str(), "overall", category.map_or("", |found| found.1)];
                answer != "dk" && about.contains(&topic)
            };
            topic == "interviews" || response.answers.iter().any(opinion)
        };
        let there = self.responses.iter().filter(|response| self.is_in(response, place, own));
        there.filter(counts).count() as u64
    }

    /// True if the reader knows the number there: it is shown, or nobody is there.
    fn knows(&self, place: &Place, own: bool) -> bool {
        if own {
            return false;
        }
        if place.3 == "interviews" {
            let (unit, period, mode, _) = place;
            let topics = ["overall", "air", "water", "waste", "q1", "q2", "q3", "q4"];
            let shown = |topic: &str| {
                let row = self.rows.get(&(unit.clone(), *period, *mode, topic.to_owned()));
                row.is_some_and(|row| row.responses.is_some())
            };
            return topics.into_iter().any(shown) || self.people(place, own) == 0;
        }
        self.rows.get(place).is_none_or(|row| row.n.is_some())
    }
}

/// Modulo a prime nothing is lost by rounding: what follows in fractions follows here, too.
const PRIME: u64 = (1 << 31) - 1;

/// What follows from sums that are known.
#[derive(Default)]
struct Known(BTreeMap<usize, Vec<u64>>);

impl Known {
    /// What is left of a sum when all that is known of it is taken off.
    fn rest(&self, mut sum: Vec<u64>) -> Vec<u64> {
        for (at, own) in &self.0 {
            let factor = sum[*at];
            if factor > 0 {
                for (left, own) in sum.iter_mut().zip(own) {
                    *left = (*left + (PRIME - factor) * own) % PRIME;
                }
            }
        }
        sum
    }

    fn learn(&mut self, sum: Vec<u64>) {
        let mut rest = self.rest(sum);
        let Some(at) = rest.iter().position(|factor| *factor > 0) else { return };
        let inverse = power(rest[at], PRIME - 2);
        rest.iter_mut().for_each(|factor| *factor = *factor * inverse % PRIME);
        self.0.insert(at, rest);
    }

    fn tells(&self, sum: Vec<u64>) -> bool {
        self.rest(sum).iter().all(|factor| *factor == 0)
    }
}

fn power(base: u64, exponent: u64) -> u64 {
    let half = if exponent > 1 { power(base * base % PRIME, exponent / 2) } else { 1 };
    if exponent % 2 == 1 { half * base % PRIME } else { half }
}

/// The sum over what was counted at each unit, month and mode that a number is.
fn sum(reader: &Reader, place: &Place, own: bool, weights: &[u64]) -> Vec<u64> {
    let mut factors = Vec::new();
    for at in UNITS {
        for (year, month) in MONTHS {
            for mode in MODES {
                let there = interview(0, at, date(year, month, 3), &[]);
                let holds = reader.is_in(&Response { mode, ..there }, place, own);
                factors.extend(weights.iter().map(|weight| weight * u64::from(holds)));
            }
        }
    }
    factors
}

/// Weight of the answers to each question in a topic.
fn weights(topic: &str) -> Vec<u64> {
    let weight = |(at, (question, category)): (usize, (&str, &str))| match topic {
        "overall" => [1, 2, 1, 1][at],
        _ if topic == category => [1, 2, 1, 1][at],
        _ => u64::from(topic == question),
    };
    QUESTIONS.into_iter().enumerate().map(weight).collect()
}

const TOPICS: [&str; 8] = ["overall", "air", "water", "waste", "q1", "q2", "q3", "q4"];

/// Numbers of too few people that follow from what is shown, of people and of their answers.
fn given_away(reader: &Reader) -> Vec<String> {
    let mut found = Vec::new();
    let thin = |place: &Place, own| (1..ENOUGH).contains(&reader.people(place, own));
    for topic in TOPICS.into_iter().chain(["interviews"]) {
        let mut known = Known::default();
        let places = reader.places(topic);
        for (place, own) in &places {
            if reader.knows(place, *own) {
                known.learn(sum(reader, place, *own, &[1]));
            }
        }
        for (place, own) in places {
            if thin(&place, own) && known.tells(sum(reader, &place, own, &[1])) {
                found.push(format!("respondents of {place:?} {own}"));
            }
        }
    }
    let mut known = Known::default();
    let places: Vec<_> = TOPICS.iter().flat_map(|topic| reader.places(topic)).collect();
    for (place, own) in &places {
        if reader.knows(place, *own) {
            known.learn(sum(reader, place, *own, &weights(&place.3)));
        }
    }
    for (place, own) in places {
        if thin(&place, own) && known.tells(sum(reader, &place, own, &weights(&place.3))) {
            found.push(format!("answers of {place:?} {own}"));
        }
    }
    found
}

fn any_interviews() -> impl Strategy<Value = Vec<Response>> {
    let count = prop::sample::select(vec![0, 0, 1, 2, 4, 6, 7, 9, 14]);
    let counts = prop::collection::vec(count, UNITS.len() * MONTHS.len() * MODES.len());
    (counts, prop::collection::vec(0..16_usize, 7))
        .prop_map(|(counts, asked)| interviews(&counts, &asked))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn no_subtraction_gives_back_what_is_withheld(responses in any_interviews()) {
        prop_assert_eq!(given_away(&Reader::new(responses, tree())), Vec::<String>::new());
    }

    #[test]
    fn every_table_withholds_the_same(responses in any_interviews()) {
        let reader = Reader::new(responses, tree());
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
            thresholds: Thresholds { ranked_from: 0, ..Thresholds::default() },
            language: Language::English,
        };
        let rows = ranking_table(&reader.cube, &reader.tree, &five(), &request).expect("a ranking");
        for row in rows {
            let own = &row.estimate;
            let place =
                (own.unit_code.to_string(), period, Some(Mode::Phone), own.category.to_string());
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
    for ((unit, period, mode, _), _) in reader.places("overall").iter().filter(|(_, own)| !own) {
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
