//! Arguments of `manyi quality`.

use clap::{Args as ClapArgs, ValueEnum};
use figures::LATE_AFTER;
use survey::Period;

use super::Counting;

#[derive(Debug, ClapArgs)]
pub(crate) struct Quality {
    /// Periods such as 2026-Q3; by default the newest quarter
    #[arg(long, num_args = 1..)]
    pub(crate) period: Vec<Period>,
    /// The units of a level; by default the highest with at least three units
    #[arg(long, conflicts_with = "unit")]
    pub(crate) level: Option<String>,
    /// Only one unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// What a row is about
    #[arg(long, value_enum, default_value_t = QualityByArg::Unit)]
    pub(crate) by: QualityByArg,
    /// After how many days an interview that was sent came in late
    #[arg(long, default_value_t = LATE_AFTER, value_name = "DAYS")]
    pub(crate) late_after: u32,
    #[command(flatten)]
    pub(crate) counting: Counting,
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QualityByArg {
    /// A unit: who counts, silence, delay, design
    Unit,
    /// A question of a unit: silence of each kind
    Question,
}
