//! Arguments of `manyi import`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use survey::Code;

use super::ImportQuestionnaire;

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Units from CSV: `code,name,name_en,level,parent,valid_from,valid_to`
    Units {
        /// CSV files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Questionnaires from TOML or XLSX; importing publishes them
    Questionnaire(ImportQuestionnaire),
    /// Survey rounds from TOML
    Rounds {
        /// TOML files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Scoring schemes from TOML
    Schemes {
        /// TOML files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Responses from CSV or XLSX
    #[command(after_help = "Examples:\n  \
        manyi import responses responses.csv\n  \
        manyi import responses 2021.csv 2022.csv --mapping fixtures/mappings/kansas-city.toml")]
    Responses(ImportResponses),
    /// Contacts from CSV: `unit`, and of `case,name,phone,address,stratum,psu` what there is; what
    /// tells a person is sealed with --contact-key
    Contacts(ImportContacts),
    /// The interviews that units need at least in a round, from CSV: `unit,minimum`
    Quotas {
        /// Code of the round
        round: Code,
        /// CSV file
        file: PathBuf,
    },
    /// Outcome codes, what follows each, and how often people are tried, from TOML
    Outcomes {
        /// TOML file, such as fixtures/outcomes.toml
        file: PathBuf,
    },
    /// Contact attempts from CSV: id,round,case,unit,mode,at,outcome
    Attempts {
        /// CSV files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        options: ImportOptions,
    },
    /// Limits of signals, and rules by which interviews may be left out, from TOML
    VerificationRules {
        /// TOML file, such as `fixtures/verification_rules.toml`
        file: PathBuf,
    },
    /// Issues of other channels than answers, from CSV:
    /// Issues of other channels than answers, from CSV or XLSX; without a mapping with the columns
    /// `channel,number,unit,category,reason,description,opened_on,receiver`
    #[command(after_help = "Examples:\n  \
        manyi import issues hotline.csv\n  \
        manyi import issues 311.csv --mapping fixtures/mappings/baltimore-311.toml")]
    Issues(ImportIssues),
    /// The publicity log from CSV: `published_on,channel,kind,unit,topic,link`; `kind` is `good_news`
    /// or `exposure`
    Publicity {
        /// CSV files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        options: ImportOptions,
    },
    /// Results of surveys that others made, from CSV: `issuer,level,period,unit,domain,score,rate,n,rank,
    /// rank_total,doc_no,document,document_digest`. They count when somebody else confirmed them
    External {
        /// CSV files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        options: ImportOptions,
    },
    /// Time limits of the ledger of issues, from TOML
    IssueRules {
        /// TOML file, such as `fixtures/issue_rules.toml`
        file: PathBuf,
    },
    /// Rules of supervision and their time limits, from TOML: a version of their own
    SupervisionRules {
        /// TOML file, such as `fixtures/supervision_rules.toml`
        file: PathBuf,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportResponses {
    /// CSV or XLSX files
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Description of a foreign file; without it the files have our own columns
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: ImportOptions,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportIssues {
    /// CSV or XLSX files
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Description of a foreign ledger, and of what it says became of its issues; without it the
    /// files have our own columns
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: ImportOptions,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportContacts {
    /// CSV files
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Name of the list that samples are drawn from
    #[arg(long, value_name = "LIST")]
    pub(crate) frame: Code,
    #[command(flatten)]
    pub(crate) options: ImportOptions,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportOptions {
    /// Read and check everything, store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where rejected rows are listed
    #[arg(long, default_value = "rejects.csv", value_name = "FILE")]
    pub(crate) rejects: PathBuf,
}
