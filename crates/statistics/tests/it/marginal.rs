//! Marginal rank sets and the top k.

use proptest::prelude::*;
use statistics::rank::{
    Contender, RankError, TopPlace, marginal_rank_sets, rank_sets, top_probabilities,
};

use crate::design::survey::{Golden, Table};

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
    for k in [1, 3, 5] {
        let own = Table::own("expected.csv").only("case", "SMALL8.p_top").only("j", &k.to_string());
        let found = top_probabilities(&contenders, k).expect("contenders");
        assert_eq!(own.text("i"), units);
        for ((unit, golden), p) in units.iter().zip(own.numbers("value")).zip(found) {
            println!("{unit} {k} {p:e} {golden:e} {:e}", p / golden - 1.0);
        }
    }
}
