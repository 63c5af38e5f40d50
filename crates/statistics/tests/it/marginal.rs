//! Marginal rank sets and the top k.

use std::io::Write;

use proptest::prelude::*;
use statistics::rank::{
    Contender, RankError, TopPlace, marginal_rank_sets, rank_sets, top_probabilities,
};

use crate::design::survey::{Golden, Table};

/// Prints the largest relative difference of (own, golden) figures and asserts that it is not
/// above 1e-9.
pub(crate) fn hold(group: &str, pairs: &[(f64, f64)]) {
    let difference = |pair: &&(f64, f64)| (pair.0 - pair.1).abs() / pair.1.abs();
    let order = |a: &&(f64, f64), b: &&(f64, f64)| difference(a).total_cmp(&difference(b));
    let worst = pairs.iter().max_by(order).expect("figures");
    let largest = difference(&worst);
    let line = format!("{group} | {} | {largest:.1e}", pairs.len());
    writeln!(std::io::stderr(), "{line}").expect("stderr takes a line");
    assert!(largest <= 1e-9, "{line}: {} here, {} golden", worst.0, worst.1);
}

fn normal(estimate: f64, se: f64) -> Contender {
    Contender { estimate, se, df: None }
}

/// Labels and contenders of the golden data.
fn small() -> (Vec<String>, Vec<Contender>) {
    let table = Table::own("rank_small.csv");
    let both = table.numbers("est").into_iter().zip(table.numbers("se"));
    (table.text("unit"), both.map(|(estimate, se)| normal(estimate, se)).collect())
}

#[test]
fn eight_units_have_the_golden_marginal_sets() {
    let expected = Table::own("expected.csv");
    let mut golden = Golden::of(&expected, |case| {
        ["SMALL8.marginal_exact", "SMALL8.csranks.marg.single", "crit.identity"].contains(&case)
    });
    let (units, contenders) = small();
    let sets = marginal_rank_sets(&contenders).expect("contenders");
    for (unit, set) in units.iter().zip(sets) {
        let critical = set.critical.expect("an uncertain difference");
        golden.one("critical value", "SMALL8.marginal_exact", "crit", unit, critical);
        for case in ["SMALL8.marginal_exact", "SMALL8.csranks.marg.single"] {
            golden.one(case, case, "L", unit, f64::from(set.low));
            golden.one(case, case, "U", unit, f64::from(set.high));
        }
    }
    let two = marginal_rank_sets(&[normal(3.0, 1.0), normal(2.0, 1.0)]).expect("contenders");
    let critical = two[0].critical.expect("an uncertain difference");
    golden.one("critical value of two", "crit.identity", "p2", "", critical);
    golden.finish("marginal");
}

#[test]
fn joint_sets_equal_those_of_the_step_down_of_csranks() {
    let expected = Table::own("expected.csv");
    let case = "SMALL8.csranks.simul.stepdown";
    let mut golden = Golden::of(&expected, |own| own == case);
    let (units, contenders) = small();
    for (unit, set) in units.iter().zip(rank_sets(&contenders, |_, _| 0.0)) {
        golden.one(case, case, "L", unit, f64::from(set.low));
        golden.one(case, case, "U", unit, f64::from(set.high));
    }
    golden.finish("joint");
}

#[test]
fn eight_units_have_the_golden_chances_of_the_top() {
    let (units, contenders) = small();
    let mut pairs = Vec::new();
    for k in [1, 3, 5] {
        let own = Table::own("expected.csv").only("case", "SMALL8.p_top").only("j", &k.to_string());
        assert_eq!(own.text("i"), units);
        let found = top_probabilities(&contenders, k).expect("contenders");
        pairs.extend(found.into_iter().zip(own.numbers("value")));
    }
    assert_eq!(pairs.len(), 24);
    // Zero by rounding there: P(above) is taken from 1 where P(below) is counted here.
    let (rounded, pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|pair| pair.1 == 0.0);
    assert!(rounded.len() == 2 && rounded.iter().all(|pair| (0.0..1e-50).contains(&pair.0)));
    hold("marginal | SMALL8.p_top", &pairs);
}

