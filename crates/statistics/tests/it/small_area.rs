//! Small areas.

use nalgebra::DMatrix;
use proptest::prelude::*;
use statistics::small_area::{Area, Direct, Model, SmallAreaError, SmallAreas, fay_herriot};

use crate::design::survey::{Golden, Table};
use crate::marginal::hold;

fn intercept(areas: usize) -> DMatrix<f64> {
    DMatrix::from_element(areas, 1, 1.0)
}

/// An intercept and one covariate.
fn line(x: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(x.len(), 2, |i, j| if j == 0 { 1.0 } else { x[i] })
}

fn direct(y: &[f64], d: &[f64]) -> Vec<Direct> {
    let both = y.iter().zip(d);
    both.map(|(estimate, variance)| Direct { estimate: *estimate, variance: *variance }).collect()
}

#[test]
fn without_differences_the_model_says_so_with_the_golden_figures() {
    let mut golden = Golden::of(&Table::own("expected.csv"), |case| case == "FH.boundary.REML");
    let table = Table::own("fh_boundary.csv");
    let own = direct(&table.numbers("y"), &table.numbers("v"));
    let found = fay_herriot(&own, &intercept(own.len())).expect("a model");
    let SmallAreas::NoDetectableDifferences(model) = found else { panic!("{found:?}") };
    golden.one("A", "FH.boundary.REML", "refvar", "", model.variance);
    for (i, area) in model.areas.iter().enumerate() {
        let unit = (i + 1).to_string();
        golden.one("estimate", "FH.boundary.REML", "eblup", &unit, area.estimate);
        golden.one("mse", "FH.boundary.REML", "mse", &unit, area.mse);
    }
    golden.finish("small area");
    // The trap: the less is known of an area, the smaller its error is printed.
    assert!(own[3].variance < own[4].variance && model.areas[3].mse > model.areas[4].mse);
}

#[test]
fn eight_towns_have_the_golden_shrunken_estimates() {
    let table = Table::own("town_ranking.csv");
    let squares: Vec<_> = table.numbers("se").iter().map(|se| se * se).collect();
    let own = direct(&table.numbers("est"), &squares);
    let found = fay_herriot(&own, &intercept(own.len())).expect("a model");
    let SmallAreas::Shrunken(model) = found else { panic!("{found:?}") };
    let compare = |column: &str, own: &dyn Fn(&Area) -> f64| {
        let own = model.areas.iter().map(own);
        let pairs: Vec<_> = own.zip(table.numbers(column)).collect();
        hold(&format!("small area | town_ranking {column}"), &pairs);
    };
    compare("fh_gamma", &|area| area.gamma);
    compare("fh_eblup", &|area| area.estimate);
    compare("fh_rmse", &|area| area.mse.sqrt());
    for (area, own) in model.areas.iter().zip(&own) {
        assert!(area.mse < own.variance);
    }
}

/// Ten areas with a covariate, and what the formulas give for them in 60 digits, with A as the
/// root of the derivative of the restricted likelihood: no scoring, no projection.
const Y: [f64; 10] = [61.5, 66.0, 63.0, 72.5, 70.0, 69.0, 79.0, 74.5, 84.0, 78.0];
const D: [f64; 10] = [4.0, 2.5, 6.0, 3.0, 9.0, 1.5, 5.0, 2.0, 7.0, 3.5];
const A: f64 = 8.700_775_076_945_26;
const BETA: [f64; 2] = [60.476_232_493_870_14, 2.021_565_081_985_738_6];
const SHRUNKEN: [(f64, f64); 10] = [
    (61.814_247_774_584_12, 3.662_046_062_253_486_5),
    (65.669_523_463_334_69, 2.377_123_823_643_649),
    (64.445_200_428_396_66, 4.631_493_400_081_675),
    (71.490_449_653_387_87, 2.689_095_397_131_721),
    (70.296_965_591_130_3, 5.677_957_751_536_59),
    (69.530_198_385_699_2, 1.440_760_383_595_343),
    (77.404_173_520_231, 4.000_931_398_616_155),
    (74.901_607_011_511_82, 1.909_130_593_074_812),
    (81.623_826_072_600_1, 5.301_149_278_526_323),
    (78.772_212_547_041_34, 3.280_131_452_281_758_6),
];

fn ten() -> (Vec<Direct>, DMatrix<f64>) {
    let x: Vec<f64> = (1..=10).map(f64::from).collect();
    (direct(&Y, &D), line(&x))
}

