//! The table beside each chart: the same figures in words and rounded numbers.

mod asked;
mod comparison;

use std::ops::Range;

use analytics::MonthSummary;
use survey::display::{count_or_dash, rounded, rounded_or_dash};
use survey::table::{AnswerShares, ChangeRow, CodebookRow, Entry, IndexRow, RankingRow, Verdict};
use survey::{Label, Language, OptionKind, Scale};

pub(crate) use self::comparison::place;
use crate::leading::is_real;
use crate::months::{MonthReport, MonthState};
use crate::words::{flag_name, mode_name};

/// A table ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Twin {
    /// Column headers.
    pub headers: Vec<String>,
    /// Rows; each has as many texts as there are headers.
    pub rows: Vec<Vec<String>>,
    /// Codes of the units that the rows are of, one for each row; empty where they are of none.
    pub units: Vec<String>,
}

impl Twin {
    /// The headers, then the rows.
    pub fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.headers).chain(&self.rows)
    }

    /// Only some of the rows; as many as there are of those.
    #[must_use]
    pub fn part(mut self, rows: Range<usize>) -> Self {
        self.rows = cut_out(self.rows, &rows);
        self.units = cut_out(self.units, &rows);
        self
    }

    /// A ranking for reading.
    pub fn of_ranking(rows: &[RankingRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "名次",
                "名次区间",
                "档",
                "单位",
                "得分",
                "95%区间",
                "较上期",
                "满意率",
                "有效样本",
                "备注",
            ],
            [
                "Rank",
                "Rank range",
                "Tier",
                "Unit",
                "Index",
                "95% interval",
                "Change",
                "Rate",
                "n",
                "Remark",
            ],
        );
        let mut twin = Self {
            headers: texts(&headers),
            rows: rows.iter().map(|row| ranking_row(row, language)).collect(),
            units: rows.iter().map(|row| row.estimate.unit_code.to_string()).collect(),
        };
        // Beside the direct estimate, which the ranks follow.
        if rows.iter().any(|row| row.shrunken_index.is_some()) {
            let header = language.pick("收缩得分", "Shrunken index");
            let shrunken = |row: &RankingRow| rounded_or_dash(row.shrunken_index, 2);
            twin.insert(AFTER_INDEX, header.to_owned(), rows, shrunken);
        }
        if let Some(target) = rows.iter().find_map(|row| row.target) {
            let header = language.pick(format!("目标{target}"), format!("Target {target}"));
            let before_remark = twin.headers.len() - 1;
            twin.insert(before_remark, header, rows, |row| verdict(row.verdict, language));
        }
        if let Some(k) = rows.iter().find_map(|row| row.top_k) {
            let header = match language {
                Language::Chinese => format!("前{k}名概率"),
                Language::English => format!("P(top {k})"),
            };
            let before_remark = twin.headers.len() - 1;
            twin.insert(before_remark, header, rows, |row| chance(row.p_top_k));
        }
        twin
    }

    /// The same in few columns, for a narrow page: no rank without its range, no index without its
    /// interval.
    pub fn of_ranking_in_short(rows: &[RankingRow], language: Language) -> Self {
        let headers = language.pick(
            ["名次区间", "档", "单位", "得分（95%区间）", "较上期"],
            ["Rank range", "Tier", "Unit", "Index (95% interval)", "Change"],
        );
        let row = |row: &RankingRow| {
            let texts = ranking_row(row, language);
            let [_, range, tier, unit, index, interval, change, ..] = texts.as_slice() else {
                return texts;
            };
            let has_interval = row.estimate.ci_low.is_some() && row.estimate.ci_high.is_some();
            let flag = row.estimate.flag.map(|flag| flag_name(flag, language));
            let notes: Vec<&str> =
                has_interval.then_some(interval.as_str()).into_iter().chain(flag).collect();
            let index = match notes.join(language.pick("，", ", ")) {
                notes if notes.is_empty() => index.clone(),
                notes => language.pick(format!("{index}（{notes}）"), format!("{index} ({notes})")),
            };
            vec![range.clone(), tier.clone(), unit.clone(), index, change.clone()]
        };
        Self {
            headers: texts(&headers),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.estimate.unit_code.to_string()).collect(),
        }
    }

    /// Categories of a unit beside those of the unit at the top.
    pub fn of_categories(
        rows: &[IndexRow],
        top: &[IndexRow],
        name: impl Fn(&IndexRow) -> String,
        language: Language,
    ) -> Self {
        let headers = language.pick(
            ["类别", "得分", "95%区间", "满意率", "有效样本", "备注"],
            ["Category", "Index", "95% interval", "Rate", "n", "Remark"],
        );
        let row = |row: &IndexRow| {
            vec![
                name(row),
                rounded_or_dash(row.index, 2),
                interval(row.ci_low, row.ci_high),
                percent(row.rate),
                count_or_dash(row.n),
                remark(row, language),
            ]
        };
        let mut twin = Self {
            headers: texts(&headers),
            rows: rows.iter().map(row).collect(),
            ..Self::default()
        };
        if let Some(first) = top.first() {
            let of = |row: &IndexRow| top.iter().find(|top| top.category == row.category);
            let header = first.unit_name.to_string();
            twin.insert(AFTER_INTERVAL, header, rows, |row| {
                of(row).filter(|top| top.index.is_some()).map_or_else(
                    || "—".to_owned(),
                    |top| {
                        let own = interval(top.ci_low, top.ci_high);
                        let index = rounded_or_dash(top.index, 2);
                        language.pick(format!("{index}（{own}）"), format!("{index} ({own})"))
                    },
                )
            });
        }
        twin
    }

    /// Puts a column in.
    fn insert<R>(&mut self, at: usize, header: String, rows: &[R], text: impl Fn(&R) -> String) {
        self.headers.insert(at, header);
        for (texts, row) in self.rows.iter_mut().zip(rows) {
            texts.insert(at, text(row));
        }
    }

    /// Changes for reading.
    pub fn of_changes(rows: &[ChangeRow], language: Language) -> Self {
        let headers = language.pick(
            ["单位", "时期", "得分", "变化", "95%区间", "有效样本", "备注"],
            ["Unit", "Periods", "Index", "Change", "95% interval", "n", "Remark"],
        );
        let row = |row: &ChangeRow| {
            let index = |index| rounded_or_dash(index, 2);
            let interval = match (row.ci_low, row.ci_high) {
                (Some(low), Some(high)) => {
                    let to = language.pick("至", "to");
                    format!("{} {to} {}", signed(low), signed(high))
                }
                _ => "—".to_owned(),
            };
            vec![
                row.unit_name.to_string(),
                format!("{} → {}", row.from_period, row.to_period),
                format!("{} → {}", index(row.from_index), index(row.to_index)),
                change(row.change, row.p_holm, language),
                interval,
                format!("{} → {}", count_or_dash(row.from_n), count_or_dash(row.to_n)),
                row.flag.map_or_else(String::new, |flag| flag_name(flag, language).to_owned()),
            ]
        };
        let units = rows.iter().map(|row| row.unit_code.to_string()).collect();
        Self { headers: texts(&headers), rows: rows.iter().map(row).collect(), units }
    }

    /// Sizes of a cube for reading.
    pub fn of_summary(rows: &[MonthSummary], language: Language) -> Self {
        let headers = language.pick(
            ["月份", "答卷", "单位", "层", "初级抽样单元", "汇总数"],
            ["Month", "Interviews", "Units", "Strata", "PSUs", "Sums"],
        );
        let row = |row: &MonthSummary| {
            let counts = [row.interviews, row.units, row.strata, row.psus, row.sums];
            std::iter::once(row.month.to_string()).chain(counts.map(|n| n.to_string())).collect()
        };
        Self { headers: texts(&headers), rows: rows.iter().map(row).collect(), ..Self::default() }
    }

    /// A codebook for reading.
    pub fn of_codebook(rows: &[CodebookRow], language: Language) -> Self {
        let headers = language.pick(
            ["项目", "代码", "上级", "说明", "含义"],
            ["Entry", "Code", "Above", "Detail", "Meaning"],
        );
        let row = |row: &CodebookRow| {
            let english = Some(row.label_en.clone()).filter(|label| !label.is_empty());
            let label = Label { zh: row.label_zh.clone(), en: english };
            let texts = [row.code.clone(), row.above.clone(), row.detail.clone()];
            std::iter::once(entry_name(row.entry, language).to_owned())
                .chain(texts)
                .chain([label.get(language).to_owned()])
                .collect()
        };
        Self { headers: texts(&headers), rows: rows.iter().map(row).collect(), ..Self::default() }
    }

    /// What was found about kept cubes, for reading.
    pub fn of_months(rows: &[MonthReport], language: Language) -> Self {
        let headers = language.pick(
            ["月份", "答卷", "其后到达", "与答卷比较"],
            ["Month", "Interviews", "Came in later", "Against the interviews"],
        );
        let state = |state: MonthState| match state {
            MonthState::Same => language.pick("一致", "same"),
            MonthState::Differs => language.pick("不一致", "differs"),
            MonthState::Missing => language.pick("未保存", "not kept"),
        };
        let row = |row: &MonthReport| {
            let (interviews, later) = (row.interviews.to_string(), row.later.to_string());
            vec![row.month.to_string(), interviews, later, state(row.state).to_owned()]
        };
        Self { headers: texts(&headers), rows: rows.iter().map(row).collect(), ..Self::default() }
    }

    pub(crate) fn of_index(
        rows: &[IndexRow],
        name: impl Fn(&IndexRow) -> String,
        language: Language,
    ) -> Self {
        let headers = language.pick(
            ["单位", "时期", "类别", "得分", "95%区间", "满意率", "不了解", "有效样本", "备注"],
            [
                "Unit",
                "Period",
                "Category",
                "Index",
                "95% interval",
                "Rate",
                "Don't know",
                "n",
                "Remark",
            ],
        );
        let cells = rows.iter().map(|row| {
            vec![
                row.unit_name.to_string(),
                row.period.to_string(),
                name(row),
                rounded_or_dash(row.index, 2),
                interval(row.ci_low, row.ci_high),
                percent(row.rate),
                percent(row.dont_know_share),
                count_or_dash(row.n),
                remark(row, language),
            ]
        });
        let units = rows.iter().map(|row| row.unit_code.to_string()).collect();
        let mut twin = Self { headers: texts(&headers), rows: cells.collect(), units };
        if rows.iter().any(|row| row.mode != ALL_MODES) {
            let header = language.pick("方式", "Mode").to_owned();
            twin.insert(AFTER_PERIOD, header, rows, |row| mode_text(&row.mode, language));
        }
        twin
    }

    pub(crate) fn of_shares(scale: &Scale, rows: &[AnswerShares], language: Language) -> Self {
        let mut headers = vec![language.pick("问题", "Question").to_owned()];
        headers.extend(
            scale
                .options
                .iter()
                .filter(|option| option.kind == OptionKind::Substantive)
                .map(|option| option.label.get(language).to_owned()),
        );
        headers.extend(texts(
            &language.pick(["不了解", "拒答", "有效样本"], ["Don't know", "Refused", "n"]),
        ));
        let rows = rows.iter().map(|row| {
            let mut texts = vec![row.label.clone()];
            texts.extend(row.shares.iter().map(|share| percent(Some(*share))));
            texts.push(percent(Some(row.dont_know_share)));
            texts.push(percent(Some(row.refused_share)));
            texts.push(row.n.to_string());
            texts
        });
        Self { headers, rows: rows.collect(), ..Self::default() }
    }
}

