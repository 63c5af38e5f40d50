//! Rows as the engine gives them.

use survey::Period;
use survey::table::{ChangeRow, IndexRow, RankingRow};

pub(crate) const QUARTER: Period = Period::Quarter { year: 2026, quarter: 3 };

pub(crate) fn index_row(code: &str, name: &str, index: Option<f64>) -> IndexRow {
    IndexRow {
        unit_code: code.into(),
        unit_name: name.into(),
        level: "town".into(),
        parent_code: "991202".into(),
        period: QUARTER,
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        responses: Some(90),
        n: Some(88),
        n_eff: Some(200.0),
        index,
        se: index.map(|_| 1.0),
        df: Some(20),
        ci_low: index.map(|index| index - 2.0),
        ci_high: index.map(|index| index + 2.0),
        deff: Some(1.5),
        rate: Some(0.8),
        rate_se: Some(0.02),
        rate_ci_low: Some(0.76),
        rate_ci_high: Some(0.84),
        dont_know_share: Some(0.04),
        refused_share: Some(0.01),
        flag: None,
        design: "period",
        weights: survey::Weights::Design,
    }
}

/// A unit with a rank that can only be its own, in a tier.
pub(crate) fn ranked(code: &str, rank: u32, (low, high): (u32, u32), tier: u32) -> RankingRow {
    RankingRow {
        estimate: index_row(code, &format!("镇{code}"), Some(90.0 - f64::from(rank))),
        rank: Some(rank),
        rank_low: Some(low),
        rank_high: Some(high),
        tier: Some(tier),
        p_top_k: None,
        expected_rank: None,
        previous_rank: None,
        change: None,
        change_se: None,
        change_p: None,
        change_p_holm: None,
        top_k: None,
        shrunken_index: None,
        shrunken_se: None,
        target: None,
        p_target: None,
        verdict: None,
    }
}

pub(crate) fn change(name: &str, change: Option<f64>, p_holm: Option<f64>) -> ChangeRow {
    ChangeRow {
        unit_code: "991202001".into(),
        unit_name: name.into(),
        level: "town".into(),
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        from_period: QUARTER.previous(),
        to_period: QUARTER,
        from_n: Some(80),
        to_n: Some(88),
        from_index: Some(80.0),
        to_index: Some(81.0),
        change,
        se: Some(0.7),
        df: Some(30.0),
        ci_low: None,
        ci_high: None,
        p: p_holm,
        p_holm,
        family: Some(2),
        flag: None,
        weights: survey::Weights::Design,
    }
}
