//! Arguments of `manyi compare`, `manyi movement` and `manyi funnel`.

use clap::Args as ClapArgs;
use survey::Period;

use super::{Counting, CutArgs, WeightsArgs};

#[derive(Debug, ClapArgs)]
pub(crate) struct Compare {
    /// Periods in order; each is compared with the one before it
    #[arg(required = true, num_args = 2.., value_name = "PERIOD")]
    pub(crate) periods: Vec<Period>,
    /// Only the units of a level; by default the highest with at least three units
    #[arg(long, conflicts_with = "unit")]
    pub(crate) level: Option<String>,
    /// Only one unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// Category code; by default overall
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Option<String>,
    #[command(flatten)]
    pub(crate) counting: Counting,
    #[command(flatten)]
    pub(crate) weights: WeightsArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Movement {
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// First period, at most five before the last; by default the one before
    #[arg(long, value_name = "PERIOD")]
    pub(crate) from: Option<Period>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Funnel {
    #[command(flatten)]
    pub(crate) cut: CutArgs,
}
