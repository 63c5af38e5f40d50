//! The pages of the ledger of issues: what there is, the form that registers one by hand, and one issue
//! with its history and the steps that the reader may take.

mod acts;
mod asked;
mod event;
pub(in crate::pages) mod facts;
mod file;
mod forms;
mod history;
pub(in crate::pages) mod list;
mod named;
mod one;
mod opening;
mod refusal;
mod view;
mod way;

pub(crate) use acts::act;
pub(crate) use file::file;
pub(crate) use list::page;
pub(crate) use one::one;
pub(crate) use opening::{new, open};
