//! Who moved since the first period shown, or that nobody can be said to have moved.

use survey::Language;
use survey::display::rounded;

use crate::caption::period_name;
use crate::trend::{Series, TrendPoint};

/// How many series rose or fell between their first and last figure.
///
/// Only changes whose two 95 % intervals lie apart are called changes. That is stricter than a test
/// of the difference, which this chart can't make without the covariance, and so errs to silence.
pub fn trend_finding(series: &[Series], level: &str, language: Language) -> String {
    let changes: Vec<_> = series.iter().filter_map(|s| change(s).map(|c| (s, c))).collect();
    let n = changes.len();
    match changes.as_slice() {
        [] => language.pick(
            "不足两期，还看不出变化".to_owned(),
            "Fewer than two periods: no change can be seen yet".to_owned(),
        ),
        [(series, change)] => single(&super::shortened(&series.name), *change, language),
        _ => {
            let up = changes.iter().filter(|(_, change)| change.moved == Some(true)).count();
            let down = changes.iter().filter(|(_, change)| change.moved == Some(false)).count();
            several((n, up, down), level, language)
        }
    }
}

/// First and last figure of a series.
#[derive(Debug, Clone, Copy)]
struct Change {
    from: (f64, TrendPoint),
    to: (f64, TrendPoint),
    /// Up or down; nothing when the intervals touch or aren't known.
    moved: Option<bool>,
}

fn change(series: &Series) -> Option<Change> {
    let mut known = series.points.iter().filter_map(|p| Some((p.index()?, *p)));
    let from = known.next()?;
    let to = known.next_back()?;
    let moved = match (from.1.interval(), to.1.interval()) {
        (Some(a), Some(b)) if a.1 < b.0 => Some(true),
        (Some(a), Some(b)) if b.1 < a.0 => Some(false),
        _ => None,
    };
    Some(Change { from, to, moved })
}

fn single(name: &str, change: Change, language: Language) -> String {
    let figure = |value| rounded(value, 1);
    let (from, to) = (figure(change.from.0), figure(change.to.0));
    let since = period_name(change.from.1.period, language);
    match (language, change.moved) {
        (Language::Chinese, Some(up)) => {
            let verb = if up { "上升" } else { "下降" };
            format!("{name}自{since}以来由{from}分{verb}到{to}分")
        }
        (Language::Chinese, None) => format!("{name}自{since}以来看不出确定的变化"),
        (Language::English, Some(up)) => {
            let verb = if up { "rose" } else { "fell" };
            format!("{name} {verb} from {from} to {to} since {since}")
        }
        (Language::English, None) => format!("{name} shows no sure change since {since}"),
    }
}

fn several((n, up, down): (usize, usize, usize), level: &str, language: Language) -> String {
    let still = n - up - down;
    if up + down == 0 {
        return language.pick(
            format!("{n}个{level}都看不出确定的变化"),
            format!("None of the {n} {level} shows a sure change"),
        );
    }
    let chinese: Vec<String> = [(up, "个上升"), (down, "个下降"), (still, "个看不出变化")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count}{what}"))
        .collect();
    let english: Vec<String> = [(up, " rose"), (down, " fell"), (still, " show no sure change")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count}{what}"))
        .collect();
    language.pick(
        format!("{n}个{level}中，{}", chinese.join("，")),
        format!("Of the {n} {level}, {}", english.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::series;

    #[test]
    fn intervals_that_touch_are_no_change() {
        let still = series("东河镇", &[Some(84.0), Some(87.0)], 2.0);
        let up = series("西山镇", &[Some(80.0), None, Some(89.0)], 2.0);
        let down = series("南湖镇", &[Some(92.0), Some(85.0)], 2.0);
        let chinese = |list: &[Series]| trend_finding(list, "镇街", Language::Chinese);
        assert_eq!(chinese(std::slice::from_ref(&still)), "东河镇自2026年1月以来看不出确定的变化");
        assert_eq!(chinese(std::slice::from_ref(&up)), "西山镇自2026年1月以来由80.0分上升到89.0分");
        assert_eq!(chinese(&[still.clone(), still.clone()]), "2个镇街都看不出确定的变化");
        assert_eq!(chinese(&[still, up, down]), "3个镇街中，1个上升，1个下降，1个看不出变化");
    }

    #[test]
    fn one_period_is_no_trend() {
        let short = series("东河镇", &[Some(84.0)], 2.0);
        let never = series("东河镇", &[None, Some(f64::NAN)], 2.0);
        for list in [vec![], vec![short], vec![never]] {
            assert_eq!(trend_finding(&list, "镇街", Language::Chinese), "不足两期，还看不出变化");
        }
    }

    #[test]
    fn no_interval_no_claim() {
        let mut bare = series("东河镇", &[Some(60.0), Some(90.0)], 2.0);
        for point in &mut bare.points {
            point.ci_low = None;
        }
        let text = trend_finding(&[bare], "镇街", Language::Chinese);
        assert!(text.contains("看不出确定的变化"), "{text}");
    }
}
