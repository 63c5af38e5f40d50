#![doc = include_str!("../README.md")]

mod bulletin;
mod error;
mod sentences;
mod templates;
pub mod workbook;

pub use bulletin::{
    Bulletin, BulletinKind, Cell, Chart, Column, ColumnKind, Format, Method, Plot, Revision,
    Section, Table,
};
pub use error::DocumentError;
pub use sentences::{
    Coverage, Difference, IssueCounts, MaybeSaid, Rate, Said, Sentences, rank_name,
};
pub use templates::{TemplateError, shipped_sentences};