#[test]
fn a_covariate_gives_the_figures_of_the_restricted_likelihood() {
    let (own, x) = ten();
    let found = fay_herriot(&own, &x).expect("a model");
    let SmallAreas::Shrunken(model) = found else { panic!("{found:?}") };
    let mut pairs = vec![(model.variance, A)];
    pairs.extend(model.coefficients.iter().copied().zip(BETA));
    for (area, (estimate, mse)) in model.areas.iter().zip(SHRUNKEN) {
        pairs.extend([(area.estimate, estimate), (area.mse, mse)]);
    }
    assert_eq!(pairs.len(), 23);
    hold("small area | covariate", &pairs);
}

#[test]
fn a_step_below_zero_is_no_proof_that_nothing_differs() {
    // The first step of the scoring from the median variance, 7.3, leads to −1.7; yet the
    // restricted likelihood rises at 0.
    let own = direct(
        &[74.18, 63.38, 72.96, 69.1, 77.24, 77.25, 76.86, 69.82, 67.66],
        &[6.62, 19.25, 2.17, 19.96, 18.62, 3.91, 8.31, 4.16, 7.28],
    );
    let x = line(&[1.07, -2.2, 2.54, -0.5, 2.67, 2.35, 2.13, -0.12, -1.26]);
    let found = fay_herriot(&own, &x).expect("a model");
    let SmallAreas::Shrunken(model) = found else { panic!("{found:?}") };
    assert!((1.0..2.0).contains(&model.variance), "{}", model.variance);
    let top = likelihood(&own, &x, model.variance);
    assert!((0..400).all(|i| likelihood(&own, &x, f64::from(i) / 20.0) <= top));
}

#[test]
fn impossible_figures_are_errors() {
    use SmallAreaError::{Covariate, Estimate, Length, Share, Singular, TooFew, Variance};
    let (own, x) = ten();
    let with = |change: &dyn Fn(&mut Direct)| {
        let mut own = own.clone();
        change(&mut own[2]);
        fay_herriot(&own, &x).expect_err("an error")
    };
    for variance in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = with(&|own| own.variance = variance);
        assert!(matches!(error, Variance { area: 2, .. }), "{error}");
    }
    let error = with(&|own| own.estimate = f64::NAN);
    assert!(matches!(error, Estimate { area: 2, .. }), "{error}");
    let mut missing = x.clone();
    missing[(4, 1)] = f64::NAN;
    let error = fay_herriot(&own, &missing).expect_err("an error");
    assert!(matches!(error, Covariate { area: 4, .. }), "{error}");
    let twice = DMatrix::from_fn(10, 3, |i, j| if j == 0 { 1.0 } else { x[(i, 1)] * j as f64 });
    assert_eq!(fay_herriot(&own, &twice), Err(Singular));
    assert_eq!(fay_herriot(&own, &DMatrix::zeros(10, 1)), Err(Singular));
    assert_eq!(fay_herriot(&own, &intercept(9)), Err(Length { areas: 10, found: 9 }));
    let none = DMatrix::zeros(10, 0);
    assert_eq!(fay_herriot(&own, &none), Err(TooFew { areas: 10, columns: 0 }));
    assert_eq!(
        fay_herriot(&own[..2], &x.rows(0, 2).into_owned()),
        Err(TooFew { areas: 2, columns: 2 })
    );
    let found = fay_herriot(&own, &x).expect("a model");
    let shares = |shares: &[f64]| found.model().benchmarked(shares).expect_err("an error");
    assert_eq!(shares(&[1.0; 9]), Length { areas: 10, found: 9 });
    assert!(matches!(shares(&[0.0; 10]), Share { .. }));
    let mut negative = [1.0; 10];
    negative[3] = -1.0;
    assert_eq!(shares(&negative), Share { area: 3, share: -1.0 });
}

/// Restricted log-likelihood at A, from its definition.
fn likelihood(own: &[Direct], x: &DMatrix<f64>, a: f64) -> f64 {
    let m = own.len();
    let y = DMatrix::from_fn(m, 1, |i, _| own[i].estimate);
    let inverse =
        DMatrix::from_fn(m, m, |i, j| if i == j { 1.0 / (a + own[i].variance) } else { 0.0 });
    let cross = x.transpose() * &inverse * x;
    let beta =
        cross.clone().try_inverse().expect("independent columns") * x.transpose() * &inverse * &y;
    let residual = y - x * beta;
    let square = (residual.transpose() * inverse * &residual)[(0, 0)];
    let logs: f64 = own.iter().map(|own| (a + own.variance).ln()).sum();
    -(logs + cross.determinant().ln() + square) / 2.0
}

