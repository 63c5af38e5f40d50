#![doc = include_str!("../README.md")]

mod answer_file;
mod builder;
mod change;
mod cube;
mod cube_file;
mod error;
mod estimate;
mod funnel;
mod gather;
mod index;
mod interviews;
mod joint;
mod merge;
mod mode_effect;
mod movement;
mod panel;
mod parquet;
mod priority;
mod ranking;
mod scorer;
mod shares;
mod summary;
mod tally;
mod withheld;

pub use answer_file::{AnswerColumns, cube_of_answers, is_decoding};
pub use builder::CubeBuilder;
pub use change::{ChangeRequest, change_table};
pub use cube::{Cube, Grain};
pub use error::{AnalyticsError, AnswerFileError};
pub use funnel::{FunnelRequest, funnel_table};
pub use index::{
    By, DesignScope, IndexParts, IndexRequest, IndexTable, Intervals, ModeSplit, Thresholds,
    UnitSelection, index_table, selected_units,
};
pub use interviews::interviews_by_mode;
pub use joint::{JointSums, Matters};
pub use mode_effect::{ModeEffectRequest, mode_effect_table};
pub use movement::{MovementRequest, movement_table};
pub use panel::{PANEL_UNITS_MAX, Panel, PanelCell, PanelMeasure, index_panel};
pub use parquet::{ParquetTable, parquet};
pub use priority::{PriorityRequest, priority_table};
pub use ranking::{RankRequest, TOP_UNITS_MAX, ranking_table, verdict_on};
pub use shares::{SharesRequest, answer_shares};
pub use statistics::design::Lonely;
pub use statistics::interval::Method as IntervalMethod;
pub use summary::MonthSummary;
pub use withheld::Screen;
