//! Plain results: what analytics computes, charts draw and people download.
//!
//! Field names are the column names of the files, and these are a contract.

use serde::Serialize;

use crate::Period;

/// Why a cell should be read with care, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Fewer respondents than a rank or a headline may rest on (样本不足).
    SmallN,
    /// Fewer than 8 degrees of freedom: the interval itself is uncertain.
    LowDf,
    /// So few respondents that a number could point at a person; the numbers are withheld.
    Suppressed,
    /// A stratum with a single PSU: the design gives no variance.
    LonelyPsu,
}

impl Flag {
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
pub enum Cell {
    /// Nothing: withheld, or not there.
    Empty,
    /// Words, codes, flags.
    Text(String),
    /// A count, a rank.
    Count(u64),
    /// A figure with all its digits.
    Number(f64),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<Option<u32>> for Cell {
    fn from(count: Option<u32>) -> Self {
        count.map_or(Self::Empty, |count| Self::Count(count.into()))
    }
}

impl From<Option<f64>> for Cell {
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

/// Name and kind of a column.
pub type Column = (&'static str, ColumnKind);

/// A row type with named columns: one list serves CSV, Parquet, spreadsheet and terminal alike.
pub trait Row {
    /// Names and kinds, in order. The names are a contract.
    fn columns() -> Vec<Column>;
    /// The values, in the order of the columns.
    fn cells(&self) -> Vec<Cell>;
}

/// One line of the index table: unit × period × category.
///
/// Index and its bounds run from 0 to 100; rates and shares from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexRow {
    /// Unit code.
    pub unit_code: String,
    /// Unit name in the language of the table.
    pub unit_name: String,
    /// Level of the unit.
    pub level: String,
    /// Code of the unit above, empty for a root.
    pub parent_code: String,
    /// Period.
    pub period: Period,
    /// Category code, question code, or `overall`.
    pub category: String,
    /// Scoring scheme with its version, e.g. `five_100_80_60_30_0@1`.
    pub scheme: String,
    /// Mode, or `all`.
    pub mode: String,
    /// Interviews in the cell.
    pub responses: u64,
    /// Respondents with at least one substantive answer in the category.
    pub n: u64,
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
}

impl Row for IndexRow {
    fn columns() -> Vec<Column> {
        use ColumnKind::{Count, Number, Text};
        vec![
            ("unit_code", Text),
            ("unit_name", Text),
            ("level", Text),
            ("parent_code", Text),
            ("period", Text),
            ("category", Text),
            ("scheme", Text),
            ("mode", Text),
            ("responses", Count),
            ("n", Count),
            ("n_eff", Number),
            ("index", Number),
            ("se", Number),
            ("df", Count),
            ("ci_low", Number),
            ("ci_high", Number),
            ("deff", Number),
            ("rate", Number),
            ("rate_se", Number),
            ("rate_ci_low", Number),
            ("rate_ci_high", Number),
            ("dont_know_share", Number),
            ("refused_share", Number),
            ("flag", Text),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.unit_code.clone().into(),
            self.unit_name.clone().into(),
            self.level.clone().into(),
            self.parent_code.clone().into(),
            self.period.to_string().into(),
            self.category.clone().into(),
            self.scheme.clone().into(),
            self.mode.clone().into(),
            self.responses.into(),
            self.n.into(),
            self.n_eff.into(),
            self.index.into(),
            self.se.into(),
            self.df.into(),
            self.ci_low.into(),
            self.ci_high.into(),
            self.deff.into(),
            self.rate.into(),
            self.rate_se.into(),
            self.rate_ci_low.into(),
            self.rate_ci_high.into(),
            self.dont_know_share.into(),
            self.refused_share.into(),
            self.flag.map(Flag::as_str).unwrap_or_default().to_owned().into(),
        ]
    }
}

/// One line of the ranking table: an index row with its place among its peers.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// Probability of being among the best k (3.5).
    pub p_top_k: Option<f64>,
    /// Expected rank (3.5).
    pub expected_rank: Option<f64>,
    /// Rank in the period before.
    pub previous_rank: Option<u32>,
    /// Index less index of the period before.
    pub change: Option<f64>,
    /// Standard error of the change, with the covariance of shared PSUs (2.22).
    pub change_se: Option<f64>,
    /// Two-sided p-value of the change.
    pub change_p: Option<f64>,
}

impl Row for RankingRow {
    fn columns() -> Vec<Column> {
        use ColumnKind::{Count, Number};
        let mut columns = IndexRow::columns();
        columns.extend([
            ("rank", Count),
            ("rank_low", Count),
            ("rank_high", Count),
            ("tier", Count),
            ("p_top_k", Number),
            ("expected_rank", Number),
            ("previous_rank", Count),
            ("change", Number),
            ("change_se", Number),
            ("change_p", Number),
        ]);
        columns
    }

    fn cells(&self) -> Vec<Cell> {
        let mut cells = self.estimate.cells();
        cells.extend([
            self.rank.into(),
            self.rank_low.into(),
            self.rank_high.into(),
            self.tier.into(),
            self.p_top_k.into(),
            self.expected_rank.into(),
            self.previous_rank.into(),
            self.change.into(),
            self.change_se.into(),
            self.change_p.into(),
        ]);
        cells
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
        let names = |columns: Vec<Column>| {
            columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",")
        };
        assert_eq!(
            names(IndexRow::columns()),
            "unit_code,unit_name,level,parent_code,period,category,scheme,mode,responses,n,n_eff,index,se,df,\
             ci_low,ci_high,deff,rate,rate_se,rate_ci_low,rate_ci_high,dont_know_share,refused_share,flag"
        );
        assert!(names(RankingRow::columns()).ends_with(
            "flag,rank,rank_low,rank_high,tier,p_top_k,expected_rank,previous_rank,change,change_se,change_p"
        ));
    }
}
