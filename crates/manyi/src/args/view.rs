//! Arguments of `manyi view`.

use clap::{Args as ClapArgs, Subcommand};
use uuid::Uuid;

use super::one_line;

#[derive(Debug, Subcommand)]
pub(crate) enum ViewCommand {
    /// List all saved views, also those that are for their owners only
    List,
    /// Save a view for all who may read figures: the command line has no account of its own
    Save(ViewSave),
    /// Show the address of a view, and the command that prints the same where there is one
    Show {
        /// Id of the view
        id: Uuid,
    },
    /// Delete a view, whosever it is
    Delete {
        /// Id of the view
        id: Uuid,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ViewSave {
    /// What it is called
    #[arg(value_parser = one_line)]
    pub(crate) name: String,
    /// The choices, as they stand in the address of the page after `?`; empty for those that the page
    /// makes by itself
    pub(crate) query: String,
    /// The page: workbench, overview, unit, or a chart such as ranking
    #[arg(long, default_value = "workbench")]
    pub(crate) page: String,
}
