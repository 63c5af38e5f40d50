//! The pages of the ledger of issues: what there is, the form that registers one by hand, and one issue
//! with its history and the steps that the reader may take.

pub(super) mod acts;
pub(super) mod asked;
mod event;
mod facts;
pub(super) mod field;
mod file;
mod forms;
mod history;
pub(super) mod list;
pub(super) mod named;
mod one;
mod opening;
mod refusal;
mod sending;
pub(super) mod view;
mod way;

pub(crate) use acts::act;
pub(crate) use file::file;
pub(crate) use list::page;
pub(crate) use one::one;
pub(crate) use opening::{new, open};

/// The name of a page's parameter that says what was done just now.
const DONE: &str = "done";
