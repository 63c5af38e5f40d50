//! Tests of the public interface: golden figures from R, and properties that must always hold.

mod answer_file;
mod comparison;
mod cube;
mod golden;
mod panel;
mod priority;
mod properties;
mod subtraction;
mod thin;
mod weights;
mod withheld;

mod support;
