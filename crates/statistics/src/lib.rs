#![doc = include_str!("../README.md")]

pub mod calibration;
pub mod design;
pub mod distribution;
pub mod interval;
pub mod rank;
