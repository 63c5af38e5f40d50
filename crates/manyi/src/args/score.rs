//! Arguments of `manyi score` and `manyi rank`.

use std::path::PathBuf;

use analytics::{IntervalMethod, Lonely};
use clap::{Args as ClapArgs, ValueEnum};

use super::{AnswerFileArgs, ByArg, Counting, CutArgs, PeriodArg, WeightsArgs};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DesignArg {
    /// The PSUs that the period visited
    Period,
    /// The PSUs of all the data, each period being a domain of one sample, as in R's svyby
    File,
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
