//! The ranking as lines from top to bottom: tiers, their units, and those not ranked.

use survey::Language;
use survey::table::RankingRow;

use crate::mark::Mark;

/// One line of the chart.
pub(crate) enum Line<'r> {
    /// Opens a tier.
    Tier(String),
    /// Opens the units with too few answers.
    Unranked(String),
    /// Says that there is nothing.
    Empty(String),
    /// A unit.
    Unit { row: &'r RankingRow, mark: Mark },
}

/// Ranked units by tier, rank and code; after them the others by code.
pub(crate) fn lines(rows: &[RankingRow], quarters: bool, language: Language) -> Vec<Line<'_>> {
    let (mut ranked, mut unranked): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| row.rank.is_some());
    ranked.sort_by_key(|row| (row.tier.unwrap_or(u32::MAX), row.rank, &row.estimate.unit_code));
    unranked.sort_by_key(|row| &row.estimate.unit_code);
    let mut lines = Vec::with_capacity(rows.len() + 4);
    if rows.is_empty() {
        lines.push(Line::Empty(language.pick("没有数据", "No data").to_owned()));
    }
    let marks = marks(&ranked, quarters);
    let mut open = None;
    for (&row, mark) in ranked.iter().zip(marks) {
        if open != Some(row.tier) {
            open = Some(row.tier);
            let units = ranked.iter().filter(|other| other.tier == row.tier).count();
            lines.push(Line::Tier(tier_heading(row.tier, units, language)));
        }
        lines.push(Line::Unit { row, mark });
    }
    if !unranked.is_empty() {
        let text = language.pick(
            format!("样本不足，不排名 · {}个", unranked.len()),
            format!("Too few answers, not ranked · {}", unranked.len()),
        );
        lines.push(Line::Unranked(text));
        lines.extend(unranked.into_iter().map(|row| Line::Unit { row, mark: Mark::Hollow }));
    }
    lines
}

fn tier_heading(tier: Option<u32>, units: usize, language: Language) -> String {
    match (tier, language) {
        (Some(tier), Language::Chinese) => format!("第{tier}档 · {units}个"),
        (Some(tier), Language::English) if units == 1 => format!("Tier {tier} · 1 unit"),
        (Some(tier), Language::English) => format!("Tier {tier} · {units} units"),
        (None, Language::Chinese) => format!("未分档 · {units}个"),
        (None, Language::English) => format!("No tier · {units} units"),
    }
}

/// Marks by quarter of the order; plain ones where quarters would mean nothing.
fn marks(ranked: &[&RankingRow], quarters: bool) -> Vec<Mark> {
    let n = ranked.len();
    let equal = ranked.iter().all(|row| row.rank == Some(1));
    if !quarters || n < 4 || equal {
        return vec![Mark::Plain; n];
    }
    ranked
        .iter()
        .map(|row| {
            let ahead = row.rank.map_or(0, |rank| rank.saturating_sub(1) as usize);
            Mark::Quarter((ahead * 4 / n).min(3))
        })
        .collect()
}
