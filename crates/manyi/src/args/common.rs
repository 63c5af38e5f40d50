//! Arguments of `manyi common`.

use clap::{Args as ClapArgs, Subcommand};
use survey::common::{ClusterRules, Finding};
use survey::{Code, CommonState, Period};
use uuid::Uuid;

use super::one_line;

#[derive(Debug, Subcommand)]
pub(crate) enum CommonCommand {
    /// Propose groups of issues that are alike: of one category and reason or question, described alike
    Cluster(CommonSearch),
    /// Make a common issue of several
    Make(CommonMake),
    /// Send a common issue to units, each of which looks whether it has the same
    Send(CommonSend),
    /// List common issues, the newest first, and how far their tasks have come
    List {
        /// Only this unit, with all below it
        #[arg(long, value_name = "CODE")]
        unit: Option<Code>,
        /// Only those in this state: made, sent, closed
        #[arg(long, value_name = "STATE")]
        state: Option<CommonState>,
    },
    /// Show a common issue with the tasks of all units
    Show {
        /// Its id
        id: Uuid,
    },
    /// Answer for a unit: found or `not_found`, signed
    Answer(CommonAnswer),
    /// Return the answer of a unit, which has to answer anew
    Return {
        /// Id of the common issue
        id: Uuid,
        /// Code of the unit
        #[arg(long, value_name = "CODE")]
        unit: Code,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Close a common issue that every unit answered, or say why that is enough
    Close {
        /// Its id
        id: Uuid,
        /// Why, where units owe an answer
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CommonSearch {
    /// Period in which the issues came to light, such as 2026-Q3; by default the quarter of today
    #[arg(long)]
    pub(crate) period: Option<Period>,
    /// Only this unit, with all below it
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<Code>,
    /// Descriptions are alike from so many percent on: the cosine between their pairs of letters
    #[arg(long, value_name = "PERCENT", default_value_t = ClusterRules::default().similarity)]
    pub(crate) similarity: u8,
    /// Issues of a group, at least
    #[arg(long, value_name = "N", default_value_t = ClusterRules::default().least_issues)]
    pub(crate) least_issues: u32,
    /// Units of a group, at least
    #[arg(long, value_name = "N", default_value_t = ClusterRules::default().least_units)]
    pub(crate) least_units: u32,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CommonMake {
    /// What it is called
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    pub(crate) title: String,
    /// What those who get it are to look for
    #[arg(long, value_name = "TEXT")]
    pub(crate) look_for: String,
    /// The unit within which it lies
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Code,
    /// The issues that it rests on; all of one category
    #[arg(long, num_args = 1.., value_name = "ID", required_unless_present = "like")]
    pub(crate) issue: Vec<Uuid>,
    /// Take the group that `manyi common cluster` proposes for this issue, within the unit
    #[arg(long, value_name = "ID", conflicts_with = "issue")]
    pub(crate) like: Option<Uuid>,
    /// With --like: the period in which the issues came to light; by default the quarter of today
    #[arg(long, requires = "like")]
    pub(crate) period: Option<Period>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CommonSend {
    /// Id of the common issue
    pub(crate) id: Uuid,
    /// Codes of the units
    #[arg(long, num_args = 1.., value_name = "CODE", required_unless_present = "level")]
    pub(crate) unit: Vec<Code>,
    /// All units of this level within that of the common issue
    #[arg(long, value_name = "LEVEL", conflicts_with = "unit")]
    pub(crate) level: Option<String>,
    /// Working days that they have for it
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) days: u16,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CommonAnswer {
    /// Id of the common issue
    pub(crate) id: Uuid,
    /// Code of the unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Code,
    /// found or `not_found`
    pub(crate) finding: Finding,
    /// In how many places
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) places: u32,
    /// What is done about it
    #[arg(long, value_name = "TEXT")]
    pub(crate) measures: Option<String>,
    /// What was looked at, and how
    #[arg(long, value_name = "TEXT")]
    pub(crate) statement: String,
    /// Who signs
    #[arg(long, value_name = "NAME", value_parser = one_line)]
    pub(crate) signatory: String,
    /// Open an issue of the unit for what can't be put right at once
    #[arg(long, value_name = "TEXT")]
    pub(crate) open: Vec<String>,
}
