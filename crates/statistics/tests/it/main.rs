//! Tests of the public interface: golden figures from R, and identities that must always hold.

mod agreement;
mod calibration;
mod composite;
mod coverage;
mod design;
mod drivers;
mod forecast;
mod funnel;
mod interval;
mod lonely;
mod marginal;
mod multiplicity;
mod outcome;
mod ranks;
mod small_area;
mod support;
mod verdict;
