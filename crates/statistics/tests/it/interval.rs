//! Intervals where R has none, and what must hold for all. (The golden figures are compared with
//! the designs they come from.)

use proptest::prelude::*;
use statistics::interval::{
    Interval, Method, Presentation, Proportion, mean, present_proportion, present_rate, proportion,
    suitable, wilson_of_counts,
};

const METHODS: [Method; 7] = [
    Method::Mean,
    Method::Logit,
    Method::Arcsine,
    Method::Beta,
    Method::BetaNchs,
    Method::Wilson,
    Method::Likelihood,
];

#[test]
fn a_share_of_nobody_or_everybody_has_an_exact_interval() {
    let all = Proportion { p: 1.0, variance: 0.0, n: 22, df: 21 };
    let exact = 0.025_f64.powf(1.0 / 22.0);
    for method in [Method::Beta, Method::BetaNchs] {
        let found = proportion(all, method, 0.95).expect("an interval");
        assert!((found.low - exact).abs() < 1e-12 && found.high == 1.0, "{found:?}");
        let none = proportion(Proportion { p: 0.0, ..all }, method, 0.95).expect("an interval");
        assert!((none.high - (1.0 - exact)).abs() < 1e-12 && none.low == 0.0, "{none:?}");
    }
    let wilson = proportion(all, Method::Wilson, 0.95).expect("an interval");
    // t of 21 degrees of freedom: 22/(22 + 2.0796²).
    assert!((wilson.low - 0.835_714).abs() < 1e-6 && wilson.high == 1.0, "{wilson:?}");
    for method in [Method::Logit, Method::Arcsine, Method::Likelihood] {
        assert_eq!(proportion(all, method, 0.95), None);
    }
}

/// As R's `prop.test(…, correct = FALSE)`: 10 of 10, 81 of 263 (Newcombe 1998), 0 of 20.
#[test]
fn counts_have_the_interval_of_wilson() {
    for (counted, of, low, high) in
        [(10, 10, 0.722_467, 1.0), (81, 263, 0.255_3, 0.366_2), (0, 20, 0.0, 0.161_125)]
    {
        let found = wilson_of_counts(counted, of, 0.95).expect("an interval");
        let near = |a: f64, b: f64| (a - b).abs() < 5e-5;
        assert!(near(found.low, low) && near(found.high, high), "{counted} of {of}: {found:?}");
    }
    assert_eq!(wilson_of_counts(1, 1, 0.95).map(|found| found.high), Some(1.0));
    for (counted, of, level) in [(0, 0, 0.95), (2, 1, 0.95), (1, 2, 1.0), (1, 2, 0.0)] {
        assert_eq!(wilson_of_counts(counted, of, level), None);
    }
}

#[test]
fn without_a_degree_of_freedom_there_is_no_interval() {
    assert_eq!(mean(80.0, 4.0, 0, 0.95), None);
    assert_eq!(mean(80.0, f64::NAN, 5, 0.95), None);
    assert_eq!(mean(80.0, 4.0, 5, 1.0), None);
    for method in METHODS {
        let own = Proportion { p: 0.4, variance: 0.01, n: 50, df: 0 };
        assert_eq!(proportion(own, method, 0.95), None, "{method:?}");
    }
}

#[test]
fn the_method_and_the_marks_follow_the_size() {
    let own = Proportion { p: 0.5, variance: 0.001, n: 200, df: 20 };
    assert_eq!(suitable(own), Method::Wilson);
    assert_eq!(suitable(Proportion { n: 99, ..own }), Method::BetaNchs);
    assert_eq!(suitable(Proportion { p: 0.99, ..own }), Method::BetaNchs);
    let interval = Interval { low: 0.4, high: 0.6 };
    assert_eq!(present_proportion(own, 150.0, interval), Presentation::Show);
    assert_eq!(present_proportion(own, 29.0, interval), Presentation::Suppress);
    let few = Proportion { df: 7, ..own };
    assert_eq!(present_proportion(few, 150.0, interval), Presentation::LowFreedom);
    let wide = Interval { low: 0.3, high: 0.6 };
    assert_eq!(present_proportion(own, 150.0, wide), Presentation::Suppress);
    let score = Interval { low: 60.0, high: 80.0 };
    assert_eq!(present_rate(70.0, 12, 11.0, 9, score), Presentation::Show);
    assert_eq!(present_rate(70.0, 9, 11.0, 9, score), Presentation::Suppress);
    assert_eq!(
        present_rate(5.0, 12, 11.0, 9, Interval { low: 0.0, high: 9.0 }),
        Presentation::Suppress
    );
}

proptest! {
    #[test]
    fn intervals_hold_the_share_and_are_never_nan(
        p in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64],
        deff in prop_oneof![Just(0.0), 0.05..8.0_f64],
        n in 0..400_usize,
        df in 0..60_u32,
        level in 0.5..0.999_f64,
    ) {
        let own = Proportion { p, variance: p * (1.0 - p) * deff / (n.max(1) as f64), n, df };
        for method in METHODS {
            let Some(found) = proportion(own, method, level) else { continue };
            prop_assert!(found.low <= p + 1e-9 && p <= found.high + 1e-9, "{:?} {:?}", method, found);
            if method != Method::Mean {
                prop_assert!(found.low >= 0.0 && found.high <= 1.0, "{:?} {:?}", method, found);
            }
        }
    }
}
