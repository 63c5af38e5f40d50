#![doc = include_str!("../README.md")]

pub mod calibration;
pub mod design;
pub mod distribution;
pub mod funnel;
pub mod interval;
pub mod multiplicity;
pub mod rank;
pub mod small_area;
