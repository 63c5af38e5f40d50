#![doc = include_str!("../README.md")]

mod answers;
mod cut;
mod drawing;
mod error;
mod fieldwork;
mod load;
mod months;
mod tables;
mod twin;
mod words;

pub use answers::{AnswerExport, AnswerRequest, Written, answer_codebook};
pub use cut::Cut;
pub use drawing::{ChartKind, Look};
pub use error::FiguresError;
pub use fieldwork::{FieldworkRequest, FieldworkRow, fieldwork};
pub use load::{Figures, Selection};
pub use months::{MonthReport, MonthState, check_months, keep_months};
pub use twin::Twin;
pub use words::{flag_name, level_name, mode_name};