fn cut_out<T>(rows: Vec<T>, part: &Range<usize>) -> Vec<T> {
    rows.into_iter().skip(part.start).take(part.len()).collect()
}

fn entry_name(entry: Entry, language: Language) -> &'static str {
    match entry {
        Entry::Column => language.pick("列", "column"),
        Entry::Category => language.pick("类别", "category"),
        Entry::Question => language.pick("题目", "question"),
        Entry::Option => language.pick("选项", "option"),
        Entry::Unit => language.pick("单位", "unit"),
    }
}

pub(crate) fn verdict(verdict: Option<Verdict>, language: Language) -> String {
    let words = match verdict {
        Some(Verdict::Met) => language.pick("达到", "met"),
        Some(Verdict::NotMet) => language.pick("未达到", "not met"),
        Some(Verdict::Undetermined) => language.pick("不能判断", "undetermined"),
        None => "—",
    };
    words.to_owned()
}

/// A chance is never shown as certain.
fn chance(probability: Option<f64>) -> String {
    match probability {
        Some(p) if p > 0.999 => "> 99.9%".to_owned(),
        Some(p) if p < 0.001 => "< 0.1%".to_owned(),
        p => percent(p),
    }
}

/// Place of a column after index and interval in a ranking.
const AFTER_INDEX: usize = 6;
/// Place of a column after index and interval in a table of categories.
const AFTER_INTERVAL: usize = 3;
/// Place of a column after the period in a table of indices.
const AFTER_PERIOD: usize = 2;

