//! A small invented district.

use charts::{Canvas, Caption, CategoryColumn, Counted, Series, Width};
use survey::issue::rates::IssueRate;
use survey::table::{
    AnswerShares, ChangeRow, CoverageRow, Derivation, Flag, FunnelPlace, FunnelRow,
    ImportanceMethod, IndexRow, IssueFunnelRow, IssueRateRow, MovementRow, Priorities, PriorityRow,
    Quadrant, RankingRow,
};
use survey::{Language, Period};

pub(crate) const PAGE: Canvas = Canvas { width: Width::Page, language: Language::Chinese };
pub(crate) const PHONE_ENGLISH: Canvas =
    Canvas { width: Width::Phone, language: Language::English };

fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

pub(crate) fn caption() -> Caption {
    Caption {
        period: period("2026-Q3"),
        category_name: "总体".to_owned(),
        level_name: "镇街".to_owned(),
        scheme: "five_100_80_60_30_0@1".to_owned(),
        source: "示例区调查队（虚构）".to_owned(),
        n_total: Some(243),
        counted: Counted::Interviews,
        note: Some("虚构数据".to_owned()),
    }
}

pub(crate) fn index_row(code: &str, name: &str, index: Option<f64>) -> IndexRow {
    IndexRow {
        unit_code: code.into(),
        unit_name: name.into(),
        level: "town".into(),
        parent_code: "37".into(),
        period: period("2026-Q3"),
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        responses: Some(81),
        n: Some(81),
        n_eff: None,
        index,
        se: Some(1.5),
        df: Some(12),
        ci_low: index.map(|index| index - 3.25),
        ci_high: index.map(|index| index + 3.25),
        deff: None,
        rate: None,
        rate_se: None,
        rate_ci_low: None,
        rate_ci_high: None,
        dont_know_share: None,
        refused_share: None,
        flag: None,
        design: "period",
        weights: survey::Weights::Design,
    }
}

