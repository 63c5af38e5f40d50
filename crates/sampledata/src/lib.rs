#![doc = include_str!("../README.md")]

mod attempts;
mod calendar;
mod dice;
mod district;
mod fieldwork;
mod histories;
mod issues;
mod names;
mod opinions;
mod places;
mod plan;
mod rounds;
mod sample;
mod texts;
mod truth;
mod write;

pub use district::District;
pub use fieldwork::Batch;
pub use histories::{HistoryStep, IssueHistory};
pub use plan::Plan;
pub use rounds::QUESTIONNAIRE_TOML;
pub use write::{Rows, write_all, write_histories, write_issues, write_rounds};

#[cfg(test)]
mod tests;
