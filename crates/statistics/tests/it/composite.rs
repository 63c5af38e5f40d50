//! Composites: R's figures for two questions, and what must hold for any parts.

use nalgebra::DMatrix;
use proptest::prelude::*;
use statistics::composite::{
    Component, ComponentError, CompositeError, composite, published_variance, spread_shares,
};

use crate::support::rows;

const COUNTED: ComponentError = ComponentError::Counted;

fn part(weight: f64, estimate: f64, error: ComponentError) -> Component {
    Component { weight, estimate, error }
}

fn sampled(weight: f64, estimate: f64, row: usize) -> Component {
    part(weight, estimate, ComponentError::Sampled(row))
}

/// A golden figure of R.
fn golden(case: &str, quantity: &str, i: &str, j: &str) -> f64 {
    let found = rows("expected.csv")
        .into_iter()
        .find(|row| (&row[0], &row[1], &row[2], &row[3]) == (case, quantity, i, j));
    found.expect("a golden figure")[4].parse().expect("a number")
}

#[test]
fn two_halves_with_their_covariance_equal_r() {
    // Half of the first period against the whole of the second: the change of (2.22), rearranged.
    let (first, second) = ("K_own.2024H1.s1", "K_own.2024H2.s1");
    let value = |case| golden(case, "estimate", "", "");
    let variance = |case| golden(case, "se", "", "").powi(2);
    let covariance = golden("K_own.diff", "cov_common", "", "");
    let covariances =
        DMatrix::from_row_slice(2, 2, &[variance(first), covariance, covariance, variance(second)]);
    let year = [sampled(0.5, value(first), 0), sampled(0.5, value(second), 1)];
    let year = composite(&year, &covariances).expect("a composite");
    assert!((year.estimate - f64::midpoint(value(first), value(second))).abs() < 1e-12);
    // V(sum) + V(difference) = 2 (V1 + V2), whatever the covariance.
    let difference = golden("K_own.diff", "se", "", "").powi(2);
    let sum = 4.0 * year.variance;
    let both = 2.0 * (variance(first) + variance(second));
    assert!((sum + difference - both).abs() <= 1e-9 * both, "{sum} + {difference} and {both}");
    assert_eq!((year.error_unknown, year.sensitivity), (false, None));
}

#[test]
fn a_published_number_is_fixed_and_says_so() {
    let variance = published_variance(0.9, 400.0, 2.0);
    let external = ComponentError::Published { variance: variance.map(|v| v * 1e4) };
    let parts = [sampled(0.7, 80.0, 0), part(0.2, 90.0, external), part(0.1, 100.0, COUNTED)];
    let found = composite(&parts, &DMatrix::from_element(1, 1, 4.0)).expect("a composite");
    assert!((found.estimate - 84.0).abs() < 1e-12);
    assert!((found.variance - 0.49 * 4.0).abs() < 1e-12);
    assert!(found.error_unknown);
    // 1.96 · 0.2 · 100 · √(0.9 · 0.1 · 2 / 400).
    let by_hand = 1.959_963_984_540_054 * 20.0 * (0.09_f64 * 2.0 / 400.0).sqrt();
    assert!((found.sensitivity.expect("a size was published") - by_hand).abs() < 1e-12);
    let unknown = part(1.0, 90.0, ComponentError::Published { variance: None });
    let found = composite(&[unknown], &DMatrix::zeros(0, 0)).expect("a composite");
    assert_eq!((found.variance, found.error_unknown, found.sensitivity), (0.0, true, None));
}

#[test]
fn impossible_parts_are_errors() {
    let none = DMatrix::zeros(0, 0);
    assert_eq!(composite(&[], &none), Err(CompositeError::Empty));
    for broken in [part(-1.0, 2.0, COUNTED), part(1.0, f64::NAN, COUNTED)] {
        let error = composite(&[broken], &none).expect_err("no composite");
        assert!(matches!(error, CompositeError::Value { index: 0, .. }), "{error}");
    }
    let error = composite(&[sampled(1.0, 2.0, 3)], &DMatrix::from_element(1, 1, 1.0))
        .expect_err("no such row");
    assert!(error.to_string().contains("row 3 of 1 by 1"), "{error}");
    assert_eq!(spread_shares(&[vec![1.0]]), Err(CompositeError::Empty));
    let error = spread_shares(&[vec![1.0, 2.0], vec![1.0]]).expect_err("uneven");
    assert_eq!(error, CompositeError::Length { unit: 1, found: 1, wanted: 2 });
    assert_eq!(spread_shares(&[vec![1.0, 2.0], vec![2.0, 1.0]]), Ok(None));
    for (p, n, deff) in [(1.1, 9.0, 1.0), (0.5, 0.0, 1.0), (0.5, 9.0, -1.0), (f64::NAN, 9.0, 1.0)] {
        assert_eq!(published_variance(p, n, deff), None);
    }
}

proptest! {
    #[test]
    fn shares_of_the_spread_add_up_to_one(
        units in prop::collection::vec(prop::collection::vec(0.0..100.0_f64, 3), 2..12),
    ) {
        if let Some(shares) = spread_shares(&units).expect("even") {
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn one_part_of_weight_one_is_itself(estimate in 0.0..100.0_f64, variance in 0.0..9.0_f64) {
        let own = composite(&[sampled(1.0, estimate, 0)], &DMatrix::from_element(1, 1, variance)).expect("one");
        prop_assert_eq!((own.estimate, own.variance), (estimate, variance));
    }
}
