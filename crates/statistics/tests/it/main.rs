//! Tests of the public interface: golden figures from R, and identities that must always hold.

mod calibration;
mod design;
mod interval;
mod lonely;
mod ranks;
mod support;
