//! Chance that comes out the same on every machine.
//!
//! Each part of the work draws from its own stream of one seed, so that a month of a town is the
//! same whatever was drawn before it. Only integers and the four basic operations are used:
//! `exp` and `ln` may differ in the last bit between systems, and then so would the files.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

/// Which part of the work draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Names and sizes of places.
    Places,
    /// What people think, and where.
    Truth,
    /// The ledger of issues.
    Issues,
    /// Official interviews of a month and town.
    Official(u32, u32),
    /// Mock interviews of a month and town.
    Mock(u32, u32),
    /// Attempts that belong to the official interviews of a month and town.
    OfficialAttempts(u32, u32),
    /// Attempts that belong to the mock interviews of a month and town.
    MockAttempts(u32, u32),
}

impl Stream {
    fn number(self) -> u64 {
        let (purpose, month, town) = match self {
            Self::Places => (1, 0, 0),
            Self::Truth => (2, 0, 0),
            Self::Issues => (3, 0, 0),
            Self::Official(month, town) => (4, month, town),
            Self::Mock(month, town) => (5, month, town),
            Self::OfficialAttempts(month, town) => (6, month, town),
            Self::MockAttempts(month, town) => (7, month, town),
        };
        purpose << 56 | u64::from(month) << 24 | u64::from(town)
    }
}

/// A seeded source of chance.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(stream.number());
        Self(source)
    }

    /// 0 to one below `end`; 0 when `end` is 0. The bias of multiply-and-shift is below 2⁻³² · `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(end);
        u32::try_from(product >> 32).unwrap_or_default()
    }

    /// `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// 0 up to, but not, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// True with a probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Close to a normal value with mean 0 and variance 1: a sum of four even ones, never beyond
    /// ±3.47.
    pub(crate) fn normal(&mut self) -> f64 {
        let bits = self.0.next_u64();
        let sum: u64 = (0..4).map(|i| bits >> (16 * i) & 0xffff).sum();
        let sum = u32::try_from(sum).unwrap_or_default();
        // Four even values on 0..65536 have the mean 131070 and the standard deviation 65536 / √3.
        (f64::from(sum) - 131_070.0) / 37_837.226_7
    }

    /// One of several things. The slice must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.index(things.len())]
    }

    /// Position of one of `count` things.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        self.below(u32::try_from(count).unwrap_or(u32::MAX)) as usize
    }

    /// Position of one of several things of different weight.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        weights
            .iter()
            .position(|weight| {
                left -= weight;
                left < 0.0
            })
            .unwrap_or_default()
    }

    /// Puts things into a random order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for i in (1..things.len()).rev() {
            things.swap(i, self.index(i + 1));
        }
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_repeat() {
        let draw = |stream| Dice::new(7, stream).uuid();
        assert_eq!(draw(Stream::Official(3, 4)), draw(Stream::Official(3, 4)));
        assert_ne!(draw(Stream::Official(3, 4)), draw(Stream::Official(4, 3)));
        assert_ne!(draw(Stream::Official(3, 4)), draw(Stream::Mock(3, 4)));
        assert_eq!(draw(Stream::Places).get_version_num(), 4);
    }

    #[test]
    fn normal_values_have_mean_0_and_variance_1() {
        let mut dice = Dice::new(1, Stream::Truth);
        let values: Vec<f64> = (0..100_000).map(|_| dice.normal()).collect();
        let mean = values.iter().sum::<f64>() / 1e5;
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 1e5;
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((variance - 1.0).abs() < 0.01, "{variance}");
    }

    #[test]
    fn between_reaches_both_ends() {
        let mut dice = Dice::new(1, Stream::Truth);
        let seen: Vec<u32> = (0..200).map(|_| dice.between(3, 5)).collect();
        assert!(seen.iter().all(|v| (3..=5).contains(v)));
        assert!([3, 4, 5].iter().all(|v| seen.contains(v)));
    }
}
