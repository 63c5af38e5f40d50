//! Figures: tables and charts of one cut of the data.

mod cache;
mod charts;
mod comparisons;
mod cut;
mod quality;
mod shape;
mod tables;

pub(crate) use cache::FiguresCache;
pub(crate) use charts::{SCALE_MAX, SCALE_USUAL, WIDTHS, chart, look, made_by};
pub(crate) use comparisons::{MODES_USUAL, bounds, changes, mode_effects};
pub(crate) use cut::{CUT_PARAMETERS, Question, WEIGHTS, effective, language, scheme_in_force};
pub(crate) use quality::{LATE_AFTER_MAX, quality, question_quality};
pub(crate) use shape::{Charset, Shape};
pub(crate) use tables::{
    PERIODS_MAX, Split, Table, children, index_request, indices, periods, rankings,
};
