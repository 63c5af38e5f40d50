//! Calibrated weights and their variances (2.24)-(2.26).

use nalgebra::DMatrix;
use proptest::prelude::*;
use statistics::calibration::{
    CalibrationError, Distance, Margin, RakeVariance, calibrate, post_stratify, rake,
};
use statistics::design::{Design, Linearised};

use crate::design::survey::{Golden, Table, codes, ones, sample, shared};
use crate::design::{Schools, Visits, clusters};

/// A margin from labels: every category of the population in the order of `counts`.
fn margin(label: &str, own: &[String], counts: &[(String, f64)]) -> Margin {
    let place = |l: &String| counts.iter().position(|(name, _)| name == l).expect("a category");
    Margin {
        label: label.to_owned(),
        category: own.iter().map(place).collect(),
        totals: counts.iter().map(|(_, count)| *count).collect(),
    }
}

/// Sums of counts by label.
fn added(labels: &[String], counts: &[f64]) -> Vec<(String, f64)> {
    let mut sums = std::collections::BTreeMap::new();
    for (label, count) in labels.iter().zip(counts) {
        *sums.entry(label.clone()).or_insert(0.0) += count;
    }
    sums.into_iter().collect()
}

fn joined(a: &[String], b: &[String]) -> Vec<String> {
    a.iter().zip(b).map(|(a, b)| format!("{a} {b}")).collect()
}

fn calibrated_visits(golden: &mut Golden, tag: &str, visits: &Visits, design: &Design) {
    let a1 = ones(&visits.a1);
    let totals = [("s1", &visits.s1), ("a1", &a1)]
        .map(|(name, y)| (name, design.total(y, None).expect("a total")));
    golden.case(tag, &format!("{tag}.overall.ratio_inputs"), design, &totals, None);
    let mean = design.ratio(&visits.s1, &a1, None).expect("a ratio");
    golden.case(tag, &format!("{tag}.overall.s1"), design, &[("", mean)], None);
    let towns = visits.by_town(design, &visits.s1);
    golden.case(tag, &format!("{tag}.by_town.s1"), design, &towns, None);
    for (household, w) in visits.table.text("hh").iter().zip(design.weights()) {
        golden.one(&format!("{tag} weights"), &format!("{tag}.weights"), "w", household, w);
    }
}

#[test]
fn the_calibrated_synthetic_survey_equals_r() {
    let expected = Table::own("expected.csv");
    let mut golden =
        Golden::of(&expected, |case| case.starts_with("K_ps.") || case.starts_with("K_rake."));
    let table = Table::own("synth_visits.csv").only("mode", "visit").only("period", "2024H1");
    let visits = Visits::of(table);
    let population = Table::own("synth_population.csv");
    let (sex, age) = (population.text("sex"), population.text("ageg"));
    let counts = population.numbers("Freq");
    let (own_sex, own_age) = (visits.table.text("sex"), visits.table.text("ageg"));
    let plain = visits.design(false);

    let cells = added(&joined(&sex, &age), &counts);
    let cells = margin("sex × age", &joined(&own_sex, &own_age), &cells);
    let design = post_stratify(&plain, &cells).expect("a calibration");
    calibrated_visits(&mut golden, "K_ps", &visits, &design);

    let margins = [
        margin("sex", &own_sex, &added(&sex, &counts)),
        margin("age", &own_age, &added(&age, &counts)),
    ];
    let design = rake(&plain, &margins, RakeVariance::RCompat).expect("a calibration");
    calibrated_visits(&mut golden, "K_rake", &visits, &design);
    golden.finish("calibration");
}

/// Indicator and number columns for `calibrate`.
fn columns(columns: &[Vec<f64>]) -> DMatrix<f64> {
    DMatrix::from_fn(columns[0].len(), columns.len(), |i, j| columns[j][i])
}

