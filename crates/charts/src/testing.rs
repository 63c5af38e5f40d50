//! Rows for unit tests.

use resvg::usvg::roxmltree;
use survey::table::{
    AnswerShares, ChangeRow, CoverageRow, Derivation, Flag, FunnelPlace, FunnelRow,
    ImportanceMethod, IndexRow, MovementRow, Priorities, PriorityRow, Quadrant, RankingRow,
};
use survey::{Language, Month, Period};

use crate::caption::{Canvas, Caption, Counted, Width};
use crate::mark::Area;
use crate::trend::{Series, TrendPoint};

pub(crate) fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

/// A row with an interval of ± `half`.
pub(crate) fn index_row(code: &str, name: &str, index: Option<f64>, half: f64) -> IndexRow {
    IndexRow {
        unit_code: code.into(),
        unit_name: name.into(),
        level: "town".into(),
        parent_code: "".into(),
        period: period("2026-Q3"),
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        responses: Some(80),
        n: Some(80),
        n_eff: None,
        index,
        se: None,
        df: None,
        ci_low: index.map(|index| index - half),
        ci_high: index.map(|index| index + half),
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

/// A row without a rank.
pub(crate) fn ranking_row(code: &str, name: &str, index: Option<f64>, half: f64) -> RankingRow {
    RankingRow {
        estimate: index_row(code, name, index, half),
        rank: None,
        rank_low: None,
        rank_high: None,
        tier: None,
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

/// Where the numbers of unit tests come from.
pub(crate) fn caption() -> Caption {
    Caption {
        period: period("2026-Q3"),
        category_name: "总体".to_owned(),
        level_name: "镇街".to_owned(),
        scheme: "five_100_80_60_30_0@1".to_owned(),
        source: "示例区调查队".to_owned(),
        n_total: Some(1_234),
        counted: Counted::Interviews,
        note: Some("虚构数据".to_owned()),
    }
}

/// Both widths in both languages.
pub(crate) fn every_canvas() -> impl Iterator<Item = Canvas> {
    [Width::Phone, Width::Page].into_iter().flat_map(|width| {
        [Language::Chinese, Language::English]
            .into_iter()
            .map(move |language| Canvas { width, language })
    })
}

/// Fails unless the SVG is well-formed, names itself, prints no NaN, keeps every mark on the sheet,
/// every text at 12 pixels or more and no text on another.
pub(crate) fn sound(svg: &str) {
    assert!(!svg.contains("NaN") && !svg.contains("inf<"), "{svg}");
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let root = document.root_element();
    let number = |node: roxmltree::Node<'_, '_>, name: &str| -> f64 {
        node.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(0.0)
    };
    let (width, height) = (number(root, "width"), number(root, "height"));
    assert_eq!(root.attribute("role"), Some("img"));
    let mut texts = Vec::new();
    for node in document.descendants() {
        match node.tag_name().name() {
            "title" | "desc" => assert!(node.text().is_some_and(|text| !text.trim().is_empty())),
            "rect" => {
                assert!(number(node, "x") >= 0.0 && number(node, "y") >= 0.0);
                assert!(number(node, "x") + number(node, "width") <= width, "{node:?}");
                assert!(number(node, "y") + number(node, "height") <= height, "{node:?}");
            }
            "text" => texts.push(text_inside(node, width, height)),
            _ => {}
        }
    }
    for (i, (a, text)) in texts.iter().enumerate() {
        for (b, other) in &texts[..i] {
            let apart = a.left + a.width <= b.left
                || b.left + b.width <= a.left
                || a.top + a.height <= b.top
                || b.top + b.height <= a.top;
            assert!(apart, "{text:?} lies on {other:?}");
        }
    }
}

/// Where a text stands, without the room between lines.
fn text_inside(node: roxmltree::Node<'_, '_>, width: f64, height: f64) -> (Area, String) {
    let attribute = |name: &str| node.attribute(name).expect("plotters writes it");
    let number = |name: &str| -> i32 { attribute(name).parse().expect("a whole number") };
    let text = node.text().unwrap_or_default().trim();
    let (x, y, size) = (number("x"), number("y"), number("font-size"));
    assert!(size >= 12, "{text}");
    let wide = crate::measure::width(text, size);
    let left = match node.attribute("text-anchor") {
        None => x,
        Some("middle") => x - wide / 2,
        _ => x - wide,
    };
    assert!(left >= 0 && f64::from(left + wide) <= width, "{text:?} from {left}, {wide} wide");
    assert!(y >= 0 && f64::from(y + size) <= height, "{text:?} at {y}");
    let area = Area { left, top: y, width: wide, height: size * 8 / 10 };
    (area, text.to_owned())
}

/// Shares of one row.
pub(crate) fn shares(label: &str, shares: &[f64]) -> AnswerShares {
    AnswerShares {
        label: label.to_owned(),
        n: 80,
        shares: shares.to_vec(),
        dont_know_share: 0.04,
        refused_share: 0.0,
    }
}

/// A series from January 2026 on, with intervals of ± `half`.
pub(crate) fn series(name: &str, values: &[Option<f64>], half: f64) -> Series {
    let first = period("2026-01").months().start.index();
    let point = |(i, index): (i32, &Option<f64>)| TrendPoint {
        period: Period::Month(Month::from_index(first + i)),
        index: *index,
        ci_low: index.map(|index| index - half),
        ci_high: index.map(|index| index + half),
    };
    Series { name: name.to_owned(), points: (0..).zip(values).map(point).collect() }
}

/// A change with an interval of ± 4.
pub(crate) fn change_row(code: &str, name: &str, change: Option<f64>, p_holm: f64) -> ChangeRow {
    ChangeRow {
        unit_code: code.into(),
        unit_name: name.into(),
        level: "town".into(),
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        from_period: period("2026-Q2"),
        to_period: period("2026-Q3"),
        from_n: Some(80),
        to_n: Some(82),
        from_index: Some(85.0),
        to_index: change.map(|change| 85.0 + change),
        change,
        se: change.map(|_| 2.0),
        df: change.map(|_| 20.0),
        ci_low: change.map(|change| change - 4.0),
        ci_high: change.map(|change| change + 4.0),
        p: change.map(|_| p_holm),
        p_holm: change.map(|_| p_holm),
        family: change.map(|_| 26),
        flag: None,
        weights: survey::Weights::Design,
    }
}

/// A unit within its funnel around 85, of answers that differ by 25 points.
pub(crate) fn funnel_row(code: &str, name: &str, index: f64, n_eff: f64) -> FunnelRow {
    let half = |z: f64| z * 25.0 / n_eff.sqrt();
    FunnelRow {
        unit_code: code.into(),
        unit_name: name.into(),
        level: "town".into(),
        period: period("2026-Q3"),
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        n: Some(80),
        n_eff: Some(n_eff),
        index: Some(index),
        target: Some(85.0),
        z: Some((index - 85.0) / half(1.0)),
        dispersion: Some(0.8),
        inner_low: Some(85.0 - half(1.96)),
        inner_high: Some(85.0 + half(1.96)),
        outer_low: Some(85.0 - half(3.09)),
        outer_high: Some(85.0 + half(3.09)),
        place: Some(FunnelPlace::Inside),
        flag: None,
    }
}

/// A unit through the quarters up to the third of 2026: rank and tier in each.
pub(crate) fn movement_rows(
    code: &str,
    name: &str,
    standings: &[Option<(u32, u32)>],
    change: f64,
    p_holm: f64,
) -> Vec<MovementRow> {
    let last = period("2026-Q3");
    let mut periods: Vec<Period> =
        std::iter::successors(Some(last), |p| Some(p.previous())).take(standings.len()).collect();
    periods.reverse();
    let row = |(period, standing): (Period, &Option<(u32, u32)>)| {
        let told = (period == last).then_some(());
        MovementRow {
            unit_code: code.into(),
            unit_name: name.into(),
            level: "town".into(),
            category: "overall".into(),
            scheme: "five_100_80_60_30_0@1".into(),
            mode: "all".into(),
            period,
            responses: Some(80),
            n: Some(if standing.is_some() { 80 } else { 12 }),
            index: standing.map(|(rank, _)| 95.0 - f64::from(rank)),
            rank: standing.map(|(rank, _)| rank),
            rank_low: standing.map(|(rank, _)| rank.saturating_sub(6).max(1)),
            rank_high: standing.map(|(rank, _)| rank + 6),
            tier: standing.map(|(_, tier)| tier),
            flag: standing.is_none().then_some(Flag::SmallN),
            change: told.map(|()| change),
            change_se: told.map(|()| 1.0),
            change_p: told.map(|()| p_holm),
            change_p_holm: told.map(|()| p_holm),
        }
    };
    periods.into_iter().zip(standings).map(row).collect()
}

/// Drivers of which the first matters most and is done worst.
pub(crate) fn priorities(count: u32) -> Priorities {
    const QUADRANTS: [Quadrant; 5] = [
        Quadrant::ConcentrateHere,
        Quadrant::KeepUp,
        Quadrant::Undetermined,
        Quadrant::LowPriority,
        Quadrant::PossibleOverkill,
    ];
    let row = |at: u32| {
        let (high, importance) = (f64::from(at % 3) * 10.0, 1.0 / f64::from(at + 2));
        PriorityRow {
            unit_code: "1".into(),
            unit_name: "东河镇".into(),
            period: period("2026-Q3"),
            driver: format!("d{at}").into(),
            driver_name: format!("第{}类", at + 1).into(),
            scheme: "five_100_80_60_30_0@1".into(),
            mode: "all".into(),
            importance: Some(importance),
            importance_low: Some(importance * 0.8),
            importance_high: Some(importance * 1.2),
            n: Some(80),
            performance: Some(70.0 + high),
            performance_low: Some(67.0 + high),
            performance_high: Some(73.0 + high),
            rate: Some(0.6),
            quadrant: Some(QUADRANTS[at as usize % 5]),
            asked: Some(0),
            named_share: None,
            priority_rating: None,
            flag: None,
        }
    };
    Priorities {
        rows: (0..count).map(row).collect(),
        derivation: Derivation {
            outcome: "总的来说满意吗？".to_owned(),
            respondents: 1_234,
            fewest: 1_100,
            r_squared: Some(0.41),
            method: Some(ImportanceMethod::Lmg),
            lacking: None,
        },
        lines: (count > 1).then_some((80.0, 0.2)),
    }
}

/// Visits, and nothing known of quotas and cases.
pub(crate) fn coverage_row(name: &str, interviews: u64) -> CoverageRow {
    CoverageRow {
        unit_code: name.into(),
        unit_name: name.into(),
        period: period("2026-Q3"),
        interviews,
        by_mode: [interviews, 0, 0, 0, 0],
        minimum: None,
        missing: None,
        base: None,
        complete: None,
        reached: None,
        response_rate: None,
        contact_rate: None,
    }
}
