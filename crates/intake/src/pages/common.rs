//! The pages of common issues: what several units have in common, and what each answers that looks for it.

mod acts;
mod forms;
mod groups;
mod list;
mod making;
mod one;
mod refusal;
mod tasks;
mod view;

pub(crate) use acts::act;
pub(in crate::pages) use list::address;
pub(crate) use list::page;
pub(crate) use making::make;
pub(crate) use one::one;
