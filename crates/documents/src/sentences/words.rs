//! Words for dates, periods and whether a change is real.

use jiff::civil::Date;
use survey::period::PeriodKind;
use survey::{Language, Period};

use super::SIGNIFICANT;

/// A day as readers write it.
pub(super) fn day(day: Date, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, number) = (day.year(), day.month(), day.day());
    let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
    language.pick(format!("{year}年{month}月{number}日"), format!("{number} {name} {year}"))
}

/// A period as readers write it.
pub(super) fn period(period: Period, language: Language) -> String {
    language.pick(period.chinese(), period.to_string())
}

/// An earlier period, seen from a later one.
pub(super) fn previous(from: Period, to: Period, language: Language) -> String {
    if from != to.previous() {
        return period(from, language);
    }
    let (zh, en) = match to.kind() {
        PeriodKind::Month => ("上月", "the month before"),
        PeriodKind::Quarter => ("上季度", "the quarter before"),
        PeriodKind::Half => ("上个半年", "the half-year before"),
        PeriodKind::Year => ("上年", "the year before"),
        PeriodKind::Semester => ("上学期", "the semester before"),
    };
    language.pick(zh, en).to_owned()
}

/// Whether a change is real; without a p-value nobody can say.
pub(super) fn significance(p: Option<f64>, language: Language) -> String {
    let said = match p {
        Some(p) if p < SIGNIFICANT => ("差异显著", "significant"),
        Some(_) => ("差异不显著", "not significant"),
        None => ("差异无法检验", "cannot be tested"),
    };
    language.pick(said.0, said.1).to_owned()
}

/// The word of degree that a template may use.
pub(super) fn adverb(p: Option<f64>, language: Language) -> String {
    let significant = p.is_some_and(|p| p < SIGNIFICANT);
    let word = language.pick("明显", "markedly ");
    if significant { word.to_owned() } else { String::new() }
}

/// Which way a change goes.
pub(super) fn direction(change: f64, language: Language) -> &'static str {
    if change > 0.0 { language.pick("上升", "up") } else { language.pick("下降", "down") }
}
