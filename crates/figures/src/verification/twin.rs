//! Agreement and signals for reading.

use survey::Language;
use survey::display::{count_or_dash, percent, rounded};
use survey::table::{AgreementRow, Flag, SignalRow};

use crate::Twin;
use crate::words::flag_name;

/// What stands for a figure that does not exist, or is withheld.
const NOTHING: &str = "—";

impl Twin {
    /// What checks found, for reading: no share without its interval.
    pub fn of_agreement(rows: &[AgreementRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "调查员",
                "核查",
                "联系上",
                "确认访问",
                "否认",
                "记不清",
                "确认率（95%区间）",
                "答案一致率（95%区间）",
                "Kappa（95%区间）",
                "备注",
            ],
            [
                "Surveyor",
                "Checks",
                "Reached",
                "Confirmed",
                "Denied",
                "Can't remember",
                "Confirmed (95% interval)",
                "Same answers (95% interval)",
                "Kappa (95% interval)",
                "Remark",
            ],
        );
        let row = |row: &AgreementRow| {
            let share = |value: Option<f64>, low: Option<f64>, high: Option<f64>| {
                with_interval(value, low, high, |value| percent(value, 1))
            };
            vec![
                row.surveyor_name.to_string(),
                row.checks.to_string(),
                row.reached.to_string(),
                count_or_dash(row.confirmed),
                count_or_dash(row.denied),
                count_or_dash(row.cant_remember),
                share(row.confirmed_share, row.confirmed_low, row.confirmed_high),
                share(row.agreement, row.agreement_low, row.agreement_high),
                with_interval(row.kappa, row.kappa_low, row.kappa_high, |kappa| rounded(kappa, 2)),
                remark(row.flag, language),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            ..Self::default()
        }
    }

    /// Signals for reading.
    pub fn of_signals(rows: &[SignalRow], language: Language) -> Self {
        let headers = language.pick(
            ["对象", "信号", "份数", "数量", "占比", "其他人", "界限", "提示"],
            [
                "Who or where",
                "Signal",
                "Interviews",
                "Noticed",
                "Share",
                "Others",
                "Limit",
                "Look again",
            ],
        );
        let share = |share: Option<f64>| {
            share.map_or_else(|| NOTHING.to_owned(), |share| percent(share, 1))
        };
        let row = |row: &SignalRow| {
            let noticed = match (row.counted, row.of) {
                (Some(counted), Some(of)) => format!("{counted}/{of}"),
                _ => NOTHING.to_owned(),
            };
            let hint = if row.raised {
                language.pick("请再看一看", "look again").to_owned()
            } else {
                remark(row.flag, language)
            };
            vec![
                row.subject_name.to_string(),
                row.signal.name(language).to_owned(),
                row.interviews.to_string(),
                noticed,
                share(row.share),
                share(row.others_share),
                share(row.limit),
                hint,
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            ..Self::default()
        }
    }
}

fn remark(flag: Option<Flag>, language: Language) -> String {
    flag.map_or("", |flag| flag_name(flag, language)).to_owned()
}

fn with_interval(
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    text: impl Fn(f64) -> String,
) -> String {
    match (value, low.zip(high)) {
        (Some(value), Some((low, high))) => {
            format!("{} ({}–{})", text(value), text(low), text(high))
        }
        (Some(value), None) => format!("{} ({NOTHING})", text(value)),
        (None, _) => NOTHING.to_owned(),
    }
}
