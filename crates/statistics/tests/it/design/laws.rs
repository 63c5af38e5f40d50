//! What must hold for any sample, and the errors of samples that cannot be.

use std::collections::BTreeMap;

use proptest::prelude::*;
use statistics::design::{
    Design, DesignError, Element, Freedom, Lonely, Stratum, kish_design_effect, kish_sample_size,
};

fn stratum(label: &str) -> Stratum {
    Stratum { label: label.to_owned(), ..Stratum::default() }
}

fn element(stratum: usize, psu: usize, weight: f64) -> Element {
    Element { stratum, psu, weight }
}

fn error(strata: Vec<Stratum>, elements: Vec<Element>) -> String {
    Design::new(strata, elements).expect_err("an impossible sample").to_string()
}

#[test]
fn impossible_samples_are_named() {
    let two = || vec![stratum("east"), stratum("west")];
    assert_eq!(error(two(), vec![]), "the sample is empty");
    assert_eq!(
        error(two(), vec![element(0, 7, 1.0), element(1, 7, 1.0)]),
        "PSU 7 is in two strata, east and west"
    );
    for (weight, text) in [(-1.0, "-1"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        let elements = vec![element(0, 7, 1.0), element(0, 8, weight)];
        assert_eq!(error(two(), elements), format!("element 1 has the weight {text}"));
    }
    assert_eq!(
        error(two(), vec![element(2, 7, 1.0)]),
        "element 0 is in stratum number 2, which is not declared"
    );
    let small = Stratum { population: Some(1.0), ..stratum("east") };
    assert_eq!(
        error(vec![small], vec![element(0, 1, 1.0), element(0, 2, 1.0)]),
        "east: 1 units in the population, 2 in the sample"
    );
    let few = Stratum { sampled: Some(1), ..stratum("east") };
    assert_eq!(
        error(vec![few], vec![element(0, 1, 1.0), element(0, 2, 1.0)]),
        "stratum east: 1 PSUs were declared, 2 are there"
    );
}

#[test]
fn impossible_estimates_are_named() {
    let design = Design::new(vec![stratum("a")], vec![element(0, 1, 1.0), element(0, 2, 0.0)])
        .expect("a design");
    let mean = |y: &[f64], domain: &[bool]| design.mean(y, Some(domain)).map(|m| m.estimate);
    assert_eq!(mean(&[1.0], &[true, true]), Err(DesignError::Length { expected: 2, found: 1 }));
    assert_eq!(mean(&[1.0, 2.0], &[false, true]), Err(DesignError::EmptyDomain));
    assert_eq!(mean(&[f64::NAN, 2.0], &[true, true]), Err(DesignError::NotFinite { row: 0 }));
    assert_eq!(mean(&[1.0, f64::NAN], &[true, false]), Ok(1.0));
    let ratio = design.ratio(&[1.0, 1.0], &[0.0, 0.0], None).map(|r| r.estimate);
    assert_eq!(ratio, Err(DesignError::ZeroDenominator));
}

#[test]
fn psus_without_answers_count_when_declared() {
    let elements = vec![element(0, 1, 1.0), element(0, 2, 1.0)];
    let visited = Stratum { sampled: Some(3), ..stratum("a") };
    let design = Design::new(vec![visited], elements).expect("a design");
    let total = design.total(&[3.0, 6.0], None).expect("a total");
    // PSU totals 3, 6 and 0: 3/2 · (0² + 3² + 3²).
    assert_eq!(design.variance(&total), Ok(27.0));
    assert_eq!(design.df(None, Freedom::Domain), Ok(1));
    assert_eq!(design.df(None, Freedom::Design), Ok(2));
}

#[test]
fn a_second_stage_adds_its_share() {
    let strata = vec![Stratum { population: Some(4.0), ..stratum("a") }];
    let elements = [1, 1, 2, 2].map(|psu| element(0, psu, 1.0)).to_vec();
    let design = Design::new(strata, elements).expect("a design");
    let population = BTreeMap::from([(1, 8.0), (2, 2.0)]);
    let design = design.with_second_stage(vec![1, 2, 1, 2], population).expect("two stages");
    let total = design.total(&[1.0, 3.0, 5.0, 6.0], None).expect("a total");
    // First stage: ½ · 2 · (3.5² + 3.5²). Second: 2/4 · ¾ · 2 · (1² + 1²); PSU 2 is complete.
    assert_eq!(design.variance(&total), Ok(24.5 + 1.5));
}

#[test]
fn kish_measures_unequal_weights() {
    assert_eq!(kish_sample_size(&[2.0, 2.0, 2.0]), Some(3.0));
    assert_eq!(kish_sample_size(&[1.0, 3.0]), Some(1.6));
    assert_eq!(kish_design_effect(&[1.0, 3.0]), Some(1.25));
    assert_eq!(kish_sample_size(&[0.0]), None);
}

/// (stratum, PSU within it, weight, number, in the domain).
type Row = (usize, usize, f64, f64, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..3_usize, 0..5_usize, 0.1..50.0_f64, -100.0..100.0_f64, any::<bool>());
    prop::collection::vec(row, 2..60)
}

