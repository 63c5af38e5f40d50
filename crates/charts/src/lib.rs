#![doc = include_str!("../README.md")]

mod answers;
mod caption;
mod compare;
mod coverage;
mod error;
mod finding;
mod fonts;
mod frame;
mod funnel;
mod heatmap;
mod legend;
mod mark;
mod measure;
mod movement;
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
pub use caption::{Canvas, Caption, Counted, Width};
pub use compare::compare;
pub use coverage::coverage;
pub use error::ChartError;
pub use finding::{
    answers_finding, compare_finding, coverage_finding, funnel_finding, heatmap_finding,
    issue_funnel_finding, movement_finding, priority_finding, ranking_finding, trend_finding,
};
pub use fonts::Fonts;
pub use funnel::{funnel, issue_funnel};
pub use heatmap::{CategoryColumn, heatmap};
pub use movement::movement;
pub use png::png;
pub use priority::{priority, quadrant_name};
pub use ranking::{RankingOptions, ranking};
pub use sheet::spoken;
pub use trend::{Series, TrendPoint, trend};
