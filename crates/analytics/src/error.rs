//! What can go wrong between answers and tables.

use polars::error::PolarsError;
use polars::prelude::DataType;
use polars_parquet::read::ParquetError;
use statistics::funnel::FunnelError;
use statistics::multiplicity::MultiplicityError;
use statistics::rank::RankError;
use statistics::small_area::SmallAreaError;
use statistics::verdict::VerdictError;
use survey::Period;
use survey::problem::quoted;

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
    #[error(
        "interview {}: {} is not an option of question {}",
        quoted(.interview), quoted(.answer), quoted(.question)
    )]
    UnknownAnswer {
        /// Interview id.
        interview: String,
        /// Question code.
        question: String,
        /// Option code.
        answer: String,
    },
    /// The cube was built without what the table needs.
    #[error("this cube keeps questions and modes together: {0} needs one that keeps them apart")]
    TooCoarse(&'static str),
    /// Cubes that keep different things apart can't be added.
    #[error("one cube keeps questions and modes apart, another does not: build them alike")]
    Grains,
    /// A PSU can't be sampled in two strata.
    #[error(
        "PSU {psu:?} stands in the strata {first:?} and {second:?}: give each PSU one stratum, or \
         say that PSU names repeat between strata (--nest)"
    )]
    PsuInTwoStrata {
        /// Name of the PSU.
        psu: String,
        /// A stratum.
        first: String,
        /// Another.
        second: String,
    },
    /// The units can't be compared.
    #[error("the units can't be ranked: {0}")]
    Rank(#[from] RankError),
    /// The units can't be drawn to their mean.
    #[error("the units can't be drawn to their mean: {0}")]
    SmallArea(#[from] SmallAreaError),
    /// The units can't be held against a target.
    #[error("the units can't be held against the target: {0}")]
    Verdict(#[from] VerdictError),
    /// The units make no funnel.
    #[error("the units can't be put into a funnel: {0}")]
    Funnel(#[from] FunnelError),
    /// The changes can't be judged together.
    #[error("the changes can't be judged together: {0}")]
    Multiplicity(#[from] MultiplicityError),
    /// The engine failed.
    #[error("the dataframe engine failed: {0}")]
    Engine(#[from] PolarsError),
}

/// What can be wrong with a file of answers.
#[derive(Debug, thiserror::Error)]
pub enum AnswerFileError {
    /// The file can't be opened.
    #[error("{0}")]
    Unreadable(#[from] std::io::Error),
    /// A column of a file has a type that can't hold what is wanted.
    #[error("column {column:?} holds {found}, not {wanted}")]
    ColumnType {
        /// Column name.
        column: String,
        /// Its type.
        found: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// A field of a file of answers makes no sense.
    #[error("row {row}: {} in column {column:?} is no {wanted}", quoted(.value))]
    BadField {
        /// Row, the first being 1.
        row: usize,
        /// Column name.
        column: String,
        /// The value, nothing when the field is empty.
        value: String,
        /// What is usable there.
        wanted: &'static str,
    },
    /// A column is not there.
    #[error("there is no column {column:?}; the columns are {columns}")]
    MissingColumn {
        /// Column name.
        column: String,
        /// The columns there are.
        columns: String,
    },
    /// A row group that could not be held.
    #[error("a row group has {rows} rows, at most {limit} are read: write smaller row groups")]
    HugeGroup {
        /// Rows.
        rows: usize,
        /// Limit.
        limit: usize,
    },
    /// Rows of an interview contradict each other.
    #[error("row {row}: the interview has another {column} before, and can have only one")]
    Contradiction {
        /// Row, the first being 1.
        row: usize,
        /// Column name.
        column: String,
    },
    /// A question has two answers in one interview.
    #[error("row {row}: question {} is answered twice in one interview", quoted(.question))]
    AnsweredTwice {
        /// Row, the first being 1.
        row: usize,
        /// Question code.
        question: String,
    },
    /// Sums of a cube contradict each other.
    #[error("{month}, unit {}: {what}, so the sums are not of interviews", quoted(.unit))]
    Sums {
        /// The month.
        month: Period,
        /// Unit code.
        unit: String,
        /// What can't be.
        what: &'static str,
    },
    /// The answers of one interview stand apart, so that respondents can't be counted in one pass.
    #[error("the answers of an interview do not stand together: sort the file by interview")]
    ScatteredInterview,
    /// The file contradicts itself.
    #[error("the file is damaged: copy or export it again")]
    Damaged,
    /// An answer or a questionnaire that can't be counted.
    #[error(transparent)]
    Content(#[from] AnalyticsError),
    /// A line of a CSV file can't be taken apart.
    #[error("not readable as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The file says in its notes what this program can't follow.
    #[error("the cube was written by another version of the program: build it again ({0})")]
    Note(String),
    /// The file does not say what its questions are.
    #[error("the file does not describe its questions: give the questionnaire too")]
    NoQuestions,
    /// The file is no sound Parquet file, or lacks a column.
    #[error("not readable as Parquet: {0}")]
    Parquet(#[from] PolarsError),
}

impl From<ParquetError> for AnswerFileError {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error.into())
    }
}

impl AnswerFileError {
    pub(crate) fn column(name: &str, found: &DataType, wanted: &'static str) -> Self {
        Self::ColumnType { column: name.to_owned(), found: found.to_string(), wanted }
    }
}