#[test]
fn the_calibrated_schools_equal_r() {
    let Some(folder) = shared("calibrated schools") else { return };
    let table = Table::read(folder.join("data/apiclus1.csv"));
    let expected = Table::read(folder.join("expected/survey_r_4.5.csv"));
    let tags = ["B_ps", "B_rake", "B_callin", "B_calrak", "B_callogit"];
    let mut golden = Golden::of(&expected, |case| {
        let tag = case.split('.').next().expect("a tag");
        (tags.contains(&tag) || tag == "B_psjoint") && !case.contains(".JK1.")
    });
    let plain = clusters(&table, true);
    let count = |label: &str, n: f64| (label.to_owned(), n);
    let types = [count("E", 4421.0), count("H", 755.0), count("M", 1018.0)];
    let by_type = margin("stype", &table.text("stype"), &types);
    let wide = [count("No", 1072.0), count("Yes", 5122.0)];
    let by_wide = margin("sch.wide", &table.text("sch.wide"), &wide);
    let is = |column: &str, value: &str| ones(&table.is(column, value));
    let one = vec![1.0; table.text("stype").len()];
    let (high, middle) = (is("stype", "H"), is("stype", "M"));
    let linear = columns(&[one.clone(), high.clone(), middle.clone(), table.numbers("api99")]);
    let raked = columns(&[one, high, middle, is("sch.wide", "Yes")]);
    let designs = [
        post_stratify(&plain, &by_type),
        rake(&plain, &[by_type.clone(), by_wide], RakeVariance::RCompat),
        calibrate(&plain, &linear, &[6194.0, 755.0, 1018.0, 3_914_069.0], Distance::Linear),
        calibrate(&plain, &raked, &[6194.0, 755.0, 1018.0, 5122.0], Distance::Raking),
        // The bounds of the case, found from its weights.
        calibrate(
            &plain,
            &raked,
            &[6194.0, 755.0, 1018.0, 5122.0],
            Distance::Logit { lower: 0.3, upper: 3.0 },
        ),
    ];
    for (tag, design) in tags.into_iter().zip(designs) {
        let design = design.expect("a calibration");
        let schools = Schools { tag, table: &table, design: &design };
        schools.common(&mut golden);
        schools.clustered(&mut golden);
    }
    let joint = [
        ("E No", 472.0),
        ("H No", 334.0),
        ("M No", 266.0),
        ("E Yes", 3949.0),
        ("H Yes", 421.0),
        ("M Yes", 752.0),
    ]
    .map(|(label, n)| count(label, n));
    let own = joined(&table.text("stype"), &table.text("sch.wide"));
    let design = post_stratify(&plain, &margin("both", &own, &joint)).expect("a calibration");
    let schools = Schools { tag: "B_psjoint", table: &table, design: &design };
    let means = ["api00", "enroll"].map(|y| (y, schools.mean(y, None)));
    golden.case("B_psjoint", "B_psjoint.mean.api00_enroll", &design, &means, None);
    let improved = schools.mean("api00", Some(&table.is("comp.imp", "Yes")));
    let case = "B_psjoint.domain_compimpYes.api00";
    golden.case("B_psjoint", case, &design, &[("api00", improved)], None);
    schools.weights(&mut golden);
    golden.finish("calibrated");
}

fn four() -> Design {
    let labels = ["a", "a", "b", "b"].map(str::to_owned);
    let psus = ["1", "2", "3", "4"].map(str::to_owned);
    sample(&labels, &psus, &[1.0, 2.0, 3.0, 4.0], None)
}

fn two(label: &str, category: [usize; 4], totals: &[f64]) -> Margin {
    Margin { label: label.to_owned(), category: category.to_vec(), totals: totals.to_vec() }
}