fn results(rows: &[Row], shift: f64) -> Option<(f64, f64, f64, u32)> {
    let elements = rows.iter().map(|row| element(row.0, row.0 * 10 + row.1, row.2)).collect();
    let strata = ["a", "b", "c"].map(stratum).to_vec();
    let design = Design::new(strata, elements).ok()?.with_lonely(Lonely::Adjust, false);
    let y: Vec<f64> = rows.iter().map(|row| row.3 + shift).collect();
    let domain: Vec<bool> = rows.iter().map(|row| row.4).collect();
    let mean = design.mean(&y, Some(&domain)).ok()?;
    let v = design.variance(&mean).expect("a variance");
    let effect = design.effect(&mean).expect("a variance").map_or(0.0, |effect| effect.replace);
    let df = design.df(Some(&domain), Freedom::Domain).expect("df");
    Some((mean.estimate, v.sqrt(), effect, df))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(rows in rows(), turn in 0..60_usize) {
        let mut moved = rows.clone();
        moved.rotate_left(turn % rows.len());
        moved.reverse();
        match (results(&rows, 0.0), results(&moved, 0.0)) {
            (Some(a), Some(b)) => prop_assert!(close(a.0, b.0) && close(a.1, b.1) && a.3 == b.3),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn a_constant_moves_the_mean_and_not_its_error(rows in rows(), shift in -50.0..50.0_f64) {
        if let (Some(a), Some(b)) = (results(&rows, 0.0), results(&rows, shift)) {
            prop_assert!(close(a.0 + shift, b.0) && close(a.1, b.1) && a.3 == b.3);
        }
    }

    #[test]
    fn rows_without_weight_change_nothing(rows in rows(), y in -100.0..100.0_f64) {
        let mut more = rows.clone();
        more.extend(rows.iter().map(|row| (row.0, row.1, 0.0, y, row.4)));
        if let (Some(a), Some(b)) = (results(&rows, 0.0), results(&more, 0.0)) {
            prop_assert!(close(a.0, b.0) && close(a.1, b.1) && close(a.2, b.2) && a.3 == b.3);
        }
    }

    #[test]
    fn totals_of_psus_give_the_error_of_elements(rows in rows()) {
        let elements = rows.iter().map(|row| element(row.0, row.0 * 10 + row.1, row.2)).collect();
        let strata = || ["a", "b", "c"].map(stratum).to_vec();
        let design = Design::new(strata(), elements).expect("a design");
        let design = design.with_lonely(Lonely::Adjust, false);
        let y: Vec<f64> = rows.iter().map(|row| row.3).collect();
        let mean = design.mean(&y, None).expect("a mean");
        let mut psus: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
        for row in &rows {
            let psu = psus.entry((row.0, row.0 * 10 + row.1)).or_default();
            *psu = (psu.0 + row.2 * row.3, psu.1 + row.2);
        }
        let elements = psus.keys().map(|(h, psu)| element(*h, *psu, 1.0)).collect();
        let merged = Design::new(strata(), elements).expect("a design");
        let merged = merged.with_lonely(Lonely::Adjust, false);
        let (num, den): (Vec<f64>, Vec<f64>) = psus.values().copied().unzip();
        let ratio = merged.ratio(&num, &den, None).expect("a ratio");
        prop_assert!(close(mean.estimate, ratio.estimate));
        let (a, b) = (design.variance(&mean), merged.variance(&ratio));
        prop_assert!(close(a.expect("a variance").sqrt(), b.expect("a variance").sqrt()));
    }
}
