//! Arguments of `manyi mode-effect` and `manyi bounds`.

use clap::Args as ClapArgs;
use survey::{Mode, Period};

use super::{ByArg, Counting, WeightsArgs};

#[derive(Debug, ClapArgs)]
pub(crate) struct ModeEffect {
    /// Periods such as 2026-Q3; by default the newest quarter
    #[arg(long, num_args = 1..)]
    pub(crate) period: Vec<Period>,
    /// The one mode, which the other is compared with
    #[arg(long, default_value = "visit", value_name = "MODE")]
    pub(crate) from: Mode,
    /// The other mode
    #[arg(long, default_value = "phone", value_name = "MODE")]
    pub(crate) to: Mode,
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
pub(crate) struct Bounds {
    /// Periods such as 2026-Q3; by default the newest quarter
    #[arg(long, num_args = 1..)]
    pub(crate) period: Vec<Period>,
    /// Only the units of a level
    #[arg(long, conflicts_with = "unit")]
    pub(crate) level: Option<String>,
    /// Only one unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// What rows are about
    #[arg(long, value_enum, default_value_t = ByArg::Category)]
    pub(crate) by: ByArg,
    #[command(flatten)]
    pub(crate) counting: Counting,
    #[command(flatten)]
    pub(crate) weights: WeightsArgs,
}
