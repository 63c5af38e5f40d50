//! Rules of supervision and what they found, in words.

use survey::Language;
use survey::display::{percent, rounded};
use survey::supervision::{Condition, Figure, Found};

use crate::words::issue_rate_name;

/// What a rule asks for.
pub fn condition_text(when: &Condition, language: Language) -> String {
    match when {
        Condition::OverdueIssues { count, share, days } => {
            let (zh, en) = (format!("逾期问题不少于{count}件"), format!("{count} issues overdue"));
            let more = |text: String, separator: &str, of: [Option<String>; 2]| {
                of.into_iter().flatten().fold(text, |text, more| format!("{text}{separator}{more}"))
            };
            let share = share.map(|share| percent(share, 0));
            language.pick(
                more(
                    zh,
                    "，",
                    [
                        share.as_ref().map(|share| format!("占待整改的{share}以上")),
                        days.map(|days| format!("最长逾期{days}天以上")),
                    ],
                ),
                more(
                    en,
                    ", ",
                    [
                        share.as_ref().map(|share| format!("{share} of those to be put right")),
                        days.map(|days| format!("one of them by {days} days")),
                    ],
                ),
            )
        }
        Condition::BottomTier { periods } => language.pick(
            format!("连续{periods}期处于最后一档（与其他档有显著差别）"),
            format!("in the last of several tiers in {periods} periods in a row"),
        ),
        Condition::SatisfactionBelow { rate } => {
            let rate = percent(*rate, 0);
            language.pick(
                format!("满意率低于{rate}（95%区间上限也低于）"),
                format!("satisfaction rate surely below {rate} (its whole 95% interval)"),
            )
        }
        Condition::LedgerRateBelow { measure, rate } => {
            let (name, rate) = (issue_rate_name(*measure, language), percent(*rate, 0));
            language.pick(
                format!("{name}低于{rate}（95%区间上限也低于）"),
                format!("“{name}” surely below {rate} (its whole 95% interval)"),
            )
        }
        Condition::RepeatedComplaint { times } => language.pick(
            format!("同一问题在本期反复出现{times}次以上"),
            format!("the same complaint {times} times in the period"),
        ),
        Condition::ReopenedIssues { count } => language
            .pick(format!("重开问题不少于{count}件"), format!("{count} issues opened again")),
    }
}

/// A figure that a rule found, with its interval, or of how many it is.
pub fn found_text(found: &Found, language: Language) -> String {
    let name = figure_name(found.figure, language);
    let value = |value: f64| match found.figure {
        Figure::OverdueShare | Figure::SatisfactionRate | Figure::LedgerRate => percent(value, 1),
        Figure::Index => rounded(value, 2),
        _ => rounded(value, 0),
    };
    let mut beside = Vec::new();
    if let (Some(low), Some(high)) = (found.low, found.high) {
        let range = format!("{}–{}", value(low), value(high));
        beside.push(language.pick(format!("95%区间{range}"), format!("95% interval {range}")));
    }
    beside.extend(found.of.map(|of| of_how_many(found.figure, of, language)));
    let text = format!("{} {name} {}", found.period, value(found.value));
    if beside.is_empty() {
        return text;
    }
    let beside = beside.join(language.pick("，", ", "));
    language.pick(format!("{text}（{beside}）"), format!("{text} ({beside})"))
}

fn of_how_many(figure: Figure, of: u64, language: Language) -> String {
    match figure {
        Figure::Index | Figure::SatisfactionRate => format!("n = {of}"),
        Figure::Tier => language.pick(format!("共{of}档"), format!("of {of} tiers")),
        _ => language.pick(format!("共{of}件"), format!("of {of}")),
    }
}

fn figure_name(figure: Figure, language: Language) -> &'static str {
    match figure {
        Figure::OverdueIssues => language.pick("逾期问题", "issues overdue"),
        Figure::OverdueShare => language.pick("逾期占比", "share overdue"),
        Figure::DaysOverdue => language.pick("最长逾期天数", "days overdue at most"),
        Figure::Tier => language.pick("所在档", "tier"),
        Figure::Index => language.pick("满意度得分", "index"),
        Figure::SatisfactionRate => language.pick("满意率", "satisfaction rate"),
        Figure::LedgerRate => language.pick("台账指标", "rate of the ledger"),
        Figure::Complaints => language.pick("同一问题出现次数", "times of the same complaint"),
        Figure::ReopenedIssues => language.pick("重开问题", "issues opened again"),
    }
}
