//! The year's score: a line for each unit, each part of it, each rank that a weight decides, and each
//! candidate.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Row};

/// The score of a unit. Units without one have the components that they miss, and no number.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AnnualScoreRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Level of the unit; each is ranked apart.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Calendar year.
    pub year: i32,
    /// The formula, `code@version`.
    #[schemars(with = "String")]
    pub formula: CompactString,
    /// Σ weight × points of the components.
    pub weighted: Option<f64>,
    /// What that is multiplied by (难度系数).
    pub coefficient: f64,
    /// Bonus items together, at most the cap.
    pub bonus: Option<f64>,
    /// Deduction items together, at most the cap.
    pub deduction: Option<f64>,
    /// `weighted × coefficient + bonus − deduction`.
    pub total: Option<f64>,
    /// Standard error of the total from our own surveys; 0 where no component has a sampling error.
    pub se: Option<f64>,
    /// Its degrees of freedom; empty without a sampling error.
    pub df: Option<u32>,
    /// Lower end of the interval of 95 %.
    pub ci_low: Option<f64>,
    /// Upper end.
    pub ci_high: Option<f64>,
    /// A component was published by others without an error: the interval leaves that out.
    pub error_unknown: bool,
    /// By how much the total could lie elsewhere for those components, as far as their samples are known.
    pub outside_margin: Option<f64>,
    /// Competition rank within the level: ties share it, and the next is skipped.
    pub rank: Option<u32>,
    /// Best rank that the data allow.
    pub rank_low: Option<u32>,
    /// Worst rank that the data allow.
    pub rank_high: Option<u32>,
    /// Units that the data can't tell apart share one.
    pub tier: Option<u32>,
    /// Expected rank.
    pub expected_rank: Option<f64>,
    /// Codes of the components for whose absence there is no score.
    pub missing: Vec<String>,
}

/// What stands behind the points of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// A value, with a sampling error.
    Sampled,
    /// A value without a sampling error: a complete count, or entered from a document.
    Counted,
    /// A value that others published, without its error.
    Published,
    /// No value; points that the formula gives instead.
    Given,
    /// No value; the other components share its weight.
    SharedOut,
    /// No value, and so no score.
    Refused,
}

impl PartState {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sampled => "sampled",
            Self::Counted => "counted",
            Self::Published => "published",
            Self::Given => "given",
            Self::SharedOut => "shared_out",
            Self::Refused => "refused",
        }
    }
}

/// A component of the score of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AnnualPartRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Level of the unit.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Code of the component.
    #[schemars(with = "String")]
    pub component: CompactString,
    /// What stands behind its points.
    pub state: PartState,
    /// Its value, shares in per cent.
    pub value: Option<f64>,
    /// Standard error of the value.
    pub se: Option<f64>,
    /// Respondents, or of how many it is a share.
    pub n: Option<u64>,
    /// Points after scale, floor and cap.
    pub points: Option<f64>,
    /// What it weighs for this unit.
    pub weight: Option<f64>,
    /// Weight × points.
    pub weighted: Option<f64>,
}

/// How much of the differences between units comes from a part of the score.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpreadRow {
    /// Level of the units.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Code of the component, `bonus` or `deduction`.
    #[schemars(with = "String")]
    pub component: CompactString,
    /// Its nominal weight; empty for bonus and deduction.
    pub weight: Option<f64>,
    /// Its share of the spread, all adding up to 1; below 0 it draws the units together.
    pub share: Option<f64>,
}

/// A rank that another weight would change.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SensitivityRow {
    /// Level of the unit.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// The component whose weight is moved.
    #[schemars(with = "String")]
    pub component: CompactString,
    /// Its weight.
    pub weight: f64,
    /// Its weight when it is moved; the others make room.
    pub moved_weight: f64,
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Its rank.
    pub rank: u32,
    /// Its rank with the moved weights.
    pub moved_rank: u32,
    /// Its total.
    pub total: f64,
    /// Its total with the moved weights.
    pub moved_total: f64,
    /// The other rank is among those that sampling error leaves open anyway.
    pub within_sampling_error: bool,
}

/// Whether a unit is on the list of candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Candidacy {
    /// Among the first, whatever sampling error does.
    Surely,
    /// Among the first by its total; sampling error could have it otherwise.
    ByTotal,
    /// Not among the first by its total; sampling error could have it otherwise.
    CouldBe,
}

