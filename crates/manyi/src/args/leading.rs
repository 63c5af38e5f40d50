//! Arguments of `manyi overview`, `manyi unit` and `manyi aim`.

use clap::{Args as ClapArgs, Subcommand};
use survey::{Code, Period};

use super::{Counting, CutArgs, one_line};

#[derive(Debug, ClapArgs)]
pub(crate) struct OverviewArgs {
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// Hold the whole against a score; by default the aim of the year
    #[arg(long, value_name = "POINTS")]
    pub(crate) target: Option<f64>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct UnitArgs {
    /// Code of the unit
    pub(crate) unit: Code,
    /// Period such as 2026-09 or 2026-Q3; by default the newest quarter that is over
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Category code that ranks and changes are about; by default overall
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Option<String>,
    /// Hold the unit against a score; by default the aim of the year
    #[arg(long, value_name = "POINTS")]
    pub(crate) target: Option<f64>,
    #[command(flatten)]
    pub(crate) counting: Counting,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AimCommand {
    /// Set what a unit is to reach in a year, in place of what it was
    Set(AimSet),
    /// List the aims
    List,
    /// Take an aim back
    Remove {
        /// The year
        year: i32,
        /// Code of the unit; by default the only root
        #[arg(long, value_name = "CODE")]
        unit: Option<Code>,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AimSet {
    /// The year
    pub(crate) year: i32,
    /// Code of the unit; by default the only root. The aim holds for the units below that have none of
    /// their own
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<Code>,
    /// For each unit of this level, at or below the unit, all or none
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<Code>,
    /// The index to reach
    #[arg(long, value_name = "POINTS")]
    pub(crate) index: Option<f64>,
    /// The place to reach among units of elsewhere, or better
    #[arg(long, value_name = "N", requires = "field")]
    pub(crate) rank: Option<u32>,
    /// Of how many
    #[arg(long, value_name = "N", requires = "rank")]
    pub(crate) out_of: Option<u32>,
    /// Among whom, such as 全市
    #[arg(long, value_name = "WHOM", requires = "rank", value_parser = one_line)]
    pub(crate) field: Option<String>,
    /// The document that says so
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    pub(crate) source: Option<String>,
}
