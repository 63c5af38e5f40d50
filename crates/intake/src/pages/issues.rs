//! The pages of the ledger of issues: what there is, the form that registers one by hand, and one issue
//! with its history and the steps that the reader may take.

pub(in crate::pages) mod acts;
pub(in crate::pages) mod asked;
mod event;
pub(in crate::pages) mod facts;
pub(in crate::pages) mod field;
mod file;
pub(in crate::pages) mod forms;
mod history;
pub(in crate::pages) mod list;
pub(in crate::pages) mod named;
pub(in crate::pages) mod one;
mod opening;
mod refusal;
mod sending;
pub(in crate::pages) mod view;
pub(in crate::pages) mod way;

pub(crate) use acts::act;
pub(crate) use file::file;
pub(crate) use list::page;
pub(crate) use one::one;
pub(crate) use opening::{new, open};

/// The name of a page's parameter that says what was done just now.
pub(in crate::pages) const DONE: &str = "done";
