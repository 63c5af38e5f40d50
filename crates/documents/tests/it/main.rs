//! What readers get: the files, opened again.

mod support;
mod workbook;
