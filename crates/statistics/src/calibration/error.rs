//! Errors.

/// Why weights cannot be calibrated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    /// The weights were calibrated before.
    #[error("the weights are calibrated already")]
    Twice,
    /// A column of another length than the sample.
    #[error("{found} values for {expected} elements")]
    Length {
        /// Elements in the sample.
        expected: usize,
        /// Values given.
        found: usize,
    },
    /// No margin or no column.
    #[error("nothing to calibrate to")]
    Nothing,
    /// A category of an element that has no population count.
    #[error("{margin}: element {row} is in category {category}, which has no population count")]
    UnknownCategory {
        /// Label of the margin.
        margin: String,
        /// Index of the element.
        row: usize,
        /// The category.
        category: usize,
    },
    /// A category of the population without a sampled element.
    #[error("{margin}: nobody in the sample is in category {category}")]
    UnseenCategory {
        /// Label of the margin.
        margin: String,
        /// The category.
        category: usize,
    },
    /// A population count that is missing, infinite or not above zero.
    #[error("{margin}: the population count of category {category} is {total}")]
    Total {
        /// Label of the margin, or "total" of a column.
        margin: String,
        /// Category or column.
        category: usize,
        /// The count.
        total: f64,
    },
    /// Two margins with different sums.
    #[error("{first} adds up to {first_sum}, {second} to {second_sum}")]
    Inconsistent {
        /// Label of one margin.
        first: String,
        /// Its sum.
        first_sum: f64,
        /// Label of the other.
        second: String,
        /// Its sum.
        second_sum: f64,
    },
    /// A missing or infinite number.
    #[error("element {row} has no usable number")]
    NotFinite {
        /// Index of the element.
        row: usize,
    },
    /// Columns that depend on each other.
    #[error("the columns depend on each other")]
    Singular,
    /// Bounds that do not lie around 1.
    #[error("the bounds {lower} and {upper} do not lie around 1")]
    Bounds {
        /// Lower bound.
        lower: f64,
        /// Upper bound.
        upper: f64,
    },
    /// Linear calibration asks for a weight below zero.
    #[error("element {row} would get the weight {weight}")]
    NegativeWeight {
        /// Index of the element.
        row: usize,
        /// The weight.
        weight: f64,
    },
    /// The totals cannot be reached.
    #[error("no weights found that reach the totals")]
    NoConvergence,
}
