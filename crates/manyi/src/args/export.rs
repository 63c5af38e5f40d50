//! Arguments of `manyi export`.

use clap::{Args as ClapArgs, Subcommand};
use survey::{Code, Period};

use super::SelectionArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Responses as CSV, official and mock, in the columns that `import responses` reads
    Responses {
        /// Questionnaire code, needed when the database holds several
        #[arg(long, value_name = "CODE")]
        questionnaire: Option<Code>,
        /// Only this period
        #[arg(long)]
        period: Option<Period>,
    },
    /// Every single answer as CSV or Parquet, one a row, with its labels: for R, Python, SPSS. Nothing
    /// in it tells a person: no free text, no notes, no respondent
    #[command(after_help = "Examples:\n  \
        manyi export answers --period 2026-Q3 -o answers.csv --bom\n  \
        manyi export answers --period 2026 --unit 991202 -o answers.parquet\n  \
        manyi export codebook -o codebook.csv")]
    Answers(ExportAnswers),
    /// What the columns, codes and units in a file of answers mean, as CSV or JSON
    Codebook {
        /// Questionnaire code, needed when the database holds several
        #[arg(long, value_name = "CODE")]
        questionnaire: Option<Code>,
    },
    /// Units as CSV, in the columns that `import units` reads
    Units,
    /// The ledger of issues as CSV, oldest first. Descriptions are respondents' own words, and may
    /// tell of persons
    Issues {
        /// Only this unit, with all below it
        #[arg(long, value_name = "CODE")]
        unit: Option<Code>,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ExportAnswers {
    /// Only this period
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Only this unit, with all below it
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<Code>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}
