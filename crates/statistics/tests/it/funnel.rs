//! Funnel plots.

use proptest::prelude::*;
use statistics::funnel::{
    FunnelError, INNER, Measure, OUTER, Position, Unit, funnel, pooled_target,
};

use crate::design::survey::{Golden, Table};

/// A bulletin of six districts: share satisfied and number of tickets.
fn districts() -> Vec<Unit> {
    [(0.9837, 1922), (0.99, 4226), (0.9401, 2584), (0.9844, 6530), (1.0, 22), (0.9702, 268)]
        .map(|(estimate, tickets)| Unit { estimate, effective: f64::from(tickets) })
        .to_vec()
}

#[test]
fn six_districts_have_the_golden_limits() {
    let mut golden = Golden::of(&Table::own("expected.csv"), |case| case == "funnel");
    let units = districts();
    let target = pooled_target(&units, Measure::Share).expect("a target");
    let found = funnel(&units, target, Measure::Share).expect("a funnel");
    golden.one("target", "funnel", "target", "", target);
    golden.one("dispersion", "funnel", "phi_winsor10_type7", "", found.dispersion);
    for (unit, placed) in units.iter().zip(&found.units) {
        let tickets = unit.effective.to_string();
        golden.one("z", "funnel", "z", &tickets, placed.z);
        golden.one("limits", "funnel", "lo_99.8_phi", &tickets, placed.outer.low);
        golden.one("limits", "funnel", "hi_99.8_phi", &tickets, placed.outer.high);
    }
    golden.finish("funnel");
    // The zone of 22 tickets is no better than the others; the third district is worse.
    let positions: Vec<_> = found.units.iter().map(|placed| placed.position).collect();
    assert_eq!(positions[4], Position::Inside);
    assert_eq!(positions[2], Position::BeyondOuter);
    assert_eq!(positions.iter().filter(|position| **position == Position::Inside).count(), 5);
}

#[test]
fn z_scores_are_drawn_in_to_their_outer_tenths() {
    // z is −4, −2, 0, 2, 40; its quantiles of 10 % and 90 % are −3.2 and 24.8.
    let units = [-4.0, -2.0, 0.0, 2.0, 40.0].map(|z| Unit { estimate: 50.0 + z, effective: 400.0 });
    let found = funnel(&units, 50.0, Measure::Mean { sd: 20.0 }).expect("a funnel");
    let exact = (3.2_f64.powi(2) + 4.0 + 0.0 + 4.0 + 24.8_f64.powi(2)) / 5.0;
    assert!((found.dispersion - exact).abs() < 1e-9, "{}", found.dispersion);
    // 1.96·√φ
    let half = 1.959_963_984_540_054 * exact.sqrt();
    assert!((found.units[0].inner.width() - 2.0 * half).abs() < 1e-8);
    // 40 lies beyond 3.09·√φ = 34.8.
    assert_eq!(found.units[4].position, Position::BeyondOuter);
}

#[test]
fn too_little_dispersion_does_not_narrow_the_limits() {
    let units = [79.9, 80.0, 80.1].map(|estimate| Unit { estimate, effective: 100.0 });
    let found = funnel(&units, 80.0, Measure::Mean { sd: 10.0 }).expect("a funnel");
    assert!(found.dispersion < 1.0);
    let limits = found.limits(100.0, INNER).expect("limits");
    assert!((limits.width() - 2.0 * 1.959_963_984_540_054).abs() < 1e-9);
    assert_eq!(limits, found.units[0].inner);
}

#[test]
fn impossible_figures_are_errors() {
    use FunnelError::{Effective, Estimate, Level, NoUnits, StandardDeviation, Target};
    let own = Unit { estimate: 0.8, effective: 50.0 };
    let of = |units: &[Unit], target, measure| funnel(units, target, measure).err();
    assert_eq!(of(&[], 0.8, Measure::Share), Some(NoUnits));
    assert_eq!(pooled_target(&[], Measure::Share), Err(NoUnits));
    for target in [0.0, 1.0, -0.1, 1.1, f64::NAN] {
        assert!(matches!(of(&[own], target, Measure::Share), Some(Target { .. })), "{target}");
    }
    assert!(matches!(of(&[own], f64::NAN, Measure::Mean { sd: 1.0 }), Some(Target { .. })));
    for effective in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let units = [own, Unit { effective, ..own }];
        let error = of(&units, 0.8, Measure::Share).expect("an error");
        assert!(matches!(error, Effective { unit: 1, .. }), "{error}");
        assert!(pooled_target(&units, Measure::Share).is_err());
    }
    for estimate in [-0.1, 1.1, f64::NAN] {
        let units = [own, Unit { estimate, ..own }];
        let error = of(&units, 0.8, Measure::Share).expect("an error");
        assert!(matches!(error, Estimate { unit: 1, .. }), "{error}");
    }
    for sd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = of(&[own], 0.8, Measure::Mean { sd }).expect("an error");
        assert!(matches!(error, StandardDeviation { .. }), "{error}");
    }
    let found = funnel(&[own], 0.8, Measure::Share).expect("a funnel");
    for level in [0.0, 1.0, -0.5, f64::NAN] {
        assert!(matches!(found.limits(50.0, level), Err(Level { .. })), "{level}");
    }
    assert!(matches!(found.limits(0.0, OUTER), Err(Effective { .. })));
}

fn units() -> impl Strategy<Value = Vec<Unit>> {
    let unit = (0.0..=1.0_f64, 0.5..5000.0_f64);
    prop::collection::vec(
        unit.prop_map(|(estimate, effective)| Unit { estimate, effective }),
        1..20,
    )
}

proptest! {
    #[test]
    fn positions_follow_z_and_the_limits_hold_the_target(units in units(), target in 0.01..0.99_f64) {
        let found = funnel(&units, target, Measure::Share).expect("a funnel");
        let wide = found.dispersion.max(1.0).sqrt();
        for placed in &found.units {
            prop_assert!(placed.outer.low <= placed.inner.low && placed.inner.low <= target);
            prop_assert!(target <= placed.inner.high && placed.inner.high <= placed.outer.high);
            let z = placed.z.abs() / wide;
            // z of 0.975 and 0.999, to six digits.
            let clear = [1.959_964, 3.090_232].iter().all(|limit| (z - limit).abs() > 1e-5);
            let position = if z > 3.090_232 {
                Position::BeyondOuter
            } else if z > 1.959_964 {
                Position::BeyondInner
            } else {
                Position::Inside
            };
            prop_assert!(!clear || placed.position == position, "{:?}", placed);
        }
    }

    #[test]
    fn the_other_share_has_the_mirrored_funnel(units in units(), target in 0.01..0.99_f64) {
        let other: Vec<_> =
            units.iter().map(|unit| Unit { estimate: 1.0 - unit.estimate, ..*unit }).collect();
        let found = funnel(&units, target, Measure::Share).expect("a funnel");
        let mirrored = funnel(&other, 1.0 - target, Measure::Share).expect("a funnel");
        let relative = (found.dispersion - mirrored.dispersion).abs() / found.dispersion.max(1.0);
        prop_assert!(relative < 1e-9);
        for (a, b) in found.units.iter().zip(&mirrored.units) {
            prop_assert!((a.z + b.z).abs() <= 1e-9 * a.z.abs().max(1.0));
            let span = a.outer.width().max(1.0);
            prop_assert!((a.outer.low + b.outer.high - 1.0).abs() < 1e-9 * span);
        }
    }
}
