#![doc = include_str!("../README.md")]

mod answers;
mod bench;
mod columns;
mod cut;
mod doubts;
mod drawing;
mod error;
mod fieldwork;
mod load;
mod months;
mod tables;
mod twin;
mod words;
mod workbook;

pub use answers::{AnswerExport, AnswerRequest, Written, answer_codebook};
pub use bench::{BenchTable, Sorting};
pub use columns::column_name;
pub use cut::Cut;
pub use documents::DocumentError;
pub use drawing::{ChartKind, Look};
pub use error::FiguresError;
pub use fieldwork::{FieldworkRequest, FieldworkRow, fieldwork};
pub use load::{Figures, Selection};
pub use months::{MonthReport, MonthState, check_months, keep_months};
pub use twin::Twin;
pub use words::{flag_name, level_name, mode_name};
pub use workbook::{About, sheet};
