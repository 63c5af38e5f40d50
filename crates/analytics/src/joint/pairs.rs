//! Weighted sums of pairs of scores, and the correlations that come out.
//!
//! Each pair is of those who have both scores: leaving out whoever lacks one of ten would leave hardly
//! anybody, and not a cross-section.

/// Sums over those who have both scores of a pair.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct PairSum {
    people: f64,
    weight: f64,
    first: f64,
    second: f64,
    first_squared: f64,
    second_squared: f64,
    product: f64,
}

impl PairSum {
    fn of(first: f64, second: f64, weight: f64) -> Self {
        Self {
            people: 1.0,
            weight,
            first: weight * first,
            second: weight * second,
            first_squared: weight * first * first,
            second_squared: weight * second * second,
            product: weight * first * second,
        }
    }

    /// Adds `factor` times other sums.
    fn add(&mut self, more: &Self, factor: f64) {
        self.people += factor * more.people;
        self.weight += factor * more.weight;
        self.first += factor * more.first;
        self.second += factor * more.second;
        self.first_squared += factor * more.first_squared;
        self.second_squared += factor * more.second_squared;
        self.product += factor * more.product;
    }

    /// `None` where one of both does not vary.
    fn correlation(&self) -> Option<f64> {
        /// A variance that is a smaller part of the mean square is what rounding left of 0.
        const ROUNDING: f64 = 1e-12;
        let mean = |sum: f64| sum / self.weight;
        let (first, second) = (mean(self.first), mean(self.second));
        let first_squared = mean(self.first_squared);
        let second_squared = mean(self.second_squared);
        let first_variance = first_squared - first * first;
        let second_variance = second_squared - second * second;
        let varies = first_variance > ROUNDING * first_squared
            && second_variance > ROUNDING * second_squared;
        let covariance = mean(self.product) - first * second;
        varies.then(|| (covariance / (first_variance * second_variance).sqrt()).clamp(-1.0, 1.0))
    }
}

/// Sums of every pair of variables, each with itself too: `(0, 0), (1, 0), (1, 1), (2, 0), …`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PairSums(Vec<PairSum>);

fn at(a: usize, b: usize) -> usize {
    let (small, great) = (a.min(b), a.max(b));
    great * (great + 1) / 2 + small
}

impl PairSums {
    /// Adds one respondent.
    pub(super) fn add(&mut self, scores: &[Option<f64>], weight: f64) {
        self.widen(at(scores.len(), 0));
        for (a, first) in scores.iter().enumerate() {
            let Some(first) = first else { continue };
            for (b, second) in scores[..=a].iter().enumerate() {
                if let Some(second) = second {
                    self.0[at(a, b)].add(&PairSum::of(*first, *second, weight), 1.0);
                }
            }
        }
    }

    pub(super) fn absorb(&mut self, more: &Self) {
        self.add_times(more, 1.0);
    }

    /// Adds `factor` times other sums.
    pub(super) fn add_times(&mut self, more: &Self, factor: f64) {
        self.widen(more.0.len());
        for (own, more) in std::iter::zip(&mut self.0, &more.0) {
            own.add(more, factor);
        }
    }

    fn widen(&mut self, pairs: usize) {
        self.0.resize(self.0.len().max(pairs), PairSum::default());
    }

    /// Respondents who have both scores.
    pub(super) fn people(&self, a: usize, b: usize) -> u64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let people = self.0.get(at(a, b)).map_or(0.0, |sum| sum.people).round() as u64;
        people
    }

    /// Their correlation; `None` where one of both does not vary.
    pub(super) fn correlation(&self, a: usize, b: usize) -> Option<f64> {
        if a == b {
            return self.0.get(at(a, a))?.correlation().map(|_| 1.0);
        }
        self.0.get(at(a, b))?.correlation()
    }
}