#[test]
fn impossible_calibrations_are_named() {
    let design = four();
    let ps = |category, totals: &[f64]| {
        post_stratify(&design, &two("sex", category, totals)).expect_err("impossible").to_string()
    };
    assert_eq!(ps([0, 0, 0, 0], &[5.0, 5.0]), "sex: nobody in the sample is in category 1");
    assert_eq!(
        ps([0, 1, 2, 0], &[5.0, 5.0]),
        "sex: element 2 is in category 2, which has no population count"
    );
    assert_eq!(ps([0, 1, 1, 0], &[5.0, 0.0]), "sex: the population count of category 1 is 0");
    assert_eq!(
        ps([0, 1, 1, 0], &[5.0, f64::NAN]),
        "sex: the population count of category 1 is NaN"
    );
    let raked = |a: &[f64], b: &[f64]| {
        let margins = [two("sex", [0, 0, 1, 1], a), two("age", [0, 0, 1, 1], b)];
        rake(&design, &margins, RakeVariance::Regression).expect_err("impossible")
    };
    assert_eq!(raked(&[5.0, 6.0], &[5.0, 5.0]).to_string(), "sex adds up to 11, age to 10");
    // The same categories twice.
    assert_eq!(raked(&[5.0, 6.0], &[6.0, 5.0]), CalibrationError::Singular);
    let once = post_stratify(&design, &two("sex", [0, 1, 1, 0], &[5.0, 5.0])).expect("possible");
    let twice = post_stratify(&once, &two("sex", [0, 1, 1, 0], &[5.0, 5.0]));
    assert_eq!(twice.map(|_| ()).map_err(|e| e == CalibrationError::Twice), Err(true));
    let x = DMatrix::from_column_slice(4, 1, &[1.0, 1.0, 1.0, 2.0]);
    let negative = calibrate(&design, &x, &[-500.0], Distance::Linear).expect_err("impossible");
    assert!(matches!(negative, CalibrationError::NegativeWeight { .. }), "{negative}");
    for distance in [Distance::Raking, Distance::Logit { lower: 0.5, upper: 2.0 }] {
        let error = calibrate(&design, &x, &[-500.0], distance).expect_err("impossible");
        assert_eq!(error, CalibrationError::NoConvergence);
    }
    let bounds = Distance::Logit { lower: 1.5, upper: 2.0 };
    let error = calibrate(&design, &x, &[15.0], bounds).expect_err("impossible");
    assert_eq!(error, CalibrationError::Bounds { lower: 1.5, upper: 2.0 });
}

#[test]
fn bounded_weights_keep_their_bounds_and_reach_the_totals() {
    let design = four();
    let x = DMatrix::from_row_slice(4, 2, &[1.0, 0.2, 1.0, 0.5, 1.0, 0.9, 1.0, 0.1]);
    let bounds = Distance::Logit { lower: 0.5, upper: 2.0 };
    let new = calibrate(&design, &x, &[11.0, 5.0], bounds).expect("possible");
    for (after, before) in new.weights().iter().zip(design.weights()) {
        assert!((0.5..=2.0).contains(&(after / before)), "{after} of {before}");
    }
    let reached = new.total(&[0.2, 0.5, 0.9, 0.1], None).expect("a total").estimate;
    assert!((reached - 5.0).abs() < 1e-11, "{reached}");
}

proptest! {
    #[test]
    fn calibrated_totals_are_reached_without_error(
        rows in prop::collection::vec((0..3_usize, 0..2_usize, 0..4_usize, 1.0..9.0_f64), 24..60),
        totals in (50.0..90.0_f64, 50.0..90.0_f64, 50.0..90.0_f64),
        share in 0.3..0.7_f64,
    ) {
        let (a, b, c) = totals;
        let labels: Vec<String> = rows.iter().map(|row| row.1.to_string()).collect();
        let psus: Vec<String> = rows.iter().map(|row| row.2.to_string()).collect();
        let weights: Vec<f64> = rows.iter().map(|row| row.3).collect();
        let design = sample(&labels, &psus, &weights, None);
        let sum = a + b + c;
        let margins = [
            Margin { label: "a".into(), category: rows.iter().map(|r| r.0).collect(), totals: vec![a, b, c] },
            Margin { label: "b".into(), category: codes(&labels), totals: vec![sum * share, sum * (1.0 - share)] },
        ];
        let Ok(raked) = rake(&design, &margins, RakeVariance::Regression) else { return Ok(()) };
        for k in 0..3 {
            let inside: Vec<bool> = rows.iter().map(|row| row.0 == k).collect();
            let total: Linearised = raked.total(&ones(&inside), None).expect("a total");
            let wanted = margins[0].totals[k];
            prop_assert!((total.estimate - wanted).abs() < 1e-10 * wanted);
            if let Ok(variance) = raked.variance(&total) {
                prop_assert!(variance.sqrt() < 1e-9 * wanted, "{}", variance);
            }
        }
    }
}
