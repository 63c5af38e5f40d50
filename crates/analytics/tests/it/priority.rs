//! What matters: derived importance by hand and by leaving PSUs out, and priorities by name.

use analytics::{By, JointSums, PriorityRequest, Thresholds, priority_table};
use jiff::civil::date;
use survey::table::{ImportanceMethod, Lacking, Priorities, PriorityRow, Quadrant};
use survey::{Language, OptionKind, Questionnaire, Response, ScaleOption, ScoringScheme};

use crate::support::{code, county, cube, five, interview, questionnaire};

/// Two categories of one question each, and a question about everything together.
fn form() -> Questionnaire {
    let mut form = questionnaire(&[("a", "water"), ("b", "noise"), ("all", "water")]);
    form.questions[2].weight = 0.0;
    form.questions[2].category = None;
    form
}

/// The four cells of a design in which both drivers are uncorrelated: points 100 or 0 for each, and
/// 100, 80, 60 and 0 for everything together.
const CELLS: [[(&str, &str); 3]; 4] = [
    [("a", "5"), ("b", "5"), ("all", "5")],
    [("a", "5"), ("b", "1"), ("all", "4")],
    [("a", "1"), ("b", "5"), ("all", "3")],
    [("a", "1"), ("b", "1"), ("all", "1")],
];

/// So many interviews of each cell, in ten PSUs.
fn interviews(of_cell: [usize; 4]) -> Vec<Response> {
    let cells = of_cell.iter().zip(&CELLS).flat_map(|(&n, cell)| (0..n).map(move |_| cell));
    cells
        .enumerate()
        .map(|(number, cell)| {
            let town = if number % 2 == 0 { "t1" } else { "t2" };
            let mut response = interview(number, town, date(2026, 8, 1), cell);
            response.stratum = Some(code(town));
            response.psu = Some(code(&format!("{town}-{}", number / 2 % 5)));
            response
        })
        .collect()
}

fn sums(responses: &[Response], form: &Questionnaire, by: By) -> JointSums {
    let mut sums = JointSums::new(five(), by, None);
    sums.add_questionnaire(form).expect("a small questionnaire");
    for response in responses {
        sums.add(response, form);
    }
    sums
}

fn priorities_of(
    responses: &[Response],
    form: &Questionnaire,
    scheme: &ScoringScheme,
    sums: &JointSums,
) -> Priorities {
    let request = PriorityRequest {
        period: "2026-Q3".parse().expect("a period"),
        unit: "county".to_owned(),
        thresholds: Thresholds::default(),
        language: Language::Chinese,
    };
    let tree = county(&["t1", "t2"]);
    priority_table(&cube(responses, form), &tree, scheme, &sums.matters(), &request)
        .expect("a table")
}

fn priorities(responses: &[Response], form: &Questionnaire) -> Priorities {
    priorities_of(responses, form, &five(), &sums(responses, form, By::Category))
}

fn row<'p>(priorities: &'p Priorities, driver: &str) -> &'p PriorityRow {
    priorities.rows.iter().find(|row| row.driver == driver).expect("a driver")
}

fn importance(priorities: &Priorities, driver: &str) -> f64 {
    row(priorities, driver).importance.expect("enough interviews")
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12
}

/// Of uncorrelated drivers each brings its squared correlation: 1500² / (2500 · 1400) = 9/14 and
/// 1000² / (2500 · 1400) = 4/14.
#[test]
fn uncorrelated_drivers_bring_their_squared_correlations() {
    let priorities = priorities(&interviews([40; 4]), &form());
    assert!(near(importance(&priorities, "water"), 9.0 / 13.0), "{priorities:?}");
    assert!(near(importance(&priorities, "noise"), 4.0 / 13.0));
    let derivation = &priorities.derivation;
    assert!(near(derivation.r_squared.expect("derived"), 13.0 / 14.0));
    assert_eq!(derivation.method, Some(ImportanceMethod::Lmg));
    assert_eq!((derivation.respondents, derivation.fewest), (160, 160));
    assert_eq!(derivation.outcome, "all");
    assert_eq!(priorities.rows[0].driver, "water", "what matters most stands first");
    let (performance, importance) = priorities.lines.expect("two points");
    assert!(near(performance, 50.0) && near(importance, 0.5));
    assert!(priorities.rows.iter().all(|row| row.quadrant == Some(Quadrant::Undetermined)));
}

#[test]
fn weights_count() {
    let mut responses = interviews([20, 40, 60, 80]);
    for response in &mut responses {
        let answers = ["a", "b"].map(|q| response.answers[&code(q)].as_str());
        let n = CELLS.iter().zip([20.0, 40.0, 60.0, 80.0]).find_map(|(cell, n)| {
            (cell[0].1 == answers[0] && cell[1].1 == answers[1]).then_some(n)
        });
        response.weight = 120.0 / n.expect("a cell");
    }
    let weighted = priorities(&responses, &form());
    assert!(near(importance(&weighted, "water"), 9.0 / 13.0));
    for response in &mut responses {
        response.weight = 1.0;
    }
    assert!(!near(importance(&priorities(&responses, &form()), "water"), 9.0 / 13.0));
}

