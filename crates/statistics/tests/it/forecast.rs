//! Forecasts against figures worked out by hand, and against the results that they promise.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use statistics::distribution::normal_quantile;
use statistics::forecast::{Own, PAIRS_MIN, Pair, forecast};

const NOW: Own = Own { estimate: 86.0, se: 1.0, df: 40 };

fn pair(own: f64, se: f64, other: f64) -> Pair {
    Pair { own, se, other }
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 5e-4, "{a} and {b}");
}

#[test]
fn without_enough_pairs_only_sampling_is_in_the_interval() {
    let pairs = [pair(85.0, 1.0, 83.0), pair(86.0, 1.0, 84.0)];
    assert_eq!(pairs.len() + 1, PAIRS_MIN);
    let found = forecast(NOW, &pairs, 0.95).expect("a forecast");
    assert_eq!((found.estimate, found.difference), (86.0, None));
    // t(40) = 2.0211.
    close(found.interval.low, 86.0 - 2.0211);
    close(found.interval.high, 86.0 + 2.0211);
    assert_eq!(forecast(Own { df: 0, ..NOW }, &[], 0.95), None);
}

#[test]
fn pairs_move_the_forecast_and_widen_its_interval() {
    // Differences −3, −1, −2, −4, 0: mean −2, s² = (1 + 1 + 0 + 4 + 4) / 4 = 2.5.
    let others = [82.0, 84.0, 83.0, 81.0, 85.0];
    let pairs: Vec<Pair> = others.iter().map(|other| pair(85.0, 1.0, *other)).collect();
    let found = forecast(NOW, &pairs, 0.95).expect("a forecast");
    let difference = found.difference.expect("pairs");
    close(difference.bias, -2.0);
    close(difference.spread, 2.5_f64.sqrt());
    close(found.estimate, 84.0);
    // With equal errors, Student's interval for one more: t(4) · s · √(1 + 1/5), t(4) = 2.7764.
    let half = 2.776_445 * (2.5_f64 * 1.2).sqrt();
    close(found.interval.high - found.estimate, half);
    // A larger mock survey now: τ² = 2.5 − 1, se² = 0.25, S²/K = 0.5.
    let larger = forecast(Own { se: 0.5, ..NOW }, &pairs, 0.95).expect("a forecast");
    close(larger.interval.width() / 2.0, 2.776_445 * 2.25_f64.sqrt());
}

#[test]
fn differences_that_are_smaller_than_chance_makes_them_are_not_taken_for_certain() {
    let pairs = [pair(85.0, 2.0, 85.0), pair(84.0, 2.0, 84.0), pair(86.0, 2.0, 86.0)];
    let found = forecast(Own { se: 2.0, ..NOW }, &pairs, 0.95).expect("a forecast");
    assert_eq!(found.difference.expect("pairs").spread, 0.0);
    // S² = 4, τ² = 0: t(2) · √(4 + 4/3), t(2) = 4.3027.
    close(found.interval.width() / 2.0, 4.302_653 * (16.0_f64 / 3.0).sqrt());
    let bad = [pair(f64::NAN, 1.0, 1.0); 3];
    assert_eq!(forecast(NOW, &bad, 0.95), None);
}

fn normal(dice: &mut ChaCha8Rng) -> f64 {
    let uniform = (f64::from(dice.next_u32()) + 0.5) / 2f64.powi(32);
    normal_quantile(uniform).expect("a level between 0 and 1")
}

/// How often the next result lies in the interval: a true score that moves, a mock survey with its error,
/// another survey with an error of its own, a bias and a method that changes from time to time.
fn coverage(dice: &mut ChaCha8Rng, pairs: usize, unsteady: f64, rounds: u32) -> f64 {
    let (mock_se, other_se, bias) = (1.5, 1.0, -3.0);
    let mut held = 0_u32;
    for _ in 0..rounds {
        let mut once = || {
            let truth = 85.0 + 2.0 * normal(dice);
            let own = truth + mock_se * normal(dice);
            pair(own, mock_se, truth + bias + unsteady * normal(dice) + other_se * normal(dice))
        };
        let past: Vec<Pair> = (0..pairs).map(|_| once()).collect();
        let next = once();
        let own = Own { estimate: next.own, se: next.se, df: 40 };
        let found = forecast(own, &past, 0.95).expect("a forecast").interval;
        held += u32::from(found.low <= next.other && next.other <= found.high);
    }
    f64::from(held) / f64::from(rounds)
}

#[test]
fn intervals_hold_the_next_result_at_least_as_often_as_they_say() {
    const ROUNDS: u32 = 20_000;
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    // Three Monte Carlo errors of 95 %.
    let slack = 3.0 * (0.95_f64 * 0.05 / f64::from(ROUNDS)).sqrt();
    for pairs in [3, 4, 8, 12] {
        for unsteady in [0.0, 2.0] {
            let covered = coverage(&mut dice, pairs, unsteady, ROUNDS);
            assert!(covered > 0.95 - slack, "{pairs} pairs, {unsteady}: {covered}");
        }
    }
    // With a few pairs, or a steady survey, they hold more often; with enough they are no wider than need be.
    let covered = coverage(&mut dice, 12, 2.0, ROUNDS);
    assert!(covered < 0.965, "{covered}");
    // Without pairs the bias of the other survey is not in it, and that has to be said.
    let blind = coverage(&mut dice, 0, 2.0, ROUNDS);
    assert!(blind < 0.7, "{blind}");
}