#[test]
fn eight_towns_have_the_golden_chances_of_the_top_three() {
    let table = Table::own("town_ranking.csv");
    for (estimate, se, golden) in
        [("est", "se", "p_top3_flat"), ("fh_eblup", "fh_rmse", "p_top3_shrunken")]
    {
        let both = table.numbers(estimate).into_iter().zip(table.numbers(se));
        let contenders: Vec<_> = both.map(|(estimate, se)| normal(estimate, se)).collect();
        let found = top_probabilities(&contenders, 3).expect("contenders");
        let pairs: Vec<_> = found.into_iter().zip(table.numbers(golden)).collect();
        hold(&format!("marginal | town_ranking {golden}"), &pairs);
    }
}

#[test]
fn a_place_in_the_top_follows_from_the_joint_set() {
    use TopPlace::{PossiblyIn as Possibly, SurelyIn as In, SurelyOut as Out};
    let (_, contenders) = small();
    let places: Vec<_> = rank_sets(&contenders, |_, _| 0.0).iter().map(|set| set.top(3)).collect();
    // The sets are 1–2, 1–2, 3–5, 3–4, 4–6, 5–6, 7–8 and 7–8.
    assert_eq!(places, [In, In, Possibly, Possibly, Out, Out, Out, Out]);
}

#[test]
fn estimates_without_error_are_certain_and_ties_go_by_lot() {
    let contenders = [90.0, 80.0, 80.0, 80.0, 70.0].map(|estimate| normal(estimate, 0.0));
    let chances = |k| top_probabilities(&contenders, k).expect("contenders");
    assert_eq!(chances(0), [0.0; 5]);
    assert_eq!(chances(1), [1.0, 0.0, 0.0, 0.0, 0.0]);
    for (found, exact) in chances(2).into_iter().zip([1.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0]) {
        assert!((found - exact).abs() < 1e-15, "{found}");
    }
    assert_eq!(chances(4), [1.0, 1.0, 1.0, 1.0, 0.0]);
    assert_eq!(chances(5), [1.0; 5]);
    let expected: Vec<_> =
        rank_sets(&contenders, |_, _| 0.0).iter().map(|set| set.expected).collect();
    assert_eq!(expected, [1.0, 3.0, 3.0, 3.0, 5.0]);
    let sets = marginal_rank_sets(&contenders).expect("contenders");
    let bounds: Vec<_> = sets.iter().map(|set| (set.low, set.high)).collect();
    assert_eq!(bounds, [(1, 1), (2, 4), (2, 4), (2, 4), (5, 5)]);
    assert!(sets.iter().all(|set| set.critical.is_none()));
}

#[test]
fn against_contenders_without_error_the_critical_value_is_that_of_one_comparison() {
    let contenders = [normal(80.0, 2.0), normal(84.0, 0.0), normal(75.0, 0.0), normal(76.5, 0.0)];
    let sets = marginal_rank_sets(&contenders).expect("contenders");
    let critical = sets[0].critical.expect("an uncertain difference");
    assert!((critical - 1.959_963_984_540_054).abs() < 1e-9, "{critical}");
    // 4 and 5 points are 2 and 2.5 standard errors, 3.5 points are 1.75.
    assert_eq!((sets[0].low, sets[0].high), (2, 3));
}

#[test]
fn what_is_no_number_is_an_error() {
    for (estimate, se) in [(f64::NAN, 1.0), (f64::INFINITY, 1.0)] {
        let contenders = [normal(80.0, 1.0), normal(estimate, se)];
        let error = marginal_rank_sets(&contenders).expect_err("no estimate");
        assert!(matches!(error, RankError::Estimate { contender: 1, .. }), "{error}");
        assert!(top_probabilities(&contenders, 1).is_err());
    }
    for se in [f64::NAN, f64::INFINITY, -1.0] {
        let contenders = [normal(80.0, 1.0), normal(80.0, se)];
        let error = marginal_rank_sets(&contenders).expect_err("no standard error");
        assert!(matches!(error, RankError::StandardError { contender: 1, .. }), "{error}");
        assert!(top_probabilities(&contenders, 1).is_err());
    }
}

#[test]
fn nobody_and_one_are_quiet() {
    assert_eq!(marginal_rank_sets(&[]), Ok(vec![]));
    assert_eq!(top_probabilities(&[], 3), Ok(vec![]));
    let alone = marginal_rank_sets(&[normal(80.0, 2.0)]).expect("a contender");
    assert_eq!((alone[0].critical, alone[0].low, alone[0].high), (None, 1, 1));
    assert_eq!(top_probabilities(&[normal(80.0, 2.0)], 1), Ok(vec![1.0]));
}

