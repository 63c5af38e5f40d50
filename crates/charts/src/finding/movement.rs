//! Who moved in the ranking, or that the moves may all be chance.

use survey::Language;
use survey::table::MovementRow;

use super::named;
use crate::movement::{Course, FOLLOWED_MAX, courses};

/// Who changed so much that the tier changed with it.
///
/// Ranks move by themselves where units can't be told apart. So a move is named only where the score
/// of the unit surely changed, all units considered, and the unit stands in another tier for it.
pub fn movement_finding(rows: &[MovementRow], level: &str, language: Language) -> String {
    let courses = courses(rows);
    let compared = courses.iter().filter(|course| course.is_ranked_at_both_ends()).count();
    let shifted: Vec<&Course<'_>> =
        courses.iter().filter(|course| course.shifted().is_some()).collect();
    let moved = courses.iter().filter(|course| course.moved().is_some()).count();
    match (compared, shifted.as_slice()) {
        (0, _) => nobody(courses.len(), level, language),
        (_, []) if moved > 0 => language.pick(
            format!("{moved}个{level}得分确实有变，名次起伏却不能定论：没有随之换档"),
            format!(
                "{moved} of the {level} surely changed, but not their tiers; moves of ranks may be \
                 chance"
            ),
        ),
        (n, []) => language.pick(
            format!("{n}个{level}的名次起伏都在误差之内"),
            format!("The moves of the {n} {level} may all be chance"),
        ),
        (_, [only]) => one(only, language),
        (n, shifted) => several(n, shifted, level, language),
    }
}

fn nobody(units: usize, level: &str, language: Language) -> String {
    match units {
        0 => language.pick("没有可比较的数据", "There is nothing to compare").to_owned(),
        _ => language.pick(
            format!("没有{level}在首尾两期都有名次，看不出名次变动"),
            format!("None of the {level} is ranked at both ends, so no move can be seen"),
        ),
    }
}

fn one(course: &Course<'_>, language: Language) -> String {
    let name = super::shortened(course.name());
    let tier = |row: Option<&MovementRow>| row.and_then(|row| row.tier).unwrap_or_default();
    let (from, to) = (tier(course.first()), tier(course.last()));
    match (course.shifted() == Some(true), language) {
        (true, Language::Chinese) => format!("{name}得分确实上升，由第{from}档升到第{to}档"),
        (false, Language::Chinese) => format!("{name}得分确实下降，由第{from}档降到第{to}档"),
        (true, Language::English) => format!("{name} surely rose, from tier {from} to tier {to}"),
        (false, Language::English) => format!("{name} surely fell, from tier {from} to tier {to}"),
    }
}

fn several(n: usize, shifted: &[&Course<'_>], level: &str, language: Language) -> String {
    let names: Vec<&str> = shifted.iter().map(|course| course.name()).collect();
    if let Some(names) = named(&names, language) {
        return language.pick(
            format!("{names}得分确实有变并换了档，其余名次起伏不作定论"),
            format!("{names} surely changed tiers; the other moves may be chance"),
        );
    }
    let k = shifted.len();
    let largest = (k > FOLLOWED_MAX).then(|| {
        language.pick(
            format!("，标出变化最大的{FOLLOWED_MAX}个"),
            format!("; the {FOLLOWED_MAX} largest changes are marked"),
        )
    });
    let largest = largest.unwrap_or_default();
    language.pick(
        format!("{n}个{level}中，{k}个得分确实有变并换了档{largest}"),
        format!("{k} of the {n} {level} surely changed tiers{largest}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::movement_rows;

    fn chinese(rows: &[Vec<MovementRow>]) -> String {
        movement_finding(&rows.concat(), "镇街", Language::Chinese)
    }

    #[test]
    fn a_move_needs_a_sure_change_and_another_tier() {
        let still = movement_rows("1", "东河镇", &[Some((1, 1)), Some((4, 1))], -3.0, 0.3);
        let within = movement_rows("2", "西山镇", &[Some((2, 1)), Some((9, 1))], -8.0, 0.001);
        let tier_only = movement_rows("3", "南湖镇", &[Some((3, 1)), Some((2, 2))], -2.0, 0.6);
        let fell = movement_rows("4", "北岭镇", &[Some((4, 1)), Some((12, 3))], -9.0, 0.001);
        let rose = movement_rows("5", "中桥镇", &[Some((9, 2)), Some((1, 1))], 9.0, 0.001);
        let calm = [still.clone(), tier_only.clone()];
        assert_eq!(chinese(&calm), "2个镇街的名次起伏都在误差之内");
        let changed = [still.clone(), within.clone()];
        assert_eq!(chinese(&changed), "1个镇街得分确实有变，名次起伏却不能定论：没有随之换档");
        let one = [still.clone(), within.clone(), fell.clone()];
        assert_eq!(chinese(&one), "北岭镇得分确实下降，由第1档降到第3档");
        assert_eq!(
            chinese(&[fell, rose.clone(), still]),
            "北岭镇、中桥镇得分确实有变并换了档，其余名次起伏不作定论"
        );
        let many: Vec<_> = ["5", "6", "7", "8", "9"]
            .map(|code| movement_rows(code, "北岭镇", &[Some((4, 1)), Some((12, 3))], -9.0, 0.001))
            .into();
        assert_eq!(chinese(&many), "5个镇街中，5个得分确实有变并换了档，标出变化最大的3个");
        assert_eq!(
            movement_finding(&rose, "towns", Language::English),
            "中桥镇 surely rose, from tier 2 to tier 1"
        );
    }

    #[test]
    fn a_tier_against_the_score_is_no_move() {
        let odd = movement_rows("1", "东河镇", &[Some((1, 1)), Some((4, 2))], 5.0, 0.001);
        assert_eq!(chinese(&[odd]), "1个镇街得分确实有变，名次起伏却不能定论：没有随之换档");
    }

    #[test]
    fn silence_where_there_is_nothing_to_say() {
        assert_eq!(chinese(&[]), "没有可比较的数据");
        let new = movement_rows("1", "东河镇", &[None, Some((1, 1))], 0.0, 1.0);
        assert_eq!(chinese(&[new]), "没有镇街在首尾两期都有名次，看不出名次变动");
    }
}
