//! Arguments of `manyi annual` and `manyi external`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use survey::vouched::{EntryKind, EntryState};
use survey::{Code, OVERALL, Period};
use uuid::Uuid;

use super::{SelectionArgs, one_line};

#[derive(Debug, Subcommand)]
pub(crate) enum AnnualCommand {
    /// Publish a version of a formula, which then never changes
    PublishFormula {
        /// TOML file, such as `fixtures/annual/district_example.toml`
        file: PathBuf,
    },
    /// List the published formulas
    Formulas,
    /// Compute the score of a year, and keep it until somebody else confirms it
    Score(AnnualRun),
    /// Say which ranks change when the weight of a component moves by a tenth
    Sensitivity(AnnualLook),
    /// Say how much of the differences between units comes from each component
    Spread(AnnualLook),
    /// List the candidates (推荐名单), and who could be one as well within sampling error. It is no award
    Candidates {
        #[command(flatten)]
        look: AnnualLook,
        /// How many first of each level
        #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
        top: u32,
    },
    /// Show what units are to reach in a year, and how far they are
    Progress(AnnualProgress),
    /// List the scores of a year that are kept
    Scores {
        /// The year
        year: i32,
    },
    /// Confirm a score that somebody else computed
    Confirm {
        /// Its id
        id: Uuid,
    },
    /// Give up a score that is not confirmed
    Withdraw {
        /// Its id
        id: Uuid,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = one_line)]
        reason: String,
    },
    /// Compute the scores of a year that are kept again, to the byte
    Verify {
        /// The year
        year: i32,
    },
    /// See to what is entered by hand: values, bonus and deduction items, responsibility letters
    #[command(
        subcommand,
        after_help = "An entry is JSON, as the API has it:\n  \
        {\"kind\": \"adjustment\", \"year\": 2026, \"unit\": \"991202\", \"number\": \"加1\", \"points\": 1.5,\n   \
        \"reason\": \"省级典型\", \"source\": {\"document\": \"区发〔2026〕9号\", \"document_digest\": null}}"
    )]
    Entry(EntryCommand),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AnnualRun {
    /// The year
    pub(crate) year: i32,
    /// The formula, `code@version`; by its code alone the newest version
    #[arg(long, value_name = "FORMULA")]
    pub(crate) formula: String,
    /// Compute and show it, keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write a line for each unit and component
    #[arg(long)]
    pub(crate) parts: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AnnualLook {
    /// The year
    pub(crate) year: i32,
    /// Compute by this formula as of now; by default look at the score that is kept
    #[arg(long, value_name = "FORMULA")]
    pub(crate) formula: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AnnualProgress {
    /// The year
    pub(crate) year: i32,
    /// Level of the units; by default the highest with at least three
    #[arg(long)]
    pub(crate) level: Option<String>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EntryCommand {
    /// List entries, the oldest first
    List(EntryList),
    /// Enter what a JSON file says
    Enter {
        /// JSON file
        file: PathBuf,
    },
    /// Enter the next version of what is confirmed; it counts when somebody else confirmed it
    Correct {
        /// Id of what is confirmed
        id: Uuid,
        /// JSON file
        file: PathBuf,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = one_line)]
        reason: String,
    },
    /// Confirm that an entry of somebody else says what its document says
    Confirm {
        /// Its id
        id: Uuid,
    },
    /// Give up an entry that is not confirmed
    Withdraw {
        /// Its id
        id: Uuid,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = one_line)]
        reason: String,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct EntryList {
    /// Only of this kind
    #[arg(long)]
    pub(crate) kind: Option<EntryKind>,
    /// Only for this year
    #[arg(long)]
    pub(crate) year: Option<i32>,
    /// Only in this state
    #[arg(long)]
    pub(crate) state: Option<EntryState>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExternalCommand {
    /// List the results, the oldest first
    List {
        /// Only for this year
        #[arg(long)]
        year: Option<i32>,
        /// Only in this state
        #[arg(long)]
        state: Option<EntryState>,
    },
    /// Enter a result; it counts when somebody else confirmed it
    Enter(ExternalFields),
    /// Enter the next version of a confirmed result
    Correct {
        /// Id of what is confirmed
        id: Uuid,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = one_line)]
        reason: String,
        #[command(flatten)]
        fields: ExternalFields,
    },
    /// Confirm that a result that somebody else entered says what its document says
    Confirm {
        /// Its id
        id: Uuid,
    },
    /// Give up a result that is not confirmed
    Withdraw {
        /// Its id
        id: Uuid,
        /// Why
        #[arg(long, value_name = "TEXT", value_parser = one_line)]
        reason: String,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ExternalFields {
    /// Who says so
    #[arg(long, value_name = "WHO")]
    pub(crate) issuer: Code,
    /// Level of the issuer, such as province or city
    #[arg(long)]
    pub(crate) level: Code,
    /// What it is about, such as 2026 or 2026-Q4
    #[arg(long)]
    pub(crate) period: Period,
    /// Code of the unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Code,
    /// Field or category, as the issuer calls it
    #[arg(long, default_value = OVERALL)]
    pub(crate) domain: Code,
    /// Satisfaction index (满意度得分), 0 to 100
    #[arg(long, value_name = "POINTS")]
    pub(crate) score: Option<f64>,
    /// Satisfaction rate (满意率), 0 to 1
    #[arg(long, value_name = "SHARE")]
    pub(crate) rate: Option<f64>,
    /// Respondents, where they were published
    #[arg(long)]
    pub(crate) n: Option<u64>,
    /// Its place
    #[arg(long, value_name = "N")]
    pub(crate) rank: Option<u32>,
    /// Of so many
    #[arg(long, value_name = "N")]
    pub(crate) rank_total: Option<u32>,
    /// Number of the document (文号)
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    pub(crate) doc_no: Option<String>,
    /// Name of the document
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    pub(crate) document: String,
    /// The document as a file, for its digest
    #[arg(long, value_name = "FILE")]
    pub(crate) document_file: Option<PathBuf>,
}
