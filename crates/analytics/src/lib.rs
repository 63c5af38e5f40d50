#![doc = include_str!("../README.md")]

mod answer_file;
mod builder;
mod change;
mod cube;
mod cube_file;
mod error;
mod estimate;
mod gather;
mod index;
mod merge;
mod mode_effect;
mod parquet;
mod ranking;
mod scorer;
mod shares;
mod summary;
mod tally;

pub use answer_file::{AnswerColumns, cube_of_answers, is_decoding};
pub use builder::CubeBuilder;
pub use change::{ChangeRequest, change_table};
pub use cube::{Cube, Grain};
pub use error::{AnalyticsError, AnswerFileError};
pub use index::{
    By, DesignScope, IndexParts, IndexRequest, IndexTable, Intervals, ModeSplit, Thresholds,
    UnitSelection, index_table,
};
pub use mode_effect::{ModeEffectRequest, mode_effect_table};
pub use parquet::{ParquetTable, parquet};
pub use ranking::{RankRequest, TOP_UNITS_MAX, ranking_table};
pub use shares::{SharesRequest, answer_shares};
pub use statistics::design::Lonely;
pub use statistics::interval::Method as IntervalMethod;
pub use summary::MonthSummary;
