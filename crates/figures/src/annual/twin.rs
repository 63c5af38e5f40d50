//! The year's score for reading: its parts beside each total, rounded (四舍五入) here and nowhere before.

use survey::Language;
use survey::annual::AnnualFormula;
use survey::display::{percent, rounded, rounded_or_dash};
use survey::table::{
    AnnualPartRow, AnnualScoreRow, Candidacy, CandidateRow, SensitivityRow, SpreadRow,
};

use super::words::{
    PLACES, between, component_name, interval, part, place, remark, state_name, units,
};
use super::{AnnualResult, ProgressRow};
use crate::Twin;
use crate::twin::verdict;

impl Twin {
    /// The scores of a year, a column for each component: its points times its weight.
    pub fn of_annual_scores(
        result: &AnnualResult,
        formula: &AnnualFormula,
        language: Language,
    ) -> Self {
        let heads =
            language.pick(["名次", "可能名次", "档", "单位"], ["Rank", "Rank set", "Tier", "Unit"]);
        let components = formula.components.iter().map(|component| {
            let weight = percent(component.weight, 1);
            let name = component.name.get(language);
            language.pick(format!("{name}（{weight}）"), format!("{name} ({weight})"))
        });
        let tails = language.pick(
            ["难度系数", "加分", "扣分", "总分", "95%区间", "说明"],
            ["Coefficient", "Bonus", "Deduction", "Total", "95% interval", "Remark"],
        );
        let heads = heads.map(str::to_owned).into_iter();
        let count = formula.components.len();
        let row = |(at, score): (usize, &AnnualScoreRow)| {
            let parts = &result.parts[at * count..(at + 1) * count];
            let points = |value| rounded_or_dash(value, PLACES);
            place(score)
                .into_iter()
                .chain(parts.iter().map(|own| part(own, language)))
                .chain([
                    rounded(score.coefficient, PLACES),
                    points(score.bonus),
                    points(score.deduction),
                    points(score.total),
                    interval(score),
                    remark(score, formula, language),
                ])
                .collect()
        };
        Self {
            headers: heads.chain(components).chain(tails.map(str::to_owned)).collect(),
            rows: result.scores.iter().enumerate().map(row).collect(),
            units: units(&result.scores),
        }
    }

    /// The components of the scores, a line for each unit and component.
    pub fn of_annual_parts(
        rows: &[AnnualPartRow],
        formula: &AnnualFormula,
        language: Language,
    ) -> Self {
        let headers = language.pick(
            ["单位", "组成部分", "数值", "标准误", "样本", "折算分", "权重", "得分", "来历"],
            ["Unit", "Component", "Value", "SE", "n", "Points", "Weight", "Weighted", "Stands on"],
        );
        let row = |row: &AnnualPartRow| {
            vec![
                row.unit_code.to_string(),
                component_name(&row.component, formula, language),
                rounded_or_dash(row.value, PLACES),
                rounded_or_dash(row.se, PLACES),
                row.n.map_or_else(|| "—".to_owned(), |n| n.to_string()),
                rounded_or_dash(row.points, PLACES),
                row.weight.map_or_else(|| "—".to_owned(), |weight| percent(weight, 1)),
                rounded_or_dash(row.weighted, PLACES),
                state_name(row.state, language).to_owned(),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.unit_code.to_string()).collect(),
        }
    }

