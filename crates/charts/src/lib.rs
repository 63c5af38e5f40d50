#![doc = include_str!("../README.md")]

mod answers;
mod caption;
mod coverage;
mod error;
mod finding;
mod fonts;
mod frame;
mod heatmap;
mod legend;
mod mark;
mod measure;
mod palette;
mod png;
mod priority;
mod ranking;
mod scale;
mod sheet;
#[cfg(test)]
mod testing;
mod trend;

pub use answers::answers;
pub use caption::{Canvas, Caption, Width};
pub use coverage::coverage;
pub use error::ChartError;
pub use finding::{
    answers_finding, coverage_finding, heatmap_finding, priority_finding, ranking_finding,
    trend_finding,
};
pub use fonts::Fonts;
pub use heatmap::{CategoryColumn, heatmap};
pub use png::png;
pub use priority::{priority, quadrant_name};
pub use ranking::{RankingOptions, ranking};
pub use trend::{Series, TrendPoint, trend};
