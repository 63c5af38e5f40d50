//! What columns of tables are called by people, beside the names that programs read.

use survey::Language;

/// The words for a column; one without words keeps its name.
pub fn column_name(name: &str, language: Language) -> &str {
    let known = NAMES.iter().find(|(known, ..)| *known == name);
    known.map_or(name, |(_, zh, en)| language.pick(zh, en))
}

const NAMES: &[(&str, &str, &str)] = &[
    ("unit_code", "单位代码", "Unit code"),
    ("unit_name", "单位", "Unit"),
    ("level", "层级", "Level"),
    ("parent_code", "上级代码", "Code above"),
    ("period", "时期", "Period"),
    ("category", "类别或题目", "Category or question"),
    ("scheme", "计分办法", "Scheme"),
    ("mode", "调查方式", "Mode"),
    ("responses", "答卷数", "Interviews"),
    ("n", "有效样本", "n"),
    ("n_eff", "有效答案数", "Effective answers"),
    ("index", "满意度得分", "Index"),
    ("se", "标准误", "Standard error"),
    ("df", "自由度", "Degrees of freedom"),
    ("ci_low", "区间下限", "Interval from"),
    ("ci_high", "区间上限", "Interval to"),
    ("deff", "设计效应", "Design effect"),
    ("rate", "满意率", "Rate"),
    ("rate_se", "满意率标准误", "Rate, standard error"),
    ("rate_ci_low", "满意率下限", "Rate from"),
    ("rate_ci_high", "满意率上限", "Rate to"),
    ("dont_know_share", "不了解占比", "Don't know"),
    ("refused_share", "拒答占比", "Refused"),
    ("flag", "提示", "Flag"),
    ("design", "设计范围", "Design"),
    ("weights", "权重", "Weights"),
    ("rank", "名次", "Rank"),
    ("rank_low", "名次上限", "Best rank"),
    ("rank_high", "名次下限", "Worst rank"),
    ("tier", "档", "Tier"),
    ("p_top_k", "进入前K名的概率", "P(top k)"),
    ("expected_rank", "期望名次", "Expected rank"),
    ("previous_rank", "上期名次", "Previous rank"),
    ("change", "变化", "Change"),
    ("change_se", "变化标准误", "Change, standard error"),
    ("change_p", "变化P值", "Change, p"),
    ("change_p_holm", "变化P值（Holm校正）", "Change, p (Holm)"),
    ("top_k", "K", "k"),
    ("shrunken_index", "收缩得分", "Shrunken index"),
    ("shrunken_se", "收缩得分误差", "Shrunken, error"),
    ("target", "目标分", "Target"),
    ("p_target", "达标概率", "P(target)"),
    ("verdict", "是否达标", "Verdict"),
    ("from_period", "前期", "From"),
    ("to_period", "本期", "To"),
    ("from_mode", "方式甲", "First mode"),
    ("to_mode", "方式乙", "Second mode"),
    ("from_n", "前者样本", "n, first"),
    ("to_n", "后者样本", "n, second"),
    ("from_index", "前者得分", "Index, first"),
    ("to_index", "后者得分", "Index, second"),
    ("p", "P值", "p"),
    ("p_holm", "P值（Holm校正）", "p (Holm)"),
    ("family", "同时比较数", "Comparisons"),
    ("silent_share", "不了解与拒答占比", "Don't know and refused"),
    ("index_low", "得分下界", "Index, lowest"),
    ("index_high", "得分上界", "Index, highest"),
    ("rate_low", "满意率下界", "Rate, lowest"),
    ("rate_high", "满意率上界", "Rate, highest"),
    ("interviews", "计入答卷", "Interviews counted"),
    ("visit", "入户", "Visits"),
    ("phone", "电话", "Telephone"),
    ("web", "网络", "Web"),
    ("window", "窗口", "Window"),
    ("mail", "邮寄", "Mail"),
    ("partial", "中途中断", "Broken off"),
    ("hand_added", "人工添加对象", "Added by hand"),
    ("outside_round", "轮次日期之外", "Outside of the round"),
    ("corrected", "事后更正", "Corrected"),
    ("other_kind", "未计入：模拟（或正式）", "Left out: mock (or official)"),
    ("quarantined", "未计入：隔离待定", "Left out: in quarantine"),
    ("excluded", "其中依规则另行剔除", "Of them, left out by rule"),
    ("index_without_excluded", "剔除后得分", "Index without those left out"),
    ("asked", "已问", "Asked"),
    ("not_asked", "未问（跳题）", "Not asked"),
    ("answered_share", "有效回答占比", "Answered"),
    ("unanswered_share", "漏答占比", "Unanswered"),
    ("sent", "逐份上报答卷", "Sent one by one"),
    ("lag_median", "上报天数中位数", "Days to receipt, median"),
    ("late_share", "迟报占比", "Late"),
    ("weight_sum", "权数合计", "Sum of weights"),
    ("deff_weights", "加权设计效应", "Design effect of weights"),
    ("strata", "层数", "Strata"),
    ("psus", "抽样点数", "Sampling points"),
    ("cells", "得分表行数", "Index cells"),
    ("cells_small_n", "其中样本不足", "Cells: too few answers"),
    ("cells_low_df", "其中自由度低", "Cells: few degrees of freedom"),
    ("cells_lonely_psu", "其中单一抽样点", "Cells: single point"),
    ("cells_suppressed", "其中不予显示", "Cells withheld"),
    ("question", "题目代码", "Question code"),
    ("question_text", "题目", "Question"),
    ("measure", "指标", "Measure"),
    ("dated", "按何日归期", "Dated by"),
    ("numerator", "分子", "Numerator"),
    ("denominator", "分母", "Denominator"),
    ("share", "比率", "Share"),
    ("share_low", "比率下限", "Share from"),
    ("share_high", "比率上限", "Share to"),
    ("pooled_share", "合计比率", "Share, all together"),
    ("z", "z值", "z"),
    ("dispersion", "离散度", "Dispersion"),
    ("inner_low", "95%下界", "95% limit, low"),
    ("inner_high", "95%上界", "95% limit, high"),
    ("outer_low", "99.8%下界", "99.8% limit, low"),
    ("outer_high", "99.8%上界", "99.8% limit, high"),
    ("place", "所在区间", "Place"),
];

