//! Student's t and the normal distribution.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Two-sided confidence of every interval in the product.
pub(crate) const CONFIDENCE: f64 = 0.95;

/// Quantile t such that a central interval of [`CONFIDENCE`] runs from −t to t. `None` without a
/// degree of freedom.
pub(crate) fn t_quantile(df: u32) -> Option<f64> {
    let t = student(f64::from(df))?;
    Some(t.inverse_cdf(0.5 + CONFIDENCE / 2.0))
}

/// P(T > t) for Student's t; the normal distribution when `df` is `None`.
pub(crate) fn upper_tail(t: f64, df: Option<f64>) -> f64 {
    match df.and_then(student) {
        Some(student) => student.sf(t),
        None => standard_normal().sf(t),
    }
}

/// Φ(z).
pub(crate) fn normal_cdf(z: f64) -> f64 {
    standard_normal().cdf(z)
}

fn student(df: f64) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, df).ok()
}

fn standard_normal() -> Normal {
    Normal::standard()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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
