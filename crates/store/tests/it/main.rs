//! Tests of the store against a real SQLite file each.

mod accounts;
mod administrators;
mod aims;
mod attempts;
mod audit;
mod bulletins;
mod consequences;
mod corrections;
mod crash;
mod cubes;
mod devices;
mod drafts;
mod fieldwork;
mod import;
mod kit;
mod ledger;
mod model;
mod opening;
mod published;
mod quarantine;
mod reading;
mod second_factors;
mod submit;
mod transfer;
mod units;
mod writer;
