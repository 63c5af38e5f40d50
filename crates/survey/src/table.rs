//! Plain results: what analytics computes, charts draw and people download.
//!
//! Field names are the column names of the files, and these are a contract.

mod annual;
mod answers;
mod codebook;
mod coverage;
mod effects;
mod forecast;
mod funnel;
mod issue_rates;
mod movement;
mod priority;
mod publicity;
mod quality;
mod verification;

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

pub use self::annual::{
    AnnualPartRow, AnnualScoreRow, Candidacy, CandidateRow, PartState, SensitivityRow, SpreadRow,
};
pub use self::answers::{AnswerRow, CodedAnswer, Interview};
pub use self::codebook::{CodebookRow, Entry, codebook};
pub use self::coverage::CoverageRow;
pub use self::effects::{BoundsRow, ModeEffectRow};
pub use self::forecast::{ForecastBasis, ForecastRow, PastResultRow, PastState};
pub use self::funnel::{FunnelPlace, FunnelRow};
pub use self::issue_rates::{IssueFunnelRow, IssueRateRow};
pub use self::movement::MovementRow;
pub use self::priority::{
    Derivation, ImportanceMethod, Lacking, Priorities, PriorityRow, Quadrant,
};
pub use self::publicity::PublicityCount;
pub use self::quality::{QualityRow, QuestionQualityRow};
pub use self::verification::{ALL_SURVEYORS, AgreementRow, SignalRow};
use crate::{Period, Weights};

/// Below which a change, adjusted for all that are looked at (2.23), is called real.
pub const SIGNIFICANT: f64 = 0.05;

/// Why a cell should be read with care, or not at all. The graver is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Fewer than 8 degrees of freedom: the interval itself is uncertain.
    LowDf,
    /// Fewer respondents than a rank or a headline may rest on (样本不足).
    SmallN,
    /// A stratum with a single PSU: the design gives no variance.
    LonelyPsu,
    /// So few respondents that a number could point at a person, or a number that would give such a
    /// one away by subtraction; the numbers are withheld.
    Suppressed,
}

impl Flag {
    /// All of them, the graver the later.
    pub const ALL: [Self; 4] = [Self::LowDf, Self::SmallN, Self::LonelyPsu, Self::Suppressed];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SmallN => "small_n",
            Self::LowDf => "low_df",
            Self::Suppressed => "suppressed",
            Self::LonelyPsu => "lonely_psu",
        }
    }
}

/// One value of a table, before anybody decides how to write it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing: withheld, or not there.
    Empty,
    /// Words, codes, flags.
    Text(Cow<'a, str>),
    /// A count, a rank.
    Count(u64),
    /// A figure with all its digits.
    Number(f64),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.into()) }
    }
}

impl From<u64> for Cell<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Option<u64>> for Cell<'_> {
    fn from(count: Option<u64>) -> Self {
        count.map_or(Self::Empty, Self::Count)
    }
}

impl From<Option<u32>> for Cell<'_> {
    fn from(count: Option<u32>) -> Self {
        count.map_or(Self::Empty, |count| Self::Count(count.into()))
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

/// What a column holds, also when every value of it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, codes, flags.
    Text,
    /// Counts and ranks.
    Count,
    /// Figures.
    Number,
}

/// A column of a table of `R`.
pub struct Column<R> {
    /// Its name, which is a contract.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    of: Box<dyn Fn(&R) -> Cell<'_> + Send + Sync>,
}

impl<R: 'static> Column<R> {
    /// A column whose values are read by `of`.
    pub fn new(
        name: &'static str,
        kind: ColumnKind,
        of: impl Fn(&R) -> Cell<'_> + Send + Sync + 'static,
    ) -> Self {
        Self { name, kind, of: Box::new(of) }
    }

    /// The value of a row.
    pub fn of<'r>(&self, row: &'r R) -> Cell<'r> {
        (self.of)(row)
    }

    /// The same column of rows that hold an `R`.
    pub fn within<S: 'static>(self, part: impl Fn(&S) -> &R + Send + Sync + 'static) -> Column<S> {
        Column::new(self.name, self.kind, move |row| (self.of)(part(row)))
    }
}

/// A row type with named columns: one list serves CSV, Parquet, spreadsheet and terminal alike.
pub trait Row: Sized + 'static {
    /// The columns, in order.
    fn columns() -> Vec<Column<Self>>;
}