/// The jackknife by its definition: interviews without a PSU, those of the others in its stratum
/// standing for it.
#[test]
fn the_interval_is_that_of_leaving_out_each_psu() {
    let (responses, form) = (interviews([31, 47, 38, 52]), form());
    let whole = priorities(&responses, &form);
    let mut variance = 0.0;
    for stratum in ["t1", "t2"] {
        for psu in 0..5 {
            let left_out = code(&format!("{stratum}-{psu}"));
            let mut others = responses.clone();
            others.retain(|response| response.psu.as_ref() != Some(&left_out));
            for response in &mut others {
                if response.stratum.as_ref().is_some_and(|own| *own == *stratum) {
                    response.weight = 5.0 / 4.0;
                }
            }
            let without = importance(&priorities(&others, &form), "water");
            variance += 4.0 / 5.0 * (without - importance(&whole, "water")).powi(2);
        }
    }
    // t of 10 − 2 degrees of freedom.
    let margin = 2.306_004_135_204_166_4 * variance.sqrt();
    let row = row(&whole, "water");
    let value = row.importance.expect("derived");
    assert!((row.importance_low.expect("low") - (value - margin)).abs() < 1e-9);
    assert!((row.importance_high.expect("high") - (value + margin)).abs() < 1e-9);
}

#[test]
fn each_pair_is_of_those_who_have_both() {
    let form = form();
    let complete = interviews([40; 4]);
    let mut silent = complete.clone();
    // The same four cells once more, of people who know nothing of noise.
    let more = interviews([10; 4]).into_iter().enumerate().map(|(number, mut response)| {
        response.id = uuid::Uuid::from_u128(1_000 + number as u128);
        response.answers.insert(code("b"), "dk".to_owned());
        response
    });
    silent.extend(more);
    let priorities = priorities(&silent, &form);
    assert_eq!(priorities.derivation.respondents, 200);
    assert_eq!(priorities.derivation.fewest, 160);
    assert!(near(importance(&priorities, "water"), 9.0 / 13.0));
}

#[test]
fn parts_add_up_to_the_whole() {
    let (responses, form) = (interviews([31, 47, 38, 52]), form());
    let mut first = sums(&responses[..77], &form, By::Category);
    first.absorb(sums(&responses[77..], &form, By::Category));
    let merged = priorities_of(&responses, &form, &five(), &first);
    let whole = priorities(&responses, &form);
    for (a, b) in merged.rows.iter().zip(&whole.rows) {
        assert!((a.importance.unwrap() - b.importance.unwrap()).abs() < 1e-12);
        assert!((a.importance_low.unwrap() - b.importance_low.unwrap()).abs() < 1e-12);
    }
}

#[test]
fn what_tells_nothing_is_not_derived() {
    let lacking = |responses: &[Response], form: &Questionnaire| {
        let priorities = priorities(responses, form);
        assert!(priorities.rows.iter().all(|row| row.importance.is_none()));
        assert!(priorities.lines.is_none());
        priorities.derivation.lacking.expect("a reason")
    };
    let form = form();
    assert_eq!(lacking(&interviews([24, 25, 25, 25]), &form), Lacking::Respondents(100));
    assert_eq!(lacking(&interviews([100, 0, 0, 0]), &form), Lacking::Variation);
    let mut none = form.clone();
    none.questions.pop();
    let mut unheard = interviews([40; 4]);
    for response in &mut unheard {
        response.answers.remove(&code("all"));
    }
    assert_eq!(lacking(&unheard, &none), Lacking::Outcome);
    let mut alone = form.clone();
    alone.questions.remove(1);
    let mut about_one = interviews([40; 4]);
    for response in &mut about_one {
        response.answers.remove(&code("b"));
    }
    assert_eq!(lacking(&about_one, &alone), Lacking::Drivers);
    let mut one_place = interviews([40; 4]);
    for response in &mut one_place {
        (response.stratum, response.psu) = (None, Some(code("only")));
    }
    assert_eq!(lacking(&one_place, &form), Lacking::Psus);
}

#[test]
fn a_driver_that_few_answered_is_left_out_alone() {
    let form = {
        let mut form =
            questionnaire(&[("a", "water"), ("b", "noise"), ("c", "bus"), ("all", "bus")]);
        form.questions[3].weight = 0.0;
        form
    };
    let mut responses = interviews([40; 4]);
    for response in &mut responses[..50] {
        response.answers.insert(code("c"), "4".to_owned());
    }
    let priorities = priorities(&responses, &form);
    assert!(near(importance(&priorities, "water"), 9.0 / 13.0));
    let bus = row(&priorities, "bus");
    assert_eq!((bus.importance, bus.quadrant, bus.n), (None, None, Some(50)));
    assert_eq!(bus.performance, Some(80.0));
}

