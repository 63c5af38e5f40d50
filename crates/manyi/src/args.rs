//! The command line. The doc comments are its help.

mod annual;
mod bulletin;
mod chart;
mod check;
mod common;
mod comparison;
mod cube;
mod cut;
mod database;
mod doubts;
mod export;
mod fieldwork;
mod global;
mod import;
mod issue;
mod leading;
mod order;
mod priority;
mod publicity;
mod quality;
mod questionnaire;
mod response;
mod score;
mod seal;
mod serve;
mod user;
mod view;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use self::annual::{
    AnnualCommand, AnnualLook, AnnualProgress, AnnualRun, EntryCommand, ExternalCommand,
    ExternalFields,
};
pub(crate) use self::bulletin::{BulletinArgs, BulletinCommand, MakeBulletin, PaperArgs};
pub(crate) use self::chart::{Chart, Layout, WidthArg};
pub(crate) use self::check::{CheckCommand, CheckPlan, CheckRecord, Signals};
pub(crate) use self::common::{CommonAnswer, CommonCommand, CommonMake, CommonSearch, CommonSend};
pub(crate) use self::comparison::{Compare, Funnel, Movement};
pub(crate) use self::cube::{AnswerFileArgs, CubeBuild, CubeCommand};
pub(crate) use self::cut::{ByArg, Counting, CutArgs, PeriodArg, SelectionArgs, WeightsArgs};
pub(crate) use self::database::{Audit, MigrateDatabase, Retain};
pub(crate) use self::doubts::{Bounds, ModeEffect};
pub(crate) use self::export::{Export, ExportAnswers};
pub(crate) use self::fieldwork::{ContactsCommand, Fieldwork, SampleCommand, SampleDraw};
pub(crate) use self::global::{Encoding, Format, Global};
pub(crate) use self::import::{
    Import, ImportContacts, ImportIssues, ImportOptions, ImportResponses,
};
pub(crate) use self::issue::{CalendarCommand, IssueCommand, IssueFunnel, IssueOpen, IssueRates};
pub(crate) use self::leading::{AimCommand, AimSet, OverviewArgs, UnitArgs};
pub(crate) use self::order::{OrderCommand, OrderPropose, OrderTarget};
pub(crate) use self::priority::{Priority, PriorityByArg};
pub(crate) use self::publicity::{ForecastArgs, PublicityAdd, PublicityChoice, PublicityCommand};
pub(crate) use self::quality::{Quality, QualityByArg};
pub(crate) use self::questionnaire::{ImportQuestionnaire, QuestionnaireCommand, VersionArgs};
pub(crate) use self::response::{QuarantineCommand, ResponseCommand, Settle};
pub(crate) use self::score::{DesignArg, Rank, Score, ScoreFileArgs};
pub(crate) use self::seal::{MakeSeal, SealArgs, SealCommand, Verify};
pub(crate) use self::serve::{ConfigCommand, Demo, Serve};
pub(crate) use self::user::{UserAdd, UserCommand, UserToken};
pub(crate) use self::view::{ViewCommand, ViewSave};

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
    /// Compute the score of a year by a published formula, and say what it hangs on
    #[command(
        subcommand,
        after_help = "A score holds when somebody else than who computed it confirmed it. What is done here \
        is done by \"command line\", which can't confirm what it entered.\n\nExamples:\n  \
        manyi annual publish-formula fixtures/annual/district_example.toml\n  \
        manyi annual score 2026 --formula district_example@1 --dry-run\n  \
        manyi annual score 2026 --formula district_example@1\n  \
        manyi annual sensitivity 2026\n  \
        manyi annual candidates 2026 --top 5\n  \
        manyi annual verify 2026"
    )]
    Annual(AnnualCommand),
    /// Enter results of surveys that others made, and confirm those that somebody else entered
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        manyi external enter --issuer 青岛市生态环境局 --level city --period 2026 --unit 991202 \\\n    \
        --score 87.31 --rank 3 --rank-total 18 --doc-no '青环发〔2026〕3号' --document 调查结果通报\n  \
        manyi external list --year 2026\n  \
        manyi import external results.csv --rejects left-out.csv"
    )]
    External(ExternalCommand),
    /// Lead the ledger of issues: list, show, open, take steps, tell its rates
    #[command(
        subcommand,
        after_help = "People take their steps in the service, by their accounts. What is done here is \
        done by \"command line\", which can't judge what it had a hand in.\n\nExamples:\n  \
        manyi issue list --overdue --unit 991202\n  \
        manyi issue open --channel hotline --number 12345-001 --unit 991202 \\\n    \
        --category air_water_pollution --description 工地扬尘\n  \
         manyi issue show 018f7f0e-0000-7000-8000-000000000001\n  \
         manyi issue rates --period 2026-Q3 --level town"
    )]
    Issue(IssueCommand),
    /// Supervise units: rules propose orders, persons issue them, judge replies and decide appeals
    #[command(
        subcommand,
        after_help = "People take their steps in the service, by their accounts. Whoever types for \
        somebody names them with --by: nobody judges what they answered for.\n\nExamples:\n  \
        manyi order propose --period 2026-Q3 --dry-run\n  \
        manyi order list --overdue\n  \
        manyi order issue ID --by wang --demand '十个工作日内书面答复'\n  \
        manyi order escalate ID --by wang --to notice --reason '逾期未答复'\n  \
        manyi order decide ID --by zhao --outcome upheld --reason '经复核属实'"
    )]
    Order(OrderCommand),
    /// Keep the log of what was told to the public: praise, and bad cases
    #[command(
        subcommand,
        after_help = "Counts are information, and no score. What is logged holds nothing of respondents.\n\n\
        Examples:\n  \
        manyi publicity add --channel 云泽日报 --kind good_news --unit 991202 --topic 河道清淤完工 \\\n    \
        --link https://example.org/1\n  \
        manyi import publicity log.csv\n  \
        manyi publicity counts --period 2026-Q3\n  \
        manyi publicity list --kind exposure --format csv"
    )]
    Publicity(PublicityCommand),
    /// Foretell what an external survey will find, from the mock rounds that rehearse it
    #[command(after_help = "Examples:\n  \
        manyi forecast --period 2026-Q3 --level district\n  \
        manyi forecast --period 2026-Q4 --survey province --past results.csv --format csv\n  \
        manyi forecast --period 2026-Q4 --survey province --results")]
    Forecast(ForecastArgs),
    /// Find what several issues have in common, and have units look whether they have it too
    #[command(
        subcommand,
        after_help = "Groups are proposals: a person makes a common issue of one. Each unit that it is sent \
        to answers once, and `not_found` is an answer.\n\nExamples:\n  \
        manyi common cluster --period 2026-Q3\n  \
        manyi common make --unit 9912 --title 工地扬尘 --look-for 围挡、覆盖、喷淋 --period 2026-Q3 \\\n    \
        --like 018f7f0e-0000-7000-8000-000000000001\n  \
        manyi common send ID --level town --days 5\n  \
        manyi common answer ID --unit 991202 not_found --statement 逐一查看四处工地 --signatory 李敏\n  \
        manyi common close ID"
    )]
    Common(CommonCommand),
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
    /// Say what stands behind an index: who counts, who kept silent, what came late, what the design costs
    ///
    /// Unanswered, not asked, don't know and refused are four different things. Shares are of the
    /// questions that were put, without weights.
    #[command(after_help = "Examples:\n  \
        manyi quality --period 2026-Q3 --level town\n  \
        manyi quality --period 2026-Q3 --unit 991202001 --by question\n  \
        manyi quality --late-after 7 --format csv -o quality.csv")]
    Quality(Quality),
    /// Draw a chart as SVG or PNG, or write the table beside it as CSV
    #[command(after_help = "Examples:\n  \
        manyi chart ranking --period 2026-Q3 -o ranking.svg\n  \
        manyi chart movement --from 2025-Q4 --period 2026-Q3 -o movement.svg\n  \
        manyi chart heatmap --width phone --lang en -o heatmap.png\n  \
        manyi chart answers --unit 991202001 -o answers.csv")]
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
    /// Have interviews checked by somebody from elsewhere, who does not know what was answered first
    #[command(
        subcommand,
        after_help = "Examples:\n  \
        manyi check plan --period 2026-Q3 --per-surveyor 5 --question air --question general\n  \
        manyi check take --by wang --contact-key /etc/manyi/contacts.key\n  \
        manyi check record 018f7f0e-0000-7000-8000-000000000001 --by wang --outcome reached \\\n    \
        --happened yes --answer air=5\n  \
        manyi check agreement --period 2026-Q3\n  \
        manyi check exclude 018f7f0e-0000-7000-8000-000000000001 --reason '电话核实，未曾访问'"
    )]
    Check(CheckCommand),
    /// Say what in the interviews of surveyors or units asks for a second look; it proves nothing
    #[command(after_help = "Examples:\n  \
        manyi signals --period 2026-Q3\n  \
        manyi signals --period 2026-Q3 --level village --raised\n  \
        manyi signals --surveyor limin --format csv -o signals.csv")]
    Signals(Signals),
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
    /// Seal a period that is over: what it was can be checked from then on, byte for byte
    ///
    /// Answers, weights, units, questionnaires, schemes, the ledger, bulletins and index tables get a
    /// digest, and each seal holds that of the one before. Nothing is locked: what comes in late is
    /// taken, and the next revision names it.
    #[command(after_help = "Examples:\n  \
        manyi seal 2026-Q3 --folder /srv/seals\n  \
        manyi seal 2026-Q3 --reason '补录东河镇10份答卷'\n  \
        manyi seal list\n  \
        manyi seal show 2026-Q3 --revision 1 -o seal.json")]
    Seal(SealArgs),
    /// Check that the audit log is whole, and that sealed periods are what they were
    ///
    /// Everything is read and computed anew. What differs is listed row by row, with what the audit log
    /// tells of it.
    #[command(after_help = "Examples:\n  \
        manyi verify\n  \
        manyi verify 2026-Q3 --folder /srv/seals\n  \
        manyi verify 2026-Q3 --format csv -o findings.csv")]
    Verify(Verify),
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

/// A text for people, which lists and terminals show as it is.
fn one_line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if !survey::wording::says_in_a_line(text, usize::MAX) {
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
