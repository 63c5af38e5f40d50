//! Priorities and coverage, for reading.

use charts::quadrant_name;
use survey::display::{count_or_dash, rounded_or_dash};
use survey::table::{CoverageRow, Priorities, PriorityRow};
use survey::{Language, Mode};

use super::{Twin, interval, percent, texts};
use crate::words::{flag_name, mode_name};

impl Twin {
    /// Priorities for reading.
    pub fn of_priorities(priorities: &Priorities, language: Language) -> Self {
        let mut headers = texts(&language.pick(
            ["类别", "重要性", "95%区间", "得分", "95%区间", "满意率", "位置", "有效样本", "备注"],
            [
                "Category",
                "Importance",
                "95% interval",
                "Index",
                "95% interval",
                "Rate",
                "Place",
                "n",
                "Remark",
            ],
        ));
        let named = priorities.rows.iter().any(|row| row.named_share.is_some());
        if named {
            let more = language.pick(["提及率", "优先指数"], ["Named", "Priority rating"]);
            headers.splice(AFTER_PLACE..AFTER_PLACE, texts(&more));
        }
        let row = |row: &PriorityRow| {
            let mut cells = priority_cells(row, language);
            if named {
                let more = [percent(row.named_share), rounded_or_dash(row.priority_rating, 3)];
                cells.splice(AFTER_PLACE..AFTER_PLACE, more);
            }
            cells
        };
        Self { headers, rows: priorities.rows.iter().map(row).collect(), ..Self::default() }
    }

    /// Coverage for reading. Only modes that were used have a column.
    pub fn of_coverage(rows: &[CoverageRow], language: Language) -> Self {
        let used = |mode: &Mode| rows.iter().any(|row| row.by_mode[*mode as usize] > 0);
        let modes: Vec<Mode> = Mode::ALL.into_iter().filter(used).collect();
        let mut headers = texts(&language.pick(["单位", "答卷"], ["Unit", "Interviews"]));
        headers.extend(modes.iter().map(|mode| mode_name(Some(*mode), language).to_owned()));
        headers.extend(texts(&language.pick(
            ["最低样本量", "缺", "可能合格", "完成", "应答率", "接触", "接触率"],
            [
                "Needed",
                "Missing",
                "Eligible",
                "Complete",
                "Response rate",
                "Reached",
                "Contact rate",
            ],
        )));
        let count =
            |count: Option<u64>| count.map_or_else(|| "—".to_owned(), |count| count.to_string());
        let row = |row: &CoverageRow| {
            let mut texts = vec![row.unit_name.to_string(), row.interviews.to_string()];
            texts.extend(modes.iter().map(|mode| row.by_mode[*mode as usize].to_string()));
            texts.extend([
                count(row.minimum),
                count(row.missing),
                count(row.base),
                count(row.complete),
                percent(row.response_rate),
                count(row.reached),
                percent(row.contact_rate),
            ]);
            texts
        };
        let units = rows.iter().map(|row| row.unit_code.to_string()).collect();
        Self { headers, rows: rows.iter().map(row).collect(), units }
    }
}

/// Place of the columns about what respondents named.
const AFTER_PLACE: usize = 7;

fn priority_cells(row: &PriorityRow, language: Language) -> Vec<String> {
    let importance = match (row.importance_low, row.importance_high) {
        (Some(low), Some(high)) => format!("{}–{}", percent(Some(low)), percent(Some(high))),
        _ => "—".to_owned(),
    };
    let place = row.quadrant.map_or("—", |quadrant| quadrant_name(quadrant, language));
    vec![
        row.driver_name.to_string(),
        percent(row.importance),
        importance,
        rounded_or_dash(row.performance, 2),
        interval(row.performance_low, row.performance_high),
        percent(row.rate),
        place.to_owned(),
        count_or_dash(row.n),
        row.flag.map_or_else(String::new, |flag| flag_name(flag, language).to_owned()),
    ]
}
