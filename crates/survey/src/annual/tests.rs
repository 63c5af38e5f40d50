//! Tests of the year's formula, worked out by hand.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// 60 % own index, 30 % what the city says, 10 % closure rate between 60 and 100.
fn formula() -> AnnualFormula {
    serde_json::from_value(json!({
        "code": "y", "version": 1, "name": "y", "source": "区发〔2026〕1号", "levels": ["town"],
        "missing": "refuse",
        "components": [
            {"code": "own", "name": "own", "weight": 0.6,
             "of": {"index": {"scheme": "equal_steps@1", "over": "year"}}},
            {"code": "city", "name": "city", "weight": 0.3, "missing": "renormalise",
             "of": {"external": {"issuer": "青岛市", "measure": "score"}}, "floor": 60.0, "cap": 95.0},
            {"code": "closed", "name": "closed", "weight": 0.1, "missing": {"points": 50.0},
             "of": {"issue_rate": {"rate": "closure_rate"}},
             "scale": {"from": [60.0, 100.0], "to": [0.0, 100.0]}, "floor": 0.0},
        ],
        "bonus_cap": 5.0, "deduction_cap": 3.0,
        "coefficients": [{"unit": "hard", "value": 1.1, "reason": "山区"}],
    }))
    .expect("a formula")
}