/// `mode` of a row of all modes together.
const ALL_MODES: &str = "all";

fn mode_text(mode: &str, language: Language) -> String {
    mode.parse().map_or_else(|_| mode.to_owned(), |mode| mode_name(Some(mode), language).to_owned())
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn ranking_row(row: &RankingRow, language: Language) -> Vec<String> {
    let count =
        |count: Option<u32>| count.map_or_else(|| "—".to_owned(), |count| count.to_string());
    vec![
        count(row.rank),
        range(row.rank_low, row.rank_high),
        count(row.tier),
        row.estimate.unit_name.to_string(),
        rounded_or_dash(row.estimate.index, 2),
        interval(row.estimate.ci_low, row.estimate.ci_high),
        change(row.change, row.change_p_holm, language),
        percent(row.estimate.rate),
        count_or_dash(row.estimate.n),
        remark(&row.estimate, language),
    ]
}

fn range(low: Option<u32>, high: Option<u32>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}–{high}"),
        _ => "—".to_owned(),
    }
}

/// A change is always shown with whether it is real, all changes of the table considered, so that
/// noise is not read as movement.
fn change(change: Option<f64>, p_holm: Option<f64>, language: Language) -> String {
    let (Some(change), Some(p)) = (change, p_holm) else { return "—".to_owned() };
    let verdict = if is_real(p) {
        language.pick("显著", "significant")
    } else {
        language.pick("不显著", "not sig.")
    };
    let verdict = language.pick(format!("（{verdict}）"), format!("({verdict})"));
    format!("{} {verdict}", signed(change))
}

fn signed(points: f64) -> String {
    let sign = if points > 0.0 { "+" } else { "" };
    format!("{sign}{}", rounded(points, 2))
}

fn remark(row: &IndexRow, language: Language) -> String {
    row.flag.map(|flag| flag_name(flag, language)).unwrap_or_default().to_owned()
}

fn interval(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{}–{}", rounded(low, 2), rounded(high, 2)),
        _ => "—".to_owned(),
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| format!("{}%", rounded(share * 100.0, 1)))
}
