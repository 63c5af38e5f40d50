//! Integration tests of `exchange`, one binary.

mod contacts;
mod fixtures;
mod foreign;
mod hostile;
mod long;
mod own;
mod real;
mod settings;
mod structure;
mod support;
mod workbook;
mod xlsform;
