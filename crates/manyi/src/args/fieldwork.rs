//! Arguments of `manyi contacts`, `manyi sample` and `manyi fieldwork`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use survey::{Code, Mode};

use super::one_line;

#[derive(Debug, Subcommand)]
pub(crate) enum ContactsCommand {
    /// Make a key in a new file that only you can read
    Key {
        /// File to make
        file: PathBuf,
    },
    /// List contacts, masked
    List {
        /// Name of the list
        frame: Code,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SampleCommand {
    /// Draw who is asked in a round
    Draw(SampleDraw),
    /// List the samples with their seeds
    List,
    /// Draw a sample once more and compare
    Check {
        /// Code of the round
        round: Code,
        /// The way of asking: visit, phone, …
        mode: Mode,
    },
    /// Add somebody by hand; the case is marked
    Add {
        /// Code of the round
        round: Code,
        /// The way of asking: visit, phone, …
        mode: Mode,
        /// Number of the contact
        case: Code,
        /// Why
        #[arg(long, value_parser = one_line)]
        reason: String,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SampleDraw {
    /// Code of the round
    pub(crate) round: Code,
    /// The way of asking: visit, phone, …
    pub(crate) mode: Mode,
    /// Name of the list
    #[arg(long, value_name = "LIST")]
    pub(crate) frame: Code,
    /// How many of each stratum; a contact without one belongs to its unit's
    #[arg(long, value_name = "N")]
    pub(crate) per_stratum: u64,
    /// Another number for a stratum
    #[arg(long = "stratum", value_name = "STRATUM=N", value_parser = stratum)]
    pub(crate) strata: Vec<(Code, u64)>,
    /// Seed, to draw what somebody else can draw too; by default one is made and stored
    #[arg(long, value_parser = one_line)]
    pub(crate) seed: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Fieldwork {
    /// Code of the round
    pub(crate) round: Code,
    /// Level of the units
    #[arg(long, default_value = "town")]
    pub(crate) level: Code,
    /// Each mode for itself
    #[arg(long)]
    pub(crate) by_mode: bool,
}

/// `STRATUM=N`.
fn stratum(text: &str) -> Result<(Code, u64), String> {
    let (code, count) = text.rsplit_once('=').ok_or("must be STRATUM=N")?;
    let count = count.parse().map_err(|error| format!("{count:?} is no number: {error}"))?;
    Ok((code.parse()?, count))
}
