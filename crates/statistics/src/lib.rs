#![doc = include_str!("../README.md")]

pub mod agreement;
pub mod calibration;
pub mod composite;
pub mod design;
pub mod distribution;
pub mod drivers;
pub mod forecast;
pub mod funnel;
pub mod interval;
pub mod multiplicity;
pub mod outcome;
pub mod rank;
pub mod small_area;
pub mod verdict;
