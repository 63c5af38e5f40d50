//! How much is withheld of surveys of many villages, and how long it takes to decide that.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use analytics::{
    By, Cube, CubeBuilder, IndexRequest, ModeSplit, SharesRequest, Thresholds, answer_shares,
    index_table,
};
use jiff::ToSpan;
use jiff::civil::date;
use survey::table::{Flag, IndexRow};
use survey::{Language, Mode, Period, Questionnaire, Response, UnitTree};

use crate::support::{five, interview, questionnaire, unit};

#[test]
fn one_thin_village_in_a_rich_survey_costs_four_cells() {
    let rich = Survey { towns: 3, villages: 4, months: 3, questions: 2 };
    let (cube, tree) = rich.cube(|village, month, _| match (village, month) {
        (5, 1) => 3,
        (village, month) => 38 + (village + 2 * month) % 5,
    });
    let rows = rows(&cube, &tree, (By::Category, ModeSplit::Together), Thresholds::default());
    let withheld = rows.iter().filter(|row| row.flag == Some(Flag::Suppressed));
    let cells: BTreeSet<_> =
        withheld.map(|row| format!("{} {}", row.unit_code, row.period)).collect();
    let expected = ["v1-1 2026-02", "v1-1 2026-03", "v1-2 2026-02", "v1-2 2026-03"];
    assert_eq!(cells.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn what_covers_thin_groups_is_less_than_they_are() {
    let survey = Survey { towns: 4, villages: 30, months: 12, questions: 8 };
    let tables = [
        (By::Category, ModeSplit::Together),
        (By::Question, ModeSplit::Together),
        (By::Category, ModeSplit::Each),
        (By::Question, ModeSplit::Each),
    ];
    let of = |count: fn(&mut Chance) -> usize| {
        let (cube, tree) = survey.cube(|_, _, chance| count(chance));
        tables.map(|table| shares(&cube, &tree, table))
    };
    // In percent: of too few respondents, and withheld.
    assert_eq!(of(|chance| chance.below(13)), [(32, 54), (36, 63), (69, 90), (77, 98)]);
    assert_eq!(of(|chance| 27 + chance.below(27)), [(0, 0); 4]);
}

#[test]
#[ignore = "takes minutes where nothing is optimised"]
fn deciding_on_a_large_survey_takes_less_than_a_glance() {
    let survey = Survey { towns: 100, villages: 30, months: 24, questions: 24 };
    for most in [4, 13] {
        let (cube, tree) = survey.cube(|_, _, chance| chance.below(most));
        let [first, again] = [(); 2].map(|()| time(&cube, &tree));
        let deciding = first.saturating_sub(again);
        assert!(deciding < Duration::from_millis(500), "{deciding:?} at most {most} interviews");
    }
}

/// Of the rows of villages and months: those of too few respondents, and those that are withheld,
/// in percent.
fn shares(cube: &Cube, tree: &UnitTree, table: (By, ModeSplit)) -> (usize, usize) {
    let share = |rows: Vec<IndexRow>, is_counted: &dyn Fn(&IndexRow) -> bool| {
        let villages = || rows.iter().filter(|row| row.level == "village");
        100 * villages().filter(|row| is_counted(row)).count() / villages().count()
    };
    let all = Thresholds { shown_from: 0, ..Thresholds::default() };
    let thin = share(rows(cube, tree, table, all), &|row| {
        row.n.is_some_and(|n| (1..Thresholds::default().shown_from).contains(&n))
    });
    let shown = rows(cube, tree, table, Thresholds::default());
    (thin, share(shown, &|row| row.flag == Some(Flag::Suppressed)))
}

fn rows(
    cube: &Cube,
    tree: &UnitTree,
    (by, modes): (By, ModeSplit),
    thresholds: Thresholds,
) -> Vec<IndexRow> {
    let periods = cube.months().into_iter().map(Period::Month).collect();
    let request = IndexRequest { periods, by, modes, thresholds, ..IndexRequest::default() };
    index_table(cube, tree, &five(), &request).expect("a table")
}

/// What a small table takes.
fn time(cube: &Cube, tree: &UnitTree) -> Duration {
    let start = Instant::now();
    let request = SharesRequest {
        period: "2026-01".parse().expect("a period"),
        unit: "t0".to_owned(),
        mode: None,
        thresholds: Thresholds::default(),
        language: Language::English,
    };
    answer_shares(cube, tree, &request).expect("shares");
    start.elapsed()
}

/// Villages in towns, of which every second interview is by telephone, and every tenth answer is
/// missing.
struct Survey {
    towns: usize,
    villages: usize,
    months: usize,
    questions: usize,
}

impl Survey {
    /// As many interviews as are asked for, by village and month.
    fn cube(&self, count: impl Fn(usize, usize, &mut Chance) -> usize) -> (Cube, UnitTree) {
        let (units, villages) = self.units();
        let form = self.form();
        let mut builder = CubeBuilder::new();
        builder.add_questionnaire(&form).expect("a small questionnaire");
        let mut chance = Chance(1);
        for month in 0..self.months {
            for (number, village) in villages.iter().enumerate() {
                for of_village in 0..count(number, month, &mut chance) {
                    let mode = [Mode::Visit, Mode::Phone][of_village % 2];
                    let answers = answers(&form, &mut chance);
                    let months = i64::try_from(month).expect("few months").months();
                    let day = date(2026, 1, 3).saturating_add(months);
                    let response = interview(of_village, village, day, &answers);
                    builder.add(&Response { mode, ..response }, &form).expect("a valid interview");
                }
            }
        }
        (builder.finish(), units)
    }

    fn units(&self) -> (UnitTree, Vec<String>) {
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
        (UnitTree::new(units).expect("a sound tree"), villages)
    }

    /// Three questions of each category.
    fn form(&self) -> Questionnaire {
        let name = |question| (format!("q{question}"), format!("c{}", question / 3));
        let names: Vec<_> = (0..self.questions).map(name).collect();
        let names: Vec<_> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        questionnaire(&names)
    }
}

fn answers<'a>(form: &'a Questionnaire, chance: &mut Chance) -> Vec<(&'a str, &'static str)> {
    let mut answers = Vec::with_capacity(form.questions.len());
    for question in &form.questions {
        if chance.below(10) > 0 {
            answers.push((question.code.as_str(), ["5", "4", "3", "2", "1"][chance.below(5)]));
        }
    }
    answers
}

/// Numbers that look random, alike in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).map_or(0, |number| number % end)
    }
}
