//! Errors.

/// Why a design or an estimate is impossible.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// No element at all.
    #[error("the sample is empty")]
    NoElements,
    /// A column of another length than the sample.
    #[error("{found} numbers for {expected} elements")]
    Length {
        /// Elements in the sample.
        expected: usize,
        /// Numbers given.
        found: usize,
    },
    /// An element in a stratum that was not declared.
    #[error("element {row} is in stratum number {stratum}, which is not declared")]
    UnknownStratum {
        /// Index of the element.
        row: usize,
        /// Index of the missing stratum.
        stratum: usize,
    },
    /// PSU identifiers must be unique over the whole design.
    #[error("PSU {psu} is in two strata, {first} and {second}")]
    PsuInTwoStrata {
        /// The PSU.
        psu: usize,
        /// Label of one stratum.
        first: String,
        /// Label of the other.
        second: String,
    },
    /// A missing, infinite or negative weight.
    #[error("element {row} has the weight {weight}")]
    Weight {
        /// Index of the element.
        row: usize,
        /// The weight.
        weight: f64,
    },
    /// A missing or infinite number.
    #[error("element {row} has no usable number")]
    NotFinite {
        /// Index of the element.
        row: usize,
    },
    /// A stratum, or a PSU at the second stage, with fewer units in the population than sampled.
    #[error("{unit}: {population} units in the population, {sampled} in the sample")]
    PopulationTooSmall {
        /// Label of the stratum or PSU.
        unit: String,
        /// Units in the population.
        population: f64,
        /// Units in the sample.
        sampled: usize,
    },
    /// More PSUs among the elements than the declared sample of the stratum.
    #[error("stratum {stratum}: {sampled} PSUs were declared, {found} are there")]
    TooManyPsus {
        /// Label of the stratum.
        stratum: String,
        /// Declared number.
        sampled: usize,
        /// Number among the elements.
        found: usize,
    },
    /// A PSU without the population count of the second stage.
    #[error("PSU {psu} has no population count of the second stage")]
    NoSecondStage {
        /// The PSU.
        psu: usize,
    },
    /// Strata with a single sampled PSU, under [`Lonely::Fail`](super::Lonely::Fail).
    #[error("only one PSU in: {}", strata.join(", "))]
    LonelyPsus {
        /// Labels of the strata (of PSUs with one unit at the second stage: "PSU …").
        strata: Vec<String>,
    },
    /// Every stratum of the estimate is lonely, so nothing says how large the variance is.
    #[error("no stratum of the estimate has two PSUs")]
    NothingToAverage,
    /// No element with a positive weight in the domain.
    #[error("no element with a positive weight in the domain")]
    EmptyDomain,
    /// The denominator of a ratio is zero.
    #[error("the denominator is zero")]
    ZeroDenominator,
    /// Two estimates from different samples were put together.
    #[error("the estimates are not of the same sample")]
    Mixed,
}
