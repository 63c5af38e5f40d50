//! What is withheld to cover a thin group, in cases that can be told by hand.

use std::collections::BTreeSet;

use std::time::{Duration, Instant};

use analytics::{
    By, Cube, CubeBuilder, IndexRequest, ModeSplit, SharesRequest, Thresholds, answer_shares,
    index_table,
};
use jiff::civil::date;
use survey::table::{Flag, IndexRow};
use survey::{Language, Mode, Month, Period, Questionnaire, Response, UnitTree};

use crate::support::{county, cube, five, interview, questionnaire, unit};

/// As many interviews at a place and by a mode, with answers to these questions.
type Held<'a> = (&'a str, Mode, usize, &'a [&'a str]);

/// What of a quarter is withheld, as `unit mode category`.
fn withheld(held: &[Held<'_>], modes: ModeSplit) -> BTreeSet<String> {
    let form = questionnaire(&[("q1", "air"), ("q2", "water"), ("q3", "waste")]);
    let each = held.iter().flat_map(|held| std::iter::repeat_n(held, held.2));
    let responses: Vec<Response> = each
        .zip(0..)
        .map(|((unit, mode, _, questions), number)| {
            let answers: Vec<_> = questions.iter().map(|question| (*question, "4")).collect();
            Response { mode: *mode, ..interview(number, unit, date(2026, 8, 3), &answers) }
        })
        .collect();
    let periods = vec!["2026-Q3".parse().expect("a period")];
    let request = IndexRequest { periods, modes, ..IndexRequest::default() };
    let rows =
        index_table(&cube(&responses, &form), &county(&["a", "b", "c", "d"]), &five(), &request)
            .expect("a table");
    let rows = rows.iter().filter(|row| row.flag == Some(Flag::Suppressed));
    rows.map(|row| {
        assert_eq!((row.n, row.index, row.rate), (None, None, None));
        format!("{} {} {}", row.unit_code, row.mode, row.category)
    })
    .collect()
}

/// Towns of which the overall figure of all modes is withheld.
fn towns(counts: &[(&str, usize)]) -> Vec<String> {
    let held: Vec<Held<'_>> =
        counts.iter().map(|(unit, count)| (*unit, Mode::Visit, *count, &["q1"][..])).collect();
    let withheld = withheld(&held, ModeSplit::Together);
    let overall = withheld.iter().filter_map(|place| place.strip_suffix(" all overall"));
    overall.map(str::to_owned).collect()
}

#[test]
fn a_thin_unit_takes_the_smallest_of_its_siblings_with_it() {
    assert_eq!(towns(&[("a", 20), ("b", 12), ("c", 3), ("d", 40)]), ["b", "c"]);
    assert_eq!(towns(&[("a", 20), ("b", 12), ("c", 5), ("d", 40)]), [""; 0]);
}

#[test]
fn two_that_are_too_few_together_take_a_third() {
    assert_eq!(towns(&[("a", 20), ("b", 2), ("c", 2), ("d", 40)]), ["a", "b", "c"]);
    assert_eq!(towns(&[("a", 20), ("b", 2), ("c", 3), ("d", 40)]), ["b", "c"]);
}

#[test]
fn what_a_unit_was_asked_itself_is_covered_though_no_table_has_it() {
    assert_eq!(towns(&[("county", 3), ("a", 20), ("b", 12)]), ["b"]);
    assert_eq!(towns(&[("county", 6), ("a", 20), ("b", 3)]), ["b"]);
}

#[test]
fn all_of_a_unit_that_has_no_sibling_is_withheld_above_it_too() {
    assert_eq!(towns(&[("a", 3)]), ["a", "county"]);
}

#[test]
fn a_thin_mode_takes_another_with_it_and_leaves_their_sum() {
    let held = [("a", Mode::Visit, 20, &["q1"][..]), ("a", Mode::Phone, 3, &["q1"][..])];
    let each = withheld(&held, ModeSplit::Each);
    let overall: Vec<_> = each.iter().filter(|place| place.ends_with("overall")).collect();
    let expected =
        ["a phone overall", "a visit overall", "county phone overall", "county visit overall"];
    assert_eq!(overall, expected);
    assert_eq!(withheld(&held, ModeSplit::Together), BTreeSet::new());
}

#[test]
fn a_thin_category_takes_the_others_with_it_and_leaves_the_overall_figure() {
    let held = [
        ("a", Mode::Visit, 20, &["q1", "q3"][..]),
        ("a", Mode::Visit, 9, &["q1"][..]),
        ("a", Mode::Visit, 3, &["q2"][..]),
    ];
    let found = withheld(&held, ModeSplit::Together);
    let expected = ["a", "county"]
        .map(|unit| ["air", "waste", "water"].map(|category| format!("{unit} all {category}")));
    assert_eq!(found, expected.into_iter().flatten().collect());
}

#[test]
fn one_thin_village_in_a_rich_survey_costs_four_cells() {
    let large = Survey { towns: 3, villages: 4, months: 3, questions: 2, mean: 40 };
    let (cube, tree) = large.cube(|village, month| match (village, month) {
        (5, 1) => 3,
        (village, month) => 38 + (village + 2 * month) % 5,
    });
    let rows = large.rows(&cube, &tree, By::Category, ModeSplit::Together, Thresholds::default());
    let withheld = rows.iter().filter(|row| row.flag == Some(Flag::Suppressed));
    let cells: BTreeSet<_> =
        withheld.map(|row| format!("{} {}", row.unit_code, row.period)).collect();
    let expected = ["v1-1 2026-02", "v1-1 2026-03", "v1-2 2026-02", "v1-2 2026-03"];
    assert_eq!(cells.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// Prints what the README says of a survey as large as a city's, and of thin and rich ones.
#[test]
#[ignore = "takes minutes"]
fn how_much_is_withheld_and_how_long_that_takes() {
    for mean in [6, 40] {
        let survey = Survey { towns: 10, villages: 30, months: 12, questions: 8, mean };
        let (cube, tree) = survey.cube(|_, _| survey.mean);
        for by in [By::Category, By::Question] {
            for modes in [ModeSplit::Together, ModeSplit::Each] {
                let rows = survey.rows(&cube, &tree, by, modes, Thresholds::default());
                let none = Thresholds { shown_from: 0, ..Thresholds::default() };
                let all = survey.rows(&cube, &tree, by, modes, none);
                println!("{mean} a village and month, {by:?}, {modes:?}: {}", shares(&rows, &all));
            }
        }
    }
    for mean in [2, 6] {
        let survey = Survey { towns: 100, villages: 30, months: 24, questions: 24, mean };
        let (cube, tree) = survey.cube(|_, _| survey.mean);
        let [first, again] = [(); 2].map(|()| survey.time(&cube, &tree));
        println!("{mean} a village and month: {:?}", first.saturating_sub(again));
    }
}

/// Of the rows of villages: those that are withheld, and those of too few, in percent.
fn shares(rows: &[IndexRow], all: &[IndexRow]) -> String {
    let share = |rows: &[IndexRow], is_counted: &dyn Fn(&IndexRow) -> bool| {
        let villages = || rows.iter().filter(|row| row.level == "village");
        let counted = villages().filter(|row| is_counted(row)).count();
        100.0 * counted as f64 / villages().count() as f64
    };
    let withheld = share(rows, &|row| row.flag == Some(Flag::Suppressed));
    let thin = share(all, &|row| row.n.is_some_and(|n| (1..5).contains(&n)));
    format!("{withheld:.1} % withheld, {thin:.1} % of too few")
}

/// Villages that are visited every month, half of the interviews by telephone.
struct Survey {
    towns: usize,
    villages: usize,
    months: usize,
    questions: usize,
    mean: usize,
}

impl Survey {
    /// As many interviews as are asked for on average, of which a tenth of the answers is missing.
    fn cube(&self, mean: impl Fn(usize, usize) -> usize) -> (Cube, UnitTree) {
        let mut units = vec![unit("county", "county", None)];
        let mut villages = Vec::new();
        for town in 0..self.towns {
            let name = format!("t{town}");
            units.push(unit(&name, "town", Some("county")));
            for village in 0..self.villages {
                let code = format!("v{town}-{village}");
                units.push(unit(&code, "village", Some(&name)));
                villages.push(code);
            }
        }
        let form = self.form();
        let mut builder = CubeBuilder::new();
        builder.add_questionnaire(&form).expect("a small questionnaire");
        let mut chance = Chance(1);
        for month in 0..self.months {
            for (village, code) in villages.iter().enumerate() {
                let mean = mean(village, month);
                let count = if self.mean == 40 { mean } else { chance.below(2 * mean + 1) };
                for number in 0..count {
                    let response = self.interview(code, month, number, &form, &mut chance);
                    builder.add(&response, &form).expect("a valid interview");
                }
            }
        }
        (builder.finish(), UnitTree::new(units).expect("a sound tree"))
    }

    fn form(&self) -> Questionnaire {
        let names: Vec<(String, String)> = (0..self.questions)
            .map(|question| (format!("q{question}"), format!("c{}", question / 3)))
            .collect();
        let names: Vec<_> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        questionnaire(&names)
    }

    fn interview(
        &self,
        village: &str,
        month: usize,
        number: usize,
        form: &Questionnaire,
        chance: &mut Chance,
    ) -> Response {
        let mut answers = Vec::with_capacity(self.questions);
        for question in &form.questions {
            if chance.below(10) > 0 {
                answers.push((question.code.as_str(), ["5", "4", "3", "2", "1"][chance.below(5)]));
            }
        }
        let mode = [Mode::Visit, Mode::Phone][number % 2];
        let (year, of_year) = (2026 + month / 12, month % 12 + 1);
        let day = date(year as i16, of_year as i8, 3);
        Response { mode, ..interview(number, village, day, &answers) }
    }

    fn rows(
        &self,
        cube: &Cube,
        tree: &UnitTree,
        by: By,
        modes: ModeSplit,
        thresholds: Thresholds,
    ) -> Vec<IndexRow> {
        let periods = cube.months().into_iter().map(Period::Month).collect();
        let request = IndexRequest { periods, by, modes, thresholds, ..IndexRequest::default() };
        index_table(cube, tree, &five(), &request).expect("a table")
    }

    /// What a small table takes.
    fn time(&self, cube: &Cube, tree: &UnitTree) -> Duration {
        let start = Instant::now();
        let request = SharesRequest {
            period: Period::Month(Month::of(date(2026, 1, 1))),
            unit: "t0".to_owned(),
            mode: None,
            thresholds: Thresholds::default(),
            language: Language::English,
        };
        answer_shares(cube, tree, &request).expect("shares");
        start.elapsed()
    }
}

/// Numbers that look random, alike in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % end as u64) as usize
    }
}
