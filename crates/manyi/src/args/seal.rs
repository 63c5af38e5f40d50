//! Arguments of `manyi seal` and `manyi verify`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use survey::Period;

use super::one_line;

/// A period is sealed; without one, a command does something else.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct SealArgs {
    #[command(flatten)]
    pub(crate) make: MakeSeal,
    #[command(subcommand)]
    pub(crate) command: Option<SealCommand>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct MakeSeal {
    /// The period, which is over: 2026-09, 2026-Q3, 2026-H2, 2026, 2026-S1
    #[arg(required = true)]
    pub(crate) period: Option<Period>,
    /// Why there is to be another revision; needed from the second on
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    pub(crate) reason: Option<String>,
    /// Folder to put the files of the period into, in a folder of their own: answers of each month as
    /// Parquet, sums, index tables, units, questionnaires, the manifest and the digests of all of them
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SealCommand {
    /// List the seals in the order of the chain
    List,
    /// Write the manifest of a seal, to the byte
    Show {
        /// The period
        period: Period,
        /// Which revision; by default the newest
        #[arg(long, value_name = "NUMBER")]
        revision: Option<u32>,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// A sealed period; by default all of them, and the audit log
    pub(crate) period: Option<Period>,
    /// Which revision; by default the newest
    #[arg(long, value_name = "NUMBER", requires = "period")]
    pub(crate) revision: Option<u32>,
    /// Folder that `manyi seal --folder` wrote into: its files are checked too
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// The digest that was published: the seal must have it
    #[arg(long, value_name = "SHA256", requires = "period")]
    pub(crate) digest: Option<String>,
}