/// The columns with these names, in this order; without names, all.
///
/// # Errors
/// [`UnknownColumn`].
pub fn columns_named<R: Row>(names: &[String]) -> Result<Vec<Column<R>>, UnknownColumn> {
    let mut all = R::columns();
    if names.is_empty() {
        return Ok(all);
    }
    let known = all.iter().map(|column| column.name).collect::<Vec<_>>().join(",");
    let unknown = |name: &String| UnknownColumn { name: name.clone(), known: known.clone() };
    let take = |name: &String| {
        let at = all.iter().position(|column| column.name == name).ok_or_else(|| unknown(name))?;
        Ok(all.swap_remove(at))
    };
    names.iter().map(take).collect()
}

/// A name that no column of a table has, or that was given twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColumn {
    name: String,
    known: String,
}

impl fmt::Display for UnknownColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, known } = self;
        write!(f, "there is no column {name:?}, or it is named twice; the columns are {known}")
    }
}

impl std::error::Error for UnknownColumn {}

/// One line of the index table: unit × period × category.
///
/// Index and its bounds run from 0 to 100; rates and shares from 0 to 1. Codes and names are mostly
/// short enough for [`CompactString`] to hold them without an allocation: tables get long.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct IndexRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Level of the unit.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Code of the unit above, empty for a root.
    #[schemars(with = "String")]
    pub parent_code: CompactString,
    /// Period.
    pub period: Period,
    /// Category code, question code, or `overall`.
    #[schemars(with = "String")]
    pub category: CompactString,
    /// Scoring scheme with its version, e.g. `five_100_80_60_30_0@1`.
    #[schemars(with = "String")]
    pub scheme: CompactString,
    /// Mode, or `all`.
    #[schemars(with = "String")]
    pub mode: CompactString,
    /// Interviews in the cell; empty when withheld.
    pub responses: Option<u64>,
    /// Respondents with at least one substantive answer in the category; empty when withheld.
    pub n: Option<u64>,
    /// Independent answers that would give the same standard error (2.11).
    pub n_eff: Option<f64>,
    /// Satisfaction index (满意度得分), a ratio estimate (2.2).
    pub index: Option<f64>,
    /// Its standard error by Taylor linearisation (2.4).
    pub se: Option<f64>,
    /// Degrees of freedom: PSUs less strata among those with answers (2.7).
    pub df: Option<u32>,
    /// Lower end of the 95 % interval (2.8).
    pub ci_low: Option<f64>,
    /// Upper end of the 95 % interval (2.8).
    pub ci_high: Option<f64>,
    /// Design effect against simple random sampling of answers (2.10).
    pub deff: Option<f64>,
    /// Satisfaction rate (满意率): share of the best options.
    pub rate: Option<f64>,
    /// Its standard error.
    pub rate_se: Option<f64>,
    /// Lower end of its 95 % interval.
    pub rate_ci_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub rate_ci_high: Option<f64>,
    /// Weighted share of don't-know among all answers given.
    pub dont_know_share: Option<f64>,
    /// Weighted share of refusals among all answers given.
    pub refused_share: Option<f64>,
    /// Why to read with care.
    pub flag: Option<Flag>,
    /// Whose PSUs the standard errors count: `period` or `file`, that is of all the data.
    pub design: &'static str,
    /// What interviews weigh: their design weights, or all the same.
    pub weights: Weights,
}

impl Row for IndexRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("parent_code", Text, |r: &Self| r.parent_code.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("category", Text, |r: &Self| r.category.as_str().into()),
            Column::new("scheme", Text, |r: &Self| r.scheme.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.as_str().into()),
            Column::new("responses", Count, |r: &Self| r.responses.into()),
            Column::new("n", Count, |r: &Self| r.n.into()),
            Column::new("n_eff", Number, |r: &Self| r.n_eff.into()),
            Column::new("index", Number, |r: &Self| r.index.into()),
            Column::new("se", Number, |r: &Self| r.se.into()),
            Column::new("df", Count, |r: &Self| r.df.into()),
            Column::new("ci_low", Number, |r: &Self| r.ci_low.into()),
            Column::new("ci_high", Number, |r: &Self| r.ci_high.into()),
            Column::new("deff", Number, |r: &Self| r.deff.into()),
            Column::new("rate", Number, |r: &Self| r.rate.into()),
            Column::new("rate_se", Number, |r: &Self| r.rate_se.into()),
            Column::new("rate_ci_low", Number, |r: &Self| r.rate_ci_low.into()),
            Column::new("rate_ci_high", Number, |r: &Self| r.rate_ci_high.into()),
            Column::new("dont_know_share", Number, |r: &Self| r.dont_know_share.into()),
            Column::new("refused_share", Number, |r: &Self| r.refused_share.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
            Column::new("design", Text, |r: &Self| r.design.into()),
            Column::new("weights", Text, |r: &Self| r.weights.as_str().into()),
        ]
    }
}