/// Whether a column holds shares from 0 to 1, which people read in per cent.
pub(crate) fn is_share(name: &str) -> bool {
    const SHARES: [&str; 18] = [
        "rate",
        "rate_se",
        "rate_ci_low",
        "rate_ci_high",
        "dont_know_share",
        "refused_share",
        "silent_share",
        "answered_share",
        "unanswered_share",
        "late_share",
        "rate_low",
        "rate_high",
        "p_top_k",
        "p_target",
        "share",
        "share_low",
        "share_high",
        "pooled_share",
    ];
    SHARES.contains(&name)
}

/// Whether a column holds differences, which have a sign.
pub(crate) fn is_change(name: &str) -> bool {
    name == "change"
}

#[cfg(test)]
mod tests {
    use survey::table::{
        ChangeRow, IndexRow, IssueFunnelRow, IssueRateRow, QualityRow, QuestionQualityRow,
        RankingRow, Row,
    };

    use super::*;

    #[test]
    fn every_column_has_words_of_its_own() {
        fn names<R: Row>() -> Vec<&'static str> {
            R::columns().iter().map(|column| column.name).collect()
        }
        let all = [
            names::<IndexRow>(),
            names::<RankingRow>(),
            names::<ChangeRow>(),
            names::<QualityRow>(),
            names::<QuestionQualityRow>(),
            names::<IssueRateRow>(),
            names::<IssueFunnelRow>(),
        ];
        for name in all.concat() {
            assert!(NAMES.iter().any(|(known, ..)| *known == name), "{name}");
        }
        for language in [Language::Chinese, Language::English] {
            let mut words: Vec<_> =
                NAMES.iter().map(|(name, ..)| column_name(name, language)).collect();
            words.sort_unstable();
            let all = words.len();
            words.dedup();
            assert_eq!(words.len(), all, "no word is used twice");
        }
    }
}