    /// What makes the units of each level differ.
    pub fn of_spread(rows: &[SpreadRow], formula: &AnnualFormula, language: Language) -> Self {
        let headers = language.pick(
            ["层级", "组成部分", "名义权重", "对单位间差异的贡献"],
            ["Level", "Component", "Nominal weight", "Share of the spread"],
        );
        let share =
            |share: Option<f64>| share.map_or_else(|| "—".to_owned(), |share| percent(share, 1));
        let row = |row: &SpreadRow| {
            vec![
                crate::level_name(&row.level, language),
                component_name(&row.component, formula, language),
                share(row.weight),
                share(row.share),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            ..Self::default()
        }
    }

    /// The ranks that other weights would change.
    pub fn of_sensitivity(
        rows: &[SensitivityRow],
        formula: &AnnualFormula,
        language: Language,
    ) -> Self {
        let headers = language.pick(
            [
                "组成部分",
                "权重",
                "改为",
                "单位",
                "名次",
                "变为",
                "总分",
                "变为",
                "是否在抽样误差内",
            ],
            [
                "Component",
                "Weight",
                "Moved to",
                "Unit",
                "Rank",
                "Becomes",
                "Total",
                "Becomes",
                "Within sampling error",
            ],
        );
        let row = |row: &SensitivityRow| {
            let within = if row.within_sampling_error {
                language.pick("是，本来就分不出", "yes, they can't be told apart anyway")
            } else {
                language.pick("否，取决于权重", "no, the weight decides")
            };
            vec![
                component_name(&row.component, formula, language),
                percent(row.weight, 1),
                percent(row.moved_weight, 1),
                row.unit_name.to_string(),
                row.rank.to_string(),
                row.moved_rank.to_string(),
                rounded(row.total, PLACES),
                rounded(row.moved_total, PLACES),
                within.to_owned(),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.unit_code.to_string()).collect(),
        }
    }

    /// The list of candidates.
    pub fn of_candidates(rows: &[CandidateRow], language: Language) -> Self {
        let headers = language.pick(
            ["名次", "可能名次", "档", "单位", "总分", "95%区间", "入选依据"],
            ["Rank", "Rank set", "Tier", "Unit", "Total", "95% interval", "Standing"],
        );
        let row = |row: &CandidateRow| {
            let standing = match row.candidacy {
                Candidacy::Surely => language.pick("按总分入选，可以确定", "by its total, surely"),
                Candidacy::ByTotal => language.pick(
                    "按总分入选，抽样误差内也可能落选",
                    "by its total; could be out within sampling error",
                ),
                Candidacy::CouldBe => language.pick(
                    "按总分未入选，抽样误差内也可能入选",
                    "not by its total; could belong within sampling error",
                ),
            };
            let own = [rounded_or_dash(row.score.total, PLACES), interval(&row.score)];
            place(&row.score).into_iter().chain(own).chain([standing.to_owned()]).collect()
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.score.unit_code.to_string()).collect(),
        }
    }

    /// How far units are.
    pub fn of_progress(rows: &[ProgressRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "单位",
                "目标分",
                "目标来自",
                "本年得分",
                "95%区间",
                "样本",
                "是否达标",
                "目标名次",
                "上级",
                "上级得分",
                "上级满意率",
                "上级名次",
            ],
            [
                "Unit",
                "Target",
                "Target of",
                "Index so far",
                "95% interval",
                "n",
                "Verdict",
                "Target place",
                "Issuer",
                "Their index",
                "Their rate",
                "Their place",
            ],
        );
        let row = |row: &ProgressRow| {
            let dash = || "—".to_owned();
            let index = row.ci_low.zip(row.ci_high);
            let place = row.external_rank.map(|rank| match row.external_rank_total {
                Some(all) => format!("{rank}/{all}"),
                None => rank.to_string(),
            });
            vec![
                row.unit_name.clone(),
                rounded_or_dash(row.target, PLACES),
                row.target_of.clone().unwrap_or_else(dash),
                rounded_or_dash(row.index, PLACES),
                index.map_or_else(dash, |(low, high)| between(low, high)),
                row.n.map_or_else(dash, |n| n.to_string()),
                verdict(row.verdict, language),
                row.target_rank.map_or_else(dash, |rank| rank.to_string()),
                row.issuer.clone().unwrap_or_else(dash),
                rounded_or_dash(row.external_score, PLACES),
                row.external_rate.map_or_else(dash, |rate| percent(rate, 1)),
                place.unwrap_or_else(dash),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.unit_code.clone()).collect(),
        }
    }
}
