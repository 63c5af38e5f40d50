//! Two ratings of the same.

use proptest::prelude::*;
use statistics::agreement::{Agreement, Pair, agreement};

/// Pairs of one item, each of a subject of its own, from a table of counts.
fn pairs<const K: usize>(counts: [[usize; K]; K]) -> Vec<Pair> {
    let cells = (0..K).flat_map(|first| (0..K).map(move |second| (first, second)));
    let cells = cells
        .flat_map(|(first, second)| std::iter::repeat_n((first, second), counts[first][second]));
    cells
        .enumerate()
        .map(|(subject, (first, second))| Pair { subject, item: 0, first, second })
        .collect()
}

fn told(pairs: &[Pair]) -> Agreement {
    agreement(pairs, 0.95).expect("pairs")
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("a number");
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found}, expected {expected}");
}

/// By hand: 35 of 50 agree; margins 25, 25 and 30, 20 would make 0.5 agree by chance; kappa 0.2/0.5. The
/// formula's sums are 0.10972 + 0.36 · 0.283 − 0.1² = 0.2016, over 50 · 0.5² that is 0.016128.
#[test]
fn kappa_of_two_categories_is_as_by_hand() {
    let found = told(&pairs([[20, 5], [10, 15]]));
    assert_eq!((found.pairs, found.subjects), (50, 50));
    close(Some(found.share), 0.7);
    close(found.kappa, 0.4);
    close(found.kappa_se, 0.016_128_f64.sqrt());
    let interval = found.kappa_interval.expect("an interval");
    close(Some(interval.low), 0.4 - 1.959_963_984_540_054 * 0.016_128_f64.sqrt());
    close(Some(interval.high), 0.4 + 1.959_963_984_540_054 * 0.016_128_f64.sqrt());
}

/// 91 couples (Hout, Duncan and Sobel 1987), as R's package vcd has them under `SexualFun`: its `Kappa` says
/// 0.1293 with the error 0.06860, and the formula term by term in base R the digits here.
#[test]
fn kappa_of_four_categories_equals_published_figures() {
    let found = told(&pairs([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]));
    close(Some(found.share), 33.0 / 91.0);
    close(found.kappa, 0.129_330_254_041_570_5);
    close(found.kappa_se, 0.068_598_532_480_708_59);
}

/// Each of two items alone agrees no more often than chance would have it; together they would seem to,
/// were their categories thrown together.
#[test]
fn chance_is_reckoned_item_by_item() {
    let even = pairs([[4, 4], [4, 4]]);
    let other = even.iter().map(|pair| Pair {
        subject: pair.subject + even.len(),
        item: 1,
        first: pair.first + 2,
        second: pair.second + 2,
    });
    let both: Vec<Pair> = even.iter().copied().chain(other).collect();
    assert_eq!(told(&both).kappa, Some(0.0));
    let thrown_together: Vec<Pair> = both.iter().map(|pair| Pair { item: 0, ..*pair }).collect();
    close(told(&thrown_together).kappa, (0.5 - 0.25) / 0.75);
}

#[test]
fn what_can_not_be_is_nothing() {
    assert_eq!(agreement(&[], 0.95), None);
    // Everybody says the same twice: chance alone would do that.
    let constant = told(&pairs([[9]]));
    assert_eq!((constant.share, constant.kappa, constant.kappa_interval), (1.0, None, None));
    let perfect = told(&pairs([[5, 0], [0, 5]]));
    assert_eq!((perfect.kappa, perfect.kappa_interval), (Some(1.0), None));
    let interval = perfect.share_interval.expect("an interval");
    assert!(interval.low < 0.8 && interval.high == 1.0, "ten of ten are not all of all");
    assert_eq!(told(&pairs([[1, 0], [0, 0]])).share_interval, None, "one subject tells no spread");
}

fn any_pairs() -> impl Strategy<Value = Vec<Pair>> {
    let pair = (0..12_usize, 0..3_usize, 0..4_usize, 0..4_usize);
    let pair =
        pair.prop_map(|(subject, item, first, second)| Pair { subject, item, first, second });
    prop::collection::vec(pair, 1..60)
}

proptest! {
    #[test]
    fn asking_the_same_twice_makes_nobody_surer(pairs in any_pairs()) {
        let (once, twice) = (told(&pairs), told(&[pairs.clone(), pairs].concat()));
        let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            (a, b) => a == b,
        };
        prop_assert!(same(once.kappa, twice.kappa), "{once:?} {twice:?}");
        prop_assert!(same(once.kappa_se, twice.kappa_se), "{once:?} {twice:?}");
    }

    #[test]
    fn which_came_first_does_not_matter(pairs in any_pairs()) {
        let turned = pairs.iter().map(|pair| Pair { first: pair.second, second: pair.first, ..*pair });
        let (there, back) = (told(&pairs), told(&turned.collect::<Vec<_>>()));
        prop_assert_eq!(there.share, back.share);
        prop_assert_eq!(there.kappa.is_some(), back.kappa.is_some());
        if let (Some(a), Some(b)) = (there.kappa, back.kappa) {
            prop_assert!((a - b).abs() < 1e-9);
        }
    }

    #[test]
    fn bounds_hold(pairs in any_pairs()) {
        let found = told(&pairs);
        prop_assert!((0.0..=1.0).contains(&found.share));
        prop_assert!(found.kappa.is_none_or(|kappa| kappa.is_finite() && kappa <= 1.0));
        prop_assert!(found.kappa_interval.is_none_or(|of| -1.0 <= of.low && of.high <= 1.0));
        prop_assert!(found.share_interval.is_none_or(|of| of.low <= found.share + 1e-9
            && found.share <= of.high + 1e-9));
    }
}
