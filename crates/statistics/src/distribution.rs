//! Student's t, the normal and the beta distribution.

use std::sync::LazyLock;

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::{beta_reg, ln_beta};

/// Two-sided confidence of every interval in the product.
pub const CONFIDENCE: f64 = 0.95;

/// Quantile t such that a central interval of [`CONFIDENCE`] runs from −t to t. `None` without a
/// degree of freedom.
pub fn t_quantile(df: u32) -> Option<f64> {
    central_t(f64::from(df), CONFIDENCE)
}

/// The same at any level and degrees of freedom. `None` with less than one degree of freedom or
/// with a level outside (0, 1).
pub fn central_t(df: f64, level: f64) -> Option<f64> {
    fn computed(df: f64, level: f64) -> Option<f64> {
        t_quantile_at(f64::midpoint(1.0, level), df)
    }
    // A table has as many intervals as cells, but few different degrees of freedom.
    static SMALL: LazyLock<Vec<Option<f64>>> =
        LazyLock::new(|| (0..500_u16).map(|df| computed(f64::from(df), CONFIDENCE)).collect());
    let known = (level == CONFIDENCE).then(|| whole(df)).flatten();
    known.and_then(|df| SMALL.get(df).copied()).unwrap_or_else(|| computed(df, level))
}

/// A whole number as an index.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number was found to be whole and in range"
)]
fn whole(number: f64) -> Option<usize> {
    let fits = number.fract() == 0.0 && (0.0..1e6).contains(&number);
    fits.then_some(number as usize)
}

/// P(T > t) for Student's t; the normal distribution when `df` is `None`.
pub fn upper_tail(t: f64, df: Option<f64>) -> f64 {
    match df.and_then(student) {
        Some(student) => student.sf(t),
        None => standard_normal().sf(t),
    }
}

/// Φ(z).
pub fn normal_cdf(z: f64) -> f64 {
    standard_normal().cdf(z)
}

/// Φ⁻¹. `None` with a probability outside (0, 1).
pub fn normal_quantile(probability: f64) -> Option<f64> {
    let inside = probability > 0.0 && probability < 1.0;
    inside.then(|| standard_normal().inverse_cdf(probability))
}

fn student(df: f64) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, df).ok()
}

fn standard_normal() -> Normal {
    Normal::standard()
}

/// Degrees of freedom from which t and the normal distribution agree to 1e-10; the library's
/// search for a quantile does not end far beyond.
const ENDLESS: f64 = 1e10;

/// Quantile of Student's t at any probability and degrees of freedom. `None` with less than one
/// degree of freedom or with a probability outside (0, 1).
pub fn t_quantile_at(probability: f64, df: f64) -> Option<f64> {
    if df >= ENDLESS {
        return normal_quantile(probability);
    }
    let inside = probability > 0.0 && probability < 1.0 && df >= 1.0;
    let t = student(df).filter(|_| inside)?.inverse_cdf(probability);
    t.is_finite().then_some(t)
}

/// Quantile of the beta distribution. `None` unless both parameters are above zero and the
/// probability lies in (0, 1).
pub fn beta_quantile(probability: f64, a: f64, b: f64) -> Option<f64> {
    let inside = probability > 0.0 && probability < 1.0;
    let sound = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    (inside && sound).then(|| beta_root(probability, a, b))
}

/// A step after which Halley's method, whose error falls with the third power, has all digits.
const LAST_STEP: f64 = 1e-6;

/// Halley's method inside a shrinking bracket: the library's own quantile is too coarse, and slow
/// where a table has two for each cell.
fn beta_root(probability: f64, a: f64, b: f64) -> f64 {
    let ln_beta = ln_beta(a, b);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = beta_guess(probability, a, b);
    for _ in 0..200 {
        let error = beta_reg(a, b, x) - probability;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - ln_beta).exp();
        let newton = error / density;
        let bend = newton * ((a - 1.0) / x - (b - 1.0) / (1.0 - x));
        let halley = x - newton / (1.0 - 0.5 * bend.clamp(-1.0, 1.0));
        let next = if halley > low && halley < high { halley } else { f64::midpoint(low, high) };
        let step = (next - x).abs();
        x = next;
        if step <= LAST_STEP * x.min(1.0 - x) && next == halley || high - low <= f64::EPSILON * x {
            break;
        }
    }
    x
}

