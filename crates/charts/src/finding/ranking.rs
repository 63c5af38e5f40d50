//! Who is surely ahead, or that nobody is.

use survey::Language;
use survey::table::{Flag, RankingRow};

use super::{NAMES_MAX, listed};

/// How many units can really be told apart, and who is surely ahead.
///
/// Rests on tiers and joint rank ranges only, never on the order of the estimates.
pub fn ranking_finding(rows: &[RankingRow], level: &str, language: Language) -> String {
    let ranked: Vec<_> = rows.iter().filter(|row| row.rank.is_some()).collect();
    let n = ranked.len();
    let best = ranked.iter().filter_map(|row| row.tier).min();
    let worst = ranked.iter().filter_map(|row| row.tier).max();
    match (n, best, worst) {
        (0, ..) => nobody(rows, level, language),
        (1, ..) => alone(rows.len(), level, language),
        (_, Some(best), Some(worst)) if best < worst => {
            tiers(&ranked, (best, worst), level, language)
        }
        _ => one_tier(&ranked, level, language),
    }
}

/// Whoever reads may see one unit of many: of those that are not listed nothing is said.
fn alone(listed: usize, level: &str, language: Language) -> String {
    match listed {
        1 => language.pick(
            format!("这里只列出1个{level}，不比较先后"),
            format!("Only one of the {level} is listed here, so there is nothing to rank"),
        ),
        _ => language.pick(
            format!("列出的{listed}个{level}中只有1个样本足够，无从比较先后"),
            format!(
                "Only one of the {listed} {level} listed here has enough answers, so there is \
                 nothing to rank"
            ),
        ),
    }
}

fn nobody(rows: &[RankingRow], level: &str, language: Language) -> String {
    if rows.is_empty() {
        return language
            .pick("没有可比较的数据".to_owned(), "There is nothing to compare".to_owned());
    }
    if rows.iter().any(|row| row.estimate.flag != Some(Flag::SmallN) && row.estimate.n != Some(0)) {
        let rows = rows.len();
        return language.pick(
            format!("{rows}个{level}的样本或抽样点不足，均不排名"),
            format!(
                "None of the {rows} {level} has enough answers and sampling points to be ranked"
            ),
        );
    }
    let rows = rows.len();
    language.pick(
        format!("{rows}个{level}的样本都不足，均不排名"),
        format!("None of the {rows} {level} has enough answers to be ranked"),
    )
}

/// Tiers are ordered jointly at 95 %, so the first is surely ahead of all others and the last surely
/// behind. The smaller of the two says more.
fn tiers(ranked: &[&RankingRow], ends: (u32, u32), level: &str, language: Language) -> String {
    let mut tiers: Vec<_> = ranked.iter().filter_map(|row| row.tier).collect();
    tiers.sort_unstable();
    tiers.dedup();
    let (n, count) = (ranked.len(), tiers.len());
    let names = |tier| -> Vec<&str> {
        let members = ranked.iter().filter(|row| row.tier == Some(tier));
        members.map(|row| row.estimate.unit_name.as_str()).collect()
    };
    let (first, last) = (names(ends.0), names(ends.1));
    let ahead = first.len() <= last.len();
    let some = if ahead { first } else { last };
    let k = some.len();
    let named = k <= NAMES_MAX && super::fits(&listed(&some));
    let place = match language {
        Language::Chinese if ahead => "确实领先",
        Language::Chinese => "确实落后",
        Language::English if ahead => "surely ahead",
        Language::English => "surely behind",
    };
    match language {
        Language::Chinese if named => {
            format!("{}{place}，{n}个{level}可分为{count}档", some.join("、"))
        }
        Language::Chinese => format!("{n}个{level}可分为{count}档，其中{k}个{place}"),
        Language::English if named => {
            let (names, verb) = (listed(&some), if k == 1 { "is" } else { "are" });
            format!("{names} {verb} {place}; the {n} {level} fall into {count} tiers")
        }
        Language::English => {
            let verb = if k == 1 { "is" } else { "are" };
            format!("The {n} {level} fall into {count} tiers; {k} of them {verb} {place}")
        }
    }
}