type Areas = (Vec<Direct>, DMatrix<f64>);

fn areas() -> impl Strategy<Value = Areas> {
    let area = (-3.0..3.0_f64, -1.0..1.0_f64, 0.2..20.0_f64);
    let spread = prop_oneof![Just(0.0), Just(1.0), 0.0..20.0_f64];
    (prop::collection::vec(area, 5..25), spread).prop_filter_map("x varies", |(areas, spread)| {
        let x: Vec<f64> = areas.iter().map(|(x, _, _)| *x).collect();
        let own = areas.iter().map(|(x, e, variance)| Direct {
            estimate: 70.0 + 2.0 * x + spread * e,
            variance: *variance,
        });
        let varies = x.iter().any(|own| (own - x[0]).abs() > 0.5);
        varies.then(|| (own.collect(), line(&x)))
    })
}

fn fitted(own: &[Direct], x: &DMatrix<f64>) -> Model {
    fay_herriot(own, x).expect("a model").model().clone()
}

proptest! {
    #[test]
    fn the_restricted_likelihood_is_largest_at_a((own, x) in areas()) {
        let found = fay_herriot(&own, &x).expect("a model");
        let a = found.model().variance;
        prop_assert_eq!(matches!(found, SmallAreas::Shrunken(_)), a > 0.0);
        let top = likelihood(&own, &x, a);
        for other in [a * 0.98, a * 1.02, a + 1e-3] {
            prop_assert!(likelihood(&own, &x, other) <= top + 1e-9, "{} {}", a, other);
        }
    }

    #[test]
    fn a_shrunken_estimate_lies_between_the_direct_and_the_synthetic_one((own, x) in areas()) {
        let model = fitted(&own, &x);
        for (area, own) in model.areas.iter().zip(&own) {
            prop_assert!((0.0..1.0).contains(&area.gamma));
            prop_assert!((area.gamma * (model.variance + own.variance) - model.variance).abs() < 1e-9);
            let (low, high) = (area.direct.min(area.synthetic), area.direct.max(area.synthetic));
            prop_assert!(low - 1e-9 <= area.estimate && area.estimate <= high + 1e-9);
            prop_assert!(area.mse.is_finite() && area.mse > 0.0);
        }
    }

    #[test]
    fn neither_the_order_nor_a_line_through_the_covariates_matters((own, x) in areas()) {
        let m = own.len();
        let model = fitted(&own, &x);
        let turned: Vec<_> = (0..m)
            .rev()
            .map(|i| Direct { estimate: own[i].estimate + 5.0 - 3.0 * x[(i, 1)], ..own[i] })
            .collect();
        let moved = fitted(&turned, &DMatrix::from_fn(m, 2, |i, j| x[(m - 1 - i, j)]));
        prop_assert!((model.variance - moved.variance).abs() < 1e-7);
        for (i, (area, other)) in model.areas.iter().zip(moved.areas.iter().rev()).enumerate() {
            let back = other.estimate - 5.0 + 3.0 * x[(i, 1)];
            prop_assert!((area.estimate - back).abs() < 1e-6, "{} {}", area.estimate, back);
            prop_assert!((area.mse - other.mse).abs() < 1e-6, "{} {}", area.mse, other.mse);
        }
    }

    #[test]
    fn benchmarked_estimates_add_up_to_the_direct_ones((own, x) in areas()) {
        let model = fitted(&own, &x);
        let shares: Vec<_> = (0..own.len()).map(|i| (i % 3) as f64).collect();
        let found = model.benchmarked(&shares).expect("estimates");
        let gap: f64 = (0..own.len()).map(|i| shares[i] * (found[i] - own[i].estimate)).sum();
        prop_assert!(gap.abs() < 1e-8, "{}", gap);
    }
}

#[test]
fn over_many_areas_shrinking_lowers_the_error() {
    // Spread of the areas and of the errors alike: the model halves what is not known.
    let wave = |i: usize| ((i * 7919 % 101) as f64 / 50.0 - 1.0) * 6.0;
    let y: Vec<f64> = (0..60).map(|i| 70.0 + wave(i)).collect();
    let own = direct(&y, &[6.0; 60]);
    let model = fitted(&own, &intercept(60));
    for area in &model.areas {
        assert!(area.mse < 6.0 && area.mse > 6.0 * area.gamma, "{area:?}");
    }
}
