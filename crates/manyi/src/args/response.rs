//! Arguments of `manyi response` and `manyi quarantine`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use store::Decision;
use uuid::Uuid;

use super::one_line;

#[derive(Debug, Subcommand)]
pub(crate) enum ResponseCommand {
    /// Print a response and what it was before it was corrected, as JSON
    Show {
        /// Id of the response
        id: Uuid,
    },
    /// Put new content in place of a stored response
    Correct {
        /// The whole response as it should be, as JSON
        file: PathBuf,
        /// Why
        #[arg(long, value_parser = one_line)]
        reason: String,
    },
    /// Take a response out for good, as people may demand
    Withdraw {
        /// Id of the response
        id: Uuid,
        /// Why
        #[arg(long, value_parser = one_line)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineCommand {
    /// List what waits
    List {
        /// Also what was decided already
        #[arg(long)]
        all: bool,
    },
    /// Decide about one
    Settle(Settle),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Settle {
    /// Id of the response
    pub(crate) response: Uuid,
    /// `take` what waits, or `keep` what is stored; where nothing is, `keep` leaves it out for good
    pub(crate) decision: Decision,
    /// Why
    #[arg(long, value_parser = one_line)]
    pub(crate) reason: String,
    /// Beginning of its digest, where several of one response wait
    #[arg(long)]
    pub(crate) digest: Option<String>,
}
