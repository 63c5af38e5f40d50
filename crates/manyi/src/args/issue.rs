//! Arguments of `manyi issue` and `manyi calendar`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;
use survey::issue::rates::IssueRate;
use survey::{Channel, Code, DayKind, IssueState, OVERALL, Period};
use uuid::Uuid;

use super::{Layout, one_line};

#[derive(Debug, Subcommand)]
pub(crate) enum IssueCommand {
    /// List issues, the oldest first; by default all that are not withdrawn
    List {
        /// Only this unit, with all below it
        #[arg(long, value_name = "CODE")]
        unit: Option<Code>,
        /// Only those in these states
        #[arg(long, value_name = "STATE")]
        state: Vec<IssueState>,
        /// Only those that are not closed
        #[arg(long, conflicts_with = "state")]
        open: bool,
        /// Only those that are overdue today
        #[arg(long)]
        overdue: bool,
    },
    /// Show an issue with all its steps, and the files that show what was done
    Show {
        /// Its id
        id: Uuid,
    },
    /// Open an issue that came in by another channel than an answer
    Open(IssueOpen),
    /// Say how well what was wrong is put right: rates by unit, period and category, each with what it is
    /// a share of
    #[command(after_help = "Examples:\n  \
        manyi issue rates --period 2026-Q3 --level town\n  \
        manyi issue rates --period 2026-08 2026-09 --unit 991202 --format csv -o rates.csv")]
    Rates(IssueRates),
    /// Find the units of a level whose rate stands out, given how many issues they have
    #[command(after_help = "Examples:\n  \
        manyi issue funnel --period 2026-Q3 --level town --measure closure_rate\n  \
        manyi issue funnel --period 2026-Q3 --level town --measure closure_rate -o funnel.svg\n  \
        manyi issue funnel --level town --measure resolution_rate --width phone -o funnel.png")]
    Funnel(IssueFunnel),
    /// Write a file that a step names to --output
    Evidence {
        /// Id of the issue
        id: Uuid,
        /// Id of the file, as `manyi issue show` names it
        evidence: Uuid,
    },
    /// Take a step that a JSON file describes as the API does: {"after", "event", "reason", "evidence"}
    Step {
        /// Its id
        id: Uuid,
        /// JSON file
        file: PathBuf,
        /// A file that shows it: photo (JPEG, PNG), PDF, DOCX or XLSX
        #[arg(long, value_name = "FILE")]
        evidence: Vec<PathBuf>,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct IssueRates {
    /// Periods, such as 2026-09 or 2026-Q3; by default the quarter of today
    #[arg(long, num_args = 1.., value_name = "PERIOD")]
    pub(crate) period: Vec<Period>,
    /// All units of a level; by default of all levels
    #[arg(long)]
    pub(crate) level: Option<String>,
    /// One unit, with all below it
    #[arg(long, value_name = "CODE", conflicts_with = "level")]
    pub(crate) unit: Option<String>,
    /// Also those right below the unit, each for itself
    #[arg(long, requires = "unit")]
    pub(crate) children: bool,
    /// One category, or `overall`
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Option<String>,
    /// One rate: `handling_rate`, `closure_rate`, `reply_rate`, `on_time_feedback_rate`,
    /// `valid_callback_rate`, `resolution_rate`, `fix_satisfaction_rate`
    #[arg(long, value_name = "RATE")]
    pub(crate) measure: Option<IssueRate>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct IssueFunnel {
    /// Period, such as 2026-Q3; by default the quarter of today
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Level of the units
    #[arg(long)]
    pub(crate) level: String,
    /// One category; by default all together
    #[arg(long, value_name = "CODE", default_value = OVERALL)]
    pub(crate) category: String,
    /// Which rate; see `manyi issue rates`
    #[arg(long, value_name = "RATE")]
    pub(crate) measure: IssueRate,
    #[command(flatten)]
    pub(crate) layout: Layout,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct IssueOpen {
    /// How it came in: hotline, petition, proposal, mailbox, other
    #[arg(long)]
    pub(crate) channel: Channel,
    /// Its number there; with the channel it makes the id
    #[arg(long, value_parser = one_line)]
    pub(crate) number: String,
    /// Code of the unit that has to put it right
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Code,
    /// Category of a published questionnaire
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Code,
    /// A reason of the category
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: Option<Code>,
    /// What is wrong; nothing that tells who said so
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: String,
    /// The day on which it was brought forward; by default today
    #[arg(long, value_name = "DAY")]
    pub(crate) opened_on: Option<Date>,
    /// Who was told of it first
    #[arg(long, value_name = "NAME", value_parser = one_line)]
    pub(crate) receiver: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CalendarCommand {
    /// Put the years of a TOML file in place of those that are there
    Import {
        /// TOML file, such as fixtures/calendars/china.toml
        file: PathBuf,
    },
    /// List the days that are no plain weekends or working days, with the document that says so
    Show {
        /// Only this year
        year: Option<i16>,
    },
    /// Make a day one that is worked, or is off
    Set {
        /// The day, such as 2026-10-10
        day: Date,
        /// holiday or workday
        kind: DayKind,
    },
}
