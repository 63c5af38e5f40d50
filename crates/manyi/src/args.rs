//! The command line. The doc comments are its help.

mod bulletin;
mod comparison;
mod doubts;
mod export;
mod issue;
mod leading;
mod priority;
mod questionnaire;
mod view;

use std::net::SocketAddr;
use std::path::PathBuf;

use analytics::{IntervalMethod, Lonely};
use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use figures::ChartKind;
use store::Decision;
use survey::period::PeriodKind;
use survey::{Code, Grant, Language, Mode, Period, Right, Role, Weights};
use uuid::Uuid;

pub(crate) use self::bulletin::{BulletinArgs, BulletinCommand, MakeBulletin, PaperArgs};
pub(crate) use self::comparison::{Funnel, Movement};
pub(crate) use self::doubts::{Bounds, ModeEffect};
pub(crate) use self::export::{Export, ExportAnswers};
pub(crate) use self::issue::{CalendarCommand, IssueCommand, IssueOpen};
pub(crate) use self::leading::{AimCommand, AimSet, OverviewArgs, UnitArgs};
pub(crate) use self::priority::{Priority, PriorityByArg};
pub(crate) use self::questionnaire::{ImportQuestionnaire, QuestionnaireCommand, VersionArgs};
pub(crate) use self::view::{ViewCommand, ViewSave};
use crate::commands::{parse_grant, parse_right};

/// 满意 manyi: survey collection and satisfaction scoring.
///
/// Data goes to standard output, talk to standard error.
/// Exit codes: 0 done, 1 the check found problems, 2 usage or input at fault,
/// 3 database or service unavailable.
#[derive(Debug, Parser)]
#[command(name = "manyi", version, max_term_width = 100)]
#[command(after_help = "Examples:\n  \
    manyi demo\n  \
    manyi init\n  \
    manyi import responses survey.csv --mapping survey.toml --dry-run\n  \
    manyi score --period 2026-Q3 --level town --format csv\n  \
    manyi rank --period 2026-Q3 --level town\n  \
    manyi chart ranking --period 2026-Q3 -o ranking.png")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Global {
    /// Settings from a TOML file; none is read unless it is named. Flags go before the environment,
    /// and both before the file
    #[arg(long, global = true, env = "MANYI_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Database: `sqlite://PATH` or `postgres://USER@HOST/NAME`
    #[arg(
        long,
        global = true,
        env = "MANYI_DATABASE",
        hide_env_values = true, // a URL may hold a password
        default_value = "sqlite://manyi.db",
        value_name = "URL"
    )]
    pub(crate) database: String,
    /// File with the key that contacts are sealed with
    #[arg(long, global = true, env = "MANYI_CONTACT_KEY", value_name = "FILE")]
    pub(crate) contact_key: Option<PathBuf>,
    /// Language of names and charts: zh-CN or en
    #[arg(long, global = true, env = "MANYI_LANG", default_value = "zh-CN")]
    pub(crate) lang: Language,
    /// Format of the result; by default a table on a terminal, else CSV, or what the ending of -o says
    #[arg(long, global = true, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write the result to a file; - is standard output
    #[arg(long, short, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only these columns of a CSV, JSON, XLSX or Parquet result, in this order
    #[arg(long, global = true, value_delimiter = ',', value_parser = trimmed, value_name = "NAMES")]
    pub(crate) columns: Vec<String>,
    /// Begin CSV with a byte order mark, so that Excel and WPS read it as UTF-8
    #[arg(long, global = true)]
    pub(crate) bom: bool,
    /// Encoding of CSV
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Encoding::Utf8,
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "utf-8|gb18030"
    )]
    pub(crate) encoding: Encoding,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// How the characters of a CSV file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// What everything reads, Excel and WPS with --bom
    #[value(name = "utf-8")]
    Utf8,
    /// What old programs of offices demand
    #[value(name = "gb18030")]
    Gb18030,
}

