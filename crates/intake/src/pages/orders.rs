//! The pages of supervision orders: what there is, the forms that propose some, and one order with its
//! history and the steps that the reader may take.

mod acts;
mod event;
mod facts;
mod forms;
mod history;
mod list;
mod named;
mod one;
mod proposing;
mod view;

pub(crate) use acts::act;
pub(crate) use list::page;
pub(crate) use one::one;
pub(crate) use proposing::{new, propose};
