//! What readers get: the value, its sentences, and the files opened again.

mod bulletin;
mod docx;
mod html;
#[cfg(feature = "pdf")]
mod pdf;
mod received;
mod rows;
#[path = "../../examples/bulletin/sample.rs"]
mod sample;
mod sentences;
mod support;
mod templates;
mod workbook;
mod xlsx;
