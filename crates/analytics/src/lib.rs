#![doc = include_str!("../README.md")]

mod builder;
mod cube;
mod distribution;
mod error;
mod estimate;
mod index;
mod parquet;
mod rank;
mod ranking;
mod scorer;
mod shares;

pub use builder::CubeBuilder;
pub use cube::Cube;
pub use error::AnalyticsError;
pub use index::{By, IndexRequest, ModeSplit, Thresholds, UnitSelection, index_table};
pub use parquet::parquet;
pub use rank::{Contender, RankSet, rank_sets};
pub use ranking::{RankRequest, ranking_table};
pub use shares::{SharesRequest, answer_shares};
