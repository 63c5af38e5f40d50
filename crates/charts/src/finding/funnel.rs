//! Who stands out, given how many answers there are.

use survey::Language;
use survey::display::rounded;
use survey::table::{FunnelPlace, FunnelRow, IssueFunnelRow};

use super::named;

/// Who lies beyond the limits of 99.8 %.
///
/// Those beyond 95 % are counted and not named: of twenty units one lies there by chance.
pub fn funnel_finding(rows: &[FunnelRow], level: &str, language: Language) -> String {
    let units: Vec<_> = rows.iter().map(|row| (row.unit_name.as_str(), row.place)).collect();
    let too_few = language.pick("样本", "answers");
    finding(&units, too_few, level, language)
}

/// The same of a rate of the ledger.
pub fn issue_funnel_finding(rows: &[IssueFunnelRow], level: &str, language: Language) -> String {
    let units: Vec<_> = rows.iter().map(|row| (row.rate.unit_name.as_str(), row.place)).collect();
    let too_few = language.pick("件数", "issues");
    finding(&units, too_few, level, language)
}

/// Of units by name; `base` is what some have too few of.
fn finding(
    units: &[(&str, Option<FunnelPlace>)],
    base: &str,
    level: &str,
    language: Language,
) -> String {
    let placed = units.iter().filter(|(_, place)| place.is_some()).count();
    let names = |wanted| -> Vec<&str> {
        let there = units.iter().filter(|(_, place)| *place == Some(wanted));
        there.map(|(name, _)| *name).collect()
    };
    let (above, below) = (names(FunnelPlace::FarAbove), names(FunnelPlace::FarBelow));
    let brink = |place: &Option<FunnelPlace>| {
        matches!(place, Some(FunnelPlace::Above | FunnelPlace::Below))
    };
    match placed {
        0 => nobody(units.len(), base, level, language),
        1 => alone(units.len(), base, level, language),
        n if above.is_empty() && below.is_empty() => {
            let brink = units.iter().filter(|(_, place)| brink(place)).count();
            nobody_out(brink, n, level, language)
        }
        n => out(n, &above, &below, level, language),
    }
}

/// Whoever reads may see one unit of many: of those that are not listed nothing is said.
fn alone(listed: usize, base: &str, level: &str, language: Language) -> String {
    match listed {
        1 => language.pick(
            format!("这里只列出1个{level}，无从比较"),
            format!("Only one of the {level} is listed here, so there is nothing to compare"),
        ),
        _ => language.pick(
            format!("列出的{listed}个{level}中只有1个{base}足够，无从比较"),
            format!(
                "Only one of the {listed} {level} listed here has enough {base}, so there is \
                 nothing to compare"
            ),
        ),
    }
}

fn nobody(rows: usize, base: &str, level: &str, language: Language) -> String {
    match rows {
        0 => language.pick("没有可比较的数据", "There is nothing to compare").to_owned(),
        _ => language.pick(
            format!("{rows}个{level}的{base}都不足，无从比较"),
            format!("None of the {rows} {level} has enough {base} to be compared"),
        ),
    }
}

fn nobody_out(brink: usize, n: usize, level: &str, language: Language) -> String {
    const BY_CHANCE: f64 = 0.05;
    if brink == 0 {
        return language.pick(
            format!("{n}个{level}都在正常波动范围之内"),
            format!("All {n} {level} lie within the usual spread"),
        );
    }
    let chance = rounded(n as f64 * BY_CHANCE, 1);
    language.pick(
        format!("{n}个{level}没有一个确实突出；{brink}个在95%界线外，碰巧也会有约{chance}个"),
        format!(
            "None of the {n} {level} surely stands out; {brink} lie beyond the 95% limits, where \
             chance alone puts about {chance}"
        ),
    )
}

fn out(n: usize, above: &[&str], below: &[&str], level: &str, language: Language) -> String {
    let fits = named(&[above, below].concat(), language).is_some();
    let side = |names: &[&str], zh: &str, en: &str| match (names.len(), language) {
        (0, _) => None,
        (_, Language::Chinese) if fits => Some(format!("{}确实{zh}", names.join("、"))),
        (k, Language::Chinese) => Some(format!("{k}个确实{zh}")),
        (1, Language::English) if fits => Some(format!("{} is surely {en}", names[0])),
        (_, Language::English) if fits => Some(format!("{} are surely {en}", super::listed(names))),
        (1, Language::English) => Some(format!("1 is surely {en}")),
        (k, Language::English) => Some(format!("{k} are surely {en}")),
    };
    let sides = [side(above, "偏高", "high"), side(below, "偏低", "low")];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    if fits {
        return language.pick(
            format!("{}，超出{n}个{level}的正常波动", sides.join("，")),
            format!("{}, beyond the usual spread of the {n} {level}", sides.join(", ")),
        );
    }
    language.pick(
        format!("{n}个{level}中，{}，超出正常波动", sides.join("，")),
        format!("Of the {n} {level}, {}, beyond the usual spread", sides.join(" and ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::funnel_row;

    fn chinese(rows: &[FunnelRow]) -> String {
        funnel_finding(rows, "镇街", Language::Chinese)
    }

    fn with(name: &str, place: Option<FunnelPlace>) -> FunnelRow {
        FunnelRow { place, ..funnel_row(name, name, 80.0, 60.0) }
    }

    #[test]
    fn only_the_outer_limits_name_anybody() {
        let inside = with("东河镇", Some(FunnelPlace::Inside));
        let brink = with("西山镇", Some(FunnelPlace::Below));
        let far = with("南湖镇", Some(FunnelPlace::FarBelow));
        assert_eq!(chinese(&vec![inside.clone(); 3]), "3个镇街都在正常波动范围之内");
        let mut twenty = vec![inside.clone(); 19];
        twenty.push(brink.clone());
        assert_eq!(chinese(&twenty), "20个镇街没有一个确实突出；1个在95%界线外，碰巧也会有约1.0个");
        let some = [inside, brink, far.clone()];
        assert_eq!(chinese(&some), "南湖镇确实偏低，超出3个镇街的正常波动");
        assert_eq!(
            funnel_finding(&some, "towns", Language::English),
            "南湖镇 is surely low, beyond the usual spread of the 3 towns"
        );
        let high = with("北岭镇", Some(FunnelPlace::FarAbove));
        let both = [high.clone(), far.clone(), far.clone(), far];
        assert_eq!(chinese(&both), "4个镇街中，1个确实偏高，3个确实偏低，超出正常波动");
        assert_eq!(
            funnel_finding(&both, "towns", Language::English),
            "Of the 4 towns, 1 is surely high and 3 are surely low, beyond the usual spread"
        );
    }

    #[test]
    fn silence_where_there_is_nothing_to_say() {
        assert_eq!(chinese(&[]), "没有可比较的数据");
        let outside = with("东河镇", None);
        assert_eq!(chinese(std::slice::from_ref(&outside)), "1个镇街的样本都不足，无从比较");
        let alone = with("西山镇", Some(FunnelPlace::Inside));
        let seen = std::slice::from_ref(&alone);
        assert_eq!(chinese(seen), "这里只列出1个镇街，无从比较");
        assert_eq!(
            funnel_finding(seen, "towns", Language::English),
            "Only one of the towns is listed here, so there is nothing to compare"
        );
        assert_eq!(chinese(&[outside, alone]), "列出的2个镇街中只有1个样本足够，无从比较");
    }
}
