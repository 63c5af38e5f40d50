//! What stands around the lines of a movement: key, reading, ranges.

use survey::Language;
use survey::table::MovementRow;

use super::Course;
use crate::legend::{Legend, Sign};
use crate::mark::Mark;
use crate::palette::{RIBBON, Sizes};

/// "2–5", or the bare rank where both ends are the same; a rank without its range isn't shown.
pub(super) fn range(row: &MovementRow) -> String {
    match (row.rank, row.rank_low, row.rank_high) {
        (Some(_), Some(low), Some(high)) if low == high => low.to_string(),
        (Some(_), Some(low), Some(high)) => format!("{low}–{high}"),
        _ => "—".to_owned(),
    }
}

pub(super) fn reading(language: Language) -> String {
    language
        .pick(
            "线连起一个单位各期在全体中的名次，上面的靠前；两边数字为95%把握下可能的最好与最差名次，\
             竖条连成一段的是同一档。只标出得分确实有变（全部单位一起判断，霍尔姆法）并随之换档的，\
             其余起伏可能只是误差。",
            "A line joins the ranks of a unit among all, the first at the top; the numbers are the best \
             and worst rank that the data allow at 95%, an unbroken bar is a tier. Only units whose \
             score surely changed (all judged together, Holm), and their tier with it, are marked; the \
             other moves may be chance.",
        )
        .to_owned()
}

pub(super) fn description(courses: &[Course<'_>], periods: usize, language: Language) -> String {
    let shifted = courses.iter().filter(|course| course.shifted().is_some()).count();
    let units = courses.len();
    language.pick(
        format!("名次变动图，{units}个单位，{periods}期，{shifted}个得分确实有变并换了档。"),
        format!("Rank chart; {units} units, {periods} periods, {shifted} surely changed tiers."),
    )
}

pub(super) fn legend(
    courses: &[Course<'_>],
    followed: &[usize],
    language: Language,
    sizes: Sizes,
) -> Legend {
    if courses.is_empty() {
        return Legend::new(Vec::new(), sizes);
    }
    let name = |(place, course): (usize, &usize)| {
        let text = match courses[*course].shifted() {
            Some(true) => language.pick("确实上升", "surely rose"),
            _ => language.pick("确实下降", "surely fell"),
        };
        let name = crate::measure::cut(courses[*course].name(), sizes.small, 150);
        (Sign::Point(Mark::Followed(place)), format!("{name} {text}"))
    };
    let mut keys: Vec<(Sign, String)> = followed.iter().enumerate().map(name).collect();
    let others = language.pick("起伏不作定论", "May be chance");
    keys.push((Sign::Point(Mark::Context), others.to_owned()));
    keys.push((Sign::Fill(RIBBON), language.pick("同一档", "One tier").to_owned()));
    Legend::new(keys, sizes)
}
