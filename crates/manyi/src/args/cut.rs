//! What several commands ask of the data: which interviews, units and periods, counted how.

use clap::{Args as ClapArgs, ValueEnum};
use survey::period::PeriodKind;
use survey::{Code, Mode, Period, Weights};

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

/// Which interviews of the database are counted.
#[derive(Debug, ClapArgs)]
pub(crate) struct SelectionArgs {
    /// Questionnaire code, needed when the database holds several
    #[arg(long, value_name = "CODE")]
    pub(crate) questionnaire: Option<Code>,
    /// Count mock rounds instead of official ones
    #[arg(long)]
    pub(crate) mock: bool,
    /// Leave out interviews that checks found never to have happened; see `manyi check exclude`
    #[arg(long)]
    pub(crate) without_excluded: bool,
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
