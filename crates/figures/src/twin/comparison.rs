//! Movements and funnels for reading.

use survey::display::{count_or_dash, rounded_or_dash};
use survey::table::{FunnelPlace, FunnelRow, MovementRow};
use survey::{Language, Period};

use super::{Twin, change, interval, range, texts};
use crate::words::flag_name;

impl Twin {
    /// Ranks by period for reading.
    pub fn of_movement(rows: &[MovementRow], language: Language) -> Self {
        let mut periods: Vec<Period> = rows.iter().map(|row| row.period).collect();
        periods.sort_by_key(|period| period.months().start);
        periods.dedup();
        let rank = language.pick("名次", "Rank");
        let mut headers = vec![language.pick("单位", "Unit").to_owned()];
        headers.extend(periods.iter().map(|period| format!("{rank} {period}")));
        headers.extend(texts(&language.pick(["得分", "得分变化"], ["Index", "Change"])));
        let same = |a: &MovementRow, b: &MovementRow| a.unit_code == b.unit_code;
        let line = |rows: &[MovementRow]| {
            let (first, last) = (rows.first()?, rows.last()?);
            let mut texts = vec![first.unit_name.to_string()];
            // What a reader may not see yet of a unit has no row.
            let of = |period: &Period| rows.iter().find(|row| row.period == *period);
            let dash = || "—".to_owned();
            let shown = |period| of(period).map_or_else(dash, |row| standing(row, language));
            texts.extend(periods.iter().map(shown));
            let index = |row: &MovementRow| rounded_or_dash(row.index, 2);
            texts.push(format!("{} → {}", index(first), index(last)));
            texts.push(change(last.change, last.change_p_holm, language));
            Some(texts)
        };
        let of_unit = || rows.chunk_by(same);
        let unit = |rows: &[MovementRow]| Some(rows.first()?.unit_code.to_string());
        Self {
            headers,
            rows: of_unit().filter_map(line).collect(),
            units: of_unit().filter_map(unit).collect(),
        }
    }

    /// A funnel for reading.
    pub fn of_funnel(rows: &[FunnelRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "单位",
                "得分",
                "均值",
                "有效样本量",
                "偏离/标准误",
                "95%界线",
                "99.8%界线",
                "位置",
                "有效样本",
                "备注",
            ],
            [
                "Unit",
                "Index",
                "Mean",
                "n_eff",
                "z",
                "95% limits",
                "99.8% limits",
                "Place",
                "n",
                "Remark",
            ],
        );
        let row = |row: &FunnelRow| {
            // An index ends at 0 and 100, and so does what is shown of the limits.
            let limits = |low: Option<f64>, high: Option<f64>| {
                interval(low.map(|low| low.max(0.0)), high.map(|high| high.min(100.0)))
            };
            vec![
                row.unit_name.to_string(),
                rounded_or_dash(row.index, 2),
                rounded_or_dash(row.target, 2),
                rounded_or_dash(row.n_eff, 1),
                rounded_or_dash(row.z, 2),
                limits(row.inner_low, row.inner_high),
                limits(row.outer_low, row.outer_high),
                place(row.place, language).to_owned(),
                count_or_dash(row.n),
                row.flag.map_or_else(String::new, |flag| flag_name(flag, language).to_owned()),
            ]
        };
        let units = rows.iter().map(|row| row.unit_code.to_string()).collect();
        Self { headers: texts(&headers), rows: rows.iter().map(row).collect(), units }
    }
}

/// A rank with how sure it is, or why there is none.
fn standing(row: &MovementRow, language: Language) -> String {
    match (row.rank, row.tier) {
        (Some(rank), Some(tier)) => {
            let range = range(row.rank_low, row.rank_high);
            language.pick(
                format!("{rank}（{range}），第{tier}档"),
                format!("{rank} ({range}), tier {tier}"),
            )
        }
        _ if row.responses == Some(0) => language.pick("无答卷", "nobody asked").to_owned(),
        _ => row
            .flag
            .map_or(language.pick("不排名", "not ranked"), |flag| flag_name(flag, language))
            .to_owned(),
    }
}

pub(crate) fn place(place: Option<FunnelPlace>, language: Language) -> &'static str {
    match place {
        Some(FunnelPlace::FarBelow) => language.pick("确实偏低", "surely low"),
        Some(FunnelPlace::Below) => language.pick("低于95%界线", "below 95%"),
        Some(FunnelPlace::Inside) => language.pick("正常波动", "usual"),
        Some(FunnelPlace::Above) => language.pick("高于95%界线", "above 95%"),
        Some(FunnelPlace::FarAbove) => language.pick("确实偏高", "surely high"),
        None => language.pick("未放入", "not placed"),
    }
}