/// One line of the table of changes: a unit from one period to another.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ChangeRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Level of the unit.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Category code, or `overall`.
    #[schemars(with = "String")]
    pub category: CompactString,
    /// Scoring scheme with its version.
    #[schemars(with = "String")]
    pub scheme: CompactString,
    /// Mode, or `all`.
    #[schemars(with = "String")]
    pub mode: CompactString,
    /// The earlier period.
    pub from_period: Period,
    /// The later period.
    pub to_period: Period,
    /// Respondents with a substantive answer in the earlier period; empty when withheld.
    pub from_n: Option<u64>,
    /// Those in the later period.
    pub to_n: Option<u64>,
    /// Index of the earlier period, 0 to 100.
    pub from_index: Option<f64>,
    /// Index of the later period.
    pub to_index: Option<f64>,
    /// Later minus earlier, in points.
    pub change: Option<f64>,
    /// Its standard error, with the covariance of the PSUs of both periods (2.22).
    pub se: Option<f64>,
    /// Degrees of freedom after Satterthwaite.
    pub df: Option<f64>,
    /// Lower end of the 95 % interval of the change, looked at by itself.
    pub ci_low: Option<f64>,
    /// Upper end of that interval.
    pub ci_high: Option<f64>,
    /// Two-sided p-value, looked at by itself.
    pub p: Option<f64>,
    /// The same adjusted by Holm for the family (2.23): whether the unit moved.
    pub p_holm: Option<f64>,
    /// Number of changes in the family: all of the table.
    pub family: Option<u64>,
    /// Why to read with care: the graver reason of both periods.
    pub flag: Option<Flag>,
    /// What interviews weigh: their design weights, or all the same.
    pub weights: Weights,
}

impl Row for ChangeRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("category", Text, |r: &Self| r.category.as_str().into()),
            Column::new("scheme", Text, |r: &Self| r.scheme.as_str().into()),
            Column::new("mode", Text, |r: &Self| r.mode.as_str().into()),
            Column::new("from_period", Text, |r: &Self| {
                Cell::Text(r.from_period.to_string().into())
            }),
            Column::new("to_period", Text, |r: &Self| Cell::Text(r.to_period.to_string().into())),
            Column::new("from_n", Count, |r: &Self| r.from_n.into()),
            Column::new("to_n", Count, |r: &Self| r.to_n.into()),
            Column::new("from_index", Number, |r: &Self| r.from_index.into()),
            Column::new("to_index", Number, |r: &Self| r.to_index.into()),
            Column::new("change", Number, |r: &Self| r.change.into()),
            Column::new("se", Number, |r: &Self| r.se.into()),
            Column::new("df", Number, |r: &Self| r.df.into()),
            Column::new("ci_low", Number, |r: &Self| r.ci_low.into()),
            Column::new("ci_high", Number, |r: &Self| r.ci_high.into()),
            Column::new("p", Number, |r: &Self| r.p.into()),
            Column::new("p_holm", Number, |r: &Self| r.p_holm.into()),
            Column::new("family", Count, |r: &Self| r.family.into()),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
            Column::new("weights", Text, |r: &Self| r.weights.as_str().into()),
        ]
    }
}

/// One line of the ranking table: an index row with its place among its peers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RankingRow {
    /// The estimate that is ranked.
    #[serde(flatten)]
    pub estimate: IndexRow,
    /// Competition rank 1-2-2-4 on the unrounded index; empty when there are too few answers.
    pub rank: Option<u32>,
    /// Best rank that the data allow, jointly for all units at 95 % (3.2).
    pub rank_low: Option<u32>,
    /// Worst rank that the data allow, jointly for all units at 95 % (3.2).
    pub rank_high: Option<u32>,
    /// Tier: units of one tier can't be told apart as groups (3.4). 1 is best.
    pub tier: Option<u32>,
    /// Probability of being among the best `top_k` (3.5), by the shrunken estimates;
    /// empty when nobody asked or no differences between units are detectable.
    pub p_top_k: Option<f64>,
    /// Expected rank (3.5).
    pub expected_rank: Option<f64>,
    /// Rank in the period before.
    pub previous_rank: Option<u32>,
    /// Index less index of the period before.
    pub change: Option<f64>,
    /// Standard error of the change, with the covariance of shared PSUs (2.22).
    pub change_se: Option<f64>,
    /// Two-sided p-value of the change, looked at by itself.
    pub change_p: Option<f64>,
    /// The same adjusted by Holm for all changes of the table (2.23): whether a unit moved.
    pub change_p_holm: Option<f64>,
    /// The k of `p_top_k`.
    pub top_k: Option<u32>,
    /// Index drawn towards the mean of all units, the more the less sure it is (3.7). Not ranked by.
    pub shrunken_index: Option<f64>,
    /// Root of its mean squared error.
    pub shrunken_se: Option<f64>,
    /// The index to reach, if one was named.
    pub target: Option<f64>,
    /// Probability that it is reached (2.31).
    pub p_target: Option<f64>,
    /// Whether it is reached, by one-sided limits of 95 %.
    pub verdict: Option<Verdict>,
}