fn ranked(estimate: IndexRow, ranks: Option<[u32; 4]>) -> RankingRow {
    RankingRow {
        estimate,
        rank: ranks.map(|r| r[0]),
        rank_low: ranks.map(|r| r[1]),
        rank_high: ranks.map(|r| r[2]),
        tier: ranks.map(|r| r[3]),
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

/// Two tiers, one unit with few answers, one suppressed.
pub(crate) fn ranking() -> Vec<RankingRow> {
    let flagged = |code, name, index, flag| {
        let mut row = index_row(code, name, index);
        row.n = Some(12).filter(|_| flag != Flag::Suppressed);
        row.flag = Some(flag);
        row
    };
    vec![
        ranked(index_row("2", "西山镇", Some(88.25)), Some([2, 2, 4, 2])),
        ranked(index_row("1", "东河镇", Some(97.5)), Some([1, 1, 1, 1])),
        ranked(index_row("4", "北岭街道", Some(86.1)), Some([4, 2, 4, 2])),
        ranked(index_row("3", "南湖 & <中桥> 街道", Some(87.0)), Some([3, 2, 4, 2])),
        ranked(flagged("5", "上泉镇", Some(90.0), Flag::SmallN), None),
        ranked(flagged("6", "下坝镇", None, Flag::Suppressed), None),
    ]
}

pub(crate) fn options() -> Vec<String> {
    ["很满意", "满意", "一般", "不满意", "很不满意"].map(str::to_owned).to_vec()
}

pub(crate) fn answers() -> Vec<AnswerShares> {
    let row = |label: &str, shares: &[f64]| AnswerShares {
        label: label.to_owned(),
        n: 81,
        shares: shares.to_vec(),
        dont_know_share: 0.05,
        refused_share: 0.01,
    };
    vec![
        row("您对噪声治理满意吗？", &[0.3, 0.3, 0.2, 0.12, 0.08]),
        row("您对空气质量满意吗？", &[0.5, 0.3, 0.1, 0.06, 0.04]),
        row("您对水环境满意吗？", &[]),
    ]
}

pub(crate) fn series() -> Vec<Series> {
    let course = |code: &str, name: &str, values: [Option<f64>; 4]| -> Vec<IndexRow> {
        let periods = ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"].map(period);
        periods
            .into_iter()
            .zip(values)
            .map(|(period, index)| IndexRow { period, ..index_row(code, name, index) })
            .collect()
    };
    let mut rows = course("1", "东河镇", [Some(84.0), Some(86.0), Some(89.0), Some(93.5)]);
    rows.extend(course("2", "西山镇", [Some(88.0), None, Some(87.0), Some(86.5)]));
    Series::by_unit(&rows)
}

pub(crate) fn columns() -> Vec<CategoryColumn> {
    [("overall", "总体"), ("air", "大气"), ("noise", "噪声")]
        .map(|(code, name)| CategoryColumn { code: code.to_owned(), name: name.to_owned() })
        .to_vec()
}

pub(crate) fn cells() -> Vec<IndexRow> {
    let cell = |code: &str, name: &str, category: &str, index, flag| IndexRow {
        category: category.into(),
        flag,
        ..index_row(code, name, index)
    };
    vec![
        cell("1", "东河镇", "overall", Some(88.0), None),
        cell("1", "东河镇", "air", Some(92.0), None),
        cell("1", "东河镇", "noise", Some(79.5), None),
        cell("2", "西山镇", "overall", Some(86.0), Some(Flag::SmallN)),
        cell("2", "西山镇", "air", None, Some(Flag::Suppressed)),
    ]
}

/// One that rose, one that fell, one that may have, one with too few answers.
pub(crate) fn changes() -> Vec<ChangeRow> {
    let row = |code: &str, name: &str, change: Option<f64>, p: f64| ChangeRow {
        unit_code: code.into(),
        unit_name: name.into(),
        level: "town".into(),
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        from_period: period("2026-Q2"),
        to_period: period("2026-Q3"),
        from_n: Some(81),
        to_n: Some(79),
        from_index: Some(86.25),
        to_index: change.map(|change| 86.25 + change),
        change,
        se: change.map(|_| 2.1),
        df: change.map(|_| 22.0),
        ci_low: change.map(|change| change - 4.3),
        ci_high: change.map(|change| change + 4.3),
        p: change.map(|_| p / 3.0),
        p_holm: change.map(|_| p),
        family: change.map(|_| 3),
        flag: change.is_none().then_some(Flag::SmallN),
        weights: survey::Weights::Design,
    };
    vec![
        row("1", "东河镇", Some(8.75), 0.002),
        row("2", "西山镇", Some(-1.5), 1.0),
        row("3", "南湖 & <中桥> 街道", Some(-9.125), 0.001),
        row("5", "上泉镇", None, 1.0),
    ]
}

/// One far below, one on the brink, one with too few answers.
pub(crate) fn funnel() -> Vec<FunnelRow> {
    let row = |code: &str, name: &str, n_eff: f64, index: f64, place| {
        let half = |z: f64| z * 1.2 * 24.0 / n_eff.sqrt();
        FunnelRow {
            unit_code: code.into(),
            unit_name: name.into(),
            level: "town".into(),
            period: period("2026-Q3"),
            category: "overall".into(),
            scheme: "five_100_80_60_30_0@1".into(),
            mode: "all".into(),
            n: Some(81),
            n_eff: Some(n_eff),
            index: Some(index),
            target: Some(86.0),
            z: Some((index - 86.0) / 24.0 * n_eff.sqrt()),
            dispersion: Some(1.44),
            inner_low: Some(86.0 - half(1.96)),
            inner_high: Some(86.0 + half(1.96)),
            outer_low: Some(86.0 - half(3.09)),
            outer_high: Some(86.0 + half(3.09)),
            place: Some(place),
            flag: None,
        }
    };
    let mut thin = row("5", "上泉镇", 12.0, 90.0, FunnelPlace::Inside);
    (thin.place, thin.target, thin.flag) = (None, None, Some(Flag::SmallN));
    vec![
        row("1", "东河镇", 64.0, 92.5, FunnelPlace::Inside),
        row("2", "西山镇", 121.0, 87.0, FunnelPlace::Inside),
        row("3", "南湖 & <中桥> 街道", 100.0, 79.5, FunnelPlace::Below),
        row("4", "北岭街道", 144.0, 74.0, FunnelPlace::FarBelow),
        thin,
    ]
}

/// Three quarters: one that fell for sure, two that changed places, one without a rank at first.
pub(crate) fn movement() -> Vec<MovementRow> {
    let quarters = ["2026-Q1", "2026-Q2", "2026-Q3"].map(period);
    let course =
        |code: &'static str, name: &'static str, standings: [Option<[u32; 4]>; 3], p: f64| {
            quarters.into_iter().zip(standings).map(move |(quarter, ranks)| {
                let whole_way = quarter == quarters[2] && standings[0].is_some();
                let told = |value: f64| Some(value).filter(|_| whole_way);
                MovementRow {
                    unit_code: code.into(),
                    unit_name: name.into(),
                    level: "town".into(),
                    category: "overall".into(),
                    scheme: "five_100_80_60_30_0@1".into(),
                    mode: "all".into(),
                    period: quarter,
                    responses: Some(81),
                    n: Some(if ranks.is_some() { 81 } else { 12 }),
                    index: ranks.map(|r| 95.0 - f64::from(r[0])),
                    rank: ranks.map(|r| r[0]),
                    rank_low: ranks.map(|r| r[1]),
                    rank_high: ranks.map(|r| r[2]),
                    tier: ranks.map(|r| r[3]),
                    flag: ranks.is_none().then_some(Flag::SmallN),
                    change: told(-6.25),
                    change_se: told(1.5),
                    change_p: told(p / 4.0),
                    change_p_holm: told(p),
                }
            })
        };
    let one = |rank| Some([rank, 1, 3, 1]);
    course("1", "东河镇", [one(2), one(1), Some([1, 1, 2, 1])], 1.0)
        .chain(course("2", "西山镇", [one(3), one(2), Some([2, 1, 2, 1])], 1.0))
        .chain(course("3", "南湖 & <中桥> 街道", [one(1), one(3), Some([3, 3, 4, 2])], 0.003))
        .chain(course("5", "上泉镇", [None, None, Some([4, 3, 4, 2])], 1.0))
        .collect()
}

/// One category of each kind, and one that few answered.
pub(crate) fn priorities() -> Priorities {
    let row = |code: &str, name: &str, importance: f64, performance: f64, quadrant| PriorityRow {
        unit_code: "37".into(),
        unit_name: "示例区".into(),
        period: period("2026-Q3"),
        driver: code.into(),
        driver_name: name.into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        importance: Some(importance),
        importance_low: Some(importance - 0.04),
        importance_high: Some(importance + 0.04),
        n: Some(243),
        performance: Some(performance),
        performance_low: Some(performance - 2.5),
        performance_high: Some(performance + 2.5),
        rate: Some(0.7),
        quadrant: Some(quadrant),
        asked: Some(240),
        named_share: Some(importance / 2.0),
        priority_rating: Some(importance / 2.0 * 0.3),
        flag: None,
    };
    let few = PriorityRow {
        importance: None,
        importance_low: None,
        importance_high: None,
        n: Some(12),
        quadrant: None,
        flag: Some(Flag::SmallN),
        ..row("bus", "校车", 0.0, 88.0, Quadrant::Undetermined)
    };
    let mut rows = vec![
        row("noise", "噪声 & <夜间施工>", 0.45, 71.0, Quadrant::ConcentrateHere),
        row("water", "水环境", 0.3, 90.0, Quadrant::KeepUp),
        row("air", "大气", 0.2, 82.0, Quadrant::Undetermined),
        row("green", "绿化", 0.05, 93.0, Quadrant::PossibleOverkill),
    ];
    rows.push(few);
    Priorities {
        rows,
        derivation: Derivation {
            outcome: "总的来说满意吗？".to_owned(),
            respondents: 243,
            fewest: 231,
            r_squared: Some(0.413),
            method: Some(ImportanceMethod::Lmg),
            lacking: None,
        },
        lines: Some((84.0, 0.25)),
    }
}

/// A unit that reached its quota, one that did not, and one of which nothing is known.
pub(crate) fn coverage() -> Vec<CoverageRow> {
    let row = |code: &str, name: &str, by_mode: [u64; 5]| CoverageRow {
        unit_code: code.into(),
        unit_name: name.into(),
        period: period("2026-Q3"),
        interviews: by_mode.iter().sum(),
        by_mode,
        minimum: None,
        missing: None,
        base: None,
        complete: None,
        reached: None,
        response_rate: None,
        contact_rate: None,
    };
    let with_quota = |row: CoverageRow, missing: u64| CoverageRow {
        minimum: Some(75),
        missing: Some(missing),
        base: Some(130),
        complete: Some(row.interviews),
        reached: Some(104),
        response_rate: Some(row.interviews as f64 / 130.0),
        contact_rate: Some(0.8),
        ..row
    };
    vec![
        with_quota(row("1", "东河镇", [48, 33, 0, 0, 0]), 0),
        with_quota(row("2", "南湖 & <中桥> 街道", [40, 20, 2, 0, 0]), 13),
        row("3", "西山镇", [0, 0, 0, 0, 0]),
    ]
}

/// The closure rate: one far below, one on the brink, one with too few issues.
pub(crate) fn issue_funnel() -> Vec<IssueFunnelRow> {
    let row = |code: &str, name: &str, (numerator, denominator): (u64, u64), place| {
        let (n, pooled) = (denominator as f64, 0.8_f64);
        let half = |z: f64| z * (1.2 * pooled * (1.0 - pooled) / n).sqrt();
        IssueFunnelRow {
            rate: IssueRateRow {
                unit_code: code.into(),
                unit_name: name.into(),
                level: "town".into(),
                period: period("2026-Q3"),
                category: "overall".into(),
                measure: IssueRate::Closure,
                dated: IssueRate::Closure.day(),
                numerator,
                denominator,
                share: Some(numerator as f64 / n),
                share_low: None,
                share_high: None,
                flag: None,
            },
            pooled_share: Some(pooled),
            z: Some((numerator as f64 / n - pooled) / half(1.0)),
            dispersion: Some(1.2),
            inner_low: Some(pooled - half(1.96)),
            inner_high: Some(pooled + half(1.96)),
            outer_low: Some(pooled - half(3.09)),
            outer_high: Some(pooled + half(3.09)),
            place,
        }
    };
    vec![
        row("1", "东河镇", (58, 60), Some(FunnelPlace::Above)),
        row("2", "西山镇", (96, 120), Some(FunnelPlace::Inside)),
        row("3", "南湖 & <中桥> 街道", (30, 36), Some(FunnelPlace::Inside)),
        row("4", "北岭街道", (52, 90), Some(FunnelPlace::FarBelow)),
        row("5", "上泉镇", (3, 7), None),
    ]
}