impl Candidacy {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Surely => "surely",
            Self::ByTotal => "by_total",
            Self::CouldBe => "could_be",
        }
    }
}

/// A line of the list of candidates (推荐名单), which is not an award.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CandidateRow {
    /// How it stands to the list.
    pub candidacy: Candidacy,
    /// So many first.
    pub top: u32,
    /// The score.
    #[serde(flatten)]
    pub score: AnnualScoreRow,
}

impl Row for AnnualScoreRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("year", Text, |r: &Self| Cell::Text(r.year.to_string().into())),
            Column::new("formula", Text, |r: &Self| r.formula.as_str().into()),
            Column::new("weighted", Number, |r: &Self| r.weighted.into()),
            Column::new("coefficient", Number, |r: &Self| Cell::Number(r.coefficient)),
            Column::new("bonus", Number, |r: &Self| r.bonus.into()),
            Column::new("deduction", Number, |r: &Self| r.deduction.into()),
            Column::new("total", Number, |r: &Self| r.total.into()),
            Column::new("se", Number, |r: &Self| r.se.into()),
            Column::new("df", Count, |r: &Self| r.df.into()),
            Column::new("ci_low", Number, |r: &Self| r.ci_low.into()),
            Column::new("ci_high", Number, |r: &Self| r.ci_high.into()),
            Column::new("error_unknown", Text, |r: &Self| yes(r.error_unknown)),
            Column::new("outside_margin", Number, |r: &Self| r.outside_margin.into()),
            Column::new("rank", Count, |r: &Self| r.rank.into()),
            Column::new("rank_low", Count, |r: &Self| r.rank_low.into()),
            Column::new("rank_high", Count, |r: &Self| r.rank_high.into()),
            Column::new("tier", Count, |r: &Self| r.tier.into()),
            Column::new("expected_rank", Number, |r: &Self| r.expected_rank.into()),
            Column::new("missing", Text, |r: &Self| Cell::Text(r.missing.join(" ").into())),
        ]
    }
}

impl Row for AnnualPartRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("component", Text, |r: &Self| r.component.as_str().into()),
            Column::new("state", Text, |r: &Self| r.state.as_str().into()),
            Column::new("value", Number, |r: &Self| r.value.into()),
            Column::new("se", Number, |r: &Self| r.se.into()),
            Column::new("n", Count, |r: &Self| r.n.into()),
            Column::new("points", Number, |r: &Self| r.points.into()),
            Column::new("weight", Number, |r: &Self| r.weight.into()),
            Column::new("weighted", Number, |r: &Self| r.weighted.into()),
        ]
    }
}

impl Row for SpreadRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Number, Text};
        vec![
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("component", Text, |r: &Self| r.component.as_str().into()),
            Column::new("weight", Number, |r: &Self| r.weight.into()),
            Column::new("share", Number, |r: &Self| r.share.into()),
        ]
    }
}

impl Row for SensitivityRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("component", Text, |r: &Self| r.component.as_str().into()),
            Column::new("weight", Number, |r: &Self| Cell::Number(r.weight)),
            Column::new("moved_weight", Number, |r: &Self| Cell::Number(r.moved_weight)),
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("rank", Count, |r: &Self| Cell::Count(r.rank.into())),
            Column::new("moved_rank", Count, |r: &Self| Cell::Count(r.moved_rank.into())),
            Column::new("total", Number, |r: &Self| Cell::Number(r.total)),
            Column::new("moved_total", Number, |r: &Self| Cell::Number(r.moved_total)),
            Column::new("within_sampling_error", Text, |r: &Self| yes(r.within_sampling_error)),
        ]
    }
}

impl Row for CandidateRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Text};
        let own = [
            Column::new("candidacy", Text, |r: &Self| r.candidacy.as_str().into()),
            Column::new("top", Count, |r: &Self| Cell::Count(r.top.into())),
        ];
        let score = AnnualScoreRow::columns().into_iter();
        own.into_iter().chain(score.map(|column| column.within(|row: &Self| &row.score))).collect()
    }
}

fn yes(is: bool) -> Cell<'static> {
    Cell::Text(if is { "yes" } else { "no" }.into())
}
