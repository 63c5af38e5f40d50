//! Arguments of `manyi check` and `manyi signals`.

use clap::{Args as ClapArgs, Subcommand};
use survey::verification::{Happened, Recontact};
use survey::{Code, Period};
use uuid::Uuid;

use super::{Counting, SelectionArgs, one_line};

#[derive(Debug, Subcommand)]
pub(crate) enum CheckCommand {
    /// Draw interviews to be checked: of each surveyor so many, by a stored seed
    Plan(CheckPlan),
    /// List what was drawn, with the seeds
    Plans,
    /// Draw once more and compare
    Redraw {
        /// Id of the plan
        plan: Uuid,
    },
    /// List checks and how far they are; nothing of what was answered
    List {
        /// Only those of a plan
        #[arg(long, value_name = "ID")]
        plan: Option<Uuid>,
    },
    /// Give somebody an interview to check: whom to ask, and what
    Take {
        /// Account of whoever checks, who must be from elsewhere
        #[arg(long = "by", value_name = "NAME")]
        checker: Code,
    },
    /// Record what a check found
    Record(CheckRecord),
    /// Say how far first and second answers agree, surveyor by surveyor
    Agreement {
        /// When the interviews were held; by default all
        #[arg(long)]
        period: Option<Period>,
        /// Only one surveyor
        #[arg(long, value_name = "NAME")]
        surveyor: Option<Code>,
    },
    /// Leave the interview of a check out of the second score, by a rule; the first score keeps it
    Exclude {
        /// Id of the check
        check: Uuid,
        /// Code of the rule
        #[arg(long, value_name = "CODE", default_value = "verified_false")]
        rule: Code,
        /// Why
        #[arg(long, value_parser = one_line)]
        reason: String,
    },
    /// Take an interview in again
    Include {
        /// Id of the response
        response: Uuid,
        /// Why
        #[arg(long, value_parser = one_line)]
        reason: String,
    },
    /// List interviews that are left out, by which rule, by whom and why
    Excluded,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CheckPlan {
    /// When the interviews were held
    #[arg(long)]
    pub(crate) period: Period,
    /// How many of each surveyor
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) per_surveyor: u32,
    /// Questions that are asked again
    #[arg(long = "question", value_name = "CODE", required = true, num_args = 1..)]
    pub(crate) questions: Vec<Code>,
    /// Only interviews of a unit and those below it
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<Code>,
    /// Whoever checks is of another unit of this level
    #[arg(long, default_value = "town")]
    pub(crate) level: Code,
    /// Seed, to draw what somebody else can draw too; by default one is made and stored
    #[arg(long, value_parser = one_line)]
    pub(crate) seed: Option<String>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CheckRecord {
    /// Id of the check
    pub(crate) check: Uuid,
    /// Account of whoever checked and holds it
    #[arg(long = "by", value_name = "NAME")]
    pub(crate) checker: Code,
    /// `reached`, `not_reached`, `refused` or `wrong_contact`
    #[arg(long)]
    pub(crate) outcome: Recontact,
    /// Whether they were asked the first time: `yes`, `no` or `cant_remember`
    #[arg(long)]
    pub(crate) happened: Option<Happened>,
    /// What they answer now
    #[arg(long = "answer", value_name = "QUESTION=OPTION", value_parser = answer)]
    pub(crate) answers: Vec<(Code, Code)>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Signals {
    /// Period such as 2026-09 or 2026-Q3; by default the newest quarter
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Of the units of a level, instead of surveyors
    #[arg(long, value_name = "LEVEL", conflicts_with = "surveyor")]
    pub(crate) level: Option<Code>,
    /// Only one surveyor
    #[arg(long, value_name = "NAME")]
    pub(crate) surveyor: Option<Code>,
    /// Only what asks for a second look
    #[arg(long)]
    pub(crate) raised: bool,
    #[command(flatten)]
    pub(crate) counting: Counting,
}

/// `QUESTION=OPTION`.
fn answer(text: &str) -> Result<(Code, Code), String> {
    let (question, option) = text.split_once('=').ok_or("must be QUESTION=OPTION")?;
    Ok((question.parse()?, option.parse()?))
}
