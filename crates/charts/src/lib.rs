#![doc = include_str!("../README.md")]

mod answers;
mod caption;
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
mod ranking;
mod scale;
mod sheet;
#[cfg(test)]
mod testing;
mod trend;

pub use answers::answers;
pub use caption::{Canvas, Caption, Width};
pub use error::ChartError;
pub use finding::{answers_finding, heatmap_finding, ranking_finding, trend_finding};
pub use fonts::Fonts;
pub use heatmap::{CategoryColumn, heatmap};
pub use png::png;
pub use ranking::{RankingOptions, ranking};
pub use trend::{Series, TrendPoint, trend};
