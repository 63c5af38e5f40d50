//! Adjusted p-values.

use proptest::prelude::*;
use statistics::multiplicity::{Adjustment, MultiplicityError, adjusted};

use crate::design::survey::{Golden, Table};

const METHODS: [(&str, Adjustment); 6] = [
    ("bonferroni", Adjustment::Bonferroni),
    ("holm", Adjustment::Holm),
    ("hochberg", Adjustment::Hochberg),
    ("hommel", Adjustment::Hommel),
    ("BH", Adjustment::BenjaminiHochberg),
    ("BY", Adjustment::BenjaminiYekutieli),
];

#[test]
fn adjusted_p_values_equal_r() {
    let table = Table::own("expected.csv");
    let mut golden = Golden::of(&table, |case| case.starts_with("padjust."));
    for (name, method) in METHODS {
        let case = format!("padjust.{name}");
        let own = Table::own("expected.csv").only("case", &case);
        let labels = own.text("i");
        let found = adjusted(&own.numbers("i"), method).expect("p-values");
        assert_eq!(found.len(), 11);
        for (label, p) in labels.iter().zip(found) {
            golden.one(&case, &case, "p", label, p);
        }
    }
    golden.finish("multiplicity");
}

#[test]
fn what_is_no_p_value_is_an_error() {
    for wrong in [f64::NAN, -0.01, 1.01, f64::INFINITY] {
        for (_, method) in METHODS {
            let error = adjusted(&[0.02, wrong], method).expect_err("no p-value");
            let MultiplicityError::PValue { index, p } = error;
            assert!(index == 1 && p.to_bits() == wrong.to_bits(), "{error}");
        }
    }
}

#[test]
fn a_family_of_none_or_one_stays_as_it_is() {
    for (name, method) in METHODS {
        assert_eq!(adjusted(&[], method), Ok(vec![]), "{name}");
        assert_eq!(adjusted(&[0.03], method), Ok(vec![0.03]), "{name}");
    }
}

/// Smallest familywise level by the closure of Simes' local tests, from the definition.
fn closure_of_simes(p: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0_f64; p.len()];
    for set in 1_u32..1 << p.len() {
        let inside: Vec<usize> = (0..p.len()).filter(|i| set >> i & 1 == 1).collect();
        let mut own: Vec<f64> = inside.iter().map(|&i| p[i]).collect();
        own.sort_by(f64::total_cmp);
        let terms = own.iter().enumerate().map(|(i, p)| own.len() as f64 * p / (i + 1) as f64);
        let simes = terms.fold(f64::INFINITY, f64::min);
        for i in inside {
            result[i] = result[i].max(simes);
        }
    }
    result
}

fn family() -> impl Strategy<Value = Vec<f64>> {
    // With ties.
    let one = prop_oneof![0.0..1.0_f64, (0..20_u8).prop_map(|p| f64::from(p) / 19.0)];
    prop::collection::vec(one, 1..10)
}

proptest! {
    #[test]
    fn adjusted_p_values_keep_the_order_of_the_tests_and_of_the_methods(p in family()) {
        let by = |method| adjusted(&p, method).expect("p-values");
        for (_, method) in METHODS {
            let found = by(method);
            for (i, a) in found.iter().enumerate() {
                prop_assert!((p[i]..=1.0).contains(a), "{method:?} {a}");
                for (j, b) in found.iter().enumerate() {
                    prop_assert!(p[i] > p[j] || a <= b, "{method:?}");
                }
            }
        }
        let no_above = |low: Adjustment, high: Adjustment| {
            by(low).iter().zip(by(high)).all(|(a, b)| *a <= b + 1e-12)
        };
        prop_assert!(no_above(Adjustment::Holm, Adjustment::Bonferroni));
        prop_assert!(no_above(Adjustment::Hochberg, Adjustment::Holm));
        prop_assert!(no_above(Adjustment::Hommel, Adjustment::Hochberg));
        prop_assert!(no_above(Adjustment::BenjaminiHochberg, Adjustment::Hommel));
        prop_assert!(no_above(Adjustment::BenjaminiHochberg, Adjustment::BenjaminiYekutieli));
    }

    #[test]
    fn hommel_is_the_closure_of_simes_tests(p in family()) {
        let found = adjusted(&p, Adjustment::Hommel).expect("p-values");
        for (a, b) in found.iter().zip(closure_of_simes(&p)) {
            prop_assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }
}
