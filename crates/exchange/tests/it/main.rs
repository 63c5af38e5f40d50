//! Integration tests of `exchange`, one binary.

mod contacts;
mod fixtures;
mod foreign;
mod hostile;
mod ledger;
mod long;
mod own;
mod real;
mod records;
mod settings;
mod structure;
mod support;
mod workbook;
mod xlsform;