/// One tier may still hold pairs that differ: then some unit is surely not the first.
fn one_tier(ranked: &[&RankingRow], level: &str, language: Language) -> String {
    let n = ranked.len();
    let behind = ranked.iter().filter(|row| row.rank_low.is_some_and(|low| low > 1)).count();
    if behind == 0 {
        return language.pick(
            format!("{n}个{level}无法分出先后"),
            format!("The {n} {level} can't be told apart"),
        );
    }
    language.pick(
        format!("{n}个{level}分不出档次，只有{behind}个可以确定不是第一"),
        format!("The {n} {level} form a single tier; only {behind} can be said not to be first"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ranking_row;

    fn with(code: &str, rank: u32, range: (u32, u32), tier: u32) -> RankingRow {
        let mut row = ranking_row(code, &format!("{code}镇"), Some(90.0), 3.0);
        row.rank = Some(rank);
        (row.rank_low, row.rank_high) = (Some(range.0), Some(range.1));
        row.tier = Some(tier);
        row
    }

    fn chinese(rows: &[RankingRow]) -> String {
        ranking_finding(rows, "镇街", Language::Chinese)
    }

    #[test]
    fn equal_units_are_not_told_apart() {
        let rows: Vec<_> = (1..=26).map(|i| with(&format!("{i:02}"), i, (1, 26), 1)).collect();
        assert_eq!(chinese(&rows), "26个镇街无法分出先后");
        assert_eq!(
            ranking_finding(&rows, "towns", Language::English),
            "The 26 towns can't be told apart"
        );
    }

    #[test]
    fn one_tier_with_a_clear_loser_says_only_that() {
        let rows = [with("甲", 1, (1, 2), 1), with("乙", 2, (1, 3), 1), with("丙", 3, (2, 3), 1)];
        assert_eq!(chinese(&rows), "3个镇街分不出档次，只有1个可以确定不是第一");
    }

    #[test]
    fn tiers_name_who_is_ahead_or_behind() {
        let rows = [with("甲", 1, (1, 1), 1), with("乙", 2, (2, 3), 2), with("丙", 3, (2, 3), 2)];
        assert_eq!(chinese(&rows), "甲镇确实领先，3个镇街可分为2档");
        let split = |first: u32| -> Vec<_> {
            (1..=9).map(|i| with(&i.to_string(), i, (1, 9), 1 + u32::from(i > first))).collect()
        };
        assert_eq!(chinese(&split(8)), "9镇确实落后，9个镇街可分为2档");
        let mut long = split(8);
        long[8].estimate.unit_name = "很长的名字".repeat(12).into();
        assert_eq!(chinese(&long), "9个镇街可分为2档，其中1个确实落后");
        assert_eq!(chinese(&split(4)), "9个镇街可分为2档，其中4个确实领先");
        assert_eq!(
            ranking_finding(&split(2), "towns", Language::English),
            "1镇 and 2镇 are surely ahead; the 9 towns fall into 2 tiers"
        );
    }

    #[test]
    fn silence_where_there_is_nothing_to_say() {
        assert_eq!(chinese(&[]), "没有可比较的数据");
        let mut small = ranking_row("1", "东河镇", None, 0.0);
        small.estimate.flag = Some(Flag::SmallN);
        assert_eq!(chinese(&[small.clone(), small.clone()]), "2个镇街的样本都不足，均不排名");
        let one_psu = ranking_row("2", "西岭镇", Some(80.0), 0.0);
        assert_eq!(chinese(&[small.clone(), one_psu]), "2个镇街的样本或抽样点不足，均不排名");
        assert_eq!(
            chinese(&[small, with("甲", 1, (1, 1), 1)]),
            "列出的2个镇街中只有1个样本足够，无从比较先后"
        );
    }

    /// The head of a unit sees its own row, whose rank is one among all.
    #[test]
    fn of_those_that_are_not_listed_nothing_is_said() {
        let seen = [with("甲", 7, (3, 12), 2)];
        assert_eq!(chinese(&seen), "这里只列出1个镇街，不比较先后");
        assert_eq!(
            ranking_finding(&seen, "towns", Language::English),
            "Only one of the towns is listed here, so there is nothing to rank"
        );
    }

    #[test]
    fn ranks_without_ranges_or_tiers_claim_nothing() {
        let bare = || {
            let mut row = ranking_row("1", "东河镇", Some(95.0), 1.0);
            row.rank = Some(1);
            row
        };
        assert_eq!(chinese(&[bare(), bare()]), "2个镇街无法分出先后");
    }
}