fn score(unit: &str, values: [Option<f64>; 3], items: &[f64]) -> UnitScore {
    let formula = formula();
    formula.score(unit, &formula.weights(), &values, items).expect("a score")
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

#[test]
fn a_score_is_what_one_works_out_on_paper() {
    // 0.6·80 + 0.3·90 + 0.1·(90−60)/40·100 = 48 + 27 + 7.5 = 82.5
    let plain = score("T1", [Some(80.0), Some(90.0), Some(90.0)], &[]);
    close(plain.total, 82.5);
    assert!(plain.bonus.is_sign_positive() && plain.deduction.is_sign_positive(), "0 and not -0");
    // Difficulty before bonus and deduction: 82.5·1.1 + 2 − 1.5 = 91.25
    let hard = score("hard", [Some(80.0), Some(90.0), Some(90.0)], &[2.0, -1.5]);
    close(hard.total, 91.25);
    // Caps: bonus 4 + 3 → 5, deduction 2 + 2 → 3.
    let capped = score("T1", [Some(80.0), Some(90.0), Some(90.0)], &[4.0, -2.0, 3.0, -2.0]);
    close(capped.bonus, 5.0);
    close(capped.deduction, 3.0);
    close(capped.total, 84.5);
    // Floor and cap of a component: 0.6·80 + 0.3·95 + 0.1·0 = 76.5
    close(score("T1", [Some(80.0), Some(99.0), Some(10.0)], &[]).total, 76.5);
    close(score("T1", [Some(80.0), Some(12.0), Some(10.0)], &[]).total, 66.0);
}

#[test]
fn what_is_missing_means_what_the_formula_says() {
    // Renormalised: (0.6·80 + 0.1·75)/0.7 = 79.285714…
    let shared = score("T1", [Some(80.0), None, Some(90.0)], &[]);
    close(shared.total, 55.5 / 0.7);
    assert_eq!(shared.parts[1], None);
    // Given points: 48 + 27 + 0.1·50 = 80, neither scaled nor cut.
    let given = score("T1", [Some(80.0), Some(90.0), None], &[]);
    close(given.total, 80.0);
    assert!(given.parts[2].expect("given").is_given);
    // Refused.
    let formula = formula();
    let refused = formula.score("T1", &formula.weights(), &[None, Some(90.0), None], &[]);
    assert_eq!(refused, Err(vec![0]));
    let mut lenient = formula;
    lenient.missing = Missing::Renormalise;
    lenient.components[2].missing = None;
    let nothing = lenient.score("T1", &lenient.weights(), &[None, None, None], &[]);
    assert_eq!(nothing, Err(vec![0, 1, 2]));
}

#[test]
fn a_weight_moves_and_the_others_make_room() {
    // 0.6·1.1 = 0.66; the others share 0.34 as 3 : 1.
    for (found, wanted) in std::iter::zip(formula().moved_weights(0, 1.1), [0.66, 0.255, 0.085]) {
        close(found, wanted);
    }
    // 0.1·0.9 = 0.09; the others share 0.91 as 2 : 1.
    let less = formula().moved_weights(2, 0.9);
    for (found, wanted) in std::iter::zip(less, [1.82 / 3.0, 0.91 / 3.0, 0.09]) {
        close(found, wanted);
    }
}

type Change = fn(&mut AnnualFormula);

#[test]
fn every_fault_of_a_formula_is_named() {
    let check = |change: fn(&mut AnnualFormula)| {
        let mut formula = formula();
        change(&mut formula);
        formula.problems().into_iter().map(|p| (p.code, p.path)).collect::<Vec<_>>()
    };
    assert_eq!(check(|_| {}), []);
    let cases: [(Change, &str, &str); 17] = [
        (|f| f.components[0].weight = 0.7, "weights_do_not_add_up", "/components"),
        (|f| f.source = " ".to_owned(), "missing", "/source"),
        (|f| f.levels.clear(), "missing", "/levels"),
        (|f| f.bonus_cap = -1.0, "out_of_range", "/bonus_cap"),
        (|f| f.missing = Missing::Points(101.0), "out_of_range", "/missing"),
        (|f| f.components[1].floor = Some(96.0), "floor_above_cap", "/components/1/floor"),
        (|f| f.components[1].code = f.components[0].code.clone(), "twice", "/components/1/code"),
        (
            |f| f.components[2].scale = Some(LinearScale { from: [1.0, 1.0], to: [0.0, 1.0] }),
            "no_line",
            "/components/2/scale",
        ),
        (|f| f.version = 0, "out_of_range", "/version"),
        (
            |f| f.components[2].scale = Some(LinearScale { from: [0.0, 1.0], to: [0.0, 1e308] }),
            "out_of_range",
            "/components/2/scale",
        ),
        (
            |f| f.components[2].scale = Some(LinearScale { from: [0.0, 1e-300], to: [0.0, 1.0] }),
            "no_line",
            "/components/2/scale",
        ),
        (|f| f.components[1].floor = Some(-1e300), "out_of_range", "/components/1/floor"),
        (|f| f.components[1].cap = Some(f64::INFINITY), "out_of_range", "/components/1/cap"),
        (|f| f.coefficients[0].value = 0.0, "out_of_range", "/coefficients/0/value"),
        (|f| f.coefficients[0].reason.clear(), "missing", "/coefficients/0/reason"),
        (|f| f.coefficients.push(f.coefficients[0].clone()), "twice", "/coefficients/1/unit"),
        (
            |f| {
                if let Measured::Index { scheme, .. } = &mut f.components[0].of {
                    *scheme = "equal_steps".to_owned();
                }
            },
            "no_version",
            "/components/0/of/index/scheme",
        ),
    ];
    for (change, code, path) in cases {
        assert_eq!(check(change), [(code, path.to_owned())]);
    }
}

#[test]
fn the_steepest_line_that_is_taken_makes_finite_scores() {
    let most = check::NUMBER_MAX;
    let mut formula = formula();
    let steep = LinearScale { from: [0.0, 1e-6], to: [-most, most] };
    (formula.components[2].scale, formula.components[2].floor) = (Some(steep), None);
    assert_eq!(formula.problems(), []);
    let values = [Some(80.0), Some(90.0), Some(most)];
    let score = formula.score("hard", &formula.weights(), &values, &[]).expect("a score");
    assert!(score.total.powi(2).is_finite(), "{}", score.total);
}

#[test]
fn a_formula_reads_back_as_it_was_written() {
    let written = serde_json::to_string(&formula()).expect("JSON");
    let read: AnnualFormula = serde_json::from_str(&written).expect("a formula");
    assert_eq!(read, formula());
    let typo = written.replacen("bonus_cap", "bonus_cup", 1);
    assert!(serde_json::from_str::<AnnualFormula>(&typo).is_err());
}

prop_compose! {
    fn weighed()(raw in prop::collection::vec(0.0..10.0_f64, 3)) -> AnnualFormula {
        let mut formula = formula();
        formula.missing = Missing::Renormalise;
        let sum: f64 = raw.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        for (component, weight) in formula.components.iter_mut().zip(raw) {
            component.weight = weight / sum;
            component.missing = None;
        }
        formula
    }
}

proptest! {
    #[test]
    fn weights_of_what_is_there_add_up_to_one(
        formula in weighed(),
        values in prop::collection::vec(prop::option::of(0.0..100.0_f64), 3),
    ) {
        let Ok(score) = formula.score("T1", &formula.weights(), &values, &[]) else {
            return Ok(());
        };
        let sum: f64 = score.parts.iter().flatten().map(|part| part.weight).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        for part in score.parts.iter().flatten() {
            prop_assert!(part.weight >= 0.0);
        }
    }

    #[test]
    fn moved_weights_add_up_to_one_and_nothing_stays_nothing(
        formula in weighed(), component in 0..3_usize, factor in 0.0..3.0_f64,
    ) {
        let moved = formula.moved_weights(component, factor);
        let sum: f64 = moved.iter().sum();
        prop_assert!((sum - formula.weights().iter().sum::<f64>()).abs() < 1e-9, "{sum}");
        prop_assert!(moved.iter().all(|weight| (0.0..=1.0 + 1e-9).contains(weight)));
        let mut without = formula.clone();
        without.components[component].weight = 0.0;
        prop_assert_eq!(without.moved_weights(component, factor), without.weights());
    }

    #[test]
    fn caps_hold_and_the_order_of_items_is_nothing(
        items in prop::collection::vec(-4.0..4.0_f64, 0..8),
        values in prop::collection::vec(-50.0..150.0_f64, 3),
    ) {
        let formula = formula();
        let values: Vec<Option<f64>> = values.into_iter().map(Some).collect();
        let score = |items: &[f64]| {
            formula.score("T1", &formula.weights(), &values, items).expect("a score")
        };
        let found = score(&items);
        prop_assert!((0.0..=formula.bonus_cap).contains(&found.bonus));
        prop_assert!((0.0..=formula.deduction_cap).contains(&found.deduction));
        let city = found.parts[1].expect("there").points;
        prop_assert!((60.0..=95.0).contains(&city));
        let mut backwards = items.clone();
        backwards.reverse();
        prop_assert_eq!(score(&backwards), found);
    }
}