#[test]
fn critical_values_hold_where_standard_errors_differ_by_orders_of_magnitude() {
    let contenders = [0.01, 1.0, 20.0, 5.0, 0.3].map(|se| normal(80.0, se));
    // From the integral in 30 digits, split at every step.
    let exact = [
        2.490_915_127_747_854,
        2.422_215_910_393_959,
        2.060_734_287_663_182,
        2.276_158_986_818_173,
        2.488_292_400_460_678,
    ];
    let sets = marginal_rank_sets(&contenders).expect("contenders");
    let own = sets.iter().map(|set| set.critical.expect("an uncertain difference"));
    hold("marginal | orders of magnitude", &own.zip(exact).collect::<Vec<_>>());
}

/// Contenders with ties, standard errors of zero, and ones that differ by orders of magnitude.
fn contenders() -> impl Strategy<Value = Vec<Contender>> {
    let estimate = prop_oneof![0.0..100.0_f64, (0..6_u8).prop_map(|e| 20.0 * f64::from(e))];
    let se = prop_oneof![Just(0.0), 1e-6..1e-2_f64, 0.01..20.0_f64];
    prop::collection::vec((estimate, se).prop_map(|(estimate, se)| normal(estimate, se)), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn chances_of_the_top_add_up(contenders in contenders(), k in 0..9_usize) {
        let found = top_probabilities(&contenders, k).expect("contenders");
        prop_assert!(found.iter().all(|p| (0.0..=1.0).contains(p)), "{:?}", found);
        let places = k.min(contenders.len()) as f64;
        let total: f64 = found.iter().sum();
        prop_assert!((total - places).abs() < 1e-9, "{} {:?}", total, found);
    }

    #[test]
    fn chances_of_all_places_add_up_to_the_expected_rank(contenders in contenders()) {
        // The rank is 1 for being in the top p, and one more for each smaller top without it.
        let p = contenders.len();
        let tops: Vec<_> =
            (1..=p).map(|k| top_probabilities(&contenders, k).expect("contenders")).collect();
        let sets = rank_sets(&contenders, |_, _| 0.0);
        for (j, set) in sets.iter().enumerate() {
            let rank: f64 = 1.0 + tops.iter().map(|top| 1.0 - top[j]).sum::<f64>();
            prop_assert!((rank - set.expected).abs() < 1e-8, "{} {}", rank, set.expected);
        }
        let total: f64 = sets.iter().map(|set| set.expected).sum();
        let p = p as f64;
        prop_assert!((total - p * (p + 1.0) / 2.0).abs() < 1e-9 * p * p);
    }

    #[test]
    fn a_marginal_set_holds_the_rank_and_its_critical_value_is_between_one_and_all_comparisons(
        contenders in contenders(),
    ) {
        let sets = marginal_rank_sets(&contenders).expect("contenders");
        let joint = rank_sets(&contenders, |_, _| 0.0);
        for (set, joint) in sets.iter().zip(&joint) {
            prop_assert!(set.low <= joint.rank && joint.rank <= set.high, "{:?}", set);
            // z of 0.975, and of 1 − 0.025/7.
            if let Some(c) = set.critical {
                prop_assert!((1.959_963..2.690_11).contains(&c), "{}", c);
            }
        }
    }

    #[test]
    fn neither_the_order_nor_the_sign_nor_a_constant_changes_a_marginal_set(
        contenders in contenders(),
    ) {
        let moved: Vec<_> = contenders
            .iter()
            .rev()
            .map(|c| Contender { estimate: 200.0 - c.estimate, ..*c })
            .collect();
        let p = u32::try_from(contenders.len()).expect("few");
        let sets = marginal_rank_sets(&contenders).expect("contenders");
        let turned = marginal_rank_sets(&moved).expect("contenders");
        for (set, other) in sets.iter().zip(turned.iter().rev()) {
            let (a, b) = (set.critical.unwrap_or(0.0), other.critical.unwrap_or(0.0));
            prop_assert!((a - b).abs() < 1e-9, "{} {}", a, b);
            prop_assert_eq!((set.low, set.high), (p + 1 - other.high, p + 1 - other.low));
        }
    }
}
