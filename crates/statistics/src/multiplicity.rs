//! p-values adjusted for many comparisons (2.23).
//!
//! An adjusted p-value of at most α is significant at α over the whole family. State the size of
//! the family beside the figures.

/// How p-values are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adjustment {
    /// n·p. Controls the familywise error under any dependence.
    Bonferroni,
    /// Holm's step-down (1979). Controls the familywise error under any dependence; never above
    /// Bonferroni's.
    #[default]
    Holm,
    /// Hochberg's step-up (1988). Controls the familywise error for independent or positively
    /// dependent tests.
    Hochberg,
    /// Hommel's (1988), under the same conditions as Hochberg's and never above it.
    Hommel,
    /// Benjamini and Hochberg (1995). Controls the false discovery rate for independent or
    /// positively dependent tests: for screening lists.
    BenjaminiHochberg,
    /// Benjamini and Yekutieli (2001). Controls the false discovery rate under any dependence.
    BenjaminiYekutieli,
}

/// Why p-values cannot be adjusted.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum MultiplicityError {
    /// A missing p-value, or one outside 0..1.
    #[error("p-value {index} is {p}, not between 0 and 1")]
    PValue {
        /// Index of the p-value.
        index: usize,
        /// The p-value.
        p: f64,
    },
}

/// Adjusted p-values (2.23), in the order of the p-values and from 0 to 1. The family is all
/// p-values given; equal to R's `p.adjust`.
///
/// # Errors
///
/// A p-value that is NaN or outside 0..1.
pub fn adjusted(p_values: &[f64], method: Adjustment) -> Result<Vec<f64>, MultiplicityError> {
    if let Some(index) = p_values.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(MultiplicityError::PValue { index, p: p_values[index] });
    }
    let n = p_values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let sorted: Vec<f64> = order.iter().map(|&index| p_values[index]).collect();
    let family = n as f64;
    let adjusted = match method {
        Adjustment::Bonferroni => sorted.iter().map(|p| family * p).collect(),
        Adjustment::Holm => step_down(&sorted, |i| family - i as f64),
        Adjustment::Hochberg => step_up(&sorted, |i| family - i as f64),
        Adjustment::Hommel => hommel(&sorted),
        Adjustment::BenjaminiHochberg => step_up(&sorted, |i| family / (i + 1) as f64),
        Adjustment::BenjaminiYekutieli => {
            let harmonic: f64 = (1..=n).map(|i| 1.0 / i as f64).sum();
            step_up(&sorted, |i| harmonic * family / (i + 1) as f64)
        }
    };
    let mut result = vec![0.0; n];
    for (index, p) in order.into_iter().zip(adjusted) {
        result[index] = p.min(1.0);
    }
    Ok(result)
}

/// Largest of the multiplied p-values so far, from the smallest p-value on.
fn step_down(sorted: &[f64], factor: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut largest = 0.0_f64;
    let step = |(i, p): (usize, &f64)| {
        largest = largest.max(factor(i) * p);
        largest
    };
    sorted.iter().enumerate().map(step).collect()
}

/// Smallest of the multiplied p-values so far, from the largest p-value on.
fn step_up(sorted: &[f64], factor: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut smallest = f64::INFINITY;
    let mut adjusted = sorted.to_vec();
    for (i, p) in adjusted.iter_mut().enumerate().rev() {
        smallest = smallest.min(factor(i) * *p);
        *p = smallest;
    }
    adjusted
}

/// Hommel's closure of Simes' tests, by Wright's algorithm (1992).
fn hommel(sorted: &[f64]) -> Vec<f64> {
    let n = sorted.len();
    let simes = |p: &[f64], size: usize| {
        // Of the m last ranks of a family of that size.
        let first = size - p.len();
        let terms = p.iter().enumerate().map(|(i, p)| size as f64 * p / (first + i + 1) as f64);
        terms.fold(f64::INFINITY, f64::min)
    };
    let mut adjusted = vec![simes(sorted, n); n];
    for size in (2..n).rev() {
        let (low, high) = sorted.split_at(n - size + 1);
        let bound = simes(high, size);
        for (i, p) in low.iter().enumerate() {
            adjusted[i] = adjusted[i].max(bound.min(size as f64 * p));
        }
        let last = adjusted[n - size];
        for value in &mut adjusted[n - size + 1..] {
            *value = value.max(last);
        }
    }
    adjusted.iter().zip(sorted).map(|(adjusted, p)| adjusted.max(*p)).collect()
}