/// What a result is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Rounded figures for reading
    Table,
    /// All columns with all digits
    Csv,
    /// An array of objects
    Json,
    /// A workbook for Excel and WPS
    Xlsx,
    /// All columns, typed
    Parquet,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show everything on an invented district: import, score, rank, chart, serve
    Demo(Demo),
    /// Make a new database with the scoring schemes that ship with the product
    Init,
    /// Bring files in
    #[command(subcommand)]
    Import(Import),
    /// Make, check, draft and publish questionnaires
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        manyi questionnaire new environment -o environment.xlsx\n  \
        manyi questionnaire check environment.xlsx\n  \
        manyi questionnaire draft environment.xlsx\n  \
        manyi questionnaire publish environment_satisfaction 1"
    )]
    Questionnaire(QuestionnaireCommand),
    /// Compute the index table: unit × period × category
    #[command(after_help = "Examples:\n  \
        manyi score --period 2026-Q3 --level town\n  \
        manyi score --period months --unit 991202001 --by question --format csv -o months.csv\n  \
        manyi score --period 2025 2026 --scheme five_equal_steps --format json\n  \
        manyi score --answers answers.csv --units units.csv --form questionnaire.toml \\\n    \
        --column unit=town_code --column weight= --period quarters -o index.csv")]
    Score(Score),
    /// Rank the units of a level, saying how sure the ranks are
    #[command(
        after_help = "Example:\n  manyi rank --period 2026-Q3 --level town --category env_publicity --top 3"
    )]
    Rank(Rank),
    /// Show a period at a glance: how the whole stands, who is better, what moved, what is weakest
    ///
    /// Without --period it is the newest quarter that is over.
    #[command(after_help = "Examples:\n  \
        manyi overview\n  \
        manyi overview --period 2026-Q3 --level town --format csv -o overview.csv")]
    Overview(OverviewArgs),
    /// Show a unit at a glance: its place among its peers, its categories, the units below
    #[command(after_help = "Example:\n  manyi unit 991202 --period 2026-Q3")]
    Unit(UnitArgs),
    /// Make the bulletin of a period as HTML, DOCX, XLSX or PDF, and see to those that are kept
    ///
    /// The ending of the output file says which.
    #[command(after_help = "Examples:\n  \
        manyi bulletin 2026-Q3 -o bulletin.docx --addressee '各镇街，区直有关部门'\n  \
        manyi bulletin 2026-09 --level town --target 90 -o september.html\n  \
        manyi bulletin 2026-Q3 --draft -o draft.json\n  \
        manyi bulletin list\n  \
        manyi bulletin sentences -o sentences.toml\n  \
        manyi bulletin word sentences.toml")]
    Bulletin(BulletinArgs),
    /// Say what units are to reach in a year
    #[command(
        subcommand,
        after_help = "An index is held against the figures. A place among units of elsewhere is only \
        noted: no figures of here can tell it.\n\nExamples:\n  \
        manyi aim set 2026 --index 90 --rank 3 --out-of 16 --field 全市 --source '区发〔2026〕5号'\n  \
        manyi aim set 2026 --unit 991202 --index 88\n  \
        manyi aim list"
    )]
    Aim(AimCommand),
    /// Lead the ledger of issues: list, show, open, take steps
    #[command(
        subcommand,
        after_help = "People take their steps in the service, by their accounts. What is done here is \
        done by \"command line\", which can't judge what it had a hand in.\n\nExamples:\n  \
        manyi issue list --overdue --unit 991202\n  \
        manyi issue open --channel hotline --number 12345-001 --unit 991202 \\\n    \
        --category air --description 工地扬尘\n  \
        manyi issue show 018f7f0e-0000-7000-8000-000000000001"
    )]
    Issue(IssueCommand),
    /// Say which days are worked: due dates are counted in working days
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        manyi calendar import fixtures/calendars/china.toml\n  \
        manyi calendar show 2026\n  \
        manyi calendar set 2026-10-10 workday"
    )]
    Calendar(CalendarCommand),
    /// Keep cuts of the figures under a name
    #[command(
        subcommand,
        after_help = "A view holds choices and no figures. Its page is opened at views/ID by whoever may \
        read figures, and shows what they may see.\n\nExamples:\n  \
        manyi view save 镇街三季度 'period=2026-Q3&level=town&by=question'\n  \
        manyi view save 不加权 'level=town&weights=equal' --page workbench\n  \
        manyi view list"
    )]
    View(ViewCommand),
    /// Compare periods: the change of each unit, its interval, and whether it is real
    #[command(after_help = "Examples:\n  \
        manyi compare 2026-Q2 2026-Q3 --level town\n  \
        manyi compare 2025 2026 --category env_publicity --format csv -o changes.csv")]
    Compare(Compare),
    /// Follow the ranks of the units of a level from period to period
    #[command(after_help = "Examples:\n  \
        manyi movement --period 2026-Q3 --level town\n  \
        manyi movement --from 2025-Q3 --period 2026-Q3 --format csv -o movement.csv")]
    Movement(Movement),
    /// Find the units of a level that stand out, given how many answers there are
    #[command(after_help = "Examples:\n  \
        manyi funnel --period 2026-Q3 --level town\n  \
        manyi funnel --period 2026 --category env_publicity --format csv -o funnel.csv")]
    Funnel(Funnel),
    /// Say what to fix first: what overall satisfaction goes with, against how well it is done
    #[command(after_help = "Examples:\n  \
        manyi priority --period 2026-Q3 --unit 991202\n  \
        manyi priority --period 2026 --by question --format csv -o priorities.csv")]
    Priority(Priority),
    /// Compare two modes: what the way of asking does to the index of each unit, with its interval
    #[command(after_help = "Examples:\n  \
        manyi mode-effect --period 2026-Q3 --level town\n  \
        manyi mode-effect --from visit --to web --format csv -o modes.csv")]
    ModeEffect(ModeEffect),
    /// Between what index and rate lie, whatever those think who didn't know or wouldn't say
    #[command(after_help = "Example:\n  manyi bounds --period 2026-Q3 --level town --by question")]
    Bounds(Bounds),
    /// Draw a chart as SVG or PNG
    #[command(after_help = "Examples:\n  \
        manyi chart ranking --period 2026-Q3 -o ranking.svg\n  \
        manyi chart movement --from 2025-Q4 --period 2026-Q3 -o movement.svg\n  \
        manyi chart heatmap --width phone --lang en -o heatmap.png")]
    Chart(Chart),
    /// Build, show, merge and check cubes: the sums that every figure comes from
    #[command(subcommand)]
    Cube(CubeCommand),
    /// Write what the database holds
    #[command(subcommand)]
    Export(Export),
    /// Run the service: API and pages
    Serve(Serve),
    /// Write what the API says of itself, as an OpenAPI document
    #[command(after_help = "Example:\n  manyi openapi -o openapi.json")]
    Openapi,
    /// Show the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Say who may sign in to the service, and as what
    #[command(
        subcommand,
        after_help = "Roles: surveyor, interviewer, analyst, leader, unit_head, \
        supervisor, administrator, auditor.\nROLE@UNIT holds for the unit and all below it.\n\n\
        Examples:\n  \
        manyi user add limin --display-name 李敏 --role surveyor@991202\n  \
        manyi user roles limin surveyor@991202 leader\n  \
        manyi user token reports --rights figures:read --label 'BI of the bureau'"
    )]
    User(UserCommand),
    /// Make the key of contacts, list them masked
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        manyi contacts key /etc/manyi/contacts.key\n  \
        manyi import contacts households.csv --frame 2026 --contact-key /etc/manyi/contacts.key\n  \
        manyi contacts list 2026 --contact-key /etc/manyi/contacts.key"
    )]
    Contacts(ContactsCommand),
    /// Draw who is asked, by a stored seed
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        manyi sample draw 2026-Q3 phone --frame 2026 --per-stratum 30 --stratum 991202=60\n  \
        manyi sample check 2026-Q3 phone"
    )]
    Sample(SampleCommand),
    /// Show how far the fieldwork of a round has come: outcomes, response rates, quotas
    #[command(after_help = "Examples:\n  \
        manyi fieldwork 2026-Q3 --level town\n  \
        manyi fieldwork 2026-Q3 --level town --by-mode --format csv -o rates.csv")]
    Fieldwork(Fieldwork),
    /// Delete what tells persons when it is no longer needed, and report what is kept
    #[command(after_help = "Every night, by cron or a systemd timer:\n  \
        manyi retain --callback-days 90 --format csv -o retention.csv")]
    Retain(Retain),
    /// Look at a stored response, correct it, or withdraw it
    #[command(
        subcommand,
        after_help = "A correction keeps what was, with who replaced it and why.\n\nExamples:\n  \
        manyi response show 018f7f0e-0000-7000-8000-000000000001 -o one.json\n  \
        manyi response correct corrected.json --reason 'misheard, called back'\n  \
        manyi response withdraw 018f7f0e-0000-7000-8000-000000000001 --reason 'on demand'"
    )]
    Response(ResponseCommand),
    /// List responses that wait for a decision, and decide
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        manyi quarantine list\n  \
        manyi quarantine settle 018f7f0e-0000-7000-8000-000000000001 keep --reason 'called back'"
    )]
    Quarantine(QuarantineCommand),
    /// List the audit log: who did what and when
    #[command(after_help = "Example:\n  manyi audit --after 1000 --format csv -o audit.csv")]
    Audit(Audit),
    /// Check that nothing was changed in the audit log, or taken out of it
    Verify,
    /// Write a copy of everything while the service runs, as a database file of its own
    #[command(after_help = "Example:\n  manyi backup /srv/backup/manyi-2026-09-30.db")]
    Backup {
        /// File to write; there must be none of the name
        file: PathBuf,
    },
    /// Fill a new, empty database from a backup
    #[command(after_help = "Example:\n  \
        manyi restore /srv/backup/manyi-2026-09-30.db --database postgres://manyi@localhost/survey")]
    Restore {
        /// File that `manyi backup` wrote
        file: PathBuf,
    },
    /// Copy everything to another, empty database, and prove by digests that all of it arrived
    #[command(after_help = "Example:\n  \
        manyi migrate-database sqlite://manyi.db postgres://manyi@localhost/survey")]
    MigrateDatabase(MigrateDatabase),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    /// Folder for the database and the results; a former demo in it is replaced
    #[arg(long, default_value = "manyi-demo", value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Address of the service
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "IP:PORT", value_parser = address)]
    pub(crate) listen: SocketAddr,
    /// Stop before serving
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Font for PNG pictures, instead of the Chinese font of the system
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
}

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
    /// Issues of other channels than answers, from CSV:
    /// channel,number,unit,category,reason,description,opened_on,receiver
    Issues {
        /// CSV files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        options: ImportOptions,
    },
    /// Time limits of the ledger of issues, from TOML
    IssueRules {
        /// TOML file, such as fixtures/issue_rules.toml
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

#[derive(Debug, ClapArgs)]
pub(crate) struct Retain {
    /// Report what would be deleted, and delete nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Days after a round in which people may still be called back
    #[arg(long, default_value_t = 90, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=36_500))]
    pub(crate) callback_days: u32,
    /// Days after which contacts that were never drawn are deleted
    #[arg(long, default_value_t = 365, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=36_500))]
    pub(crate) unused_days: u32,
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

/// What interviews weigh.
#[derive(Debug, Clone, Copy, ClapArgs)]
pub(crate) struct WeightsArgs {
    /// What interviews weigh: `design`, or `equal` for all the same, whatever the sampling
    #[arg(long, default_value_t = Weights::Design, value_name = "WEIGHTS")]
    pub(crate) weights: Weights,
}

/// Which interviews are counted, and how.
#[derive(Debug, ClapArgs)]
pub(crate) struct Counting {
    /// Scoring scheme, `code` or `code@version`
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<String>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// Count one mode: visit, phone, web, window or mail
    #[arg(long)]
    pub(crate) mode: Option<Mode>,
    /// Fewer respondents are flagged `small_n` and not ranked
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub(crate) min_n: u64,
    /// Figures from fewer respondents are withheld
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub(crate) suppress_below: u64,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Score {
    /// Periods: 2026-09, 2026-Q3, 2026-H2, 2026, 2026-S1; or all months, quarters, halves, years,
    /// semesters with interviews. By default the newest quarter
    #[arg(long, num_args = 1.., value_name = "PERIOD")]
    pub(crate) period: Vec<PeriodArg>,
    /// Only the units of a level
    #[arg(long, conflicts_with = "unit")]
    pub(crate) level: Option<String>,
    /// Only one unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// What the rows of a unit are about
    #[arg(long, value_enum, default_value_t = ByArg::Category)]
    pub(crate) by: ByArg,
    /// PSUs that the standard errors of a period count: those of the period, or of all the data
    #[arg(long, value_enum, default_value_t = DesignArg::Period)]
    pub(crate) design: DesignArg,
    /// What a stratum with a single PSU adds to the variance, named as in R's survey.lonely.psu
    #[arg(long, value_enum, default_value_t = LonelyArg::Fail, value_name = "RULE")]
    pub(crate) lonely: LonelyArg,
    /// Method of the intervals of rates, named as in R's svyciprop; by default `nchs` for few
    /// answers and rates below 10 % or above 90 %, else `wilson`
    #[arg(long, value_enum, value_name = "METHOD")]
    pub(crate) rate_interval: Option<IntervalArg>,
    #[command(flatten)]
    pub(crate) files: ScoreFileArgs,
    #[command(flatten)]
    pub(crate) counting: Counting,
    #[command(flatten)]
    pub(crate) weights: WeightsArgs,
}

/// A rule for strata with a single PSU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LonelyArg {
    /// There is no standard error, and the row is flagged `lonely_psu`
    Fail,
    /// Nothing
    Remove,
    /// Nothing: the PSU was certain to be sampled
    Certainty,
    /// Its squared distance from the mean of all PSUs
    Adjust,
    /// As much as the other strata on average
    Average,
}

impl From<LonelyArg> for Lonely {
    fn from(rule: LonelyArg) -> Self {
        match rule {
            LonelyArg::Fail => Self::Fail,
            LonelyArg::Remove => Self::Remove,
            LonelyArg::Certainty => Self::Certainty,
            LonelyArg::Adjust => Self::Adjust,
            LonelyArg::Average => Self::Average,
        }
    }
}

/// A method for the interval of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum IntervalArg {
    /// Rate ± t·SE; may leave 0..1
    Mean,
    /// Symmetric on the logit scale
    Xlogit,
    /// Symmetric on the arcsine scale
    Asin,
    /// Korn–Graubard
    Beta,
    /// Korn–Graubard with an effective sample size of at most n
    Nchs,
    /// Wilson's score interval at the effective sample size
    Wilson,
    /// Likelihood ratio, scaled by the design effect
    Likelihood,
}

impl From<IntervalArg> for IntervalMethod {
    fn from(method: IntervalArg) -> Self {
        match method {
            IntervalArg::Mean => Self::Mean,
            IntervalArg::Xlogit => Self::Logit,
            IntervalArg::Asin => Self::Arcsine,
            IntervalArg::Beta => Self::Beta,
            IntervalArg::Nchs => Self::BetaNchs,
            IntervalArg::Wilson => Self::Wilson,
            IntervalArg::Likelihood => Self::Likelihood,
        }
    }
}

/// Files instead of the database.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Without a database")]
pub(crate) struct ScoreFileArgs {
    #[command(flatten)]
    pub(crate) answers: AnswerFileArgs,
    /// A cube that `manyi cube` or another engine made
    #[arg(long, value_name = "FILE", requires_all = ["units", "form"], conflicts_with = "answers")]
    pub(crate) cube: Option<PathBuf>,
    /// Units from CSV, as for `manyi import units`
    #[arg(long, value_name = "FILE", requires = "form")]
    pub(crate) units: Option<PathBuf>,
}

/// A file of answers.
#[derive(Debug, ClapArgs)]
pub(crate) struct AnswerFileArgs {
    /// Parquet or CSV file with one row an answer, the answers of an interview together, and the
    /// columns `response_id`, `unit_code`, `interviewed_on`, `stratum`, `psu`, `weight`,
    /// `question_code` and `answer`
    #[arg(long, value_name = "FILE", requires = "form")]
    pub(crate) answers: Option<PathBuf>,
    /// Questionnaire from TOML, as for `manyi import questionnaire`
    #[arg(long, value_name = "FILE")]
    pub(crate) form: Option<PathBuf>,
    /// Column of the file for a field: `interview`, `unit`, `date`, `stratum`, `psu`, `weight`,
    /// `question` or `answer`; an empty name says that the file has no such column (`stratum=`,
    /// `psu=`, `weight=`)
    #[arg(long, value_name = "FIELD=NAME", requires = "answers", value_parser = column)]
    pub(crate) column: Vec<(String, String)>,
    /// PSU names repeat from stratum to stratum; without it, a name in two strata is an error
    #[arg(long, requires = "answers")]
    pub(crate) nest: bool,
}

#[expect(clippy::unnecessary_wraps, reason = "what clap wants")]
fn trimmed(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(text.trim().to_owned())
}

fn column(text: &str) -> Result<(String, String), String> {
    let (field, name) = text.split_once('=').ok_or("write FIELD=NAME, such as unit=town_code")?;
    Ok((field.to_owned(), name.to_owned()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DesignArg {
    /// The PSUs that the period visited
    Period,
    /// The PSUs of all the data, each period being a domain of one sample, as in R's svyby
    File,
}

/// One period, or all of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeriodArg {
    One(Period),
    All(PeriodKind),
}

impl std::str::FromStr for PeriodArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "months" => Self::All(PeriodKind::Month),
            "quarters" => Self::All(PeriodKind::Quarter),
            "halves" => Self::All(PeriodKind::Half),
            "years" => Self::All(PeriodKind::Year),
            "semesters" => Self::All(PeriodKind::Semester),
            period => Self::One(period.parse()?),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByArg {
    /// Overall and each category
    Category,
    /// Each question
    Question,
    /// Overall and each category, for each mode apart
    Mode,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Rank {
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// Give the probability of being among the best K
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) top: Option<u32>,
    /// Hold the units against a score: met, not met, or undetermined
    #[arg(long, value_name = "POINTS")]
    pub(crate) target: Option<f64>,
    #[command(flatten)]
    pub(crate) weights: WeightsArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Compare {
    /// Periods in order; each is compared with the one before it
    #[arg(required = true, num_args = 2.., value_name = "PERIOD")]
    pub(crate) periods: Vec<Period>,
    /// Only the units of a level; by default the highest with at least three units
    #[arg(long, conflicts_with = "unit")]
    pub(crate) level: Option<String>,
    /// Only one unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// Category code; by default overall
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Option<String>,
    #[command(flatten)]
    pub(crate) counting: Counting,
    #[command(flatten)]
    pub(crate) weights: WeightsArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Chart {
    /// Which chart: ranking, movement, compare, heatmap, trend, answers, priority, coverage or funnel
    pub(crate) kind: ChartKind,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// Where movement and compare start; by default the period before
    #[arg(long, value_name = "PERIOD")]
    pub(crate) from: Option<Period>,
    /// Unit code, for charts about one unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    /// Laid out for a page or for a phone
    #[arg(long, value_enum, default_value_t = WidthArg::Page)]
    pub(crate) width: WidthArg,
    /// A score to reach, drawn as a line
    #[arg(long, value_name = "POINTS")]
    pub(crate) target: Option<f64>,
    /// Font for PNG, instead of the Chinese font of the system
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
    /// Pixels of a PNG per pixel of the layout
    #[arg(long, default_value_t = 2.0)]
    pub(crate) scale: f32,
}

/// One cut through the data.
#[derive(Debug, ClapArgs)]
pub(crate) struct CutArgs {
    /// Period such as 2026-09 or 2026-Q3; by default the newest quarter
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Level of the units; by default the highest with at least three units
    #[arg(long)]
    pub(crate) level: Option<String>,
    /// Category code; by default overall
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Option<String>,
    #[command(flatten)]
    pub(crate) counting: Counting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WidthArg {
    /// 960 pixels
    Page,
    /// 390 pixels
    Phone,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CubeCommand {
    /// Count answers: those of the database, by month, which it keeps; or those of a file
    #[command(after_help = "Examples:\n  \
        manyi cube build\n  \
        manyi cube build -o 2026.parquet\n  \
        manyi cube build --answers answers.parquet --form form.toml -o cube.parquet")]
    Build(CubeBuild),
    /// Show what a cube holds, month by month
    Show {
        /// A cube; without it, the database's
        file: Option<PathBuf>,
        #[command(flatten)]
        selection: SelectionArgs,
    },
    /// Add cubes of different interviews
    #[command(
        after_help = "Example:\n  manyi cube merge east.parquet west.parquet -o city.parquet"
    )]
    Merge {
        /// Cubes
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Questionnaire from TOML, for cubes that do not describe their questions
        #[arg(long, value_name = "FILE")]
        form: Option<PathBuf>,
    },
    /// Count again and compare byte for byte; exit code 1 if something differs
    #[command(after_help = "Examples:\n  \
        manyi cube check\n  \
        manyi cube check cube.parquet --answers answers.parquet --form form.toml")]
    Check {
        /// A cube; without it, those that the database keeps
        #[arg(requires = "answers")]
        file: Option<PathBuf>,
        #[command(flatten)]
        answers: AnswerFileArgs,
        #[command(flatten)]
        selection: SelectionArgs,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CubeBuild {
    #[command(flatten)]
    pub(crate) answers: AnswerFileArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}

/// Which interviews of the database are counted.
#[derive(Debug, ClapArgs)]
pub(crate) struct SelectionArgs {
    /// Questionnaire code, needed when the database holds several
    #[arg(long, value_name = "CODE")]
    pub(crate) questionnaire: Option<Code>,
    /// Count mock rounds instead of official ones
    #[arg(long)]
    pub(crate) mock: bool,
}

/// Options of the service. Each has an environment variable, and so is a setting of a file too.
#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// Address to listen on: of this machine, where a proxy before it speaks TLS; with --tls-cert
    /// any, such as 0.0.0.0:443
    #[arg(
        long,
        env = "MANYI_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "IP:PORT",
        value_parser = address
    )]
    pub(crate) listen: SocketAddr,
    /// Name (and port, if not 443) under which browsers reach the service over TLS
    #[arg(long, env = "MANYI_PUBLIC_HOST", value_name = "HOST", value_parser = host)]
    pub(crate) public_host: Option<String>,
    /// Roles, separated by commas, for which a second factor is demanded: administrator,auditor
    #[arg(long, env = "MANYI_SECOND_FACTOR_ROLES", value_name = "ROLES", value_parser = roles)]
    pub(crate) second_factor_roles: Option<Roles>,
    /// Speak TLS with this certificate, in PEM, followed by those that lead to a known authority
    #[arg(long, env = "MANYI_TLS_CERT", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of the certificate, in PEM, without a passphrase
    #[arg(long, env = "MANYI_TLS_KEY", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Write a line of JSON to standard error for each request, without personal data
    #[arg(
        long,
        env = "MANYI_LOG",
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_value = "false",
        default_missing_value = "true",
        value_name = "true|false",
        value_parser = switch
    )]
    pub(crate) log: bool,
    /// Font for PNG pictures, instead of the Chinese font of the system
    #[arg(long, env = "MANYI_FONT", value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
}

/// Several roles as one setting.
#[derive(Debug, Clone)]
pub(crate) struct Roles(pub(crate) Vec<Role>);

fn roles(text: &str) -> Result<Roles, String> {
    text.split(',').map(|role| role.trim().parse()).collect::<Result<_, _>>().map(Roles)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "write IP:PORT, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("write true or false".to_owned()),
    }
}

/// A name as the `Host` header has it, which leaves the usual port out.
fn host(text: &str) -> Result<String, String> {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    let is_port = |port: &str| port.parse().is_ok_and(|port: u16| port > 0);
    if name.is_empty() || !name.chars().all(is_name) || !port.is_none_or(is_port) {
        let how = "write HOST or HOST:PORT as browsers do, without https://: survey.example.gov.cn";
        return Err(how.to_owned());
    }
    Ok(text.strip_suffix(":443").unwrap_or(text).to_owned())
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// List every setting, its value, and where it comes from
    #[command(after_help = "Flags are those of `manyi serve`.\n\nExamples:\n  \
        manyi config show\n  \
        manyi config show --config /etc/manyi.toml --format json")]
    Show(Serve),
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account, and print a link that signs in once to choose a password
    Add(UserAdd),
    /// List the accounts
    List,
    /// Give these roles and no others
    Roles {
        /// Name of the account
        name: Code,
        /// Roles, each ROLE or ROLE@UNIT
        #[arg(value_parser = parse_grant, value_name = "ROLE")]
        roles: Vec<Grant>,
    },
    /// Print a new link, for whoever has forgotten the password
    Link {
        /// Name of the account
        name: Code,
    },
    /// Ask for no second factor any more, for whoever has lost it
    ResetSecondFactor {
        /// Name of the account
        name: Code,
    },
    /// Make a token for a program, and print it
    Token(UserToken),
    /// End all sessions, on every device
    SignOut {
        /// Name of the account
        name: Code,
    },
    /// Let nobody sign in under the name
    Disable {
        /// Name of the account
        name: Code,
    },
    /// Let them sign in again
    Enable {
        /// Name of the account
        name: Code,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct UserAdd {
    /// Name to sign in with
    pub(crate) name: Code,
    /// Name for people; by default the same
    #[arg(long, value_parser = one_line, value_name = "NAME")]
    pub(crate) display_name: Option<String>,
    /// Role, as ROLE or ROLE@UNIT; may be given several times
    #[arg(long = "role", value_parser = parse_grant, value_name = "ROLE")]
    pub(crate) roles: Vec<Grant>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct UserToken {
    /// Name of the account that the program acts for
    pub(crate) name: Code,
    /// What it may do of what the account may; by default all of it
    #[arg(long, value_delimiter = ',', value_parser = parse_right, value_name = "RIGHTS")]
    pub(crate) rights: Vec<Right>,
    /// Which program, for people
    #[arg(long, default_value = "program", value_parser = one_line, value_name = "TEXT")]
    pub(crate) label: String,
    /// Days until it ends
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(crate) days: u32,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Audit {
    /// Only entries after this one
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    pub(crate) after: u64,
    /// Most entries to list
    #[arg(long, default_value_t = 1_000_000, value_name = "NUMBER")]
    pub(crate) limit: u32,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct MigrateDatabase {
    /// Database to copy, as a URL
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// Database to fill, as a URL: a new file, or an empty database of PostgreSQL
    #[arg(value_name = "TO")]
    pub(crate) to: String,
}

/// A text for people, which lists and terminals show as it is.
/// `STRATUM=N`.
fn stratum(text: &str) -> Result<(Code, u64), String> {
    let (code, count) = text.rsplit_once('=').ok_or("must be STRATUM=N")?;
    let count = count.parse().map_err(|error| format!("{count:?} is no number: {error}"))?;
    Ok((code.parse()?, count))
}

fn one_line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("must be one line without control characters".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
