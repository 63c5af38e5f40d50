//! Errors.

/// Why contenders cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RankError {
    /// A missing or infinite estimate.
    #[error("contender {contender} has the estimate {estimate}")]
    Estimate {
        /// Index of the contender.
        contender: usize,
        /// The estimate.
        estimate: f64,
    },
    /// A missing, infinite or negative standard error.
    #[error("contender {contender} has the standard error {se}")]
    StandardError {
        /// Index of the contender.
        contender: usize,
        /// The standard error.
        se: f64,
    },
}
