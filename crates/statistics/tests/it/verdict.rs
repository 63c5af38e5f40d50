//! Estimates and targets.

use proptest::prelude::*;
use statistics::verdict::{Assessment, Judged, Verdict, VerdictError, assess};

use crate::support::rows;

fn normal(estimate: f64, se: f64) -> Judged {
    Judged { estimate, se: Some(se), df: None }
}

fn judged(own: Judged, target: f64) -> Assessment {
    assess(own, target).expect("sound")
}

/// An estimate q errors above its target has met it with the probability of which R's `qt` or
/// `qnorm` says q.
#[test]
fn probabilities_and_limits_equal_the_golden_figures() {
    let (mut compared, mut limits, mut largest) = (0, 0, 0.0_f64);
    for row in rows("expected.csv") {
        if !row[0].starts_with("dist.") {
            continue;
        }
        let number = |column: usize| row[column].parse::<f64>().ok();
        let (p, df, q) = (number(2).expect("p"), number(3), number(4).expect("q"));
        let (target, se) = (80.0, 2.0);
        let own = Judged { estimate: target + se * q, se: Some(se), df };
        let found = judged(own, target);
        let mut note = |value: f64, golden: f64| {
            let difference = (value - golden).abs() / golden.abs();
            assert!(difference <= 1e-9, "{row:?}: {value} here, {golden} in R");
            largest = largest.max(difference);
        };
        note(found.probability.expect("a probability"), p);
        compared += 1;
        if (p - 0.95).abs() < 1e-12 {
            note(found.upper.expect("a limit"), target + 2.0 * se * q);
            limits += 1;
        }
    }
    assert!(compared > 90 && limits > 5, "{compared} compared, {limits} limits");
    crate::design::survey::say(&format!(
        "verdict | (2.31) | {} | {largest:.1e}",
        compared + limits
    ));
}

#[test]
fn the_one_sided_limit_decides() {
    // t(0.95, 10) = 1.812461 by any table.
    let student =
        |estimate| judged(Judged { estimate, se: Some(1.0), df: Some(10.0) }, 80.0).verdict;
    assert_eq!(student(81.8125), Verdict::Met);
    assert_eq!(student(81.8124), Verdict::Undetermined);
    assert_eq!(student(78.1876), Verdict::Undetermined);
    assert_eq!(student(78.1875), Verdict::NotMet);
    // z(0.95) = 1.644854.
    assert_eq!(judged(normal(81.6449, 1.0), 80.0).verdict, Verdict::Met);
    assert_eq!(judged(normal(81.6448, 1.0), 80.0).verdict, Verdict::Undetermined);
    let endless = Judged { df: Some(f64::INFINITY), ..normal(81.0, 1.0) };
    assert_eq!(judged(endless, 80.0), judged(normal(81.0, 1.0), 80.0));
}

#[test]
fn a_count_meets_its_target_or_does_not() {
    for df in [None, Some(5.0), Some(0.0)] {
        let count = |estimate| judged(Judged { df, ..normal(estimate, 0.0) }, 80.0);
        let met = count(80.0);
        assert_eq!((met.verdict, met.probability), (Verdict::Met, Some(1.0)));
        let missed = count(79.9);
        assert_eq!((missed.verdict, missed.probability), (Verdict::NotMet, Some(0.0)));
        assert_eq!((missed.lower, missed.upper), (Some(79.9), Some(79.9)));
    }
}

#[test]
fn an_unknown_error_is_not_tested() {
    let untestable =
        Assessment { verdict: Verdict::Untestable, probability: None, lower: None, upper: None };
    let bare = Judged { se: None, ..normal(99.0, 1.0) };
    assert_eq!(judged(bare, 80.0), untestable);
    let one_psu = Judged { df: Some(0.0), ..normal(99.0, 1.0) };
    assert_eq!(judged(one_psu, 80.0), untestable);
}

#[test]
fn nonsense_is_named() {
    let refused = |own, target| assess(own, target).expect_err("an error").to_string();
    assert_eq!(refused(normal(f64::NAN, 1.0), 80.0), "the estimate is NaN");
    assert_eq!(refused(normal(80.0, 1.0), f64::INFINITY), "the target is inf");
    assert_eq!(refused(normal(80.0, f64::NAN), 80.0), "the standard error is NaN");
    assert_eq!(assess(normal(80.0, -1.0), 80.0), Err(VerdictError::StandardError { se: -1.0 }));
    assert_eq!(
        assess(normal(80.0, f64::INFINITY), 80.0),
        Err(VerdictError::StandardError { se: f64::INFINITY })
    );
    let freedom = Judged { df: Some(-1.0), ..normal(80.0, 1.0) };
    assert_eq!(assess(freedom, 80.0), Err(VerdictError::Freedom { df: -1.0 }));
    let freedom = Judged { df: Some(f64::NAN), ..normal(80.0, 1.0) };
    assert_eq!(refused(freedom, 80.0), "there are NaN degrees of freedom");
}

#[test]
fn extremes_are_no_nan() {
    for (estimate, se) in [(f64::MAX, 1e-300), (-f64::MAX, 1e-300), (1.0, f64::MIN_POSITIVE)] {
        for df in [None, Some(1.0), Some(4.0), Some(1e12)] {
            let found = judged(Judged { estimate, se: Some(se), df }, 0.0);
            let p = found.probability.expect("a probability");
            assert_eq!(p, f64::from(u8::from(estimate > 0.0)), "{estimate} {se} {df:?}");
        }
    }
}

proptest! {
    /// The verdict and the probability are two ways of saying one thing.
    #[test]
    fn verdict_and_probability_agree(
        estimate in 0.0..100.0f64, se in 0.01..20.0f64, df in 1.0..500.0f64, target in 0.0..100.0f64,
    ) {
        let found = judged(Judged { estimate, se: Some(se), df: Some(df) }, target);
        let p = found.probability.expect("a probability");
        let expected = match p {
            p if p > 0.95 + 1e-9 => Verdict::Met,
            p if p < 0.05 - 1e-9 => Verdict::NotMet,
            p if (0.05 + 1e-9..0.95 - 1e-9).contains(&p) => Verdict::Undetermined,
            _ => found.verdict,
        };
        prop_assert_eq!(found.verdict, expected);
        let mirrored = judged(Judged { estimate: target, se: Some(se), df: Some(df) }, estimate);
        let sum = p + mirrored.probability.expect("a probability");
        prop_assert!((sum - 1.0).abs() < 1e-12, "{}", sum);
    }
}
