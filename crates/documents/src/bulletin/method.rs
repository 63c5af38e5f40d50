//! The method annex: how the figures were made, so that others can make them again.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use survey::Language;
use survey::display::count_or_dash;
use survey::schema::Day;

/// How the figures of a bulletin were made. Nothing of it may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BulletinMethod")]
pub struct Method {
    /// Sampling design: frame, strata, sampling points, weights.
    pub design: String,
    /// Interviews that count; nothing where they are withheld.
    pub responses: Option<u64>,
    /// First day of fieldwork.
    #[schemars(with = "Day")]
    pub from: Date,
    /// Last day of fieldwork.
    #[schemars(with = "Day")]
    pub to: Date,
    /// Modes of asking.
    pub modes: String,
    /// Which formulas make index, rate, intervals and ranks.
    pub formulas: String,
    /// Scoring scheme with its version and points.
    pub scheme: String,
    /// What becomes of don't-know answers.
    pub dont_know: String,
    /// How figures are rounded for readers.
    pub rounding: String,
    /// When figures are withheld.
    pub suppression: String,
    /// Program with its version.
    pub program: String,
    /// Revision of the data.
    pub data: String,
    /// Digest of the data that the figures were made from.
    pub data_digest: String,
}

impl Method {
    /// Each part with what it is called, in the order of reading.
    pub fn entries(&self, language: Language) -> Vec<(&'static str, String)> {
        let pick = |zh, en| language.pick(zh, en);
        let range = language.pick("至", " to ");
        vec![
            (pick("抽样设计", "Sampling design"), self.design.clone()),
            (pick("有效样本", "Interviews"), count_or_dash(self.responses)),
            (pick("调查时间", "Fieldwork"), format!("{}{range}{}", self.from, self.to)),
            (pick("调查方式", "Modes"), self.modes.clone()),
            (pick("计算公式", "Formulas"), self.formulas.clone()),
            (pick("计分办法", "Scoring scheme"), self.scheme.clone()),
            (pick("“不了解”的处理", "Don't-know answers"), self.dont_know.clone()),
            (pick("数字取舍", "Rounding"), self.rounding.clone()),
            (pick("不予公布", "Suppression"), self.suppression.clone()),
            (pick("程序版本", "Program"), self.program.clone()),
            (pick("数据版本", "Data"), self.data.clone()),
            (pick("数据校验码", "Digest of the data"), self.data_digest.clone()),
        ]
    }
}