/// A start near the quantile: for large parameters by the normal distribution (Abramowitz and
/// Stegun 26.5.22), else by the ends of the density.
fn beta_guess(probability: f64, a: f64, b: f64) -> f64 {
    let guess = if a > 1.0 && b > 1.0 {
        let normal = -normal_quantile(probability).unwrap_or(0.0);
        let (of_a, of_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
        let lambda = (normal * normal - 3.0) / 6.0;
        let harmonic = 2.0 / (of_a + of_b);
        let skew = (of_b - of_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * harmonic));
        let half_logit = normal * (harmonic + lambda).max(0.0).sqrt() / harmonic - skew;
        a / (a + b * (2.0 * half_logit).exp())
    } else {
        // Below and above, the distribution function is nearly a power.
        let (left, right) = ((a / (a + b)).powf(a) / a, (b / (a + b)).powf(b) / b);
        let share = left / (left + right);
        if probability < share {
            (a * (left + right) * probability).powf(1.0 / a)
        } else {
            1.0 - (b * (left + right) * (1.0 - probability)).powf(1.0 / b)
        }
    };
    if guess > 0.0 && guess < 1.0 { guess } else { 0.5 }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    /// Quantiles of R's `qt` and `qnorm`: (case, p, df, q).
    fn quantiles() -> Vec<(String, f64, Option<f64>, f64)> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/golden/expected.csv");
        let rows = csv::Reader::from_path(path).expect("the fixture opens").into_records();
        rows.map(|row| row.expect("the fixture is CSV"))
            .filter(|row| row[0].starts_with("dist."))
            .map(|row| {
                let number = |column: usize| row[column].parse::<f64>().ok();
                (row[0].to_owned(), number(2).expect("p"), number(3), number(4).expect("q"))
            })
            .collect()
    }

    #[test]
    fn tails_equal_r() {
        let quantiles = quantiles();
        assert!(quantiles.len() > 90);
        for (case, p, df, q) in quantiles {
            let tail = upper_tail(q, df);
            let expected = 1.0 - p;
            assert!((tail - expected).abs() <= 1e-9 * expected, "{case} {p} {df:?}: {tail}");
        }
    }

    #[test]
    fn quantiles_of_the_normal_distribution_equal_r() {
        let own = quantiles().into_iter().filter(|(case, ..)| case == "dist.qnorm");
        let mut compared = 0;
        for (_, p, _, q) in own {
            let z = normal_quantile(p).expect("a quantile");
            assert!((z - q).abs() <= 1e-12 * q.abs(), "{p}: {z} here, {q} in R");
            compared += 1;
        }
        assert_eq!(compared, 11);
        assert!([0.0, 1.0, f64::NAN].iter().all(|p| normal_quantile(*p).is_none()));
    }

    proptest! {
        #[test]
        fn a_beta_quantile_has_its_probability(
            a in -1.5..3.5_f64, b in -1.5..3.5_f64, probability in 0.001..0.999_f64,
        ) {
            let (a, b) = (10f64.powf(a), 10f64.powf(b));
            let x = beta_quantile(probability, a, b).expect("a quantile");
            prop_assert!((0.0..=1.0).contains(&x));
            // The nearest numbers lie on both sides, or x itself is the best there is.
            let at = |x: f64| beta_reg(a, b, x.clamp(0.0, 1.0)) - probability;
            let near = at(x).abs() <= 1e-12;
            prop_assert!(near || at(x * (1.0 - 1e-12)) <= 0.0 && at(x * (1.0 + 1e-12)) >= 0.0);
        }
    }

    #[test]
    fn beta_quantiles_of_nothing_are_none() {
        for (p, a, b) in [(0.0, 1.0, 1.0), (1.0, 1.0, 1.0), (0.5, 0.0, 1.0), (0.5, 1.0, f64::NAN)] {
            assert_eq!(beta_quantile(p, a, b), None);
        }
    }

    #[test]
    fn the_t_of_intervals_equals_r() {
        for (case, _, df, q) in quantiles()
            .into_iter()
            .filter(|(case, p, _, _)| case == "dist.qt" && (*p - 0.975).abs() < 1e-12)
        {
            let df = df.expect("qt has degrees of freedom");
            if df.fract() == 0.0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the table's df are small whole numbers"
                )]
                let t = t_quantile(df as u32).expect("a quantile");
                assert!((t - q).abs() <= 1e-11 * q, "{case} {df}: {t} here, {q} in R");
            }
        }
        assert_eq!(t_quantile(0), None);
    }
}
