//! Rank sets, tiers and what must hold for any ranking.

use proptest::prelude::*;
use statistics::rank::{Contender, RankSet, rank_sets};

use crate::support::rows;

fn independent(contenders: &[Contender]) -> Vec<RankSet> {
    rank_sets(contenders, |_, _| 0.0)
}

fn normal(estimate: f64, se: f64) -> Contender {
    Contender { estimate, se, df: None }
}

#[test]
fn eight_units_have_the_golden_rank_sets_and_tiers() {
    let small = rows("rank_small.csv");
    let contenders: Vec<_> = small
        .iter()
        .map(|r| normal(r[1].parse().expect("a number"), r[2].parse().expect("a number")))
        .collect();
    let sets = independent(&contenders);
    let golden = rows("expected.csv");
    let expected = |case: &str, quantity: &str, unit: &str| -> f64 {
        let row = golden.iter().find(|r| &r[0] == case && &r[1] == quantity && &r[2] == unit);
        row.expect("a golden row")[4].parse().expect("a number")
    };
    for (row, set) in small.iter().zip(&sets) {
        let unit = &row[0];
        assert_eq!(f64::from(set.low), expected("SMALL8.holm", "L", unit), "{unit} L");
        assert_eq!(f64::from(set.high), expected("SMALL8.holm", "U", unit), "{unit} U");
        assert_eq!(f64::from(set.tier), expected("SMALL8.holm", "tier", unit), "{unit} tier");
        let e = expected("SMALL8.expected_rank", "E", unit);
        assert!((set.expected - e).abs() < 1e-9 * e, "{unit}: {} and {e}", set.expected);
    }
}

#[test]
fn ties_share_the_lower_number_and_skip_the_next() {
    let sets = independent(&[90.0, 85.0, 85.0, 80.0].map(|estimate| normal(estimate, 1.0)));
    assert_eq!(sets.iter().map(|set| set.rank).collect::<Vec<_>>(), [1, 2, 2, 4]);
}

#[test]
fn a_ranking_of_nobody_or_of_one_is_quiet() {
    assert_eq!(independent(&[]), []);
    let alone = independent(&[normal(80.0, 2.0)]);
    assert_eq!((alone[0].rank, alone[0].low, alone[0].high, alone[0].tier), (1, 1, 1, 1));
}

#[test]
fn a_positive_covariance_makes_a_difference_surer() {
    let contenders = [normal(85.0, 2.0), normal(82.0, 2.0)];
    assert_eq!(independent(&contenders)[0].high, 2);
    assert_eq!(rank_sets(&contenders, |_, _| 3.9)[0].high, 1);
}

fn contenders() -> impl Strategy<Value = Vec<Contender>> {
    let one = (0.0..100.0_f64, 0.01..20.0_f64, prop::option::of(1..60_u32));
    prop::collection::vec(one.prop_map(|(estimate, se, df)| Contender { estimate, se, df }), 1..25)
}

proptest! {
    #[test]
    fn a_rank_lies_in_its_set_and_expected_ranks_add_up(contenders in contenders()) {
        let sets = independent(&contenders);
        let p = contenders.len() as f64;
        for set in &sets {
            prop_assert!(set.low <= set.rank && set.rank <= set.high, "{:?}", set);
        }
        let total: f64 = sets.iter().map(|set| set.expected).sum();
        prop_assert!((total - p * (p + 1.0) / 2.0).abs() < 1e-9 * p * p);
    }

    #[test]
    fn tiers_follow_ranks_and_higher_tiers_are_surely_better(contenders in contenders()) {
        let sets = independent(&contenders);
        for a in &sets {
            for b in &sets {
                if a.tier < b.tier {
                    prop_assert!(a.rank < b.rank);
                    prop_assert!(a.high < b.low, "{:?} {:?}", a, b);
                }
            }
        }
    }

    #[test]
    fn moving_all_estimates_by_a_constant_moves_no_rank(contenders in contenders()) {
        // Multiples of 1/4 keep the differences exact.
        let snapped: Vec<_> = contenders.iter()
            .map(|c| Contender { estimate: (c.estimate * 4.0).round() / 4.0, ..*c }).collect();
        let moved: Vec<_> = snapped.iter()
            .map(|c| Contender { estimate: c.estimate + 8.0, ..*c }).collect();
        let places = |sets: Vec<RankSet>| sets.into_iter().map(|s| (s.rank, s.low, s.high, s.tier)).collect::<Vec<_>>();
        prop_assert_eq!(places(independent(&snapped)), places(independent(&moved)));
    }

    #[test]
    fn turning_the_scale_round_turns_the_sets_round(contenders in contenders()) {
        let turned: Vec<_> = contenders.iter().map(|c| Contender { estimate: -c.estimate, ..*c }).collect();
        let p = u32::try_from(contenders.len()).expect("few");
        for (set, other) in independent(&contenders).into_iter().zip(independent(&turned)) {
            prop_assert_eq!((set.low, set.high), (p + 1 - other.high, p + 1 - other.low));
        }
    }
}
