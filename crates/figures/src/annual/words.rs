//! Cells of the tables of a year's score, in words and rounded numbers.

use survey::Language;
use survey::annual::AnnualFormula;
use survey::display::{rounded, rounded_or_dash};
use survey::table::{AnnualPartRow, AnnualScoreRow, PartState};

/// Points are shown to the hundredth.
pub(super) const PLACES: u32 = 2;

pub(super) fn units(scores: &[AnnualScoreRow]) -> Vec<String> {
    scores.iter().map(|score| score.unit_code.to_string()).collect()
}

/// Rank, rank set, tier and unit.
pub(super) fn place(score: &AnnualScoreRow) -> [String; 4] {
    let number = |number: Option<u32>| number.map_or_else(|| "—".to_owned(), |n| n.to_string());
    let set = match (score.rank_low, score.rank_high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}–{high}"),
        _ => "—".to_owned(),
    };
    [number(score.rank), set, number(score.tier), score.unit_name.to_string()]
}

pub(super) fn part(row: &AnnualPartRow, language: Language) -> String {
    let weighted = rounded_or_dash(row.weighted, PLACES);
    let note = match row.state {
        PartState::Sampled | PartState::Counted | PartState::Published => return weighted,
        PartState::Given => language.pick("缺项计", "given"),
        PartState::SharedOut => language.pick("缺项，权重分摊", "missing, weight shared out"),
        PartState::Refused => language.pick("缺项", "missing"),
    };
    if row.weighted.is_some() { format!("{weighted} {note}") } else { note.to_owned() }
}

pub(super) fn state_name(state: PartState, language: Language) -> &'static str {
    match state {
        PartState::Sampled => {
            language.pick("自有调查，有抽样误差", "own survey, with a sampling error")
        }
        PartState::Counted => {
            language.pick("全数统计或录入，无抽样误差", "counted, no sampling error")
        }
        PartState::Published => language.pick("上级公布，抽样误差未知", "published, error unknown"),
        PartState::Given => language.pick("缺项，按规定计分", "missing, points given"),
        PartState::SharedOut => language.pick("缺项，权重分摊", "missing, weight shared out"),
        PartState::Refused => language.pick("缺项，不计分", "missing, no score"),
    }
}

pub(super) fn between(low: f64, high: f64) -> String {
    format!("{}–{}", rounded(low, PLACES), rounded(high, PLACES))
}

/// Without a sampling error there is nothing between two ends.
pub(super) fn interval(score: &AnnualScoreRow) -> String {
    match (score.df, score.ci_low, score.ci_high) {
        (Some(_), Some(low), Some(high)) => between(low, high),
        _ => "—".to_owned(),
    }
}

pub(super) fn remark(
    score: &AnnualScoreRow,
    formula: &AnnualFormula,
    language: Language,
) -> String {
    if !score.missing.is_empty() {
        let named = score.missing.iter().map(|code| component_name(code, formula, language));
        let missing = named.collect::<Vec<_>>().join(language.pick("、", ", "));
        return language
            .pick(format!("缺{missing}，不计分"), format!("no score: {missing} missing"));
    }
    let mut remarks = Vec::new();
    if score.df.is_none() {
        remarks.push(language.pick("无抽样误差", "no sampling error").to_owned());
    }
    if score.error_unknown {
        let margin = score.outside_margin.map(|margin| rounded(margin, PLACES));
        remarks.push(match margin {
            Some(margin) => language.pick(
                format!("上级结果的抽样误差未公布，按其样本量约±{margin}"),
                format!(
                    "results of others come without an error, by their samples about ±{margin}"
                ),
            ),
            None => language
                .pick("上级结果的抽样误差未公布", "results of others come without an error")
                .to_owned(),
        });
    }
    remarks.join(language.pick("；", "; "))
}

pub(super) fn component_name(code: &str, formula: &AnnualFormula, language: Language) -> String {
    let known = formula.components.iter().find(|component| component.code == *code);
    match (known, code) {
        (Some(component), _) => component.name.get(language).to_owned(),
        (None, "bonus") => language.pick("加分", "Bonus").to_owned(),
        (None, "deduction") => language.pick("扣分", "Deduction").to_owned(),
        (None, other) => other.to_owned(),
    }
}
