//! Who changed from one period to another, or that nobody can be said to have.

use survey::Language;
use survey::table::{ChangeRow, SIGNIFICANT};

use super::{listed, named};
use crate::scale::{finite, signed};

/// Whether a unit rose or fell for sure, all changes of the table considered.
pub(crate) fn moved(row: &ChangeRow) -> Option<bool> {
    let change = finite(row.change)?;
    finite(row.p_holm).filter(|p| *p < SIGNIFICANT).map(|_| change > 0.0)
}

/// Who rose and who fell.
///
/// Rests on the p-values that are adjusted for all units; intervals are of each unit by itself.
pub fn compare_finding(rows: &[ChangeRow], level: &str, language: Language) -> String {
    let compared = rows.iter().filter(|row| finite(row.change).is_some()).count();
    let names = |up: bool| -> Vec<&str> {
        let moved = rows.iter().filter(|row| moved(row) == Some(up));
        moved.map(|row| row.unit_name.as_str()).collect()
    };
    let (up, down) = (names(true), names(false));
    match (compared, up.len() + down.len()) {
        (0, _) => nobody(rows.len(), level, language),
        (1, moved) => alone(rows, moved, language),
        (n, 0) => language.pick(
            format!("{n}个{level}都看不出确定的变化"),
            format!("None of the {n} {level} shows a sure change"),
        ),
        (n, _) => several(n, &up, &down, level, language),
    }
}

fn nobody(rows: usize, level: &str, language: Language) -> String {
    match rows {
        0 => language.pick("没有可比较的数据", "There is nothing to compare").to_owned(),
        _ => language.pick(
            format!("{rows}个{level}都不能比较：两期里至少有一期样本不足"),
            format!("None of the {rows} {level} has enough answers in both periods"),
        ),
    }
}

fn alone(rows: &[ChangeRow], moved: usize, language: Language) -> String {
    let Some(row) = rows.iter().find(|row| finite(row.change).is_some()) else {
        return String::new();
    };
    let (name, change) = (super::shortened(&row.unit_name), row.change.unwrap_or_default());
    let points = signed(change, 1);
    match (moved, change > 0.0) {
        (0, _) => {
            language.pick(format!("{name}看不出确定的变化"), format!("{name} shows no sure change"))
        }
        (_, true) => language.pick(
            format!("{name}确实上升（{points}分）"),
            format!("{name} surely rose ({points})"),
        ),
        (_, false) => language.pick(
            format!("{name}确实下降（{points}分）"),
            format!("{name} surely fell ({points})"),
        ),
    }
}

fn several(n: usize, up: &[&str], down: &[&str], level: &str, language: Language) -> String {
    let still = n - up.len() - down.len();
    let fits = named(&[up, down].concat(), language).is_some();
    let rest = match still {
        0 => String::new(),
        _ => language.pick(
            format!("，其余{still}个{level}看不出变化"),
            format!("; no other of the {n} {level} shows a sure change"),
        ),
    };
    let part = |names: &[&str], zh: &str, en: &str| match (names.len(), language) {
        (0, _) => None,
        (_, Language::Chinese) if fits => Some(format!("{}确实{zh}", names.join("、"))),
        (_, Language::English) if fits => Some(format!("{} surely {en}", listed(names))),
        (k, Language::Chinese) => Some(format!("{k}个确实{zh}")),
        (k, Language::English) => Some(format!("{k} surely {en}")),
    };
    let parts = [part(up, "上升", "rose"), part(down, "下降", "fell")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if fits {
        return format!("{}{rest}", parts.join(language.pick("，", ", ")));
    }
    let still = (still > 0).then(|| {
        language.pick(format!("{still}个看不出变化"), format!("{still} show no sure change"))
    });
    let parts: Vec<String> = parts.into_iter().chain(still).collect();
    language.pick(
        format!("{n}个{level}中，{}", parts.join("，")),
        format!("Of the {n} {level}, {}", parts.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::change_row;

    fn chinese(rows: &[ChangeRow]) -> String {
        compare_finding(rows, "镇街", Language::Chinese)
    }

    #[test]
    fn only_changes_that_stand_among_all_are_called_changes() {
        let still = change_row("1", "东河镇", Some(3.0), 0.4);
        let up = change_row("2", "西山镇", Some(4.0), 0.001);
        let down = change_row("3", "南湖镇", Some(-6.0), 0.049);
        assert_eq!(chinese(&[still.clone(), still.clone()]), "2个镇街都看不出确定的变化");
        let all = [still.clone(), up.clone(), down.clone()];
        assert_eq!(chinese(&all), "西山镇确实上升，南湖镇确实下降，其余1个镇街看不出变化");
        assert_eq!(
            compare_finding(&all, "towns", Language::English),
            "西山镇 surely rose, 南湖镇 surely fell; no other of the 3 towns shows a sure change"
        );
        let many = [up.clone(), up.clone(), up.clone(), up.clone(), down, still];
        assert_eq!(chinese(&many), "6个镇街中，4个确实上升，1个确实下降，1个看不出变化");
        let mut long = up;
        long.unit_name = "很长的名字".repeat(12).into();
        assert_eq!(chinese(&[long.clone(), long]), "2个镇街中，2个确实上升");
    }

    #[test]
    fn what_lies_at_the_threshold_or_has_no_p_is_no_change() {
        let bare = ChangeRow { p_holm: None, ..change_row("1", "东河镇", Some(9.0), 0.0) };
        let at = change_row("2", "西山镇", Some(9.0), SIGNIFICANT);
        assert_eq!(chinese(&[bare, at]), "2个镇街都看不出确定的变化");
    }

    #[test]
    fn one_unit_and_none_claim_what_they_can() {
        assert_eq!(chinese(&[]), "没有可比较的数据");
        let thin = change_row("1", "东河镇", None, 1.0);
        assert_eq!(
            chinese(&[thin.clone(), thin.clone()]),
            "2个镇街都不能比较：两期里至少有一期样本不足"
        );
        let down = change_row("2", "西山镇", Some(-6.04), 0.01);
        assert_eq!(chinese(&[thin.clone(), down]), "西山镇确实下降（-6.0分）");
        let still = change_row("2", "西山镇", Some(f64::MIN_POSITIVE), 1.0);
        assert_eq!(chinese(&[thin, still]), "西山镇看不出确定的变化");
    }
}
