//! Arguments of `manyi bulletin`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;
use survey::{Code, Period};
use uuid::Uuid;

use super::{SelectionArgs, one_line};

/// A period makes a bulletin; without one, a command does something else.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct BulletinArgs {
    #[command(flatten)]
    pub(crate) make: MakeBulletin,
    #[command(subcommand)]
    pub(crate) command: Option<BulletinCommand>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct MakeBulletin {
    /// Month, quarter, half-year or year: 2026-09, 2026-Q3, 2026-H2, 2026
    #[arg(required = true)]
    pub(crate) period: Option<Period>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// Code of the unit that it tells of; by default the first root
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<Code>,
    /// Level of the units that are ranked; by default the highest with at least three
    #[arg(long)]
    pub(crate) level: Option<String>,
    /// Scoring scheme, `code` or `code@version`
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<String>,
    /// Hold the units against a score; by default the aim of the year
    #[arg(long, value_name = "POINTS")]
    pub(crate) target: Option<f64>,
    /// Who issues it; by default the name of the unit
    #[arg(long, value_name = "WHO", value_parser = one_line)]
    pub(crate) issuer: Option<String>,
    /// Whom it is addressed to
    #[arg(long, value_name = "WHOM", value_parser = one_line)]
    pub(crate) addressee: Option<String>,
    /// Its number, such as 第3期
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    pub(crate) number: Option<String>,
    /// Its title; by default it names unit, period and subject
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    pub(crate) title: Option<String>,
    /// The day up to which data were counted; by default the end of the period, or today before that
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// The day below the issuer's name, as of which the ledger is told; by default today
    #[arg(long, value_name = "DAY")]
    pub(crate) dated: Option<Date>,
    /// Keep it in the database as a draft, to be reviewed and published by others
    #[arg(long)]
    pub(crate) draft: bool,
    #[command(flatten)]
    pub(crate) paper: PaperArgs,
}

/// How a bulletin becomes a file.
#[derive(Debug, ClapArgs)]
pub(crate) struct PaperArgs {
    /// Font file for pictures and PDF; by default a Chinese font of this machine
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BulletinCommand {
    /// List the bulletins that are kept, the youngest first
    List,
    /// Write one that is kept: -o b.html, b.docx, b.xlsx, b.pdf, or b.json as it was frozen
    Show {
        /// Its id, as `list` tells it
        id: Uuid,
        #[command(flatten)]
        paper: PaperArgs,
    },
    /// Print the wording of the sentences: the office's, or as shipped
    Sentences,
    /// Check the office's wording of the sentences and use it from now on
    Word {
        /// TOML, as `manyi bulletin sentences` prints it; only what shall differ need stand in it
        file: PathBuf,
    },
}