/// Whether a target is reached (2.31).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Surely.
    Met,
    /// Surely not.
    NotMet,
    /// The data allow both.
    Undetermined,
}

impl Verdict {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Undetermined => "undetermined",
        }
    }
}

impl Row for RankingRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        let estimate = IndexRow::columns().into_iter();
        let mut columns: Vec<Column<Self>> =
            estimate.map(|column| column.within(|row: &Self| &row.estimate)).collect();
        columns.extend([
            Column::new("rank", Count, |r: &Self| r.rank.into()),
            Column::new("rank_low", Count, |r: &Self| r.rank_low.into()),
            Column::new("rank_high", Count, |r: &Self| r.rank_high.into()),
            Column::new("tier", Count, |r: &Self| r.tier.into()),
            Column::new("p_top_k", Number, |r: &Self| r.p_top_k.into()),
            Column::new("expected_rank", Number, |r: &Self| r.expected_rank.into()),
            Column::new("previous_rank", Count, |r: &Self| r.previous_rank.into()),
            Column::new("change", Number, |r: &Self| r.change.into()),
            Column::new("change_se", Number, |r: &Self| r.change_se.into()),
            Column::new("change_p", Number, |r: &Self| r.change_p.into()),
            Column::new("change_p_holm", Number, |r: &Self| r.change_p_holm.into()),
            Column::new("top_k", Count, |r: &Self| r.top_k.into()),
            Column::new("shrunken_index", Number, |r: &Self| r.shrunken_index.into()),
            Column::new("shrunken_se", Number, |r: &Self| r.shrunken_se.into()),
            Column::new("target", Number, |r: &Self| r.target.into()),
            Column::new("p_target", Number, |r: &Self| r.p_target.into()),
            Column::new("verdict", Text, |r: &Self| r.verdict.map_or("", Verdict::as_str).into()),
        ]);
        columns
    }
}

/// Weighted shares of the options of one question or of one unit, for the answers chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnswerShares {
    /// What the row is about: a question or a unit.
    pub label: String,
    /// Respondents with a substantive answer.
    pub n: u64,
    /// Share of each substantive option among substantive answers, best first; they add up to 1.
    pub shares: Vec<f64>,
    /// Share of don't-know among all answers given.
    pub dont_know_share: f64,
    /// Share of refusals among all answers given.
    pub refused_share: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header is a contract: programs read these names.
    #[test]
    fn the_columns_are_those_of_the_contract() {
        fn names<R: Row>() -> String {
            let columns = R::columns();
            columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",")
        }
        assert_eq!(
            names::<IndexRow>(),
            "unit_code,unit_name,level,parent_code,period,category,scheme,mode,responses,n,n_eff,index,se,df,\
             ci_low,ci_high,deff,rate,rate_se,rate_ci_low,rate_ci_high,dont_know_share,refused_share,flag,\
             design,weights"
        );
        assert!(names::<RankingRow>().ends_with(
            "flag,design,weights,rank,rank_low,rank_high,tier,p_top_k,expected_rank,previous_rank,change,change_se,change_p,\
             change_p_holm,top_k,shrunken_index,shrunken_se,target,p_target,verdict"
        ));
        assert_eq!(
            names::<FunnelRow>(),
            "unit_code,unit_name,level,period,category,scheme,mode,n,n_eff,index,target,z,dispersion,inner_low,\
             inner_high,outer_low,outer_high,place,flag"
        );
        assert_eq!(
            names::<MovementRow>(),
            "unit_code,unit_name,level,category,scheme,mode,period,responses,n,index,rank,rank_low,rank_high,tier,\
             flag,change,change_se,change_p,change_p_holm"
        );
    }

    #[test]
    fn columns_are_chosen_by_name_and_order() {
        let chosen = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            columns_named::<IndexRow>(&names)
        };
        let names: Vec<_> =
            chosen(&["se", "index"]).expect("known").iter().map(|c| c.name).collect();
        assert_eq!(names, ["se", "index"]);
        assert_eq!(chosen(&[]).expect("all").len(), IndexRow::columns().len());
        for names in [["index", "indx"], ["se", "se"]] {
            let error = chosen(&names).err().expect("refused").to_string();
            assert!(error.contains(names[1]) && error.contains("unit_code,unit_name"), "{error}");
        }
    }
}