/// Two questions that nobody is asked both of: one of them goes, and none that has nothing to do with
/// it.
#[test]
fn of_two_that_exclude_each_other_the_rarer_goes() {
    let asked = [("a", "water"), ("b", "noise"), ("c", "bus"), ("d", "train"), ("all", "bus")];
    let mut form = questionnaire(&asked);
    form.questions[4].weight = 0.0;
    let mut responses = interviews([150; 4]);
    for (number, response) in responses.iter_mut().enumerate() {
        // Less often answered than water, and by people of both kinds.
        if number % 3 == 0 {
            response.answers.remove(&code("b"));
        }
        let (question, answer) = if number % 5 < 3 { ("c", "5") } else { ("d", "4") };
        let answer = if number % 7 == 0 { "2" } else { answer };
        response.answers.insert(code(question), answer.to_owned());
    }
    let priorities = priorities(&responses, &form);
    let derived: Vec<&str> = ["water", "noise", "bus", "train"]
        .into_iter()
        .filter(|driver| row(&priorities, driver).importance.is_some())
        .collect();
    assert_eq!(derived, ["water", "noise", "bus"]);
}

/// Thirteen drivers, which are too many for all orders of entry.
#[test]
fn many_questions_take_johnsons_weights() {
    let names: Vec<String> = (0..13).map(|q| format!("q{q}")).collect();
    let mut asked: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "c")).collect();
    asked.push(("all", "c"));
    let mut form = questionnaire(&asked);
    form.questions[13].weight = 0.0;
    let responses: Vec<Response> = (0..400_usize)
        .map(|number| {
            let mut answer = number * 7_919 + 13;
            let mut next = || {
                answer = (answer * 1_103 + 12_345) % 65_537;
                ["5", "4", "3", "2", "1"][answer % 5]
            };
            let mut answers: Vec<(&str, &str)> =
                names.iter().map(|name| (name.as_str(), next())).collect();
            answers.push(("all", if number % 3 == 0 { next() } else { answers[0].1 }));
            let mut response = interview(number, "t1", date(2026, 8, 1), &answers);
            response.id = uuid::Uuid::from_u128(number as u128);
            response
        })
        .collect();
    let sums = sums(&responses, &form, By::Question);
    let priorities = priorities_of(&responses, &form, &five(), &sums);
    assert_eq!(priorities.derivation.method, Some(ImportanceMethod::Johnson));
    assert_eq!(priorities.rows[0].driver, "q0");
    let all: f64 = priorities.rows.iter().filter_map(|row| row.importance).sum();
    assert!((all - 1.0).abs() < 1e-9, "{all}");
    let first = &priorities.rows[0];
    assert!(first.importance_low < first.importance && first.importance < first.importance_high);
}

/// Of 100 respondents 60 name water in the first or second place, 30 noise, 10 nothing: water is
/// satisfactory to half, noise to three quarters.
#[test]
fn a_rating_is_the_share_naming_it_times_the_share_not_satisfied() {
    let mut form = form();
    let option = |name: &str, category: Option<&str>, kind| ScaleOption {
        code: code(name),
        label: survey::Label::single(name),
        kind,
        negative: false,
        category: category.map(code),
    };
    let mut scale = form.scales[0].clone();
    scale.code = code("what");
    scale.options = vec![
        option("w", Some("water"), OptionKind::Substantive),
        option("n", Some("noise"), OptionKind::Substantive),
        option("none", None, OptionKind::Substantive),
        option("dk", None, OptionKind::DontKnow),
    ];
    form.scales.push(scale);
    for place in ["first", "second"] {
        let mut question = form.questions[2].clone();
        question.code = code(place);
        question.scale = Some(code("what"));
        form.questions.push(question);
    }
    assert_eq!(form.problems(), []);
    let responses: Vec<Response> = (0..110)
        .map(|number| {
            let water = if number % 2 == 0 { "4" } else { "2" };
            let noise = if number % 4 == 0 { "1" } else { "5" };
            let (first, second) = match number {
                0..30 => ("w", "w"),
                30..60 => ("none", "w"),
                60..90 => ("n", "none"),
                90..100 => ("none", "dk"),
                // Who doesn't know what matters is not among those who named something.
                _ => ("dk", "dk"),
            };
            let answers = [("a", water), ("b", noise), ("first", first), ("second", second)];
            interview(number, "t1", date(2026, 8, 1), &answers)
        })
        .collect();
    let priorities = priorities(&responses, &form);
    let (water, noise) = (row(&priorities, "water"), row(&priorities, "noise"));
    assert_eq!((water.asked, water.named_share), (Some(100), Some(0.6)));
    assert!(near(water.priority_rating.expect("named"), 0.6 * 0.5));
    assert_eq!(noise.named_share, Some(0.3));
    assert!(near(noise.priority_rating.expect("named"), 0.3 * (28.0 / 110.0)));
    assert_eq!(priorities.rows[0].driver, "water");
    assert_eq!(priorities.derivation.lacking, Some(Lacking::Respondents(100)));
}
