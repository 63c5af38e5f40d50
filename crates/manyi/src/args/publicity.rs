//! Arguments of `manyi publicity` and `manyi forecast`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;
use survey::{Code, Period, PublicityKind};
use uuid::Uuid;

use super::one_line;

#[derive(Debug, Subcommand)]
pub(crate) enum PublicityCommand {
    /// Log something that was told to the public
    Add(PublicityAdd),
    /// List what was told, the newest first
    List(PublicityChoice),
    /// Count it by month and unit: information, and no score
    Counts(PublicityChoice),
    /// Take an entry back
    Remove {
        /// Its id, as `manyi publicity list` tells it
        id: Uuid,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PublicityAdd {
    /// Where: a paper, a station, an account, a notice board
    #[arg(long, value_parser = one_line)]
    pub(crate) channel: String,
    /// `good_news` or `exposure` of a bad case
    #[arg(long)]
    pub(crate) kind: PublicityKind,
    /// Code of the unit that it is about
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Code,
    /// What it is about; nothing that tells persons
    #[arg(long, value_parser = one_line)]
    pub(crate) topic: String,
    /// An address, or the number of a document
    #[arg(long, value_parser = one_line)]
    pub(crate) link: Option<String>,
    /// The day on which it came out; by default today
    #[arg(long, value_name = "DAY")]
    pub(crate) published_on: Option<Date>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PublicityChoice {
    /// Only this period
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Only this unit, with all below it
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<Code>,
    /// Only `good_news`, or only `exposure`
    #[arg(long)]
    pub(crate) kind: Option<PublicityKind>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ForecastArgs {
    /// Period of the mock rounds, such as 2026-Q4
    #[arg(long)]
    pub(crate) period: Period,
    /// The external survey: only the mock rounds that mirror it; by default all mock rounds
    #[arg(long, value_name = "CODE")]
    pub(crate) survey: Option<Code>,
    /// All units of a level; by default of all levels
    #[arg(long)]
    pub(crate) level: Option<String>,
    /// One unit
    #[arg(long, value_name = "CODE", conflicts_with = "level")]
    pub(crate) unit: Option<String>,
    /// Who published the confirmed results of the database that count as past ones; by default whose name or
    /// level is that of the survey, or the only one
    #[arg(long, value_name = "CODE")]
    pub(crate) issuer: Option<Code>,
    /// Field or category of these results, as the issuer calls it
    #[arg(long, value_name = "CODE", default_value = survey::OVERALL)]
    pub(crate) domain: Code,
    /// What the external survey found before and the database does not hold, from CSV:
    /// `unit,period,external,mock,mock_se`; where mock and `mock_se` are blank, the mock rounds of that
    /// period tell them
    #[arg(long, value_name = "FILE")]
    pub(crate) past: Option<PathBuf>,
    /// Give the past results that were looked at, and where each is known from, instead of the forecast
    #[arg(long)]
    pub(crate) results: bool,
    /// Scoring scheme, `code` or `code@version`
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<String>,
    /// Questionnaire code, needed when the database holds several
    #[arg(long, value_name = "CODE")]
    pub(crate) questionnaire: Option<Code>,
}
