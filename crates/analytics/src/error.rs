//! What can go wrong between answers and tables.

use polars::error::PolarsError;

/// An error of this crate. Its text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum AnalyticsError {
    /// The scoring scheme has another number of steps than a question's scale.
    #[error("question {question}: {problem}")]
    SchemeDoesNotFit {
        /// Question code.
        question: String,
        /// What does not fit.
        problem: String,
    },
    /// An interview names a unit that the tree does not hold.
    #[error("unit {0:?} is not in the unit tree: import the units first")]
    UnknownUnit(String),
    /// The unit tree has no such level.
    #[error("no unit has level {level:?}: the levels are {levels}")]
    UnknownLevel {
        /// What was asked for.
        level: String,
        /// What there is.
        levels: String,
    },
    /// No question belongs to such a category.
    #[error("no scored question has category {category:?}: the categories are {categories}")]
    UnknownCategory {
        /// What was asked for.
        category: String,
        /// What there is.
        categories: String,
    },
    /// More distinct questions, options or units than the cube's keys can number.
    #[error("too many {what}: at most {limit} fit into one cube")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many fit.
        limit: usize,
    },
    /// An answer names a question or option that the questionnaire does not hold.
    #[error("interview {interview}: {answer:?} is not an option of question {question:?}")]
    UnknownAnswer {
        /// Interview id.
        interview: String,
        /// Question code.
        question: String,
        /// Option code.
        answer: String,
    },
    /// The engine failed.
    #[error("the dataframe engine failed: {0}")]
    Engine(#[from] PolarsError),
}
