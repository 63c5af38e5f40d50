//! Arguments of `manyi priority`.

use clap::{Args as ClapArgs, ValueEnum};

use super::CutArgs;

#[derive(Debug, ClapArgs)]
pub(crate) struct Priority {
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// Unit whose performance is looked at; by default the first root
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// What overall satisfaction is held against
    #[arg(long, value_enum, default_value_t = PriorityByArg::Category)]
    pub(crate) by: PriorityByArg,
}

/// What overall satisfaction is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PriorityByArg {
    /// The categories of scored questions
    Category,
    /// Scored questions one by one
    Question,
}
