//! Arguments of `manyi movement` and `manyi funnel`.

use clap::Args as ClapArgs;
use survey::Period;

use super::CutArgs;

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
