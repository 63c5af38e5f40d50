//! Derived importance and quadrants.

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use statistics::drivers::{DriverError, Quadrant, Spread, johnson, lmg, quadrant};

use crate::design::survey::{Golden, Table};

/// The input of the golden case.
fn correlations() -> (DMatrix<f64>, DVector<f64>) {
    let drivers =
        [[1.0, 0.5, 0.3, 0.2], [0.5, 1.0, 0.4, 0.1], [0.3, 0.4, 1.0, 0.25], [0.2, 0.1, 0.25, 1.0]];
    let outcome = DVector::from_vec(vec![0.55, 0.48, 0.35, 0.30]);
    (DMatrix::from_fn(4, 4, |j, k| drivers[j][k]), outcome)
}

#[test]
fn importance_equals_the_golden_figures() {
    let (drivers, outcome) = correlations();
    let table = Table::own("expected.csv");
    let mut golden = Golden::of(&table, |case| case.starts_with("importance"));
    let lmg = lmg(&drivers, &outcome).expect("sound correlations");
    let johnson = johnson(&drivers, &outcome).expect("sound correlations");
    for (at, (lmg, johnson)) in std::iter::zip(&lmg, &johnson).enumerate() {
        let label = (at + 1).to_string();
        golden.one("LMG", "importance.lmg", "share", &label, *lmg);
        golden.one("Johnson", "importance.johnson", "raw_weight", &label, *johnson);
    }
    golden.one("R²", "importance", "R2", "", lmg.iter().sum());
    golden.finish("drivers");
}

#[test]
fn what_can_not_be_told_apart_is_refused() {
    let (mut drivers, outcome) = correlations();
    drivers[(0, 1)] = 1.0;
    assert_eq!(lmg(&drivers, &outcome), Err(DriverError::NotCorrelations(4)));
    let twins = DMatrix::from_element(2, 2, 1.0);
    let outcome = DVector::from_vec(vec![0.5, 0.5]);
    assert_eq!(lmg(&twins, &outcome), Err(DriverError::Collinear));
    assert_eq!(johnson(&twins, &outcome), Err(DriverError::Collinear));
    let many = DMatrix::identity(13, 13);
    let outcome = DVector::from_element(13, 0.1);
    assert_eq!(lmg(&many, &outcome), Err(DriverError::TooMany(13)));
    assert!(johnson(&many, &outcome).is_ok());
    let nan = DVector::from_vec(vec![f64::NAN, 0.5]);
    assert_eq!(lmg(&DMatrix::identity(2, 2), &nan), Err(DriverError::NotCorrelations(2)));
}

#[test]
fn a_box_across_a_line_is_undetermined() {
    let spread = |value: f64| Spread { value, low: value - 1.0, high: value + 1.0 };
    let at =
        |performance, importance| quadrant(spread(performance), spread(importance), (50.0, 20.0));
    assert_eq!(at(40.0, 30.0), Quadrant::ConcentrateHere);
    assert_eq!(at(60.0, 30.0), Quadrant::KeepUp);
    assert_eq!(at(40.0, 10.0), Quadrant::LowPriority);
    assert_eq!(at(60.0, 10.0), Quadrant::PossibleOverkill);
    assert_eq!(at(50.5, 30.0), Quadrant::Undetermined);
    assert_eq!(at(60.0, 19.5), Quadrant::Undetermined);
    assert_eq!(at(f64::NAN, 30.0), Quadrant::Undetermined);
    // On the line, but not across it.
    assert_eq!(at(51.0, 30.0), Quadrant::KeepUp);
}

proptest! {
    /// Both ways of sharing share the same R².
    #[test]
    fn shares_add_up(rows in proptest::collection::vec(proptest::array::uniform5(-1.0..1.0f64), 12..40)) {
        let all = DMatrix::from_fn(5, 5, |j, k| correlation(&rows, j, k));
        let drivers = all.view((0, 0), (4, 4)).into_owned();
        let outcome = all.view((0, 4), (4, 1)).column(0).into_owned();
        let (lmg, johnson) = (lmg(&drivers, &outcome), johnson(&drivers, &outcome));
        prop_assume!(lmg.is_ok());
        let lmg: f64 = lmg.expect("assumed").iter().sum();
        let johnson: f64 = johnson.expect("as sound as for LMG").iter().sum();
        prop_assert!((lmg - johnson).abs() < 1e-8);
        prop_assert!((-1e-12..1.0 + 1e-9).contains(&lmg));
    }
}

fn correlation(rows: &[[f64; 5]], j: usize, k: usize) -> f64 {
    if j == k {
        return 1.0;
    }
    let mean = |j: usize| rows.iter().map(|row| row[j]).sum::<f64>() / rows.len() as f64;
    let (mean_j, mean_k) = (mean(j), mean(k));
    let product = |j: usize, k: usize, mean_j: f64, mean_k: f64| {
        rows.iter().map(|row| (row[j] - mean_j) * (row[k] - mean_k)).sum::<f64>()
    };
    product(j, k, mean_j, mean_k)
        / (product(j, j, mean_j, mean_j) * product(k, k, mean_k, mean_k)).sqrt()
}
