#![doc = include_str!("../README.md")]

mod bulletin;
mod docx;
mod error;
pub mod html;
mod layout;
#[cfg(feature = "pdf")]
pub mod pdf;
mod sentences;
mod templates;
mod words;
pub mod workbook;
mod xlsx;

pub use bulletin::{
    Bulletin, BulletinKind, Cell, Chart, Column, ColumnKind, Format, Method, Plot, Revision,
    Section, Table,
};
pub use docx::{Rasterise, docx};
pub use error::DocumentError;
pub use sentences::{
    Coverage, Difference, IssueCounts, MaybeSaid, Rate, Said, Sentences, Share, rank_name,
};
pub use templates::{TemplateError, shipped_sentences};
pub use xlsx::xlsx;
