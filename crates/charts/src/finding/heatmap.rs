//! Where the problem is, as far as the intervals show it.

use survey::Language;
use survey::display::rounded;
use survey::table::IndexRow;

use crate::heatmap::{CategoryColumn, Cell, UnitCells, table};
use crate::scale::finite;

/// Which category is the lowest of its unit beyond doubt, and in how many units; where there is
/// none, only how far the scores reach.
///
/// Beyond doubt means that its 95 % interval lies below those of all other categories of the unit.
/// `overall` holds the others in it and must not be among the columns of this claim.
pub fn heatmap_finding(
    rows: &[IndexRow],
    columns: &[CategoryColumn],
    level: &str,
    language: Language,
) -> String {
    let units = table(rows, columns);
    let values: Vec<f64> = units.iter().flat_map(|unit| &unit.cells).filter_map(number).collect();
    if values.is_empty() {
        return language.pick(
            "样本都不足，没有可公布的得分".to_owned(),
            "Too few answers everywhere: no score can be shown".to_owned(),
        );
    }
    let mut counts = vec![0_usize; columns.len()];
    for unit in &units {
        if let Some(column) = surely_lowest(unit, columns) {
            counts[column] += 1;
        }
    }
    let most = (0..columns.len()).max_by_key(|&i| (counts[i], std::cmp::Reverse(i)));
    if let Some(i) = most.filter(|&i| counts[i] > 0) {
        return weakest(&columns[i].name, counts[i], units.len(), level, language);
    }
    let coloured = coloured(&units);
    let is_part = coloured.as_ref().is_some_and(|part| part.len() < values.len());
    spread(&coloured.unwrap_or(values), is_part, (units.len(), level), language)
}

/// Scores without what is hatched, which is too uncertain for the ends of a range; none where all is.
fn coloured(units: &[UnitCells<'_>]) -> Option<Vec<f64>> {
    let solid = |cell: &Cell| match cell {
        Cell::Solid(value) => Some(*value),
        Cell::Small(_) | Cell::Absent | Cell::Withheld => None,
    };
    let values: Vec<f64> = units.iter().flat_map(|unit| &unit.cells).filter_map(solid).collect();
    (!values.is_empty()).then_some(values)
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Solid(value) | Cell::Small(value) => Some(*value),
        Cell::Absent | Cell::Withheld => None,
    }
}

fn surely_lowest(unit: &UnitCells<'_>, columns: &[CategoryColumn]) -> Option<usize> {
    let intervals: Vec<(usize, f64, f64)> = (0..columns.len())
        .filter(|&i| columns[i].code != survey::OVERALL)
        .filter(|&i| matches!(unit.cells[i], Cell::Solid(_)))
        .filter_map(|i| {
            let row = unit.rows[i]?;
            Some((i, finite(row.ci_low)?, finite(row.ci_high)?))
        })
        .collect();
    if intervals.len() < 2 {
        return None;
    }
    let lowest = intervals.iter().min_by(|a, b| a.2.total_cmp(&b.2))?;
    intervals
        .iter()
        .filter(|other| other.0 != lowest.0)
        .all(|other| lowest.2 < other.1)
        .then_some(lowest.0)
}

fn weakest(name: &str, count: usize, units: usize, level: &str, language: Language) -> String {
    let name = super::shortened(name);
    match language {
        Language::Chinese if units == 1 => format!("“{name}”得分确实低于其他各类"),
        Language::Chinese => {
            format!("{units}个{level}中有{count}个的“{name}”得分确实低于其他各类")
        }
        Language::English if units == 1 => {
            format!("\"{name}\" scores surely below all other categories")
        }
        Language::English => format!(
            "In {count} of the {units} {level}, \"{name}\" scores surely below all other categories"
        ),
    }
}

/// How far scores reach; `is_part` where others are hatched.
fn spread(
    values: &[f64],
    is_part: bool,
    (units, level): (usize, &str),
    language: Language,
) -> String {
    let which = match (is_part, language) {
        (false, _) => "",
        (true, Language::Chinese) => "样本足够的",
        (true, Language::English) => " with enough answers",
    };
    let low = rounded(values.iter().copied().fold(f64::INFINITY, f64::min), 1);
    let high = rounded(values.iter().copied().fold(f64::NEG_INFINITY, f64::max), 1);
    if units == 1 {
        return language.pick(
            format!("{which}各类得分在{low}至{high}之间，不能确定哪一类最低"),
            format!("Scores{which} run from {low} to {high}; no category is surely the lowest"),
        );
    }
    language.pick(
        format!("{which}各格得分在{low}至{high}之间，没有一个{level}能确定哪一类最低"),
        format!("Scores{which} run from {low} to {high}; no category is surely the lowest in any of the {level}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::index_row;

    fn columns() -> Vec<CategoryColumn> {
        ["overall", "噪声", "水", "大气"]
            .into_iter()
            .map(|name| CategoryColumn { code: name.to_owned(), name: name.to_owned() })
            .collect()
    }

    fn rows(code: &str, scores: &[(&str, f64)], half: f64) -> Vec<IndexRow> {
        let row = |(category, score): &(&str, f64)| {
            let mut row = index_row(code, code, Some(*score), half);
            row.category = (*category).into();
            row
        };
        scores.iter().map(row).collect()
    }

    #[test]
    fn overlapping_intervals_blame_nobody() {
        let scores = [("噪声", 84.0), ("水", 87.0), ("大气", 90.0)];
        let mut all = rows("1", &scores, 2.0);
        let one = heatmap_finding(&all, &columns(), "镇街", Language::Chinese);
        assert_eq!(one, "各类得分在84.0至90.0之间，不能确定哪一类最低");
        all.extend(rows("2", &scores, 2.0));
        let text = heatmap_finding(&all, &columns(), "镇街", Language::Chinese);
        assert_eq!(text, "各格得分在84.0至90.0之间，没有一个镇街能确定哪一类最低");
    }

    #[test]
    fn what_is_hatched_does_not_stretch_the_range() {
        let scores = [("噪声", 84.0), ("水", 87.0), ("大气", 90.0)];
        let mut all = rows("1", &scores, 2.0);
        all.extend(rows("2", &[("噪声", 45.0), ("水", 100.0)], 60.0));
        for row in &mut all[3..] {
            row.flag = Some(survey::table::Flag::SmallN);
        }
        let text =
            |rows: &[IndexRow], language| heatmap_finding(rows, &columns(), "镇街", language);
        assert_eq!(
            text(&all, Language::Chinese),
            "样本足够的各格得分在84.0至90.0之间，没有一个镇街能确定哪一类最低"
        );
        assert!(
            text(&all, Language::English)
                .starts_with("Scores with enough answers run from 84.0 to 90.0;")
        );
        let hatched_alone = text(&all[3..], Language::Chinese);
        assert_eq!(hatched_alone, "各类得分在45.0至100.0之间，不能确定哪一类最低");
    }

    #[test]
    fn a_clear_weakness_is_counted_and_overall_does_not_hide_it() {
        let mut all = rows("1", &[("overall", 82.0), ("噪声", 70.0), ("水", 90.0)], 2.0);
        all.extend(rows("2", &[("噪声", 89.0), ("水", 90.0)], 2.0));
        let text = heatmap_finding(&all, &columns(), "镇街", Language::Chinese);
        assert_eq!(text, "2个镇街中有1个的“噪声”得分确实低于其他各类");
    }

    #[test]
    fn nothing_to_show_is_said() {
        let text = heatmap_finding(&[], &columns(), "towns", Language::English);
        assert_eq!(text, "Too few answers everywhere: no score can be shown");
    }
}
